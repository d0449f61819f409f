/* gates.c - compares cases with the golden file of their suite, and writes that file. */
#include "gates.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void because(regress_result *q, const char *text) {
    json_array_append_new(q->reasons, json_string(text));
}

static void judge_gate(const regress_gate *g, const json_t *figures, regress_result *q) {
    char text[REGRESS_WORD + 256];
    const json_t *value = json_object_get(figures, g->figure);
    const double limit = g->percent ? fabs(g->value) * g->tolerance / 100 : g->tolerance;
    if (!json_is_number(value)) {
        snprintf(text, sizeof text, "gate %s: there is no such figure", g->figure);
        because(q, text);
        return;
    }
    const double got = json_number_value(value);
    if (fabs(got - g->value) <= limit)
        return;
    snprintf(text, sizeof text, "gate %s: %.12g, golden %.12g, tolerance %g%s", g->figure, got,
             g->value, g->tolerance, g->percent ? " %" : "");
    because(q, text);
}

static void judge_section(const regress_gates *g, bool is_design, const char *name,
                          const json_t *figures, regress_result *q) {
    const regress_section *s = regress_gates_find(g, is_design, name);
    for (uint32_t i = 0; s && i < s->n; i++)
        judge_gate(&g->gate[s->first + i], figures, q);
    if (!s)
        because(q, is_design ? "gate: the golden file does not know this design; record it"
                             : "gate: the golden file does not know this case; record it");
}

void regress_gates_judge(const regress_gates *g, const regress *r, uint32_t i) {
    const suite_case *c = &r->s->cases[i];
    regress_result *q = &r->result[i];
    char room[REGRESS_WORD];
    if (!g || !q->bench)
        return;
    judge_section(g, false, c->name, q->figures, q);
    regress_design_name(r->s, c->design, room);
    if (json_object_size(r->design[c->design].figures) > 0)
        judge_section(g, true, room, r->design[c->design].figures, q);
}

/* ---- recording */

static uint32_t put_figures(FILE *out, const json_t *figures) {
    const char *key;
    json_t *value;
    uint32_t n = 0;
    json_object_foreach((json_t *)figures, key, value) {
        char text[TOOL_REAL_SIZE];
        tool_real(json_number_value(value), text);
        if (json_is_integer(value))
            fprintf(out, "  %-20s %" JSON_INTEGER_FORMAT "\n", key, json_integer_value(value));
        else
            fprintf(out, "  %-20s %s\n", key, text);
        n++;
    }
    return n;
}

bac_status regress_gates_write(const regress_gates *old, const regress *r, const char *path,
                               bac_error *err) {
    char *text = NULL, room[REGRESS_WORD];
    size_t size = 0;
    uint32_t n = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    fprintf(out,
            "gates 1\n# what suite %s measured; made by bac regress --record, not by hand\n"
            "# figure value [tolerance]; a tolerance is a number, or percent (2%%)\n",
            r->s->name);
    for (uint32_t i = 0; old && i < old->n_tolerances; i++)
        fprintf(out, "tolerance %s %g%s\n", old->tolerance[i].figure, old->tolerance[i].value,
                old->tolerance[i].percent ? "%" : "");
    for (uint32_t i = 0; i < r->s->n_designs; i++) {
        if (!r->design[i].wanted || json_object_size(r->design[i].figures) == 0)
            continue;
        regress_design_name(r->s, i, room);
        fprintf(out, "\ndesign %s\n", room);
        n += put_figures(out, r->design[i].figures);
    }
    for (uint32_t i = 0; i < r->s->n_cases; i++) {
        fprintf(out, "\ncase %s\n", r->s->cases[i].name);
        n += put_figures(out, r->result[i].figures);
    }
    fprintf(out, "\nend %u\n", n);
    if (fclose(out) != 0) {
        free(text);
        return bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    }
    bac_status status = bac_file_write(path, text, size, err);
    free(text);
    return status;
}
