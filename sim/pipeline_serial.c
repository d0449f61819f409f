/* pipeline_serial.c - the stages of layers whose style is `serial`: a convolution and the
 * requantiser behind it, which are one stage, and the digits between them and their neighbours. */
#include "pipeline_internal.h"
#include "serial.h"

#include <inttypes.h>
#include <stdio.h>

bool builder_is_serial(const builder *b, uint32_t index) {
    return b->plan && b->plan->layer[index].style == BAC_STYLE_SERIAL;
}

/* The reader takes it in: the requantiser of a convolution or add, the convolution of an add. */
static bool is_taken_in(const builder *b, uint32_t index, uint32_t reader) {
    const bac_layer *l = builder_layer(b, index), *r = builder_layer(b, reader);
    return reader != 0 && builder_is_serial(b, reader) &&
           (r->op == BAC_REQUANT || (l->op == BAC_ADD && r->op == BAC_CONV));
}

void builder_serial_linear(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    if (l->op != BAC_CONV && l->op != BAC_ADD)
        b->failed = bac_fail(b->err, BAC_ERR_INPUT, l->name,
                             "is no convolution or add and no requantiser behind one; plan it "
                             "unrolled or folded");
    else if (!is_taken_in(b, index, bac_only_reader(b->p->net, index)))
        b->failed = bac_fail(b->err, BAC_ERR_INPUT, l->name,
                             "a serial %s is one stage with the requantiser %sthat is its only "
                             "reader; plan that serial too, or this one unrolled or folded",
                             l->op == BAC_ADD ? "add" : "convolution",
                             l->op == BAC_ADD ? "or convolution " : "");
}

/* Numbers to digits, or back: a bac_resize whose beats are digits. */
static uint32_t convert(builder *b, uint32_t in, uint32_t digits, uint32_t digit_bits,
                        const char *reader) {
    char name[2 * BUILDER_NAME];
    snprintf(name, sizeof name, "%s_%s", reader, digits > 1 ? "digits" : "whole");
    if (digits > 1)
        in = builder_decouple(b, in, name);
    if (b->failed)
        return in;
    bac_link out = b->p->links[in];
    uint32_t stage = builder_stage(b, BAC_STAGE_RESIZE, out.layer, "%s", name);
    builder_connect(b, stage, in);
    out.beats = out.beats / out.digits * digits;
    out.digits = digits;
    if (out.type.is_signed) { /* not the layer's numbers: bac_digits adds an offset */
        out.type.is_signed = false;
        out.carries = false;
    }
    out.digit_bits = digit_bits;
    out.width = (uint64_t)out.lanes * bac_link_bits(&out);
    out.last += 1;
    uint32_t link = builder_link(b, NULL, out);
    builder_output(b, stage, link);
    if (b->failed)
        return 0;
    builder_name(b, &b->p->links[link].name, "%s_%s_to_%s", builder_layer(b, out.layer)->name,
                 digits > 1 ? "digits" : "whole", reader);
    b->p->stages[stage].latency = 1;
    b->p->narrow = true;
    builder_need(b, out.beats);
    return link;
}

uint32_t builder_whole(builder *b, uint32_t in, const char *reader) {
    if (b->failed || b->p->links[in].digits == 1)
        return in;
    return convert(b, in, 1, 0, reader);
}

typedef struct serial_shape {
    bac_serial_fit fit;
    bool add; /* the convolution makes the add in front of it */
} serial_shape;

static serial_shape shape_of(const builder *b, uint32_t index, bool add) {
    const uint32_t digit = b->plan->layer[index].value[BAC_PLAN_DIGIT];
    return (serial_shape){
        bac_serial_fit_in(b->p->net, builder_layer(b, index), add, digit, b->budget), add};
}

/* The input's stream in this shape of digits: as it comes, where it has it. */
static uint32_t digits_for(builder *b, uint32_t in, const serial_shape *shape, const char *reader) {
    if (b->failed)
        return 0;
    const bac_link *link = &b->p->links[in];
    const uint32_t lanes = link->C * shape->fit.window.phases;
    if (link->lanes == lanes && link->digits == shape->fit.digits &&
        bac_link_bits(link) == shape->fit.digit_bits)
        return in;
    in = builder_whole(b, in, reader);
    if (b->failed)
        return 0;
    link = &b->p->links[in];
    if (link->lanes % lanes != 0 && lanes % link->lanes != 0) {
        char single[2 * BUILDER_NAME];
        snprintf(single, sizeof single, "%s_single", reader);
        in = builder_resize(b, in, link->C, single);
    }
    if (!b->failed && b->p->links[in].lanes != lanes)
        in = builder_resize(b, in, lanes, reader);
    if (b->failed || shape->fit.digits == 1)
        return in;
    return convert(b, in, shape->fit.digits, shape->fit.digit_bits, reader);
}

static uint32_t add_window(builder *b, uint32_t index, uint32_t in, const serial_shape *shape) {
    const bac_layer *l = builder_layer(b, index);
    in = builder_decouple(b, in, l->name);
    if (b->failed)
        return 0;
    bac_link out = b->p->links[in];
    const bac_serial_fit *fit = &shape->fit;
    const bac_stage_kind kind = fit->overlap ? BAC_STAGE_SERIAL_OVERLAP : BAC_STAGE_SERIAL_WINDOW;
    uint32_t stage = builder_stage(b, kind, index, "%s_window", l->name);
    builder_connect(b, stage, in);
    out.carries = false;
    out.T = l->T;
    out.beats = l->T * fit->digits;
    out.width *= fit->window.kernel;
    out.interval = (double)b->budget / out.beats;
    out.last += fit->overlap ? fit->digits : 1;
    uint32_t link = builder_link(b, NULL, out);
    builder_output(b, stage, link);
    if (b->failed)
        return 0;
    builder_name(b, &b->p->links[link].name, "%s_window", l->name);
    bac_stage *s = &b->p->stages[stage];
    s->latency = fit->overlap ? fit->digits : 1;
    s->head = fit->window.kernel - 1 - fit->window.pad_left;
    s->period = fit->window.stride;
    s->flush = fit->overlap ? fit->flush : fit->gap;
    s->overlap = fit->overlap;
    s->add = shape->add;
    s->phases = fit->window.phases;
    return link;
}

/* The convolution that makes this serial layer, or is it. */
static uint32_t maker_of(const builder *b, uint32_t index) {
    const uint32_t reader = bac_only_reader(b->p->net, index);
    const bool taken_in = builder_layer(b, index)->op == BAC_ADD && is_taken_in(b, index, reader) &&
                          builder_layer(b, reader)->op == BAC_CONV;
    return taken_in ? reader : index;
}

/* It takes the digits of one sample after the other. */
static bool takes_digits(const builder *b, uint32_t reader) {
    if (builder_layer(b, reader)->op == BAC_REQUANT || !builder_is_serial(b, reader))
        return false;
    const uint32_t maker = maker_of(b, reader);
    return shape_of(b, maker, maker != reader).fit.window.phases == 1;
}

/* Every reader of the layer does. */
static bool read_by_digits(const builder *b, uint32_t index) {
    for (uint32_t i = index + 1; i < bac_net_layers(b->p->net); i++)
        for (uint32_t k = 0; k < builder_layer(b, i)->n_in; k++)
            if (builder_root(b, builder_layer(b, i)->in[k]) == index && !takes_digits(b, i))
                return false;
    return true;
}

/* Positions end at least this many clocks apart, whatever stalls: in a frame, and from one to the
 * next. */
static uint32_t clocks_apart(const bac_serial_fit *fit) {
    const bac_serial_window *w = &fit->window;
    const uint32_t round = w->T + fit->gap - (w->T_out - 1) * w->stride;
    return fit->digits * (round < w->stride ? round : w->stride);
}

static void add_conv(builder *b, uint32_t index, uint32_t conv, uint32_t in,
                     const serial_shape *shape) {
    const bac_layer *l = builder_layer(b, index), *c = builder_layer(b, conv);
    bac_serial lowered;
    if (b->failed)
        return;
    const bac_serial_shape form = {shape->fit.window, shape->fit.digit_bits, shape->fit.digits,
                                   clocks_apart(&shape->fit), shape->add};
    b->failed = bac_serial_lower(b->p->net, c, l, &form, &lowered, b->err);
    if (b->failed)
        return;
    /* A searched code is there as many clocks behind its sum as it has bits. */
    const uint32_t levels = lowered.levels + (lowered.n_trees > 0 ? l->type.bits : 0);
    bac_serial_free(&lowered);
    uint32_t stage = builder_stage(b, BAC_STAGE_SERIAL_CONV, index, "%s_serial", c->name);
    builder_connect(b, stage, in);
    if (b->failed)
        return;
    bac_link from = b->p->links[in];
    bac_link out = {.layer = index, .carries = true, .T = l->T, .C = l->C, .type = l->type};
    out.lanes = l->C;
    out.digits = 1;
    if (read_by_digits(b, index) && !l->type.is_signed) {
        out.digit_bits = bac_serial_digit(l->type.bits, 1, form.apart);
        out.digits = bac_serial_digits(l->type.bits, out.digit_bits);
    }
    out.beats = l->T * out.digits;
    out.width = (uint64_t)out.lanes * bac_link_bits(&out);
    out.interval = (double)b->budget / out.beats;
    out.last = from.last + levels + 2;
    uint32_t link = builder_link(b, l->name, out);
    builder_output(b, stage, link);
    if (b->failed)
        return;
    bac_stage *s = &b->p->stages[stage];
    s->latency = levels + 2;
    s->levels = levels;
    s->period = form.apart;
    s->add = shape->add;
    s->phases = form.window.phases;
    b->p->narrow = true;
    builder_publish(b, index, link);
}

/* Input i of `reader`, in digits. False: it is signed. */
static bool take_source(builder *b, uint32_t reader, uint32_t i, const char *name,
                        const serial_shape *shape, uint32_t *link) {
    const bac_layer *l = builder_layer(b, reader);
    *link = builder_take_digits(b, l->in[i], l->name);
    if (b->failed)
        return false;
    if (b->p->links[*link].type.is_signed && l->op == BAC_ADD) {
        b->failed = bac_fail(b->err, BAC_ERR_INPUT, l->name,
                             "a serial add reads unsigned numbers; plan it unrolled or folded");
        return false;
    }
    *link = digits_for(b, *link, shape, name);
    return b->failed == BAC_OK;
}

/* The inputs of an add side by side: channel c of input i behind all channels of those before. */
static uint32_t join_sources(builder *b, uint32_t add, const serial_shape *shape) {
    const bac_layer *l = builder_layer(b, add);
    uint32_t in[BAC_MAX_INPUTS];
    for (uint32_t i = 0; i < l->n_in; i++) {
        char name[BUILDER_NAME];
        builder_input_name(name, l, i);
        if (!take_source(b, add, i, name, shape, &in[i]))
            return 0;
    }
    builder_balance(b, add, in);
    uint32_t joined = in[0];
    for (uint32_t i = 1; i < l->n_in && !b->failed; i++) {
        const uint32_t before = joined;
        joined = builder_join(b, add, i, before, in[i]);
        if (b->failed)
            return 0;
        bac_link *link = &b->p->links[joined];
        if (b->p->links[in[i]].type.bits > link->type.bits)
            link->type = b->p->links[in[i]].type;
        link->width = (uint64_t)link->lanes * bac_link_bits(link);
    }
    return joined;
}

void builder_serial_requant(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    const uint32_t linear = l->in[0];
    const bac_layer *c = builder_layer(b, linear);
    if ((c->op != BAC_CONV && c->op != BAC_ADD) || !builder_is_serial(b, linear)) {
        b->failed =
            bac_fail(b->err, BAC_ERR_INPUT, l->name,
                     "a serial requantiser is one stage with the serial convolution or add that it "
                     "reads; plan '%s' serial too, or this one unrolled or folded",
                     c->name);
        return;
    }
    const uint32_t add = c->op == BAC_ADD ? linear : c->in[0];
    const bool absorbed =
        c->op == BAC_CONV && builder_is_serial(b, add) && builder_layer(b, add)->op == BAC_ADD;
    const bac_type from = builder_layer(b, c->in[0])->type;
    if (!absorbed && from.is_signed && from.bits == 1) {
        b->failed = bac_fail(b->err, BAC_ERR_INPUT, c->name,
                             "reads a signed number of one bit, which has no two digits; plan it "
                             "unrolled or folded");
        return;
    }
    const serial_shape shape = shape_of(b, linear, absorbed);
    uint32_t in = 0;
    builder_need(b, bac_serial_clocks(&shape.fit));
    if (absorbed || c->op == BAC_ADD)
        in = join_sources(b, add, &shape);
    else if (!take_source(b, linear, 0, c->name, &shape, &in))
        return;
    if (!b->failed && (c->kernel > 1 || c->stride > 1))
        in = add_window(b, linear, in, &shape);
    add_conv(b, index, linear, in, &shape);
}
