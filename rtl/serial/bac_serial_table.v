// bac_serial_table.v : a table of constants
//   y = TABLE[x]
// Timing  LATENCY = 0, II = 1; combinational
// Test    tests/rtl/serial_sum.sh, tests/rtl/serial_search.sh
// For synthesis the table is halved by one input after the other; for simulation it is indexed. Indexing
// keeps Yosys busy for hours, halving keeps Verilator's compiler busy. tests/rtl compares the two.
`default_nettype none
module bac_serial_table #(
    parameter N = 6,  // inputs, >= 0
    parameter W = 8,  // bits of a word, >= 1
    parameter [(W<<N)-1:0] TABLE = 0
) (
    input  wire [N-1:0] x,
    output wire [W-1:0] y
);
    if (N < 0 || W < 1) bac_error_illegal_N_W u_error ();
`ifdef BAC_IEEE_1364
    if (W << N > 65536) bac_error_TABLE_has_more_than_65536_bits u_error ();
`endif

`ifdef SYNTHESIS
    genvar i;
    genvar j;
    generate
        for (i = 0; i <= N; i = i + 1) begin : gen_half
            wire [(W<<(N-i))-1:0] left;
            if (i == 0) begin : gen_all
                assign left = TABLE;
            end else begin : gen_pair
                for (j = 0; j < (1 << (N - i)); j = j + 1) begin : gen_choice
                    assign left[j*W+:W] = x[i-1] ? gen_half[i-1].left[(2*j+1)*W+:W]
                                                 : gen_half[i-1].left[2*j*W+:W];
                end
            end
        end
    endgenerate
    assign y = gen_half[N].left;
`else
    assign y = TABLE[x*W+:W];
`endif
endmodule
`default_nettype wire
