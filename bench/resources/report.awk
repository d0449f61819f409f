# report.awk : residuals.csv as the tables of docs/resources.md. -v table=sets | primitives | designs
# Errors of layers that take SMALL sites (registers) or more; below that a few LUTs are many percent.
BEGIN { FS = ","; SMALL = 100; split("site ff lut carry bram", name, " ");
        at["lut"] = 7; at["site"] = 9; at["ff"] = 11; at["carry"] = 13; at["bram"] = 19 }
FNR == 1 { next }
function group() {
    if (table == "sets") return $1 ", " $2
    if (table == "primitives") return $6
    return $1 " | " $2 " | " $3 " | " $4
}
function note(k, what,   m, e, d) {
    m = $(at[what]); e = $(at[what] + 1); d = e > m ? e - m : m - e
    if ($5 == "whole") { whole_m[k, what] = m; whole_e[k, what] = e; return }
    sum_m[k, what] += m; sum_e[k, what] += e
    if (m < SMALL) return
    n[k, what]++; total[k, what] += d / m
    if (d <= 0.15 * m) within[k, what]++
    if (d / m > worst[k, what]) worst[k, what] = d / m
}
{
    if (table == "primitives" && ($1 != "test" || $5 == "whole")) next
    k = group()
    if (!(k in seen)) { seen[k] = 1; order[++groups] = k }
    if ($5 != "whole") layers[k]++
    for (i in name) note(k, name[i])
}
function percent(x) { return sprintf("%.1f %%", 100 * x) }
function signed(m, e) { return m > 0 ? sprintf("%+.1f %%", 100 * (e / m - 1)) : (e == 0 ? "0" : "-") }
function cell(k, what) {
    return n[k, what] ? percent(total[k, what] / n[k, what]) " | " within[k, what] + 0 " of " n[k, what] : "- | -"
}
END {
    for (i = 1; i <= groups; i++) {
        k = order[i]
        if (table == "designs") {
            printf "| %s | %d | %d | %s | %d | %d | %s | %d | %d |", k, sum_m[k, "site"], sum_e[k, "site"],
                signed(sum_m[k, "site"], sum_e[k, "site"]), sum_m[k, "ff"], sum_e[k, "ff"],
                signed(sum_m[k, "ff"], sum_e[k, "ff"]), sum_m[k, "bram"], sum_e[k, "bram"]
            if ((k, "site") in whole_m)
                printf " %d, %s |", whole_m[k, "site"], signed(whole_m[k, "site"], whole_e[k, "site"])
            else
                printf " |"
            print ""
        } else
            printf "| %s | %d | %s | %s | %s |\n", k, layers[k], cell(k, "site"), cell(k, "ff"), \
                signed(sum_m[k, "bram"], sum_e[k, "bram"])
    }
}
