/* serial.c - stages that take numbers digit by digit: see rtl/bac_serial_*.v. */
#include "../serial.h"
#include "count.h"
#include "pipeline_internal.h"

#include <stdlib.h>

/* The numbers of a window that something reads: [kernel][channels of the window]. */
static bool *used_numbers(const bac_pipeline *p, const bac_stage *s, const bac_serial_window *w) {
    const bac_layer *l = bac_net_layer(p->net, s->layer);
    const uint32_t C = bac_net_layer(p->net, l->in[0])->C, all = p->links[s->in[0]].lanes;
    bool *taps = bac_used_taps(p->net, l), *used = calloc((size_t)w->kernel * all, sizeof *used);
    for (uint32_t i = 0; taps && used && i < w->kernel * all; i++) {
        const uint32_t phase = i % all / (all / w->phases);
        const int64_t k = (int64_t)(i / all * w->phases + phase) + l->pad_left -
                          (int64_t)(w->pad_left * w->phases);
        used[i] = k >= 0 && k < l->kernel && taps[(uint32_t)k * C + i % C];
    }
    if (!taps) {
        free(used);
        used = NULL;
    }
    free(taps);
    return used;
}

/* The line can be cleared, so it is registers: to the oldest digit that is read. */
static bool window(const bac_pipeline *p, const bac_stage *s, bac_counts *c) {
    const bac_link *in = &p->links[s->in[0]];
    const bac_layer *l = bac_net_layer(p->net, s->layer);
    const uint32_t D = bac_link_bits(in);
    bac_serial_window w;
    bac_serial_window_of(p->net, l, s->phases, &w);
    bool *used = used_numbers(p, s, &w);
    for (uint32_t ch = 0; used && ch < in->lanes; ch++) {
        uint32_t oldest = w.kernel;
        for (uint32_t k = w.kernel; k-- > 0;)
            if (used[k * in->lanes + ch])
                oldest = k;
        if (oldest == w.kernel || bac_serial_is_dead(p->net, l, s->add, ch))
            continue;
        for (uint32_t k = 0; s->overlap && k < w.kernel; k++) /* masks */
            bac_count_logic(c, used[k * in->lanes + ch] ? D : 0, 2);
        if (s->overlap)
            bac_count_ff(c, (in->digits - 1.0) * D);
        bac_count_ff(c, ((w.kernel - 1.0 - oldest) * in->digits + 1) * D);
        bac_count_logic(c, D, 2);
    }
    bac_count_counter(c, in->digits);
    bac_count_counter(c, w.kernel);
    bac_count_counter(c, s->flush + 1);
    bac_count_counter(c, l->T + 1);
    if (s->overlap) {
        bac_count_counter(c, w.kernel);
        bac_count_ff(c, 3.0 * w.kernel + 2.0 * in->digits);
    }
    bac_count_ff(c, 2);
    free(used);
    return used != NULL;
}

/* Each stage its number, the bits that are known, a comparator and the words these ask for. */
static void search(const bac_serial *low, uint32_t v_bits, uint32_t code_bits, bac_counts *c) {
    for (uint32_t known = 0; known < code_bits; known += low->steps) {
        const uint32_t bits = known + low->steps < code_bits ? known + low->steps : code_bits;
        bac_count_logic(c, v_bits, bits);
        bac_count_compare(c, v_bits);
        bac_count_ff(c, v_bits + bits);
    }
}

/* One output: its tables, the adders that chain them, the running sum, the digits on their way. */
static void output(const bac_serial *low, uint32_t o, const bac_link *in, const bac_link *to,
                   const bac_layer *requant, bac_counts *c) {
    const bac_serial_output *out = &low->output[o];
    const uint32_t D = bac_link_bits(in);
    if (out->n == 0) {
        if (to->digits > 1 && out->init != 0)
            bac_count_logic(c, bac_link_bits(to), bac_ceil_log2(to->digits));
        return;
    }
    const uint32_t tables = (out->n + BAC_SERIAL_GROUP - 1) / BAC_SERIAL_GROUP;
    for (uint32_t g = 0; g < tables; g++) {
        const uint32_t left = out->n - g * BAC_SERIAL_GROUP;
        const uint32_t bits = low->widths[(size_t)o * low->levels + g];
        bac_count_logic(c, bits, left < BAC_SERIAL_GROUP ? left : BAC_SERIAL_GROUP);
        if (g > 0)
            bac_count_add(c, bits);
        bac_count_ff(c, bits);
    }
    bac_count_ff(c, (double)out->sum_bits * (low->levels - tables));
    if (out->v_bits > D) {
        bac_count_add(c, out->v_bits - D);
        bac_count_logic(c, out->v_bits - D, 2);
    }
    bac_count_ff(c, out->v_bits);
    if (out->tree > 0)
        search(low, out->v_bits, requant->type.bits, c);
    else
        bac_count_bounds(c, requant, out->v_bits - out->shift);
    bac_count_logic(c, to->type.bits, 4);
    bac_count_mux(c, bac_link_bits(to), to->digits);
    bac_count_ff(c, to->type.bits);
}

/* What comes late to its table waits, once for all tables that it comes late to. */
static bool waits(const bac_serial *low, uint64_t width, bac_counts *c) {
    uint32_t *latest = calloc(width + 1, sizeof *latest);
    for (uint32_t o = 0; latest && o < low->C; o++)
        for (uint32_t i = 0; i < low->output[o].n; i++) {
            uint32_t *at = &latest[low->term[low->output[o].first + i].index];
            *at = i / BAC_SERIAL_GROUP > *at ? i / BAC_SERIAL_GROUP : *at;
        }
    for (uint64_t i = 0; latest && i <= width; i++)
        bac_count_ff(c, latest[i]);
    free(latest);
    return latest != NULL;
}

static bac_status conv(const bac_pipeline *p, const bac_stage *s, bac_counts *c, bac_error *err) {
    const bac_link *in = &p->links[s->in[0]], *to = &p->links[s->out[0]];
    const bac_layer *requant = bac_net_layer(p->net, s->layer);
    const bac_layer *layer = bac_net_layer(p->net, requant->in[0]);
    bac_serial low;
    const bac_serial_shape shape = bac_serial_shape_of(p, s);
    bac_status status = bac_serial_lower(p->net, layer, requant, &shape, &low, err);
    if (status != BAC_OK)
        return status;
    for (uint32_t o = 0; o < low.C; o++)
        output(&low, o, in, to, requant, c);
    bac_count_ff(c, 4.0 * low.levels + 4 + 2.0 * (s->levels - low.levels));
    bac_count_counter(c, in->digits);
    bac_count_counter(c, to->digits);
    if (!waits(&low, in->width, c))
        status = BAC_ERR_MEMORY;
    bac_serial_free(&low);
    return status;
}

bac_status bac_count_serial(const bac_pipeline *p, const bac_stage *s, bac_counts *c) {
    bac_error err;
    if (s->kind == BAC_STAGE_SERIAL_CONV)
        return conv(p, s, c, &err);
    return window(p, s, c) ? BAC_OK : BAC_ERR_MEMORY;
}
