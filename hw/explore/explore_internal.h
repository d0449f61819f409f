/* explore_internal.h - units, their options and the costs of these; shared by the files of this
 * folder and their tests. */
#ifndef BAC_EXPLORE_INTERNAL_H
#define BAC_EXPLORE_INTERNAL_H

#include "explore.h"
#include "store.h"

/* ---- units (unit.c): a layer and, if it is the layer's only reader, the requantiser behind it */

typedef struct bac_unit {
    uint32_t layer, fused; /* the layer, its requantiser; 0: none */
    uint32_t lanes;        /* most lanes of the folded style; 0: it cannot be folded */
    uint32_t inputs;       /* most inputs per clock of a fully connected layer; else 0 */
    uint32_t digit;        /* most bits of a digit; 0: it cannot be serial */
} bac_unit;

bac_status bac_units_of(const bac_net *net, bac_unit **units, uint32_t *n, bac_error *err);
/* The unit to which the layer belongs; n: none. */
uint32_t bac_unit_find(const bac_unit *units, uint32_t n, uint32_t layer);
/* The unit's choice in this style with at most this number of lanes, inputs or digit bits; unrolled
 * if the unit cannot have the style. */
bac_layer_plan bac_unit_choice(const bac_net *net, const bac_unit *u, bac_style style,
                               uint32_t number);
void bac_unit_set(const bac_unit *u, const bac_layer_plan *choice, bac_plan *plan);
/* Gives all units one engine with so many lanes. */
void bac_engine_set(const bac_net *net, uint32_t lanes, bac_plan *plan);
/* The number that belongs to the choice's style: digit, lanes or inputs; 0: bac_compile chooses. */
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
    uint64_t clocks; /* per frame */
    /* more[a]: beyond bac_model.entry, behind a unit of style a. A fully connected layer with many
     * inputs a clock saves most of them behind a narrow stream. */
    bac_price more[BAC_STYLE_BY_LAYER];
} bac_option;

typedef struct bac_options {
    uint32_t n, room;
    bac_option *list;
} bac_options;

bac_status bac_options_add(bac_options *o, const bac_option *option, bac_error *err);

/* All options of a network at one number of samples per clock. */
typedef struct bac_model {
    uint32_t samples, n_units;
    uint64_t beats;  /* input beats per frame, a lower bound of any plan's clocks per frame */
    bac_price price; /* of stages that belong to no unit */
    double latency;  /* of the same stages, clocks */
    bac_options *of; /* [n_units] */
    /* entry[u][a][b]: extra price of unit u in style b when the unit before it has style a rather
     * than b: a change of style needs stages that collect or distribute beats. */
    bac_price (*entry)[BAC_STYLE_BY_LAYER][BAC_STYLE_BY_LAYER];
} bac_model;

/* model.c: BAC_ERR_INPUT when the network cannot be built at this number of samples per clock. */
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
    uint16_t *options; /* memory of all their option[] */
    /* [n_priced] a hash of each complete plan that was priced, including those that were beaten. */
    uint64_t *priced;
    uint32_t n_priced;
} bac_combinations;

/* Finds combinations of one option for each unit, all of at most `pace` clocks per frame, whose
 * price stays below the ceiling. A combination is dropped if another one, whose last unit has the
 * same style, beats it in sites, block memories, DSP and latency. If more than `most` remain for a
 * style, those that are beaten up to a few percent are dropped too. */
bac_status bac_combine(const bac_model *model, uint64_t pace, uint32_t most,
                       const bac_limits *ceiling, bac_combinations *out, bac_error *err);
void bac_combinations_free(bac_combinations *c);

/* ---- fronts (front.c) */

enum { BAC_FIGURES = 5 };
typedef struct bac_point {
    double figure[BAC_FIGURES]; /* the smaller, the better */
    uint32_t index;
} bac_point;

/* Sorts n points and removes those that an earlier kept point beats: that point is at most 1 +
 * slack times as large in every figure. Returns the number of points that stay. */
uint32_t bac_points_prune(bac_point *p, uint32_t n, double slack);
/* bac_points_prune with the least slack that leaves at most `most` points. It tries 0, then 0.02 %,
 * then a third more each time. */
uint32_t bac_points_thin(bac_point *p, uint32_t n, uint32_t most);

/* ---- candidates (candidates.c) */

typedef struct bac_candidate {
    uint32_t samples;
    bac_layer_plan *choice; /* [n_units]; NULL: one engine has all units */
    double site;            /* sum of the sites of its options */
    uint32_t engine;        /* lanes of the one engine; 0: none */
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
    bac_adder_store *store; /* shared by all plans that are built */
};

bac_status bac_candidates_find(bac_explore *e, bac_error *err);

#endif
