/* page.c - report.html of a regression: verdict, grid, failures in buckets, slowest cases,
 * trend. */
#include "cosim/fs.h"
#include "out_file.h"
#include "regress.h"
#include "report/html.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CASES = 60, SLOWEST = 15 };

enum { VERDICT, GRID, FAILURES, SLOW, TREND, ORIGIN };
static const html_chapter chapters[] = {{"verdict", "Verdict"},
                                        {"grid", "Cases"},
                                        {"failures", "Failures"},
                                        {"slowest", "Slowest"},
                                        {"trend", "Trend"},
                                        {"origin", "Origin"},
                                        {NULL, NULL}};

typedef struct page {
    FILE *out;
    const regress *r;
    const regress_buckets *buckets;
    const char *dir;
    json_t *times; /* of this run, with those before */
} page;

/* ---- verdict */

static void tile_count(FILE *out, int good, uint64_t n, const char *label) {
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, n);
    html_tile(out, good, text, label);
}

static void put_verdict(const page *p) {
    const regress_count n = regress_tally(p->r);
    const bool good = n.failed + n.not_run == 0;
    uint64_t values = 0, clocks = 0;
    for (uint32_t i = 0; i < p->r->s->n_cases; i++) {
        const json_t *f = p->r->result[i].figures;
        values += (uint64_t)json_integer_value(json_object_get(f, "values"));
        clocks += (uint64_t)json_integer_value(json_object_get(f, "clocks"));
    }
    html_chapter_begin(p->out, &chapters[VERDICT]);
    html_tiles_begin(p->out);
    html_tile(p->out, good, good ? "PASS" : "FAIL", p->r->s->name);
    tile_count(p->out, -1, n.passed, "cases passed");
    tile_count(p->out, n.failed == 0 ? -1 : 0, n.failed, "cases failed");
    tile_count(p->out, n.not_run == 0 ? -1 : 0, n.not_run, "cases did not execute");
    tile_count(p->out, -1, values, "values compared with the C model");
    tile_count(p->out, -1, clocks, "clocks of every link compared");
    html_tiles_end(p->out);
}

/* ---- the grid: a row for each design, frames and range; a square for each stall pattern, seed */

static bool same_row(const suite *s, uint32_t a, uint32_t b) {
    const suite_case *x = &s->cases[a], *y = &s->cases[b];
    return strcmp(x->group, y->group) == 0 && x->design == y->design && x->frames == y->frames &&
           x->first == y->first && x->last == y->last;
}

static void put_square(const page *p, uint32_t i) {
    const suite_case *c = &p->r->s->cases[i];
    const regress_result *q = &p->r->result[i];
    const bool passed = regress_passed(q);
    if (passed)
        fputs("<i title=\"", p->out);
    else
        fprintf(p->out, "<a href=\"#failure%u\" title=\"", p->buckets->of[i]);
    html_print(p->out, "%s, seed %" PRIu64 "%s", c->stall, c->seed,
               passed     ? ""
               : q->bench ? ": failed"
                          : ": did not execute");
    fputs(passed     ? "\"></i>"
          : q->bench ? "\" class=\"wrong\"></a>"
                     : "\" class=\"lost\"></a>",
          p->out);
}

static void figure_cell(const page *p, const json_t *figures, const char *key) {
    char text[TOOL_REAL_SIZE] = "";
    const json_t *value = json_object_get(figures, key);
    if (json_is_integer(value))
        snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        tool_real(json_real_value(value), text);
    html_cell(p->out, "%s", text);
}

static void put_row(const page *p, uint32_t first, uint32_t last) {
    const suite *s = p->r->s;
    const suite_case *c = &s->cases[first];
    const json_t *figures = p->r->result[first].figures;
    html_row_begin(p->out);
    html_cell(p->out, "%s", c->group);
    html_cell(p->out, "%s", s->net[s->design[c->design].net].name);
    html_cell(p->out, "%s", s->design[c->design].name);
    html_cell(p->out, "%s %" PRIu64 ":%" PRIu64, s->frames[c->frames].name, c->first, c->last);
    figure_cell(p, figures, "clocks_per_frame");
    figure_cell(p, figures, "latency_last");
    figure_cell(p, p->r->design[c->design].figures, "sites");
    fputs("<td><div class=\"squares\">", p->out);
    for (uint32_t i = first; i < last; i++)
        put_square(p, i);
    fputs("</div></td>", p->out);
    html_row_end(p->out);
}

static void put_grid(const page *p) {
    static const char *const titles[] = {"group",    "network", "plan",  "frames", ">clocks/frame",
                                         ">latency", ">sites",  "cases", NULL};
    const suite *s = p->r->s;
    html_chapter_begin(p->out, &chapters[GRID]);
    html_say(p->out, "A square is a case: a stall pattern and a seed. The figures are those of a "
                     "row's first case; latency: clocks from a frame's last sample to its result.");
    html_table_begin(p->out, titles);
    for (uint32_t i = 0; i < s->n_cases;) {
        uint32_t end = i + 1;
        while (end < s->n_cases && same_row(s, i, end))
            end++;
        put_row(p, i, end);
        i = end;
    }
    html_table_end(p->out);
}

/* ---- failures */

static void put_reasons(const page *p, const regress_result *q) {
    fputs("<ul>", p->out);
    for (size_t k = 0; k < json_array_size(q->reasons); k++) {
        fputs("<li>", p->out);
        html_text(p->out, json_string_value(json_array_get(q->reasons, k)));
        fputs("</li>", p->out);
    }
    fputs("</ul>\n", p->out);
}

static void put_mismatch(const page *p, const regress_result *q) {
    json_int_t frame, position, channel, expected, got;
    const char *layer, *stream;
    json_t *first = json_object_get(q->bench, "first_mismatch");
    if (!first || json_unpack(first, "{s:I, s:s, s:s, s:I, s:I, s:I}", "frame", &frame, "layer",
                              &layer, "stream", &stream, "position", &position, "channel", &channel,
                              "expected", &expected) != 0)
        return;
    html_facts_begin(p->out);
    html_fact(p->out, "first mismatch", "layer %s, stream %s", layer, stream);
    html_fact(p->out, "frame, position, channel",
              "%" JSON_INTEGER_FORMAT ", %" JSON_INTEGER_FORMAT ", %" JSON_INTEGER_FORMAT, frame,
              position, channel);
    if (json_unpack(first, "{s:I}", "got", &got) == 0)
        html_fact(p->out, "expected, got",
                  "%" JSON_INTEGER_FORMAT ", %" JSON_INTEGER_FORMAT
                  " in clock %" JSON_INTEGER_FORMAT " of the frame",
                  expected, got, json_integer_value(json_object_get(first, "clock")));
    else
        html_fact(p->out, "expected", "%" JSON_INTEGER_FORMAT ", the beat never came", expected);
    html_facts_end(p->out);
}

static void put_bucket_cases(const page *p, uint32_t bucket) {
    uint32_t shown = 0;
    fputs("<details><summary>cases</summary><ul class=\"n\">", p->out);
    for (uint32_t i = 0; i < p->r->s->n_cases && shown < MOST_CASES; i++)
        if (p->buckets->of[i] == bucket) {
            fputs("<li>", p->out);
            html_text(p->out, p->r->s->cases[i].name);
            fputs("</li>", p->out);
            shown++;
        }
    if (p->buckets->list[bucket].n > shown)
        html_print(p->out, "and %u more", p->buckets->list[bucket].n - shown);
    fputs("</ul></details>\n", p->out);
}

static void put_wave(const page *p, uint32_t i) {
    char path[BAC_PATH_ROOM];
    const char *key = p->r->result[i].key;
    if (!bac_path(path, NULL, "%s/waves/%.16s.fst", p->dir, key) && cosim_exists(path))
        fprintf(p->out, "<p><a href=\"waves/%.16s.fst\">waves</a> (gtkwave waves/%.16s.gtkw)</p>\n",
                key, key);
}

static void put_bucket(const page *p, uint32_t bucket) {
    const uint32_t first = p->buckets->list[bucket].first;
    const regress_result *q = &p->r->result[first];
    fprintf(p->out, "<div class=\"bucket\" id=\"failure%u\"><h3>", bucket);
    html_print(p->out, "%u x %s", p->buckets->list[bucket].n, p->buckets->list[bucket].text);
    fputs("</h3>\n", p->out);
    html_say(p->out, "First: %s", p->r->s->cases[first].name);
    put_reasons(p, q);
    put_mismatch(p, q);
    char *rerun = regress_rerun(p->r, first, regress_first_frame(q), "mismatch.fst");
    html_code(p->out, rerun ? rerun : "");
    free(rerun);
    put_wave(p, first);
    if (q->detail && *q->detail)
        html_code(p->out, q->detail);
    put_bucket_cases(p, bucket);
    fputs("</div>\n", p->out);
}

static void put_failures(const page *p) {
    html_chapter_begin(p->out, &chapters[FAILURES]);
    for (uint32_t k = 0; k < p->buckets->n; k++)
        put_bucket(p, k);
    if (p->buckets->n == 0)
        html_say(p->out, "None.");
}

/* ---- time */

typedef struct timed {
    double seconds;
    uint32_t i;
} timed;

static int slower(const void *a, const void *b) {
    const timed *x = a, *y = b;
    return (x->seconds < y->seconds) - (x->seconds > y->seconds);
}

static void put_slowest(const page *p) {
    static const char *const titles[] = {"case", ">seconds", ">clocks/s", NULL};
    const uint32_t n = p->r->s->n_cases;
    timed *order = calloc(n + 1, sizeof *order);
    html_chapter_begin(p->out, &chapters[SLOW]);
    for (uint32_t i = 0; order && i < n; i++)
        order[i] = (timed){p->r->result[i].seconds, i};
    if (order)
        qsort(order, n, sizeof *order, slower);
    html_table_begin(p->out, titles);
    for (uint32_t k = 0; order && k < n && k < SLOWEST && order[k].seconds > 0; k++) {
        const uint32_t i = order[k].i;
        html_row_begin(p->out);
        html_cell(p->out, "%s", p->r->s->cases[i].name);
        html_bar_cell(p->out, order[k].seconds / order[0].seconds, "%.2f", order[k].seconds);
        html_cell(p->out, "%.0f",
                  json_number_value(json_object_get(p->r->result[i].bench, "cycles_per_second")));
        html_row_end(p->out);
    }
    html_table_end(p->out);
    free(order);
}

static void put_trend(const page *p) {
    static const char *const titles[] = {"ended (UTC)",   ">cases",   ">passed", ">failed",
                                         ">not executed", ">seconds", NULL};
    const json_t *history = json_object_get(p->times, "history");
    double most = 1e-9;
    html_chapter_begin(p->out, &chapters[TREND]);
    html_say(p->out, "The last runs in this folder, the newest first.");
    for (size_t i = 0; i < json_array_size(history); i++) {
        const double s = json_number_value(json_object_get(json_array_get(history, i), "seconds"));
        most = s > most ? s : most;
    }
    html_table_begin(p->out, titles);
    for (size_t i = json_array_size(history); i-- > 0;) {
        const json_t *run = json_array_get(history, i);
        const double s = json_number_value(json_object_get(run, "seconds"));
        html_row_begin(p->out);
        html_cell(p->out, "%s", json_string_value(json_object_get(run, "ended")));
        figure_cell(p, run, "cases");
        figure_cell(p, run, "passed");
        figure_cell(p, run, "failed");
        figure_cell(p, run, "not_executed");
        html_bar_cell(p->out, s / most, "%.1f", s);
        html_row_end(p->out);
    }
    html_table_end(p->out);
}

static void put_origin(const page *p) {
    const suite *s = p->r->s;
    html_chapter_begin(p->out, &chapters[ORIGIN]);
    html_code(p->out, p->r->command);
    html_facts_begin(p->out);
    html_fact(p->out, "suite", "%s", s->path);
    html_fact(p->out, "SHA-256", "%s", s->hash);
    html_fact(p->out, "golden file", "%s", s->gates ? s->gates : "none");
    html_fact(p->out, "bac", "%s", BAC_VERSION);
    html_fact(p->out, "host", "%s", json_string_value(json_object_get(p->times, "host")));
    html_fact(p->out, "ended", "%s", json_string_value(json_object_get(p->times, "ended")));
    html_fact(p->out, "processes", "%u", p->r->jobs);
    for (uint32_t i = 0; i < s->n_nets; i++)
        html_fact(p->out, "network", "%s, SHA-256 %s", s->net[i].path, s->net[i].hash);
    html_facts_end(p->out);
}

bac_status regress_write_page(const regress *r, const regress_buckets *buckets, const char *dir,
                              bac_error *err) {
    char path[BAC_PATH_ROOM], title[300], lead[128];
    const regress_count n = regress_tally(r);
    json_error_t error;
    bac_page file;
    if (bac_path(path, err, "%s/times.json", dir))
        return BAC_ERR_INPUT;
    page p = {bac_page_open(&file), r, buckets, dir, json_load_file(path, 0, &error)};
    snprintf(title, sizeof title, "%s: suite %.200s", n.failed + n.not_run ? "FAIL" : "PASS",
             r->s->name);
    snprintf(lead, sizeof lead, "%u of %u co-simulations of generated Verilog passed", n.passed,
             r->s->n_cases);
    if (p.out) {
        html_begin(p.out, title, lead, chapters);
        put_verdict(&p);
        put_grid(&p);
        put_failures(&p);
        put_slowest(&p);
        put_trend(&p);
        put_origin(&p);
        html_end(p.out);
    }
    json_decref(p.times);
    bac_status status = bac_path(path, err, "%s/report.html", dir) ? BAC_ERR_INPUT : BAC_OK;
    return bac_page_close(&file, status != BAC_OK, path, err);
}
