/* params.c - prints the parameters of any kind from its table of fields (hw/stages/kind.h). */
#include "params.h"

#include "mcm.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 100, INDENT = 8 };

typedef struct printer {
    FILE *out;
    const char *layer; /* layer to whose numbers the equations refer */
    int column;        /* characters on the current line; 0: no parameter was printed yet */
    bool failed;
} printer;

/* Prints the separator before a parameter of `length` characters; length 0: it starts a new
 * line. */
static void separate(printer *p, int length) {
    const bool first = p->column == 0, fits = length > 0 && p->column + length + 2 <= LINE;
    if (first || !fits) {
        fprintf(p->out, "%s%*s", first ? "" : ",\n", INDENT, "");
        p->column = INDENT + length;
    } else {
        fprintf(p->out, ", ");
        p->column += 2 + length;
    }
}

static void print_short(printer *p, const char *name, const char *value) {
    char text[2 * BAC_MAX_NAME + 64];
    separate(p, snprintf(text, sizeof text, ".%s(%s)", name, value));
    fputs(text, p->out);
}

static void print_number(printer *p, const char *name, uint64_t value) {
    char text[32];
    snprintf(text, sizeof text, "%" PRIu64, value);
    print_short(p, name, text);
}

/* ---- packed vectors: Verilog lists the highest word first */

typedef uint64_t word_fn(const void *of, uint32_t i);

static void print_words(printer *p, const char *name, uint32_t n, uint32_t bits, word_fn *word,
                        const void *of) {
    separate(p, 0);
    fprintf(p->out, ".%s({", name);
    for (uint32_t i = n; i-- > 0;)
        fprintf(p->out, "%s%" PRIu32 "'d%" PRIu64 "%s",
                (n - 1 - i) % 12 == 0 ? "\n            " : " ", bits, word(of, i), i ? "," : "");
    fprintf(p->out, "\n        })");
    p->column = LINE;
}

/* Prints a vector whose words are hexadecimal, so that a reader sees their fields. */
static void print_fields(printer *p, const char *name, uint32_t n, uint32_t digits,
                         const uint64_t *word) {
    separate(p, 0);
    fprintf(p->out, ".%s({", name);
    for (uint32_t i = n; i-- > 0;)
        fprintf(p->out, "%s%" PRIu32 "'h%0*" PRIx64 "%s",
                (n - 1 - i) % 4 == 0 ? "\n            " : " ", 4 * digits, (int)digits, word[i],
                i ? "," : "");
    fprintf(p->out, "\n        })");
    p->column = LINE;
}

/* ---- adder graphs */

static uint64_t word_u32(const void *of, uint32_t i) {
    return ((const uint32_t *)of)[i];
}

/* factor[i] += times * the factor of x[i] in a node. */
static void expand(const bac_mcm *g, uint32_t node, int64_t times, int64_t *factor) {
    const bac_adder *a = &g->node[node];
    if (a->form == BAC_ADDER_INPUT) {
        factor[a->a] += times;
        return;
    }
    const int64_t of_b = times * ((int64_t)1 << a->shift);
    expand(g, a->a, a->form == BAC_ADDER_FROM ? -times : times, factor);
    expand(g, a->b, a->form == BAC_ADDER_SUB ? -of_b : of_b, factor);
}

static int print_term(FILE *out, int64_t value, bool first, const char *format, uint32_t i) {
    const uint64_t size = value < 0 ? (uint64_t)-value : (uint64_t)value;
    int length = fprintf(out, "%s", first ? (value < 0 ? "-" : "") : value < 0 ? " - " : " + ");
    if (!format)
        return length + fprintf(out, "%" PRIu64, size);
    if (size != 1)
        length += fprintf(out, "%" PRIu64 "*", size);
    return length + fprintf(out, format, i);
}

/* Prints the equation of an output as a comment, such as // dw0[0] = 3*x[4] - x[8]. */
static void print_equation(FILE *out, const bac_mcm *g, uint32_t o, const char *layer,
                           int64_t *factor) {
    const bac_adder_output *y = &g->output[o];
    memset(factor, 0, g->n_in * sizeof *factor);
    if (!y->constant)
        expand(g, y->node, (y->negative ? -1 : 1) * ((int64_t)1 << y->shift), factor);
    int column = fprintf(out, "\n%*s// %s[%" PRIu32 "] = ", INDENT, "", layer, o);
    bool first = true;
    for (uint32_t i = 0; i < g->n_in; i++) {
        if (factor[i] == 0)
            continue;
        if (column > LINE - 16)
            column = fprintf(out, "\n%*s//    ", INDENT, "");
        column += print_term(out, factor[i], first, "x[%" PRIu32 "]", i);
        first = false;
    }
    if (first || y->bias != 0)
        print_term(out, y->bias, first, NULL, 0);
}

static void print_graph(printer *p, const bac_mcm *g) {
    static const uint64_t none[1] = {0};
    bac_adder_words w = {0};
    int64_t *factor = calloc((size_t)g->n_in + 1, sizeof *factor);
    p->failed = !bac_mcm_pack(g, &w) || !factor;
    if (!p->failed) {
        fprintf(p->out, ",\n%*s// %" PRIu32 " adders", INDENT, "", bac_mcm_count(g));
        for (uint32_t o = 0; o < g->n_out; o++)
            print_equation(p->out, g, o, p->layer, factor);
        fprintf(p->out, "\n");
        p->column = 0;
        print_number(p, "N_WORDS", w.n ? w.n : 1);
        print_fields(p, "WORDS", w.n ? w.n : 1, 16, w.n ? w.word : none);
        print_words(p, "FIRST", g->levels + 2, 32, word_u32, w.first);
        print_fields(p, "OUTPUTS", g->n_out, 12, w.output);
    }
    free(factor);
    bac_adder_words_free(&w);
}

/* ---- any field */

static void print_field(printer *p, const bac_field *f, const void *params) {
    const void *at = (const char *)params + f->at;
    char text[BAC_MAX_NAME + 32];
    switch (f->form) {
    case BAC_FIELD_NUMBER:
        print_number(p, f->name, *(const uint32_t *)at);
        break;
    case BAC_FIELD_SIGNED: {
        const int64_t value = *(const int32_t *)at;
        snprintf(text, sizeof text, "%s32'sd%" PRId64, value < 0 ? "-" : "",
                 value < 0 ? -value : value);
        print_short(p, f->name, text);
        break;
    }
    case BAC_FIELD_SIZED: {
        const bac_sized *sized = at;
        snprintf(text, sizeof text, "%" PRIu32 "'d%" PRIu32, sized->bits, sized->value);
        print_short(p, f->name, text);
        break;
    }
    case BAC_FIELD_FILE:
        snprintf(text, sizeof text, "\"%s\"", ((const bac_file_name *)at)->text);
        print_short(p, f->name, text);
        break;
    case BAC_FIELD_WORDS:
        print_words(p, f->name, f->n(params), f->bits, f->word, params);
        break;
    case BAC_FIELD_GRAPH:
        print_graph(p, at);
        break;
    }
}

bool bac_print_params(FILE *out, const bac_netlist *n, const bac_stage *s) {
    printer p = {.out = out, .layer = bac_net_layer(n->net, s->layer)->name};
    for (uint32_t i = 0; i < s->kind->n_fields && !p.failed; i++)
        print_field(&p, &s->kind->field[i], s->params);
    return !p.failed;
}
