/* figures.c - extracts a run's figures and applies the rules that need no golden file. */
#include "regress.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_int_t whole(const json_t *object, const char *key) {
    return json_integer_value(json_object_get(object, key));
}

static bool flag(const json_t *object, const char *key) {
    return json_is_true(json_object_get(object, key));
}

/* ---- reasons */

static void because(regress_result *q, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void because(regress_result *q, const char *format, ...) {
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    json_array_append_new(q->reasons, json_string(text));
}

static const char *text_of(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static void judge_values(regress_result *q) {
    const json_t *first = json_object_get(q->bench, "first_mismatch");
    if (whole(q->bench, "mismatches") == 0 && !first)
        return;
    because(
        q,
        "value: layer %s, stream %s differs from the C model first in frame %" JSON_INTEGER_FORMAT
        ", position %" JSON_INTEGER_FORMAT ", channel %" JSON_INTEGER_FORMAT
        "; mismatches: %" JSON_INTEGER_FORMAT,
        text_of(first, "layer"), text_of(first, "stream"), whole(first, "frame"),
        whole(first, "position"), whole(first, "channel"), whole(q->bench, "mismatches"));
}

static void judge_time(regress_result *q) {
    const json_t *errors = json_object_get(q->bench, "time_errors");
    for (size_t i = 0; i < json_array_size(errors); i++)
        because(q, "time: %s", json_string_value(json_array_get(errors, i)));
    if (!flag(q->bench, "lockstep_equal") && json_array_size(errors) == 0)
        because(q, "lockstep: the machine in C and the Verilog were not compared");
}

static void judge_rest(regress_result *q) {
    if (whole(q->bench, "protocol_errors") != 0)
        because(q, "protocol: %s", text_of(q->words, "protocol"));
    if (flag(q->bench, "deadlock"))
        because(q, "deadlock %s", text_of(q->words, "deadlock"));
    if (json_object_get(q->words, "simulator"))
        because(q, "simulator: %s", text_of(q->words, "simulator"));
    if (whole(q->bench, "results") != whole(q->bench, "frames"))
        because(q, "results: %" JSON_INTEGER_FORMAT " of %" JSON_INTEGER_FORMAT " frames came out",
                whole(q->bench, "results"), whole(q->bench, "frames"));
    if (json_array_size(q->reasons) == 0 && !flag(q->bench, "ok"))
        because(q, "the bench found fault and did not say with what");
}

/* A run of other frames than requested fails. */
static void judge_extent(const suite_case *c, regress_result *q) {
    if (json_array_size(q->reasons) == 0 &&
        whole(q->bench, "frames") != (json_int_t)(c->last - c->first))
        because(q, "frames: %" JSON_INTEGER_FORMAT " ran, %" PRIu64 " were asked for",
                whole(q->bench, "frames"), c->last - c->first);
}

/* ---- figures */

static void sum_links(regress_result *q) {
    const json_t *links = json_object_get(q->bench, "links"),
                 *fifos = json_object_get(q->bench, "fifos");
    json_int_t bubbles = 0, stalls = 0;
    for (size_t i = 0; i < json_array_size(links); i++) {
        bubbles += whole(json_array_get(links, i), "starved");
        stalls += whole(json_array_get(links, i), "stalled");
    }
    json_object_set_new(q->figures, "bubbles", json_integer(bubbles));
    json_object_set_new(q->figures, "stalls", json_integer(stalls));
    for (size_t i = 0; i < json_array_size(fifos); i++) {
        const json_t *fifo = json_array_get(fifos, i);
        char key[256];
        snprintf(key, sizeof key, "fifo.%.200s", text_of(fifo, "name"));
        json_object_set(q->figures, key, json_object_get(fifo, "most"));
    }
}

static void measure(regress_result *q) {
    static const struct {
        const char *figure, *key;
    } list[] = {{"mismatches", "mismatches"},
                {"protocol_errors", "protocol_errors"},
                {"values", "values"},
                {"clocks", "cycles"},
                {"clocks_per_frame", "cycles_per_frame"},
                {"latency_first", "latency_first"},
                {"latency_last", "latency_last"}};
    q->figures = json_object();
    if (!q->bench)
        return;
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        json_t *value = json_object_get(q->bench, list[i].key);
        if (json_is_number(value))
            json_object_set(q->figures, list[i].figure, value);
    }
    json_object_set_new(q->figures, "lockstep",
                        json_integer(flag(q->bench, "lockstep_equal") ? 1 : 0));
    sum_links(q);
}

void regress_judge(const regress *r, uint32_t i) {
    regress_result *q = &r->result[i];
    json_decref(q->reasons);
    json_decref(q->figures);
    q->reasons = json_array();
    measure(q);
    if (!q->bench) {
        because(q, "did not execute: %s", q->failure ? q->failure : "out of memory");
        return;
    }
    judge_values(q);
    judge_time(q);
    judge_rest(q);
    judge_extent(&r->s->cases[i], q);
}

bool regress_passed(const regress_result *q) {
    return q->bench && json_is_array(q->reasons) && json_array_size(q->reasons) == 0;
}

regress_count regress_tally(const regress *r) {
    regress_count n = {0};
    for (uint32_t i = 0; i < r->s->n_cases; i++) {
        const regress_result *q = &r->result[i];
        n.passed += regress_passed(q);
        n.not_run += !q->bench;
        n.failed += q->bench && !regress_passed(q);
        n.reused += q->reused;
    }
    return n;
}

/* ---- looking again */

uint64_t regress_first_frame(const regress_result *q) {
    const json_t *first = json_object_get(q->bench, "first_mismatch"),
                 *frame = json_object_get(first, "frame");
    return json_is_integer(frame) ? (uint64_t)json_integer_value(frame) : UINT64_MAX;
}

char *regress_rerun(const regress *r, uint32_t i, uint64_t frame, const char *wave) {
    const suite_case *c = &r->s->cases[i];
    const suite_design *d = &r->s->design[c->design];
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    const regress_result *q = &r->result[i]; /* a gate alone failed: there is nothing to explain */
    const bool right = q->bench && json_is_true(json_object_get(q->bench, "ok"));
    fputs(right ? "bac cosim" : "bac debug", out);
    tool_put_word(out, r->s->net[d->net].path);
    tool_put_word(out, r->s->frames[c->frames].path);
    fputs(d->is_rtl ? " --rtl" : " --plan", out);
    tool_put_word(out, d->is_rtl ? d->path : r->design[c->design].plan_path);
    /* the frames before it may matter, and the one behind it pushes its last samples out */
    const uint64_t last = frame < c->last && frame + 2 < c->last ? frame + 2 : c->last;
    fprintf(out, " --frames %" PRIu64 ":%" PRIu64, c->first, last);
    fprintf(out, " --stall %s --seed %" PRIu64, c->stall, c->seed);
    if (wave) {
        fputs(" --wave", out);
        tool_put_word(out, wave);
    }
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}
