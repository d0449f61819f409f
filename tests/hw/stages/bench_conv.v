// bench_conv.v : bac_fold_conv with the parameter sets of test_conv.cpp, side by side. Set n has pins
// n of every port and data bits [n*128 +: 128].
`default_nettype none
/* verilator lint_off UNUSEDSIGNAL */
module bench_conv #(
    parameter N = 16
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
    // As conv_sets[] in test_conv.cpp: MODE C_IN C_OUT T K STRIDE PAD_LEFT PAD_RIGHT L LANES_IN LANES_OUT
    // W IS_SIGNED WB OW ROWS N_WORDS HAS_BIAS, 8 bits each
    function [18*8-1:0] set;
        input integer n;
        case (n)
            0: set = {8'd0, 8'd4, 8'd4, 8'd12, 8'd3, 8'd1, 8'd1, 8'd1, 8'd1, 8'd1, 8'd1, 8'd4, 8'd0, 8'd4, 8'd12, 8'd5, 8'd9, 8'd1};
            1: set = {8'd0, 8'd4, 8'd6, 8'd8, 8'd1, 8'd1, 8'd0, 8'd0, 8'd1, 8'd2, 8'd3, 8'd5, 8'd0, 8'd3, 8'd12, 8'd1, 8'd11, 8'd1};
            2: set = {8'd0, 8'd2, 8'd3, 8'd12, 8'd5, 8'd2, 8'd2, 8'd2, 8'd1, 8'd2, 8'd3, 8'd5, 8'd1, 8'd4, 8'd14, 8'd5, 8'd12, 8'd1};
            3: set = {8'd0, 8'd3, 8'd3, 8'd10, 8'd3, 8'd1, 8'd1, 8'd1, 8'd2, 8'd1, 8'd1, 8'd6, 8'd1, 8'd6, 8'd16, 8'd2, 8'd14, 8'd0};
            4: set = {8'd0, 8'd2, 8'd4, 8'd24, 8'd9, 8'd2, 8'd4, 8'd4, 8'd3, 8'd1, 8'd2, 8'd4, 8'd0, 8'd4, 8'd14, 8'd6, 8'd20, 8'd1};
            5: set = {8'd0, 8'd2, 8'd4, 8'd16, 8'd1, 8'd1, 8'd0, 8'd0, 8'd4, 8'd2, 8'd4, 8'd8, 8'd1, 8'd2, 8'd11, 8'd3, 8'd4, 8'd1};
            6: set = {8'd0, 8'd2, 8'd4, 8'd8, 8'd3, 8'd1, 8'd1, 8'd1, 8'd2, 8'd1, 8'd1, 8'd4, 8'd0, 8'd4, 8'd12, 8'd4, 8'd5, 8'd1};
            7: set = {8'd0, 8'd2, 8'd2, 8'd32, 8'd4, 8'd4, 8'd0, 8'd0, 8'd2, 8'd1, 8'd1, 8'd4, 8'd1, 8'd4, 8'd12, 8'd2, 8'd16, 8'd1};
            8: set = {8'd1, 8'd4, 8'd4, 8'd16, 8'd2, 8'd2, 8'd0, 8'd0, 8'd1, 8'd2, 8'd1, 8'd4, 8'd0, 8'd1, 8'd4, 8'd2, 8'd8, 8'd0};
            9: set = {8'd1, 8'd2, 8'd2, 8'd16, 8'd3, 8'd2, 8'd1, 8'd1, 8'd2, 8'd1, 8'd2, 8'd5, 8'd1, 8'd1, 8'd5, 8'd5, 8'd6, 8'd0};
            10: set = {8'd0, 8'd2, 8'd3, 8'd6, 8'd6, 8'd1, 8'd0, 8'd0, 8'd1, 8'd1, 8'd1, 8'd4, 8'd1, 8'd4, 8'd14, 8'd12, 8'd17, 8'd1};
            11: set = {8'd0, 8'd2, 8'd2, 8'd16, 8'd27, 8'd2, 8'd13, 8'd13, 8'd2, 8'd2, 8'd2, 8'd6, 8'd1, 8'd6, 8'd17, 8'd13, 8'd19, 8'd1};
            12: set = {8'd0, 8'd1, 8'd2, 8'd17, 8'd4, 8'd3, 8'd0, 8'd0, 8'd5, 8'd1, 8'd1, 8'd4, 8'd0, 8'd4, 8'd11, 8'd5, 8'd7, 8'd1};
            13: set = {8'd0, 8'd4, 8'd2, 8'd16, 8'd1, 8'd1, 8'd0, 8'd0, 8'd4, 8'd1, 8'd2, 8'd4, 8'd0, 8'd4, 8'd10, 8'd4, 8'd3, 8'd1};
            14: set = {8'd0, 8'd1, 8'd1, 8'd5, 8'd1, 8'd1, 8'd0, 8'd0, 8'd1, 8'd1, 8'd1, 8'd7, 8'd1, 8'd4, 8'd12, 8'd4, 8'd1, 8'd1};
            default: set = {8'd0, 8'd1, 8'd2, 8'd9, 8'd5, 8'd1, 8'd4, 8'd0, 8'd1, 8'd1, 8'd2, 8'd4, 8'd0, 8'd4, 8'd12, 8'd10, 8'd7, 8'd1};
        endcase
    endfunction

    genvar n;
    generate
        for (n = 0; n < N; n = n + 1) begin : gen_set
            localparam [18*8-1:0] P = set(n);
            localparam integer MODE = {24'd0, P[17*8+:8]};
            localparam integer C_IN = {24'd0, P[16*8+:8]};
            localparam integer C_OUT = {24'd0, P[15*8+:8]};
            localparam integer T = {24'd0, P[14*8+:8]};
            localparam integer K = {24'd0, P[13*8+:8]};
            localparam integer STRIDE = {24'd0, P[12*8+:8]};
            localparam integer PAD_LEFT = {24'd0, P[11*8+:8]};
            localparam integer PAD_RIGHT = {24'd0, P[10*8+:8]};
            localparam integer L = {24'd0, P[9*8+:8]};
            localparam integer LANES_IN = {24'd0, P[8*8+:8]};
            localparam integer LANES_OUT = {24'd0, P[7*8+:8]};
            localparam integer W = {24'd0, P[6*8+:8]};
            localparam integer IS_SIGNED = {24'd0, P[5*8+:8]};
            localparam integer WB = {24'd0, P[4*8+:8]};
            localparam integer OW = {24'd0, P[3*8+:8]};
            localparam integer ROWS = {24'd0, P[2*8+:8]};
            localparam integer N_WORDS = {24'd0, P[1*8+:8]};
            localparam integer HAS_BIAS = {24'd0, P[0*8+:8]};
            localparam IN = LANES_IN * W;
            localparam OUT = LANES_OUT * OW;
            localparam [7:0] TENS = 8'd48 + n / 10;
            localparam [7:0] ONES = 8'd48 + n % 10;
            assign m_tdata[n*128+OUT+:128-OUT] = {(128 - OUT) {1'b0}};
            bac_fold_conv #(
                .MODE     (MODE),
                .C_IN     (C_IN),
                .C_OUT    (C_OUT),
                .T        (T),
                .K        (K),
                .STRIDE   (STRIDE),
                .PAD_LEFT (PAD_LEFT),
                .PAD_RIGHT(PAD_RIGHT),
                .L        (L),
                .LANES_IN (LANES_IN),
                .LANES_OUT(LANES_OUT),
                .W        (W),
                .IS_SIGNED(IS_SIGNED),
                .WB       (WB),
                .OW       (OW),
                .ROWS     (ROWS),
                .N_WORDS  (N_WORDS),
                .HAS_BIAS (HAS_BIAS),
                .ROM_FILE ({"conv_", TENS, ONES, ".mem"}),
                .BIAS_FILE({"conv_", TENS, ONES, "_bias.mem"})
            ) u_conv (
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
