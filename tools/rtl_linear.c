/* rtl_linear.c - packed words; layouts in the header of rtl/bac_graph.v. */
#include "rtl_linear.h"

#include <inttypes.h>

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

/* The same in hexadecimal digits, which show the fields of a word. */
static void print_fields(FILE *out, const char *name, uint32_t n, uint32_t digits,
                         const uint64_t *word) {
    fprintf(out, "        .%s({", name);
    for (uint32_t i = n; i-- > 0;)
        fprintf(out, "%s%" PRIu32 "'h%0*" PRIx64 "%s",
                (n - 1 - i) % 4 == 0 ? "\n            " : " ", 4 * digits, (int)digits, word[i],
                i ? "," : "");
    fprintf(out, "\n        }),\n");
}

static void print_graph(FILE *out, const bac_adders *g, const bac_adder_words *w) {
    static const uint64_t none[1] = {0};
    fprintf(out, "        // %" PRIu32 " adders\n        .N_WORDS(%" PRIu32 "),\n",
            bac_adders_count(g), w->n ? w->n : 1);
    print_fields(out, "WORDS", w->n ? w->n : 1, 16, w->n ? w->word : none);
    print_words(out, "FIRST", g->levels + 2, 32, word_u32, w->first);
    fprintf(out, ",\n");
    print_fields(out, "OUTPUTS", g->n_out, 12, w->output);
}

bool linear_print(FILE *out, const bac_sums *sums, const uint32_t *out_bits, const char *bias_name,
                  const char *bits_name) {
    bac_adders g;
    bac_adder_words w = {0};
    const bool ok = bac_adders_build(sums, &g) && bac_adders_pack(&g, &w);
    if (ok) {
        print_graph(out, &g, &w);
        print_words(out, bias_name, sums->n_out, 64, word_i64, sums->bias);
        fprintf(out, ",\n");
        print_words(out, bits_name, sums->n_out, 8, word_u32, out_bits);
    }
    bac_adder_words_free(&w);
    bac_adders_free(&g);
    return ok;
}
