# children.awk : the files of the modules that stand in module `top`, and in those, and so on, one a line; not of top itself
#   awk -v top=MODULE -f children.awk rtl/*/*.v
FNR == 1 { name = FILENAME; sub(/.*\//, "", name); sub(/\.v$/, "", name); file[name] = FILENAME }
{ sub(/\/\/.*/, "") }
/^ *bac_[a-z0-9_]* / && !/bac_error_/ { child[name] = child[name] " " $1 }
END {
    n = 1
    list[1] = top
    seen[top] = 1
    for (i = 1; i <= n; i++) {
        count = split(child[list[i]], word, " ")
        for (k = 1; k <= count; k++)
            if (!(word[k] in seen) && word[k] in file) { seen[word[k]] = 1; list[++n] = word[k] }
    }
    for (i = 2; i <= n; i++) print file[list[i]]
}
