# elaborated.awk FILE.v ... : the functions that localparams call and nothing else does, a line each: PATH FIRST LAST,
# the lines of the function. They run while the hardware is elaborated, and are none of it. A function is known in its
# own module only, and a file has one module.
function calls(text, name) {
    return text ~ "(^|[^A-Za-z0-9_])" name " *[(]"
}
FNR == 1 { inside = constant = 0 }
{ sub(/\/\/.*/, "") }
/^ *function / {
    inside = 1
    sub(/;.*/, "")
    path[++n] = FILENAME
    name[n] = $NF
    first[n] = FNR
    next
}
/^ *endfunction/ {
    inside = 0
    last[n] = FNR
}
inside || /^ *endfunction/ { next }
/^ *localparam / { constant = 1 }
constant { constants[FILENAME] = constants[FILENAME] " " $0 }
!constant { rest[FILENAME] = rest[FILENAME] " " $0 }
/;/ { constant = 0 }
END {
    for (i = 1; i <= n; i++)
        if (calls(constants[path[i]], name[i]) && !calls(rest[path[i]], name[i]))
            print path[i], first[i], last[i]
}
