/* test_levels.c - types and ranges of sums, against the reference: what an average pool adds up before it is
 * multiplied by a factor lies in the range that is stated, and the type holds every channel's. */
#include "bac.h"
#include "levels.h"
#include "random_run.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>

enum { ROUNDS = 400, FRAMES = 8 };

typedef struct extent {
    int64_t lo, hi;
} extent;

static extent joined(extent a, extent b) {
    return (extent){a.lo < b.lo ? a.lo : b.lo, a.hi > b.hi ? a.hi : b.hi};
}

/* The least and the largest sum that channel c has in the range of its input, with padding or without it. */
static extent sums_of(const bac_net *net, const bac_layer *l, uint32_t c) {
    const bac_layer *in = bac_net_layer(net, l->in[0]);
    extent all = {INT64_MAX, INT64_MIN};
    for (uint32_t t = 0; t < l->T; t++) {
        const int64_t first = (int64_t)t * l->stride - l->pad_left, end = first + l->kernel;
        const int64_t n = (end < in->T ? end : in->T) - (first > 0 ? first : 0);
        all = joined(all, (extent){n * in->channel_lo[c], n * in->channel_hi[c]});
    }
    return all;
}

/* Each output of the frame is a sum in [lo, hi] times the factor of its position. */
static void check_values(const bac_run *run, const bac_layer *l, uint32_t index, uint32_t c,
                         int32_t lo, int32_t hi, const char *replay) {
    const int32_t *y = bac_run_layer(run, index);
    for (uint32_t t = 0; t < l->T; t++) {
        const int64_t value = y[(size_t)t * l->C + c], factor = l->factor[t];
        cr_assert(value % factor == 0 && value / factor >= lo && value / factor <= hi,
                  "%s: '%s' channel %" PRIu32 " position %" PRIu32 ": %" PRIi64 " by %" PRIi64,
                  replay, l->name, c, t, value, factor);
    }
}

/* Returns 1 if the layer is one with factors. */
static uint32_t check_layer(const bac_net *net, const bac_run *run, uint32_t index,
                            const char *replay) {
    const bac_layer *l = bac_net_layer(net, index);
    if (!l->factor)
        return 0;
    extent all = {INT64_MAX, INT64_MIN};
    for (uint32_t c = 0; c < l->C; c++) {
        int32_t lo, hi;
        bac_sum_range(l, c, &lo, &hi);
        const extent most = sums_of(net, l, c);
        cr_assert(lo >= most.lo && hi <= most.hi && lo <= hi,
                  "%s: '%s' channel %" PRIu32 ": %" PRIi32 " .. %" PRIi32, replay, l->name, c, lo,
                  hi);
        check_values(run, l, index, c, lo, hi, replay);
        all = joined(all, (extent){lo, hi});
    }
    const bac_type is = bac_sum_type(l), want = bac_type_of_range((int32_t)all.lo, (int32_t)all.hi);
    cr_assert(is.bits == want.bits && is.is_signed == want.is_signed, "%s: '%s': %u bits, not %u",
              replay, l->name, is.bits, want.bits);
    return 1;
}

Test(bac_levels, sums_of_average_pools_lie_in_their_range_and_type) {
    uint32_t seen = 0;
    const uint64_t first = random_first_seed(), rounds = random_rounds(ROUNDS);
    for (uint64_t seed = first; seed < first + rounds; seed++) {
        const random_limits limits = random_small(seed);
        random_run x;
        random_run_open(&x, seed, &limits);
        for (int frame = 0; frame < FRAMES; frame++) {
            random_run_frame(&x);
            for (uint32_t i = 1; i < bac_net_layers(x.net); i++)
                seen += check_layer(x.net, x.run, i, x.replay);
        }
        random_run_close(&x);
    }
    printf("%u layers\n", seen);
    cr_assert(rounds < ROUNDS || seen > 0);
}
