/* Generated with bac_top.v: its ports and links, for a test bench. */
#define BAC_TOP_POSITIONS 16
#define BAC_TOP_CHANNELS 2
#define BAC_TOP_SAMPLES 1
#define BAC_TOP_IN_LANE 8
#define BAC_TOP_CLASSES 3
#define BAC_TOP_LOGIT_LANE 8
#define BAC_TOP_CLASS_LANE 8
#define BAC_TOP_LATENCY_FIRST 71
#define BAC_TOP_LATENCY_LAST 56
#define BAC_TOP_FILLING_FRAMES 0
#define BAC_TOP_EARLY_FRAMES 0
#define BAC_TOP_CYCLES_PER_FRAME 16
#define BAC_TOP_INPUT_SETS_PACE 1
#define BAC_TOP_PREDICTED 1
/* Links that carry a layer: X(k, name, layer, reading stage, its depth if that is a FIFO or 0, beats a frame, elements a beat, digits of each, one a beat, most significant first, bits of a digit, signed); k: its ports are trace<k>_... */
#define BAC_LINKS(X) \
    X(1, "in", 0, "dw0", 2, 16, 2, 1, 4, 1) \
    X(2, "dw0_fifo", 0, "dw0", 0, 16, 2, 1, 4, 1) \
    X(4, "dw0", 1, "dw0_q", 0, 8, 2, 1, 8, 1) \
    X(5, "dw0_q", 2, "pw0", 0, 8, 2, 1, 4, 0) \
    X(6, "pw0", 3, "pw0_q", 0, 8, 4, 1, 8, 1) \
    X(7, "pw0_q", 4, "pw0_q", 0, 8, 4, 1, 4, 0) \
    X(8, "pw0_q_to_dw1", 4, "dw1", 8, 8, 4, 1, 4, 0) \
    X(9, "pw0_q_to_sum", 4, "sum", 17, 8, 4, 1, 4, 0) \
    X(10, "dw1_fifo", 4, "dw1", 0, 8, 4, 1, 4, 0) \
    X(12, "dw1", 5, "dw1_q", 0, 8, 4, 1, 8, 1) \
    X(13, "dw1_q", 6, "pw1", 0, 8, 4, 1, 4, 0) \
    X(14, "pw1", 7, "pw1_q", 0, 8, 4, 1, 8, 1) \
    X(15, "pw1_q", 8, "sum", 9, 8, 4, 1, 4, 0) \
    X(16, "sum_in0_fifo", 8, "sum", 0, 8, 4, 1, 4, 0) \
    X(17, "sum_in1_fifo", 4, "sum", 0, 8, 4, 1, 4, 0) \
    X(20, "sum", 9, "sum_q", 0, 8, 4, 1, 5, 0) \
    X(21, "sum_q", 10, "pool", 4, 8, 4, 1, 4, 0) \
    X(22, "pool_fifo", 10, "pool", 0, 8, 4, 1, 4, 0) \
    X(24, "pool", 11, "peak", 0, 4, 4, 1, 4, 0) \
    X(25, "peak", 12, "peak_q", 0, 1, 4, 1, 4, 0) \
    X(26, "peak_q", 13, "logits", 1, 1, 4, 1, 4, 1) \
    X(27, "logits_fifo", 13, "logits", 0, 1, 4, 1, 4, 1) \
    X(28, "logits", 14, "class", 0, 1, 3, 1, 8, 1)
/* All links: X(k, name); k counts from 0. */
#define BAC_HANDSHAKES(X) \
    X(0, "s_axis") \
    X(1, "in") \
    X(2, "dw0_fifo") \
    X(3, "dw0_window") \
    X(4, "dw0") \
    X(5, "dw0_q") \
    X(6, "pw0") \
    X(7, "pw0_q") \
    X(8, "pw0_q_to_dw1") \
    X(9, "pw0_q_to_sum") \
    X(10, "dw1_fifo") \
    X(11, "dw1_window") \
    X(12, "dw1") \
    X(13, "dw1_q") \
    X(14, "pw1") \
    X(15, "pw1_q") \
    X(16, "sum_in0_fifo") \
    X(17, "sum_in1_fifo") \
    X(18, "sum_join1") \
    X(19, "sum_dot_gate") \
    X(20, "sum") \
    X(21, "sum_q") \
    X(22, "pool_fifo") \
    X(23, "pool_window") \
    X(24, "pool") \
    X(25, "peak") \
    X(26, "peak_q") \
    X(27, "logits_fifo") \
    X(28, "logits") \
    X(29, "m_axis")
