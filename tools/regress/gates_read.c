/* gates_read.c - the golden file of a suite as text; every refusal names its line. */
#include "gates.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_LIMIT = 1 << 28 };

typedef struct reader {
    bac_text text;
    bac_words line;
    regress_gates *g;
    bool ended;
} reader;

static const bac_text_kind kind = {.is = "a golden file is plain text", .longest = 4096};

#define refuse(r, ...) bac_text_fail(&(r)->text, (r)->text.line, __VA_ARGS__)

static bac_status no_memory(const reader *r) {
    return bac_fail(r->text.err, BAC_ERR_MEMORY, r->text.name, "out of memory");
}

/* ---- reading */

/* The name under which a figure's tolerance is stated: the figure's own, or "fifo" for all
 * FIFOs. */
static const char *family(const char *figure, char room[REGRESS_WORD]) {
    snprintf(room, REGRESS_WORD, "%.*s", (int)strcspn(figure, "."), figure);
    return room;
}

static bac_status take_tolerance(reader *r, double *value, bool *percent) {
    char word[REGRESS_WORD], *end;
    bac_status status = bac_words_word(&r->line, "a tolerance", word, sizeof word);
    if (status != BAC_OK)
        return status;
    *value = strtod(word, &end);
    *percent = *end == '%';
    end += *percent;
    if (*word < '0' || *word > '9' || *end || !isfinite(*value))
        return refuse(r, "tolerance '%.40s': a number, or a number of percent (2%%), is asked for",
                      word);
    return BAC_OK;
}

static bac_status read_tolerance(reader *r) {
    regress_gates *g = r->g;
    char word[REGRESS_WORD];
    regress_tolerance t = {0};
    bac_status status = bac_words_word(&r->line, "tolerance: its figure", word, sizeof word);
    if (status == BAC_OK)
        status = take_tolerance(r, &t.value, &t.percent);
    if (status != BAC_OK)
        return status;
    if (g->n_sections > 0)
        return refuse(r, "tolerances stand before the first case");
    if (!(t.figure = strdup(word)) ||
        !suite_grow((void **)&g->tolerance, g->n_tolerances, sizeof t)) {
        free(t.figure);
        return no_memory(r);
    }
    g->tolerance[g->n_tolerances++] = t;
    return BAC_OK;
}

static bac_status read_section(reader *r, bool is_design) {
    regress_gates *g = r->g;
    char word[REGRESS_WORD];
    bac_status status = bac_words_word(&r->line, "its name", word, sizeof word);
    if (status != BAC_OK)
        return status;
    regress_section made = {.line = r->text.line, .first = g->n, .is_design = is_design};
    if (!(made.name = strdup(word)) ||
        !suite_grow((void **)&g->section, g->n_sections, sizeof made)) {
        free(made.name);
        return no_memory(r);
    }
    g->section[g->n_sections++] = made;
    return BAC_OK;
}

static bac_status read_gate(reader *r, const char *figure) {
    regress_gates *g = r->g;
    char room[REGRESS_WORD];
    regress_gate made = {.line = r->text.line};
    if (g->n_sections == 0)
        return refuse(r, "'%.60s' stands before the first case", figure);
    regress_section *s = &g->section[g->n_sections - 1];
    made.section = g->n_sections - 1;
    for (uint32_t i = s->first; i < g->n; i++)
        if (strcmp(g->gate[i].figure, figure) == 0)
            return refuse(r, "%s is there already, in line %u", figure, g->gate[i].line);
    bac_status status = bac_words_real(&r->line, figure, &made.value);
    for (uint32_t i = 0; i < g->n_tolerances; i++)
        if (strcmp(g->tolerance[i].figure, family(figure, room)) == 0) {
            made.tolerance = g->tolerance[i].value;
            made.percent = g->tolerance[i].percent;
        }
    if (status == BAC_OK && bac_words_count(&r->line) > 0)
        status = take_tolerance(r, &made.tolerance, &made.percent);
    if (status != BAC_OK)
        return status;
    if (!(made.figure = strdup(figure)) || !suite_grow((void **)&g->gate, g->n, sizeof made)) {
        free(made.figure);
        return no_memory(r);
    }
    g->gate[g->n++] = made;
    s->n++;
    return BAC_OK;
}

/* Reads "end N", which proves that the file is complete. */
static bac_status read_end(reader *r) {
    int64_t n;
    bac_status status = bac_words_int(&r->line, "end: the number of gates", 0, UINT32_MAX, &n);
    if (status == BAC_OK && n != r->g->n)
        return refuse(r, "it says %lld gates and holds %u: lines are missing, record it again",
                      (long long)n, r->g->n);
    r->ended = true;
    return status;
}

static bac_status read_line(reader *r, bool first) {
    char word[REGRESS_WORD];
    int64_t version;
    bac_status status = bac_words_word(&r->line, "a figure", word, sizeof word);
    if (status != BAC_OK)
        return status;
    if (r->ended)
        return refuse(r, "'%.40s' stands behind the end", word);
    if (first && strcmp(word, "gates") != 0)
        return refuse(r, "the first line is not 'gates 1': this is no golden file of a suite");
    if (first)
        status = bac_words_int(&r->line, "gates: its version", 1, 1, &version);
    else if (strcmp(word, "tolerance") == 0)
        status = read_tolerance(r);
    else if (strcmp(word, "case") == 0 || strcmp(word, "design") == 0)
        status = read_section(r, *word == 'd');
    else if (strcmp(word, "end") == 0)
        status = read_end(r);
    else
        status = read_gate(r, word);
    return status == BAC_OK ? bac_words_end(&r->line) : status;
}

/* ---- finding */

static int compare(bool is_design, const char *name, const regress_section *s) {
    return is_design != s->is_design ? is_design - s->is_design : strcmp(name, s->name);
}

static int by_name(const void *a, const void *b) {
    const regress_section *const *x = a, *const *y = b;
    return compare((*x)->is_design, (*x)->name, *y);
}

const regress_section *regress_gates_find(const regress_gates *g, bool is_design,
                                          const char *name) {
    uint32_t lo = 0, hi = g->n_order;
    while (lo < hi) {
        const uint32_t middle = lo + (hi - lo) / 2;
        const int way = compare(is_design, name, g->order[middle]);
        if (way == 0)
            return g->order[middle];
        if (way < 0)
            hi = middle;
        else
            lo = middle + 1;
    }
    return NULL;
}

static bac_status sort(const reader *r) {
    regress_gates *g = r->g;
    g->order = calloc(g->n_sections + 1, sizeof *g->order);
    if (!g->order)
        return no_memory(r);
    for (uint32_t i = 0; i < g->n_sections; i++)
        g->order[i] = &g->section[i];
    qsort(g->order, g->n_sections, sizeof *g->order, by_name);
    g->n_order = g->n_sections;
    for (uint32_t i = 1; i < g->n_order; i++) {
        const regress_section *a = g->order[i - 1], *b = g->order[i];
        if (compare(a->is_design, a->name, b) == 0)
            return bac_text_fail(&r->text, b->line > a->line ? b->line : a->line,
                                 "%s is there twice", a->name);
    }
    return BAC_OK;
}

void regress_design_name(const suite *s, uint32_t design, char room[REGRESS_WORD]) {
    const suite_design *d = &s->design[design];
    snprintf(room, REGRESS_WORD, "%s/%s", s->net[d->net].name, d->name);
}

/* Refuses a section for a case or design that the suite does not have. */
static bac_status check_names(const reader *r, const suite *s) {
    const regress_gates *g = r->g;
    bool *met = calloc(g->n_sections + 1, sizeof *met);
    char room[REGRESS_WORD];
    const regress_section *x;
    if (!met)
        return no_memory(r);
    for (uint32_t i = 0; i < s->n_cases; i++)
        if ((x = regress_gates_find(g, false, s->cases[i].name)))
            met[x - g->section] = true;
    for (uint32_t i = 0; i < s->n_designs; i++) {
        regress_design_name(s, i, room);
        if ((x = regress_gates_find(g, true, room)))
            met[x - g->section] = true;
    }
    bac_status status = BAC_OK;
    for (uint32_t i = 0; status == BAC_OK && i < g->n_sections; i++)
        if (!met[i])
            status = bac_text_fail(&r->text, g->section[i].line,
                                   "%s is in no line of the suite: record the file again",
                                   g->section[i].name);
    free(met);
    return status;
}

bac_status regress_gates_load(const suite *s, const char *path, bool filtered,
                              regress_gates **gates, bac_error *err) {
    char *text = NULL;
    size_t size = 0;
    bac_status status = bac_file_read(path, FILE_LIMIT, &text, &size, err);
    if (status != BAC_OK)
        return status;
    reader r = {.text = {&kind, path, text, text + size, 0, err}};
    bool more = true, first = true;
    r.g = calloc(1, sizeof *r.g);
    if (!r.g)
        status = no_memory(&r);
    for (; status == BAC_OK && more; first = false) {
        status = bac_text_line(&r.text, &r.line, &more);
        if (status == BAC_OK && more)
            status = read_line(&r, first);
    }
    if (status == BAC_OK && !r.ended)
        status = refuse(&r, "its last line is not 'end N': it was cut off; record it again");
    if (status == BAC_OK)
        status = sort(&r);
    if (status == BAC_OK && !filtered)
        status = check_names(&r, s);
    free(text);
    if (status == BAC_OK)
        *gates = r.g;
    else
        regress_gates_free(r.g);
    return status;
}

void regress_gates_free(regress_gates *g) {
    if (!g)
        return;
    for (uint32_t i = 0; i < g->n; i++)
        free(g->gate[i].figure);
    for (uint32_t i = 0; i < g->n_sections; i++)
        free(g->section[i].name);
    for (uint32_t i = 0; i < g->n_tolerances; i++)
        free(g->tolerance[i].figure);
    free(g->gate);
    free(g->section);
    free(g->tolerance);
    free(g->order);
    free(g);
}

uint32_t regress_gates_count(const regress_gates *g) {
    return g ? g->n : 0;
}
