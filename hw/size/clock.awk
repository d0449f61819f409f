# clock.awk: clock.csv as the rows of a table in C.
BEGIN { FS = "," }
NR > 1 {
    printf "    {\"%s\", \"%s\", {", $1, $2
    for (i = 3; i <= NF; i++)
        printf "%s%s", $i, i < NF ? ", " : "}},\n"
}
