/* serial.c - the stages of layers whose style is `serial`: a convolution fused with the requantiser
 * behind it, and the conversion to and from digits at its neighbours. */
#include "serial.h"

#include "builder.h"
#include "unrolled.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static bool is_serial(const builder *b, uint32_t layer) {
    return builder_style(b, layer) == BAC_STYLE_SERIAL;
}

/* True when the layer is fused into its reader: a convolution or add into its requantiser, an add
 * into its convolution. */
static bool is_fused(const builder *b, uint32_t index, uint32_t reader) {
    if (reader == BAC_NO_LAYER || !is_serial(b, reader))
        return false;
    const bac_layer *l = builder_layer(b, index), *r = builder_layer(b, reader);
    return r->op == BAC_REQUANT || (l->op == BAC_ADD && r->op == BAC_CONV);
}

static void check_linear(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    if (l->factor)
        builder_fail(b, BAC_ERR_INPUT, l->name,
                     "divides the windows at the frame's ends by fewer samples, which a serial "
                     "stage does not; plan it unrolled or folded");
    if (!bac_op_convolves(l->op) && l->op != BAC_ADD)
        builder_fail(b, BAC_ERR_INPUT, l->name,
                     "is no convolution or add and no requantiser behind one; plan it unrolled or "
                     "folded");
    if (!is_fused(b, index, bac_only_reader(b->n->net, index)))
        builder_fail(b, BAC_ERR_INPUT, l->name,
                     "a serial %s is one stage with the requantiser %sthat is its only reader; "
                     "plan that serial too, or this one unrolled or folded",
                     l->op == BAC_ADD ? "add" : "convolution",
                     l->op == BAC_ADD ? "or convolution " : "");
}

/* A digit-serial layer: its window and digits, and whether the add before it is fused into it. */
typedef struct serial_layer {
    uint32_t linear, requant; /* layers: convolution or add; its requantiser */
    bac_serial_fit fit;
    bool add;
} serial_layer;

static serial_layer serial_of(const builder *b, uint32_t linear, uint32_t requant, bool add) {
    const uint32_t digit = builder_number(b, linear, BAC_PLAN_DIGIT);
    return (serial_layer){
        linear, requant,
        bac_serial_fit_in(b->n->net, builder_layer(b, linear), add, digit, b->budget), add};
}

/* ---- inputs */

/* The stream `in` in this layer's digits; the link itself if it has them already. */
static uint32_t digits_for(builder *b, uint32_t in, const serial_layer *s, const char *reader) {
    const bac_link *link = builder_link(b, in);
    const uint32_t lanes = link->C * s->fit.window.polyphase;
    if (link->lanes == lanes && link->digits == s->fit.digits &&
        bac_link_bits(link) == s->fit.digit_bits)
        return in;
    in = builder_whole(b, in, reader);
    link = builder_link(b, in);
    if (link->lanes % lanes != 0 && lanes % link->lanes != 0) {
        char single[BUILDER_NAME];
        snprintf(single, sizeof single, "%s_single", reader);
        in = builder_resize(b, in, link->C, single);
    }
    in = builder_resize(b, in, lanes, reader);
    return s->fit.digits == 1 ? in : builder_split(b, in, s->fit.digits, s->fit.digit_bits, reader);
}

/* Takes input i of layer `reader`, in digits. */
static uint32_t take_source(builder *b, uint32_t reader, uint32_t i, const char *name,
                            const serial_layer *s) {
    const bac_layer *l = builder_layer(b, reader);
    const uint32_t link = builder_take_digits(b, l->in[i], l->name);
    if (builder_link(b, link)->type.is_signed && l->op == BAC_ADD)
        builder_fail(b, BAC_ERR_INPUT, l->name,
                     "a serial add reads unsigned numbers; plan it unrolled or folded");
    return digits_for(b, link, s, name);
}

/* Joins the inputs of an add side by side: the channels of input 0, then those of input 1, ... */
static uint32_t join_sources(builder *b, uint32_t add, const serial_layer *s) {
    const bac_layer *l = builder_layer(b, add);
    uint32_t in[BAC_MAX_INPUTS];
    for (uint32_t i = 0; i < l->n_in; i++) {
        char name[BUILDER_NAME];
        builder_input_name(name, l, i);
        in[i] = take_source(b, add, i, name, s);
    }
    builder_balance(b, add, in);
    uint32_t joined = in[0];
    for (uint32_t i = 1; i < l->n_in; i++) {
        const bac_type a = builder_link(b, joined)->type, skip = builder_link(b, in[i])->type;
        joined = builder_join(b, add, i, joined, in[i], skip.bits > a.bits ? skip : a);
    }
    return joined;
}

/* ---- window */

/* [kernel][numbers of a sample] 1: an output reads this number of the window. */
static uint8_t *used_numbers(builder *b, const bac_layer *l, const bac_serial_window *w,
                             uint32_t numbers) {
    const uint32_t C = builder_layer(b, l->in[0])->C;
    uint8_t *taps = bac_used_taps(b->n->net, l);
    uint8_t *used = calloc((size_t)w->kernel * numbers, sizeof *used);
    for (uint32_t i = 0; taps && used && i < w->kernel * numbers; i++) {
        const uint32_t phase = i % numbers / (numbers / w->polyphase);
        const int64_t k = (int64_t)(i / numbers * w->polyphase + phase) + l->pad_left -
                          (int64_t)(w->pad_left * w->polyphase);
        used[i] = k >= 0 && k < l->kernel && taps[(uint32_t)k * C + i % C];
    }
    const bool memory = taps && used;
    free(taps);
    if (memory)
        return used;
    free(used);
    builder_no_memory(b);
}

static uint32_t add_window(builder *b, uint32_t in, const serial_layer *s) {
    const bac_layer *l = builder_layer(b, s->linear);
    const bac_serial_window *w = &s->fit.window;
    in = builder_fifo(b, in, l->name);
    bac_link out = *builder_link(b, in);
    const uint32_t D = bac_link_bits(&out);
    const bac_type from = builder_layer(b, l->in[0])->type;
    const uint32_t fill =
        from.is_signed && !s->add ? 1u << (from.bits - 1 - (out.digits - 1) * D) : 0;
    bac_serial_window_params params = {.C = out.lanes,
                                       .D = D,
                                       .DIGITS = out.digits,
                                       .T = w->T,
                                       .K = w->kernel,
                                       .STRIDE = w->stride,
                                       .PAD_LEFT = w->pad_left,
                                       .PAD_RIGHT = w->pad_right,
                                       .OVERLAP = s->fit.overlap,
                                       .GAP = s->fit.gap,
                                       .FILL = {D, fill},
                                       .head = w->kernel - 1 - w->pad_left,
                                       .flush = s->fit.overlap ? s->fit.flush : s->fit.gap,
                                       .T_out = l->T,
                                       .credits = bac_credits_none(1)};
    params.used = used_numbers(b, l, w, out.lanes);
    params.dead = calloc(out.lanes, sizeof *params.dead);
    for (uint32_t c = 0; params.dead && c < out.lanes; c++)
        params.dead[c] = bac_serial_is_dead(b->n->net, l, s->add, c);
    const uint32_t stage =
        builder_stage(b, in, &bac_kind_serial_window, s->linear, &params, "%s_window", l->name);
    if (!params.dead)
        builder_no_memory(b);
    out.carries = false;
    out.T = l->T;
    out.beats = l->T * out.digits;
    out.width *= w->kernel;
    out.interval = (double)b->budget / out.beats;
    return builder_name(b, builder_output(b, stage, out), "%s_window", l->name);
}

/* ---- outputs */

/* The convolution into which this digit-serial layer is fused, or the layer itself. */
static uint32_t fused_into(const builder *b, uint32_t index) {
    const uint32_t reader = bac_only_reader(b->n->net, index);
    const bool fused = builder_layer(b, index)->op == BAC_ADD && is_fused(b, index, reader) &&
                       builder_layer(b, reader)->op == BAC_CONV;
    return fused ? reader : index;
}

/* True when the reader takes digits, sample by sample. */
static bool takes_digits(const builder *b, uint32_t reader) {
    if (builder_layer(b, reader)->op == BAC_REQUANT || !is_serial(b, reader))
        return false;
    const uint32_t stage = fused_into(b, reader);
    return serial_of(b, stage, 0, stage != reader).fit.window.polyphase == 1;
}

/* True when every reader of the layer takes digits. */
static bool read_by_digits(const builder *b, uint32_t index) {
    for (uint32_t i = index + 1; i < bac_net_layers(b->n->net); i++)
        for (uint32_t k = 0; k < builder_layer(b, i)->n_in; k++)
            if (builder_root(b, builder_layer(b, i)->in[k]) == index && !takes_digits(b, i))
                return false;
    return true;
}

/* Initiation interval in clocks: the least distance of the ends of two positions, within a frame
 * and between frames, with any stalls. */
static uint32_t interval_of(const bac_serial_fit *fit) {
    const bac_serial_window *w = &fit->window;
    const uint32_t round = w->T + fit->gap - (w->T_out - 1) * w->stride;
    return fit->digits * (round < w->stride ? round : w->stride);
}

static void lower_sums(builder *b, const serial_layer *s, bac_serial_conv_params *p) {
    const bac_serial_shape shape = {s->fit.window, s->fit.digit_bits, s->fit.digits, p->INTERVAL,
                                    s->add};
    b->failed = bac_distributed_lower(b->n->net, builder_layer(b, s->linear), p->requant, &shape,
                                      &p->sums, b->err);
    if (b->failed != BAC_OK)
        longjmp(b->end, 1);
    const bac_distributed *sums = &p->sums;
    p->LEVELS = sums->levels;
    p->N_TERMS = sums->n_terms ? sums->n_terms : 1;
    p->SEARCH = sums->n_trees > 0;
    p->STEPS = sums->steps ? sums->steps : 1;
    p->N_TREES = sums->n_trees ? sums->n_trees : 1;
    /* A search finds one bit of a code per clock. */
    p->levels = sums->levels + (p->SEARCH ? p->OW : 0);
}

static void add_conv(builder *b, uint32_t in, const serial_layer *s) {
    const bac_layer *l = builder_layer(b, s->requant);
    const bac_link *from = builder_link(b, in);
    const uint32_t D = bac_link_bits(from), interval = interval_of(&s->fit);
    bac_link out = {.layer = s->requant,
                    .carries = true,
                    .T = l->T,
                    .C = l->C,
                    .type = l->type,
                    .lanes = l->C,
                    .digits = 1};
    if (read_by_digits(b, s->requant) && !l->type.is_signed) {
        out.digit_bits = bac_serial_digit(l->type.bits, 1, interval);
        out.digits = bac_serial_digits(l->type.bits, out.digit_bits);
    }
    out.beats = l->T * out.digits;
    out.width = (uint64_t)out.lanes * bac_link_bits(&out);
    out.interval = (double)b->budget / out.beats;
    bac_serial_conv_params params = {.N_IN = (uint32_t)(from->width / D),
                                     .D = D,
                                     .DIGITS = from->digits,
                                     .C = l->C,
                                     .D_OUT = bac_link_bits(&out),
                                     .DIGITS_OUT = out.digits,
                                     .OW = l->type.bits,
                                     .LEVELS = 1,
                                     .GROUP = BAC_SERIAL_GROUP,
                                     .LO = l->code_lo,
                                     .HI = l->code_hi,
                                     .SIGNED_OUT = l->type.is_signed,
                                     .INTERVAL = interval,
                                     .levels = 1,
                                     .requant = l};
    if (!b->draft)
        lower_sums(b, s, &params);
    const uint32_t stage = builder_stage(b, in, &bac_kind_serial_conv, s->requant, &params,
                                         "%s_serial", builder_layer(b, s->linear)->name);
    b->n->narrow = true;
    const uint32_t digits = b->n->stages[stage].in[0];
    if (bac_link_driver(b->n, digits)->kind == &bac_kind_serial_window)
        builder_keep_apart(b, digits, params.DIGITS, interval);
    builder_finish(b, s->requant, stage, out);
}

static void add_serial(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    const uint32_t linear = l->in[0];
    const bac_layer *c = builder_layer(b, linear);
    if ((!bac_op_convolves(c->op) && c->op != BAC_ADD) || !is_serial(b, linear))
        builder_fail(b, BAC_ERR_INPUT, l->name,
                     "a serial requantiser is one stage with the serial convolution or add that it "
                     "reads; plan '%s' serial too, or this one unrolled or folded",
                     c->name);
    const uint32_t add = c->op == BAC_ADD ? linear : c->in[0];
    const bool absorbed =
        c->op == BAC_CONV && is_serial(b, add) && builder_layer(b, add)->op == BAC_ADD;
    const bac_type from = builder_layer(b, c->in[0])->type;
    if (!absorbed && from.is_signed && from.bits == 1)
        builder_fail(b, BAC_ERR_INPUT, c->name,
                     "reads a signed number of one bit, which has no two digits; plan it unrolled "
                     "or folded");
    const serial_layer s = serial_of(b, linear, index, absorbed);
    uint32_t in = absorbed || c->op == BAC_ADD ? join_sources(b, add, &s)
                                               : take_source(b, linear, 0, c->name, &s);
    if (c->kernel > 1 || c->stride > 1)
        in = add_window(b, in, &s);
    add_conv(b, in, &s);
}

void builder_serial(builder *b, uint32_t index) {
    if (builder_layer(b, index)->op == BAC_REQUANT)
        add_serial(b, index);
    else
        check_linear(b, index);
}
