# page.awk : results.csv, with synthesis.csv in front of it, as the rows of docs/results.md.
# -v table=timing | area | plot; -v mhz=250
BEGIN { FS = ","; OFMT = "%.6g" }
FNR == 1 { file++; next }
file == 1 { lut[$1, $2] = $3; site[$1, $2] = $4; ff[$1, $2] = $5; bram[$1, $2] = $9; next }
function beside(estimate, measured) {
    return measured == "" ? estimate " | - | -" : estimate " | " measured " | " sprintf("%+.1f %%", 100 * (estimate / measured - 1))
}
{
    title = $3
    gsub(";", ",", title)
    name = ($1 == "default" ? "shipped" : "published")
    k = $1 SUBSEP $2
    rate = mhz * 1e6 / $6
    if (table == "timing")
        printf "| %s | %s | %d | %.3f | %d | %d | %d of %d | %.0f | %.2f |\n", name, title, $5, $6, $7, $8, $10, $9, \
            rate / 1000, $8 / mhz
    if (table == "area")
        printf "| %s | %s | %s | %s | %s | %s |\n", name, title, beside($11, site[k]), beside($12, lut[k]), \
            beside($13, ff[k]), beside($14, bram[k])
    if (table == "plot")
        printf "%s,%s,%g,%g,%s\n", $1, title, rate, (k in site ? site[k] : $11), (k in site ? "synthesised" : "estimated")
}
