/* shared_program.c - see shared_program.h: ops with places become words, taps and rows. */
#include "shared_program.h"

#include "ints.h"
#include "shared_ops.h"

#include <stdlib.h>
#include <string.h>

typedef struct maker {
    shared_ops ops;
    bac_shared_program *p;
    const bac_net *net;
    bac_requant *requant; /* [n_rows] */
    int32_t *x_lo, *x_hi; /* [n_rows] of the sums, without a bias */
    int32_t *bias;        /* [n_rows] that thresholds still contain */
    uint32_t word_room, tap_room;
    int64_t acc_lo, acc_hi;
} maker;

static bool grow(void **array, uint32_t used, uint32_t *room, size_t size) {
    if (used < *room)
        return true;
    const uint32_t wanted = *room ? *room * 2 : 256;
    void *bigger = realloc(*array, wanted * size);
    if (bigger) {
        *array = bigger;
        *room = wanted;
    }
    return bigger != NULL;
}

/* ---- taps */

static bac_shared_tap tap_of(const maker *m, const shared_element *e) {
    const shared_stream *s = &m->ops.stream[e->stream];
    const int32_t stride = (int32_t)s->stride, q = shared_floor(e->u, stride);
    const int32_t phase = e->u - q * stride, odd = (int32_t)(s->T % s->stride);
    return (bac_shared_tap){.moves = !s->scratch,
                            .late = odd != 0 && phase >= odd,
                            .q = q,
                            .offset = (int32_t)s->base + shared_word_of(&m->ops, e)};
}

static bool same_tap(const bac_shared_tap *a, const bac_shared_tap *b) {
    return a->moves == b->moves && a->late == b->late && a->q == b->q && a->offset == b->offset;
}

/* The first tap of a run of n equal taps that is there already, or that is appended. */
static bool place_taps(maker *m, const shared_element *e, uint32_t n, uint32_t *first) {
    bac_shared_program *p = m->p;
    for (*first = 0; *first < p->n_taps; ++*first) {
        uint32_t i = 0;
        for (; i < n && *first + i < p->n_taps; i++) {
            const bac_shared_tap tap = tap_of(m, &e[i]);
            if (!same_tap(&tap, &p->tap[*first + i]))
                break;
        }
        if (i == n || *first + i == p->n_taps)
            break;
    }
    for (uint32_t i = p->n_taps - *first; i < n; i++) {
        void *taps = p->tap;
        const bool ok = grow(&taps, p->n_taps, &m->tap_room, sizeof *p->tap);
        p->tap = taps;
        if (!ok)
            return false;
        p->tap[p->n_taps++] = tap_of(m, &e[i]);
    }
    return true;
}

/* ---- words */

static bool add_word(maker *m, uint32_t index, int32_t weight) {
    void *words = m->p->word;
    const bool ok = grow(&words, m->p->n_words, &m->word_room, sizeof *m->p->word);
    m->p->word = words;
    if (!ok)
        return false;
    m->p->index_bits = bac_max_u32(m->p->index_bits, bac_bit_length(index));
    m->p->weight_bits = bac_max_u32(m->p->weight_bits, bac_bits_of(weight, weight, true));
    m->p->word[m->p->n_words++] = (bac_shared_word){.index = index, .weight = weight};
    return true;
}

/* The words of a row: its weights that are not 0, or one of weight 0. A constant row has no others. */
static bool add_row(maker *m, const shared_op *op, uint32_t row, bool constant) {
    const uint32_t first = m->p->n_words, from = op->apart ? row * op->n_elements : 0;
    for (uint32_t e = 0; e < op->n_elements; e++) {
        const int32_t w = op->weight ? op->weight[(size_t)row * op->n_elements + e] : 1;
        if (w != 0 && !constant && !add_word(m, from + e, w))
            return false;
    }
    if (m->p->n_words == first && !add_word(m, from, 0))
        return false;
    m->p->word[m->p->n_words - 1].last = true;
    return true;
}

/* ---- rows */

/* The requantiser of row `row` of an op, which also adds the bias; and the range of its sums. */
static void set_row(maker *m, const shared_op *op, uint32_t row, uint32_t at, bac_requant *r) {
    const bac_layer *linear = bac_net_layer(m->net, op->linear);
    const bac_layer *layer = op->layer == SHARED_NONE ? linear : bac_net_layer(m->net, op->layer);
    const uint32_t c = op->channel + row;
    const bool alone = op->layer == op->linear || op->layer == SHARED_NONE;
    const bool computes = !(alone && linear->op == BAC_REQUANT) && linear->op != BAC_CONCAT &&
                          linear->op != BAC_INPUT;
    const bac_layer *sums =
        linear->op == BAC_REQUANT ? bac_net_layer(m->net, linear->in[0]) : linear;
    int64_t lo = layer->channel_lo[c], hi = layer->channel_hi[c];
    *r = (bac_requant){.form = BAC_FORM_SHIFT};
    if (layer->op == BAC_REQUANT)
        *r = layer->requant[c];
    if (computes || layer->op == BAC_REQUANT) {
        lo = sums->channel_lo[c];
        hi = sums->channel_hi[c];
    }
    const int64_t bias = linear->bias && computes ? linear->bias[row] : 0;
    m->bias[at] = r->form == BAC_FORM_THRESHOLD ? (int32_t)bias : 0;
    if (r->form == BAC_FORM_CONST) {
        lo = hi = 0;
    } else {
        if (r->form != BAC_FORM_THRESHOLD)
            r->add += bias * (r->form == BAC_FORM_MUL ? r->mul : 1);
        lo -= bias;
        hi -= bias;
    }
    m->x_lo[at] = (int32_t)lo;
    m->x_hi[at] = (int32_t)hi;
    m->acc_lo = bac_min_i64(m->acc_lo, lo);
    m->acc_hi = bac_max_i64(m->acc_hi, hi);
}

/* Keeps one row's words if all `rows` rows, n words each, are alike. */
static void fold_rows(bac_shared_program *p, bac_shared_op *op, uint32_t first, uint32_t n) {
    op->words = p->n_words - first;
    op->repeats = 1;
    if (op->words != n * op->rows)
        return;
    for (uint32_t i = first + n; i < p->n_words; i++)
        if (p->word[i].index != p->word[i - n].index || p->word[i].weight != p->word[i - n].weight)
            return;
    op->words = n;
    op->repeats = op->rows;
    p->n_words = first + n;
}

static bac_status add_op(maker *m, uint32_t i, bac_error *err) {
    const shared_ops *o = &m->ops;
    const shared_op *op = &o->op[i];
    bac_shared_program *p = m->p;
    const shared_stream *from = &o->stream[op->element[0].stream], *to = &o->stream[op->to];
    const shared_stream *moving = &o->stream[o->op[op->first].element[0].stream];
    const bac_layer *layer =
        bac_net_layer(m->net, op->layer == SHARED_NONE ? op->linear : op->layer);
    bac_shared_op *out = &p->op[p->n_ops++];
    *out = (bac_shared_op){
        .layer = op->layer,
        .input = from->input,
        .max = op->max,
        .to_out = to->out,
        .ends = i == op->last,
        .frees = i == op->last && o->stream[0].reader >= op->first && o->stream[0].reader <= i,
        .rows = op->rows,
        .lanes = bac_min_u32(op->T, o->L),
        .row_clocks = bac_min_u32(op->T, p->H),
        .groups = bac_ceil_div(op->T, o->L),
        .step = op->step,
        .every = op->every,
        .limit = bac_ceil_div(from->T, from->stride),
        .row_step = shared_row_words(moving),
        .base = to->out ? 0 : (uint32_t)to->base + op->channel,
        .C = to->C,
        .stride = to->scratch ? 1 : to->stride,
        .lo = layer->op == BAC_REQUANT ? layer->code_lo : (int32_t)bac_type_lo(to->type),
        .hi = layer->op == BAC_REQUANT ? layer->code_hi : (int32_t)bac_type_hi(to->type)};
    p->has_max = p->has_max || op->max;
    const uint32_t n = op->n_elements * (op->apart ? op->rows : 1), words = p->n_words;
    uint32_t row_words = 0;
    if (!place_taps(m, op->element, n, &out->tap))
        return bac_fail(err, BAC_ERR_MEMORY, "shared", "out of memory");
    for (uint32_t row = 0; row < op->rows; row++, p->n_rows++) {
        bac_requant *r = &m->requant[p->n_rows];
        set_row(m, op, row, p->n_rows, r);
        const uint32_t before = p->n_words;
        if (!add_row(m, op, row, r->form == BAC_FORM_CONST))
            return bac_fail(err, BAC_ERR_MEMORY, "shared", "out of memory");
        row_words = p->n_words - before;
        out->clocks +=
            row == 0 ? p->n_words - before : bac_max_u32(p->n_words - before, out->row_clocks);
    }
    fold_rows(p, out, words, row_words);
    return BAC_OK;
}

/* ---- all */

/* The fewest positions for each requantiser, at least two, at which they write different banks: the
 * strides of what they write divide them. */
static uint32_t positions_each(const shared_ops *o) {
    for (uint32_t H = 2; H < o->L; H++) {
        bool good = o->L % H == 0;
        for (uint32_t i = 0; good && i < o->n_ops; i++) {
            const shared_stream *s = &o->stream[o->op[i].to];
            good = s->scratch || s->out || H % s->stride == 0;
        }
        if (good)
            return H;
    }
    return o->L;
}

static void set_map(maker *m) {
    bac_shared_program *p = m->p;
    const shared_ops *o = &m->ops;
    for (uint32_t pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < o->n_ops; i++) {
            const shared_stream *s = &o->stream[o->op[i].to];
            p->is_signed = p->is_signed || (!s->out && s->type.is_signed);
            if (pass == 1 && !s->out)
                p->bits = bac_max_u32(p->bits, s->type.bits +
                                                   (uint32_t)(p->is_signed && !s->type.is_signed));
            if (s->out) {
                p->out_bits = s->type.bits;
                p->out_signed = s->type.is_signed;
            }
        }
    p->bits = bac_max_u32(1, p->bits);
    p->depth = bac_max_u32(2, o->depth);
    const shared_stream *in = &o->stream[0];
    p->in_bits = in->type.bits;
    p->in_signed = in->type.is_signed;
    p->in_depth = bac_max_u32(2, shared_words(o, in));
    p->T = in->T;
    p->C = in->C;
    p->stride = in->stride;
}

/* Moves the rows with thresholds to a form of their own; the first form computes 0 for them. */
static bac_status set_thresholds(maker *m, bac_error *err) {
    bac_shared_program *p = m->p;
    bac_requant *r = calloc(p->n_rows, sizeof *r);
    int32_t *range = calloc(2 * (size_t)p->n_rows, sizeof *range);
    p->search = malloc(p->n_rows * sizeof *p->search);
    uint32_t n = 0;
    bac_status status = BAC_OK;
    for (uint32_t i = 0; r && range && p->search && i < p->n_rows; i++) {
        p->search[i] = UINT32_MAX;
        if (m->requant[i].form != BAC_FORM_THRESHOLD)
            continue;
        p->search[i] = n;
        r[n] = m->requant[i];
        range[n] = m->x_lo[i] + m->bias[i];
        range[p->n_rows + n++] = m->x_hi[i] + m->bias[i];
        m->requant[i] = (bac_requant){.form = BAC_FORM_SHIFT};
    }
    if (!r || !range || !p->search)
        status = bac_fail(err, BAC_ERR_MEMORY, "shared", "out of memory");
    else if (n > 0)
        status = bac_fold_requant_form_of(r, n, range, range + p->n_rows, INT32_MIN, INT32_MAX,
                                          &p->thresholds, err);
    for (uint32_t i = 0; status == BAC_OK && n > 0 && i < p->n_rows; i++) {
        if (p->search[i] == UINT32_MAX)
            continue;
        const bac_fold_requant_channel *c = &p->thresholds.channel[p->search[i]];
        for (uint32_t k = 0; k < c->n_thresholds; k++)
            c->threshold[k] -= m->bias[i];
    }
    free(r);
    free(range);
    return status;
}

static bac_status set_form(maker *m, bac_error *err) {
    bac_shared_program *p = m->p;
    bac_status thresholds = set_thresholds(m, err);
    if (thresholds != BAC_OK)
        return thresholds;
    bac_status status = bac_fold_requant_form_of(m->requant, p->n_rows, m->x_lo, m->x_hi, INT32_MIN,
                                                 INT32_MAX, &p->form, err);
    if (status == BAC_OK && p->form.threshold)
        status = bac_fail(err, BAC_ERR_INPUT, bac_net_name(m->net),
                          "the requantisers' shifts differ by more than 64 bits hold; plan the "
                          "network in another style");
    p->plain = true;
    for (uint32_t i = 0; status == BAC_OK && i < p->n_rows; i++)
        p->plain =
            p->plain && (p->form.channel[i].mul == 1 || m->requant[i].form == BAC_FORM_CONST);
    for (uint32_t i = 0; status == BAC_OK && p->plain && i < p->n_rows; i++)
        p->form.channel[i].mul = 1; /* a constant row's sum is 0 */
    if (p->plain)
        p->form.mb = 0;
    p->acc_bits = bac_max_u32(bac_bits_of(m->acc_lo, m->acc_hi, true), p->bits + 2u);
    for (uint32_t i = 0; i < p->n_taps; i++)
        p->q_bits = bac_max_u32(p->q_bits, bac_bits_of(p->tap[i].q, p->tap[i].q, true));
    p->offset_bits = bac_max_u32(1, bac_ceil_log2(bac_max_u32(p->depth, p->in_depth)));
    p->index_bits = bac_max_u32(1, p->index_bits);
    p->weight_bits = bac_max_u32(2, p->weight_bits);
    return status;
}

bac_status bac_shared_program_of(const bac_net *net, uint32_t L, bac_shared_program *p,
                                 bac_error *err) {
    maker m = {.p = p, .net = net};
    *p = (bac_shared_program){.L = L};
    bac_status status = shared_ops_of(net, L, &m.ops, err);
    if (status != BAC_OK)
        return status;
    status = shared_ops_place(&m.ops, err);
    p->H = positions_each(&m.ops);
    uint32_t rows = 0;
    for (uint32_t i = 0; i < m.ops.n_ops; i++)
        rows += m.ops.op[i].rows;
    p->op = calloc(m.ops.n_ops, sizeof *p->op);
    m.requant = calloc(rows, sizeof *m.requant);
    m.x_lo = calloc(rows, sizeof *m.x_lo);
    m.x_hi = calloc(rows, sizeof *m.x_hi);
    m.bias = calloc(rows, sizeof *m.bias);
    if (status == BAC_OK && (!p->op || !m.requant || !m.x_lo || !m.x_hi || !m.bias))
        status = bac_fail(err, BAC_ERR_MEMORY, "shared", "out of memory");
    for (uint32_t i = 0; status == BAC_OK && i < m.ops.n_ops; i++)
        status = add_op(&m, i, err);
    if (status == BAC_OK) {
        set_map(&m);
        status = set_form(&m, err);
    }
    free(m.requant);
    free(m.x_lo);
    free(m.x_hi);
    free(m.bias);
    shared_ops_free(&m.ops);
    if (status != BAC_OK)
        bac_shared_program_free(p);
    return status;
}

void bac_shared_program_free(bac_shared_program *p) {
    bac_fold_requant_form_free(&p->form);
    bac_fold_requant_form_free(&p->thresholds);
    free(p->search);
    free(p->op);
    free(p->word);
    free(p->tap);
    *p = (bac_shared_program){0};
}

uint64_t bac_shared_clocks(const bac_shared_program *p, uint32_t gap, uint64_t *free_at) {
    uint64_t clocks = 0;
    *free_at = 0;
    for (uint32_t i = 0; i < p->n_ops;) {
        uint64_t segment = 0;
        bool frees = false;
        do {
            segment += p->op[i].clocks - 1 + gap;
            frees = frees || p->op[i].frees;
        } while (!p->op[i++].ends);
        clocks += segment * p->op[i - 1].groups;
        if (frees)
            *free_at = clocks;
    }
    return clocks;
}
