# fit.awk : prices of terms, by least squares: hw/size/clock.csv, hw/size/packed.csv
#   awk -v table=OUT.csv -v residuals=residuals.csv -f fit.awk PRIORS.csv TERMS.csv
# PRIORS: device,figure,TERM.. of each device and figure; OUT has the same lines. TERMS: set,device,figure,TERM..,measured,design
# The relative errors of the set `fit` are squared and added up, and a penalty on what differs from the prior: few designs
# are on record, and a term that they do not vary keeps what is known of it. Coordinate descent; no price below 0.
# A device without designs keeps its priors. Other sets are only compared. Residuals are appended.
BEGIN { FS = ","; OFS = ","; penalty = 0.02 }
FNR == 1 { file++; if (file == 1) { head = $0; terms = NF - 2 } next }
file == 1 { # device,figure, then the priors
    key = $1 "," $2
    order[++keys] = key
    for (t = 1; t <= terms; t++) prior[key, t] = k[key, t] = $(t + 2)
    next
}
{
    key = $2 "," $3
    n = ++rows[key]
    set[key, n] = $1
    for (t = 1; t <= terms; t++) x[key, n, t] = $(t + 3)
    y[key, n] = $(4 + terms)
    name[key, n] = $(5 + terms)
}
function estimate(key, n,    t, sum) {
    for (t = 1; t <= terms; t++) sum += k[key, t] * x[key, n, t]
    return sum
}
function descend(key,    sweep, t, n, up, down, p, a, w) {
    for (sweep = 0; sweep < 2000; sweep++)
        for (t = 1; t <= terms; t++) {
            p = prior[key, t]
            if (p == 0) continue
            up = -penalty * (k[key, t] - p) / (p * p)
            down = penalty / (p * p)
            for (n = 1; n <= rows[key]; n++) {
                if (set[key, n] != "fit" || y[key, n] <= 0) continue
                w = 1 / y[key, n]
                a = x[key, n, t] * w
                up += a * (y[key, n] - estimate(key, n)) * w
                down += a * a
            }
            k[key, t] += up / down
            if (k[key, t] < 0) k[key, t] = 0
        }
}
END {
    print head >table
    for (i = 1; i <= keys; i++) {
        key = order[i]
        if (rows[key]) descend(key)
        printf "%s", key >table
        for (t = 1; t <= terms; t++) printf ",%.4g", k[key, t] >table
        printf "\n" >table
        for (n = 1; n <= rows[key]; n++) {
            e = estimate(key, n)
            printf "%s,%s,%s,%.2f,%.2f,%.3f\n", set[key, n], key, name[key, n], y[key, n], e, \
                (y[key, n] > 0 ? e / y[key, n] - 1 : 0) >>residuals
        }
    }
}
