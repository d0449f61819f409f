# harness.awk : module bac_layer around a layer that layer.awk cut out: every port behind a shift register, so that
# each of its paths lies between two registers and six pins are enough.
#   awk -f harness.awk layer.v > harness.v
/^ *(input|output) wire/ {
    line = $0
    sub(/^ */, "", line)
    sub(/,$/, "", line)
    split(line, word, /[ ]+/)
    width = 1
    if (word[3] ~ /^\[/) {
        width = word[3]
        sub(/^\[/, "", width)
        width += 1
        name = word[4]
    } else
        name = word[3]
    if (name == "clk" || name == "rst")
        next
    ports = ports ", ." name "("
    if (word[1] == "input") {
        ports = ports "in_q[" n_in " +: " width "])"
        n_in += width
    } else {
        ports = ports "out[" n_out " +: " width "])"
        n_out += width
    }
}
BEGIN { n_in = 0; n_out = 0 }
END {
    printf "// %d input and %d output registers around a layer\n", n_in, n_out
    printf "module bac_layer (input wire clk, input wire rst, input wire in, input wire load, output wire last);\n"
    printf "    reg rst_q;\n    reg [%d:0] in_q;\n    reg [%d:0] out_q;\n    wire [%d:0] out;\n", n_in - 1, n_out - 1, n_out - 1
    printf "    always @(posedge clk) begin\n        rst_q <= rst;\n        in_q <= {in_q[%d:0], in};\n", n_in - 2
    printf "        out_q <= load ? out : {out_q[%d:0], 1'b0};\n    end\n", n_out - 2
    printf "    assign last = out_q[%d];\n    bac_top u_layer (.clk(clk), .rst(rst_q)%s);\nendmodule\n", n_out - 1, ports
}
