/* netlist.h - a network and its plan as hardware: stages and the streams between them. Data only.
 *
 * A stage is an instance of a module in rtl/, a link is an AXI4-Stream between two stages.
 * hw/compile.h makes a netlist. The generator prints its stages, the cycle simulator runs their
 * cycle models, the estimate counts them, and the co-simulation watches the links: all of them read
 * the same parameters, which the stage owns.
 */
#ifndef BAC_NETLIST_H
#define BAC_NETLIST_H

#include "bac.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/* No link. An enum would be wider than an int. */
#define BAC_NO_LINK UINT32_MAX

/* One stream. A link that `carries` a layer has exactly that layer's [T][C] integers, channel c at
 * bits [c*bits +: bits]; the words of other links (windows, pairs in front of an add) are wider and
 * exist only between two stages. */
typedef struct bac_link {
    char *name;
    uint32_t layer;
    bool carries;
    uint32_t T, C; /* positions and channels of the stream's layer */
    bac_type type;
    /* Elements of [T][C] per beat, in memory order: beat b has elements b*lanes ..
     * b*lanes+lanes-1. A multiple of C is a number of positions, a divisor of C a number of
     * channels. (Windows and pairs have words of their own, `beats` of them per frame.) */
    uint32_t lanes;
    /* A number takes `digits` beats, the most significant digit first; each beat has one digit of
     * each lane. 1: whole numbers. digit_bits: see bac_link_bits. */
    uint32_t digits, digit_bits;
    uint32_t beats;    /* per frame */
    uint64_t width;    /* bits of tdata */
    uint32_t from, to; /* stages; to = BAC_NO_LINK: the network's output */
    double interval;   /* clocks between two beats, when the plan's slowest stage sets the pace */
} bac_link;

/* Positions per beat of a link. */
static inline uint32_t bac_link_positions(const bac_link *link) {
    return link->lanes / link->C;
}

/* Bits of an element of a beat, which is a number or a digit. */
static inline uint32_t bac_link_bits(const bac_link *link) {
    return link->digits > 1 ? link->digit_bits : link->type.bits;
}

struct bac_kind; /* all knowledge of a module: hw/stages/kind.h */

typedef struct bac_stage {
    const struct bac_kind *kind;
    char *name;     /* instance name without u_ */
    uint32_t layer; /* the layer that it is built for */
    uint32_t n_in, n_out;
    uint32_t *in, *out; /* links */
    uint32_t latency;   /* LATENCY of the module, clocks */
    /* The kind's own struct: the module's parameters by their Verilog names, and the lowered form
     * (adder graph, tables, ROM words). Owned by the stage. */
    void *params;
} bac_stage;

typedef struct bac_netlist {
    const bac_net *net; /* borrowed */
    uint32_t n_stages, n_links;
    bac_stage *stages; /* upstream stages first; stages[0] takes the input */
    bac_link *links;
    /* Clocks per frame of the slowest stage when frames follow each other without a pause, rounded
     * up (bac_fold_fc can need half a clock on average). */
    uint64_t cycles_per_frame;
    /* Clocks from the acceptance of a frame's first, and of its last, beat to the acceptance of its
     * result, in the steady state of a source that keeps the frames' pace (sim/stall.h). */
    uint64_t latency_first, latency_last;
    /* Number of first frames that leave sooner: no stage is still busy with the frame before them. */
    uint32_t filling_frames;
    /* Number of final frames that may leave early: no frame follows them, so empty samples push
     * their tails out of overlapping windows without keeping the pace. */
    uint32_t early_frames;
    bool narrow;     /* some stream has beats of less than a position */
    bool steady;     /* every frame has the timing of the one before it */
    bool timed_only; /* compiled without adder graphs (compile.h) */
    /* The first FIFO that the plan makes too shallow, and the depth in beats that the figures above
     * need. NULL: no FIFO is too shallow, and the figures hold. */
    const char *shallow;
    uint32_t shallow_need;
} bac_netlist;

/* The input's stream, s_axis. */
static inline const bac_link *bac_netlist_input(const bac_netlist *n) {
    return &n->links[n->stages[0].in[0]];
}

/* True if no stage is slower than the input: a source that never pauses keeps the frames' pace. */
static inline bool bac_netlist_input_sets_pace(const bac_netlist *n) {
    return n->cycles_per_frame == bac_netlist_input(n)->beats;
}

/* The clock of a frame in which a source that keeps an even pace offers this beat. */
static inline uint64_t bac_pace(uint64_t cycles, uint32_t beats, uint32_t beat) {
    return beat * cycles / beats;
}

/* The stage that reads a link; NULL: the network's output. */
const bac_stage *bac_link_reader(const bac_netlist *netlist, uint32_t link);
/* The stage that drives a link; NULL: the network's input. */
const bac_stage *bac_link_driver(const bac_netlist *netlist, uint32_t link);

/* Beats per frame of the busiest of a stage's links. */
uint64_t bac_stage_beats(const bac_netlist *netlist, const bac_stage *stage);
/* Clocks per frame in which this stage works; the maximum over stages is cycles_per_frame. */
uint64_t bac_stage_clocks(const bac_netlist *netlist, const bac_stage *stage);
/* The module in rtl/ of which a stage is an instance. */
const char *bac_stage_module(const bac_stage *stage);
/* Capacity of a FIFO in beats; 0: the stage is no FIFO. */
uint32_t bac_stage_depth(const bac_stage *stage);

void bac_stage_free(bac_stage *stage);       /* frees what the stage owns, not the stage */
void bac_netlist_free(bac_netlist *netlist); /* NULL is fine */

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif
#endif
