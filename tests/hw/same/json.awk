# json.awk - what a bac verb prints with --json as facts, "PATH<tab>VALUE" a line: keys joined by "/", an element of an
# array by its "name" or "layer" where it has one, else by its index. -v at=PATH goes before every path.
function value(path,    i, key, token, n) {
    token = next_token()
    if (token == "{") {
        while ((key = next_token()) != "}") {
            if (key == ",")
                key = next_token()
            gsub(/"/, "", key)
            next_token() # the colon
            value(path "/" key)
        }
    } else if (token == "[") {
        for (n = 0; peek() != "]"; n++) {
            if (peek() == ",")
                next_token()
            value(path "/" n)
        }
        next_token()
    } else {
        paths[++count] = path
        values[path] = token
    }
}
function peek() { return token_of[read + 1] }
function next_token() {
    if (read >= tokens) { print "json.awk: the text ends early" >"/dev/stderr"; exit 1 }
    return token_of[++read]
}
{
    while (match($0, /"([^"\\]|\\.)*"|[][{},:]|[^][{},: \t"]+/)) {
        token_of[++tokens] = substr($0, RSTART, RLENGTH)
        $0 = substr($0, RSTART + RLENGTH)
    }
}
END {
    value("")
    for (i = 1; i <= count; i++) {
        n = split(paths[i], part, "/")
        path = name = ""
        for (k = 2; k <= n; k++) {
            path = path "/" part[k]
            label = values[path "/name"] != "" ? values[path "/name"] : values[path "/layer"]
            gsub(/"/, "", label)
            name = name "/" (part[k] ~ /^[0-9]+$/ && label != "" ? label : part[k])
        }
        print at name "\t" values[paths[i]]
    }
}
