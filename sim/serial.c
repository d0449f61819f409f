/* serial.c - which layers can be serial, and the shape of what they read. */
#include "serial.h"

uint32_t bac_only_reader(const bac_net *net, uint32_t layer) {
    uint32_t reader = 0;
    for (uint32_t i = layer + 1; i < bac_net_layers(net); i++)
        for (uint32_t k = 0; k < bac_net_layer(net, i)->n_in; k++) {
            if (bac_net_layer(net, i)->in[k] != layer)
                continue;
            if (reader != 0)
                return 0;
            reader = i;
        }
    return reader;
}

static bool reads_unsigned(const bac_net *net, const bac_layer *l) {
    for (uint32_t i = 0; i < l->n_in; i++)
        if (bac_net_layer(net, l->in[i])->type.is_signed)
            return false;
    return true;
}

uint32_t bac_serial_absorbs(const bac_net *net, uint32_t conv) {
    const uint32_t add = bac_net_layer(net, conv)->in[0];
    const bac_layer *a = bac_net_layer(net, add);
    return a->op == BAC_ADD && bac_only_reader(net, add) == conv && reads_unsigned(net, a) ? add
                                                                                           : 0;
}

uint32_t bac_serial_partner(const bac_net *net, uint32_t linear) {
    const uint32_t reader = bac_only_reader(net, linear);
    const bac_layer *l = bac_net_layer(net, linear);
    if ((l->op != BAC_CONV && l->op != BAC_ADD) || bac_net_layer(net, reader)->op != BAC_REQUANT)
        return 0;
    return reads_unsigned(net, l) ? reader : 0;
}

uint32_t bac_serial_flush(const bac_layer *conv, uint32_t T) {
    const int64_t behind = (int64_t)(conv->T - 1) * conv->stride + conv->kernel - 1 -
                           conv->pad_left - ((int64_t)T - 1);
    return behind > 0 ? (uint32_t)behind : 0;
}

uint32_t bac_serial_gap(const bac_layer *conv, uint32_t T) {
    const uint32_t flush = bac_serial_flush(conv, T);
    return flush > conv->pad_left ? flush : conv->pad_left;
}

bool bac_serial_overlaps(const bac_layer *conv, uint32_t T) {
    const uint32_t flush = bac_serial_flush(conv, T);
    return flush <= conv->kernel - 1 - conv->pad_left && flush <= T;
}

uint32_t bac_serial_digits(uint32_t bits, uint32_t digit_bits) {
    return (bits + digit_bits - 1) / digit_bits;
}

uint32_t bac_serial_digit(uint32_t bits, uint64_t samples, uint64_t budget) {
    uint32_t d = 1;
    while (d < bits && samples * bac_serial_digits(bits, d) > budget)
        d++;
    return d;
}
