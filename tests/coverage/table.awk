# table.awk [-v limits="line 97 branch 90"] [-v missed=FILE] WAIVED POINTS : a table of what was reached, by folder.
# POINTS, tab-separated, a line a point: kind, path, line, which of the line's points, times reached; a point that
# stands there several times counts as reached if one of them is. WAIVED: points that may be missed, a line each:
# KIND PATH "WORDS OF THE LINE" REASON. Writes the points that are missed and not waived to `missed`.
# Exit status 1: a share is below its limit, over 2 % of a kind's points are waived, or a waiver is of no missed point.
BEGIN {
    FS = "\t"
    n_limits = split(limits, limit, " ")
    status = 0
}
FNR == NR && /^[a-z]/ {
    match($0, /"[^"]*"/)
    n_waivers++
    split($0, word, " ")
    waiver_kind[n_waivers] = word[1]
    waiver_path[n_waivers] = word[2]
    waiver_text[n_waivers] = substr($0, RSTART + 1, RLENGTH - 2)
    if (!RLENGTH || substr($0, RSTART + RLENGTH) !~ /[a-z]/) {
        print "table.awk: a waiver is KIND PATH \"WORDS\" REASON: " $0
        exit status = 2
    }
}
FNR == NR { next }
{
    key = $1 FS $2 FS $3 FS $4
    if (!(key in hits))
        order[++n] = key
    hits[key] += $5
}
function source(path, line,    text, i) {
    if (!(path in read_to)) {
        read_to[path] = 0
        while ((getline text < path) > 0)
            line_of[path, ++read_to[path]] = text
        close(path)
    }
    return line_of[path, line]
}
function waived(kind, path, line,    i) {
    for (i = 1; i <= n_waivers; i++)
        if (waiver_kind[i] == kind && waiver_path[i] == path && index(source(path, line), waiver_text[i])) {
            waiver_used[i]++
            return 1
        }
    return 0
}
END {
    if (status)
        exit status
    for (i = 1; i <= n; i++) {
        split(order[i], p, FS)
        folder = p[2]
        sub(/\/[^\/]*$/, "", folder)
        if (!(folder in seen_folder))
            seen_folder[folder] = folders[++n_folders] = folder
        if (!(p[1] in seen_kind))
            seen_kind[p[1]] = kinds[++n_kinds] = p[1]
        all[folder, p[1]]++
        sum[p[1]]++
        if (hits[order[i]] > 0) {
            got[folder, p[1]]++
            reached[p[1]]++
        } else if (waived(p[1], p[2], p[3])) {
            excused[folder, p[1]]++
            n_excused[p[1]]++
        } else {
            printf "%s %s:%s: %s: %s\n", p[1], p[2], p[3], p[4], source(p[2], p[3]) > missed
        }
    }
    printf "%-22s", "folder"
    for (k = 1; k <= n_kinds; k++)
        printf "  %-30s", kinds[k]
    print ""
    for (f = 1; f <= n_folders; f++) {
        printf "%-22s", folders[f]
        for (k = 1; k <= n_kinds; k++)
            cell(got[folders[f], kinds[k]], excused[folders[f], kinds[k]], all[folders[f], kinds[k]])
        print ""
    }
    printf "%-22s", "all"
    for (k = 1; k <= n_kinds; k++)
        cell(reached[kinds[k]], n_excused[kinds[k]], sum[kinds[k]])
    print ""
    for (l = 1; l < n_limits; l += 2) {
        kind = limit[l]
        share = sum[kind] ? 100 * (reached[kind] + n_excused[kind]) / sum[kind] : 0
        if (share < limit[l + 1]) {
            printf "%s: %.2f %% of the points are reached or waived, the limit is %s %%\n", kind, share, limit[l + 1]
            status = 1
        }
        if (n_excused[kind] > sum[kind] / 50) {
            printf "%s: %d of %d points are waived, at most 2 %% may be\n", kind, n_excused[kind], sum[kind]
            status = 1
        }
    }
    for (i = 1; i <= n_waivers; i++)
        if (!waiver_used[i]) {
            printf "waived, but no missed point: %s %s \"%s\"\n", waiver_kind[i], waiver_path[i], waiver_text[i]
            status = 1
        }
    exit status
}
function cell(is, w, of) {
    printf "  %-30s", of ? sprintf("%d of %d, %.1f %%%s", is, of, 100 * is / of, w ? " + " w " waived" : "") : "-"
}
