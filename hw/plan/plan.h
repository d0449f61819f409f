/* plan.h - how a network is built: a style for each layer, samples per clock, FIFO depths.
 *
 * Several plans of one network cover small and large devices. A plan is text:
 *
 *     plan 1
 *     network            bacalhaunet        the .bnet's name
 *     samples_per_clock  2                  a divisor of the frame; default 1
 *     style  folded                         of every layer that has no entry of its own
 *     layer  block0_dw   unrolled           at most one entry per layer with hardware
 *     layer  fc          unrolled inputs=24
 *     fifo   block1_add_in1_fifo 40         instead of the computed depth
 *
 * Each line has one entry, # starts a comment. A layer without an entry is unrolled.
 */
#ifndef BAC_PLAN_H
#define BAC_PLAN_H

#include "bac.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

typedef enum bac_style {
    BAC_STYLE_UNROLLED = 0, /* every non-zero weight is wiring, all channels at once */
    BAC_STYLE_FOLDED,       /* a few multipliers and a memory of the non-zero weights */
    BAC_STYLE_SERIAL,       /* a few bits of every activation a clock, weights as tables */
    BAC_STYLE_SHARED,       /* one engine for all layers: a network has this style as a whole */
    BAC_STYLE_COUNT,
    BAC_STYLE_BY_LAYER =
        BAC_STYLE_SHARED /* each layer has one of the styles below this of its own */
} bac_style;

/* Numbers of a style, by their names in the file; 0: chosen when the pipeline is built. */
typedef enum bac_plan_key {
    BAC_PLAN_INPUTS = 0, /* fully connected, unrolled: inputs per clock */
    BAC_PLAN_LANES,      /* folded, shared: parallel multipliers (of a max pool: comparators) */
    BAC_PLAN_ELEMENTS,   /* folded: elements per beat at the layer's output */
    BAC_PLAN_DIGIT,      /* serial: bits of an activation per clock, at a convolution's input */
    BAC_PLAN_KEYS
} bac_plan_key;

typedef struct bac_layer_plan {
    bac_style style;
    uint32_t value[BAC_PLAN_KEYS];
} bac_layer_plan;

typedef struct bac_fifo_depth {
    char *name;
    uint32_t depth; /* beats */
} bac_fifo_depth;

typedef struct bac_plan {
    uint32_t samples_per_clock; /* positions of the input in a beat */
    uint32_t n_layers;
    bac_layer_plan *layer; /* [n_layers], as in the network, layers that are only wires included */
    uint32_t n_fifos;
    bac_fifo_depth *fifo; /* [n_fifos] */
} bac_plan;

/* Every layer unrolled, one sample per clock. The caller frees the plan. */
bac_status bac_plan_create(const bac_net *net, bac_plan **plan, bac_error *err);
void bac_plan_free(bac_plan *plan); /* NULL is fine */

/* Errors name the file and line of an entry that is unknown, repeated or not of this network.
 * bac_compile decides whether the plan can be built. */
bac_status bac_plan_load(const char *path, const bac_net *net, bac_plan **plan, bac_error *err);
/* Parses `size` bytes of text, which needs no NUL; messages name `path`. */
bac_status bac_plan_parse(const char *text, size_t size, const char *path, const bac_net *net,
                          bac_plan **plan, bac_error *err);
/* The plan as text, which parses to an equal plan; owned by the caller (free). */
bac_status bac_plan_text(const bac_net *net, const bac_plan *plan, char **text, bac_error *err);

/* Sets or changes a FIFO's depth. bac_compile checks that there is such a FIFO. */
bac_status bac_plan_set_fifo(bac_plan *plan, const char *name, uint32_t depth, bac_error *err);

/* True if the layer has hardware of its own; other layers are wires, and no plan names them. */
bool bac_plan_has_layer(const bac_layer *layer);

/* Gives this style to every layer that can have it; the others become unrolled. A serial layer
 * keeps the input's rate and needs at least two clocks per position. */
void bac_plan_set_style(const bac_net *net, bac_plan *plan, bac_style style);

/* True if the layer takes this number in this style. */
bool bac_plan_takes(const bac_layer *layer, bac_style style, bac_plan_key key);

/* All styles, each behind a blank. */
void bac_style_list(char *text, size_t room);
/* A style's name in a plan. */
const char *bac_style_name(bac_style style);
/* False: no style of this name. */
bool bac_style_find(const char *name, bac_style *style);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif
#endif
