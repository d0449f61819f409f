// bac_fc.v : fully connected layer, P inputs per clock, one accumulator for each output
//   y[o] = BIAS[o] + sum over t, c of w[o][t*C + c] * x[t][c]
// Beat    in: T beats a frame, channel c at [c*IW +: IW]; out: one beat a frame, output o at
//         [o*OW +: OW], tlast always 1
// Memory  ROM_FILE ($readmemh): T*STEPS rows, STEPS = ceil(C/P); row t*STEPS + s holds
//         w[o][t*C + s*P + p] at [(o*P + p)*WB +: WB], zero where s*P + p >= C
// Stage   1 load the beat   2 read weights, take P inputs   3 multiply   4 accumulate
//         steps s = 0 .. STEPS-1 follow each other in stages 2 to 4
// Timing  LATENCY = STEPS + 3 from the frame's last beat, II = STEPS
// Stall   everything stands still while a result is not taken
// Reset   rst clears the control, never the data
// Model   hw/stages/fc.c
// Test    tests/sim/cosim
`default_nettype none
module bac_fc #(
    parameter C         = 48,  // channels of a beat, >= 1
    parameter T         = 1,   // beats of a frame, >= 1
    parameter P         = 1,   // inputs a clock, 1..C
    parameter IW        = 8,   // >= 1
    parameter IS_SIGNED = 0,   // 0..1
    parameter N_OUT     = 24,  // >= 1
    parameter WB        = 6,   // bits of a weight, two's complement, >= 1
    parameter OW        = 20,  // >= 1
    parameter [N_OUT*32-1:0] BIAS = 0,  // words of 32 bits, two's complement
    parameter ROM_FILE  = "bac_fc.mem"
) (
    input  wire                clk,
    input  wire                rst,
    input  wire [    C*IW-1:0] s_axis_tdata,
    input  wire                s_axis_tvalid,
    output wire                s_axis_tready,
    input  wire                s_axis_tlast,
    output wire [N_OUT*OW-1:0] m_axis_tdata,
    output wire                m_axis_tvalid,
    input  wire                m_axis_tready,
    output wire                m_axis_tlast
);
    if (C < 1 || T < 1 || P < 1 || P > C) bac_error_illegal_C_T_P u_error ();
    if (IW < 1 || N_OUT < 1 || WB < 1 || OW < 1) bac_error_illegal_IW_N_OUT_WB_OW u_error ();
    if (IS_SIGNED >> 1 != 0) bac_error_illegal_IS_SIGNED u_error ();
`ifdef BAC_IEEE_1364
    if (N_OUT > 2048) bac_error_BIAS_has_more_than_65536_bits u_error ();
`endif

    localparam STEPS = (C + P - 1) / P;
    localparam ROWS = T * STEPS;
    localparam AW = (ROWS > 1) ? $clog2(ROWS) : 1;
    localparam SW = (STEPS > 1) ? $clog2(STEPS) : 1;
    localparam [SW-1:0] LAST_STEP = STEPS[SW-1:0] - 1'b1;

    reg [N_OUT*P*WB-1:0] rom[0:ROWS-1];
    initial $readmemh(ROM_FILE, rom);

    // Stage 1: the beat, its steps shifted out P inputs at a time
    reg busy_q;
    reg beat_last_q;
    reg [SW-1:0] step_q;
    reg [AW-1:0] row_q;
    reg [STEPS*P*IW-1:0] x_q;
    // Stage 2 and 3 marks: a step is here, the first and last of a frame
    reg valid2_q, first2_q, last2_q;
    reg valid3_q, first3_q, last3_q;
    reg valid4_q;
    reg [N_OUT*P*WB-1:0] w2_q;
    reg [P*IW-1:0] x2_q;

    wire ce = !valid4_q || m_axis_tready;
    // What no step stands in may be loaded in any clock: so no enable drives all registers.
    wire ce2 = ce || !valid2_q;
    wire ce3 = ce || !valid3_q;
    wire beat_end = (step_q == LAST_STEP);
    wire take = s_axis_tvalid && s_axis_tready;
    wire [STEPS*P*IW-1:0] padded;

    generate
        if (STEPS * P > C) begin : gen_pad
            assign padded = {{((STEPS * P - C) * IW) {1'b0}}, s_axis_tdata};
        end else begin : gen_fit
            assign padded = s_axis_tdata;
        end
    endgenerate

    assign s_axis_tready = ce && (!busy_q || beat_end);
    assign m_axis_tvalid = valid4_q;
    assign m_axis_tlast  = 1'b1;

    always @(posedge clk) begin
        if (rst) begin
            busy_q   <= 1'b0;
            step_q   <= {SW{1'b0}};
            row_q    <= {AW{1'b0}};
            valid2_q <= 1'b0;
            valid3_q <= 1'b0;
            valid4_q <= 1'b0;
        end else if (ce) begin
            busy_q <= take || (busy_q && !beat_end);
            if (busy_q) begin
                step_q <= beat_end ? {SW{1'b0}} : step_q + 1'b1;
                row_q  <= (beat_end && beat_last_q) ? {AW{1'b0}} : row_q + 1'b1;
            end
            valid2_q <= busy_q;
            valid3_q <= valid2_q;
            valid4_q <= valid3_q && last3_q;
        end
        if (ce) begin
            if (take) beat_last_q <= s_axis_tlast;
            x_q      <= take ? padded : (x_q >> (P * IW));
            first2_q <= (row_q == {AW{1'b0}});
            last2_q  <= beat_end && beat_last_q;
            first3_q <= first2_q;
            last3_q  <= last2_q;
        end
        if (ce2) begin
            w2_q <= rom[row_q];
            x2_q <= x_q[P*IW-1:0];
        end
    end

    genvar o;
    genvar p;
    generate
        for (o = 0; o < N_OUT; o = o + 1) begin : gen_out
            wire [P*OW-1:0] products;
            for (p = 0; p < P; p = p + 1) begin : gen_product
                localparam PW = WB + IW + 1;
                wire signed [WB-1:0] w = w2_q[(o*P+p)*WB+:WB];
                wire signed [IW:0] x = {(IS_SIGNED != 0) ? x2_q[p*IW+IW-1] : 1'b0, x2_q[p*IW+:IW]};
                reg signed [PW-1:0] product_q;
                always @(posedge clk) if (ce3) product_q <= w * x;
                bac_cast #(
                    .C        (1),
                    .IW       (PW),
                    .IS_SIGNED(1),
                    .OW       (OW)
                ) u_cast (
                    .x(product_q),
                    .y(products[p*OW+:OW])
                );
            end
            localparam [31:0] B = BIAS[o*32+:32];
            reg [OW-1:0] step;
            reg [OW-1:0] sum_q;
            integer i;
            always @* begin
                step = {OW{1'b0}};
                for (i = 0; i < P; i = i + 1) step = step + products[i*OW+:OW];
            end
            always @(posedge clk)
                if (ce && valid3_q) sum_q <= (first3_q ? B[OW-1:0] : sum_q) + step;
            assign m_axis_tdata[o*OW+:OW] = sum_q;
        end
    endgenerate
endmodule
`default_nettype wire
