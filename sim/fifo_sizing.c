/* fifo_sizing.c - how deep each FIFO must be so that it never slows the stream.
 *
 * Beat i enters in clock a(i) and leaves in clock d(i). bac_fifo accepts it in clock a(i) when
 * fewer than DEPTH beats are inside, counting those that entered before and did not leave before:
 *     DEPTH >= 1 + i - #{ j : d(j) < a(i) }     for every i.
 * The clocks come from timing.c, of a pipeline whose FIFOs are taken as bottomless. */
#include "pipeline_internal.h"

#include <stdlib.h>
#include <string.h>

/* Two beats keep a FIFO at one beat a clock whatever its neighbours do. */
enum { LEAST_DEPTH = 2 };

static void measure(const bac_times *t, const bac_stage *s, bac_fifo_size *size) {
    const int64_t *in = t->at[s->in[0]];
    const int64_t *out = t->at[s->out[0]];
    size_t beats = (size_t)t->frames * t->p->links[s->in[0]].beats;
    size_t left = 0;
    uint32_t depth = LEAST_DEPTH;
    size->needless = t->p->stages[t->p->links[s->out[0]].to].kind == BAC_STAGE_JOIN;
    for (size_t i = 0; i < beats; i++) {
        while (left < i && out[left] < in[i])
            left++;
        if (1 + i - left > depth)
            depth = (uint32_t)(1 + i - left);
        if (out[i] > in[i] + 1)
            size->needless = false;
    }
    size->depth = depth;
}

bac_status bac_size_fifos(const bac_pipeline *p, bac_fifo_sizes *sizes, bac_error *err) {
    bac_times t = {0};
    bac_status status = bac_times_open(p, BAC_TIMED_FRAMES, &t, err);
    if (status != BAC_OK)
        return status;
    sizes->list = calloc(p->n_stages, sizeof *sizes->list);
    if (!sizes->list)
        status = bac_fail(err, BAC_ERR_MEMORY, "pipeline", "out of memory");
    for (uint32_t i = 0; status == BAC_OK && i < p->n_stages; i++) {
        const bac_stage *s = &p->stages[i];
        if (s->kind != BAC_STAGE_FIFO)
            continue;
        bac_fifo_size *size = &sizes->list[sizes->n++];
        measure(&t, s, size);
        size->name = strdup(s->name);
        if (!size->name)
            status = bac_fail(err, BAC_ERR_MEMORY, "pipeline", "out of memory");
    }
    bac_times_close(&t);
    return status;
}

bac_status bac_fifos_missed(const bac_pipeline *p, bac_fifo_sizes *sizes, bool *missed,
                            bac_error *err) {
    bac_times t = {0};
    bac_status status = bac_times_open(p, BAC_TIMED_FRAMES, &t, err);
    if (status != BAC_OK)
        return status;
    *missed = *t.held;
    for (uint32_t i = 0; *missed && i < sizes->n; i++)
        sizes->list[i].needless = false;
    bac_times_close(&t);
    return BAC_OK;
}

static bool named_by(const bac_plan *plan, const char *name) {
    for (uint32_t i = 0; plan && i < plan->n_fifos; i++)
        if (strcmp(plan->fifo[i].name, name) == 0)
            return true;
    return false;
}

bac_status bac_set_depths(bac_pipeline *p, const bac_plan *plan, bac_error *err) {
    bac_fifo_sizes sizes = {0};
    bac_status status = bac_size_fifos(p, &sizes, err);
    uint32_t next = 0; /* sizes are in the order of the stages */
    for (uint32_t i = 0; status == BAC_OK && i < p->n_stages; i++) {
        bac_stage *s = &p->stages[i];
        if (s->kind != BAC_STAGE_FIFO)
            continue;
        if (!named_by(plan, s->name))
            s->depth = sizes.list[next].depth;
        next++;
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
