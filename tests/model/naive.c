/* naive.c - see naive.h. */
#include "naive.h"

#include <stdlib.h>

int64_t naive_shift(naive_wide v, unsigned shift) {
    naive_wide unit = (naive_wide)1 << shift, q = v / unit; /* towards zero */
    if (q * unit > v)
        q--;
    return (int64_t)q;
}

int64_t naive_shift_even(naive_wide v, unsigned shift) {
    naive_wide unit = (naive_wide)1 << shift, low = naive_shift(v, shift);
    naive_wide below = v - low * unit, above = (low + 1) * unit - v; /* distances */
    if (below != above)
        return (int64_t)(below < above ? low : low + 1);
    return (int64_t)(low % 2 == 0 ? low : low + 1);
}

static int32_t clamp(int64_t v, int32_t lo, int32_t hi) {
    if (v < lo)
        return lo;
    if (v > hi)
        return hi;
    return (int32_t)v;
}

int32_t naive_requant(const bac_requant *r, int32_t lo, int32_t hi, int32_t x) {
    naive_wide wide = x;
    int64_t count = 0;
    switch (r->form) {
    case BAC_FORM_SHIFT:
        return clamp(naive_shift(wide + r->add, r->shift), lo, hi);
    case BAC_FORM_EVEN:
        return clamp(naive_shift_even(wide + r->add, r->shift), lo, hi);
    case BAC_FORM_MUL:
        return clamp(naive_shift(wide * r->mul + r->add, r->shift), lo, hi);
    case BAC_FORM_THRESHOLD:
        for (uint32_t i = 0; i < r->n_thresholds; i++)
            count += r->threshold[i] <= x;
        return (int32_t)(r->decreasing ? r->add - count : r->add + count);
    default:
        return (int32_t)r->add;
    }
}

/* Validation promised that it fits; a broken promise must not be hidden by a cast. */
static int32_t narrow(int64_t v) {
    if (v < INT32_MIN || v > INT32_MAX)
        abort();
    return (int32_t)v;
}

/* x[t][c], or 0 outside the frame */
static int64_t sample(const bac_layer *x, const int32_t *v, int64_t t, uint32_t c) {
    return t < 0 || t >= x->T ? 0 : v[t * x->C + c];
}

static int32_t weighted(const bac_layer *l, const bac_layer *x, const int32_t *v, uint32_t t,
                        uint32_t o) {
    uint32_t per_group = x->C / l->groups, group = o / (l->C / l->groups);
    int64_t sum = l->bias ? l->bias[o] : 0;
    for (uint32_t i = 0; i < per_group; i++) {
        for (uint32_t k = 0; k < l->kernel; k++) {
            int64_t w = l->weight[((uint64_t)o * per_group + i) * l->kernel + k];
            int64_t at = (int64_t)t * l->stride + k - l->pad_left;
            sum += w * sample(x, v, at, group * per_group + i);
        }
    }
    return narrow(sum);
}

static int32_t window_max(const bac_layer *l, const bac_layer *x, const int32_t *v, uint32_t t,
                          uint32_t c) {
    int64_t best = INT64_MIN;
    for (uint32_t k = 0; k < l->kernel; k++) {
        int64_t at = (int64_t)t * l->stride + k - l->pad_left;
        if (at < 0 || at >= x->T)
            continue;
        if (v[at * x->C + c] > best)
            best = v[at * x->C + c];
    }
    return (int32_t)best;
}

/* The average times the divisor, which must be an integer. */
static int32_t window_average(const bac_layer *l, const bac_layer *x, const int32_t *v, uint32_t t,
                              uint32_t c) {
    int64_t sum = 0, n = 0;
    for (uint32_t k = 0; k < l->kernel; k++) {
        int64_t at = (int64_t)t * l->stride + k - l->pad_left;
        bool inside = at >= 0 && at < x->T;
        sum += inside ? v[at * x->C + c] : 0;
        n += inside || l->count_pad;
    }
    if (l->divisor % n != 0)
        abort();
    return narrow(sum * (l->divisor / n));
}

static int32_t whole_average(const bac_layer *l, const bac_layer *x, const int32_t *v, uint32_t c) {
    int64_t sum = 0;
    for (uint32_t t = 0; t < x->T; t++)
        sum += v[t * x->C + c];
    if (l->divisor != x->T)
        abort();
    return narrow(sum);
}

static int32_t whole_max(const bac_layer *x, const int32_t *v, uint32_t c) {
    int32_t best = v[c];
    for (uint32_t t = 1; t < x->T; t++)
        best = v[t * x->C + c] > best ? v[t * x->C + c] : best;
    return best;
}

static int32_t summed(const bac_layer *l, int32_t **value, uint32_t t, uint32_t c) {
    int64_t sum = 0;
    for (uint32_t i = 0; i < l->n_in; i++) {
        sum += (int64_t)l->mul[(uint64_t)i * l->C + c] * value[l->in[i]][t * l->C + c];
    }
    return narrow(sum);
}

static int32_t joined(const bac_net *net, const bac_layer *l, int32_t **value, uint32_t t,
                      uint32_t c) {
    uint32_t i = 0;
    while (c >= bac_net_layer(net, l->in[i])->C)
        c -= bac_net_layer(net, l->in[i++])->C;
    return value[l->in[i]][t * bac_net_layer(net, l->in[i])->C + c];
}

static int32_t first_largest(const bac_layer *x, const int32_t *v) {
    int32_t best = whole_max(&(bac_layer){.T = x->C, .C = 1}, v, 0);
    for (uint32_t c = 0;; c++) {
        if (v[c] == best)
            return (int32_t)c;
    }
}

static int32_t output(const bac_net *net, const bac_layer *l, int32_t **value, uint32_t t,
                      uint32_t c) {
    const bac_layer *x = bac_net_layer(net, l->in[0]);
    const int32_t *v = value[l->in[0]];
    switch (l->op) {
    case BAC_CONV:
    case BAC_FC:
        return weighted(l, x, v, t, c);
    case BAC_REQUANT:
        return naive_requant(&l->requant[c], l->code_lo, l->code_hi, v[t * x->C + c]);
    case BAC_ADD:
        return summed(l, value, t, c);
    case BAC_CONCAT:
        return joined(net, l, value, t, c);
    case BAC_MAXPOOL:
        return window_max(l, x, v, t, c);
    case BAC_GLOBALMAX:
        return whole_max(x, v, c);
    case BAC_AVGPOOL:
        return window_average(l, x, v, t, c);
    case BAC_GLOBALAVG:
        return whole_average(l, x, v, c);
    case BAC_FLATTEN:
        return v[c / x->C * x->C + c % x->C]; /* position c / C, channel c % C */
    default:
        return first_largest(x, v);
    }
}

int32_t **naive_run(const bac_net *net, const int32_t *codes) {
    uint32_t layers = bac_net_layers(net);
    int32_t **value = calloc(layers, sizeof *value);
    if (!value)
        abort();
    for (uint32_t i = 0; i < layers; i++) {
        const bac_layer *l = bac_net_layer(net, i);
        value[i] = malloc((uint64_t)l->T * l->C * sizeof **value);
        if (!value[i])
            abort();
        for (uint32_t t = 0; t < l->T; t++) {
            for (uint32_t c = 0; c < l->C; c++) {
                uint32_t j = t * l->C + c;
                value[i][j] = i == 0 ? codes[j] : output(net, l, value, t, c);
            }
        }
    }
    return value;
}

void naive_free(const bac_net *net, int32_t **values) {
    for (uint32_t i = 0; i < bac_net_layers(net); i++)
        free(values[i]);
    free(values);
}
