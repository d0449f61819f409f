// bench_fc.v : bac_fold_fc with the parameter sets of test_fc.cpp, side by side. Set n has pins n of
// every port and data bits [n*128 +: 128].
`default_nettype none
/* verilator lint_off UNUSEDSIGNAL */
module bench_fc #(
    parameter N = 8
) (
    input  wire             clk,
    input  wire             rst,
    input  wire [N*128-1:0] s_tdata,
    input  wire [    N-1:0] s_tvalid,
    output wire [    N-1:0] s_tready,
    input  wire [    N-1:0] s_tlast,
    output wire [N*128-1:0] m_tdata,
    output wire [    N-1:0] m_tvalid,
    input  wire [    N-1:0] m_tready,
    output wire [    N-1:0] m_tlast
);
    // As fc_sets[] in test_fc.cpp: N_IN N_OUT L LANES_IN LANES_OUT W IS_SIGNED WB OW N_WORDS SLOTS
    function [11*8-1:0] set;
        input integer n;
        case (n)
            0: set = {8'd10, 8'd5, 8'd1, 8'd1, 8'd1, 8'd4, 8'd0, 8'd4, 8'd13, 8'd23, 8'd5};
            1: set = {8'd12, 8'd8, 8'd4, 8'd3, 8'd2, 8'd5, 8'd1, 8'd4, 8'd14, 8'd14, 8'd4};
            2: set = {8'd6, 8'd6, 8'd2, 8'd2, 8'd2, 8'd6, 8'd1, 8'd6, 8'd16, 8'd11, 8'd3};
            3: set = {8'd9, 8'd7, 8'd3, 8'd1, 8'd1, 8'd4, 8'd0, 8'd3, 8'd12, 8'd12, 8'd5};
            4: set = {8'd16, 8'd3, 8'd3, 8'd1, 8'd1, 8'd4, 8'd0, 8'd3, 8'd12, 8'd5, 8'd3};  // the input sets the pace
            5: set = {8'd4, 8'd12, 8'd4, 8'd4, 8'd1, 8'd4, 8'd1, 8'd3, 8'd11, 8'd4, 8'd4};  // the output does
            6: set = {8'd1, 8'd1, 8'd1, 8'd1, 8'd1, 8'd8, 8'd1, 8'd4, 8'd12, 8'd1, 8'd1};
            default: set = {8'd8, 8'd4, 8'd2, 8'd1, 8'd1, 8'd4, 8'd0, 8'd4, 8'd12, 8'd9, 8'd3};  // nearly the input
        endcase
    endfunction

    genvar n;
    generate
        for (n = 0; n < N; n = n + 1) begin : gen_set
            localparam [11*8-1:0] P = set(n);
            localparam integer N_IN = {24'd0, P[10*8+:8]};
            localparam integer N_OUT = {24'd0, P[9*8+:8]};
            localparam integer L = {24'd0, P[8*8+:8]};
            localparam integer LANES_IN = {24'd0, P[7*8+:8]};
            localparam integer LANES_OUT = {24'd0, P[6*8+:8]};
            localparam integer W = {24'd0, P[5*8+:8]};
            localparam integer IS_SIGNED = {24'd0, P[4*8+:8]};
            localparam integer WB = {24'd0, P[3*8+:8]};
            localparam integer OW = {24'd0, P[2*8+:8]};
            localparam integer N_WORDS = {24'd0, P[1*8+:8]};
            localparam integer SLOTS = {24'd0, P[0+:8]};
            localparam IN = LANES_IN * W;
            localparam OUT = LANES_OUT * OW;
            localparam [7:0] ONES = 8'd48 + n;
            assign m_tdata[n*128+OUT+:128-OUT] = {(128 - OUT) {1'b0}};
            bac_fold_fc #(
                .N_IN      (N_IN),
                .N_OUT     (N_OUT),
                .L         (L),
                .LANES_IN  (LANES_IN),
                .LANES_OUT (LANES_OUT),
                .W         (W),
                .IS_SIGNED (IS_SIGNED),
                .WB        (WB),
                .OW        (OW),
                .N_WORDS   (N_WORDS),
                .SLOTS     (SLOTS),
                .ROM_FILE  ({"fc_", ONES, ".mem"}),
                .TABLE_FILE({"fc_", ONES, "_table.mem"})
            ) u_fc (
                .clk          (clk),
                .rst          (rst),
                .s_axis_tdata (s_tdata[n*128+:IN]),
                .s_axis_tvalid(s_tvalid[n]),
                .s_axis_tready(s_tready[n]),
                .s_axis_tlast (s_tlast[n]),
                .m_axis_tdata (m_tdata[n*128+:OUT]),
                .m_axis_tvalid(m_tvalid[n]),
                .m_axis_tready(m_tready[n]),
                .m_axis_tlast (m_tlast[n])
            );
        end
    endgenerate
endmodule
`default_nettype wire
