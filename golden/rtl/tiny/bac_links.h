/* Generated with bac_top.v: its ports and links, for a test bench. */
#define BAC_TOP_POSITIONS 16
#define BAC_TOP_CHANNELS 2
#define BAC_TOP_SAMPLES 1
#define BAC_TOP_IN_LANE 8
#define BAC_TOP_CLASSES 3
#define BAC_TOP_LOGIT_LANE 8
#define BAC_TOP_CLASS_LANE 8
#define BAC_TOP_LATENCY_FIRST 69
#define BAC_TOP_LATENCY_LAST 54
#define BAC_TOP_CYCLES_PER_FRAME 16
#define BAC_TOP_INPUT_SETS_PACE 1
/* X(k, name, layer, reading stage, its depth if that is a FIFO or 0, beats a frame, elements a beat, bits, signed) */
#define BAC_LINKS(X) \
    X(0, "in", 0, "dw0", 2, 16, 2, 4, 1) \
    X(1, "dw0_fifo", 0, "dw0", 0, 16, 2, 4, 1) \
    X(2, "dw0", 1, "dw0_q", 0, 8, 2, 8, 1) \
    X(3, "dw0_q", 2, "pw0", 0, 8, 2, 4, 0) \
    X(4, "pw0", 3, "pw0_q", 0, 8, 4, 8, 1) \
    X(5, "pw0_q", 4, "pw0_q", 0, 8, 4, 4, 0) \
    X(6, "pw0_q_to_dw1", 4, "dw1", 2, 8, 4, 4, 0) \
    X(7, "pw0_q_to_sum", 4, "sum", 10, 8, 4, 4, 0) \
    X(8, "dw1_fifo", 4, "dw1", 0, 8, 4, 4, 0) \
    X(9, "dw1", 5, "dw1_q", 0, 8, 4, 8, 1) \
    X(10, "dw1_q", 6, "pw1", 0, 8, 4, 4, 0) \
    X(11, "pw1", 7, "pw1_q", 0, 8, 4, 8, 1) \
    X(12, "pw1_q", 8, "sum", 0, 8, 4, 4, 0) \
    X(13, "sum_in1_fifo", 4, "sum", 0, 8, 4, 4, 0) \
    X(14, "sum", 9, "sum_q", 0, 8, 4, 5, 0) \
    X(15, "sum_q", 10, "pool", 2, 8, 4, 4, 0) \
    X(16, "pool_fifo", 10, "pool", 0, 8, 4, 4, 0) \
    X(17, "pool", 11, "peak", 0, 4, 4, 4, 0) \
    X(18, "peak", 12, "peak_q", 0, 1, 4, 4, 0) \
    X(19, "peak_q", 13, "logits", 0, 1, 4, 4, 1) \
    X(20, "logits", 14, "class", 0, 1, 3, 8, 1)
