/* pipeline.h - libbacsim: a network as the chain of hardware stages that bac_top instantiates.
 *
 * One stage is one instance of a module in rtl/, one link is one AXI4-Stream between two of them.
 * The generator prints stages, the co-simulation watches links, and the closed form of the
 * latency is a walk over both: the three cannot disagree about what is built.
 */
#ifndef BAC_PIPELINE_H
#define BAC_PIPELINE_H

#include "plan.h"
#include "stall.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum bac_stage_kind {
    BAC_STAGE_INGRESS = 0,
    BAC_STAGE_FIFO,
    BAC_STAGE_FORK,
    BAC_STAGE_JOIN,
    BAC_STAGE_WINDOW,
    BAC_STAGE_DOT,
    BAC_STAGE_REQUANT,
    BAC_STAGE_MAX,
    BAC_STAGE_GLOBALMAX,
    BAC_STAGE_FLATTEN,
    BAC_STAGE_FC,
    BAC_STAGE_ARGMAX,
    BAC_STAGE_RESIZE,    /* between links of different lanes */
    BAC_STAGE_FOLD_CONV, /* a max pool too */
    BAC_STAGE_FOLD_REQUANT,
    BAC_STAGE_FOLD_ADD,
    BAC_STAGE_FOLD_CONCAT,
    BAC_STAGE_FOLD_GLOBALMAX,
    BAC_STAGE_FOLD_FC,
    BAC_STAGE_FOLD_ARGMAX,
    BAC_STAGE_SERIAL_WINDOW,
    BAC_STAGE_SERIAL_OVERLAP, /* a window too */
    BAC_STAGE_SERIAL_CONV,    /* and the requantiser behind it */
    BAC_STAGE_KINDS
} bac_stage_kind;

#define BAC_NO_LINK UINT32_MAX

/* One stream. A link that `carries` a layer brings exactly that layer's [T][C] integers, channel
 * c at bits [c*bits +: bits]; the others (windows, pairs in front of an add) are wider words that
 * exist only between two stages. */
typedef struct bac_link {
    char *name;
    uint32_t layer;
    bool carries;
    uint32_t T, C; /* positions and channels of the stream's layer */
    bac_type type;
    /* Elements of [T][C] a beat, in memory order: beat b brings elements b*lanes ..
     * b*lanes+lanes-1. A multiple of C is so many positions a clock, a divisor of C so many
     * channels. (Windows and pairs bring their own words, as many beats as `beats` says.) */
    uint32_t lanes;
    /* Numbers come digit by digit, the most significant first: `digits` beats bring one of each
     * lane. 1: whole numbers. digit_bits: see bac_link_bits. */
    uint32_t digits, digit_bits;
    uint32_t beats;    /* a frame */
    uint64_t width;    /* bits of tdata */
    uint32_t from, to; /* stages; to = BAC_NO_LINK: the network's output */
    /* Closed form, in clocks, without stalls: from a frame's last sample accepted to the last beat
     * on this link; and between two beats. */
    double last, interval;
    /* 1 + the FIFO that sizing left out here, because it would hold nothing back; 0: none. */
    uint32_t left_out;
} bac_link;

/* Positions that a link brings in a beat. */
static inline uint32_t bac_link_positions(const bac_link *link) {
    return link->lanes / link->C;
}

/* Bits of an element of a beat: of a number, or of a digit. */
static inline uint32_t bac_link_bits(const bac_link *link) {
    return link->digits > 1 ? link->digit_bits : link->type.bits;
}

typedef struct bac_stage {
    bac_stage_kind kind;
    char *name; /* instance name without u_ */
    uint32_t layer;
    uint32_t n_in, n_out;
    uint32_t *in, *out; /* links */
    uint32_t latency;   /* LATENCY of the module, clocks */
    uint32_t depth;     /* FIFO: beats. FC: inputs a clock */
    uint32_t head;      /* WINDOW: the push that completes a frame's first beat, from 0 */
    uint32_t period;    /* WINDOW: pushes between two beats. SERIAL_CONV: clocks at least */
    uint32_t flush;     /* WINDOW: pushes behind the last sample. SERIAL_*: samples */
    bool overlap;       /* WINDOW, SERIAL_OVERLAP: the next frame pushes them */
    uint32_t levels;    /* DOT: adder levels. FC: steps a beat. SERIAL_CONV: clocks to a code */
    uint32_t side;      /* FOLD_CONV, FOLD_FC: multipliers side by side */
    uint32_t rows;      /* FOLD_CONV: of the ring */
    uint32_t words;     /* FOLD_CONV, FOLD_FC: of the ROM */
    uint8_t *ends;      /* [words], 1: this word ends a channel */
    uint32_t part;      /* FOLD_ADD, FOLD_CONCAT: which of the layer's inputs comes in second */
    bool add;           /* SERIAL_*: makes the add in front of its convolution too */
    uint32_t phases;    /* SERIAL_*: samples that come in as one */
} bac_stage;

typedef struct bac_pipeline {
    const bac_net *net; /* borrowed */
    uint32_t n_stages, n_links;
    bac_stage *stages;
    bac_link *links;
    /* Of the slowest stage, back to back; half a clock, which bac_fold_fc may take, rounded up. */
    uint64_t cycles_per_frame;
    /* Clocks, steady state, of a source that keeps the frames' pace (stall.h): from a frame's
     * first, and its last, beat of samples accepted to its result accepted. */
    uint64_t latency_first, latency_last;
    /* So many frames at the end of a run may leave sooner: empty samples push their tails out of
     * overlapping windows, and need not keep the pace. */
    uint32_t ends;
    /* latency_last in closed form, latencies and flushes added up, unless some stream is narrow:
     * has beats of less than a position. */
    uint64_t latency_sum;
    bool narrow;
    bool steady; /* every frame is timed as the one before it */
    /* The first FIFO that the plan makes too shallow, and the depth that the predictions above
     * need; NULL: they hold. */
    const char *shallow;
    uint32_t shallow_need;
} bac_pipeline;

/* No stage is slower than the input: a source that never pauses keeps the frames' pace. */
static inline bool bac_pipeline_input_sets_pace(const bac_pipeline *p) {
    return p->cycles_per_frame == p->links[p->stages[0].in[0]].beats;
}

static inline bac_frame_time bac_pipeline_frame_time(const bac_pipeline *p) {
    bac_frame_time t = {p->latency_first, p->cycles_per_frame, p->links[p->stages[0].in[0]].beats};
    return t;
}

/* plan may be NULL: every layer unrolled, one sample a clock. Errors: a layer that its style cannot
 * build, by name and reason; an unknown FIFO name, with the known ones. */
bac_status bac_pipeline_build(const bac_net *net, const bac_plan *plan, bac_pipeline **pipeline,
                              bac_error *err);
void bac_pipeline_free(bac_pipeline *pipeline);

/* Clocks a frame that this stage is at work; the largest of all stages is cycles_per_frame. */
uint64_t bac_stage_clocks(const bac_pipeline *p, const bac_stage *stage);

/* The module in rtl/ that a stage is an instance of. */
const char *bac_stage_module(bac_stage_kind kind);

/* When every beat passes every link, for a source that keeps the frames' pace and nothing that
 * stalls. Clock 0 is the one in which the first sample of frame 0 is accepted. */
typedef struct bac_times {
    const bac_pipeline *p; /* borrowed */
    uint32_t frames;
    int64_t **at; /* by link: [frames * beats], the clock of the transfer */
    bool *held;   /* by link: its reader makes a stage wait that has no FIFO behind it */
    int64_t *scratch;
    bool late_tails; /* overlapping windows never push for themselves, see pipeline_internal.h */
    bool failed;     /* out of memory */
} bac_times;

bac_status bac_times_open(const bac_pipeline *pipeline, uint32_t frames, bac_times *times,
                          bac_error *err);
void bac_times_close(bac_times *times);

/* As many frames as it takes until one repeats the one before, on every link. settled: that frame's
 * number; steady: it does (after BAC_TIMED_FRAMES, or as many as are inside at once, it is given
 * up). */
enum { BAC_TIMED_FRAMES = 16 };
bac_status bac_times_settle(const bac_pipeline *pipeline, bool late_tails, bac_times *times,
                            uint32_t *settled, bool *steady, bac_error *err);

/* The signed powers of two of w in canonical signed digits: digit i is sign[i] * 2^shift[i],
 * shifts ascending, no two adjacent. Returns their number (at most 33). */
uint32_t bac_csd(int64_t w, int8_t sign[33], uint8_t shift[33]);
/* Adder levels of one output of bac_graph: its digits, and whether its last stage is BIAS +/-. */
uint32_t bac_linear_levels(uint32_t digits, bool any_positive, bool bias);

#ifdef __cplusplus
}
#endif
#endif
