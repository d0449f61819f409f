# compare.awk - RENAMES BEFORE AFTER: facts of two trees, the old one's through the map of renames. Differences, then
# "NAME: STAGES stages, PARAMETERS parameters, FIGURES further figures, DIFFERENCES differences; NEW new, RENAMED renamed".
FNR == 1 { file++ }
file == 1 {
    sub(/#.*/, "")
    n = split($0, word, /[ \t]+/)
    if (n < 2)
        next
    if (word[1] == "module") {
        module[word[2]] = word[3]
        for (i = 4; i <= n; i++)
            extra[word[2]] = extra[word[2]] " " word[i]
    } else if (word[1] == "param" || word[1] == "port")
        member[word[1] "/" word[2] "/" word[3]] = word[4]
    else if (word[1] == "stage" || word[1] == "link") {
        rule[++rules] = word[1]
        from[rules] = word[2]
        to[rules] = word[3]
    } else if (word[1] == "new")
        new_kind[word[2]] = 1
    else if (word[1] == "idle")
        idle[word[2]] = word[3] "/" word[4]
    else if (word[1] ~ /^(new-link|new-file|gone|added)$/)
        only[word[1]] = only[word[1]] "|^(" word[2] ")$"
    else {
        print FILENAME ":" FNR ": no such rule: " word[1] >"/dev/stderr"
        exit 1
    }
    next
}
file == 2 { before[$1] = $2; order[++n_before] = $1 }
file == 3 { after[$1] = $2; after_order[++n_after] = $1 }

function renamed_to(kind, name,    i) {
    for (i = 1; i <= rules; i++)
        if (rule[i] == kind)
            sub(from[i], to[i], name)
    return name
}
function is_only(rule_name, text) { return only[rule_name] != "" && text ~ substr(only[rule_name], 2) }
# An instance whose two parameters are equal changes nothing, and this tree has none.
function is_idle(stage, parameters,    p) {
    split(parameters, p, "/")
    return before["stage/" stage "/param/" p[1]] == before["stage/" stage "/param/" p[2]] &&
        !(("stage/" renamed_to("stage", stage) "/module") in after)
}
# What a key of the old tree is in this one; "" for what is gone.
function key_now(key,    part, n, kind, now) {
    n = split(key, part, "/")
    if (is_only("gone", key))
        return ""
    if (part[1] == "stage") {
        kind = before["stage/" part[2] "/module"]
        if (kind in idle && is_idle(part[2], idle[kind]))
            return ""
        now = part[3] "/" kind "/" part[4]
        if (now in member) {
            if (member[now] == "-")
                return ""
            part[4] = member[now]
        }
        return "stage/" renamed_to("stage", part[2]) "/" part[3] (n > 3 ? "/" part[4] : "")
    }
    if (part[1] == "link")
        return "link/" renamed_to("link", part[2]) "/" part[3]
    if (part[2] == "links") # what a verb says of it
        return part[1] "/links/" renamed_to("link", part[3]) "/" part[4]
    if (part[1] == "file" && part[2] in module)
        return "file/" module[part[2]]
    return key
}
function value_now(key, value,    bare) {
    if (key ~ /\/counts\/kind$/ && after[key_now(key)] == value) # priced by the old name
        return value
    bare = value
    gsub(/"/, "", bare)
    if (key ~ /\/(module|cycles\/module|counts\/kind)$/ && bare in module)
        return value == bare ? module[bare] : "\"" module[bare] "\""
    if (key ~ /^stage\/[^\/]*\/(cycles|rtl)\/name$/)
        return "\"" renamed_to("stage", bare) "\""
    if (key ~ /^[a-z]*\/links\/[^\/]*\/name$/)
        return "\"" renamed_to("link", bare) "\""
    return value
}
# Two values short enough to read: of vectors the first word that differs.
function tell(a, b,    n, m, i, x, y) {
    n = split(a, x, ",")
    m = split(b, y, ",")
    if (length(a) + length(b) < 120)
        return "before " a ", after " b
    for (i = 1; i <= n && i <= m && x[i] == y[i]; i++)
        ;
    return "word " i - 1 " before " x[i] ", after " y[i] " (" n " and " m " words)"
}
function differs(key, text,    part) {
    if (++differences > 40)
        return
    split(key, part, "/")
    sub("^" part[1] "/" part[2] "/", "", key)
    print name ", " part[1] " " part[2] ": " key ": " text
}
function expect(key, now, value) {
    seen[now] = 1
    if (!(now in after))
        differs(now, "before " substr(value, 1, 60) ", after nothing")
    else if (after[now] != value)
        differs(now, tell(value, after[now]))
    if (now ~ /^stage\/[^\/]*\/module$/)
        stages++
    else if (now ~ /^stage\/[^\/]*\/param\//)
        parameters++
    else
        figures++
}
function is_new(key,    part) {
    split(key, part, "/")
    if (part[1] == "stage")
        return after["stage/" part[2] "/module"] in new_kind || is_only("added", key)
    return part[1] == "link" && is_only("new-link", part[2]) || part[1] == "file" && is_only("new-file", part[2]) ||
        part[2] == "links" && is_only("new-link", part[3]) || is_only("added", key)
}
END {
    if (file < 3)
        exit 1
    for (i = 1; i <= n_before; i++) {
        key = order[i]
        now = key_now(key)
        if (now != "")
            expect(key, now, value_now(key, before[key]))
        if (key !~ /^stage\/[^\/]*\/module$/)
            continue
        split(key, part, "/")
        kind = value_now(key, before[key])
        if (now != "" && (now != key || before[key] != kind)) {
            moved++
            split(now, part_now, "/")
            moves = moves " " part[2] (part[2] != part_now[2] ? " = " part_now[2] : "") \
                (before[key] != kind ? " (" before[key] " = " kind ")" : "")
        }
        m = split(extra[before[key]], word, " ")
        for (k = 1; k <= m; k++) {
            split(word[k], pair, "=")
            expect(key, "stage/" renamed_to("stage", part[2]) "/param/" pair[1], pair[2])
        }
    }
    for (i = 1; i <= n_after; i++) {
        key = after_order[i]
        if (key ~ /^stage\/[^\/]*\/cycles\/latency$/ && !(key in seen)) {
            new_stages++
            split(key, part, "/")
            news = news " " part[2] " (" after["stage/" part[2] "/module"] ")"
        }
        if (!(key in seen) && !is_new(key))
            differs(key, "before nothing, after " substr(after[key], 1, 60))
    }
    if (news != "")
        print name ", new stages:" news
    if (moves != "")
        print name ", renamed:" moves
    if (differences > 40)
        print name ": " differences - 40 " more differences"
    printf "%s: %d stages, %d parameters, %d further figures, %d differences; %d new, %d renamed\n", name, stages, parameters,
        figures, differences, new_stages, moved
    exit differences > 0
}
