/* run.c - builds models and runs cases at the same time until none is missing. */
#include "cosim/bench.h"
#include "ints.h"
#include "pool.h"
#include "regress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOG_LIMIT = 1 << 24, DETAIL = 4000 };
#define BUILD_TAG 0x80000000u /* marks a process that builds; the other bits are the design */

typedef enum state { IDLE = 0, BUILDING, READY, BROKEN } state;

typedef struct work {
    regress *r;
    pool pool;
    double shown;                  /* of tool_live */
    state *state;                  /* [n_designs] */
    char **model;                  /* [n_designs], owned: where the bench is */
    char **failure;                /* [n_designs], owned: a build's log */
    bool *running;                 /* [n_cases] running or finished */
    uint32_t next_build, next_run; /* all before these are started or need not be */
    uint32_t building;
    bac_error *err;
} work;

static bool is_missing(const regress_result *q) {
    return !q->bench && !q->failure;
}

/* ---- files of one process; shards that share DIR build the same models */

static bool output_paths(const work *w, uint32_t tag, char out[BAC_PATH_ROOM],
                         char log[BAC_PATH_ROOM]) {
    const char *dir = w->r->dir;
    const bool is_build = tag & BUILD_TAG;
    const char *key = is_build ? w->r->design[tag & ~BUILD_TAG].key : w->r->result[tag].key;
    const long self = (long)getpid();
    return bac_path(out, w->err, "%s/work/%s.%ld.out", dir, key, self) ||
           bac_path(log, w->err, "%s/%s/%s.%ld.log", dir, is_build ? "logs" : "work", key, self);
}

static char *file_text(const char *path) {
    char *text = NULL;
    size_t size = 0;
    return bac_file_read(path, LOG_LIMIT, &text, &size, NULL) == BAC_OK ? text : NULL;
}

/* ---- a build */

typedef struct order {
    const work *w;
    uint32_t index;
} order;

static int build_child(void *user) {
    const order *o = user;
    const suite *s = o->w->r->s;
    const suite_design *d = &s->design[o->index];
    char model[BAC_PATH_ROOM];
    cosim_cache cache;
    bac_error err = {0};
    const bool bad =
        cosim_cache_open(&cache, &err) ||
        cosim_provide(s->net[d->net].net, d->plan, d->is_rtl ? d->path : NULL, &cache, &err) ||
        cosim_build(&cache, COSIM_PLAIN, model, &err);
    cosim_cache_close(&cache);
    if (bad)
        fprintf(stderr, "%s: %s\n", err.where, err.text);
    else
        printf("%s\n", model);
    return bad ? EXIT_INPUT : EXIT_OK;
}

static bac_status start_build(work *w, uint32_t design) {
    char out[BAC_PATH_ROOM], log[BAC_PATH_ROOM];
    order o = {w, design};
    if (output_paths(w, design | BUILD_TAG, out, log))
        return BAC_ERR_INPUT;
    w->state[design] = BUILDING;
    w->building++;
    return pool_start(&w->pool, build_child, &o, out, log, design | BUILD_TAG, 0, w->err);
}

static void end_build(work *w, const pool_end *end) {
    char out[BAC_PATH_ROOM], log[BAC_PATH_ROOM];
    const uint32_t design = end->tag & ~BUILD_TAG;
    const bool good = WIFEXITED(end->how) && WEXITSTATUS(end->how) == 0;
    w->building--;
    w->r->builds_done++;
    w->r->build_seconds += end->seconds;
    if (output_paths(w, end->tag, out, log))
        return;
    char *text = file_text(good ? out : log);
    if (good && text && *text) {
        text[strcspn(text, "\n")] = '\0';
        w->model[design] = text;
        w->state[design] = READY;
        unlink(log);
    } else {
        w->failure[design] = text;
        w->state[design] = BROKEN;
    }
    unlink(out);
}

/* ---- a run */

static int run_child(void *user) {
    const order *o = user;
    const suite *s = o->w->r->s;
    const suite_case *c = &s->cases[o->index];
    bac_error err = {0};
    const cosim_bench bench = {.net = s->net[s->design[c->design].net].path,
                               .frames = s->frames[c->frames].path,
                               .stall = c->stall,
                               .command = "bac cosim",
                               .seed = c->seed,
                               .first = c->first,
                               .last = c->last,
                               .json = true,
                               .jobs = 1,
                               .links = true};
    cosim_bench_exec(&bench, o->w->model[c->design], &err);
    fprintf(stderr, "%s: %s\n", err.where, err.text);
    return 127;
}

static bac_status start_run(work *w, uint32_t i) {
    char out[BAC_PATH_ROOM], log[BAC_PATH_ROOM];
    order o = {w, i};
    if (output_paths(w, i, out, log))
        return BAC_ERR_INPUT;
    w->running[i] = true;
    return pool_start(&w->pool, run_child, &o, out, log, i, (double)w->r->s->timeout, w->err);
}

/* Complaints of the bench on stderr that its JSON does not contain: the first of each kind. */
static json_t *complaints(const char *log) {
    static const struct {
        const char *begin, *key;
    } kinds[] = {
        {"PROTOCOL  ", "protocol"}, {"DEADLOCK  ", "deadlock"}, {"SIMULATOR ", "simulator"}};
    json_t *words = json_object();
    for (const char *at = log; at && *at;) {
        const size_t length = strcspn(at, "\n");
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
            const size_t begin = strlen(kinds[k].begin);
            if (length > begin && strncmp(at, kinds[k].begin, begin) == 0 &&
                !json_object_get(words, kinds[k].key))
                json_object_set_new(words, kinds[k].key, json_stringn(at + begin, length - begin));
        }
        at += length + (at[length] == '\n');
    }
    return words;
}

static void say_failure(regress_result *q, const char *failure, const char *log) {
    const size_t length = log ? strlen(log) : 0;
    free(q->failure);
    free(q->detail);
    q->failure = strdup(failure);
    q->detail = strdup(length > DETAIL ? log + (length - DETAIL) : log ? log : "");
}

static bac_status end_run(work *w, const pool_end *end) {
    char out[BAC_PATH_ROOM], log[BAC_PATH_ROOM], failure[128] = "the bench said nothing";
    regress_result *q = &w->r->result[end->tag];
    bac_status status = BAC_OK;
    json_error_t error;
    w->r->runs_done++;
    w->r->run_seconds += end->seconds;
    if (output_paths(w, end->tag, out, log))
        return BAC_ERR_INPUT;
    char *text = file_text(log);
    const int code = WIFEXITED(end->how) ? WEXITSTATUS(end->how) : -1;
    json_t *bench = code == EXIT_OK || code == EXIT_MISMATCH
                        ? json_load_file(out, JSON_REJECT_DUPLICATES, &error)
                        : NULL;
    if (json_is_object(bench)) {
        q->bench = json_incref(bench);
        q->words = complaints(text);
        q->seconds = end->seconds;
        status = regress_keep(w->r, end->tag, w->err);
    } else {
        if (end->late)
            snprintf(failure, sizeof failure, "the bench did not end within %llu s",
                     (unsigned long long)w->r->s->timeout);
        else if (WIFSIGNALED(end->how))
            snprintf(failure, sizeof failure, "the bench was ended by signal %d",
                     WTERMSIG(end->how));
        else if (code > EXIT_MISMATCH)
            snprintf(failure, sizeof failure, "the bench ended with status %d", code);
        say_failure(q, failure, text);
    }
    json_decref(bench);
    free(text);
    unlink(out);
    unlink(log);
    return status;
}

/* ---- the next process to start */

/* Counts the designs that have a missing case. */
static void count(work *w) {
    const suite *s = w->r->s;
    for (uint32_t i = 0; i < s->n_cases; i++) {
        if (!is_missing(&w->r->result[i]))
            continue;
        w->r->n_runs++;
        if (w->state[s->cases[i].design] == IDLE)
            w->r->n_builds++;
        w->state[s->cases[i].design] = BUILDING; /* temporarily means "counted" */
    }
    for (uint32_t d = 0; d < s->n_designs; d++)
        w->state[d] = w->state[d] == BUILDING ? IDLE : READY;
}

static uint32_t next_run(work *w) {
    const suite *s = w->r->s;
    for (uint32_t i = w->next_run; i < s->n_cases; i++) {
        const bool open = is_missing(&w->r->result[i]) && !w->running[i];
        if (!open && i == w->next_run)
            w->next_run++;
        if (open && w->state[s->cases[i].design] == BROKEN) {
            say_failure(&w->r->result[i], "the model could not be built",
                        w->failure[s->cases[i].design]);
            w->r->runs_done++;
        } else if (open && w->model[s->cases[i].design]) {
            return i;
        }
    }
    return s->n_cases;
}

static uint32_t next_build(work *w) {
    const uint32_t n = w->r->s->n_designs;
    while (w->next_build < n && w->state[w->next_build] != IDLE)
        w->next_build++;
    return w->next_build;
}

/* Starts builds before runs, because runs wait for them; but one slot is left for runs, so that the
 * first verdicts come early. */
static bac_status fill(work *w) {
    bac_status status = BAC_OK;
    while (status == BAC_OK && w->pool.busy < w->pool.n) {
        const uint32_t run = next_run(w), build = next_build(w);
        const bool can_run = run < w->r->s->n_cases, can_build = build < w->r->s->n_designs;
        if (can_build && (!can_run || w->building + 1 < w->pool.n))
            status = start_build(w, build);
        else if (can_run)
            status = start_run(w, run);
        else
            break;
    }
    return status;
}

static bac_status work_off(work *w) {
    bac_status status = BAC_OK;
    pool_end end;
    count(w);
    for (;;) {
        if (tool_interrupted()) {
            w->r->stopped = true;
            break;
        }
        status = fill(w);
        if (status != BAC_OK || w->pool.busy == 0)
            break;
        while (!pool_wait(&w->pool, &end) && !tool_interrupted())
            regress_progress_step(w->r, &w->shown);
        if (tool_interrupted())
            continue;
        if (end.tag & BUILD_TAG)
            end_build(w, &end);
        else
            status = end_run(w, &end);
        if (status != BAC_OK)
            break;
        regress_progress_step(w->r, &w->shown);
    }
    pool_kill(&w->pool);
    regress_progress_end(&w->shown);
    return status;
}

static void say_unmade(regress *r) {
    for (uint32_t i = 0; i < r->s->n_cases; i++)
        if (is_missing(&r->result[i]))
            say_failure(&r->result[i], "nobody ran it", NULL);
}

bac_status regress_run(regress *r, bac_error *err) {
    const suite *s = r->s;
    work w = {.r = r, .err = err};
    bac_status status = BAC_OK;
    w.pool.n = bac_min_u32(r->jobs, POOL_MOST);
    w.state = calloc(s->n_designs + 1, sizeof *w.state);
    w.model = calloc(s->n_designs + 1, sizeof *w.model);
    w.failure = calloc(s->n_designs + 1, sizeof *w.failure);
    w.running = calloc(s->n_cases + 1, sizeof *w.running);
    if (!w.state || !w.model || !w.failure || !w.running)
        status = bac_fail(err, BAC_ERR_MEMORY, s->path, "out of memory");
    else if (!r->only_merge)
        status = work_off(&w);
    if (status == BAC_OK && !r->stopped)
        say_unmade(r);
    for (uint32_t d = 0; w.model && w.failure && d < s->n_designs; d++) {
        free(w.model[d]);
        free(w.failure[d]);
    }
    free(w.state);
    free(w.model);
    free(w.failure);
    free(w.running);
    return status;
}
