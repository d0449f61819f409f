// bac_bench.v : plays golden frames into bac_ip and compares what comes out
//   golden_input.hex has a beat of s_axis_tdata a line, golden_result.hex one of m_axis_tdata.
// Plusargs  +seed=N (default 1)         which clocks the source and the sink pause in
//           +stall=PERCENT (default 30) how often each of them does; a source that cannot wait only comes later
// Ends with a line "PASS ..." or "FAIL ...". After FAIL Icarus exits with 1, Verilator aborts, others stop.
// With registers, it reads who they say the network is and what they have counted.
`default_nettype none
/* verilator lint_off WIDTH */
module bac_bench #(
    parameter IN_W    = 16,   // bits of s_axis_tdata
    parameter OUT_W   = 8,    // bits of m_axis_tdata
    parameter BEATS   = 16,   // of a frame
    parameter RESULTS = 1,    // beats of a frame's result
    parameter FRAMES  = 1,    // in the files
    parameter WAITS   = 1,    // 0: the source does not look at s_axis_tready
    parameter PACE    = 1,    // clocks of a beat of such a source
    parameter CLOCKS  = 1,    // 2: s_axis has a clock of its own
    parameter IDLE    = 100000,  // clocks without a handshake that mean that something hangs
    parameter LITE    = 0,    // 1: with registers
    parameter [255:0] HASH = 256'd0  // of the network
) (
    output reg  aclk,
    output reg  aresetn,
    output wire s_axis_aclk,
    output wire s_axis_aresetn,

    output reg  [  IN_W-1:0] s_axis_tdata,
    output wire [IN_W/8-1:0] s_axis_tkeep,
    output reg               s_axis_tvalid,
    input  wire              s_axis_tready,
    output reg               s_axis_tlast,
    input  wire [ OUT_W-1:0] m_axis_tdata,
    input  wire              m_axis_tuser,
    input  wire              m_axis_tvalid,
    output reg               m_axis_tready,
    input  wire              m_axis_tlast,

    output wire [11:0] s_axi_awaddr,
    output wire        s_axi_awvalid,
    input  wire        s_axi_awready,
    output wire [31:0] s_axi_wdata,
    output wire [ 3:0] s_axi_wstrb,
    output wire        s_axi_wvalid,
    input  wire        s_axi_wready,
    input  wire [ 1:0] s_axi_bresp,
    input  wire        s_axi_bvalid,
    output wire        s_axi_bready,
    output reg  [11:0] s_axi_araddr,
    output reg         s_axi_arvalid,
    input  wire        s_axi_arready,
    input  wire [31:0] s_axi_rdata,
    input  wire [ 1:0] s_axi_rresp,
    input  wire        s_axi_rvalid,
    output reg         s_axi_rready
);
    localparam [31:0] ALL = FRAMES * BEATS, WANTED = FRAMES * RESULTS, SAID = 10;
    localparam [9:0] STARTS = 10'd16, GOES = 10'd600;  // clocks; the registers' reset takes 256 at most

    reg [IN_W-1:0] golden_input[0:FRAMES*BEATS-1];
    reg [OUT_W-1:0] golden_result[0:FRAMES*RESULTS-1];
    integer seed, stall;
    reg [31:0] bad = 0;

    // The same pauses in every simulator.
    function [31:0] random;
        input [31:0] last;
        reg [31:0] x;
        begin
            x = last ^ (last << 13);
            x = x ^ (x >> 17);
            random = x ^ (x << 5);
        end
    endfunction
    function pauses;
        input [31:0] number;
        pauses = (number >> 8) % 100 < stall;
    endfunction

    // ---- clocks and resets
    reg other = 1'b0;
    reg [9:0] begun = 10'd0;
    reg go = 1'b0;
    initial aclk = 1'b0;
    initial aresetn = 1'b0;
    always #50 aclk = !aclk;
    always #37 other = !other;
    assign s_axis_aclk    = (CLOCKS > 1) ? other : aclk;
    assign s_axis_aresetn = aresetn;
    always @(posedge aclk) begin
        if (!go) begun <= begun + 10'd1;
        aresetn <= begun >= STARTS;
        go      <= begun >= GOES;
    end

    // ---- the source
    reg [31:0] sent = 0, source_random, rest = 0;
    assign s_axis_tkeep = {IN_W / 8{1'b1}};
    initial s_axis_tvalid = 1'b0;
    initial s_axis_tlast = 1'b0;
    initial s_axis_tdata = {IN_W{1'b0}};
    always @(posedge s_axis_aclk) begin
        source_random <= random(source_random);
        if (rest != 0) rest <= rest - 1;
        if (!s_axis_tvalid || s_axis_tready || WAITS == 0) begin
            s_axis_tvalid <= 1'b0;
            if (go && sent < ALL && rest == 0 && !pauses(source_random)) begin
                s_axis_tvalid <= 1'b1;
                s_axis_tdata  <= golden_input[sent];
                s_axis_tlast  <= sent % BEATS == BEATS - 1;
                sent          <= sent + 1;
                if (WAITS == 0) rest <= PACE - 1;
                if (^golden_input[sent] === 1'bx) begin
                    bad = bad + 1;
                    $display("FAIL golden_input.hex has no beat %0d", sent);
                end
            end
        end
    end

    // ---- the sink
    reg [31:0] got = 0, idle = 0, sink_random;
    reg waits = 1'b0;
    reg [OUT_W-1:0] held;
    task differs;
        begin
            bad = bad + 1;
            if (bad <= SAID)
                $display("FAIL frame %0d, beat %0d of its result: got %h tlast %b tuser %b, expected %h %b 0", got / RESULTS,
                         got % RESULTS, m_axis_tdata, m_axis_tlast, m_axis_tuser, golden_result[got],
                         got % RESULTS == RESULTS - 1);
        end
    endtask
    initial m_axis_tready = 1'b0;
    always @(posedge aclk) begin
        sink_random   <= random(sink_random);
        m_axis_tready <= WAITS == 0 || !pauses(sink_random);
        idle          <= idle + 1;
        waits         <= go && m_axis_tvalid && !m_axis_tready;
        held          <= m_axis_tdata;
        if (s_axis_tvalid && s_axis_tready) idle <= 0;
        if (waits && (m_axis_tvalid !== 1'b1 || m_axis_tdata !== held)) begin
            bad = bad + 1;
            $display("FAIL frame %0d: a result that was not taken has changed", got / RESULTS);
        end
        if (go && m_axis_tvalid === 1'b1 && m_axis_tready) begin
            idle <= 0;
            got  <= got + 1;
            if (got >= WANTED) begin
                bad = bad + 1;
                $display("FAIL a result too many: %h", m_axis_tdata);
            end else if (m_axis_tdata !== golden_result[got] || m_axis_tuser !== 1'b0 ||
                         m_axis_tlast !== (got % RESULTS == RESULTS - 1)) differs;
        end
    end

    // ---- the registers, between edges
    localparam [11:0] ID = 12'h000, COUNT = 12'h01c, HASHES = 12'h040;
    assign s_axi_awaddr  = 12'd0;
    assign s_axi_awvalid = 1'b0;
    assign s_axi_wdata   = 32'd0;
    assign s_axi_wstrb   = 4'd0;
    assign s_axi_wvalid  = 1'b0;
    assign s_axi_bready  = 1'b1;
    initial s_axi_araddr = 12'd0;
    initial s_axi_arvalid = 1'b0;
    initial s_axi_rready = 1'b0;
    task reads;
        input [11:0] from;
        input [31:0] wanted;
        begin
            s_axi_araddr  = from;
            s_axi_arvalid = 1'b1;
            while (!s_axi_arready) @(negedge aclk);
            @(negedge aclk);
            s_axi_arvalid = 1'b0;
            s_axi_rready  = 1'b1;
            while (!s_axi_rvalid) @(negedge aclk);
            if (s_axi_rdata !== wanted || s_axi_rresp !== 2'd0) begin
                bad = bad + 1;
                $display("FAIL register %h: got %h answer %0d, expected %h", from, s_axi_rdata, s_axi_rresp, wanted);
            end
            @(negedge aclk);
            s_axi_rready = 1'b0;
        end
    endtask

    // ---- the whole
    integer i;
    initial begin
        if (!$value$plusargs("seed=%d", seed)) seed = 1;
        if (!$value$plusargs("stall=%d", stall)) stall = 30;
        source_random = (seed ^ 32'h2545f491) | 32'd1;  // never 0, which would stay
        sink_random = (seed ^ 32'h9e3779b9) | 32'd1;
        $readmemh("golden_input.hex", golden_input);
        $readmemh("golden_result.hex", golden_result);
        @(negedge aclk);
        while (got < WANTED && (!go || idle < IDLE)) @(negedge aclk);
        if (got < WANTED) begin
            bad = bad + 1;
            $display("FAIL %0d of %0d beats of results, then silence", got, WANTED);
        end
        for (i = 0; i < 100; i = i + 1) @(negedge aclk);
        if (LITE != 0) begin
            reads(ID, 32'h42414331);
            for (i = 0; i < 8; i = i + 1) reads(HASHES + 4 * i[11:0], HASH[255-32*i-:32]);
            reads(COUNT, FRAMES);
        end
        if (bad == 0) $display("PASS %0d frames, seed %0d, stall %0d %%", FRAMES, seed, stall);
        else $display("FAIL %0d differences, seed %0d, stall %0d %%", bad, seed, stall);
`ifdef __ICARUS__
        $finish_and_return(bad != 0);
`else
        if (bad == 0) $finish;
        else $stop;
`endif
    end
endmodule
/* verilator lint_on WIDTH */
`default_nettype wire
