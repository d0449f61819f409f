# top.awk - a generated bac_top.v as facts, "KEY<tab>VALUE" a line: the ports of the top, and of every instance its
# module, parameters and connected ports. Comments, traces, layout and the order of instances are nobody's hardware.
function fact(key, value) { print key "\t" value }
# The end of what opens at the first character of s.
function closes(s,    at, depth) {
    at = 0
    do {
        match(substr(s, at + 1), /[()]/)
        at += RSTART
        depth += substr(s, at, 1) == "(" ? 1 : -1
    } while (depth > 0 && RSTART)
    return at
}
# The ".NAME(VALUE)" of a list; values are kept for kind "param" only.
function members(list, stage, kind,    name, end) {
    while (match(list, /\.[A-Za-z_][A-Za-z_0-9]*\(/)) {
        name = substr(list, RSTART + 1, RLENGTH - 2)
        list = substr(list, RSTART + RLENGTH - 1)
        end = closes(list)
        fact("stage/" stage "/" kind "/" name, kind == "param" ? substr(list, 2, end - 2) : "")
        list = substr(list, end + 1)
    }
}
function instance(statement,    module, params, stage, end) {
    match(statement, /^[A-Za-z_0-9]+/)
    module = substr(statement, 1, RLENGTH)
    statement = substr(statement, RLENGTH + 1)
    gsub(/[ \t]/, "", statement)
    if (substr(statement, 1, 1) == "#") {
        end = closes(substr(statement, 2)) + 1
        params = substr(statement, 3, end - 3)
        statement = substr(statement, end + 1)
    }
    match(statement, /^[A-Za-z_0-9]+/)
    stage = substr(statement, 1, RLENGTH)
    sub(/^u_/, "", stage)
    fact("stage/" stage "/module", module)
    members(params, stage, "param")
    members(substr(statement, RLENGTH + 1), stage, "port")
    instances++
}
/^`ifdef BAC_TRACE/ { trace = 1 }
/^`endif/ { trace = 0 }
trace || /^`/ { next }
{ sub(/\/\/.*/, "") }
/^ *(input|output) / {
    gsub(/ wire|,|^ */, "")
    fact("top/" $NF, $0)
    next
}
!open && /^ *bac_/ { open = 1; text = ""; sub(/^ */, "") }
open { text = text " " $0 }
open && /;/ { instance(substr(text, 2)); open = 0 }
END { if (!instances) { print "top.awk: no instance in " FILENAME >"/dev/stderr"; exit 1 } }
