/* explore.h - libbacexplore: finds the plans of a network that are worth building.
 *
 * Every layer's options (styles with their numbers) are priced and timed once, in pipelines whose
 * layers all have one style. For every pace (clocks per frame) the options that keep this pace are
 * combined layer by layer; a combination that another one beats in every figure is dropped. The
 * best combinations are built and priced exactly, and only these figures are shown.
 *
 *     bac_explore_open(net, &question, &explore, &err);
 *     for (i = 0; i < explore->n; i++)
 *         bac_explore_build(explore, i, &result[i], &err);
 *     n = bac_explore_front(result, explore->n, &limits, grain, front);
 *
 * Nothing is random: the same question gives the same candidates in the same order.
 */
#ifndef BAC_EXPLORE_H
#define BAC_EXPLORE_H

#include "compile.h"
#include "size.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/* ---- devices (device.c): the table, small to large */

typedef struct bac_device {
    const char *name; /* as the user types it */
    const char *part; /* the vendor's name */
    bac_family family;
    uint32_t lut, ff;
    uint32_t bram;    /* in bac_size's units: RAMB18, DP16KD, SB_RAM40_4K */
    uint32_t single;  /* single-port memories beside them: SB_SPRAM256KA */
    uint32_t dsp;     /* DSP48; MULT18X18D; SB_MAC16 */
    double clock_mhz; /* the clock that a plan is assumed to reach: not a promise */
    const char *source;
} bac_device;

/* Device number n of the table; NULL behind the last. */
const bac_device *bac_device_at(uint32_t n);
const bac_device *bac_device_find(const char *name); /* NULL: unknown */
/* Writes all names, each with a blank before it; text: [room]. */
void bac_device_list(char *text, size_t room);

/* Limits of a plan; INFINITY: no limit. */
typedef struct bac_limits {
    double site, ff, bram, dsp;
    double clocks;  /* per frame */
    double latency; /* clocks, last sample to result */
    double mhz;     /* clock rate of these clocks; 0: each plan's own clocks are compared */
} bac_limits;

bac_limits bac_limits_none(void);
bac_limits bac_limits_of(const bac_device *device);

/* ---- candidates */

typedef struct bac_explore_question {
    bac_family family;
    const bac_device *device;   /* device for the estimates of clock rates; NULL: no estimates */
    uint32_t samples_per_clock; /* 0: every power of two up to 16 that can be built */
    bac_limits limits;          /* candidates that are far from fitting are skipped */
    uint32_t most;              /* largest number of candidates; 0: 1500 */
} bac_explore_question;

enum { BAC_EXPLORE_SPEC = 512 };

typedef struct bac_explore bac_explore;

/* Counts of a search. priced: plans that were priced and timed by adding the figures of their
 * units. */
typedef struct bac_explore_counts {
    uint64_t priced;
    uint32_t candidates, units, options; /* options: of all units, at all samples per clock */
    uint32_t refused;                    /* numbers of samples per clock that cannot be built */
    char refusal[256];                   /* why the first of these cannot */
} bac_explore_counts;

/* The net is borrowed. Errors: memory; no number of samples per clock can be built, with the reason
 * for the first. */
bac_status bac_explore_open(const bac_net *net, const bac_explore_question *question,
                            bac_explore **explore, bac_error *err);
void bac_explore_free(bac_explore *explore); /* NULL is fine */
bac_explore_counts bac_explore_count(const bac_explore *explore);

/* Candidate i as a word: samples per clock, then a letter and a number for each unit (a layer and
 * the requantiser behind it). Example `2:u.s2.f4.u8`: unrolled, serial with 2-bit digits, folded
 * with 4 lanes, unrolled with 8 inputs per clock. `1:e4` is one engine of 4 lanes for all layers. */
void bac_explore_spec(const bac_explore *explore, uint32_t i, char text[BAC_EXPLORE_SPEC]);
/* That word as a plan of `net`, owned by the caller. Errors: it is not one of this network. */
bac_status bac_explore_code_plan(const bac_net *net, const char *code, bac_plan **plan,
                                 bac_error *err);
/* The layers that its letters are about, with points between them. The caller frees it. */
bac_status bac_explore_layers(const bac_net *net, char **text, bac_error *err);
/* A hash of the candidates and of the costs of their units: it changes with the network, the
 * question and the version of the prices. */
uint64_t bac_explore_hash(const bac_explore *explore);
/* Candidate i as a plan, owned by the caller. */
bac_status bac_explore_plan(const bac_explore *explore, uint32_t i, bac_plan **plan,
                            bac_error *err);

/* ---- results */

typedef enum bac_built {
    BAC_BUILT_NOT = 0, /* not tried */
    BAC_BUILT,
    BAC_BUILT_REFUSED /* the plan cannot be built */
} bac_built;

typedef struct bac_explored {
    bac_built built;
    uint32_t samples_per_clock;
    uint64_t clocks;  /* clocks per frame */
    uint64_t latency; /* clocks, last sample to result */
    bac_size size;
    double mhz; /* estimated clock rate (hw/size/clock.h); 0: unknown */
} bac_explored;

/* Builds, times and prices candidate i. A candidate that cannot be built is no error: result->built
 * is BAC_BUILT_REFUSED, and err (not NULL) has the reason. Errors: memory. */
bac_status bac_explore_build(const bac_explore *explore, uint32_t i, bac_explored *result,
                             bac_error *err);
/* The size of candidate i in another family. */
bac_status bac_explore_size(const bac_explore *explore, uint32_t i, bac_family family,
                            bac_size *size, bac_error *err);

/* Converts `clocks` at the plan's own clock rate to clocks at limits->mhz. */
double bac_explored_clocks(const bac_explored *r, const bac_limits *limits, uint64_t clocks);
bool bac_explored_fits(const bac_explored *r, const bac_limits *limits);

/* The front: plans that fit and that no other plan beats. A plan beats another if it is as good in
 * sites, block memories, DSP, clocks per frame and latency, and better in one. grain: of plans that
 * differ by less than this share in every figure (0.05: five percent) only one is kept; the best
 * plan in each figure is always kept. index: [n], fastest first. Returns the number of plans. */
uint32_t bac_explore_front(const bac_explored *list, uint32_t n, const bac_limits *limits,
                           double grain, uint32_t *index);

typedef enum bac_best { BAC_BEST_RATE = 0, BAC_BEST_LUT, BAC_BEST_LATENCY, BAC_BESTS } bac_best;
/* The best plan that fits; ties go by sites, then clocks, then latency; n: no plan fits. */
uint32_t bac_explore_best(const bac_explored *list, uint32_t n, const bac_limits *limits,
                          bac_best best);
/* The plan that is nearest to fitting: of those that break fewest limits, the one whose largest ratio
 * to a limit is least.
 * n: no plan is built. */
uint32_t bac_explore_nearest(const bac_explored *list, uint32_t n, const bac_limits *limits);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif
#endif
