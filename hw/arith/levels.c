/* levels.c - see levels.h. */
#include "levels.h"

#include "csd.h"
#include "ints.h"

/* Returns the number of digits of n constants; sets *any_positive if one of them is positive. */
static uint32_t count_digits(const int32_t *w, size_t n, bool *any_positive) {
    uint32_t digits = 0;
    for (size_t i = 0; i < n; i++) {
        int8_t sign[33];
        uint8_t shift[33];
        uint32_t count = bac_csd(w[i], sign, shift);
        for (uint32_t d = 0; d < count; d++)
            *any_positive = *any_positive || sign[d] > 0;
        digits += count;
    }
    return digits;
}

uint32_t bac_conv_levels(const bac_net *net, uint32_t index) {
    const bac_layer *l = bac_net_layer(net, index);
    size_t row = (size_t)bac_net_layer(net, l->in[0])->C / l->groups * l->kernel;
    uint32_t levels = 1;
    for (uint32_t o = 0; o < l->C; o++) {
        bool positive = false;
        uint32_t digits = count_digits(l->weight + o * row, row, &positive);
        levels =
            bac_max_u32(levels, bac_linear_levels(digits, positive, l->bias && l->bias[o] != 0));
    }
    return levels;
}

uint32_t bac_add_levels(const bac_layer *add) {
    uint32_t levels = 1;
    for (uint32_t c = 0; c < add->C; c++) {
        bool positive = false;
        uint32_t digits = 0;
        for (uint32_t i = 0; i < add->n_in; i++)
            digits += count_digits(&add->mul[(size_t)i * add->C + c], 1, &positive);
        levels = bac_max_u32(levels, bac_linear_levels(digits, positive, false));
    }
    return levels;
}

bool bac_requant_has_even(const bac_layer *requant) {
    for (uint32_t c = 0; c < requant->C; c++)
        if (requant->requant[c].form == BAC_FORM_EVEN)
            return true;
    return false;
}

uint32_t bac_requant_latency(const bac_layer *requant) {
    uint32_t linear = 1;
    uint32_t search = 0;
    for (uint32_t c = 0; c < requant->C; c++) {
        const bac_requant *r = &requant->requant[c];
        if (r->form == BAC_FORM_THRESHOLD) {
            search = bac_max_u32(search, bac_ceil_log2((uint64_t)r->n_thresholds + 1) + 1);
        } else if (r->form != BAC_FORM_CONST) {
            int32_t one = r->form == BAC_FORM_MUL ? r->mul : 1;
            bool positive = false;
            uint32_t digits = count_digits(&one, 1, &positive);
            linear = bac_max_u32(linear, bac_linear_levels(digits, positive, r->add != 0));
        }
    }
    return bac_max_u32(linear + (bac_requant_has_even(requant) ? 1 : 0) + 1, search);
}

bool bac_max_is_global(const bac_net *net, const bac_layer *l) {
    if (l->op == BAC_GLOBALMAX)
        return true;
    return l->T == 1 && l->pad_left == 0 && l->kernel == bac_net_layer(net, l->in[0])->T;
}

uint32_t bac_average_group(const bac_net *net, const bac_layer *l) {
    const uint32_t T = bac_net_layer(net, l->in[0])->T;
    if (l->op == BAC_GLOBALAVG)
        return T;
    if (l->pad_left || l->pad_right)
        return 0;
    return l->kernel == l->stride || l->kernel == T ? l->kernel : 0;
}

/* The window's sum times its factor lies in the layer's range, so the sum lies exactly in that
 * range divided by the factor. */
void bac_sum_range(const bac_layer *l, uint32_t c, int32_t *lo, int32_t *hi) {
    *lo = l->channel_lo[c];
    *hi = l->channel_hi[c];
    if (!l->factor)
        return;
    uint32_t least = UINT32_MAX, most = 1;
    for (uint32_t t = 0; t < l->T; t++) {
        least = bac_min_u32(least, l->factor[t]);
        most = bac_max_u32(most, l->factor[t]);
    }
    *lo /= (int32_t)(*lo < 0 ? least : most);
    *hi /= (int32_t)(*hi < 0 ? most : least);
}

bac_type bac_sum_type(const bac_layer *l) {
    if (!l->factor)
        return l->type;
    int32_t lo = INT32_MAX, hi = INT32_MIN;
    for (uint32_t c = 0; c < l->C; c++) {
        int32_t c_lo, c_hi;
        bac_sum_range(l, c, &c_lo, &c_hi);
        lo = bac_min_i32(lo, c_lo);
        hi = bac_max_i32(hi, c_hi);
    }
    return bac_type_of_range(lo, hi);
}

uint32_t bac_weight_bits(const bac_layer *layer) {
    const bac_type t = layer->weight_type;
    return t.is_signed ? bac_max_u32(t.bits, 2) : t.bits + 1u;
}

bac_type bac_common_type(const bac_net *net, const bac_layer *add) {
    bac_type lane = {false, 1};
    for (uint32_t i = 0; i < add->n_in; i++)
        lane.is_signed = lane.is_signed || bac_net_layer(net, add->in[i])->type.is_signed;
    for (uint32_t i = 0; i < add->n_in; i++) {
        bac_type t = bac_net_layer(net, add->in[i])->type;
        uint32_t bits = t.bits + (lane.is_signed && !t.is_signed ? 1u : 0u);
        lane.bits = (uint8_t)bac_max_u32(lane.bits, bits);
    }
    return lane;
}
