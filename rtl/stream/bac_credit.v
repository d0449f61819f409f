// bac_credit.v : counts the room in the FIFOs behind a pipeline that never stands still
//   go = a beat may enter: every FIFO has room for what it and all beats on their way become
// Beat    no data. GROUP beats in become OUTS[f] beats of FIFO f, which holds ROOMS[f] groups. Room for a
//         group is taken with the group's last beat, so only that one ever waits, and is given back when
//         the group's last beat leaves the FIFO.
// Param   OUTS, ROOMS: words of 32 bits, one a FIFO
// Timing  LATENCY = 2, II = 1; from a beat that leaves a FIFO to `go`, which is a register
// Interval  the last beats of SPACED beats each enter at least INTERVAL clocks apart, as far apart as a stage
//         behind can take them
// Reset   rst: all FIFOs are empty
// Model   hw/stages/credit.c
// Test    tests/sim/cosim
`default_nettype none
module bac_credit #(
    parameter N        = 1,  // FIFOs, >= 1
    parameter GROUP    = 1,  // beats, >= 1
    parameter SPACED   = 1,  // beats, >= 1
    parameter INTERVAL = 1,  // clocks, >= 1
    parameter [N*32-1:0] OUTS  = {N{32'd1}},  // beats, >= 1
    parameter [N*32-1:0] ROOMS = {N{32'd2}}   // groups
) (
    input  wire         clk,
    input  wire         rst,
    input  wire         take,  // a beat enters
    input  wire [N-1:0] left,  // a beat leaves FIFO f
    output wire         go
);
    if (N < 1 || GROUP < 1 || SPACED < 1 || INTERVAL < 1) bac_error_illegal_N_GROUP_SPACED_INTERVAL u_error ();

    localparam GW = (GROUP > 1) ? $clog2(GROUP) : 1;
    localparam SW = (SPACED > 1) ? $clog2(SPACED) : 1;
    localparam AW = $clog2(INTERVAL + 1);
    localparam integer FINAL = GROUP - 1;
    localparam integer FINAL_SPACED = SPACED - 1;
    localparam integer BETWEEN = INTERVAL - 1;

    reg [N-1:0] left_q;
    reg go_q;
    wire group_end;    // the next beat ends its group
    wire group_end_d;  // the same in the next clock
    wire apart_d;      // in the next clock, the next beat may be one that has to be apart
    wire [N-1:0] room_d;
    assign go = go_q;

    always @(posedge clk) begin
        left_q <= rst ? {N{1'b0}} : left;
        go_q   <= rst || ((!group_end_d || room_d == {N{1'b1}}) && apart_d);
    end

    genvar f;
    generate
        if (GROUP > 1) begin : gen_group
            reg [GW-1:0] count_q;
            wire [GW-1:0] count_d = !take ? count_q : group_end ? {GW{1'b0}} : count_q + 1'b1;
            assign group_end   = (count_q == FINAL[GW-1:0]);
            assign group_end_d = (count_d == FINAL[GW-1:0]);
            always @(posedge clk) count_q <= rst ? {GW{1'b0}} : count_d;
        end else begin : gen_single
            assign group_end   = 1'b1;
            assign group_end_d = 1'b1;
        end

        if (INTERVAL > SPACED) begin : gen_apart
            localparam [AW-1:0] SOON = 2;
            reg [AW-1:0] apart_q;  // clocks in which such a beat must not enter
            wire spaced_end;
            wire spaced_end_d;
            wire begins = take && spaced_end;
            if (SPACED > 1) begin : gen_spaced
                reg [SW-1:0] spaced_q;
                wire [SW-1:0] spaced_d = !take ? spaced_q : spaced_end ? {SW{1'b0}} : spaced_q + 1'b1;
                assign spaced_end   = (spaced_q == FINAL_SPACED[SW-1:0]);
                assign spaced_end_d = (spaced_d == FINAL_SPACED[SW-1:0]);
                always @(posedge clk) spaced_q <= rst ? {SW{1'b0}} : spaced_d;
            end else begin : gen_each
                assign spaced_end   = 1'b1;
                assign spaced_end_d = 1'b1;
            end
            assign apart_d = !spaced_end_d || (!begins && apart_q < SOON);
            always @(posedge clk)
                if (rst) apart_q <= {AW{1'b0}};
                else if (begins) apart_q <= BETWEEN[AW-1:0];
                else if (apart_q != {AW{1'b0}}) apart_q <= apart_q - 1'b1;
        end else begin : gen_close
            assign apart_d = 1'b1;
        end

        for (f = 0; f < N; f = f + 1) begin : gen_fifo
            localparam integer OUT = OUTS[f*32+:32];
            localparam integer ROOM = ROOMS[f*32+:32];
            localparam RW = (ROOM > 1) ? $clog2(ROOM + 1) : 1;
            localparam OW = (OUT > 1) ? $clog2(OUT) : 1;
            localparam integer LAST = OUT - 1;
            localparam [RW-1:0] ONE = 1;
            reg [RW-1:0] room_q;  // groups
            wire back;
            wire taken = take && group_end;
            assign room_d[f] = back || (room_q != {RW{1'b0}} && !(taken && room_q == ONE));
            always @(posedge clk)
                if (rst) room_q <= ROOM[RW-1:0];
                else if (taken != back) room_q <= back ? room_q + 1'b1 : room_q - 1'b1;
            if (OUT > 1) begin : gen_out
                reg [OW-1:0] out_q;
                assign back = left_q[f] && (out_q == LAST[OW-1:0]);
                always @(posedge clk)
                    if (rst) out_q <= {OW{1'b0}};
                    else if (left_q[f]) out_q <= back ? {OW{1'b0}} : out_q + 1'b1;
            end else begin : gen_each
                assign back = left_q[f];
            end
        end
    endgenerate
endmodule
`default_nettype wire
