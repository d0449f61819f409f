# packed.awk: packed.csv as the rows of a table in C.
BEGIN { FS = "," }
NR > 1 { printf "    {\"%s\", %s, %s, %s, %s},\n", $1, $3, $4, $5, $6 }
