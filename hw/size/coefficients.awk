# coefficients.awk: coefficients.csv as the rows of a table in C.
BEGIN { FS = "," }
NR == 1 { next }
$1 != family {
    if (family != "")
        print "},"
    family = $1
    print "[BAC_FAMILY_" toupper(family) "] = {"
}
$3 == "lut" { printf "    {\"%s\"", $2 }
{
    printf ", {"
    for (i = 4; i <= NF; i++)
        printf "%s%s", $i, i < NF ? ", " : "}"
}
$3 == "carry" { print "}," }
END { print "}," }
