# project.awk : from the lines of sets.sh to those of sets.txt: the parameters that control anything, the width of data
# reduced to 1 (README.md says why that is enough); what stands in others beside those
#   sh sets.sh NET .. | awk -f project.awk | sort -Vu >sets.txt
function gcd(a, b) { return b == 0 ? a : gcd(b, a % b) }
{
    split("", v)
    for (i = 2; i < NF; i += 2) v[$i] = $(i + 1)
}
$1 == "bac_skid" { print $1, "W 1" }
$1 == "bac_fifo" { print $1, "W 1 DEPTH", v["DEPTH"], "OPEN", v["OPEN"] }
$1 == "bac_fork" { print $1, "N", v["N"] }
$1 == "bac_join" { print $1, "P", v["P"], "W 1 W_SKIP 2" }
$1 == "bac_resize" {
    g = gcd(v["LANES_IN"], v["LANES_OUT"])
    print $1, "W 1 LANES_IN", v["LANES_IN"] / g, "LANES_OUT", v["LANES_OUT"] / g, "PICK", v["PICK"], "OPEN", v["OPEN"]
}
$1 == "bac_ingress" { print $1, "C 2 IW 1 LANE 2 T", v["T"] }
$1 == "bac_gate" { print $1, "N 1"; v["N_FIFOS"] = v["N"] }
"N_FIFOS" in v {
    print "bac_credit N", v["N_FIFOS"], "GROUP", v["GROUP"], "SPACED", v["SPACED"], "INTERVAL", v["INTERVAL"], \
        "OUTS", v["OUTS"], "ROOMS", v["ROOMS"]
}
$1 == "bac_window" {
    print $1, "C 1 W 1 T", v["T"], "P", v["P"], "P_OUT", v["P_OUT"], "K", v["K"], "STRIDE", v["STRIDE"], \
        "PAD_LEFT", v["PAD_LEFT"], "PAD_RIGHT", v["PAD_RIGHT"], "OVERLAP", v["OVERLAP"]
}
$1 == "bac_serial_window" { # FILL of many bits is copies of these two
    for (bit = 0; bit <= (v["FILL"] > 0); bit++)
        print $1, "C 1 D 1 DIGITS", v["DIGITS"], "T", v["T"], "K", v["K"], "STRIDE", v["STRIDE"], \
            "PAD_LEFT", v["PAD_LEFT"], "PAD_RIGHT", v["PAD_RIGHT"], \
            "OVERLAP", v["OVERLAP"], "GAP", v["GAP"], "FILL", bit
}
$1 == "bac_serial_conv" { # one output that is not searched
    print $1, "N_IN 1 D 1 DIGITS", v["DIGITS"], "C 1 D_OUT", v["D_OUT"], "DIGITS_OUT", v["DIGITS_OUT"], "OW", v["OW"], \
        "LEVELS", v["LEVELS"], "LO 0 HI", 2 ^ v["OW"] - 1, "INTERVAL", v["INTERVAL"], \
        "SEARCH", v["SEARCH"], "STEPS", v["STEPS"], "FIRST 1,0 SUM_BITS 2 V_BITS", v["OW"] + 1
}
$1 == "bac_digits" {
    print $1, "C 2 B", v["B"], "D", v["D"], "DIGITS", v["DIGITS"], "JOIN", v["JOIN"], "OFFSET", v["OFFSET"]
}
$1 == "bac_globalmax" { print $1, "C 1 P", v["P"], "W 2 IS_SIGNED", v["IS_SIGNED"] }
$1 == "bac_argmax" || $1 == "bac_fold_argmax" {
    print $1, "N", v["N"], "W 1 IS_SIGNED", v["IS_SIGNED"], "LANE 1 CLASS_LANE 8"
}
$1 == "bac_fold_concat" { print $1, "W 1 C_A", v["C_A"] / v["LANES"], "C_B", v["C_B"] / v["LANES"], "LANES 1" }
$1 == "bac_flatten" { print $1, "C 1 W 1 T", v["T"] }
$1 == "bac_sum" { # sums of one bit a position
    for (bits = 1; 2 ^ bits <= v["P"] * v["N"]; bits++) ;
    print $1, "C 1 P", v["P"], "N", v["N"], "GROUPS", v["GROUPS"], "W 1 IS_SIGNED 0 OW", bits
}
$1 == "bac_fold_sum" { # sums of one bit a position
    for (bits = 1; 2 ^ bits <= v["N"]; bits++) ;
    print $1, "C", v["C"] / v["LANES"], "N", v["N"], "GROUPS", v["GROUPS"], "W 1 IS_SIGNED 0 OW", bits, "LANES 1"
    print "bac_fold_gather W 1 WORDS", v["C"] / v["LANES"], "N", v["N"], "GROUPS", v["GROUPS"]
}
$1 == "bac_fold_globalmax" {
    print $1, "C", v["C"] / v["LANES"], "T", v["T"], "W 2 IS_SIGNED", v["IS_SIGNED"], "LANES 1"
    print "bac_fold_gather W 1 WORDS", v["C"] / v["LANES"], "N", v["T"], "GROUPS 1"
}
$1 == "bac_fold_requant" {
    print $1, "THRESHOLD", v["THRESHOLD"], "C", (v["C"] > v["LANES"] ? v["C"] / v["LANES"] : 1), \
        "LANES 1 IW 1 IS_SIGNED 1 OW 1 EB", (v["EB"] > 0), "MB 1 AB 1 EVEN", v["EVEN"], "BITS", v["BITS"]
}
$1 == "bac_fold_add" && v["C"] > v["LANES"] {
    print $1, "C", v["C"] / v["LANES"], "LANES 1 W_A 2 SIGNED_A", v["SIGNED_A"], \
        "W_B 2 SIGNED_B", v["SIGNED_B"], "MB_A 2 MB_B 2 OW 5"
    print "bac_fold_table W 1 WORDS", v["C"] / v["LANES"]
}
$1 == "bac_fc" {
    print $1, "C", v["C"], "T", v["T"], "P", v["P"], "IW 1 IS_SIGNED", v["IS_SIGNED"], "N_OUT 1 WB 1 OW 3 BIAS 5"
}
$1 == "bac_fold_fc" {
    print $1, "N_IN", v["N_IN"] / v["LANES_IN"], "N_OUT", v["N_OUT"], "L", v["L"], \
        "LANES_IN 1 LANES_OUT", v["LANES_OUT"], "W 1 IS_SIGNED 0 WB 1 OW 1 N_WORDS", v["N_WORDS"], "SLOTS", v["SLOTS"]
    print "bac_fold_collect N_OUT", v["N_OUT"], "L", v["L"], "LANES", v["LANES_OUT"], "W 2 SLOTS", v["SLOTS"]
}
$1 == "bac_fold_conv" { # what stands in it
    words = v["C_IN"] / v["LANES_IN"]
    row = v["STRIDE"] * words
    step = v["L"] * v["STRIDE"]
    groups = (int((v["T"] + v["PAD_LEFT"] + v["PAD_RIGHT"] - v["K"]) / v["STRIDE"]) + 1) / v["L"]
    left = int((v["PAD_LEFT"] + v["T"] + step - 1) / step) - groups + 1
    skip = int(v["PAD_LEFT"] / step)
    size = v["ROWS"] * row
    print $1, "MODE", v["MODE"], "C_OUT", v["C_OUT"], "T", groups * v["L"], "L", v["L"], \
        "C_IN 1 LANES_IN 1 LANES_OUT", v["LANES_OUT"], "W 1 WB 1 OW 1 N_WORDS", v["N_WORDS"], "HAS_BIAS", v["HAS_BIAS"]
    print "bac_fold_sequence N_WORDS", v["N_WORDS"], "GROUPS", groups, "T", v["T"], "FIRST", \
        (v["L"] - 1) * v["STRIDE"] + v["K"] - v["PAD_LEFT"], "STEP", step, "AHEAD", v["ROWS"] * step, "WORD_BITS 1"
    if (v["L"] > 1) print "bac_fold_reorder C", v["C_OUT"], "L", v["L"], "W 1 LANES", v["LANES_OUT"]
    reach = (int(int((v["K"] - 1) / v["STRIDE"]) / v["L"]) + 1) * row
    for (bits = 1; 2 ^ bits < reach; bits++) ;
    for (place = 1; 2 ^ place < row; place++) ;
    print "bac_fold_border CW", words, "T", v["T"], "K", v["K"], "STRIDE", v["STRIDE"], "PAD_LEFT", v["PAD_LEFT"], \
        "L", v["L"], "GROUPS", groups, "OFFSET_BITS", bits
    for (turn = 1; 2 ^ turn < v["L"]; turn++) ;
    print "bac_fold_ring C", words, "W 1 LANES 1 T", v["T"], "K", v["K"], "STRIDE", v["STRIDE"], \
        "PAD_LEFT", v["PAD_LEFT"], "L", v["L"], "GROUPS", groups, "ROWS", v["ROWS"], \
        "OFFSET_BITS", bits, "ROTATION_BITS", turn
    ring = "bac_fold_pointer SIZE " size
    print ring, "FIRST", skip * row, "STEP", row, "JUMP", (skip + 1) % v["ROWS"] * row, "OFFSET_BITS", place
    print ring, "FIRST 0 STEP", row, "JUMP", left % v["ROWS"] * row, "OFFSET_BITS", bits
    if (v["L"] > 1)
        print ring, "FIRST", 1 % v["ROWS"] * row, "STEP", row, "JUMP", left % v["ROWS"] * row, "OFFSET_BITS", bits
}
END { # modules that stand in stages or around bac_top
    for (n = 1; n <= 7; n++) print "bac_ctrl LATENCY", n
    for (n = 3; n <= 24; n *= 8)
        print "bac_registers CLASSES", n, "MARGIN_W", n == 3 ? "0 SAMPLES 1 FRAME 16" : "2 SAMPLES 1 FRAME 1024"
    print "bac_sum C 1 P 2 N 4 GROUPS 3 W 2 IS_SIGNED 1 OW 5"
    print "bac_fc C 2 T 3 P 2 IW 1 IS_SIGNED 0 N_OUT 1 WB 2 OW 3 BIAS 1"
    print "bac_fc C 5 T 2 P 2 IW 2 IS_SIGNED 1 N_OUT 2 WB 2 OW 4 BIAS 5,10"
    print "bac_fold_collect N_OUT 1 L 1 LANES 1 W 1 SLOTS 1"
    print "bac_fold_collect N_OUT 5 L 3 LANES 1 W 2 SLOTS 2"
    print "bac_fold_collect N_OUT 6 L 4 LANES 2 W 2 SLOTS 2"
    print "bac_fold_add C 2 LANES 1 W_A 2 SIGNED_A 1 W_B 2 SIGNED_B 0 MB_A 2 MB_B 3 OW 6"
    print "bac_fold_add C 1 LANES 2 W_A 1 SIGNED_A 0 W_B 2 SIGNED_B 1 MB_A 1 MB_B 2 OW 5"
    print "bac_fold_requant THRESHOLD 0 C 3 LANES 1 IW 2 IS_SIGNED 1 OW 2 EB 1 MB 1 AB 1 EVEN 1 BITS 1"
    print "bac_fold_requant THRESHOLD 0 C 2 LANES 2 IW 1 IS_SIGNED 1 OW 1 EB 0 MB 1 AB 1 EVEN 0 BITS 1"
    print "bac_fold_requant THRESHOLD 1 C 6 LANES 2 IW 2 IS_SIGNED 1 OW 2 EB 0 MB 1 AB 1 EVEN 0 BITS 2"
    print "bac_fold_globalmax C 4 T 3 W 2 IS_SIGNED 1 LANES 2"
    print "bac_fold_globalmax C 2 T 1 W 1 IS_SIGNED 0 LANES 1"
    print "bac_fold_sum C 4 N 3 GROUPS 2 W 2 IS_SIGNED 1 OW 4 LANES 2"
    print "bac_fold_fc N_IN 6 N_OUT 4 L 2 LANES_IN 2 LANES_OUT 2 W 1 IS_SIGNED 0 WB 2 OW 2 N_WORDS 4 SLOTS 2"
    print "bac_fold_fc N_IN 2 N_OUT 3 L 1 LANES_IN 2 LANES_OUT 1 W 1 IS_SIGNED 1 WB 1 OW 1 N_WORDS 1 SLOTS 3"
    print "bac_fold_conv MODE 0 C_OUT 4 T 6 L 3 C_IN 2 LANES_IN 2 LANES_OUT 2 W 1 WB 2 OW 2", \
        "N_WORDS 5 HAS_BIAS 1 K 3 PAD_LEFT 1 PAD_RIGHT 1"
    print "bac_fold_conv MODE 1 C_OUT 4 T 6 L 2 C_IN 2 LANES_IN 2 LANES_OUT 1 W 2 IS_SIGNED 1 WB 1 OW 2 N_WORDS 4"
    print "bac_dot N_IN 1 IW 2 N_OUT 1 OW 2 LEVELS 1"
    print "bac_dot N_IN 2 IW 1 N_OUT 1 OW 2 LEVELS 6"
    print "bac_factor C 1 P 1 BEATS 2 W 2 IS_SIGNED 1 OW 5 FB 2 RUNS 3 FIRST 4,1,0 FACTOR 3,1,2"
    print "bac_factor C 2 P 2 BEATS 1 W 1 IS_SIGNED 0 OW 3 FB 2 RUNS 2 FIRST 2,0 FACTOR 1,2,3,1"
    print "bac_requant IW 2 OW 2 HI 3 LATENCY 3 FORM 1 SHIFT 1 V_BITS 3 VW 3"
    print "bac_requant IW 2 OW 2 HI 3 LATENCY 5 FORM 4 X_BITS 2 ADD 1 DECREASING 1 N_THRESHOLDS 3 THR_FIRST 3,0"
    print "bac_max C 2 K 2 P 2 STRIDE 2 W 2 IS_SIGNED 1"
    print "bac_max C 1 K 3 P 2 STRIDE 2 W 2 IS_SIGNED 0"
    print "bac_fold_lane MODE 0 W 2 IS_SIGNED 1 WB 3 OW 6"
    print "bac_fold_lane MODE 0 W 2 IS_SIGNED 0 WB 1 OW 3"
    print "bac_fold_lane MODE 1 W 3 IS_SIGNED 1 WB 1 OW 3"
    print "bac_fold_linear IW 3 IS_SIGNED 1 OW 3 LO 1 HI 6 EB 2 MB 3 AB 4 VW 6 XW 9 SHIFT 3 EVEN 1"
    print "bac_fold_linear IW 3 IS_SIGNED 1 OW 2 LO 0 HI 3 EB 1 MB 0 AB 3 VW 4 XW 5 SHIFT 1 EVEN 0"
    print "bac_fold_linear IW 2 IS_SIGNED 0 OW 2 LO 0 HI 2 EB 0 MB 2 AB 3 VW 5 XW 5 SHIFT 1 EVEN 1"
    print "bac_fold_table W 1 WORDS 1"
    print "bac_fold_search W 2 IS_SIGNED 0 BITS 1 WORDS 1"
    print "bac_fold_search W 3 IS_SIGNED 1 BITS 2 WORDS 2"
    print "bac_fold_search W 4 IS_SIGNED 1 BITS 3 WORDS 3"
    print "bac_fold_gather W 1 WORDS 2 N 1 GROUPS 3"
    print "bac_flatten C 1 W 1 T 4"
    conv = "bac_serial_conv N_IN 1 D 1 DIGITS "
    print conv "2 C 1 D_OUT 1 DIGITS_OUT 2 OW 2 LEVELS 1 LO 0 HI 3", \
        "INTERVAL 2 SEARCH 0 STEPS 1 FIRST 1,0 SUM_BITS 2 V_BITS 3"
    print conv "3 C 1 D_OUT 1 DIGITS_OUT 3 OW 3 LEVELS 4 LO 0 HI 7", \
        "INTERVAL 3 SEARCH 1 STEPS 3 FIRST 1,0 SUM_BITS 2 V_BITS 4"
    print conv "1 C 1 D_OUT 3 DIGITS_OUT 1 OW 3 LEVELS 2 LO 0 HI 7", \
        "INTERVAL 2 SEARCH 1 STEPS 2 FIRST 1,0 SUM_BITS 2 V_BITS 4"
    print "bac_digits C 3 B 3 D 2 DIGITS 2 JOIN 0 OFFSET 1"
    print "bac_digits C 2 B 5 D 2 DIGITS 3 JOIN 1 OFFSET 0"
    print "bac_serial_sum N 3 D 1 LEVELS 1 GROUP 3 PW 6 W 6 WEIGHTS 1,4294967293,2 WIDTHS 4 INIT 3"
    print "bac_serial_sum N 5 D 2 LEVELS 3 GROUP 2 PW 8 W 7 WEIGHTS 1,4294967293,2,1,4294967292 INIT 1"
    print "bac_serial_sum N 4 D 1 LEVELS 3 GROUP 2 PW 8 W 1 WEIGHTS 1,4294967293,2,1 INIT 1"
    print "bac_serial_search W 4 BITS 2 STEPS 1 TREE 12,1,3,0"
    print "bac_serial_search W 4 BITS 3 STEPS 2 TREE 15,9,2,1,11,2,4,0"
    print "bac_serial_search W 4 BITS 4 STEPS 4 TREE 15,13,11,8,6,4,2,0,14,9,5,1,12,3,7,0"
    print "bac_serial_window C 1 D 1 DIGITS 3 T 5 K 3 STRIDE 2 PAD_LEFT 2 PAD_RIGHT 1 OVERLAP 0 GAP 3 FILL 1"
    print "bac_serial_window C 1 D 1 DIGITS 2 T 5 K 2 STRIDE 2 PAD_LEFT 0 PAD_RIGHT 0 OVERLAP 1 GAP 0 FILL 0"
    print "bac_serial_window C 1 D 1 DIGITS 3 T 2 K 5 STRIDE 1 PAD_LEFT 2 PAD_RIGHT 2 OVERLAP 1 GAP 0 FILL 1"
    print "bac_fold_ram W 2 DEPTH 2 PARTS 2"
    print "bac_fold_ram W 4 DEPTH 5 PARTS 2"
    print "bac_fold_ram W 3 DEPTH 8 PARTS 3"
    print "bac_fold_reorder C 3 L 2 W 1 LANES 1"
    print "bac_fold_reorder C 4 L 4 W 1 LANES 2"
    print "bac_fold_border CW 2 T 8 K 5 STRIDE 2 PAD_LEFT 2 L 2 GROUPS 2 OFFSET_BITS 3"
    print "bac_fold_border CW 5 T 16 K 3 STRIDE 1 PAD_LEFT 1 L 4 GROUPS 4 OFFSET_BITS 3"
    print "bac_fold_border CW 1 T 12 K 7 STRIDE 1 PAD_LEFT 3 L 2 GROUPS 6 OFFSET_BITS 2"
    print "bac_fold_ring C 1 W 1 LANES 1 T 5 K 3 STRIDE 1 PAD_LEFT 1 L 1 GROUPS 5 ROWS 4 OFFSET_BITS 2 ROTATION_BITS 1"
    print "bac_fold_ring C 5 W 1 LANES 1 T 8 K 5 STRIDE 2 PAD_LEFT 2 L 2 GROUPS 2 ROWS 4 OFFSET_BITS 5 ROTATION_BITS 1"
    print "bac_fold_ring C 1 W 1 LANES 1 T 7 K 2 STRIDE 3 PAD_LEFT 0 L 1 GROUPS 2 ROWS 2 OFFSET_BITS 2 ROTATION_BITS 1"
    print "bac_fold_sequence N_WORDS 3 GROUPS 2 T 9 FIRST 3 STEP 2 AHEAD 6 WORD_BITS 1"
    for (n = 0; n <= 8; n++) print "bac_delay W 1 N", n, "CLEARED", n % 2
    for (n = 4; n <= 217; n += n == 4 ? 3 : 210) print "bac_uart_rx CLOCKS", n
    for (n = 4; n <= 217; n += n == 4 ? 3 : 210) print "bac_uart_tx CLOCKS", n
    for (n = 1; n <= 3; n++) print "bac_bytes AW", n
    print "bac_spi"
    print "bac_answers OUT_BYTES 1 ID_BYTES 2 IDENTITY 16706"
    print "bac_answers OUT_BYTES 2 ID_BYTES 1 IDENTITY 65"
    print "bac_commands IN_BYTES 2 BEATS 2 TICKS 2"
    print "bac_commands IN_BYTES 1 BEATS 3 TICKS 3"
    print "bac_commands IN_BYTES 3 BEATS 1 TICKS 2"
    axi = "LANE 8 S_LANE 8 SAMPLE_W 0 SHIFT 0 IW 4 LO 0 HI 15"
    print "bac_axi C 1 T 2", axi, "FIFO_AW 0 WAITS 1 CHECK_LAST 1 RESULT 0", \
        "N 2 W 1 OUT_LANE 8 CLASS_LANE 8 M_BYTES 2 LITE 0 FLIGHT 1"
    axi = "LANE 2 S_LANE 8 SAMPLE_W 3 SHIFT 1 IW 2 LO 0 HI 3"
    print "bac_axi C 1 T 2", axi, "FIFO_AW 2 WAITS 0 CHECK_LAST 1 RESULT 2", \
        "N 2 W 1 OUT_LANE 8 CLASS_LANE 8 M_BYTES 3 LITE 1 FLIGHT 1"
    axi = "LANE 2 S_LANE 8 SAMPLE_W 2 SHIFT 0 IW 2 LO 0 HI 1"
    print "bac_axi C 1 T 3", axi, "FIFO_AW 0 WAITS 0 CHECK_LAST 0 RESULT 1", \
        "N 3 W 2 OUT_LANE 8 CLASS_LANE 8 M_BYTES 2 LITE 1 FLIGHT 1"
    axi = "LANE 2 S_LANE 8 SAMPLE_W 3 SHIFT 1 IW 2 LO 0 HI 3"
    print "bac_axi C 2 T 4", axi, "FIFO_AW 3 WAITS 1 CHECK_LAST 1 RESULT 0", \
        "N 2 W 1 OUT_LANE 8 CLASS_LANE 8 M_BYTES 1 LITE 1 FLIGHT 2"
    print "bac_board IN_BYTES 1 BEATS 2 OUT_BYTES 1 ID_BYTES 1 CLOCKS 4 AW 1", \
        "TICK_BITS 2 TICKS 2 IDENTITY 21 LED_LOW 5"
    print "bac_board IN_BYTES 2 BEATS 1 OUT_BYTES 2 ID_BYTES 2 CLOCKS 5 AW 2", \
        "TICK_BITS 3 TICKS 3 IDENTITY 9 LED_LOW 0"
    print "bac_board IN_BYTES 1 BEATS 3 OUT_BYTES 1 ID_BYTES 1 CLOCKS 4 AW 3", \
        "TICK_BITS 2 TICKS 2 IDENTITY 30 LED_LOW 21"
    shared = "AW 4 YW 2 HAS_MAX 1 MAP_WORDS 4 IN_WORDS 6 A 3 N_OPS 2 N_WORDS 3 " \
        "N_TAPS 2 N_ROWS 2 XB 1 QB 1 TB 2 RB 1 GB 1 SB 1 EB 0 MB 0 AB 1"
    linear = "VW 2 XW 2 SHIFT 0 EVEN 0 BITS 0"
    print "bac_shared L 1 H 1 C 1 STRIDE 1 IW 1 IN_SIGNED 0 W 2 IS_SIGNED 1 OW 1 N_OUT 1 WB 2", shared, linear
    print "bac_shared L 2 H 1 C 2 STRIDE 1 IW 2 IN_SIGNED 1 W 1 IS_SIGNED 0 OW 2 N_OUT 2 WB 2", shared, linear
    linear = "VW 3 XW 3 SHIFT 1 EVEN 1 BITS 4"
    print "bac_shared L 4 H 2 C 1 STRIDE 2 IW 1 IN_SIGNED 1 W 2 IS_SIGNED 1 OW 1 N_OUT 3 WB 2", shared, linear
    print "bac_shared_send OW 1 N_OUT 1 A 2"
    print "bac_shared_send OW 1 N_OUT 3 A 2"
    print "bac_shared_send OW 1 N_OUT 24 A 5"
    print "bac_shared_place L 1 LB 1 A 5 SB 1"
    print "bac_shared_place L 3 LB 2 A 5 SB 2"
    print "bac_shared_place L 8 LB 3 A 6 SB 2"
    write = "YW 2 EB 0 MB 0 AB 1 VW 2 XW 2 SHIFT 0 EVEN 0 BITS 0 LQ 3 N_ROWS 3"
    print "bac_shared_lane W 2 WB 2 OW 5 HAS_MAX 0"
    print "bac_shared_lane W 2 WB 2 OW 4 HAS_MAX 1"
    print "bac_shared_requant XB 1 YW 2 EB 1 MB 1 AB 1 EVEN 1 BITS 1 ROWS 2 SR 1 EW 8"
    print "bac_shared_requant XB 1 YW 2 EB 0 MB 1 AB 1 EVEN 0 BITS 3 ROWS 3 SR 2 EW 8"
    print "bac_shared_write L 3 LB 2 H 1 A 3 SB 1 W 1 OW 1 AW 1", write
    print "bac_shared_write L 4 LB 2 H 2 A 3 SB 1 W 1 OW 1 AW 1", write
    print "bac_shared_sequence L 4 LB 2 N_OPS 3 N_WORDS 5 WW 2 RB 1 GB 1 FB 1 GAP 12"
    print "bac_shared_sequence L 1 LB 1 N_OPS 1 N_WORDS 1 WW 2 RB 1 GB 2 FB 1 GAP 14"
    print "bac_shared_sequence L 4 LB 2 N_OPS 9 N_WORDS 43 WW 2 RB 2 GB 3 FB 1 GAP 20"
    print "bac_shared_bank W 1 DEPTH 2 A 1 HUGE 0"
    print "bac_shared_bank W 2 DEPTH 5 A 4 HUGE 1"
    print "bac_shared_bank W 1 DEPTH 8 A 3 HUGE 0"
    print "bac_shared_fetch L 4 LB 2 A 4 XB 2 QB 3 TB 3 RB 2 N_TAPS 5 PB 3"
    print "bac_shared_fetch L 1 LB 1 A 3 XB 1 QB 2 TB 2 RB 1 N_TAPS 1 PB 1"
    print "bac_shared_fetch L 3 LB 2 A 4 XB 2 QB 4 TB 2 RB 1 N_TAPS 3 PB 2"
    print "bac_frames T 2 FLIGHT 1 LATENCY_W 3 CHECK_LAST 1"
    print "bac_frames T 4 FLIGHT 2 LATENCY_W 2 CHECK_LAST 1"
    print "bac_frames T 16 FLIGHT 4 LATENCY_W 0 CHECK_LAST 0"
    print "bac_frames T 1024 FLIGHT 4 LATENCY_W 2 CHECK_LAST 1"
    for (n = 2; n <= 5; n++) print "bac_async_fifo W 1 AW", n
    print "bac_result FORM 0 N 3 W 1 IS_SIGNED 1 LANE 1 CLASS_LANE 8 ABOVE 0"
    print "bac_result FORM 1 N 3 W 2 IS_SIGNED 1 LANE 2 CLASS_LANE 8 ABOVE 2"
    print "bac_result FORM 2 N 3 W 1 IS_SIGNED 1 LANE 2 CLASS_LANE 8 ABOVE 2"
    print "bac_result FORM 2 N 24 W 1 IS_SIGNED 1 LANE 1 CLASS_LANE 8 ABOVE 1"
    print "bac_sample C 1 W 3 S_LANE 3 SHIFT 0 OW 2 M_LANE 2 LO 0 HI 3"
    print "bac_sample C 1 W 4 S_LANE 4 SHIFT 2 OW 2 M_LANE 2 LO 0 HI 3"
}
