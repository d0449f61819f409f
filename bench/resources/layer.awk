# layer.awk : a generated bac_top.v, reduced to some of its stages; streams that cross the border
# become ports. Stages are named in the variable `stages`, each between blanks.
#   awk -v stages=" a_window a_dot " -f layer.awk bac_top.v > layer.v
function flush_block(    name) {
    if (block != "" && index(stages, " " stage " "))
        body = body block
    block = ""
}
/^    wire \[[0-9]+:0\] [A-Za-z0-9_]+_tdata;/ && !begun {
    name = $3
    sub(/_tdata;$/, "", name)
    width[name] = $2
    streams[++n] = name
    next
}
/^    input  wire \[[0-9]+:0\] s_axis_tdata,/ { width["s_axis"] = $3; streams[++n] = "s_axis"; next }
/^    output wire \[[0-9]+:0\] m_axis_tdata,/ { width["m_axis"] = $3; streams[++n] = "m_axis"; next }
/^    \/\/ [A-Za-z0-9_]+: .*; LATENCY / {
    flush_block()
    begun = 1
    stage = $2
    sub(/:$/, "", stage)
    next
}
/^endmodule/ { flush_block(); next }
begun { block = block $0 "\n" }
END {
    printf "`default_nettype none\nmodule bac_top (\n    input wire clk,\n    input wire rst"
    if (index(body, "tlast_error(tlast_error)"))
        printf ",\n    output wire tlast_error"
    for (i = 1; i <= n; i++) {
        s = streams[i]
        counted = body ~ ("[^A-Za-z0-9_]" s "_left[,}]")
        if (index(body, "assign " s "_left = "))
            wires = wires "    wire " s "_left;\n"
        else if (counted)
            printf ",\n    input wire %s_left", s
        if (body !~ ("[^A-Za-z0-9_.]" s "_tvalid[^A-Za-z0-9_]"))
            continue
        made = body ~ ("m_axis_tvalid[(]([{]([^}]*[^A-Za-z0-9_])?)?" s "_tvalid[^A-Za-z0-9_]|assign " s "_tvalid = ")
        read = body ~ ("s_axis(_skip)?_tvalid[(]" s "_tvalid[)]|_tvalid = " s "_tvalid;")
        if (made && read) {
            wires = wires "    wire " width[s] " " s "_tdata;\n    wire " s "_tvalid, " s "_tready, " s \
                "_tlast;\n"
            continue
        }
        to = made ? "output" : "input"
        back = made ? "input" : "output"
        printf ",\n    %s wire %s %s_tdata,\n    %s wire %s_tvalid,\n    %s wire %s_tready,\n    %s wire %s_tlast", \
            to, width[s], s, to, s, back, s, to, s
    }
    printf "\n);\n%s%sendmodule\n`default_nettype wire\n", wires, body
}
