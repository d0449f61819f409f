/* plan.h - how a network is built: a style for each layer, samples a clock, FIFO depths.
 *
 * One network times many plans spans small and large devices. A plan is text:
 *
 *     plan 1
 *     network            bacalhaunet        the .bnet's name
 *     samples_per_clock  2                  a divisor of the frame; 1
 *     layer  block0_dw   unrolled           every layer that takes hardware, once
 *     layer  fc          unrolled inputs=24
 *     fifo   block1_add_in1_fifo 40         instead of the computed depth
 *
 * One entry a line, # starts a comment. A layer that is not named is built by default: unrolled.
 */
#ifndef BAC_PLAN_H
#define BAC_PLAN_H

#include "bac.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum bac_style {
    BAC_STYLE_UNROLLED = 0, /* every non-zero weight is wiring, all channels at once */
    BAC_STYLE_FOLDED,       /* a few multipliers and a memory of the non-zero weights */
    BAC_STYLE_SERIAL,       /* a few bits of every activation a clock, weights as tables */
    BAC_STYLE_COUNT
} bac_style;

/* Numbers of a style, by their names in the file; 0: chosen when the pipeline is built. */
typedef enum bac_plan_key {
    BAC_PLAN_INPUTS = 0, /* fully connected, unrolled: inputs a clock */
    BAC_PLAN_LANES,      /* folded: multipliers side by side (comparators of a max pool) */
    BAC_PLAN_ELEMENTS,   /* folded: elements a beat at the layer's output */
    BAC_PLAN_DIGIT,      /* serial: bits of an activation a clock, at a convolution's input */
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
    bac_layer_plan *layer; /* [n_layers], as in the network; layers that are only wires too */
    uint32_t n_fifos;
    bac_fifo_depth *fifo; /* [n_fifos] */
} bac_plan;

/* Every layer unrolled, one sample a clock. The caller frees a plan. */
bac_status bac_plan_create(const bac_net *net, bac_plan **plan, bac_error *err);
void bac_plan_free(bac_plan *plan); /* NULL is fine */

/* Errors name the file and the line: what is unknown, said twice, or not of this network. Whether
 * the plan can be built is for bac_compile. */
bac_status bac_plan_load(const char *path, const bac_net *net, bac_plan **plan, bac_error *err);
/* size bytes of text, which needs no NUL; `path` is for messages. */
bac_status bac_plan_parse(const char *text, size_t size, const char *path, const bac_net *net,
                          bac_plan **plan, bac_error *err);
/* The plan as text, which parses to an equal plan; owned by the caller (free). */
bac_status bac_plan_text(const bac_net *net, const bac_plan *plan, char **text, bac_error *err);

/* Sets a FIFO's depth, or changes it. Whether there is such a FIFO shows when it is built. */
bac_status bac_plan_set_fifo(bac_plan *plan, const char *name, uint32_t depth, bac_error *err);

/* Layers that take hardware of their own; the others are wires, and no plan names them. */
bool bac_plan_has_layer(const bac_layer *layer);

/* This style for every layer that can have it; a serial one keeps the input's rate, and is for
 * layers that have two clocks or more for a position: the others are unrolled. */
void bac_plan_set_style(const bac_net *net, bac_plan *plan, bac_style style);

/* The layer takes this number in this style. */
bool bac_plan_takes(const bac_layer *layer, bac_style style, bac_plan_key key);

/* All styles, each behind a blank. */
void bac_style_list(char *text, size_t room);
/* A style's name in a plan. */
const char *bac_style_name(bac_style style);
/* False: no style of this name. */
bool bac_style_find(const char *name, bac_style *style);

#ifdef __cplusplus
}
#endif
#endif
