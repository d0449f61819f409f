// bac_result.v : the result at the pins: the class, the class and its margin, or the logits one by one
//   margin = largest logit - second largest, 0 where two are the largest
// Beat    in: logit i at [i*LANE +: LANE], class at [N*LANE +: CLASS_LANE], as bac_argmax and
//         bac_fold_argmax give them; tlast always 1
//         out: FORM 0: the class; tlast always 1
//              FORM 1: the class, above it the margin without sign in ABOVE bits; tlast always 1
//              FORM 2: N beats; in beat i the class, above it logit i in LANE bits; tlast in beat N - 1
// Stage   FORM 0: wires. Else: 1 choose a logit of the beat   2 compare it, or send it
//         The beat stays with its sender until its last result is taken: no logit is stored here.
// Timing  LATENCY = 0, N + 1 or 1, II = 1, N + 2 or N + 1; by FORM
// Stall   FORM 1, 2: s_axis_tready is high in the clock in which the last result leaves, and else low
// Reset   control only
// Test    tests/rtl/result.sh
`default_nettype none
module bac_result #(
    parameter FORM       = 0,   // 0 class, 1 class and margin, 2 logits one by one, 0..2
    parameter N          = 24,  // classes, two at least unless FORM is 0, >= 1
    parameter W          = 16,  // bits of a logit, >= 1
    parameter IS_SIGNED  = 1,   // 0..1
    parameter LANE       = 16,  // bits of a logit's lane, >= W
    parameter CLASS_LANE = 8,   // bits of the class's lane, >= clog2(N)
    parameter ABOVE      = 0    // bits above the class: none, W or more, LANE, by FORM, >= 0
) (
    input  wire                         clk,
    input  wire                         rst,
    input  wire [CLASS_LANE+N*LANE-1:0] s_axis_tdata,
    input  wire                         s_axis_tvalid,
    output wire                         s_axis_tready,
    input  wire                         s_axis_tlast,
    output wire [ CLASS_LANE+ABOVE-1:0] m_axis_tdata,
    output wire                         m_axis_tvalid,
    input  wire                         m_axis_tready,
    output wire                         m_axis_tlast
);
    if (FORM < 0 || FORM > 2) bac_error_FORM_must_be_0_to_2 u_error ();
    if (N < 1 || W < 1 || IS_SIGNED >> 1 != 0) bac_error_illegal_N_W_IS_SIGNED u_error ();
    if (FORM != 0 && N < 2) bac_error_FORM_needs_two_classes u_error ();
    if (LANE < W || CLASS_LANE < $clog2(N)) bac_error_illegal_LANE_W_CLASS_LANE_N u_error ();
    if (FORM == 0 && ABOVE != 0 || FORM == 1 && ABOVE < W || FORM == 2 && ABOVE != LANE)
        bac_error_illegal_ABOVE_FORM u_error ();

    wire [CLASS_LANE-1:0] class_index = s_axis_tdata[N*LANE+:CLASS_LANE];

    genvar i;
    generate
        if (FORM == 0) begin : gen_class
            assign s_axis_tready = m_axis_tready;
            assign m_axis_tvalid = s_axis_tvalid;
            assign m_axis_tlast  = s_axis_tlast;
            assign m_axis_tdata  = class_index;
        end else begin : gen_walk
            localparam IW = $clog2(N);
            localparam NW = $clog2(N + 1);
            localparam [NW-1:0] END = N[NW-1:0];
            // Signed words compare in offset binary (see bac_search).
            localparam [W-1:0] OFFSET = (IS_SIGNED != 0) ? {W{1'b1}} ^ ({W{1'b1}} >> 1) : {W{1'b0}};

            reg [NW-1:0] next_q;  // the logit that is chosen in this clock; END: all are
            reg chosen_q;  // logit_q is one of this beat
            reg [W-1:0] logit_q;

            wire step;  // a logit is chosen in this clock, if there is one left
            wire leave = m_axis_tvalid && m_axis_tready && m_axis_tlast;
            wire [N*W-1:0] logits;
            wire [W-1:0] logit;
            for (i = 0; i < N; i = i + 1) begin : gen_logit
                assign logits[i*W+:W] = s_axis_tdata[i*LANE+:W];
            end
            bac_pick #(
                .W(W),
                .N(N)
            ) u_pick (
                .x(logits),
                .index(next_q[IW-1:0]),
                .y(logit)
            );

            assign s_axis_tready = leave;
            always @(posedge clk) begin
                if (step) logit_q <= logit;
                if (rst || leave) begin
                    next_q   <= {NW{1'b0}};
                    chosen_q <= 1'b0;
                end else if (step) begin
                    chosen_q <= (next_q != END);
                    if (next_q != END) next_q <= next_q + 1'b1;
                end
            end

            if (FORM == 2) begin : gen_send
                wire [LANE-1:0] sent;
                bac_cast #(
                    .C        (1),
                    .IW       (W),
                    .IS_SIGNED(IS_SIGNED),
                    .OW       (LANE)
                ) u_cast (
                    .x(logit_q),
                    .y(sent)
                );
                assign step = s_axis_tvalid && (!chosen_q || m_axis_tready);
                assign m_axis_tvalid = chosen_q;
                assign m_axis_tlast = (next_q == END);
                assign m_axis_tdata = {sent, class_index};
            end else begin : gen_compare
                reg any_q;  // best_q is a logit of this beat
                reg two_q;  // second_q is one too
                reg done_q;
                reg [W-1:0] best_q;
                reg [W-1:0] second_q;
                wire [W-1:0] x = logit_q ^ OFFSET;
                wire best = !any_q || x > best_q;
                wire second = !two_q || x > second_q;
                assign step = s_axis_tvalid;
                always @(posedge clk) begin
                    if (chosen_q && best) best_q <= x;
                    if (chosen_q && (best || second)) second_q <= best ? best_q : x;
                    if (rst || leave) begin
                        any_q  <= 1'b0;
                        two_q  <= 1'b0;
                        done_q <= 1'b0;
                    end else if (chosen_q) begin
                        any_q  <= 1'b1;
                        two_q  <= any_q;
                        done_q <= (next_q == END);
                    end
                end
                wire [W-1:0] margin = best_q - second_q;
                wire [ABOVE+W-1:0] wide = {{ABOVE{1'b0}}, margin};
                assign m_axis_tvalid = done_q;
                assign m_axis_tlast = 1'b1;
                assign m_axis_tdata = {wide[ABOVE-1:0], class_index};
            end
        end
    endgenerate
endmodule
`default_nettype wire
