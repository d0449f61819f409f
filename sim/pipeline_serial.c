/* pipeline_serial.c - the stages of layers whose style is `serial`: a convolution and the
 * requantiser behind it, which are one stage, and the digits between them and their neighbours. */
#include "pipeline_internal.h"
#include "serial.h"

#include <inttypes.h>
#include <stdio.h>

bool builder_is_serial(const builder *b, uint32_t index) {
    return b->plan && b->plan->layer[index].style == BAC_STYLE_SERIAL;
}

void builder_serial_conv(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    const uint32_t reader = bac_only_reader(b->p->net, index);
    if (l->op != BAC_CONV)
        b->failed = bac_fail(b->err, BAC_ERR_INPUT, l->name,
                             "is no convolution and no requantiser behind one; plan it unrolled or "
                             "folded");
    else if (reader == 0 || builder_layer(b, reader)->op != BAC_REQUANT ||
             !builder_is_serial(b, reader))
        b->failed =
            bac_fail(b->err, BAC_ERR_INPUT, l->name,
                     "a serial convolution is one stage with the requantiser that is its only "
                     "reader; plan that serial too, or this one unrolled or folded");
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
    uint32_t gap; /* zero samples behind a frame */
    uint32_t digits, digit_bits;
} serial_shape;

static bool shape_of(builder *b, uint32_t index, const bac_link *in, serial_shape *shape) {
    const bac_layer *l = builder_layer(b, index);
    const uint32_t bits = in->type.bits;
    if (in->type.is_signed) {
        b->failed =
            bac_fail(b->err, BAC_ERR_INPUT, l->name,
                     "a serial convolution reads unsigned numbers; plan it unrolled or folded");
        return false;
    }
    shape->gap = bac_serial_gap(l, in->T);
    const uint64_t samples = (uint64_t)in->T + shape->gap;
    uint32_t d = b->plan->layer[index].value[BAC_PLAN_DIGIT];
    if (d == 0)
        d = bac_serial_digit(bits, samples, b->budget);
    shape->digit_bits = d < bits ? d : bits;
    shape->digits = bac_serial_digits(bits, shape->digit_bits);
    builder_need(b, samples * shape->digits);
    return true;
}

/* The input's stream in this shape of digits: as it comes, where it has it. */
static uint32_t digits_for(builder *b, uint32_t in, const serial_shape *shape, const char *reader) {
    if (b->failed)
        return 0;
    const bac_link *link = &b->p->links[in];
    if (link->digits == shape->digits && bac_link_bits(link) == shape->digit_bits)
        return in;
    if (link->digits > 1)
        in = builder_whole(b, in, reader);
    if (b->failed || shape->digits == 1)
        return in;
    return convert(b, in, shape->digits, shape->digit_bits, reader);
}

static uint32_t add_window(builder *b, uint32_t index, uint32_t in, const serial_shape *shape) {
    const bac_layer *l = builder_layer(b, index);
    in = builder_decouple(b, in, l->name);
    if (b->failed)
        return 0;
    bac_link out = b->p->links[in];
    uint32_t stage = builder_stage(b, BAC_STAGE_SERIAL_WINDOW, index, "%s_window", l->name);
    builder_connect(b, stage, in);
    out.carries = false;
    out.T = l->T;
    out.beats = l->T * shape->digits;
    out.width *= l->kernel;
    out.interval = (double)b->budget / out.beats;
    out.last += 1;
    uint32_t link = builder_link(b, NULL, out);
    builder_output(b, stage, link);
    if (b->failed)
        return 0;
    builder_name(b, &b->p->links[link].name, "%s_window", l->name);
    bac_stage *s = &b->p->stages[stage];
    s->latency = 1;
    s->head = l->kernel - 1 - l->pad_left;
    s->period = l->stride;
    s->flush = shape->gap;
    return link;
}

/* Every reader of the layer takes digits. */
static bool read_by_digits(const builder *b, uint32_t index) {
    for (uint32_t i = index + 1; i < bac_net_layers(b->p->net); i++)
        for (uint32_t k = 0; k < builder_layer(b, i)->n_in; k++)
            if (builder_root(b, builder_layer(b, i)->in[k]) == index &&
                !(builder_layer(b, i)->op == BAC_CONV && builder_is_serial(b, i)))
                return false;
    return true;
}

/* Positions end at least this many clocks apart, whatever stalls: in a frame, and from one to the
 * next. */
static uint32_t clocks_apart(const bac_layer *from, const bac_layer *conv,
                             const serial_shape *shape) {
    const uint32_t round = from->T + shape->gap - (conv->T - 1) * conv->stride;
    return shape->digits * (round < conv->stride ? round : conv->stride);
}

static void add_conv(builder *b, uint32_t index, uint32_t conv, uint32_t in,
                     const serial_shape *shape) {
    const bac_layer *l = builder_layer(b, index), *c = builder_layer(b, conv);
    bac_serial lowered;
    if (b->failed)
        return;
    b->failed =
        bac_serial_lower(b->p->net, c, l, shape->digit_bits, shape->digits, &lowered, b->err);
    if (b->failed)
        return;
    const uint32_t levels = lowered.levels;
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
        const uint32_t apart = clocks_apart(builder_layer(b, c->in[0]), c, shape);
        out.digit_bits = bac_serial_digit(l->type.bits, 1, apart);
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
    b->p->narrow = true;
    builder_publish(b, index, link);
}

void builder_serial_requant(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    const uint32_t conv = l->in[0];
    const bac_layer *c = builder_layer(b, conv);
    serial_shape shape;
    if (c->op != BAC_CONV || !builder_is_serial(b, conv)) {
        b->failed =
            bac_fail(b->err, BAC_ERR_INPUT, l->name,
                     "a serial requantiser is one stage with the serial convolution that it "
                     "reads; plan '%s' serial too, or this one unrolled or folded",
                     c->name);
        return;
    }
    uint32_t in = builder_take_digits(b, c->in[0], c->name);
    if (!b->failed && b->p->links[in].lanes != b->p->links[in].C)
        in = builder_resize(b, in, b->p->links[in].C, c->name);
    if (b->failed || !shape_of(b, conv, &b->p->links[in], &shape))
        return;
    in = digits_for(b, in, &shape, c->name);
    if (c->kernel > 1 || c->stride > 1)
        in = add_window(b, conv, in, &shape);
    add_conv(b, index, conv, in, &shape);
}
