/* explain.c - one value of a network in words: the numbers that make it. */
#include "explain.h"

#include <inttypes.h>

/* One value of a run. */
typedef struct place {
    const bac_net *net;
    const bac_run *run;
    const bac_layer *l;
    uint32_t t, c; /* position and channel */
    FILE *out;
} place;

/* A value of the layer's i-th input. */
static int32_t input_at(const place *p, uint32_t i, uint32_t t, uint32_t c) {
    const uint32_t layer = p->l->in[i];
    return bac_run_layer(p->run, layer)[(size_t)t * bac_net_layer(p->net, layer)->C + c];
}

/* Where the largest value of the channel over time is: what a global max hands on. */
static uint32_t peak_of(const place *p) {
    uint32_t best = 0;
    for (uint32_t t = 1; t < bac_net_layer(p->net, p->l->in[0])->T; t++)
        if (input_at(p, 0, t, p->c) > input_at(p, 0, best, p->c))
            best = t;
    return best;
}

/* The same within a window; padding is never the largest. */
static uint32_t peak_in_window(const place *p) {
    const int64_t first = (int64_t)p->t * p->l->stride - p->l->pad_left;
    const int64_t end = first + p->l->kernel, T = bac_net_layer(p->net, p->l->in[0])->T;
    uint32_t best = (uint32_t)(first > 0 ? first : 0);
    for (uint32_t t = best + 1; t < end && t < T; t++)
        if (input_at(p, 0, t, p->c) > input_at(p, 0, best, p->c))
            best = t;
    return best;
}

static void print_conv(const place *p) {
    const bac_layer *l = p->l, *in = bac_net_layer(p->net, l->in[0]);
    const uint32_t group_in = in->C / l->groups;
    const uint32_t first = p->c / (l->C / l->groups) * group_in;
    uint32_t shown = 0, zero = 0;
    for (uint32_t i = 0; i < group_in; i++)
        for (uint32_t k = 0; k < l->kernel; k++) {
            const int32_t weight = l->weight[((size_t)p->c * group_in + i) * l->kernel + k];
            const int64_t from = (int64_t)p->t * l->stride + k - l->pad_left;
            if (weight == 0) {
                zero++;
                continue;
            }
            const bool inside = from >= 0 && from < in->T;
            const int32_t x = inside ? input_at(p, 0, (uint32_t)from, first + i) : 0;
            fprintf(p->out, "%s%" PRId32 "·%" PRId32, shown++ ? " + " : "", weight, x);
        }
    if (l->bias)
        fprintf(p->out, " + %" PRId32, l->bias[p->c]);
    fprintf(p->out, "%s; %" PRIu32 " of %" PRIu32 " weights are zero and absent",
            shown ? "" : "nothing", zero, group_in * l->kernel);
}

static void print_requant(const place *p) {
    const bac_layer *l = p->l;
    const bac_requant *r = &l->requant[p->c];
    const int32_t x = input_at(p, 0, p->t, p->c);
    switch (r->form) {
    case BAC_FORM_CONST:
        fprintf(p->out, "constant");
        break;
    case BAC_FORM_SHIFT:
        fprintf(p->out, "(%" PRId32 " + %" PRId64 ") >> %u", x, r->add, r->shift);
        break;
    case BAC_FORM_EVEN:
        fprintf(p->out, "(%" PRId32 " + %" PRId64 ") / 2^%u, half to even", x, r->add, r->shift);
        break;
    case BAC_FORM_MUL:
        fprintf(p->out, "(%" PRId32 "·%" PRId32 " + %" PRId64 ") >> %u", x, r->mul, r->add,
                r->shift);
        break;
    case BAC_FORM_THRESHOLD:
    case BAC_FORM_COUNT:
        fprintf(p->out, "%" PRIu32 " thresholds searched for %" PRId32, r->n_thresholds, x);
        break;
    }
    fprintf(p->out, ", in [%" PRId32 ", %" PRId32 "]", l->code_lo, l->code_hi);
}

static void print_add(const place *p) {
    const bac_layer *l = p->l;
    for (uint32_t i = 0; i < l->n_in; i++) {
        const int32_t mul = l->mul[(size_t)i * l->C + p->c];
        if (i)
            fprintf(p->out, " + ");
        if (mul != 1)
            fprintf(p->out, "%" PRId32 "·", mul);
        fprintf(p->out, "%" PRId32, input_at(p, i, p->t, p->c));
    }
}

void bac_value_explain(const bac_net *net, const bac_run *run, uint32_t layer, uint32_t position,
                       uint32_t channel, FILE *out) {
    const bac_layer *l = bac_net_layer(net, layer);
    const place p = {net, run, l, position, channel, out};
    switch (l->op) {
    case BAC_INPUT:
        fprintf(out, "sample / scale, rounded, clipped");
        break;
    case BAC_CONV:
    case BAC_FC:
        print_conv(&p);
        break;
    case BAC_REQUANT:
        print_requant(&p);
        break;
    case BAC_ADD:
        print_add(&p);
        break;
    case BAC_MAXPOOL:
        fprintf(out, "the largest of %" PRIu32 " positions, reached at position %" PRIu32,
                l->kernel, peak_in_window(&p));
        break;
    case BAC_GLOBALMAX:
        fprintf(out, "the largest of %" PRIu32 " positions, reached at position %" PRIu32,
                bac_net_layer(net, l->in[0])->T, peak_of(&p));
        break;
    case BAC_AVGPOOL:
        print_conv(&p);
        if (l->factor)
            fprintf(out, "; times %" PRIu32, l->factor[position]);
        break;
    case BAC_GLOBALAVG:
        fprintf(out, "the sum of %" PRIu32 " positions", bac_net_layer(net, l->in[0])->T);
        break;
    case BAC_ARGMAX:
        fprintf(out, "index of the largest of %" PRIu32 " logits", bac_net_layer(net, l->in[0])->C);
        break;
    case BAC_CONCAT:
    case BAC_FLATTEN:
    case BAC_OP_COUNT:
        fprintf(out, "the same number in another place");
        break;
    }
}
