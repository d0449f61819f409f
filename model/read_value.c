/* read_value.c - reads the values of one key of a layer. */
#include "read_layer.h"

#include <string.h>

bac_status bac_read_name(bac_words *w, const char *what, char *name) {
    bac_status status = bac_words_word(w, what, name, BAC_MAX_NAME + 1);
    if (status)
        return status;
    if (!bac_name_valid(name)) {
        return bac_text_fail(w->text, w->line,
                             "%s '%s' must be letters, digits and _, not a digit first", what,
                             name);
    }
    return BAC_OK;
}

static bac_status read_uint(bac_words *w, const char *what, uint32_t hi, uint32_t *v) {
    int64_t wide = 0;
    bac_status status = bac_words_int(w, what, 0, hi, &wide);
    *v = (uint32_t)wide;
    return status;
}

static bac_status read_int(bac_words *w, const char *what, int32_t *v) {
    int64_t wide = 0;
    bac_status status = bac_words_int(w, what, INT32_MIN, INT32_MAX, &wide);
    *v = (int32_t)wide;
    return status;
}

/* s6, u6, of `most` bits; for weights also b1, and s1 is refused because it would mean b1 in memory */
static bac_status read_type(bac_words *w, bool weight, int most, bac_type *type) {
    char word[8];
    bac_status status = bac_words_word(w, "the type", word, sizeof word);
    if (status)
        return status;
    uint64_t bits = 0;
    bool bipolar = weight && strcmp(word, "b1") == 0;
    bool plain =
        bac_parse_count(word + 1, 1, (uint64_t)most, &bits) && (*word == 's' || *word == 'u');
    if (!bipolar && (!plain || (weight && *word == 's' && bits == 1))) {
        return bac_text_fail(w->text, w->line, "type '%s': %su1 .. u%d or %s .. s%d", word,
                             weight ? "b1, " : "", most, weight ? "s2" : "s1", most);
    }
    *type = (bac_type){.is_signed = *word != 'u', .bits = (uint8_t)bits};
    return BAC_OK;
}

static bac_status read_from(bac_words *w, const bac_net *net, bac_layer *l) {
    uint32_t n = bac_words_count(w);
    if (n > BAC_MAX_INPUTS) {
        return bac_text_fail(w->text, w->line, "%u inputs: at most %d", n, BAC_MAX_INPUTS);
    }
    l->in = bac_alloc(n, sizeof *l->in);
    if (!l->in)
        return bac_no_memory(w->text->err, w->text->name);
    for (; l->n_in < n; l->n_in++) {
        char name[BAC_MAX_NAME + 1];
        bac_status status = bac_read_name(w, "an input", name);
        if (status)
            return status;
        int64_t found = bac_net_find(net, name);
        if (found < 0) {
            return bac_text_fail(w->text, w->line, "no earlier layer is called '%s'", name);
        }
        l->in[l->n_in] = (uint32_t)found;
    }
    return BAC_OK;
}

static bac_status read_scale(bac_words *w, bac_layer *l) {
    uint32_t n = bac_words_count(w);
    if (n == 0 || n > BAC_MAX_CHANNELS) {
        return bac_text_fail(w->text, w->line, "%u scales: one, or one a channel", n);
    }
    l->scale = bac_alloc(n, sizeof *l->scale);
    if (!l->scale)
        return bac_no_memory(w->text->err, w->text->name);
    for (; l->n_scale < n; l->n_scale++) {
        bac_status status = bac_words_real(w, "a scale", &l->scale[l->n_scale]);
        if (status)
            return status;
    }
    return BAC_OK;
}

static bac_status read_rounding(bac_words *w, bac_layer *l) {
    char word[BAC_MAX_NAME + 1];
    bac_status status = bac_words_word(w, "the rounding mode", word, sizeof word);
    if (status)
        return status;
    int mode = bac_rounding_from_name(word);
    if (mode < 0) {
        return bac_text_fail(w->text, w->line,
                             "unknown rounding mode '%s': half_even, floor, ceil, "
                             "to_zero, half_up, half_down, half_away or up",
                             word);
    }
    l->rounding = (bac_rounding)mode;
    return BAC_OK;
}

/* Reads the leading number of a w, ch or mul row; the rest is read when lengths are known. */
static bac_status read_index(bac_row *row) {
    uint32_t hi = row->key == KEY_MUL ? BAC_MAX_INPUTS - 1 : BAC_MAX_CHANNELS - 1;
    return bac_words_int(&row->words, row->key == KEY_MUL ? "the input" : "the channel", 0, hi,
                         &row->index);
}

/* Keys with one number, 0..most, and the number's name in messages. */
static const struct {
    const char *what;
    uint32_t most;
    size_t at; /* in a bac_layer */
} numbers[KEY_COUNT] = {
    [KEY_POSITIONS] = {"positions", BAC_MAX_POSITIONS, offsetof(bac_layer, T)},
    [KEY_CHANNELS] = {"channels", BAC_MAX_CHANNELS, offsetof(bac_layer, C)},
    [KEY_GROUPS] = {"groups", BAC_MAX_CHANNELS, offsetof(bac_layer, groups)},
    [KEY_KERNEL] = {"kernel", BAC_MAX_POSITIONS, offsetof(bac_layer, kernel)},
    [KEY_STRIDE] = {"stride", BAC_MAX_POSITIONS, offsetof(bac_layer, stride)},
    [KEY_COST_BITS] = {"cost_bits", 32, offsetof(bac_layer, cost_bits)},
};

bac_status bac_read_scalar(bac_row *row, const bac_net *net, bac_layer *l) {
    bac_words *w = &row->words;
    bac_status status = BAC_OK;
    switch (row->key) {
    case KEY_FROM:
        status = read_from(w, net, l);
        break;
    case KEY_PAD:
        status = read_uint(w, "the left pad", BAC_MAX_POSITIONS, &l->pad_left);
        if (!status)
            status = read_uint(w, "the right pad", BAC_MAX_POSITIONS, &l->pad_right);
        break;
    case KEY_COUNT_PAD: {
        uint32_t counted = 0;
        status = read_uint(w, "count_pad", 1, &counted);
        l->count_pad = counted != 0;
        break;
    }
    case KEY_TYPE:
        status = read_type(w, false, bac_op_code_bits(l->op), &l->type);
        break;
    case KEY_WEIGHT_TYPE:
        status = read_type(w, true, BAC_MAX_CODE_BITS, &l->weight_type);
        break;
    case KEY_RANGE:
        status = read_int(w, "the lower end", &l->code_lo);
        if (!status)
            status = read_int(w, "the upper end", &l->code_hi);
        break;
    case KEY_SCALE:
        status = read_scale(w, l);
        break;
    case KEY_ROUNDING:
        status = read_rounding(w, l);
        break;
    case KEY_W:
    case KEY_CH:
    case KEY_MUL:
        return read_index(row);
    case KEY_BIAS: /* later, as acc */
    case KEY_ACC:
        return BAC_OK;
    default:
        status = read_uint(w, numbers[row->key].what, numbers[row->key].most,
                           (uint32_t *)(void *)((char *)l + numbers[row->key].at));
        break;
    }
    return status ? status : bac_words_end(w);
}

static bac_status read_ints(bac_words *w, const char *what, uint64_t n, int32_t *v) {
    for (uint64_t i = 0; i < n; i++) {
        bac_status status = read_int(w, what, &v[i]);
        if (status)
            return status;
    }
    return bac_words_end(w);
}

static bac_status no_such_row(const bac_row *row, uint32_t n) {
    return bac_text_fail(row->words.text, row->words.line, "row %lld: there are only %u",
                         (long long)row->index, n);
}

static bac_status read_mul(bac_row *row, bac_layer *l) {
    if (row->index >= l->n_in)
        return no_such_row(row, l->n_in);
    int32_t *mul = l->mul + (uint64_t)row->index * l->C;
    if (bac_words_count(&row->words) > 1) {
        return read_ints(&row->words, "a multiplier", l->C, mul);
    }
    bac_status status = read_ints(&row->words, "a multiplier", 1, mul);
    for (uint32_t c = 1; c < l->C; c++)
        mul[c] = mul[0];
    return status;
}

/* thr + V N T1 .. TN, from behind "thr" */
static bac_status read_thresholds(bac_words *w, bac_requant *r) {
    char sign[4];
    uint32_t n;
    bac_status status = bac_words_word(w, "+ or -", sign, sizeof sign);
    if (status)
        return status;
    if (strcmp(sign, "+") != 0 && strcmp(sign, "-") != 0) {
        return bac_text_fail(w->text, w->line, "'%s' is neither + nor -", sign);
    }
    r->decreasing = *sign == '-';
    status = bac_words_int(w, "the first code", INT32_MIN, INT32_MAX, &r->add);
    if (!status)
        status = read_uint(w, "the number of thresholds", 1u << BAC_MAX_CODE_BITS, &n);
    if (status)
        return status;
    if (bac_words_count(w) != n) {
        return bac_text_fail(w->text, w->line, "%u thresholds are announced, %u follow", n,
                             bac_words_count(w));
    }
    r->threshold = bac_alloc(n, sizeof *r->threshold);
    if (!r->threshold)
        return bac_no_memory(w->text->err, w->text->name);
    r->n_thresholds = n;
    return read_ints(w, "a threshold", n, r->threshold);
}

static bac_status read_requant(bac_row *row, bac_layer *l) {
    bac_words *w = &row->words;
    if (row->index >= l->C)
        return no_such_row(row, l->C);
    bac_requant *r = &l->requant[row->index];
    if (r->threshold)
        return bac_text_fail(w->text, w->line, "this 'ch' row is repeated");
    char word[BAC_MAX_NAME + 1];
    bac_status status = bac_words_word(w, "the form", word, sizeof word);
    if (status)
        return status;
    int form = bac_form_from_name(word);
    if (form < 0) {
        return bac_text_fail(w->text, w->line, "unknown form '%s': const, shift, even, mul or thr",
                             word);
    }
    r->form = (bac_form)form;
    if (r->form == BAC_FORM_THRESHOLD)
        return read_thresholds(w, r);
    if (r->form == BAC_FORM_MUL)
        status = read_int(w, "the multiplier", &r->mul);
    if (!status)
        status = bac_words_int(w, "the addend", INT64_MIN, INT64_MAX, &r->add);
    if (!status && r->form != BAC_FORM_CONST) {
        uint32_t shift;
        status = read_uint(w, "the shift", 62, &shift);
        r->shift = (uint8_t)shift;
    }
    return status ? status : bac_words_end(w);
}

bac_status bac_read_array(bac_row *row, const bac_net *net, bac_layer *l) {
    switch (row->key) {
    case KEY_BIAS:
        l->bias = bac_alloc(l->C, sizeof *l->bias);
        if (!l->bias)
            return bac_no_memory(row->words.text->err, row->words.text->name);
        return read_ints(&row->words, "a bias", l->C, l->bias);
    case KEY_W: {
        if (row->index >= l->C)
            return no_such_row(row, l->C);
        uint64_t n = bac_layer_weights(net, l) / l->C;
        return read_ints(&row->words, "a weight", n, l->weight + (uint64_t)row->index * n);
    }
    case KEY_MUL:
        return read_mul(row, l);
    case KEY_CH:
        return read_requant(row, l);
    default:
        return BAC_OK;
    }
}
