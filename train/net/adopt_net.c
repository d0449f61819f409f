/* adopt_net.c - the integers of a network of native form as a trainable network.
 *
 * Native form: every requantiser equals code = clamp((x + A) >> S) for every reachable x, in
 * whatever form the file stores it, and sums add integers of one scale. The shifts determine the
 * weights' scales: scale of the codes / (scale of the input * 2^S). The file's scales are only
 * information (model/bac.h), so they only choose among equivalent solutions. */
#include "adopt.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SHIFT = 14, MAX_ADD = 1 << 22, USUAL_RANGE = 2 }; /* as nn_prepare.c; log2 */

typedef struct step {
    int64_t A;
    int S;
} step;

/* What a layer became */
typedef struct stream {
    uint32_t node; /* makes the same stream */
    int exponent;  /* log2 of what one unit is worth; of a weighted layer: not used */
    step *step;    /* of a requantiser, each channel: A counts without bias */
} stream;

typedef struct reader {
    const bac_net *net;
    const char *path;
    bac_nn *nn;
    stream *at; /* [layers] */
    bac_error *err;
    char where[256];
} reader;

static const char *place(reader *r, const bac_layer *l) {
    snprintf(r->where, sizeof r->where, "%.180s:%.63s", r->path, l->name);
    return r->where;
}

static const bac_layer *layer(const reader *r, uint32_t i) {
    return bac_net_layer(r->net, i);
}

static bool is_weighted(const bac_layer *l) {
    return l->op == BAC_CONV || l->op == BAC_FC;
}

/* log2 of the scale of channel c, where that is a power of two */
static bool exponent_of(const bac_layer *l, uint32_t c, int *exponent) {
    double scale = l->n_scale ? l->scale[l->n_scale == 1 ? 0 : c] : 0;
    bool power = frexp(scale, exponent) == 0.5;
    --*exponent;
    return power;
}

/* ---- a requantiser as add and shift */

static int32_t code_of(const bac_layer *q, uint32_t c, int64_t x) {
    return bac_requant_apply(&q->requant[c], q->code_lo, q->code_hi, (int32_t)x);
}

static int64_t shifted(const bac_layer *q, int64_t x, const step *s) {
    int64_t code = (x + s->A) >> s->S;
    return code < q->code_lo ? q->code_lo : code > q->code_hi ? q->code_hi : code;
}

/* The smallest x of lo + 1 .. hi whose code is at least k */
static int64_t threshold(const bac_layer *q, uint32_t c, int64_t lo, int64_t hi, int32_t k) {
    while (hi - lo > 1) {
        int64_t middle = lo + (hi - lo) / 2;
        if (code_of(q, c, middle) >= k)
            hi = middle;
        else
            lo = middle;
    }
    return hi;
}

/* True when the step equals channel c of the requantiser for every reachable x. */
static bool same(const bac_layer *x, const bac_layer *q, uint32_t c, const step *s) {
    int64_t lo = x->channel_lo[c], hi = x->channel_hi[c];
    int32_t first = code_of(q, c, lo), last = code_of(q, c, hi);
    bool equal = shifted(q, lo, s) == first && shifted(q, hi, s) == last;
    for (int32_t k = first + 1; equal && k <= last; k++)
        equal = threshold(q, c, lo, hi, k) == k * ((int64_t)1 << s->S) - s->A;
    return equal;
}

/* Finds the A with which a shift by s->S equals channel c, if there is one. plain: A must be 0, as
 * everywhere except behind weights. */
static bool fit(const bac_layer *x, const bac_layer *q, uint32_t c, bool plain, step *s) {
    int64_t lo = x->channel_lo[c], hi = x->channel_hi[c], unit = (int64_t)1 << s->S;
    int32_t first = code_of(q, c, lo), last = code_of(q, c, hi);
    int64_t bias = x->bias ? x->bias[c] : 0;
    if (plain)
        return same(x, q, c, s);
    if (first < last)
        s->A = (first + 1) * unit - threshold(q, c, lo, hi, first + 1);
    else /* a constant channel: its range ends before the next code, or starts at its own */
        s->A = first == q->code_lo ? (first + 1) * unit - 1 - hi : first * unit - lo;
    return llabs((long long)(s->A + bias - unit / 2)) <= MAX_ADD && same(x, q, c, s);
}

/* All weights of an output channel are zero: its scale means nothing, the trainer shifts by 0. */
static bool is_empty(const bac_layer *x, uint32_t c, uint32_t c_in) {
    size_t each = (size_t)(c_in / x->groups) * x->kernel;
    for (size_t i = c * each; i < (c + 1) * each; i++)
        if (x->weight[i])
            return false;
    return true;
}

/* The shift that the scales state, if they do */
static int stated(const bac_layer *x, const bac_layer *q, uint32_t c) {
    int from, to;
    if (exponent_of(x, c, &from) && exponent_of(q, c, &to) && to - from >= 0 &&
        to - from <= MAX_SHIFT)
        return to - from;
    return q->requant[c].form == BAC_FORM_SHIFT && q->requant[c].shift <= MAX_SHIFT
               ? q->requant[c].shift
               : 0;
}

/* Finds the steps of channels c0 .. c1 with one common shift: the one that the scales state, else
 * the first that fits. */
static bool fit_channels(const bac_layer *x, const bac_layer *q, uint32_t c0, uint32_t c1,
                         bool plain, step *s) {
    int first = stated(x, q, c0);
    for (int i = -1; i <= MAX_SHIFT; i++) {
        bool fits = true;
        for (uint32_t c = c0; fits && c < c1; c++) {
            s[c] = (step){0, i < 0 ? first : i};
            fits = fit(x, q, c, plain, &s[c]);
        }
        if (fits)
            return true;
    }
    return false;
}

/* ---- nodes */

/* Summands have one scale: that of the operand which is there already. */
static bool partner(const reader *r, uint32_t index, int *exponent) {
    for (uint32_t i = index + 1; i < bac_net_layers(r->net); i++) {
        const bac_layer *l = layer(r, i);
        if (l->op != BAC_ADD || l->n_in != 2 || (l->in[0] != index && l->in[1] != index))
            continue;
        uint32_t other = l->in[0] == index ? l->in[1] : l->in[0];
        if (other >= index)
            continue;
        *exponent = r->at[other].exponent;
        return true;
    }
    return false;
}

static bac_status read_requant(reader *r, uint32_t index) {
    const bac_layer *q = layer(r, index), *x = layer(r, q->in[0]);
    bool sums = is_weighted(x);
    int64_t lo = q->type.is_signed ? -((int64_t)1 << (q->type.bits - 1)) : 0;
    int64_t hi = ((int64_t)1 << (q->type.bits - q->type.is_signed)) - 1;
    if (q->code_lo != lo || q->code_hi != hi)
        return bac_fail(r->err, BAC_ERR_INPUT, place(r, q),
                        "its codes %d..%d are not all of its %u bits, as trained ones are",
                        q->code_lo, q->code_hi, q->type.bits);
    step *s = r->at[index].step;
    bool alone = sums && r->nn->node[r->at[q->in[0]].node].per_channel;
    uint32_t c = 0, each = alone ? 1 : q->C;
    for (; c < q->C; c += each) {
        bool empty = alone && is_empty(x, c, layer(r, x->in[0])->C);
        if (empty ? !fit(x, q, c, false, &s[c]) : !fit_channels(x, q, c, c + each, !sums, s))
            return bac_fail(r->err, BAC_ERR_INPUT, place(r, q),
                            "channel %u is not clamp((x%s) >> S) with an S of 0 .. %d%s: it is not "
                            "of native form; take 'quantise free' and the .onnx file",
                            c, sums ? " + A" : "", MAX_SHIFT, alone ? "" : " for all channels");
    }
    for (c = 0; sums && x->bias && c < q->C; c++)
        s[c].A += x->bias[c];
    int *e = &r->at[index].exponent;
    if (!sums)
        *e = r->at[q->in[0]].exponent + s[0].S;
    else if (!partner(r, index, e) && !exponent_of(q, 0, e))
        *e = USUAL_RANGE - q->type.bits;
    r->at[index].node =
        bac_nn_norm_act(r->nn, q->name, r->at[q->in[0]].node, sums ? BAC_NORM_BIAS : BAC_NORM_NONE,
                        q->type.is_signed ? BAC_ACT_NONE : BAC_ACT_RELU, q->type.bits,
                        q->type.is_signed, ldexp(1, *e));
    return BAC_OK;
}

/* The requantiser behind a weighted layer; 0: none */
static uint32_t behind(const reader *r, uint32_t index) {
    for (uint32_t i = index + 1; i < bac_net_layers(r->net); i++)
        if (layer(r, i)->op == BAC_REQUANT && layer(r, i)->in[0] == index)
            return i;
    return 0;
}

/* Logits have one scale; of other fully connected layers the weights do if that is possible. */
static bool per_tensor(const reader *r, uint32_t index) {
    const bac_layer *l = layer(r, index);
    uint32_t q = behind(r, index);
    return l->op == BAC_FC && (!q || fit_channels(l, layer(r, q), 0, l->C, false, r->at[q].step));
}

static bac_status read_weighted(reader *r, uint32_t index) {
    const bac_layer *l = layer(r, index);
    size_t n = (size_t)l->C * (layer(r, l->in[0])->C / l->groups) * l->kernel;
    uint8_t bits = (uint8_t)(l->weight_type.bits + !l->weight_type.is_signed);
    long long top = (1LL << (bits - 1)) - 1;
    for (size_t i = 0; i < n; i++)
        if (llabs((long long)l->weight[i]) > top)
            return bac_fail(r->err, BAC_ERR_INPUT, place(r, l),
                            "weight %zu is %d: trained weights are narrow, here -%lld..%lld", i,
                            l->weight[i], top, top);
    bac_nn_conv_spec spec = {.channels = l->C,
                             .groups = l->groups,
                             .kernel = l->kernel,
                             .stride = l->stride,
                             .pad_left = l->pad_left,
                             .pad_right = l->pad_right,
                             .weight_bits = bits,
                             .bias = l == bac_net_logits(r->net),
                             .fc = l->op == BAC_FC,
                             .per_tensor = per_tensor(r, index)};
    r->at[index].node = bac_nn_conv(r->nn, l->name, r->at[l->in[0]].node, &spec);
    return BAC_OK;
}

static bac_status read_join(reader *r, uint32_t index) {
    const bac_layer *l = layer(r, index);
    uint32_t in[BAC_NN_MAX_IN];
    if (l->n_in > BAC_NN_MAX_IN || (l->op == BAC_ADD && l->n_in != 2))
        return bac_fail(r->err, BAC_ERR_INPUT, place(r, l),
                        "joins %u streams; the trainer adds 2 and concatenates up to %d", l->n_in,
                        BAC_NN_MAX_IN);
    for (uint32_t i = 0; i < l->n_in; i++) {
        in[i] = r->at[l->in[i]].node;
        if (r->at[l->in[i]].exponent != r->at[l->in[0]].exponent)
            return bac_fail(r->err, BAC_ERR_INPUT, place(r, l),
                            "joins %s and %s, whose scales differ: native form has one",
                            layer(r, l->in[0])->name, layer(r, l->in[i])->name);
        for (uint32_t c = 0; l->op == BAC_ADD && c < l->C; c++)
            if (l->mul[(size_t)i * l->C + c] != 1)
                return bac_fail(r->err, BAC_ERR_INPUT, place(r, l),
                                "multiplies its input %u by %d: native form adds integers of one "
                                "scale; take 'quantise free' and its .onnx file",
                                i, l->mul[(size_t)i * l->C + c]);
    }
    r->at[index].node = l->op == BAC_ADD ? bac_nn_add(r->nn, l->name, in[0], in[1])
                                         : bac_nn_concat(r->nn, l->name, l->n_in, in);
    return BAC_OK;
}

static bac_status read_input(reader *r) {
    const bac_layer *l = layer(r, 0);
    if (!exponent_of(l, 0, &r->at[0].exponent) || !l->type.is_signed ||
        l->code_lo != -(1 << (l->type.bits - 1)) || l->code_hi != (1 << (l->type.bits - 1)) - 1 ||
        l->rounding != BAC_ROUND_HALF_EVEN)
        return bac_fail(
            r->err, BAC_ERR_INPUT, place(r, l),
            "native form quantises samples to all codes of so many bits, signed, ties to "
            "even, by a power of two");
    r->at[0].node = bac_nn_input(r->nn, l->T, l->C, l->type.bits, ldexp(1, r->at[0].exponent));
    return BAC_OK;
}

/* Positions of which a stream was flattened: [T][C] here, [C][T] to the trainer */
static uint32_t flattened(const reader *r, uint32_t index) {
    const bac_layer *l = layer(r, index);
    return l->op == BAC_FLATTEN ? layer(r, l->in[0])->T : 1;
}

static bac_status read_layer(reader *r, uint32_t i) {
    const bac_layer *l = layer(r, i);
    uint32_t from = l->n_in ? r->at[l->in[0]].node : 0;
    for (uint32_t k = 0; k < l->n_in; k++)
        if (flattened(r, l->in[k]) > 1 && l->op != BAC_FC)
            return bac_fail(r->err, BAC_ERR_INPUT, place(r, l),
                            "comes behind a flattening; the trainer has fully connected layers "
                            "there");
    if (l->n_in)
        r->at[i].exponent = r->at[l->in[0]].exponent;
    switch (l->op) {
    case BAC_INPUT:
        return read_input(r);
    case BAC_CONV:
    case BAC_FC:
        return read_weighted(r, i);
    case BAC_REQUANT:
        return read_requant(r, i);
    case BAC_ADD:
    case BAC_CONCAT:
        return read_join(r, i);
    case BAC_MAXPOOL:
        r->at[i].node =
            bac_nn_maxpool(r->nn, l->name, from, l->kernel, l->stride, l->pad_left, l->pad_right);
        return BAC_OK;
    case BAC_GLOBALMAX:
        r->at[i].node = bac_nn_globalmax(r->nn, l->name, from);
        return BAC_OK;
    case BAC_AVGPOOL:
    case BAC_GLOBALAVG:
        return bac_fail(r->err, BAC_ERR_INPUT, place(r, l),
                        "averages, which the trainer does not; train it elsewhere");
    case BAC_FLATTEN:
        r->at[i].node = layer(r, l->in[0])->T == 1 ? from : bac_nn_flatten(r->nn, l->name, from);
        return BAC_OK;
    default: /* the argmax, which the trainer does without */
        return BAC_OK;
    }
}

/* ---- numbers */

static void fill_weights(reader *r, uint32_t index) {
    const bac_layer *l = layer(r, index);
    const bac_nn_node *n = &r->nn->node[r->at[index].node];
    const bac_nn_param *p = &r->nn->param[n->weight], *e = &r->nn->param[n->exponent];
    int in = r->at[l->in[0]].exponent, logits = in;
    uint32_t q = behind(r, index);
    const step *s = r->at[q].step; /* NULL: of no requantiser */
    if (s)
        logits = r->at[q].exponent; /* of the codes */
    else if (!exponent_of(l, 0, &logits) || logits > in || logits < in - 40)
        logits = in;
    size_t each = p->n / l->C, T = flattened(r, l->in[0]);
    for (size_t i = 0; i < p->n; i++) {
        size_t c = i / each, k = i % each,
               to = p->at + c * each + k % (each / T) * T + k / (each / T);
        int of = logits - in - (s ? s[c].S : 0);
        if (T == 1)
            to = p->at + i;
        r->nn->theta[to] = ldexpf((float)l->weight[i], of);
        r->nn->keep[to] = l->weight[i] != 0;
        r->nn->theta[e->at + (n->per_channel ? c : 0)] = (float)of;
    }
    for (uint32_t c = 0; n->bias != BAC_NN_NONE && l->bias && c < l->C; c++)
        bac_nn_numbers(r->nn, n->bias)[c] = ldexpf((float)l->bias[c], logits);
}

static void fill_addends(reader *r, uint32_t index) {
    const bac_nn_node *n = &r->nn->node[r->at[index].node];
    for (uint32_t c = 0; n->beta != BAC_NN_NONE && c < n->C; c++) {
        const step *s = &r->at[index].step[c];
        float units = (float)(s->A - (s->S ? (int64_t)1 << (s->S - 1) : 0));
        bac_nn_numbers(r->nn, n->beta)[c] = ldexpf(units, r->at[index].exponent - s->S);
    }
}

static bac_status read_net(reader *r) {
    uint32_t n = bac_net_layers(r->net);
    const char *base = strrchr(r->path, '/');
    bac_status status = bac_nn_create(base ? base + 1 : r->path, BAC_NN_NATIVE, &r->nn, r->err);
    for (uint32_t i = 0; !status && i < n; i++)
        status = read_layer(r, i);
    if (!status)
        status = bac_nn_finish(r->nn, 0, r->err);
    for (uint32_t i = 0; !status && i < n; i++) {
        if (is_weighted(layer(r, i)))
            fill_weights(r, i);
        else if (layer(r, i)->op == BAC_REQUANT)
            fill_addends(r, i);
    }
    if (!status)
        bac_nn_prepare(r->nn);
    return status;
}

bac_status bac_nn_of_net(const bac_net *net, const char *path, bac_nn **nn, bac_error *err) {
    uint32_t n = bac_net_layers(net);
    reader r = {.net = net, .path = path, .at = calloc(n, sizeof *r.at), .err = err};
    bool ok = r.at != NULL;
    for (uint32_t i = 0; ok && i < n; i++)
        if (layer(&r, i)->op == BAC_REQUANT)
            ok = (r.at[i].step = calloc(layer(&r, i)->C, sizeof(step)));
    bac_status status = ok ? read_net(&r) : bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    for (uint32_t i = 0; r.at && i < n; i++)
        free(r.at[i].step);
    free(r.at);
    if (status)
        bac_nn_free(r.nn);
    *nn = status ? NULL : r.nn;
    return status;
}
