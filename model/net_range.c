/* net_range.c - the proven range of every channel, in exact integers.
 *
 * A channel's range [lo, hi] holds every value the channel can take when each input channel
 * takes any value of its own range: sound for every frame, and reached by some inputs when the
 * inputs are independent of each other.
 *
 * Accumulators: a sum of products p_j, each in [p_lo, p_hi], lies in [sum p_lo, sum p_hi]. Its
 * partial sums, of any subset in any order, lie in [sum min(p_lo, 0), sum max(p_hi, 0)]. These two
 * bounds must fit 32 bits, so that hardware and software may add in any order.
 */
#include "fixed.h"

#include "internal.h"
#include "ints.h"

#include <string.h>

typedef struct sum {
    int64_t lo, hi;   /* of the whole sum */
    int64_t down, up; /* of any partial sum: down <= 0 <= up */
} sum;

/* Adds factor * x, x in [x_lo, x_hi]. Both factors fit 32 bits, so a product fits 63; false as
 * soon as a partial sum can leave int32, hence no addition here overflows. */
static bool sum_product(sum *s, int32_t factor, int32_t x_lo, int32_t x_hi) {
    int64_t a = (int64_t)factor * x_lo, b = (int64_t)factor * x_hi;
    int64_t lo = bac_min_i64(a, b), hi = bac_max_i64(a, b);
    s->lo += lo;
    s->hi += hi;
    s->down += bac_min_i64(lo, 0);
    s->up += bac_max_i64(hi, 0);
    return s->down >= INT32_MIN && s->up <= INT32_MAX;
}

static bac_status too_wide(bac_check *check, const char *key, int64_t row, uint32_t channel) {
    return bac_refuse(check, key, row,
                      "the accumulator of channel %u can leave 32 bits: use narrower weights or "
                      "inputs",
                      channel);
}

static bac_status range_weighted(bac_check *check) {
    bac_layer *l = check->layer;
    const bac_layer *x = check->net->layer[l->in[0]];
    uint32_t per_group = x->C / l->groups, out_per_group = l->C / l->groups;
    bool padded = l->pad_left || l->pad_right; /* taps outside the frame see 0 */
    const int32_t *w = l->weight;
    for (uint32_t o = 0; o < l->C; o++) {
        sum s = {0};
        bool fits = !l->bias || sum_product(&s, 1, l->bias[o], l->bias[o]);
        for (uint32_t i = 0; i < per_group; i++) {
            uint32_t c = o / out_per_group * per_group + i;
            int32_t lo = padded ? bac_min_i32(0, x->channel_lo[c]) : x->channel_lo[c];
            int32_t hi = padded ? bac_max_i32(0, x->channel_hi[c]) : x->channel_hi[c];
            for (uint32_t k = 0; k < l->kernel; k++, w++) {
                if (*w && fits)
                    fits = sum_product(&s, *w, lo, hi);
            }
        }
        if (!fits)
            return too_wide(check, "w", o, o);
        l->channel_lo[o] = (int32_t)s.lo;
        l->channel_hi[o] = (int32_t)s.hi;
    }
    return BAC_OK;
}

/* In every window the number of samples times the factor is the divisor (counted padding counts as
 * samples of value 0). So the range is the input's range times the divisor; a partial sum, or a sum
 * without its factor, is nearer to 0. */
static bac_status range_average(bac_check *check) {
    bac_layer *l = check->layer;
    const bac_layer *x = check->net->layer[l->in[0]];
    const bool padded = l->count_pad && (l->pad_left || l->pad_right);
    for (uint32_t c = 0; c < l->C; c++) {
        const int32_t x_lo = padded ? bac_min_i32(0, x->channel_lo[c]) : x->channel_lo[c];
        const int32_t x_hi = padded ? bac_max_i32(0, x->channel_hi[c]) : x->channel_hi[c];
        sum s = {0};
        if (!sum_product(&s, (int32_t)l->divisor, x_lo, x_hi))
            return too_wide(check, "from", -1, c);
        l->channel_lo[c] = (int32_t)s.lo;
        l->channel_hi[c] = (int32_t)s.hi;
    }
    return BAC_OK;
}

static bac_status range_add(bac_check *check) {
    bac_layer *l = check->layer;
    for (uint32_t c = 0; c < l->C; c++) {
        sum s = {0};
        for (uint32_t i = 0; i < l->n_in; i++) {
            const bac_layer *x = check->net->layer[l->in[i]];
            int32_t mul = l->mul[(uint64_t)i * l->C + c];
            if (!sum_product(&s, mul, x->channel_lo[c], x->channel_hi[c])) {
                return too_wide(check, "mul", i, c);
            }
        }
        l->channel_lo[c] = (int32_t)s.lo;
        l->channel_hi[c] = (int32_t)s.hi;
    }
    return BAC_OK;
}

/* Every form is monotone in x, so the image of a range lies between the images of its ends. */
static void range_requant(bac_layer *l, const bac_layer *x) {
    for (uint32_t c = 0; c < l->C; c++) {
        const bac_requant *r = &l->requant[c];
        int32_t a = bac_fixed_requant(r, l->code_lo, l->code_hi, x->channel_lo[c]);
        int32_t b = bac_fixed_requant(r, l->code_lo, l->code_hi, x->channel_hi[c]);
        l->channel_lo[c] = bac_min_i32(a, b);
        l->channel_hi[c] = bac_max_i32(a, b);
    }
}

/* Concat, pools, flatten: values pass unchanged, channel C of the output is channel C % C_in.
 * (A pool's padding never wins, and each of its windows holds a real sample.) */
static void range_pass(const bac_net *net, bac_layer *l) {
    uint32_t c = 0;
    for (uint32_t i = 0; i < l->n_in; i++) {
        const bac_layer *x = net->layer[l->in[i]];
        uint32_t times = l->op == BAC_FLATTEN ? x->T : 1;
        for (uint32_t n = 0; n < times; n++, c += x->C) {
            memcpy(l->channel_lo + c, x->channel_lo, x->C * sizeof *l->channel_lo);
            memcpy(l->channel_hi + c, x->channel_hi, x->C * sizeof *l->channel_hi);
        }
    }
}

static bac_status range_channels(bac_check *check) {
    bac_layer *l = check->layer;
    switch (l->op) {
    case BAC_INPUT:
        for (uint32_t c = 0; c < l->C; c++) {
            l->channel_lo[c] = l->code_lo;
            l->channel_hi[c] = l->code_hi;
        }
        return BAC_OK;
    case BAC_CONV:
    case BAC_FC:
        return range_weighted(check);
    case BAC_AVGPOOL:
    case BAC_GLOBALAVG:
        return range_average(check);
    case BAC_ADD:
        return range_add(check);
    case BAC_REQUANT:
        range_requant(l, check->net->layer[l->in[0]]);
        return BAC_OK;
    case BAC_ARGMAX:
        l->channel_lo[0] = 0;
        l->channel_hi[0] = (int32_t)check->net->layer[l->in[0]]->C - 1;
        return BAC_OK;
    default:
        range_pass(check->net, l);
        return BAC_OK;
    }
}

bac_status bac_layer_ranges(bac_check *check) {
    bac_layer *l = check->layer;
    l->channel_lo = bac_alloc(l->C, sizeof *l->channel_lo);
    l->channel_hi = bac_alloc(l->C, sizeof *l->channel_hi);
    if (!l->channel_lo || !l->channel_hi)
        return bac_no_memory(check->err, l->name);
    bac_status status = range_channels(check);
    if (status)
        return status;
    l->lo = l->channel_lo[0];
    l->hi = l->channel_hi[0];
    for (uint32_t c = 1; c < l->C; c++) {
        l->lo = bac_min_i32(l->lo, l->channel_lo[c]);
        l->hi = bac_max_i32(l->hi, l->channel_hi[c]);
    }
    if (l->op == BAC_MAXPOOL || l->op == BAC_GLOBALMAX || l->op == BAC_FLATTEN)
        l->type =
            bac_net_layer(check->net, l->in[0])->type; /* numbers that only move keep their type */
    else if (l->op != BAC_INPUT && l->op != BAC_REQUANT)
        l->type = bac_type_of_range(l->lo, l->hi);
    return BAC_OK;
}
