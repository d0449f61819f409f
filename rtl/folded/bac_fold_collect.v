// bac_fold_collect.v : results of L lanes to one stream in the order of the outputs, with their biases
//   out[o] = bias[o] + result number slot(o) of lane(o) in this frame
// Beat    LANES outputs, output e of the beat at [e*W +: W]; lane(o) mod LANES = o mod LANES
// ROM     FILE: N_OUT/LANES words in hexadecimal, one a beat; output e of the beat at
//         [e*F +: F] = {bias[W], lane[LB], slot[SB]}, F = W + LB + SB:
//             bias  two's complement
//             lane  floor(lane(o)/LANES)   LB = clog2(L/LANES), 0 bits for L = LANES
//             slot  slot(o)                SB = max(1, clog2(SLOTS))
// Memory  one memory of 2*SLOTS results per lane, in two halves: one is written while the other is read
// Stage   1 read the table    2 read the results    3 choose the lane, add the bias
// Timing  LATENCY = 4, II = 1; from `finish`, the frame's last result, to its first beat
// Stall   ce is low while a result arrives and no half is free: the lanes stand still
// Reset   rst clears counters and marks, never the memory
// Model   hw/stages/fold_fc.c
// Test    tests/hw/stages/test_fc.cpp
`default_nettype none
module bac_fold_collect #(
    parameter N_OUT = 1,   // >= 1
    parameter L     = 1,   // lanes, a multiple of LANES, >= 1
    parameter LANES = 1,   // outputs a beat, divides N_OUT, >= 1
    parameter W     = 20,  // bits of an output, two's complement, >= 1
    parameter SLOTS = 1,   // outputs of the lane that has most, >= 1
    parameter FILE  = "bac_fold_collect.mem"
) (
    input  wire               clk,
    input  wire               rst,
    input  wire [      L-1:0] done,    // lane l has a result
    input  wire [    L*W-1:0] acc,
    input  wire               finish,  // the frame's last
    output wire               ce,
    output wire [LANES*W-1:0] m_axis_tdata,
    output wire               m_axis_tvalid,
    input  wire               m_axis_tready,
    output wire               m_axis_tlast
);
    if (N_OUT < 1 || L < 1 || LANES < 1 || W < 1 || SLOTS < 1) bac_error_illegal_N_OUT_L_LANES_W_SLOTS u_error ();
    if (N_OUT % LANES != 0 || L % LANES != 0) bac_error_LANES_must_divide_N_OUT_and_L u_error ();

    localparam BEATS = N_OUT / LANES;
    localparam NW = (BEATS > 1) ? $clog2(BEATS) : 1;
    localparam GROUP = L / LANES;  // lanes that one element of a beat may come from
    localparam LB = (GROUP > 1) ? $clog2(GROUP) : 0;
    localparam LW = (LB > 0) ? LB : 1;
    localparam SB = (SLOTS > 1) ? $clog2(SLOTS) : 1;
    localparam AW = $clog2(2 * SLOTS);
    localparam F = W + LB + SB;
    localparam integer LAST_BEAT = BEATS - 1;

    // ---- Writing -----------------------------------------------------------------------------
    reg write_half_q;
    reg [1:0] room_q;  // halves that may be written
    reg [1:0] ready_q;  // halves that wait to be read
    wire finished = ce && finish;
    assign ce = (done == {L{1'b0}}) || (room_q != 2'd0);

    // ---- Reading -----------------------------------------------------------------------------
    reg [NW-1:0] beat_q;
    reg half_q, half1_q;
    reg valid1_q, valid2_q, valid3_q;
    reg last1_q, last2_q, last3_q;
    wire go = !valid3_q || m_axis_tready;
    wire read = go && (ready_q != 2'd0);
    wire read_end = (beat_q == LAST_BEAT[NW-1:0]);
    wire started = read && read_end;
    wire emptied = go && valid1_q && last1_q;
    wire [LANES*F-1:0] entries1;
    assign m_axis_tvalid = valid3_q;
    assign m_axis_tlast  = last3_q;

    always @(posedge clk) begin
        if (rst) begin
            write_half_q <= 1'b0;
            room_q       <= 2'd2;
            ready_q      <= 2'd0;
            beat_q       <= {NW{1'b0}};
            half_q       <= 1'b0;
            valid1_q     <= 1'b0;
            valid2_q     <= 1'b0;
            valid3_q     <= 1'b0;
        end else begin
            if (finished) write_half_q <= !write_half_q;
            room_q  <= room_q + {1'b0, emptied} - {1'b0, finished};
            ready_q <= ready_q + {1'b0, finished} - {1'b0, started};
            if (read) beat_q <= read_end ? {NW{1'b0}} : beat_q + 1'b1;
            if (started) half_q <= !half_q;
            if (go) begin
                valid1_q <= read;
                valid2_q <= valid1_q;
                valid3_q <= valid2_q;
            end
        end
        if (go) begin
            half1_q <= half_q;
            last1_q <= read_end;
            last2_q <= last1_q;
            last3_q <= last2_q;
        end
    end

    bac_fold_rom #(
        .W    (LANES * F),
        .DEPTH(BEATS),
        .FILE (FILE)
    ) u_table (
        .clk    (clk),
        .ce     (go),
        .address(beat_q),
        .word   (entries1)
    );

    genvar e;
    genvar g;
    generate
        for (e = 0; e < LANES; e = e + 1) begin : gen_element
            wire [F-1:0] entry1 = entries1[e*F+:F];
            wire [AW-1:0] slot1 = {{(AW - SB) {1'b0}}, entry1[SB-1:0]};
            wire [AW-1:0] read_address = (half1_q ? SLOTS[AW-1:0] : {AW{1'b0}}) + slot1;
            wire [GROUP*W-1:0] results2;
            wire [W-1:0] result2;
            reg [W-1:0] bias2_q;
            reg [W-1:0] sum3_q;
            for (g = 0; g < GROUP; g = g + 1) begin : gen_lane
                localparam LANE = g * LANES + e;
                reg [SB-1:0] slot_q;
                wire write = ce && done[LANE];
                wire [AW-1:0] write_address = (write_half_q ? SLOTS[AW-1:0] : {AW{1'b0}}) + {{(AW - SB) {1'b0}}, slot_q};
                always @(posedge clk)
                    if (rst || finished) slot_q <= {SB{1'b0}};
                    else if (write) slot_q <= slot_q + 1'b1;
                bac_fold_ram #(
                    .W    (W),
                    .DEPTH(2 * SLOTS)
                ) u_ram (
                    .clk          (clk),
                    .write        (write),
                    .write_address(write_address),
                    .write_word   (acc[LANE*W+:W]),
                    .ce           (go),
                    .read_address (read_address),
                    .word         (results2[g*W+:W])
                );
            end
            if (LB > 0) begin : gen_choose
                reg [LW-1:0] lane2_q;
                always @(posedge clk) if (go) lane2_q <= entry1[SB+:LW];
                bac_pick #(
                    .W(W),
                    .N(GROUP)
                ) u_result (
                    .x    (results2),
                    .index(lane2_q),
                    .y    (result2)
                );
            end else begin : gen_only
                assign result2 = results2;
            end
            always @(posedge clk)
                if (go) begin
                    bias2_q <= entry1[F-1-:W];
                    sum3_q  <= result2 + bias2_q;
                end
            assign m_axis_tdata[e*W+:W] = sum3_q;
        end
    endgenerate
endmodule
`default_nettype wire
