// bac_answers.v : an answer as bytes, with its check sum
//   result:   R, status, number, the OUT_BYTES bytes of the network's result, lowest first; zeros unless status is 0
//   identity: the ID_BYTES bytes of IDENTITY, lowest first
//   and the sum of them (bac_crc16), high byte first. number: answers of results before this one since reset, modulo 256
// Beat    in: what is to be answered   out: a byte
// Stage   1 choose a byte   2 offer it, and add it to the sum
// Timing  LATENCY = 2, II = 2 a byte
// Stall   ready is high while nothing is to be sent
// Reset   control and the number
// Test    tests/board/board.sh
`default_nettype none
module bac_answers #(
    parameter OUT_BYTES = 2,  // bytes of a result, 1..16
    parameter ID_BYTES  = 4,  // bytes of the identity, 1..64
    parameter [8*ID_BYTES-1:0] IDENTITY = 0
) (
    input  wire                   clk,
    input  wire                   rst,
    output wire                   ready,
    input  wire                   go,
    input  wire                   identity,
    input  wire [            2:0] status,
    input  wire [8*OUT_BYTES-1:0] data,
    output wire [            7:0] m_tdata,
    output wire                   m_tvalid,
    input  wire                   m_tready
);
    if (OUT_BYTES < 1 || OUT_BYTES > 16) bac_error_OUT_BYTES_must_be_1_to_16 u_error ();
    if (ID_BYTES < 1 || ID_BYTES > 64) bac_error_ID_BYTES_must_be_1_to_64 u_error ();

    localparam W = 8 * (OUT_BYTES + 3);
    localparam [31:0] OF_RESULT = OUT_BYTES + 5;
    localparam [31:0] OF_IDENTITY = ID_BYTES + 2;
    localparam [31:0] LAST_ID = ID_BYTES - 1;

    reg [6:0] left_q;  // bytes to be chosen
    reg [5:0] index_q;
    reg identity_q, valid_q, sum_next_q;
    reg [W-1:0] result_q;
    reg [7:0] number_q;
    reg [7:0] byte_q;
    reg [15:0] sum_q;
    wire [15:0] sum_d;

    wire [511:0] wide = {{(512 - 8 * ID_BYTES) {1'b0}}, IDENTITY};
    wire [7:0] of_identity = (index_q > LAST_ID[5:0]) ? 8'd0 : wide[8*index_q+:8];
    wire [W+7:0] moved = {8'd0, result_q};
    wire choose = !valid_q && left_q != 7'd0;
    wire sent = valid_q && m_tready;

    assign ready = (left_q == 7'd0) && !valid_q;
    assign m_tdata = byte_q;
    assign m_tvalid = valid_q;

    bac_crc16 u_sum (
        .x(sum_q),
        .byte_in(byte_q),
        .y(sum_d)
    );

    always @(posedge clk) begin
        if (go) begin
            identity_q <= identity;
            result_q   <= {(status == 3'd0) ? data : {(8 * OUT_BYTES) {1'b0}}, number_q, 5'd0, status, "R"};
            index_q    <= 6'd0;
            sum_q      <= 16'hffff;
            sum_next_q <= 1'b0;
        end
        if (choose) begin
            byte_q <= (left_q == 7'd2) ? sum_q[15:8] : (left_q == 7'd1) ? sum_q[7:0] : identity_q ? of_identity
                                                                                                   : result_q[7:0];
            sum_next_q <= (left_q > 7'd2);
            result_q <= moved[W+7:8];
            index_q <= index_q + 6'd1;
        end
        if (sent && sum_next_q) sum_q <= sum_d;

        if (rst) begin
            left_q   <= 7'd0;
            valid_q  <= 1'b0;
            number_q <= 8'd0;
        end else begin
            if (go) left_q <= identity ? OF_IDENTITY[6:0] : OF_RESULT[6:0];
            else if (choose) left_q <= left_q - 7'd1;
            valid_q <= choose || (valid_q && !sent);
            if (go && !identity) number_q <= number_q + 8'd1;
        end
    end
endmodule
`default_nettype wire
