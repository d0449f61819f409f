/* rtl_linear.c - terms in order, adder shapes, and their packed words; layouts in the headers of
 * rtl/bac_linear.v and rtl/bac_tree.v. */
#include "rtl_linear.h"

#include <inttypes.h>
#include <stdlib.h>

void linear_add(linear *l, uint32_t o, uint32_t index, int64_t weight) {
    terms *t = &l->terms[o];
    int8_t sign[33];
    uint8_t shift[33];
    uint32_t digits = bac_csd(weight, sign, shift);
    for (uint32_t d = 0; d < digits; d++)
        t->list[t->n++] = (term){index, shift[d], sign[d] < 0};
}

static int by_shift(const void *a, const void *b) {
    const term *x = a;
    const term *y = b;
    if (x->shift != y->shift)
        return x->shift < y->shift ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* Neighbours of equal shift give the narrowest sums; a positive term first saves a negation. */
void linear_order(linear *l, uint32_t o) {
    terms *t = &l->terms[o];
    qsort(t->list, t->n, sizeof *t->list, by_shift);
    for (uint32_t i = 0; i < t->n; i++)
        if (!t->list[i].negative) {
            term first = t->list[i];
            for (; i > 0; i--)
                t->list[i] = t->list[i - 1];
            t->list[0] = first;
            return;
        }
}

bool linear_open(linear *l, uint32_t n_out, size_t weights) {
    *l = (linear){.n_out = n_out,
                  .terms = calloc(n_out, sizeof *l->terms),
                  .bias = calloc(n_out, sizeof *l->bias),
                  .leaf_bits = calloc(n_out, sizeof *l->leaf_bits),
                  .out_bits = calloc(n_out, sizeof *l->out_bits)};
    bool ok = l->terms && l->bias && l->leaf_bits && l->out_bits;
    for (uint32_t o = 0; ok && o < n_out; o++) {
        l->terms[o].list = malloc((weights ? weights : 1) * 33 * sizeof(term));
        ok = l->terms[o].list != NULL;
    }
    return ok;
}

void linear_close(linear *l) {
    for (uint32_t o = 0; l->terms && o < l->n_out; o++)
        free(l->terms[o].list);
    free(l->terms);
    free(l->bias);
    free(l->leaf_bits);
    free(l->out_bits);
}

/* A packed vector of words, word 0 in the low bits: Verilog lists the highest first. */
void print_words(FILE *out, const char *name, uint32_t n, uint32_t bits,
                 uint64_t (*word)(const void *, uint32_t), const void *of) {
    fprintf(out, "        .%s({", name);
    for (uint32_t i = n; i-- > 0;) {
        fprintf(out, "%s%" PRIu32 "'d%" PRIu64, (n - 1 - i) % 12 == 0 ? "\n            " : " ",
                bits, word(of, i));
        fprintf(out, "%s", i ? "," : "");
    }
    fprintf(out, "\n        })");
}

uint64_t word_u32(const void *of, uint32_t i) {
    return ((const uint32_t *)of)[i];
}

static uint64_t word_i64(const void *of, uint32_t i) {
    return (uint64_t)((const int64_t *)of)[i];
}

/* Least shift, and least and greatest value of the sum over leaves [first, first + n) in units of
 * 2^base, its first term taken as positive; x spans the whole leaf type. */
typedef struct shape {
    uint32_t base;
    int64_t lo, hi;
} shape;

static shape shape_of(const term *list, uint32_t n, bac_type leaf) {
    shape s = {.base = list[0].shift};
    for (uint32_t i = 1; i < n; i++)
        s.base = list[i].shift < s.base ? list[i].shift : s.base;
    for (uint32_t i = 0; i < n; i++) {
        int64_t unit = (int64_t)1 << (list[i].shift - s.base);
        bool minus = list[i].negative != list[0].negative;
        s.lo += unit * (minus ? -bac_type_hi(leaf) : bac_type_lo(leaf));
        s.hi += unit * (minus ? -bac_type_lo(leaf) : bac_type_hi(leaf));
    }
    return s;
}

/* The adders of bac_tree over n leaves, itself first: its word order. Returns the next free word.
 */
static uint32_t *tree_shapes(const term *list, uint32_t n, bac_type leaf, uint32_t *word) {
    if (n < 2)
        return word;
    shape s = shape_of(list, n, leaf);
    bac_type type = bac_type_of_range(s.lo, s.hi);
    *word++ = (uint32_t)type.is_signed << 15 | (uint32_t)type.bits << 8 | s.base;
    uint32_t left = n - n / 2;
    word = tree_shapes(list, left, leaf, word);
    return tree_shapes(list + left, n / 2, leaf, word);
}

/* One packed vector over all terms, a line for each output, the highest first. */
static void print_by_output(FILE *out, const char *name, const linear *l, uint32_t digits,
                            const uint32_t *words) {
    uint32_t left = l->total;
    const uint32_t *end = words + l->total;
    fprintf(out, "        .%s({", name);
    for (uint32_t o = l->n_out; o-- > 0;) {
        if (l->terms[o].n > 0)
            fprintf(out, "\n            /* %" PRIu32 " */", o);
        for (uint32_t i = l->terms[o].n; i-- > 0;)
            fprintf(out, " %" PRIu32 "'h%0*" PRIx32 "%s", 4 * digits, (int)digits, *--end,
                    --left ? "," : "");
    }
    if (l->total == 0)
        fprintf(out, "%" PRIu32 "'h0", 4 * digits);
    fprintf(out, "\n        }),\n");
}

static bool print_terms(FILE *out, const linear *l, bool is_signed) {
    uint32_t *term_word = calloc((size_t)l->total + 1, sizeof *term_word);
    uint32_t *index_word = calloc((size_t)l->total + 1, sizeof *index_word);
    uint32_t *shape_word = calloc((size_t)l->total + 1, sizeof *shape_word);
    bool ok = term_word && index_word && shape_word;
    if (ok) {
        uint32_t at = 0;
        for (uint32_t o = 0; o < l->n_out; o++) {
            const terms *t = &l->terms[o];
            bac_type leaf = {is_signed, (uint8_t)l->leaf_bits[o]};
            tree_shapes(t->list, t->n, leaf, shape_word + at);
            for (uint32_t i = 0; i < t->n; i++, at++) {
                term_word[at] = (uint32_t)t->list[i].negative << 7 | t->list[i].shift;
                index_word[at] = t->list[i].index;
            }
        }
        fprintf(out, "        .N_TERMS(%" PRIu32 "),\n", l->total ? l->total : 1);
        print_by_output(out, "TERMS", l, 2, term_word);
        print_by_output(out, "INDEX", l, 6, index_word);
        print_by_output(out, "SHAPES", l, 4, shape_word);
    }
    free(term_word);
    free(index_word);
    free(shape_word);
    return ok;
}

static bool print_first(FILE *out, const terms *list, uint32_t n) {
    uint32_t *first = calloc((size_t)n + 1, sizeof *first);
    if (!first)
        return false;
    for (uint32_t o = 0; o < n; o++)
        first[o + 1] = first[o] + list[o].n;
    print_words(out, "FIRST", n + 1, 32, word_u32, first);
    fprintf(out, ",\n");
    free(first);
    return true;
}

bool linear_print(FILE *out, linear *l, bool is_signed, const char *bias, const char *bits) {
    l->total = 0;
    for (uint32_t o = 0; o < l->n_out; o++)
        l->total += l->terms[o].n;
    if (!print_terms(out, l, is_signed) || !print_first(out, l->terms, l->n_out))
        return false;
    print_words(out, bias, l->n_out, 64, word_i64, l->bias);
    fprintf(out, ",\n");
    print_words(out, "LEAF_BITS", l->n_out, 8, word_u32, l->leaf_bits);
    fprintf(out, ",\n");
    print_words(out, bits, l->n_out, 8, word_u32, l->out_bits);
    return true;
}
