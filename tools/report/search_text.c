#include "search_text.h"

#include "common/tool.h"
#include "ints.h"

#include <stdio.h>
#include <string.h>

enum { WIDEST = 24 }; /* of an axis's values */

typedef unsigned long long ull;

void search_text_plan(const bac_search_space *space, const bac_search_trials *trials) {
    uint64_t total = 0;
    printf("%s: %u trials of %llu points", space->path, trials->n, (ull)trials->grid);
    if (trials->refused)
        printf("; %llu of %llu points examined are no recipes, the first: %s", (ull)trials->refused,
               (ull)trials->examined, trials->refusal.text);
    puts("");
    for (uint32_t r = 0; r < space->rungs; r++) {
        uint32_t n = bac_search_survivors(space, trials->n, r);
        uint64_t frames = bac_search_frames(space, r);
        total += n * frames;
        printf("rung %u  %6u trials  %12llu frames each%s\n", r, n, (ull)frames,
               r && !space->anew ? " more" : "");
    }
    printf("%llu frames in all\n", (ull)total);
}

int search_json_plan(const bac_search_space *space, const bac_search_trials *trials) {
    uint64_t total = 0;
    json_t *rungs = json_array();
    for (uint32_t r = 0; r < space->rungs; r++) {
        const uint32_t n = bac_search_survivors(space, trials->n, r);
        const uint64_t frames = bac_search_frames(space, r);
        total += n * frames;
        json_array_append_new(
            rungs, json_pack("{s:I, s:I}", "trials", (json_int_t)n, "frames", (json_int_t)frames));
    }
    return tool_json_print(
        json_pack("{s:s, s:I, s:I, s:I, s:o, s:I}", "space", space->path, "trials",
                  (json_int_t)trials->n, "points", (json_int_t)trials->grid, "points_refused",
                  (json_int_t)trials->refused, "rungs", rungs, "frames", (json_int_t)total));
}

static void print_values(const bac_search_space *space, uint64_t point) {
    for (uint32_t a = 0; a < space->n_axis; a++)
        printf("%s%.*s", a ? " | " : "", WIDEST, bac_search_text(space, point, a));
}

/* ---- progress */

static void begin_rung(search_view *v, const bac_search_event *e) {
    uint32_t shards = v->shards ? v->shards : 1;
    v->frames = e->todo * bac_search_frames(v->space, e->rung);
    for (uint32_t r = e->rung + 1; r < v->space->rungs; r++)
        v->frames += bac_search_survivors(v->space, v->trials->n, r) *
                     bac_search_frames(v->space, r) / shards;
    printf("rung %u: %u trials to train of %u, %llu frames each\n", e->rung, e->todo, e->n,
           (ull)bac_search_frames(v->space, e->rung));
    fflush(stdout);
}

static void live_line(search_view *v, const bac_search_event *e) {
    const bac_train_event *t = e->train;
    const bac_progress *p = &t->run->progress;
    const bac_recipe *r = &t->run->recipe;
    if (!tool_live(&v->shown))
        return;
    double steps = (double)bac_recipe_epoch_steps(r) * bac_search_epochs(v->space, e->rung);
    double rest = (steps - (double)p->step) * r->batch;
    char left[16], all[16];
    tool_duration(rest / t->frames_per_second, left);
    tool_duration((rest + (double)v->frames) / t->frames_per_second, all);
    tool_live_begin();
    fprintf(stderr, "rung %u  %u of %u  %.8s  %.0f frames/s  loss %.4f  left %s, of the search %s",
            e->rung, e->done + 1, e->todo, e->trial->id, t->frames_per_second,
            p->frames > 0 ? p->loss / p->frames : 0.0, left, all);
    tool_live_end();
}

static void result_line(const search_view *v, const bac_search_event *e) {
    tool_live_wipe();
    printf("%4u of %-4u  %.8s  ", e->done, e->todo, e->trial->id);
    if (e->result->failed)
        printf("failed: %.80s  ", e->result->reason);
    else
        printf("%6.2f %%  score %-9.6f  ", 100 * e->result->accuracy, e->result->cost.score);
    print_values(v->space, e->trial->point);
    puts("");
    fflush(stdout);
}

void search_text_event(search_view *v, const bac_search_event *e) {
    uint64_t each = bac_search_frames(v->space, e->rung);
    switch (e->moment) {
    case BAC_SEARCH_RUNG:
        begin_rung(v, e);
        break;
    case BAC_SEARCH_TRIAL:
        v->frames -= bac_min_u64(v->frames, each);
        break;
    case BAC_SEARCH_STEP:
        live_line(v, e);
        break;
    case BAC_SEARCH_RESULT:
        result_line(v, e);
        break;
    }
}

/* ---- table */

static int width_of(const bac_search_space *space, uint32_t axis) {
    size_t most = strlen(space->axis[axis].key);
    for (uint32_t i = 0; i < space->axis[axis].n; i++)
        most = bac_max_u64(most, strlen(space->axis[axis].value[i]));
    return (int)bac_min_u64(most, WIDEST);
}

void search_text_table(const bac_search_space *space, const bac_search_trials *trials,
                       const bac_search_table *table, uint32_t most) {
    printf("%5s %-9s %4s %5s %9s %-10s %12s %9s %8s %8s", "rank", "trial", "rung", "layer",
           "accuracy", "score", "bops", "w_bits", "weights", "non-zero");
    for (uint32_t a = 0; a < space->n_axis; a++)
        printf("  %-*.*s", width_of(space, a), WIDEST, space->axis[a].key);
    puts("");
    for (uint32_t i = 0; i < table->n && i < most; i++) {
        const bac_search_row *row = &table->row[i];
        const bac_search_trial *trial = &trials->trial[row->trial];
        const bac_search_result *r = &row->result;
        if (r->failed) {
            printf("%5u %.8s  %4d failed: %s\n", i + 1, trial->id, row->rung, r->reason);
            continue;
        }
        printf("%5u %.8s%c %4d %5u %7.2f %% %-10.6f %12.0f %9.0f %8llu %8llu", i + 1, trial->id,
               row->front ? '*' : ' ', row->rung, row->layer, 100 * r->accuracy, r->cost.score,
               r->cost.bops, r->cost.w_bits, (ull)r->cost.weights, (ull)r->cost.nonzero);
        for (uint32_t a = 0; a < space->n_axis; a++)
            printf("  %-*.*s", width_of(space, a), WIDEST, bac_search_text(space, trial->point, a));
        puts("");
    }
    if (table->n > most)
        printf("and %u more in results.csv\n", table->n - most);
    puts("* nothing here is as accurate at no more cost");
}
