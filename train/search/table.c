/* table.c - the ranked results of a folder as CSV and as JSON. */
#include "inside.h"
#include "out_file.h"
#include "plot.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* ---- collect */

static bac_status latest(const bac_search_space *space, const bac_search_trials *trials,
                         const char *dir, bac_search_table *table, bac_search_row *row,
                         bac_error *err) {
    bool found = true;
    bac_status status = BAC_OK;
    row->rung = -1;
    for (uint32_t r = 0; r < space->rungs && found && !status; r++) {
        bac_search_result result;
        status = bac_search_result_load(dir, trials->trial[row->trial].id,
                                        bac_search_epochs(space, r), &result, &found, err);
        if (status || !found)
            break;
        row->rung = (int)r;
        row->result = result;
        table->trained[r]++;
    }
    return status;
}

static int by_rung(const void *a, const void *b) {
    const bac_search_row *x = a, *y = b;
    if (x->rung != y->rung)
        return (x->rung < y->rung) - (x->rung > y->rung);
    return (x->trial > y->trial) - (x->trial < y->trial);
}

/* Rows [0, n), all of one rung, into the order of their rank. */
static bac_status rank_rows(const bac_search_space *space, bac_search_row *row, uint32_t n,
                            bac_error *err) {
    bac_search_score *score = calloc(n + 1, sizeof *score);
    uint32_t *order = calloc(n + 1, sizeof *order);
    bac_search_row *sorted = calloc(n + 1, sizeof *sorted);
    bool good = score && order && sorted;
    for (uint32_t i = 0; i < n && good; i++)
        score[i] = bac_search_score_of(&row[i].result);
    bac_status status = good ? bac_search_rank(space, score, n, order, err)
                             : bac_fail(err, BAC_ERR_MEMORY, space->path, "out of memory");
    if (!status) {
        for (uint32_t i = 0; i < n; i++) {
            sorted[i] = row[order[i]];
            sorted[i].layer = score[order[i]].layer;
        }
        memcpy(row, sorted, n * sizeof *row);
    }
    free(score);
    free(order);
    free(sorted);
    return status;
}

/* Over all rungs, on what networks cost and reach, clipped by nothing. */
static void find_front(bac_search_table *t) {
    for (uint32_t i = 0; i < t->n; i++) {
        const bac_search_result *a = &t->row[i].result;
        t->row[i].front = !a->failed;
        for (uint32_t j = 0; j < t->n && t->row[i].front; j++) {
            const bac_search_result *b = &t->row[j].result;
            bool better = b->accuracy > a->accuracy || b->cost.score < a->cost.score;
            if (!b->failed && b->accuracy >= a->accuracy && b->cost.score <= a->cost.score &&
                (better || j < i))
                t->row[i].front = false;
        }
    }
}

bac_status bac_search_collect(const bac_search_space *space, const bac_search_trials *trials,
                              const char *dir, bac_search_table *table, bac_error *err) {
    *table = (bac_search_table){0};
    table->row = calloc((size_t)trials->n + 1, sizeof *table->row);
    if (!table->row)
        return bac_fail(err, BAC_ERR_MEMORY, dir, "out of memory");
    bac_status status = BAC_OK;
    for (uint32_t t = 0; t < trials->n && !status; t++) {
        table->row[t].trial = t;
        status = latest(space, trials, dir, table, &table->row[t], err);
    }
    if (!status) {
        qsort(table->row, trials->n, sizeof *table->row, by_rung);
        while (table->n < trials->n && table->row[table->n].rung >= 0)
            table->n++;
    }
    for (uint32_t from = 0, to; from < table->n && !status; from = to) {
        for (to = from + 1; to < table->n && table->row[to].rung == table->row[from].rung; to++)
            ;
        status = rank_rows(space, table->row + from, to - from, err);
    }
    if (status)
        bac_search_table_free(table);
    else
        find_front(table);
    return status;
}

void bac_search_table_free(bac_search_table *table) {
    free(table->row);
    *table = (bac_search_table){0};
}

/* ---- CSV (RFC 4180, LF) */

static void put_row(FILE *out, const bac_search_space *space, const bac_search_trials *trials,
                    const bac_search_table *table, uint32_t i) {
    const bac_search_row *row = &table->row[i];
    const bac_search_result *r = &row->result;
    fprintf(out, "%u,%s,%d,%llu,", i + 1, trials->trial[row->trial].id, row->rung,
            (unsigned long long)space->frames * bac_search_epochs(space, (uint32_t)row->rung));
    if (r->failed)
        fputs(",,,,,,,", out);
    else
        fprintf(out, "%u,%s,%.9g,%.17g,%.17g,%.17g,%llu,%llu", row->layer,
                row->front ? "yes" : "no", r->accuracy, r->cost.score, r->cost.bops, r->cost.w_bits,
                (unsigned long long)r->cost.weights, (unsigned long long)r->cost.nonzero);
    fputc(',', out);
    bac_eval_put_field(out, r->failed ? r->reason : "");
    for (uint32_t a = 0; a < space->n_axis; a++) {
        fputc(',', out);
        bac_eval_put_field(out, bac_search_text(space, trials->trial[row->trial].point, a));
    }
    fputc('\n', out);
}

static bac_status write_csv(const bac_search_space *space, const bac_search_trials *trials,
                            const bac_search_table *table, const char *path, bac_error *err) {
    bac_page page;
    FILE *out = bac_page_open(&page);
    if (!out)
        return bac_page_close(&page, true, path, err);
    fputs("rank,trial,rung,frames,layer,front,accuracy,score,bops,w_bits,weights,nonzero,failed",
          out);
    for (uint32_t a = 0; a < space->n_axis; a++) {
        fputc(',', out);
        bac_eval_put_field(out, space->axis[a].key);
    }
    fputc('\n', out);
    for (uint32_t i = 0; i < table->n; i++)
        put_row(out, space, trials, table, i);
    return bac_page_close(&page, false, path, err);
}

/* ---- JSON */

static json_t *row_json(const bac_search_space *space, const bac_search_trials *trials,
                        const bac_search_table *table, uint32_t i) {
    const bac_search_row *row = &table->row[i];
    const bac_search_result *r = &row->result;
    json_t *values = json_object();
    bool good = true;
    for (uint32_t a = 0; a < space->n_axis; a++)
        good = json_object_set_new(
                   values, space->axis[a].key,
                   json_string(bac_search_text(space, trials->trial[row->trial].point, a))) == 0 &&
               good;
    if (!good) {
        json_decref(values);
        return NULL;
    }
    json_int_t frames = (json_int_t)(space->frames * bac_search_epochs(space, (uint32_t)row->rung));
    if (r->failed)
        return json_pack("{s:i, s:s, s:i, s:I, s:s, s:o}", "rank", (int)i + 1, "trial",
                         trials->trial[row->trial].id, "rung", row->rung, "frames", frames,
                         "failed", r->reason, "values", values);
    return json_pack("{s:i, s:s, s:i, s:I, s:i, s:b, s:f, s:f, s:f, s:f, s:I, s:I, s:o}", "rank",
                     (int)i + 1, "trial", trials->trial[row->trial].id, "rung", row->rung, "frames",
                     frames, "layer", (int)row->layer, "front", row->front, "accuracy", r->accuracy,
                     "score", r->cost.score, "bops", r->cost.bops, "w_bits", r->cost.w_bits,
                     "weights", (json_int_t)r->cost.weights, "nonzero", (json_int_t)r->cost.nonzero,
                     "values", values);
}

static json_t *rungs_json(const bac_search_space *space, const bac_search_table *table) {
    json_t *list = json_array();
    for (uint32_t r = 0; r < space->rungs; r++)
        bac_eval_push(&list, json_pack("{s:I, s:I, s:i}", "frames",
                                       (json_int_t)bac_search_frames(space, r), "epochs",
                                       (json_int_t)bac_search_epochs(space, r), "results",
                                       (int)table->trained[r]));
    return list;
}

static bac_status write_json(const bac_search_space *space, const bac_search_trials *trials,
                             const bac_search_table *table, const char *path, bac_error *err) {
    json_t *rows = json_array();
    for (uint32_t i = 0; i < table->n; i++)
        bac_eval_push(&rows, row_json(space, trials, table, i));
    json_t *root =
        json_pack("{s:s, s:s, s:s, s:i, s:o, s:o}", "format", "bac search 1", "recipe",
                  space->base.name, "training", space->anew ? "anew" : "continued", "trials",
                  (int)trials->n, "rungs", rungs_json(space, table), "results", rows);
    char *text = root ? json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(17)) : NULL;
    bac_status status = text ? bac_file_write(path, text, strlen(text), err)
                             : bac_fail(err, BAC_ERR_MEMORY, path,
                                        "no JSON: out of memory, or a value that is not UTF-8");
    free(text);
    json_decref(root);
    return status;
}

bac_status bac_search_write(const bac_search_space *space, const bac_search_trials *trials,
                            const bac_search_table *table, const char *dir, bac_error *err) {
    char path[BAC_SEARCH_PATH];
    if (strlen(dir) + 16 > sizeof path)
        return bac_fail(err, BAC_ERR_INPUT, dir, "the folder's path is too long");
    snprintf(path, sizeof path, "%.480s/results.csv", dir);
    bac_status status = write_csv(space, trials, table, path, err);
    if (status)
        return status;
    snprintf(path, sizeof path, "%.480s/results.json", dir);
    return write_json(space, trials, table, path, err);
}
