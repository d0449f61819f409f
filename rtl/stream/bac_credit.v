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
    localparam integer BEFORE_FINAL = (GROUP > 1) ? GROUP - 2 : 0;
    localparam integer BEFORE_SPACED = (SPACED > 1) ? SPACED - 2 : 0;
    localparam integer BETWEEN = INTERVAL - 1;

    reg [N-1:0] left_q;
    reg go_q;
    wire group_end;  // the next beat ends its group
    // In the next clock, with take (1) and without (0), which is the last to be known:
    wire [1:0] group_end_d;
    wire [1:0] apart_d;  // the next beat may be one that has to be apart
    wire [N-1:0] room_if_d;
    wire [N-1:0] room_else_d;
    wire go_if_d = (!group_end_d[1] || room_if_d == {N{1'b1}}) && apart_d[1];
    wire go_else_d = (!group_end_d[0] || room_else_d == {N{1'b1}}) && apart_d[0];
    assign go = go_q;

    always @(posedge clk) begin
        left_q <= rst ? {N{1'b0}} : left;
        go_q   <= rst || (take ? go_if_d : go_else_d);
    end

    genvar f;
    generate
        if (GROUP > 1) begin : gen_group
            reg [GW-1:0] count_q;
            reg group_end_q;  // it is FINAL
            assign group_end   = group_end_q;
            assign group_end_d = {count_q == BEFORE_FINAL[GW-1:0], group_end_q};
            always @(posedge clk)
                if (rst) begin
                    count_q     <= {GW{1'b0}};
                    group_end_q <= 1'b0;
                end else if (take) begin
                    count_q     <= group_end_q ? {GW{1'b0}} : count_q + 1'b1;
                    group_end_q <= group_end_d[1];
                end
        end else begin : gen_single
            assign group_end   = 1'b1;
            assign group_end_d = 2'b11;
        end

        if (INTERVAL > SPACED) begin : gen_apart
            localparam [AW-1:0] SOON = 2;
            reg [AW-1:0] apart_q;  // clocks in which such a beat must not enter
            wire spaced_end;
            wire [1:0] spaced_end_d;
            wire begins = take && spaced_end;
            if (SPACED > 1) begin : gen_spaced
                reg [SW-1:0] spaced_q;
                reg spaced_end_q;  // it is the last
                assign spaced_end   = spaced_end_q;
                assign spaced_end_d = {spaced_q == BEFORE_SPACED[SW-1:0], spaced_end_q};
                always @(posedge clk)
                    if (rst) begin
                        spaced_q     <= {SW{1'b0}};
                        spaced_end_q <= 1'b0;
                    end else if (take) begin
                        spaced_q     <= spaced_end_q ? {SW{1'b0}} : spaced_q + 1'b1;
                        spaced_end_q <= spaced_end_d[1];
                    end
            end else begin : gen_each
                assign spaced_end   = 1'b1;
                assign spaced_end_d = 2'b11;
            end
            wire over = (apart_q < SOON);
            assign apart_d = {!spaced_end_d[1] || (!spaced_end && over), !spaced_end_d[0] || over};
            always @(posedge clk)
                if (rst) apart_q <= {AW{1'b0}};
                else if (begins) apart_q <= BETWEEN[AW-1:0];
                else if (apart_q != {AW{1'b0}}) apart_q <= apart_q - 1'b1;
        end else begin : gen_close
            assign apart_d = 2'b11;
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
            assign room_if_d[f] = back || (room_q != {RW{1'b0}} && !(group_end && room_q == ONE));
            assign room_else_d[f] = back || (room_q != {RW{1'b0}});
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
