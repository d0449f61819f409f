/* net_check.c - step 2 of checking a layer: the contents of its arrays; and the rules about the
 * whole graph. */
#include "internal.h"

#include <math.h>
#include <stdlib.h>

static bac_status check_scale(bac_check *check) {
    const bac_layer *l = check->layer;
    if (l->n_scale && !l->scale)
        return bac_refuse(check, "scale", -1, "the scales are missing");
    for (uint32_t i = 0; i < l->n_scale; i++) {
        if (!(isfinite(l->scale[i]) && l->scale[i] > 0)) {
            return bac_refuse(check, "scale", -1, "scale %g is not a positive finite number",
                              l->scale[i]);
        }
    }
    return BAC_OK;
}

static bac_status check_weights(bac_check *check) {
    const bac_layer *l = check->layer;
    if (!l->weight)
        return bac_refuse(check, "w", -1, "the weights are missing");
    uint64_t a_row = bac_layer_weights(check->net, l) / l->C;
    bool bipolar = l->weight_type.is_signed && l->weight_type.bits == 1;
    int64_t lo = bipolar ? -1 : bac_type_lo(l->weight_type);
    int64_t hi = bipolar ? 1 : bac_type_hi(l->weight_type);
    for (uint32_t o = 0; o < l->C; o++) {
        const int32_t *w = l->weight + o * a_row;
        for (uint64_t j = 0; j < a_row; j++) {
            if (w[j] < lo || w[j] > hi) {
                return bac_refuse(check, "w", o, "weight %d of channel %u: its type holds %d .. %d",
                                  w[j], o, (int)lo, (int)hi);
            }
            if (bipolar && w[j] == 0) {
                return bac_refuse(check, "w", o, "weight 0 of channel %u: b1 holds -1 and 1", o);
            }
        }
    }
    return BAC_OK;
}

/* The codes of CONST and THRESHOLD are not clamped: they must lie in the range. */
static bac_status check_codes(bac_check *check, uint32_t c, int64_t first, int64_t last) {
    const bac_layer *l = check->layer;
    if (first < l->code_lo || first > l->code_hi || last < l->code_lo || last > l->code_hi) {
        return bac_refuse(check, "ch", c, "codes %lld .. %lld of channel %u: the range is %d .. %d",
                          (long long)first, (long long)last, c, l->code_lo, l->code_hi);
    }
    return BAC_OK;
}

static bac_status check_thresholds(bac_check *check, uint32_t c, const bac_requant *r) {
    if (r->n_thresholds && !r->threshold) {
        return bac_refuse(check, "ch", c, "the thresholds of channel %u are missing", c);
    }
    for (uint32_t i = 1; i < r->n_thresholds; i++) {
        if (r->threshold[i] < r->threshold[i - 1]) {
            return bac_refuse(check, "ch", c, "thresholds of channel %u: %d follows %d; sort them",
                              c, r->threshold[i], r->threshold[i - 1]);
        }
    }
    int64_t n = r->n_thresholds, last;
    if (__builtin_add_overflow(r->add, r->decreasing ? -n : n, &last))
        last = INT64_MAX;
    return check_codes(check, c, r->add, last);
}

/* Clears fields that the form does not use, so that equal channels are equal structs. */
static void clear_unused(bac_requant *r) {
    if (r->form != BAC_FORM_MUL)
        r->mul = 0;
    if (r->form == BAC_FORM_CONST || r->form == BAC_FORM_THRESHOLD)
        r->shift = 0;
    if (r->form != BAC_FORM_THRESHOLD) {
        r->decreasing = false;
        r->n_thresholds = 0;
        free(r->threshold);
        r->threshold = NULL;
    }
}

static bac_status check_requant(bac_check *check, uint32_t c) {
    bac_requant *r = &check->layer->requant[c];
    const bac_layer *x = check->net->layer[check->layer->in[0]];
    if ((unsigned)r->form >= BAC_FORM_COUNT) {
        return bac_refuse(check, "ch", c, "there is no requantiser form %d", (int)r->form);
    }
    clear_unused(r);
    if (r->form == BAC_FORM_CONST)
        return check_codes(check, c, r->add, r->add);
    if (r->form == BAC_FORM_THRESHOLD)
        return check_thresholds(check, c, r);

    unsigned least = r->form == BAC_FORM_EVEN ? 1 : 0;
    if (r->shift < least || r->shift > 62) {
        return bac_refuse(check, "ch", c, "shift %u of channel %u: %u .. 62", r->shift, c, least);
    }
    /* x*mul is linear: if both ends of the range fit, everything between does. */
    int64_t mul = r->form == BAC_FORM_MUL ? r->mul : 1, sum;
    if (__builtin_add_overflow(x->channel_lo[c] * mul, r->add, &sum) ||
        __builtin_add_overflow(x->channel_hi[c] * mul, r->add, &sum)) {
        return bac_refuse(check, "ch", c,
                          "channel %u: an input in %d .. %d makes the sum overflow 64 bits", c,
                          x->channel_lo[c], x->channel_hi[c]);
    }
    return BAC_OK;
}

static bac_status check_arrays(bac_check *check) {
    bac_layer *l = check->layer;
    if (l->op == BAC_CONV || l->op == BAC_FC)
        return check_weights(check);
    if (l->divisor)
        return bac_average_fill(check);
    if (l->op == BAC_REQUANT) {
        if (!l->requant)
            return bac_refuse(check, "ch", -1, "the requantisers are missing");
        for (uint32_t c = 0; c < l->C; c++) {
            bac_status status = check_requant(check, c);
            if (status)
                return status;
        }
    }
    if (l->op == BAC_ADD && !l->mul) { /* absent: all ones */
        uint64_t n = (uint64_t)l->n_in * l->C;
        l->mul = bac_alloc(n, sizeof *l->mul);
        if (!l->mul)
            return bac_no_memory(check->err, l->name);
        for (uint64_t i = 0; i < n; i++)
            l->mul[i] = 1;
    }
    return BAC_OK;
}

bac_status bac_layer_values(bac_check *check) {
    bac_status status = check_scale(check);
    status = status ? status : check_arrays(check);
    return status ? status : bac_layer_ranges(check);
}

bac_status bac_net_whole(const bac_net *net, uint32_t *layer, bac_error *err) {
    *layer = net->n_layer ? net->n_layer - 1 : 0;
    if (net->n_layer < 2 || net->layer[*layer]->op != BAC_ARGMAX) {
        return bac_fail(err, BAC_ERR_INPUT, net->name,
                        "the network must end in an argmax: add one behind the logits");
    }
    bool used[BAC_MAX_LAYERS] = {false};
    for (uint32_t i = 0; i < net->n_layer; i++) {
        for (uint32_t j = 0; j < net->layer[i]->n_in; j++)
            used[net->layer[i]->in[j]] = true;
    }
    for (uint32_t i = 0; i + 1 < net->n_layer; i++) {
        if (used[i])
            continue;
        *layer = i;
        return bac_fail(err, BAC_ERR_INPUT, net->name,
                        "layer '%s' feeds no other: remove it or use it", net->layer[i]->name);
    }
    const bac_layer *logits = net->layer[net->layer[*layer]->in[0]];
    if (net->n_label && net->n_label != logits->C) {
        return bac_fail(err, BAC_ERR_INPUT, net->name,
                        "%u class labels for the %u channels of '%s': give one each", net->n_label,
                        logits->C, logits->name);
    }
    return BAC_OK;
}
