/* prepare.c - computes the facts about each design that are known before anything is built. */
#include "compile.h"
#include "cosim/bench.h"
#include "ints.h"
#include "regress.h"
#include "size.h"

#include <inttypes.h>
#include <math.h>
#include <sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- a design */

/* Adds the estimates of bac size to the figures. */
static bac_status estimate(const bac_net *net, const bac_plan *plan, json_t *figures,
                           bac_error *err) {
    bac_netlist *p = NULL;
    bac_size total, *of = NULL;
    bac_status status = bac_compile(net, plan, &p, err);
    if (status == BAC_OK && !(of = calloc(p->n_stages, sizeof *of)))
        status = bac_fail(err, BAC_ERR_MEMORY, bac_net_name(net), "out of memory");
    if (status == BAC_OK)
        status = bac_size_netlist(p, BAC_FAMILY_XILINX, of, &total, err);
    if (status == BAC_OK) {
        json_object_set_new(figures, "sites", json_integer((json_int_t)lround(total.site)));
        json_object_set_new(figures, "registers", json_integer((json_int_t)lround(total.ff)));
        json_object_set_new(figures, "memories", json_integer((json_int_t)lround(total.bram)));
    }
    free(of);
    bac_netlist_free(p);
    return status;
}

/* Writes the plan of a design that the suite names only by a style, so that a command can refer to
 * it. */
static bac_status write_plan(const regress *r, const suite_design *d, regress_design *made,
                             bac_error *err) {
    char path[BAC_PATH_ROOM], *text = NULL;
    const suite_net *net = &r->s->net[d->net];
    if (bac_path(path, err, "%s/plans/%s-%s.cfg", r->dir, net->name, d->name))
        return BAC_ERR_INPUT;
    bac_status status = bac_plan_text(net->net, d->plan, &text, err);
    if (status == BAC_OK && !d->path)
        status = bac_file_write(path, text, strlen(text), err);
    if (status == BAC_OK) {
        SHA256Data((const uint8_t *)text, strlen(text), made->plan_hash);
        made->plan_path = suite_text((suite *)r->s, "%s", d->path ? d->path : path);
    }
    free(text);
    return status == BAC_OK && !made->plan_path
               ? bac_fail(err, BAC_ERR_MEMORY, r->s->path, "out of memory")
               : status;
}

static bac_status prepare_design(const regress *r, uint32_t i, bac_error *err) {
    const suite_design *d = &r->s->design[i];
    const bac_net *net = r->s->net[d->net].net;
    regress_design *made = &r->design[i];
    bac_error cause = {0};
    cosim_cache cache;
    bac_status status = BAC_OK;
    made->figures = json_object();
    bool bad = cosim_cache_open(&cache, &cause) ||
               cosim_provide(net, d->plan, d->is_rtl ? d->path : NULL, &cache, &cause) ||
               cosim_key(&cache, COSIM_PLAIN, made->key, &cause);
    cosim_cache_close(&cache);
    if (!bad && !d->is_rtl)
        status = write_plan(r, d, made, &cause);
    if (!bad && status == BAC_OK && !d->is_rtl)
        status = estimate(net, d->plan, made->figures, &cause);
    if (!bad && status == BAC_OK)
        return BAC_OK;
    if (cause.code != BAC_ERR_INPUT || d->line == 0)
        return bac_fail(err, cause.code, cause.where, "%s", cause.text);
    return suite_refuse(r->s, d->line, err, "%.200s: %.250s", cause.where, cause.text);
}

/* ---- cases */

static void key_case(const regress *r, uint32_t i) {
    const suite_case *c = &r->s->cases[i];
    char text[512];
    const int n =
        snprintf(text, sizeof text, "run 1 %s %s %s %" PRIu64 ":%" PRIu64 " %.64s %" PRIu64,
                 r->design[c->design].key, r->s->net[r->s->design[c->design].net].hash,
                 r->s->frames[c->frames].hash, c->first, c->last, c->stall, c->seed);
    SHA256Data((const uint8_t *)text, (size_t)n, r->result[i].key);
}

bac_status regress_prepare(regress *r, bac_error *err) {
    const suite *s = r->s;
    tool_progress progress = {.what = "designs", .total = s->n_designs};
    char path[BAC_PATH_ROOM];
    r->design = calloc(bac_max_u32(s->n_designs, 1), sizeof *r->design);
    r->result = calloc(bac_max_u32(s->n_cases, 1), sizeof *r->result);
    if (!r->design || !r->result)
        return bac_fail(err, BAC_ERR_MEMORY, s->path, "out of memory");
    for (uint32_t i = 0; i < s->n_cases; i++)
        r->design[s->cases[i].design].wanted = true;
    if (bac_path(path, err, "%s/plans", r->dir))
        return BAC_ERR_INPUT;
    bac_status status = bac_dir_make(path, true, err);
    for (uint32_t i = 0; status == BAC_OK && i < s->n_designs && !tool_interrupted(); i++) {
        tool_progress_step(&progress, i);
        if (r->design[i].wanted)
            status = prepare_design(r, i, err);
    }
    tool_progress_end(&progress);
    for (uint32_t i = 0; status == BAC_OK && i < s->n_cases; i++)
        key_case(r, i);
    return status;
}

void regress_free(regress *r) {
    for (uint32_t i = 0; r->design && i < r->s->n_designs; i++)
        json_decref(r->design[i].figures);
    for (uint32_t i = 0; r->result && i < r->s->n_cases; i++)
        regress_result_clear(&r->result[i]);
    free(r->design);
    free(r->result);
}
