/* test_distributed.c - the tables that a digit-serial stage adds up, against the reference: the sum over the
 * digits of each window, in the widths that the stage has, and the code that follows from it. Every
 * convolution and add of random networks that a serial stage can compute, with digits of every width. */
#include "bac.h"
#include "distributed.h"
#include "random_run.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>

enum { ROUNDS = 600 };

/* One stage and the streams of one frame around it. */
typedef struct stage {
    const bac_net *net;
    const bac_run *run;
    const bac_layer
        *sum; /* the layer whose inputs enter: the convolution, or an add fused into it */
    const bac_layer *linear; /* the convolution or add that is computed */
    uint32_t requant_index;
    const bac_layer *requant;
    bac_serial_shape shape;
    uint32_t C;    /* channels of all inputs together */
    uint32_t bits; /* of the widest input */
    const char *replay;
} stage;

static uint32_t layer_of_input(const stage *s, uint32_t source) {
    return s->sum->in[source];
}

/* The number, unsigned as its digits say it, that a window has at `number`; p: the position. */
static uint64_t number_at(const stage *s, uint32_t p, uint32_t number) {
    const bac_serial_window *w = &s->shape.window;
    const uint32_t tap = number / (w->polyphase * s->C), phase = number / s->C % w->polyphase;
    const uint32_t channel = number % s->C, each = s->C / s->sum->n_in;
    const uint32_t source = layer_of_input(s, channel / each);
    const bac_layer *from = bac_net_layer(s->net, source);
    const int64_t at = ((int64_t)p * w->stride + tap - w->pad_left) * w->polyphase + phase;
    const bool inside = at >= 0 && at < from->T;
    const int32_t *values = bac_run_layer(s->run, source);
    const int32_t value = inside ? values[(size_t)at * from->C + channel % each] : 0;
    return (uint64_t)(value + (from->type.is_signed ? 1 << (from->type.bits - 1) : 0));
}

static bool bit_at(const stage *s, uint32_t p, uint32_t digit, uint32_t index) {
    const uint32_t D = s->shape.digit_bits;
    const uint32_t n_in = s->shape.window.kernel * s->shape.window.polyphase * s->C;
    if (index == n_in * D)
        return digit + 1 == s->shape.digits;
    cr_assert_lt(index, n_in * D, "%s", s->replay);
    const uint32_t at = (s->shape.digits - 1 - digit) * D + index % D;
    return number_at(s, p, index / D) >> at & 1;
}

static bool holds(int64_t value, uint32_t bits) {
    return value >= -((int64_t)1 << (bits - 1)) && value < (int64_t)1 << (bits - 1);
}

/* The sum of one digit; it and its parts, table by table, keep inside their widths. */
static int64_t digit_sum(const stage *s, const bac_distributed *d, uint32_t o, uint32_t p,
                         uint32_t digit) {
    const bac_serial_output *out = &d->output[o];
    const int64_t offset = -((int64_t)1 << s->shape.digit_bits);
    int64_t sum = 0;
    for (uint32_t i = 0; i < out->n; i++) {
        const bac_serial_term *t = &d->term[out->first + i];
        sum += bit_at(s, p, digit, t->index) ? t->weight : 0;
        if (i % BAC_SERIAL_GROUP == BAC_SERIAL_GROUP - 1 || i + 1 == out->n)
            cr_assert(holds(sum + offset, d->widths[(size_t)o * d->levels + i / BAC_SERIAL_GROUP]),
                      "%s: '%s', output %" PRIu32 ": the sum behind table %" PRIu32 " is %" PRIi64,
                      s->replay, s->linear->name, o, i / BAC_SERIAL_GROUP, sum + offset);
    }
    cr_assert(holds(sum + offset, out->sum_bits), "%s", s->replay);
    return sum;
}

/* The largest code whose threshold is at or below v, the words of the tree chosen bit by bit. */
static int32_t search(const stage *s, const uint32_t *tree, int64_t v) {
    const uint32_t bits = s->requant->type.bits;
    uint32_t word = 1;
    for (uint32_t i = 0; i < bits; i++)
        word = 2 * word + (v >= tree[word]);
    return (int32_t)word - (1 << bits) - (s->requant->type.is_signed ? 1 << (bits - 1) : 0);
}

static int32_t code_of(const stage *s, const bac_distributed *d, uint32_t o, uint32_t p) {
    const bac_serial_output *out = &d->output[o];
    if (out->n == 0)
        return (int32_t)out->init;
    int64_t v = out->init;
    for (uint32_t digit = 0; digit < s->shape.digits; digit++)
        v = v * ((int64_t)1 << s->shape.digit_bits) + digit_sum(s, d, o, p, digit);
    if (out->tree) {
        cr_assert(v >= 0 && v < (int64_t)1 << out->v_bits,
                  "%s: a searched sum of %" PRIi64 " in %u bits", s->replay, v, out->v_bits);
        return search(s, d->tree + ((size_t)(out->tree - 1) << s->requant->type.bits), v);
    }
    cr_assert(holds(v, out->v_bits), "%s: a sum of %" PRIi64 " in %u bits", s->replay, v,
              out->v_bits);
    const int64_t code = v >> out->shift;
    return code < s->requant->code_lo   ? s->requant->code_lo
           : code > s->requant->code_hi ? s->requant->code_hi
                                        : (int32_t)code;
}

static void check_codes(const stage *s, const bac_distributed *d) {
    const int32_t *want = bac_run_layer(s->run, s->requant_index);
    for (uint32_t p = 0; p < s->requant->T; p++)
        for (uint32_t o = 0; o < s->requant->C; o++) {
            const int32_t got = code_of(s, d, o, p), is = want[(size_t)p * s->requant->C + o];
            cr_assert_eq(got, is,
                         "%s: '%s', digits of %" PRIu32 " bits, position %" PRIu32
                         ", output %" PRIu32 ": the code is %" PRIi32 ", not %" PRIi32,
                         s->replay, s->linear->name, s->shape.digit_bits, p, o, got, is);
        }
}

/* What the test has seen: no kind of output may be missing. */
typedef struct seen {
    uint32_t stages, clamped, searched, constant, fused, polyphase, refused;
} seen;

static void count(const stage *s, const bac_distributed *d, seen *n) {
    n->stages++;
    n->fused += s->sum != s->linear;
    n->polyphase += s->shape.window.polyphase > 1;
    for (uint32_t o = 0; o < d->C; o++) {
        const bac_serial_output *out = &d->output[o];
        *(out->n == 0 ? &n->constant : out->tree ? &n->searched : &n->clamped) += 1;
    }
}

/* Digits of 1 bit to all bits; the interval of positions decides how many comparators a search has. */
static void check_stage(stage *s, bool add, seen *n) {
    const uint64_t plenty = (uint64_t)bac_net_layer(s->net, s->sum->in[0])->T * 64;
    uint32_t last = 0;
    for (uint32_t digit = 1; digit <= s->bits; digit++) {
        const bac_serial_fit fit =
            bac_serial_fit_in(s->net, s->linear, add, digit, digit % 2 ? plenty : plenty / 64);
        if (fit.digit_bits == last)
            continue; /* a signed number has two digits or more */
        last = fit.digit_bits;
        s->shape = (bac_serial_shape){fit.window, fit.digit_bits, fit.digits, digit, add};
        bac_distributed d;
        bac_error err;
        const bac_status status =
            bac_distributed_lower(s->net, s->linear, s->requant, &s->shape, &d, &err);
        if (status != BAC_OK) {
            cr_assert_eq(status, BAC_ERR_INPUT, "%s: %s", s->replay, err.text);
            n->refused++;
            continue;
        }
        check_codes(s, &d);
        count(s, &d, n);
        bac_distributed_free(&d);
    }
}

static void check_layers(const bac_net *net, const bac_run *run, const char *replay, seen *n) {
    for (uint32_t i = 1; i < bac_net_layers(net); i++) {
        const uint32_t requant = bac_serial_fused_requant(net, i);
        if (requant == BAC_NO_LAYER)
            continue;
        stage s = {.net = net,
                   .run = run,
                   .sum = bac_net_layer(net, i),
                   .linear = bac_net_layer(net, i),
                   .requant = bac_net_layer(net, requant),
                   .requant_index = requant,
                   .replay = replay};
        const uint32_t add = bac_serial_fused_add(net, i);
        for (int fused = 0; fused < (add != BAC_NO_LAYER ? 2 : 1); fused++) {
            s.sum = bac_net_layer(net, fused ? add : i);
            s.C = s.sum->n_in * bac_net_layer(net, s.sum->in[0])->C;
            s.bits = bac_serial_bits(net, s.linear, fused);
            check_stage(&s, fused, n);
        }
    }
}

Test(bac_distributed, sums_of_digits_give_the_codes_of_the_reference) {
    seen n = {0};
    const uint64_t first = random_first_seed(), rounds = random_rounds(ROUNDS);
    for (uint64_t seed = first; seed < first + rounds; seed++) {
        random_limits limits = random_small(seed);
        limits.positions = 16;
        limits.bits = 8;            /* trees of all sizes */
        limits.bare = limits.plain; /* convolutions that read an add */
        random_run x;
        random_run_open(&x, seed, &limits);
        for (int frame = 0; frame < 2; frame++) {
            random_run_frame(&x);
            check_layers(x.net, x.run, x.replay, &n);
        }
        random_run_close(&x);
    }
    printf("%u stages, %u with an add, %u polyphase, %u refused; outputs: %u clamped, %u searched, "
           "%u constant\n",
           n.stages, n.fused, n.polyphase, n.refused, n.clamped, n.searched, n.constant);
    cr_assert(rounds < ROUNDS ||
              (n.stages && n.fused && n.polyphase && n.clamped && n.searched && n.constant));
}
