# code.awk - C, C++ and Verilog without comments and blank lines: "FILE:LINE:CODE". What looks like a comment in a string
# is none.
FNR == 1 { comment = string = 0 }
{
    rest = $0
    code = ""
    while (rest != "") {
        if (comment) {
            at = index(rest, "*/")
            rest = at ? substr(rest, at + 2) : ""
            comment = !at
        } else if (string) {
            string = !match(rest, /^([^"\\]|\\.)*"/)
            code = code (string ? rest : substr(rest, 1, RLENGTH))
            rest = string ? "" : substr(rest, RLENGTH + 1)
        } else if (match(rest, /"|\/\/|\/\*|'(\\.|[^'\\])'/)) {
            code = code substr(rest, 1, RSTART - 1)
            token = substr(rest, RSTART, RLENGTH)
            rest = token == "//" ? "" : substr(rest, RSTART + RLENGTH)
            comment = token == "/*"
            string = token == "\""
            if (token !~ /^\//)
                code = code token
        } else {
            code = code rest
            rest = ""
        }
    }
    string = string && $0 ~ /\\$/
    if (code ~ /[^ \t]/)
        print FILENAME ":" FNR ":" code
}
