#include "run_words.h"

#include <stdlib.h>

static int64_t cut(int64_t v, uint32_t bits, bool is_signed) {
    const uint64_t mask = ((uint64_t)1 << bits) - 1;
    const uint64_t low = (uint64_t)v & mask;
    return is_signed && low >> (bits - 1) ? (int64_t)(low | ~mask) : (int64_t)low;
}

static int64_t of_word(uint64_t word, const int64_t *below, const int64_t *x) {
    const int64_t a = below ? below[word >> 8 & 0xffffff] : x[word >> 8 & 0xffffff];
    const int64_t b = below ? below[word >> 32 & 0xffffff] : 0;
    const int64_t shifted = b * ((int64_t)1 << (word >> 56 & 63));
    switch (word >> 62) {
    case 0:
        return a;
    case 1:
        return a + shifted;
    case 2:
        return a - shifted;
    default:
        return shifted - a;
    }
}

void run_words(const bac_sums *s, const bac_adder_words *w, const int64_t *x, uint32_t bits,
               int64_t *y) {
    int64_t *value = calloc((size_t)w->n + 1, sizeof *value);
    if (!value)
        abort();
    for (uint32_t l = 0; l <= s->levels; l++)
        for (uint32_t i = w->first[l]; i < w->first[l + 1]; i++)
            value[i] = cut(of_word(w->word[i], l ? value + w->first[l - 1] : NULL, x),
                           w->word[i] & 0x7f, w->word[i] >> 7 & 1);
    for (uint32_t o = 0; o < s->n_out; o++) {
        const uint64_t kind = w->output[o] >> 40;
        const uint32_t level = s->levels - (kind > 1);
        const int64_t n = kind ? value[w->first[level] + (w->output[o] & 0xffffff)] : 0;
        const int64_t sum = n * ((int64_t)1 << (w->output[o] >> 24 & 0xff));
        const int64_t low = ((int64_t)1 << (w->output[o] >> 32 & 0xff)) - 1;
        y[o] = kind == 1 ? sum : kind == 3 ? s->bias[o] - sum : s->bias[o] + sum;
        if (kind > 1 && ((y[o] ^ (s->bias[o] | sum)) & low) != 0)
            y[o] = ~y[o]; /* the low bits do need an adder */
        y[o] = cut(y[o], bits, true);
    }
    free(value);
}
