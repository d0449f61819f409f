/* fifo_sizing.c - how deep each FIFO must be so that it never slows the stream.
 *
 * Beat i enters in clock a(i) and leaves in clock d(i). bac_fifo accepts it in clock a(i) when
 * fewer than DEPTH beats are inside, counting those that entered before and did not leave before:
 *     DEPTH >= 1 + i - #{ j : d(j) < a(i) }     for every i.
 * The clocks come from timing.c, of a pipeline whose FIFOs are taken as bottomless. With that depth
 * no beat is later than with any greater one; with one less the beat whose i asks for it is. */
#include "pipeline_internal.h"

#include <stdlib.h>
#include <string.h>

/* Every beat leaves in the clock behind the one it came in: at most the one before it is inside. */
static bool passes_through(const int64_t *in, const int64_t *out, size_t beats, uint32_t *depth) {
    int64_t late = 0;
    for (size_t i = 0; i < beats; i++)
        late |= out[i] ^ (in[i] + 1);
    if (late != 0)
        return false;
    bool adjacent = false;
    for (size_t i = 1; i < beats; i++)
        adjacent |= in[i] == in[i - 1] + 1;
    if (adjacent && *depth < 2)
        *depth = 2;
    return true;
}

static void measure(const bac_times *t, const bac_stage *s, bac_fifo_size *size) {
    const int64_t *in = t->at[s->in[0]];
    const int64_t *out = t->at[s->out[0]];
    size_t beats = (size_t)t->frames * t->p->links[s->in[0]].beats;
    size_t left = 0;
    if (passes_through(in, out, beats, &size->depth))
        return;
    size->needless = false;
    for (size_t i = 0; i < beats; i++) {
        while (left < i && out[left] < in[i])
            left++;
        if (1 + i - left > size->depth)
            size->depth = (uint32_t)(1 + i - left);
    }
}

bac_status bac_survey_open(const bac_pipeline *p, bac_survey *s, bac_error *err) {
    *s = (bac_survey){0};
    for (uint32_t i = 0; i < p->n_stages; i++)
        s->overlaps = s->overlaps || (p->stages[i].overlap && !bac_pipeline_input_sets_pace(p));
    bac_status status = bac_times_settle(p, false, &s->times, &s->settled, &s->steady, err);
    uint32_t settled;
    bool steady;
    if (status == BAC_OK && s->overlaps)
        status = bac_times_settle(p, true, &s->late, &settled, &steady, err);
    if (status != BAC_OK)
        bac_survey_close(s);
    return status;
}

void bac_survey_close(bac_survey *s) {
    bac_times_close(&s->times);
    bac_times_close(&s->late);
}

bac_status bac_size_fifos(const bac_survey *survey, bac_fifo_sizes *sizes, bac_error *err) {
    const bac_pipeline *p = survey->times.p;
    sizes->list = calloc(p->n_stages, sizeof *sizes->list);
    if (!sizes->list)
        return bac_fail(err, BAC_ERR_MEMORY, "pipeline", "out of memory");
    for (uint32_t i = 0; i < p->n_stages; i++) {
        const bac_stage *s = &p->stages[i];
        if (s->kind != BAC_STAGE_FIFO)
            continue;
        bac_fifo_size *size = &sizes->list[sizes->n++];
        size->depth = 1;
        /* In front of a window it also cuts the ready path. */
        size->needless = p->stages[p->links[s->out[0]].to].kind != BAC_STAGE_WINDOW;
        measure(&survey->times, s, size);
        if (survey->overlaps)
            measure(&survey->late, s, size);
        size->name = strdup(s->name);
        if (!size->name)
            return bac_fail(err, BAC_ERR_MEMORY, "pipeline", "out of memory");
    }
    return BAC_OK;
}

bool bac_fifos_missed(const bac_survey *s, bac_fifo_sizes *sizes) {
    const bac_pipeline *p = s->times.p;
    bool missed = false;
    for (uint32_t k = 0; k < p->n_links; k++) {
        const uint32_t left_out = p->links[k].left_out;
        const bool held = s->times.held[k] || (s->overlaps && s->late.held[k]);
        if (!held || left_out == 0)
            continue;
        sizes->list[left_out - 1].needless = false;
        missed = true;
    }
    return missed;
}

static bool named_by(const bac_plan *plan, const char *name) {
    for (uint32_t i = 0; plan && i < plan->n_fifos; i++)
        if (strcmp(plan->fifo[i].name, name) == 0)
            return true;
    return false;
}

bac_status bac_set_depths(bac_pipeline *p, const bac_survey *survey, const bac_plan *plan,
                          bac_error *err) {
    bac_fifo_sizes sizes = {0};
    bac_status status = bac_size_fifos(survey, &sizes, err);
    uint32_t next = 0; /* sizes are in the order of the stages */
    for (uint32_t i = 0; status == BAC_OK && i < p->n_stages; i++) {
        bac_stage *s = &p->stages[i];
        if (s->kind != BAC_STAGE_FIFO)
            continue;
        const uint32_t need = sizes.list[next++].depth;
        if (!named_by(plan, s->name)) {
            s->depth = need;
        } else if (s->depth < need && !p->shallow) {
            p->shallow = s->name;
            p->shallow_need = need;
        }
    }
    bac_fifo_sizes_free(&sizes);
    return status;
}

void bac_fifo_sizes_free(bac_fifo_sizes *sizes) {
    for (uint32_t i = 0; i < sizes->n; i++)
        free(sizes->list[i].name);
    free(sizes->list);
    *sizes = (bac_fifo_sizes){0};
}
