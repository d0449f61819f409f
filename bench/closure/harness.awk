# harness.awk : a stage group's bac_top (bench/resources/layer.awk) behind pins that a device has: every input bit comes
# from a shift register, every output bit goes to a register, and those to one pin. So paths end where they do in a
# network, in registers.
#   awk -f harness.awk layer.v > harness.v
/^ +(input|output) / || /^ *,? *(input|output) wire / {
    line = $0
    direction = line ~ /input/ ? "in" : "out"
    width = 1
    if (match(line, /\[[0-9]+:0\]/)) width = substr(line, RSTART + 1, RLENGTH - 4) + 1
    name = line
    gsub(/^ *,?|,$|\[[0-9]+:0\]|input|output|wire|reg/, "", name)
    gsub(/[ ,]/, "", name)
    if (name == "clk" || name == "rst") next
    n++
    of[n] = name
    wide[n] = width
    way[n] = direction
    if (direction == "in") ins += width
    else outs += width
}
/^\);/ { exit }
END {
    printf "module harness (input wire clk, input wire rst, input wire scan, output wire seen);\n"
    printf "    reg rst_q;\n    reg [%d:0] in_q;\n    wire [%d:0] out;\n    reg [%d:0] out_q;\n    reg [%d:0] fold_q;\n", \
        ins, outs - 1, outs - 1, outs - 1
    printf "    always @(posedge clk) begin\n        rst_q <= rst;\n        in_q <= {in_q[%d:0], scan};\n", ins - 1
    printf "        out_q <= out;\n        fold_q <= (fold_q << 1) ^ out_q;\n    end\n    assign seen = fold_q[%d];\n", outs - 1
    printf "    bac_top u_top (.clk(clk), .rst(rst_q)"
    for (i = 1; i <= n; i++) {
        if (way[i] == "in") { printf ",\n        .%s(in_q[%d:%d])", of[i], a + wide[i], a + 1; a += wide[i] }
        else { printf ",\n        .%s(out[%d:%d])", of[i], b + wide[i] - 1, b; b += wide[i] }
    }
    printf ");\nendmodule\n"
}
