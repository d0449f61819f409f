/* serial_fit.c - see serial_fit.h. */
#include "serial_fit.h"

uint32_t bac_only_reader(const bac_net *net, uint32_t layer) {
    uint32_t reader = BAC_NO_LAYER;
    for (uint32_t i = layer + 1; i < bac_net_layers(net); i++)
        for (uint32_t k = 0; k < bac_net_layer(net, i)->n_in; k++) {
            if (bac_net_layer(net, i)->in[k] != layer)
                continue;
            if (reader != BAC_NO_LAYER)
                return BAC_NO_LAYER;
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

uint32_t bac_serial_fused_add(const bac_net *net, uint32_t conv) {
    const uint32_t add = bac_net_layer(net, conv)->in[0];
    const bac_layer *a = bac_net_layer(net, add);
    const bool fits = bac_net_layer(net, conv)->op == BAC_CONV && a->op == BAC_ADD &&
                      bac_only_reader(net, add) == conv;
    return fits && reads_unsigned(net, a) ? add : BAC_NO_LAYER;
}

uint32_t bac_serial_fused_requant(const bac_net *net, uint32_t linear) {
    const uint32_t reader = bac_only_reader(net, linear);
    const bac_layer *l = bac_net_layer(net, linear);
    if ((!bac_op_convolves(l->op) && l->op != BAC_ADD) || l->factor || reader == BAC_NO_LAYER ||
        bac_net_layer(net, reader)->op != BAC_REQUANT)
        return BAC_NO_LAYER;
    const bool takes_signed =
        bac_op_convolves(l->op) && bac_net_layer(net, l->in[0])->type.bits > 1;
    return takes_signed || reads_unsigned(net, l) ? reader : BAC_NO_LAYER;
}

/* Signed numbers become unsigned where they are cut into digits, which needs at least two
 * digits. */
static uint32_t widest_digit(const bac_net *net, const bac_layer *linear, uint32_t bits) {
    return reads_unsigned(net, linear) ? bits : bits - 1;
}

/* a / b, rounded down. */
static int64_t divide(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

bool bac_serial_window_of(const bac_net *net, const bac_layer *linear, uint32_t polyphase,
                          bac_serial_window *w) {
    const uint32_t T = bac_net_layer(net, linear->in[0])->T;
    *w = (bac_serial_window){.polyphase = 1, .T = T, .T_out = T, .kernel = 1, .stride = 1};
    if (!bac_op_convolves(linear->op))
        return polyphase == 1;
    if (polyphase == 1) {
        *w = (bac_serial_window){
            1, T, linear->T, linear->kernel, linear->stride, linear->pad_left, linear->pad_right};
        return true;
    }
    /* Tap k reads sample p*polyphase + k - pad_left, which is a component of one of the collected
     * samples p + first .. p + last. */
    const int64_t first = divide(-(int64_t)linear->pad_left, polyphase);
    const int64_t last = divide((int64_t)linear->kernel - 1 - linear->pad_left, polyphase);
    const int64_t right = (int64_t)linear->T - 1 + last - (T / polyphase - 1);
    *w = (bac_serial_window){.polyphase = polyphase,
                             .T = T / polyphase,
                             .T_out = linear->T,
                             .kernel = (uint32_t)(last - first + 1),
                             .stride = 1,
                             .pad_left = (uint32_t)-first,
                             .pad_right = right > 0 ? (uint32_t)right : 0};
    return polyphase == linear->stride && T % polyphase == 0 && last >= 0 && right >= 0;
}

/* Number of samples behind the frame that its last window reads. */
static uint32_t flush_of(const bac_serial_window *w) {
    const int64_t behind =
        (int64_t)(w->T_out - 1) * w->stride + w->kernel - 1 - w->pad_left - ((int64_t)w->T - 1);
    return behind > 0 ? (uint32_t)behind : 0;
}

static bac_serial_fit fit_window(const bac_serial_window *w, uint32_t bits, uint32_t widest,
                                 uint32_t digit, uint64_t budget) {
    bac_serial_fit f = {.window = *w, .flush = flush_of(w)};
    const uint32_t gap = f.flush > w->pad_left ? f.flush : w->pad_left;
    const bool can_overlap = f.flush <= w->kernel - 1 - w->pad_left && f.flush <= w->T;
    if (digit == 0)
        digit = bac_serial_digit(bits, (uint64_t)w->T + (can_overlap ? 0 : gap), budget);
    f.digit_bits = digit < widest ? digit : widest;
    f.digits = bac_serial_digits(bits, f.digit_bits);
    /* Overlapping frames need masks at the taps, so zeros between frames are cheaper, if the budget
     * has clocks for them. */
    f.overlap = can_overlap && ((uint64_t)w->T + gap) * f.digits > budget;
    f.gap = f.overlap ? 0 : gap;
    return f;
}

uint64_t bac_serial_clocks(const bac_serial_fit *fit) {
    return ((uint64_t)fit->window.T + fit->gap) * fit->digits;
}

bac_serial_fit bac_serial_fit_in(const bac_net *net, const bac_layer *linear, bool add,
                                 uint32_t digit, uint64_t budget) {
    const uint32_t bits = bac_serial_bits(net, linear, add);
    const uint32_t widest = add ? bits : widest_digit(net, linear, bits);
    bac_serial_window w;
    bac_serial_window_of(net, linear, 1, &w);
    const bac_serial_fit plain = fit_window(&w, bits, widest, digit, budget);
    if (!bac_op_convolves(linear->op) || linear->stride == 1 ||
        !bac_serial_window_of(net, linear, linear->stride, &w))
        return plain;
    const bac_serial_fit phased = fit_window(&w, bits, widest, digit, budget);
    const bool too_slow = bac_serial_clocks(&plain) > budget;
    return phased.digit_bits < plain.digit_bits || too_slow ? phased : plain;
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
