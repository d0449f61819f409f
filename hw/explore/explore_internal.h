/* explore_internal.h - units, their options and the costs of these; shared by the files of this
 * folder and their tests. */
#ifndef BAC_EXPLORE_INTERNAL_H
#define BAC_EXPLORE_INTERNAL_H

#include "explore.h"
#include "store.h"

/* ---- units (unit.c): a layer and, if it is the layer's only reader, the requantiser behind it */

typedef struct bac_unit {
    uint32_t layer, fused; /* fused 0: none */
    uint32_t lanes;        /* most lanes of the folded style; 0: it has none */
    uint32_t inputs;       /* most inputs a clock of a fully connected layer; else 0 */
    uint32_t digit;        /* most bits of a digit; 0: cannot be serial */
} bac_unit;

bac_status bac_units_of(const bac_net *net, bac_unit **units, uint32_t *n, bac_error *err);
/* The unit that layer belongs to; n: none. */
uint32_t bac_unit_find(const bac_unit *units, uint32_t n, uint32_t layer);
/* The unit's choice in this style with at most this number of lanes, inputs or digit bits; unrolled
 * if the unit cannot have the style. */
bac_layer_plan bac_unit_choice(const bac_net *net, const bac_unit *u, bac_style style,
                               uint32_t number);
void bac_unit_set(const bac_unit *u, const bac_layer_plan *choice, bac_plan *plan);
/* The number that matters in this style: digit, lanes or inputs; 0: chosen when built. */
uint32_t bac_choice_number(const bac_layer_plan *choice);
bool bac_choice_equal(const bac_layer_plan *a, const bac_layer_plan *b);

/* ---- options (option.c) */

typedef struct bac_price {
    double site, ff, bram, dsp;
} bac_price;

bac_price bac_price_sum(bac_price a, bac_price b);
bac_price bac_price_less(bac_price a, bac_price b); /* a - b */

typedef struct bac_option {
    bac_layer_plan choice;
    bac_price price;
    double latency;  /* clocks from its last input to its last output, at its own pace */
    uint64_t clocks; /* a frame */
} bac_option;

typedef struct bac_options {
    uint32_t n, room;
    bac_option *list;
} bac_options;

bac_status bac_options_add(bac_options *o, const bac_option *option, bac_error *err);

/* One number of samples a clock. */
typedef struct bac_model {
    uint32_t samples, n_units;
    uint64_t beats;  /* of the input, a frame: no plan is faster */
    bac_price price; /* of what belongs to no unit */
    double latency;
    bac_options *of; /* [n_units] */
    /* [n_units] behind a unit of style a a unit of style b costs so much more than among its like:
     * beats are collected or handed out. */
    bac_price (*entry)[BAC_STYLE_COUNT][BAC_STYLE_COUNT];
} bac_model;

/* model.c. samples cannot be built: BAC_ERR_INPUT. */
bac_status bac_model_open(const bac_net *net, const bac_unit *units, uint32_t n, uint32_t samples,
                          bac_family family, bac_adder_store *store, bac_model *model,
                          bac_error *err);
void bac_model_close(bac_model *model);

/* ---- combinations (combine.c) */

typedef struct bac_combination {
    bac_price price;
    double latency;
    uint16_t *option; /* [n_units] */
} bac_combination;

typedef struct bac_combinations {
    uint32_t n;
    bac_combination *list;
    uint16_t *options; /* all of theirs */
    /* A hash of each whole plan whose figures were added up, the beaten ones too. */
    uint64_t *priced; /* [n_priced] */
    uint32_t n_priced;
} bac_combinations;

/* Of all combinations of options that need no more than `pace` clocks a frame and stay below the
 * ceiling, those that none other with a last unit of the same style beats in sites, block memories,
 * DSP and latency. Of each style at most `most`: where there are more, those go that are beaten but
 * for a few percent. */
bac_status bac_combine(const bac_model *model, uint64_t pace, uint32_t most,
                       const bac_limits *ceiling, bac_combinations *out, bac_error *err);
void bac_combinations_free(bac_combinations *c);

/* ---- fronts (front.c) */

enum { BAC_FIGURES = 5 };
typedef struct bac_point {
    double figure[BAC_FIGURES]; /* all of them better when smaller */
    uint32_t index;
} bac_point;

/* Sorts, and keeps of n points those of which none kept before is as small in every figure, but for
 * a share `slack`. Returns how many. */
uint32_t bac_points_prune(bac_point *p, uint32_t n, double slack);
/* The same with the least slack (0, or 0.02 % and a third more as often as it takes) that leaves
 * at most `most`. */
uint32_t bac_points_thin(bac_point *p, uint32_t n, uint32_t most);

/* ---- candidates (candidates.c) */

typedef struct bac_candidate {
    uint32_t samples;
    bac_layer_plan *choice; /* [n_units] */
    double site;            /* its parts' added up */
} bac_candidate;

struct bac_explore {
    const bac_net *net;
    bac_explore_question question;
    bac_unit *units;
    uint32_t n_units;
    uint32_t n_models;
    bac_model *models;
    bac_candidate *candidates;
    bac_explore_counts counts;
    bac_adder_store *store; /* of all plans that are built */
};

bac_status bac_candidates_find(bac_explore *e, bac_error *err);

#endif
