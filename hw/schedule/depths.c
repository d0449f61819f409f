/* depths.c - computes the least depth with which each FIFO never slows the stream.
 *
 * Beat i enters in clock a(i) and leaves in clock d(i). bac_fifo accepts it in clock a(i) when
 * fewer than DEPTH beats are inside, counting those that entered before and did not leave before:
 *     DEPTH >= 1 + i - #{ j : d(j) < a(i) }     for every i.
 * times.c computes the clocks for FIFOs without a limit. With the largest of these depths no beat
 * is later than with a deeper FIFO; with one less, the beat i that needs the depth is later.
 *
 * A FIFO that every beat leaves one clock after it entered delays nothing and is left out. That
 * makes its branch one clock shorter, so that another FIFO may then be needed; that one is put
 * back. */
#include "depths.h"

#include "credit.h"
#include "kind.h"
#include "pipeline.h"

#include <stdlib.h>
#include <string.h>

/* True when every beat leaves one clock after it entered, so that at most one beat is inside. */
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

/* Sets *depth to the most beats inside the FIFO; false: the FIFO delays no beat. */
static bool measure(const bac_times *t, const bac_stage *s, uint32_t *depth) {
    const int64_t *in = t->at[s->in[0]];
    const int64_t *out = t->at[s->out[0]];
    const size_t beats = (size_t)t->frames * t->n->links[s->in[0]].beats;
    size_t left = 0;
    if (passes_through(in, out, beats, depth))
        return false;
    for (size_t i = 0; i < beats; i++) {
        while (left < i && out[left] < in[i])
            left++;
        if (1 + i - left > *depth)
            *depth = (uint32_t)(1 + i - left);
    }
    return true;
}

/* The depth of a FIFO at the end of a pipeline, whose entry takes room for a group with the group's
 * last beat: as many groups as are between there and the FIFO's output. */
static void measure_pipeline(const bac_times *t, const bac_stage *entry, const bac_stage *fifo,
                             uint32_t *depth) {
    const bac_credits *c = entry->kind->credits(entry->params);
    const bac_credit_fifo *f = c->fifo;
    while (f->link != fifo->out[0])
        f++;
    const int64_t *in = t->at[entry->out[0]] + c->GROUP - 1, *out = t->at[f->link] + f->out - 1;
    const size_t groups = (size_t)t->frames * t->n->links[f->link].beats / f->out;
    size_t back = 0;
    for (size_t i = 0; i < groups; i++) {
        const int64_t now = in[i * c->GROUP] - c->before - BAC_CREDIT_RETURNS;
        while (back < i && out[back * f->out] <= now)
            back++;
        if ((1 + i - back) * f->out > *depth)
            *depth = (uint32_t)(1 + i - back) * f->out;
    }
}

/* The depth that a FIFO needs in both schedules; false: it delays no beat. */
static bool need_of(const bac_schedule *s, const bac_stage *fifo, uint32_t *depth) {
    const bac_stage *entry = bac_pipeline_entry(s->times.n, fifo->in[0]);
    *depth = 1;
    if (entry) {
        measure_pipeline(&s->times, entry, fifo, depth);
        if (s->overlaps)
            measure_pipeline(&s->late, entry, fifo, depth);
        return true;
    }
    const bool holds = measure(&s->times, fifo, depth);
    const bool holds_late = s->overlaps && measure(&s->late, fifo, depth);
    return holds || holds_late;
}

static bac_status settle(bac_schedule *s, const bac_netlist *n, bac_error *err) {
    uint32_t settled;
    bool steady;
    bac_status status =
        bac_times_settle(n, s->without, false, &s->times, &s->settled, &s->steady, err);
    if (status == BAC_OK && s->overlaps)
        status = bac_times_settle(n, s->without, true, &s->late, &settled, &steady, err);
    return status;
}

bac_status bac_schedule_open(const bac_netlist *n, bac_schedule *s, bac_error *err) {
    *s = (bac_schedule){.without = calloc(n->n_stages, sizeof *s->without)};
    if (!s->without)
        return bac_fail(err, BAC_ERR_MEMORY, "schedule", "out of memory");
    for (uint32_t i = 0; i < n->n_stages && !bac_netlist_input_sets_pace(n); i++) {
        const bac_stage *stage = &n->stages[i];
        s->overlaps =
            s->overlaps || (stage->kind->overlaps && stage->kind->overlaps(stage->params));
    }
    bac_status status = settle(s, n, err);
    if (status != BAC_OK)
        bac_schedule_close(s);
    return status;
}

void bac_schedule_close(bac_schedule *s) {
    bac_times_close(&s->times);
    bac_times_close(&s->late);
    free(s->without);
    *s = (bac_schedule){0};
}

static bool named_by(const bac_plan *plan, const char *name) {
    for (uint32_t i = 0; plan && i < plan->n_fifos; i++)
        if (strcmp(plan->fifo[i].name, name) == 0)
            return true;
    return false;
}

/* The first left-out FIFO upstream of a link; NULL: there is none. */
static const bac_stage *left_out_before(const bac_schedule *s, uint32_t link) {
    const bac_netlist *n = s->times.n;
    const bac_stage *from = bac_link_driver(n, link);
    while (from && bac_stage_is(from, BAC_KIND_WIRES))
        from = bac_link_driver(n, from->in[0]);
    return from && s->without[from - n->stages] ? from : NULL;
}

/* Puts back the FIFOs without which a stage waits; true: at least one was put back. */
static bool put_back(bac_schedule *s) {
    const bac_netlist *n = s->times.n;
    bool missed = false;
    for (uint32_t k = 0; k < n->n_links; k++) {
        if (!s->times.held[k] && !(s->overlaps && s->late.held[k]))
            continue;
        const bac_stage *fifo = left_out_before(s, k);
        if (fifo) {
            s->without[fifo - n->stages] = false;
            missed = true;
        }
    }
    return missed;
}

/* True if the FIFO is needed to cut the ready path: its reader would hand the ready of a third stage on
 * to the stage in front. */
static bool cuts(const bac_netlist *n, const bac_stage *fifo) {
    const bac_stage *reader = bac_link_reader(n, fifo->out[0]);
    while (bac_stage_is(reader, BAC_KIND_WIRES))
        reader = bac_link_reader(n, reader->out[0]);
    return bac_stage_is(reader, BAC_KIND_CUT) ||
           (bac_stage_waits(reader) && bac_link_waits(n, fifo->in[0]));
}

bac_status bac_schedule_thin(bac_schedule *s, const bac_plan *plan, bac_error *err) {
    const bac_netlist *n = s->times.n;
    for (uint32_t i = 0; i < n->n_stages; i++) {
        const bac_stage *stage = &n->stages[i];
        uint32_t depth;
        if (!bac_stage_is_fifo(stage) || named_by(plan, stage->name))
            continue;
        s->without[i] = !cuts(n, stage) && !need_of(s, stage, &depth);
    }
    bac_status status;
    do {
        bac_times_close(&s->times);
        bac_times_close(&s->late);
        status = settle(s, n, err);
    } while (status == BAC_OK && put_back(s));
    return status;
}

void bac_schedule_depths(const bac_schedule *s, const bac_plan *plan, bac_netlist *n) {
    for (uint32_t i = 0; i < n->n_stages; i++) {
        const bac_stage *stage = &n->stages[i];
        if (!bac_stage_is_fifo(stage) || s->without[i])
            continue;
        uint32_t need, *depth = stage->kind->depth(stage->params);
        need_of(s, stage, &need);
        if (!named_by(plan, stage->name)) {
            *depth = need;
        } else if (*depth < need && !n->shallow) {
            n->shallow = stage->name;
            n->shallow_need = need;
        }
    }
}

static int64_t latency_of(const bac_times *t, uint32_t frame) {
    return t->at[t->n->n_links - 1][frame] - (int64_t)(frame * t->n->cycles_per_frame);
}

/* Frames in front of the settled one, up to the last that leaves at another clock than it would. */
static uint32_t frames_that_fill(const bac_schedule *s) {
    uint32_t n = s->settled;
    while (n > 0 && latency_of(&s->times, n - 1) == latency_of(&s->times, s->settled))
        n--;
    return n;
}

/* Frames behind the settled one from the first that leaves at another clock than it would. */
static uint32_t frames_that_end(const bac_schedule *s) {
    const bac_times *t = &s->times;
    for (uint32_t f = s->settled + 1; f < t->frames; f++)
        if (latency_of(t, f) != latency_of(t, f - 1))
            return t->frames - f;
    return 0;
}

void bac_schedule_latency(const bac_schedule *s, bac_netlist *n) {
    const uint32_t beats = bac_netlist_input(n)->beats;
    const int64_t *sample = s->times.at[n->stages[0].in[0]] + (size_t)s->settled * beats;
    const int64_t result = s->times.at[n->n_links - 1][s->settled];
    n->latency_last = (uint64_t)(result - sample[beats - 1]);
    n->latency_first = (uint64_t)(result - sample[0]);
    n->filling_frames = frames_that_fill(s);
    n->early_frames = frames_that_end(s);
    n->steady = s->steady;
}
