/* random_net.c - see random_net.h. */
#include "random_net.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint64_t random_next(random_source *r) {
    uint64_t z = r->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

int64_t random_between(random_source *r, int64_t lo, int64_t hi) {
    uint64_t span = (uint64_t)hi - (uint64_t)lo + 1; /* 0: all 2^64 values */
    uint64_t draw = random_next(r);
    return (int64_t)((uint64_t)lo + (span ? draw % span : draw));
}

bool random_chance(random_source *r, unsigned percent) {
    return random_next(r) % 100 < percent;
}

random_limits random_usual(void) {
    return (random_limits){.positions = 64,
                           .channels = 8,
                           .kernel = 9,
                           .bits = 8,
                           .blocks = 6,
                           .wild = true,
                           .wide = true};
}

random_limits random_small(uint64_t seed) {
    return (random_limits){.positions = 48,
                           .channels = 6,
                           .kernel = 9,
                           .bits = 7,
                           .blocks = 5,
                           .plain = seed % 2 == 0,
                           .bare = seed % 4 == 0,
                           .wide = seed % 3 == 0};
}

/* What the builder carries around: `at` is the layer that the next one continues. */
typedef struct builder {
    random_source source;
    random_limits limits;
    bac_net *net;
    bac_error *err;
    uint32_t at, named;
} builder;

static uint32_t draw(builder *b, uint32_t lo, uint32_t hi) {
    return (uint32_t)random_between(&b->source, lo, hi < lo ? lo : hi);
}

static const bac_layer *layer_at(const builder *b) {
    return bac_net_layer(b->net, b->at);
}

static bac_status append(builder *b, bac_layer *l) {
    char name[BAC_MAX_NAME + 1];
    snprintf(name, sizeof name, "%s_%u", bac_op_name(l->op), b->named++);
    l->name = name;
    double scale[2] = {0x1.8p-7, 0.1};
    if (l->op != BAC_INPUT && random_chance(&b->source, 50)) {
        l->n_scale = 1;
        l->scale = &scale[draw(b, 0, 1)];
    }
    return bac_net_add(b->net, l, &b->at, b->err);
}

static bac_status append_plain(builder *b, bac_op op) {
    return append(b, &(bac_layer){.op = op, .n_in = 1, .in = &(uint32_t){b->at}});
}

static bac_type draw_type(builder *b) {
    bac_type type = {.is_signed = random_chance(&b->source, 50)};
    type.bits = (uint8_t)draw(b, b->limits.wild || b->limits.edges ? 1 : 2, b->limits.bits);
    return type;
}

/* The whole type, or a narrower range inside it */
static void draw_range(builder *b, bac_layer *l) {
    int64_t lo = bac_type_lo(l->type), hi = bac_type_hi(l->type);
    if (random_chance(&b->source, 30))
        lo += lo < 0 && hi > 0;
    if (b->limits.wild && random_chance(&b->source, 20)) {
        int64_t one = random_between(&b->source, lo, hi), two = random_between(&b->source, lo, hi);
        lo = one < two ? one : two;
        hi = one < two ? two : one;
    }
    l->code_lo = (int32_t)lo;
    l->code_hi = (int32_t)hi;
}

static bac_status add_input(builder *b) {
    double scale = (double)random_between(&b->source, 1, 99) / 64;
    bac_layer l = {.op = BAC_INPUT,
                   .T = draw(b, b->limits.edges ? 1 : 4, b->limits.positions),
                   .C = draw(b, 1, b->limits.channels < 4 ? b->limits.channels : 4),
                   .type = draw_type(b),
                   .n_scale = 1,
                   .scale = &scale,
                   .rounding = (bac_rounding)draw(b, 0, BAC_ROUND_COUNT - 1)};
    if (b->limits.edges && l.type.bits < 2)
        l.type.bits = 2; /* what QONNX can state */
    draw_range(b, &l);
    return append(b, &l);
}

/* ---- Requantisers ---- */

static int by_value(const void *a, const void *b) {
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

static void draw_thresholds(builder *b, bac_requant *r, const bac_layer *l, int64_t lo,
                            int64_t hi) {
    uint32_t span = (uint32_t)(l->code_hi - l->code_lo);
    uint32_t most = span < 300 ? span : 300;
    r->n_thresholds = draw(b, 0, most);
    r->decreasing = random_chance(&b->source, 30);
    int64_t slack = random_between(&b->source, 0, span - r->n_thresholds);
    r->add = r->decreasing ? l->code_hi - slack : l->code_lo + slack;
    r->threshold = malloc((r->n_thresholds + 1) * sizeof *r->threshold);
    if (!r->threshold)
        abort();
    if (lo > INT32_MIN)
        lo--;
    if (hi < INT32_MAX)
        hi++;
    for (uint32_t i = 0; i < r->n_thresholds; i++) {
        r->threshold[i] = (int32_t)random_between(&b->source, lo, hi);
    }
    qsort(r->threshold, r->n_thresholds, sizeof *r->threshold, by_value);
}

/* A form that spreads inputs lo..hi over roughly the code range, sometimes beyond it */
static void draw_requant(builder *b, bac_requant *r, const bac_layer *l, int64_t lo, int64_t hi) {
    *r = (bac_requant){.form = (bac_form)draw(b, 0, BAC_FORM_COUNT - 1)};
    if (b->limits.plain && (r->form == BAC_FORM_EVEN || r->form == BAC_FORM_THRESHOLD))
        r->form = BAC_FORM_SHIFT;
    if (r->form == BAC_FORM_CONST && random_chance(&b->source, 60))
        r->form = BAC_FORM_EVEN;
    if (r->form == BAC_FORM_CONST)
        r->add = random_between(&b->source, l->code_lo, l->code_hi);
    if (r->form == BAC_FORM_THRESHOLD)
        draw_thresholds(b, r, l, lo, hi);
    if (r->form == BAC_FORM_CONST || r->form == BAC_FORM_THRESHOLD)
        return;

    int64_t mul = 1;
    if (r->form == BAC_FORM_MUL) {
        mul = random_between(&b->source, -20000, 20000);
        r->mul = (int32_t)mul;
    }
    int64_t one = lo * mul, two = hi * mul, low = one < two ? one : two;
    uint64_t span = (uint64_t)(one < two ? two - one : one - two);
    uint64_t codes = (uint64_t)(l->code_hi - l->code_lo) + 1;
    while (r->shift < 40 && span >> r->shift > codes)
        r->shift++;
    if (random_chance(&b->source, 30) && r->shift > 0)
        r->shift--; /* saturates */
    if (r->form == BAC_FORM_EVEN && r->shift == 0)
        r->shift = 1;
    int64_t step = (int64_t)1 << r->shift;
    r->add = l->code_lo * step - low + random_between(&b->source, -step, step);
}

static bac_status add_requant(builder *b) {
    const bac_layer *x = layer_at(b);
    bac_layer l = {.op = BAC_REQUANT, .n_in = 1, .in = &(uint32_t){b->at}, .type = draw_type(b)};
    if (b->limits.plain)
        l.type.is_signed = false;
    if (b->limits.wide && random_chance(&b->source, 30))
        l.type.bits = (uint8_t)draw(b, 9, BAC_MAX_WIDE_BITS);
    draw_range(b, &l);
    l.requant = calloc(x->C, sizeof *l.requant);
    if (!l.requant)
        abort();
    for (uint32_t c = 0; c < x->C; c++) {
        draw_requant(b, &l.requant[c], &l, x->channel_lo[c], x->channel_hi[c]);
    }
    bac_status status = append(b, &l);
    for (uint32_t c = 0; c < x->C; c++)
        free(l.requant[c].threshold);
    free(l.requant);
    return status;
}

/* ---- Layers with weights ---- */

/* Perhaps one output without a weight, perhaps one input of each group that no output reads. */
static void draw_dead(builder *b, bac_layer *l, uint64_t n) {
    const uint64_t taps = l->op == BAC_CONV ? l->kernel : 1, inputs = n / l->C / taps;
    const bool output = random_chance(&b->source, 20), input = random_chance(&b->source, 20);
    const uint64_t dead_output = draw(b, 0, l->C - 1),
                   dead_input = draw(b, 0, (uint32_t)inputs - 1);
    for (uint64_t i = 0; i < n; i++)
        if ((output && i / taps / inputs == dead_output) ||
            (input && i / taps % inputs == dead_input))
            l->weight[i] = 0;
}

static void draw_weights(builder *b, bac_layer *l, uint64_t n) {
    unsigned zeros = draw(b, 0, 4) * 25;
    bool bipolar = l->weight_type.is_signed && l->weight_type.bits == 1;
    int64_t lo = bac_type_lo(l->weight_type), hi = bac_type_hi(l->weight_type);
    for (uint64_t i = 0; i < n; i++) {
        bool zero = random_chance(&b->source, zeros);
        int32_t w = (int32_t)random_between(&b->source, lo, hi);
        l->weight[i] = bipolar ? (w ? -1 : 1) : zero ? 0 : w;
    }
    if (b->limits.edges && !bipolar)
        draw_dead(b, l, n);
}

/* Appends l with random weights of n numbers, as wide as the accumulator allows. */
static bac_status add_weighted(builder *b, bac_layer *l, uint64_t n) {
    l->weight_type = draw_type(b);
    if (!b->limits.wild && !b->limits.edges && l->weight_type.bits < 2)
        l->weight_type.bits = 2;
    l->cost_bits = layer_at(b)->op == BAC_REQUANT ? layer_at(b)->type.bits : 32;
    l->weight = malloc(n * sizeof *l->weight);
    l->bias = random_chance(&b->source, 50) ? malloc(l->C * sizeof *l->bias) : NULL;
    if (!l->weight)
        abort();
    for (uint32_t o = 0; l->bias && o < l->C; o++) {
        l->bias[o] = (int32_t)random_between(&b->source, -1000, 1000);
    }
    bac_status status;
    do { /* refused: the accumulator would be too wide */
        draw_weights(b, l, n);
        status = append(b, l);
        l->weight_type.bits--;
    } while (status == BAC_ERR_INPUT && l->weight_type.bits > 0);
    free(l->weight);
    free(l->bias);
    return status;
}

/* same: the output has the input's positions and channels, for a residual */
static bac_status add_conv(builder *b, bool same) {
    const bac_layer *x = layer_at(b);
    uint32_t most = b->limits.kernel < x->T ? b->limits.kernel : x->T;
    bac_layer l = {.op = BAC_CONV, .n_in = 1, .in = &(uint32_t){b->at}, .stride = 1};
    l.kernel = random_chance(&b->source, 30) ? 1 : draw(b, 1, most);
    l.pad_left = draw(b, 0, l.kernel - 1);
    l.pad_right = same ? l.kernel - 1 - l.pad_left : draw(b, 0, l.kernel - 1);
    if (!same && x->T > 8)
        l.stride = draw(b, 1, 4);
    l.C = same ? x->C : draw(b, 1, b->limits.channels);
    l.groups = 1;
    uint32_t kind = draw(b, 0, 3);
    if (kind == 1) { /* depthwise, perhaps with several outputs a channel */
        l.groups = x->C;
        if (!same)
            l.C = x->C * draw(b, 1, b->limits.channels / x->C);
    }
    if (kind == 2 && x->C % 2 == 0 && l.C % 2 == 0)
        l.groups = 2;
    return add_weighted(b, &l, (uint64_t)l.C * (x->C / l.groups) * l.kernel);
}

static bac_status add_fc(builder *b, uint32_t classes) {
    bac_layer l = {.op = BAC_FC, .n_in = 1, .in = &(uint32_t){b->at}, .C = classes};
    return add_weighted(b, &l, (uint64_t)classes * layer_at(b)->C);
}

static bac_status add_conv_requant(builder *b, bool same) {
    bac_status status = add_conv(b, same);
    return status ? status : add_requant(b);
}

/* ---- Branches ---- */

static bac_status add_sum(builder *b, uint32_t *in, uint32_t n) {
    const bac_layer *x = bac_net_layer(b->net, in[0]);
    bac_layer l = {.op = BAC_ADD, .n_in = n, .in = in};
    if (b->limits.wild && random_chance(&b->source, 50)) {
        bool one = random_chance(&b->source, 50);
        l.mul = malloc((size_t)n * x->C * sizeof *l.mul);
        if (!l.mul)
            abort();
        for (uint32_t i = 0; i < n * x->C; i++) {
            bool repeat = one && i % x->C > 0;
            l.mul[i] = repeat ? l.mul[i - 1] : (int32_t)random_between(&b->source, -5, 9);
        }
    }
    bac_status status = append(b, &l);
    free(l.mul);
    return status;
}

/* x + f(x), or with `wild` also x + f(x) + g(x) */
static bac_status add_residual(builder *b) {
    uint32_t in[3] = {b->at}, n = b->limits.wild && random_chance(&b->source, 25) ? 3 : 2;
    for (uint32_t i = 1; i < n; i++) {
        b->at = in[0];
        bac_status status = add_conv_requant(b, true);
        if (!status && random_chance(&b->source, 50))
            status = add_conv_requant(b, true);
        if (status)
            return status;
        in[i] = b->at;
    }
    if (random_chance(&b->source, 50)) {
        uint32_t swap = in[0];
        in[0] = in[1];
        in[1] = swap;
    }
    bac_status status = add_sum(b, in, n);
    if (status || (b->limits.wild && random_chance(&b->source, 20)) ||
        (b->limits.bare && random_chance(&b->source, 70)))
        return status;
    return add_requant(b);
}

static bac_status add_fork(builder *b) {
    uint32_t in[3], from = b->at, n = draw(b, 2, 3);
    for (uint32_t i = 0; i < n; i++) {
        b->at = from;
        bool bare = i > 0 && random_chance(&b->source, 20);
        bac_status status = bare ? BAC_OK : add_conv_requant(b, true);
        if (status)
            return status;
        in[i] = b->at;
    }
    return append(b, &(bac_layer){.op = BAC_CONCAT, .n_in = n, .in = in});
}

/* An average, or the maximum where a sum of what is averaged could be too wide. */
static bac_status add_average(builder *b, bac_layer *l, bac_op maximum) {
    bac_status status = append(b, l);
    if (status != BAC_ERR_INPUT)
        return status;
    l->op = maximum;
    return append(b, l);
}

static bac_status add_pool(builder *b) {
    uint32_t T = layer_at(b)->T;
    bac_layer l = {.op = BAC_MAXPOOL, .n_in = 1, .in = &(uint32_t){b->at}};
    if (random_chance(&b->source, 60)) {
        l.op = BAC_AVGPOOL;
        l.count_pad = random_chance(&b->source, 30);
    }
    l.kernel = draw(b, 1, T < 4 ? T : 4);
    l.stride = draw(b, 1, l.kernel);
    if (random_chance(&b->source, 50)) {
        l.pad_left = draw(b, 0, l.kernel - 1);
        l.pad_right = draw(b, 0, l.kernel - 1);
    }
    return add_average(b, &l, BAC_MAXPOOL);
}

/* A pool, and behind an average often the requantiser that divides it. */
static bac_status add_pool_requant(builder *b) {
    bac_status status = add_pool(b);
    const bool divided =
        layer_at(b)->op == BAC_AVGPOOL && (!b->limits.wild || random_chance(&b->source, 70));
    return !status && divided ? add_requant(b) : status;
}

static bac_status add_block(builder *b) {
    bac_status status;
    switch (draw(b, 0, 5)) {
    case 0:
        return add_residual(b);
    case 1:
        return layer_at(b)->C <= b->limits.channels ? add_fork(b) : add_conv_requant(b, false);
    case 2:
    case 4:
        return add_pool_requant(b);
    case 3: /* a pool of accumulators */
        if (!b->limits.wild)
            return add_conv_requant(b, false);
        status = add_conv(b, false);
        if (!status)
            status = add_pool(b);
        return status ? status : add_requant(b);
    default:
        return add_conv_requant(b, false);
    }
}

static bac_status add_classifier(builder *b) {
    uint32_t classes = draw(b, 1, 6);
    uint64_t numbers = (uint64_t)layer_at(b)->T * layer_at(b)->C;
    bool flat = numbers <= 512 && random_chance(&b->source, 50);
    bac_layer whole = {.op = random_chance(&b->source, 50) ? BAC_GLOBALMAX : BAC_GLOBALAVG,
                       .n_in = 1,
                       .in = &(uint32_t){b->at}};
    bac_status status = flat ? append_plain(b, BAC_FLATTEN) : add_average(b, &whole, BAC_GLOBALMAX);
    if (!status && random_chance(&b->source, 70))
        status = add_requant(b);
    if (!status && random_chance(&b->source, 90))
        status = add_fc(b, classes);
    if (status)
        return status;
    const char *label[] = {"BPSK", "QPSK", "8PSK", "16-QAM", "FM", "GMSK"};
    if (layer_at(b)->C <= 6) {
        status = bac_net_set_classes(b->net, label, layer_at(b)->C, b->err);
        if (status)
            return status;
    }
    return append_plain(b, BAC_ARGMAX);
}

bac_status random_net(uint64_t seed, const random_limits *limits, bac_net **net, bac_error *err) {
    builder b = {.source = {seed}, .limits = limits ? *limits : random_usual(), .err = err};
    char note[64];
    *net = NULL;
    bac_status status = bac_net_create("random", &b.net, err);
    if (status)
        return status;
    snprintf(note, sizeof note, "random_net, seed %llu", (unsigned long long)seed);
    status = bac_net_note(b.net, note, err);
    if (!status)
        status = add_input(&b);
    for (uint32_t n = draw(&b, 0, b.limits.blocks); n > 0 && !status; n--)
        status = add_block(&b);
    if (!status)
        status = add_classifier(&b);
    if (!status)
        status = bac_net_finish(b.net, err);
    if (status) {
        bac_net_free(b.net);
        return status;
    }
    *net = b.net;
    return BAC_OK;
}

void random_frame(random_source *r, const bac_net *net, int32_t *codes) {
    const bac_layer *in = bac_net_layer(net, 0);
    bool ends = random_chance(r, 12);
    for (uint32_t i = 0; i < in->T * in->C; i++) {
        int32_t end = random_chance(r, 50) ? in->code_lo : in->code_hi;
        codes[i] = ends ? end : (int32_t)random_between(r, in->code_lo, in->code_hi);
    }
}

static uint64_t from_environment(const char *name, uint64_t usual) {
    const char *text = getenv(name);
    return text && *text ? strtoull(text, NULL, 10) : usual;
}

uint64_t random_first_seed(void) {
    return from_environment("BAC_TEST_SEED", 1);
}

uint64_t random_rounds(uint64_t rounds) {
    return from_environment("BAC_TEST_ROUNDS", rounds);
}

const char *random_replay(uint64_t seed, char *text) {
    snprintf(text, 80, "seed %llu: replay with BAC_TEST_SEED=%llu BAC_TEST_ROUNDS=1",
             (unsigned long long)seed, (unsigned long long)seed);
    return text;
}
