// bac_registers.v : what bac_axi counts and is told, as AXI4-Lite registers
//   The map is rtl/wrap/registers.json; docs/registers.md explains each register.
// Bus     32 bits, one access at a time each way; no path from an input of the bus to an output. A write changes
//         bits only in the lowest byte, and only if its strobe is set. Answers: DECERR where no register is, SLVERR
//         for a write to a register that is read-only, else OKAY. Neither changes anything.
// Stage   write: 1 address and data, in any order   2 act   read: 1 address   2 choose
// Timing  LATENCY = 2 clocks from the last of an access's handshakes to its answer, II = 3
// Reset   rst: everything. A soft reset: 2**CLASS_W clocks, 16 at least, in which core_rst is high; the bus answers.
// Test    tests/rtl/axi.sh
`default_nettype none
module bac_registers #(
    parameter CLASSES  = 24,  // 1..256
    parameter MARGIN_W = 16,  // bits of a margin; 0: there is none, 0..32
    parameter SAMPLES  = 1,   // >= 1
    parameter FRAME    = 1024,  // >= 1
    parameter [255:0] HASH = 256'd0  // SHA-256, its first byte highest
) (
    input wire clk,
    input wire rst,

    input  wire [11:0] s_axi_awaddr,
    input  wire        s_axi_awvalid,
    output wire        s_axi_awready,
    input  wire [31:0] s_axi_wdata,
    input  wire [ 3:0] s_axi_wstrb,
    input  wire        s_axi_wvalid,
    output wire        s_axi_wready,
    output reg  [ 1:0] s_axi_bresp,
    output reg         s_axi_bvalid,
    input  wire        s_axi_bready,
    input  wire [11:0] s_axi_araddr,
    input  wire        s_axi_arvalid,
    output wire        s_axi_arready,
    output reg  [31:0] s_axi_rdata,
    output reg  [ 1:0] s_axi_rresp,
    output reg         s_axi_rvalid,
    input  wire        s_axi_rready,

    output reg         core_rst,
    output wire        hold,
    input  wire        last_wrong,    // events, high for a clock
    input  wire        bad_beat,
    input  wire        overflow,
    input  wire        waits,         // a beat of the input waits in this clock
    input  wire        done,          // a result leaves, with
    input  wire [ 7:0] class_index,
    input  wire [((MARGIN_W > 0) ? MARGIN_W : 1)-1:0] margin,
    input  wire [31:0] latency
);
    if (SAMPLES < 1 || FRAME < 1) bac_error_illegal_SAMPLES_FRAME u_error ();
    if (CLASSES < 1 || CLASSES > 256 || MARGIN_W < 0 || MARGIN_W > 32) bac_error_illegal_CLASSES_MARGIN_W u_error ();

    localparam CLASS_W = (CLASSES > 1) ? $clog2(CLASSES) : 1;
    localparam RW = (CLASS_W > 4) ? CLASS_W : 4;
    localparam [1:0] OKAY = 2'd0, SLVERR = 2'd2, DECERR = 2'd3;

    // registers: begin (tools/registers writes these lines from registers.json)
    localparam [9:0] AT_ID = 10'd0;
    localparam [31:0] RESET_ID = 32'h42414331;
    localparam [9:0] AT_VERSION = 10'd1;
    localparam [31:0] RESET_VERSION = 32'h00010000;
    localparam [9:0] AT_SAMPLES = 10'd2;
    localparam [9:0] AT_FRAME = 10'd3;
    localparam [9:0] AT_CLASSES = 10'd4;
    localparam [9:0] AT_CONTROL = 10'd5;
    localparam CONTROL_SOFT_RESET = 0;
    localparam CONTROL_HOLD = 1;
    localparam [9:0] AT_STATUS = 10'd6;
    localparam STATUS_LAST_ERROR = 0;
    localparam STATUS_KEEP_ERROR = 1;
    localparam STATUS_OVERFLOW = 2;
    localparam STATUS_STALLED = 3;
    localparam [9:0] AT_FRAMES = 10'd7;
    localparam [9:0] AT_CLASS = 10'd8;
    localparam [9:0] AT_MARGIN = 10'd9;
    localparam [9:0] AT_LATENCY_MIN = 10'd10;
    localparam [31:0] RESET_LATENCY_MIN = 32'hffffffff;
    localparam [9:0] AT_LATENCY_MAX = 10'd11;
    localparam [9:0] AT_LATENCY_LAST = 10'd12;
    localparam [9:0] AT_STALL_CLOCKS = 10'd13;
    localparam [9:0] AT_HASH = 10'd16;
    localparam [9:0] AT_HISTOGRAM = 10'd256;
    function mapped;  // is there a register at this word?
        input [9:0] at;
        mapped = at <= 10'd13 ||
            at >= 10'd16 && at <= 10'd23 ||
            at >= 10'd256 && {22'd0, at} < 256 + CLASSES;
    endfunction
    // registers: end

    // ---- reset: its clocks also count through the histogram, and clear it
    reg [RW-1:0] reset_q;
    wire soft_reset;
    always @(posedge clk) begin
        if (rst || soft_reset) begin
            reset_q  <= {RW{1'b0}};
            core_rst <= 1'b1;
        end else if (core_rst) begin
            reset_q  <= reset_q + 1'b1;
            core_rst <= (reset_q != {RW{1'b1}});
        end
    end

    // ---- write
    reg [9:0] write_at_q;
    reg [3:0] write_q;  // only these bits exist
    reg strobe_q;
    reg has_address_q;
    reg has_data_q;
    wire act = has_address_q && has_data_q && !s_axi_bvalid;
    wire to_control = (write_at_q == AT_CONTROL);
    wire to_status = (write_at_q == AT_STATUS);

    assign s_axi_awready = !has_address_q && !rst;
    assign s_axi_wready  = !has_data_q && !rst;
    always @(posedge clk) begin
        if (!has_address_q) write_at_q <= s_axi_awaddr[11:2];
        if (!has_data_q) {strobe_q, write_q} <= {s_axi_wstrb[0], s_axi_wdata[3:0]};
        if (act) s_axi_bresp <= (to_control || to_status) ? OKAY : mapped(write_at_q) ? SLVERR : DECERR;
        if (rst) begin
            has_address_q <= 1'b0;
            has_data_q    <= 1'b0;
            s_axi_bvalid  <= 1'b0;
        end else begin
            has_address_q <= !act && (has_address_q || s_axi_awvalid);
            has_data_q    <= !act && (has_data_q || s_axi_wvalid);
            s_axi_bvalid  <= act || s_axi_bvalid && !s_axi_bready;
        end
    end

    reg hold_q;
    assign hold       = hold_q;
    assign soft_reset = act && to_control && strobe_q && write_q[CONTROL_SOFT_RESET];
    always @(posedge clk) begin
        if (rst) hold_q <= 1'b0;
        else if (act && to_control && strobe_q) hold_q <= write_q[CONTROL_HOLD];
    end

    // ---- status and counters
    reg [3:0] status_q;
    reg [31:0] frames_q;
    reg [31:0] stalls_q;
    reg [31:0] shortest_q;
    reg [31:0] longest_q;
    reg [31:0] latency_q;
    reg [7:0] class_q;
    reg done_q;
    wire [31:0] last_margin;
    wire [3:0] events;
    assign events[STATUS_LAST_ERROR] = last_wrong;
    assign events[STATUS_KEEP_ERROR] = bad_beat;
    assign events[STATUS_OVERFLOW]   = overflow;
    assign events[STATUS_STALLED]    = waits;

    always @(posedge clk) begin
        if (core_rst) begin
            status_q   <= 4'd0;
            frames_q   <= 32'd0;
            stalls_q   <= 32'd0;
            shortest_q <= RESET_LATENCY_MIN;
            longest_q  <= 32'd0;
            latency_q  <= 32'd0;
            class_q    <= 8'd0;
            done_q     <= 1'b0;
        end else begin
            // An event in the clock in which its bit is cleared stays visible.
            status_q <= status_q & ~((act && to_status && strobe_q) ? write_q : 4'd0) | events;
            if (waits) stalls_q <= stalls_q + 1'b1;
            done_q <= done;
            if (done) begin
                class_q   <= class_index;
                latency_q <= latency;
            end
            if (done_q) begin
                frames_q <= frames_q + 1'b1;
                if (latency_q < shortest_q) shortest_q <= latency_q;
                if (latency_q > longest_q) longest_q <= latency_q;
            end
        end
    end

    generate
        if (MARGIN_W > 0) begin : gen_margin
            reg [MARGIN_W-1:0] margin_q;
            always @(posedge clk) begin
                if (core_rst) margin_q <= {MARGIN_W{1'b0}};
                else if (done) margin_q <= margin;
            end
            wire [32:0] wide = {{(33 - MARGIN_W) {1'b0}}, margin_q};
            assign last_margin = wide[31:0];
        end else begin : gen_no_margin
            assign last_margin = 32'd0;
        end
    endgenerate

    // ---- histogram: one word of distributed memory a class
    reg [31:0] histogram[0:(1<<CLASS_W)-1];
    wire [CLASS_W-1:0] counted = core_rst ? reset_q[CLASS_W-1:0] : class_q[CLASS_W-1:0];
    wire [31:0] count = histogram[counted];
    always @(posedge clk) if (core_rst || done_q) histogram[counted] <= core_rst ? 32'd0 : count + 1'b1;

    // ---- read
    reg [9:0] read_at_q;
    reg reads_q;
    wire [31:0] read_count = histogram[read_at_q[CLASS_W-1:0]];
    wire [2:0] hash_at = read_at_q[2:0] - AT_HASH[2:0];
    reg [31:0] word;

    assign s_axi_arready = !reads_q && !s_axi_rvalid && !rst;
    always @(posedge clk) begin
        if (s_axi_arready) read_at_q <= s_axi_araddr[11:2];
        if (reads_q) begin
            s_axi_rdata <= mapped(read_at_q) ? word : 32'd0;
            s_axi_rresp <= mapped(read_at_q) ? OKAY : DECERR;
        end
        if (rst) begin
            reads_q      <= 1'b0;
            s_axi_rvalid <= 1'b0;
        end else begin
            reads_q      <= s_axi_arready && s_axi_arvalid;
            s_axi_rvalid <= reads_q || s_axi_rvalid && !s_axi_rready;
        end
    end

    always @* begin
        case (read_at_q)
            AT_ID: word = RESET_ID;
            AT_VERSION: word = RESET_VERSION;
            AT_SAMPLES: word = SAMPLES[31:0];
            AT_FRAME: word = FRAME[31:0];
            AT_CLASSES: word = CLASSES[31:0];
            AT_CONTROL: word = {30'd0, hold_q, core_rst};
            AT_STATUS: word = {28'd0, status_q};
            AT_FRAMES: word = frames_q;
            AT_CLASS: word = {24'd0, class_q};
            AT_MARGIN: word = last_margin;
            AT_LATENCY_MIN: word = shortest_q;
            AT_LATENCY_MAX: word = longest_q;
            AT_LATENCY_LAST: word = latency_q;
            AT_STALL_CLOCKS: word = stalls_q;
            default: word = (read_at_q >= AT_HISTOGRAM) ? read_count : HASH[(255-32*hash_at)-:32];
        endcase
    end
endmodule
`default_nettype wire
