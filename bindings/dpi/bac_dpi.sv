// bac_dpi.sv : the reference as the golden scoreboard of a SystemVerilog bench, over DPI-C (libbac_dpi.so).
//
//   bac_dpi_input   #(.NET("net.bnet"), .LANES(2), .LANE(8)) u_in  (.clk, .rst, .tdata(s_axis_tdata), .tvalid(..), ..);
//   bac_dpi_monitor #(.NET("net.bnet"), .LAYER("block0_dw_q"), .LANES(2), .W(8)) u_dw (.clk, .rst, .tdata(..), ..);
//   bac_dpi_result  #(.NET("net.bnet"), .CLASSES(24), .LANE(16), .CLASS_LANE(8)) u_out (.clk, .rst, .tdata(..), ..);
//
// Modules with the same UNIT share one scoreboard: the input feeds it, the others compare. A difference is a $error with
// layer, frame, position, channel, expected and got; a stream that breaks a rule of AXI4-Stream or has its tlast elsewhere
// is a $error too. Every module's `errors` counts them, `compared` the elements that were equal.
// A monitor sees a layer's beats before its frame is whole; they are compared when it is. docs/dpi.md has a bench.
// Test    tests/bindings/dpi
package bac_dpi;
    import "DPI-C" function int bac_dpi_open(input string net, input string unit);
    import "DPI-C" function int bac_dpi_watch(input int board, input string layer);
    import "DPI-C" function string bac_dpi_error();
    import "DPI-C" function int bac_dpi_elements(input int watch);
    import "DPI-C" function int bac_dpi_channels(input int watch);
    import "DPI-C" function int bac_dpi_push(input int board, input int lane);
    import "DPI-C" function void bac_dpi_reset(input int board);
    import "DPI-C" function int bac_dpi_see(input int watch, input int value, input int bits, input longint moment);
    import "DPI-C" function string bac_dpi_fault(input int watch);
    import "DPI-C" function longint bac_dpi_equal(input int watch);
    import "DPI-C" function longint bac_dpi_different(input int watch);
    import "DPI-C" function longint bac_dpi_waiting(input int watch);
    import "DPI-C" function int bac_dpi_next(input int watch, output int value);
endpackage

// bac_dpi_rules : what every AXI4-Stream keeps: an offered beat stays as it is until it is taken.
module bac_dpi_rules #(
    parameter string NAME = "stream",
    parameter int WIDTH = 8
) (
    input logic clk,
    input logic rst,
    input logic [WIDTH-1:0] tdata,
    input logic tvalid,
    input logic tready,
    input logic tlast,
    output int errors
);
    logic waits_q, last_q;
    logic [WIDTH-1:0] data_q;
    initial errors = 0;
    initial waits_q = 1'b0;
    always @(posedge clk) begin
        waits_q <= !rst && tvalid && !tready;
        last_q  <= tlast;
        data_q  <= tdata;
        if (!rst && waits_q) begin
            if (!tvalid) begin
                errors <= errors + 1;
                $error("%s: tvalid fell before the beat was taken", NAME);
            end else if (tdata !== data_q || tlast !== last_q) begin
                errors <= errors + 1;
                $error("%s: tdata or tlast changed while the beat waited", NAME);
            end
        end
    end
endmodule

// bac_dpi_input : the network's input port, s_axis of bac_top, feeds the scoreboard. rst clears it.
module bac_dpi_input #(
    parameter string NET = "",  // a .bnet file
    parameter string UNIT = NET,  // the scoreboard
    parameter int LANES = 2,  // elements of a beat
    parameter int LANE = 8,  // bits of a lane, 1..32
    parameter bit CHECK_LAST = 1  // 0: the source has no tlast
) (
    input logic clk,
    input logic rst,
    input logic [LANES*LANE-1:0] tdata,
    input logic tvalid,
    input logic tready,
    input logic tlast,
    output int errors,
    output longint pushed
);
    import bac_dpi::*;
    int board, is_last, broken, wrong;
    initial begin
        board = bac_dpi_open(NET, UNIT);
        wrong = 0;
        pushed = 0;
        if (board == 0) $fatal(1, "%m: %s", bac_dpi_error());
    end
    bac_dpi_rules #(.NAME({UNIT, " input"}), .WIDTH(LANES * LANE)) u_rules (
        .clk, .rst, .tdata, .tvalid, .tready, .tlast(tlast && CHECK_LAST), .errors(broken));
    assign errors = broken + wrong;

    always @(posedge clk)
        if (rst) bac_dpi_reset(board);
        else if (tvalid && tready) begin
            for (int i = 0; i < LANES; i++) begin
                is_last = bac_dpi_push(board, int'(tdata[i*LANE+:LANE]));
                pushed  = pushed + 1;
                if (is_last < 0) begin
                    wrong = wrong + 1;
                    $error("%s", bac_dpi_error());
                end
            end
            if (CHECK_LAST && is_last >= 0 && tlast !== (is_last == 1)) begin
                wrong = wrong + 1;
                $error("%s input: tlast is %b in the beat that ends with element %0d since the start", UNIT, tlast, pushed);
            end
        end
endmodule

// bac_dpi_monitor : any layer's stream. A beat is LANES elements of [T][C] in order, W bits each.
module bac_dpi_monitor #(
    parameter string NET = "",
    parameter string UNIT = NET,
    parameter string LAYER = "@logits",  // a layer's name, "@input", "@logits", "@class"
    parameter int LANES = 1,
    parameter int W = 8,  // 1..32
    parameter bit CHECK_LAST = 1
) (
    input logic clk,
    input logic rst,
    input logic [LANES*W-1:0] tdata,
    input logic tvalid,
    input logic tready,
    input logic tlast,
    output int errors,
    output longint compared
);
    import bac_dpi::*;
    int board, watch, is_last, broken, wrong;
    string fault;
    initial begin
        board = bac_dpi_open(NET, UNIT);
        watch = board == 0 ? 0 : bac_dpi_watch(board, LAYER);
        wrong = 0;
        compared = 0;
        if (watch == 0) $fatal(1, "%m: %s", bac_dpi_error());
        else if (bac_dpi_elements(watch) % LANES != 0)
            $fatal(1, "%m: a frame of '%s' has %0d elements, no multiple of LANES = %0d", LAYER, bac_dpi_elements(watch), LANES);
    end
    bac_dpi_rules #(.NAME({UNIT, " ", LAYER}), .WIDTH(LANES * W)) u_rules (
        .clk, .rst, .tdata, .tvalid, .tready, .tlast(tlast && CHECK_LAST), .errors(broken));
    assign errors = broken + wrong;

    always @(posedge clk)
        if (rst) bac_dpi_reset(board);
        else begin
            if (tvalid && tready) begin
                for (int i = 0; i < LANES; i++) is_last = bac_dpi_see(watch, int'(tdata[i*W+:W]), W, $time);
                if (CHECK_LAST && tlast !== (is_last == 1)) begin
                    wrong = wrong + 1;
                    $error("%s %s: tlast is %b, at the end of a frame it is 1 and else 0", UNIT, LAYER, tlast);
                end
            end
            fault = bac_dpi_fault(watch);
            while (fault != "") begin
                wrong = wrong + 1;
                $error("%s: %s", UNIT, fault);
                fault = bac_dpi_fault(watch);
            end
            compared = bac_dpi_equal(watch);
        end
endmodule

// bac_dpi_result : m_axis of bac_top: the logits in lanes of whole bytes, then the class.
module bac_dpi_result #(
    parameter string NET = "",
    parameter string UNIT = NET,
    parameter int CLASSES = 24,
    parameter int LANE = 16,  // bits of a logit's lane, 1..32
    parameter int CLASS_LANE = 8
) (
    input logic clk,
    input logic rst,
    input logic [CLASSES*LANE+CLASS_LANE-1:0] tdata,
    input logic tvalid,
    input logic tready,
    input logic tlast,
    output int errors,
    output longint compared
);
    int of_logits, of_class;
    longint logits, classes;
    bac_dpi_monitor #(.NET(NET), .UNIT(UNIT), .LAYER("@logits"), .LANES(CLASSES), .W(LANE)) u_logits (
        .clk, .rst, .tdata(tdata[0+:CLASSES*LANE]), .tvalid, .tready, .tlast, .errors(of_logits), .compared(logits));
    bac_dpi_monitor #(.NET(NET), .UNIT(UNIT), .LAYER("@class"), .LANES(1), .W(CLASS_LANE)) u_class (
        .clk, .rst, .tdata(tdata[CLASSES*LANE+:CLASS_LANE]), .tvalid, .tready, .tlast, .errors(of_class), .compared(classes));
    assign errors = of_logits + of_class;
    assign compared = logits + classes;
endmodule
