# page.awk : synthesis.csv, estimates.csv and results.csv, in this order, as the rows of docs/results.md.
# -v table=timing | area | plot; -v mhz=250
BEGIN { FS = ","; OFMT = "%.6g" }
FNR == 1 { file++; next }
file == 2 { est_site[$1, $2] = $3; est_lut[$1, $2] = $4; est_ff[$1, $2] = $5; est_bram[$1, $2] = $6; next }
file == 1 { lut[$1, $2] = $3; site[$1, $2] = $4; ff[$1, $2] = $5; bram[$1, $2] = $9; next }
# measured (estimate, error); "-" where nothing was synthesised
function beside(estimate, measured) {
    if (measured == "")
        return "- (" estimate ")"
    if (measured == 0)
        return measured " (" estimate ")"
    return sprintf("%s (%s, %+.1f %%)", measured, estimate, 100 * (estimate / measured - 1))
}
{
    title = $3
    gsub(";", ",", title)
    name = ($1 == "default" ? "shipped" : $1 == "gold" ? "published" : $1 == "vgg10" ? "published VGG10" : $1)
    k = $1 SUBSEP $2
    rate = mhz * 1e6 / $6
    if (table == "timing")
        printf "| %s | %s | %.3f (%d) | %d (%d) | %d of %d | %.0f | %.2f |\n", name, title, $6, $5, $8, $7, $10, $9, \
            rate / 1000, $8 / mhz
    if (table == "area")
        printf "| %s | %s | %s | %s | %s | %s |\n", name, title, beside(est_site[k], site[k]), beside(est_lut[k], lut[k]), \
            beside(est_ff[k], ff[k]), beside(est_bram[k], bram[k])
    if (table == "plot")
        printf "%s,%s,%g,%g,%s\n", $1, $3, rate, (k in site ? site[k] : est_site[k]), (k in site ? "synthesised" : "estimated")
}
