# report.awk -v table=NAME RECORDS.csv LAYERS.csv RESIDUALS.csv : one of the tables of docs/routed.md (report.sh)
#   records    the sets tiny and table, a line a design, its seeds side by side
#   layers     single layers between shift registers
#   front      the plans that bac explore prints
#   estimates  whole networks, estimated beside measured
#   errors     the errors of each set: mean and worst of cells, of MHz
BEGIN { FS = "," }
FNR == 1 { file++; next }
function thousands(n,    s, head) {
    s = sprintf("%d", n)
    head = length(s) % 3
    for (i = head + (head == 0) * 3; i < length(s); i += 4) s = substr(s, 1, i) "," substr(s, i + 1)
    return s
}
function median(list,    n, v, i, j, x) {
    n = split(list, v, " ")
    for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (v[j] + 0 < v[i] + 0) { x = v[i]; v[i] = v[j]; v[j] = x }
    return v[int((n + 1) / 2)]
}
function listed(list, item) { return list == "" ? item : list " " item }
function commas(list) { gsub(/ /, ", ", list); return list }
function named(plan) { return plan == "-" ? "unrolled" : plan == "random" ? "random plan" : "`" plan "`" }
file == 1 {
    key = $1 FS $2 FS $3 FS $4
    if (!(key in cells)) order[++designs] = key
    cells[key] = $6
    memories[key] = $7
    mhz[key] = listed(mhz[key], $12)
    frames[key] = listed(frames[key], $13)
    if ($12 > best[key] + 0) { best[key] = $12; path[key] = $15 " LUTs, " $16 " carries: " $17 " to " $18 }
}
file == 2 {
    key = $1 FS $2 FS $3
    if (!(key in layer_cells)) layer_order[++layers] = key
    layer_cells[key] = $6
    layer_memories[key] = $7
    layer_mhz[key] = listed(layer_mhz[key], $8)
}
file == 3 && ($1 == "whole" || $1 == "whole-test") { whole[$4, $2] = $6 }
file == 3 && $3 == "ns" { ns[$4, $2] = $6; ns_measured[$4, $2] = $5 }
function error(measured, estimated) { return sprintf("%+.1f %%", 100 * (estimated / measured - 1)) }
function sum_up(set, figure, measured, estimated,    e) {
    e = estimated / measured - 1
    if (e < 0) e = -e
    n_of[set, figure]++
    sum_of[set, figure] += e
    if (e > worst_of[set, figure]) worst_of[set, figure] = e
}
END {
    if (table == "records") {
        for (d = 1; d <= designs; d++) {
            split(order[d], f, FS)
            if (f[1] != "tiny" && f[1] != "table") continue
            n = split(frames[order[d]], all, " ")
            least = all[1]
            for (i = 2; i <= n; i++) if (all[i] < least) least = all[i]
            printf "| %s, %s, %s | %s | %d | %s | %s | %s | %s |\n", f[3], named(f[2]), toupper(f[4]), thousands(cells[order[d]]), \
                memories[order[d]], commas(mhz[order[d]]), thousands(median(frames[order[d]])), thousands(least), path[order[d]]
        }
    }
    if (table == "layers") {
        for (d = 1; d <= layers; d++) {
            split(layer_order[d], f, FS)
            sub(/.*\//, "", f[1]); sub(/\.bnet/, "", f[1])
            printf "| %s of %s, %s | %s | %d | %s | %s |\n", f[3], f[1], named(f[2]), thousands(layer_cells[layer_order[d]]), \
                layer_memories[layer_order[d]], commas(layer_mhz[layer_order[d]]), median(layer_mhz[layer_order[d]])
        }
    }
    if (table == "front") {
        for (d = 1; d <= designs; d++) {
            split(order[d], f, FS)
            if (f[1] != "front") continue
            hx = f[4] == "hx8k"
            sub(/.*plans\//, "", f[2])
            if (cells[order[d]] + 0 == 0) { printf "| %s, %s | `%s` | does not fit | | | | | |\n", f[3], toupper(f[4]), f[2]; continue }
            printf "| %s, %s | `%s` | %s | %s | %d | %d | %s | %s |\n", f[3], toupper(f[4]), f[2], thousands(cells[order[d]]), \
                hx ? "7,680" : "5,280", memories[order[d]], hx ? 32 : 30, mhz[order[d]], thousands(frames[order[d]])
        }
    }
    if (table == "estimates" || table == "errors") {
        for (d = 1; d <= designs; d++) {
            split(order[d], f, FS)
            k = f[3] " " f[2] SUBSEP f[4]
            if (!(k in whole)) continue
            set = f[1] == "fit" || f[1] == "tiny" ? "fit" : f[1] == "drawn" ? "drawn" : "other"
            sum_up(set, "cells", cells[order[d]], whole[k])
            sum_up(set, "MHz", 1 / ns_measured[k], 1 / ns[k])
            plan = f[2]
            sub(/.*plans\//, "", plan)
            if (table == "estimates") printf "| %s | %s, %s, %s | %s | %s | %s | %.1f | %.1f | %s |\n", f[1], f[3], named(plan), toupper(f[4]), \
                thousands(cells[order[d]]), thousands(whole[k]), error(cells[order[d]], whole[k]), 1000 / ns_measured[k], \
                1000 / ns[k], error(1 / ns_measured[k], 1 / ns[k])
        }
    }
    if (table == "errors") {
        split("fit drawn other", sets, " ")
        for (i = 1; i <= 3; i++)
            if (n_of[sets[i], "cells"])
                printf "| %s | %d | %.1f %% | %.1f %% | %.1f %% | %.1f %% |\n", sets[i], n_of[sets[i], "cells"], \
                    100 * sum_of[sets[i], "cells"] / n_of[sets[i], "cells"], 100 * worst_of[sets[i], "cells"], \
                    100 * sum_of[sets[i], "MHz"] / n_of[sets[i], "MHz"], 100 * worst_of[sets[i], "MHz"]
    }
}
