/* read_layer.c - the keys of each kind of layer, and reading a layer from its lines. */
#include "read_layer.h"

#include <stdlib.h>
#include <string.h>

static const char *const key_name[KEY_COUNT] = {
    [KEY_FROM] = "from",
    [KEY_POSITIONS] = "positions",
    [KEY_CHANNELS] = "channels",
    [KEY_GROUPS] = "groups",
    [KEY_KERNEL] = "kernel",
    [KEY_STRIDE] = "stride",
    [KEY_PAD] = "pad",
    [KEY_COUNT_PAD] = "count_pad",
    [KEY_TYPE] = "type",
    [KEY_RANGE] = "range",
    [KEY_SCALE] = "scale",
    [KEY_ROUNDING] = "rounding",
    [KEY_WEIGHT_TYPE] = "weight_type",
    [KEY_BIAS] = "bias",
    [KEY_COST_BITS] = "cost_bits",
    [KEY_W] = "w",
    [KEY_ACC] = "acc",
    [KEY_MUL] = "mul",
    [KEY_CH] = "ch",
};

#define K(name) (1u << KEY_##name)
enum { ROW_KEYS = K(W) | K(CH) | K(MUL) };

static const struct {
    uint32_t required, optional;
} keys_of[BAC_OP_COUNT] = {
    [BAC_INPUT] = {K(POSITIONS) | K(CHANNELS) | K(TYPE) | K(RANGE) | K(SCALE) | K(ROUNDING), 0},
    [BAC_CONV] = {K(FROM) | K(CHANNELS) | K(GROUPS) | K(KERNEL) | K(STRIDE) | K(PAD) |
                      K(WEIGHT_TYPE) | K(COST_BITS) | K(ACC),
                  K(BIAS) | K(W) | K(SCALE)},
    [BAC_FC] = {K(FROM) | K(CHANNELS) | K(WEIGHT_TYPE) | K(COST_BITS) | K(ACC),
                K(BIAS) | K(W) | K(SCALE)},
    [BAC_REQUANT] = {K(FROM) | K(TYPE) | K(RANGE) | K(CH), K(SCALE)},
    [BAC_ADD] = {K(FROM) | K(ACC), K(MUL) | K(SCALE)},
    [BAC_CONCAT] = {K(FROM), K(SCALE)},
    [BAC_MAXPOOL] = {K(FROM) | K(KERNEL) | K(STRIDE) | K(PAD), K(SCALE)},
    [BAC_GLOBALMAX] = {K(FROM), K(SCALE)},
    [BAC_AVGPOOL] = {K(FROM) | K(KERNEL) | K(STRIDE) | K(PAD) | K(COUNT_PAD) | K(ACC), K(SCALE)},
    [BAC_GLOBALAVG] = {K(FROM) | K(ACC), K(SCALE)},
    [BAC_FLATTEN] = {K(FROM), K(SCALE)},
    [BAC_ARGMAX] = {K(FROM), 0},
};

static int find_key(const char *word) {
    for (int k = 0; k < KEY_COUNT; k++) {
        if (strcmp(key_name[k], word) == 0)
            return k;
    }
    return -1;
}

/* Keeps a row. There is at most one row for each channel or input, and one for each other key,
 * which also bounds the memory. */
static bac_status keep_row(bac_rows *rows, const bac_row *row) {
    const bac_words *w = &row->words;
    if (rows->n >= BAC_MAX_CHANNELS + KEY_COUNT) {
        return bac_text_fail(w->text, w->line, "more than %d lines in one layer",
                             BAC_MAX_CHANNELS + KEY_COUNT);
    }
    if (rows->n == rows->cap) {
        uint32_t cap = rows->cap ? 2 * rows->cap : 32;
        bac_row *grown = realloc(rows->row, cap * sizeof *grown);
        if (!grown)
            return bac_no_memory(w->text->err, w->text->name);
        rows->row = grown;
        rows->cap = cap;
    }
    rows->row[rows->n++] = *row;
    return BAC_OK;
}

bac_status bac_read_key(bac_text *text, bac_words *w, char *key, bool *more) {
    bac_status status = bac_text_line(text, w, more);
    return status || !*more ? status : bac_words_word(w, "a key", key, BAC_MAX_NAME + 1);
}

static bac_status check_complete(const bac_text *text, const bac_layer *l, uint32_t start,
                                 uint32_t seen) {
    for (int k = 0; k < KEY_COUNT; k++) {
        if ((keys_of[l->op].required & ~seen) >> k & 1)
            return bac_text_fail(text, start, "layer '%s' lacks '%s'", l->name, key_name[k]);
    }
    return BAC_OK;
}

/* Collects the lines up to "end"; refuses unknown and repeated keys. */
static bac_status collect_rows(bac_text *text, const bac_layer *l, uint32_t start, bac_rows *rows) {
    uint32_t allowed = keys_of[l->op].required | keys_of[l->op].optional, seen = 0;
    for (;;) {
        char word[BAC_MAX_NAME + 1];
        bool more;
        bac_row row = {.index = -1};
        bac_status status = bac_read_key(text, &row.words, word, &more);
        if (status)
            return status;
        if (!more)
            return bac_text_fail(text, text->line, "layer '%s' has no 'end'", l->name);
        if (strcmp(word, "end") == 0) {
            status = bac_words_end(&row.words);
            return status ? status : check_complete(text, l, start, seen);
        }
        row.key = find_key(word);
        if (row.key < 0 || !(allowed >> row.key & 1))
            return bac_text_fail(text, text->line, "a layer '%s' has no key '%s'",
                                 bac_op_name(l->op), word);
        if ((seen & ~(uint32_t)ROW_KEYS) >> row.key & 1)
            return bac_text_fail(text, text->line, "the second '%s' of layer '%s'", word, l->name);
        seen |= 1u << row.key;
        status = keep_row(rows, &row);
        if (status)
            return status;
    }
}

/* Puts the line of the wrong key into an error of net_shape.c or net_check.c. */
static bac_status place(const bac_text *text, const bac_check *check, const bac_rows *rows,
                        uint32_t start, bac_status status) {
    for (uint32_t i = 0; i < rows->n && check->key; i++) {
        const bac_row *row = &rows->row[i];
        if (strcmp(key_name[row->key], check->key) == 0 &&
            (check->row < 0 || row->index < 0 || row->index == check->row))
            return bac_text_blame(text, row->words.line, status);
    }
    return bac_text_blame(text, start, status);
}

/* Allocates the arrays. ADD: multipliers are 1 without a row. CONV, FC: a missing row of weights is
 * zero. */
static bool make_arrays(const bac_net *net, bac_layer *l) {
    if (l->op == BAC_CONV || l->op == BAC_FC) {
        l->weight = bac_zalloc(bac_layer_weights(net, l), sizeof *l->weight);
        return l->weight;
    }
    if (l->op == BAC_REQUANT) {
        l->requant = bac_zalloc(l->C, sizeof *l->requant);
        return l->requant;
    }
    if (l->op == BAC_ADD) {
        uint64_t n = (uint64_t)l->n_in * l->C;
        l->mul = bac_alloc(n, sizeof *l->mul);
        for (uint64_t i = 0; l->mul && i < n; i++)
            l->mul[i] = 1;
        return l->mul;
    }
    return true;
}

static bac_status check_acc(bac_rows *rows, const bac_layer *l) {
    for (uint32_t i = 0; i < rows->n; i++) {
        if (rows->row[i].key != KEY_ACC)
            continue;
        bac_words *w = &rows->row[i].words;
        int64_t lo, hi;
        bac_status status = bac_words_int(w, "the lower end", INT32_MIN, INT32_MAX, &lo);
        status = status ? status : bac_words_int(w, "the upper end", INT32_MIN, INT32_MAX, &hi);
        status = status ? status : bac_words_end(w);
        if (status)
            return status;
        if (lo != l->lo || hi != l->hi) {
            return bac_text_fail(w->text, w->line,
                                 "acc %lld %lld: the weights and inputs prove acc %d %d",
                                 (long long)lo, (long long)hi, l->lo, l->hi);
        }
    }
    return BAC_OK;
}

/* Checks that rows of w and ch ascend, those of ch without a gap, and that mul rows are not
 * repeated. */
static bac_status check_row_order(bac_rows *rows, const bac_layer *l) {
    int64_t last = -1;
    uint64_t inputs = 0;
    bac_words *w = NULL;
    for (uint32_t i = 0; i < rows->n; i++) {
        bac_row *row = &rows->row[i];
        if (!(ROW_KEYS >> row->key & 1))
            continue;
        w = &row->words;
        bool good = row->key == KEY_W    ? row->index > last
                    : row->key == KEY_CH ? row->index == last + 1
                                         : !(inputs >> row->index & 1);
        if (!good) {
            return bac_text_fail(w->text, w->line, "'%s %lld' is out of order or repeated",
                                 key_name[row->key], (long long)row->index);
        }
        last = row->index;
        inputs |= (uint64_t)1 << (row->index & 63);
    }
    if (l->op == BAC_REQUANT && last + 1 != l->C) {
        return bac_text_fail(w->text, w->line, "the last of %u channels is missing its 'ch' row",
                             l->C);
    }
    return BAC_OK;
}

static bac_status build_layer(bac_text *text, bac_net *net, bac_layer *l, bac_rows *rows,
                              uint32_t start) {
    bac_check check = {.net = net, .layer = l, .err = text->err};
    bac_status status = BAC_OK;
    for (uint32_t i = 0; i < rows->n && !status; i++)
        status = bac_read_scalar(&rows->row[i], net, l);
    if (status)
        return status;
    status = bac_layer_shape(&check);
    if (status)
        return place(text, &check, rows, start, status);
    if (!make_arrays(net, l))
        return bac_no_memory(text->err, text->name);
    for (uint32_t i = 0; i < rows->n && !status; i++)
        status = bac_read_array(&rows->row[i], net, l);
    status = status ? status : check_row_order(rows, l);
    if (status)
        return status;
    status = bac_layer_values(&check);
    return status ? place(text, &check, rows, start, status) : check_acc(rows, l);
}

bac_status bac_read_layer(bac_text *text, bac_net *net, bac_words *w) {
    char name[BAC_MAX_NAME + 1], op[BAC_MAX_NAME + 1];
    uint32_t start = w->line;
    bac_status status = bac_read_name(w, "the layer's name", name);
    status = status ? status : bac_words_word(w, "the operator", op, sizeof op);
    status = status ? status : bac_words_end(w);
    if (status)
        return status;
    int found = bac_op_from_name(op);
    if (found < 0)
        return bac_text_fail(text, start, "unknown operator '%s'", op);

    bac_rows rows = {0};
    bac_layer *l = calloc(1, sizeof *l);
    if (!l || !(l->name = strdup(name))) {
        free(l);
        return bac_no_memory(text->err, text->name);
    }
    l->op = (bac_op)found;
    status = collect_rows(text, l, start, &rows);
    status = status ? status : build_layer(text, net, l, &rows, start);
    status = status ? status : bac_net_append(net, l, text->err);
    if (status)
        bac_layer_free(l);
    free(rows.row);
    return status;
}
