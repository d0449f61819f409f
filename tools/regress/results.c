/* results.c - writes results.json, which states only the results, and times.json, which states
 * when, where and for how long the cases ran. */
#include "cosim/fs.h"
#include "ints.h"
#include "regress.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *verdict(const regress_result *q) {
    return regress_passed(q) ? "passed" : q->bench ? "failed" : "not executed";
}

static json_t *hash_or_null(const char *hash) {
    return hash[0] ? json_string(hash) : json_null();
}

/* ---- results.json */

/* The first mismatch without the bench's command, which contains paths. */
static json_t *mismatch(const regress_result *q) {
    const json_t *first = json_object_get(q->bench, "first_mismatch");
    json_t *copy = first ? json_copy((json_t *)first) : json_null();
    if (first)
        json_object_del(copy, "rerun");
    return copy;
}

static json_t *case_json(const regress *r, uint32_t i) {
    const suite *s = r->s;
    const suite_case *c = &s->cases[i];
    const suite_design *d = &s->design[c->design];
    const regress_result *q = &r->result[i];
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:[I, I], s:s, s:I, s:O, s:O, s:o}", "case",
                     c->name, "verdict", verdict(q), "group", c->group, "net", s->net[d->net].name,
                     "plan", d->name, "frames", s->frames[c->frames].name, "range",
                     (json_int_t)c->first, (json_int_t)c->last, "stall", c->stall, "seed",
                     (json_int_t)c->seed, "reasons", q->reasons, "figures", q->figures,
                     "first_mismatch", mismatch(q));
}

static json_t *design_json(const regress *r, uint32_t i) {
    const suite_design *d = &r->s->design[i];
    const suite_net *net = &r->s->net[d->net];
    return json_pack("{s:s, s:s, s:b, s:s, s:o, s:O}", "net", net->name, "plan", d->name, "rtl",
                     d->is_rtl, "net_sha256", net->hash, "plan_sha256",
                     hash_or_null(r->design[i].plan_hash), "figures", r->design[i].figures);
}

static json_t *frames_json(const suite_frames *f) {
    return json_pack("{s:s, s:I, s:s}", "frames", f->name, "count", (json_int_t)f->n, "sha256",
                     f->hash);
}

static bool used(const regress *r, uint32_t frames) {
    for (uint32_t i = 0; i < r->s->n_cases; i++)
        if (r->s->cases[i].frames == frames)
            return true;
    return false;
}

bac_status regress_write_results(const regress *r, const char *dir, bac_error *err) {
    char path[BAC_PATH_ROOM];
    json_t *cases = json_array(), *designs = json_array(), *frames = json_array();
    const regress_count n = regress_tally(r);
    for (uint32_t i = 0; i < r->s->n_cases; i++)
        json_array_append_new(cases, case_json(r, i));
    for (uint32_t i = 0; i < r->s->n_designs; i++)
        if (r->design[i].wanted)
            json_array_append_new(designs, design_json(r, i));
    for (uint32_t i = 0; i < r->s->n_frames; i++)
        if (used(r, i))
            json_array_append_new(frames, frames_json(&r->s->frames[i]));
    json_t *root =
        json_pack("{s:i, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:s, s:o, s:o, s:o}", "results", 1,
                  "suite", r->s->name, "suite_sha256", r->s->hash, "bac", BAC_VERSION, "cases",
                  (json_int_t)r->s->n_cases, "passed", (json_int_t)n.passed, "failed",
                  (json_int_t)n.failed, "not_executed", (json_int_t)n.not_run, "verdict",
                  n.failed + n.not_run ? "failed" : "passed", "designs", designs, "frames", frames,
                  "list", cases);
    if (!bac_path(path, err, "%s/results.json", dir))
        return tool_json_write(root, path, err);
    json_decref(root);
    return BAC_ERR_INPUT;
}

/* ---- times.json, with the last runs in DIR */

enum { HISTORY = 30 };

static void now_text(char text[32]) {
    const time_t now = time(NULL);
    struct tm parts;
    gmtime_r(&now, &parts);
    strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

/* The runs before this one, oldest first. */
static json_t *history_of(const char *path) {
    json_error_t error;
    json_t *before = json_load_file(path, 0, &error);
    json_t *history = json_incref(json_object_get(before, "history"));
    json_decref(before);
    if (!json_is_array(history)) {
        json_decref(history);
        return json_array();
    }
    while (json_array_size(history) >= HISTORY)
        json_array_remove(history, 0);
    return history;
}

static json_t *times_cases(const regress *r) {
    json_t *list = json_array();
    for (uint32_t i = 0; i < r->s->n_cases; i++)
        json_array_append_new(list,
                              json_pack("{s:s, s:f, s:b}", "case", r->s->cases[i].name, "seconds",
                                        r->result[i].seconds, "reused", r->result[i].reused));
    return list;
}

bac_status regress_write_times(const regress *r, const char *dir, bac_error *err) {
    char path[BAC_PATH_ROOM], host[256] = "", ended[32];
    const regress_count n = regress_tally(r);
    if (bac_path(path, err, "%s/times.json", dir))
        return BAC_ERR_INPUT;
    gethostname(host, sizeof host - 1);
    now_text(ended);
    json_t *history = history_of(path);
    json_array_append_new(history,
                          json_pack("{s:s, s:I, s:I, s:I, s:I, s:f}", "ended", ended, "cases",
                                    (json_int_t)r->s->n_cases, "passed", (json_int_t)n.passed,
                                    "failed", (json_int_t)n.failed, "not_executed",
                                    (json_int_t)n.not_run, "seconds", tool_seconds() - r->started));
    json_t *root = json_pack(
        "{s:s, s:s, s:s, s:s, s:I, s:f, s:I, s:f, s:I, s:f, s:o, s:o}", "suite", r->s->path,
        "command", r->command, "host", host, "ended", ended, "jobs", (json_int_t)r->jobs, "seconds",
        tool_seconds() - r->started, "builds", (json_int_t)r->builds_done, "build_seconds",
        r->build_seconds, "runs", (json_int_t)r->runs_done, "run_seconds", r->run_seconds,
        "history", history, "list", times_cases(r));
    return tool_json_write(root, path, err);
}
