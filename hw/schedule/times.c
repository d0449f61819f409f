/* times.c - see times.h. */
#include "times.h"

#include "ints.h"
#include "kind.h"

#include <stdlib.h>
#include <string.h>

static size_t beats_of(const bac_times *t, uint32_t link) {
    return (size_t)t->frames * t->n->links[link].beats;
}

static bool is_left_out(const bac_times *t, const bac_stage *s) {
    return t->without && t->without[s - t->n->stages];
}

/* True when beats pass the stage in the clock in which they arrive. */
static bool is_wire(const bac_times *t, const bac_stage *s) {
    return bac_stage_is(s, BAC_KIND_WIRES) || is_left_out(t, s);
}

/* Goes upstream through wires, which hand a wait at their output on to their input, and copies the
 * times. Returns the link before the wires. */
static uint32_t before_wires(bac_times *t, uint32_t link) {
    const bac_stage *from = bac_link_driver(t->n, link);
    while (from && is_wire(t, from)) {
        memcpy(t->at[from->in[0]], t->at[link], beats_of(t, link) * sizeof **t->at);
        link = from->in[0];
        from = bac_link_driver(t->n, link);
    }
    return link;
}

/* A join of more than two streams is a chain of joins, so a wait at the output of one reaches the
 * inputs of all. */
void bac_times_hold(bac_times *t, uint32_t link, const int64_t *until) {
    bool waits = false;
    for (size_t i = 0; i < beats_of(t, link); i++) {
        waits = waits || t->at[link][i] < until[i];
        t->at[link][i] = until[i];
    }
    const bac_stage *from = bac_link_driver(t->n, before_wires(t, link));
    if (!from)
        return;
    if (bac_stage_is(from, BAC_KIND_JOINS)) {
        bac_times_hold(t, from->in[0], until);
        bac_times_hold(t, from->in[1], until);
    } else if (!bac_stage_is_fifo(from) && waits) {
        t->held[link] = true;
    }
}

void bac_times_meet(bac_times *t, const bac_stage *s) {
    const size_t beats = beats_of(t, s->in[0]);
    int64_t *out = t->at[s->out[0]];
    for (size_t i = 0; i < beats; i++)
        out[i] = bac_max_i64(t->at[s->in[0]][i], t->at[s->in[1]][i]);
    bac_times_hold(t, s->in[0], out);
    bac_times_hold(t, s->in[1], out);
    for (size_t i = 0; i < beats; i++)
        out[i] += s->latency;
}

static void time_stage(bac_times *t, const bac_stage *s) {
    if (s->kind->times && !is_left_out(t, s)) {
        s->kind->times(t, s);
        return;
    }
    const uint32_t latency = is_wire(t, s) ? 0 : s->latency;
    for (uint32_t o = 0; o < s->n_out; o++)
        for (size_t i = 0; i < beats_of(t, s->in[0]); i++)
            t->at[s->out[o]][i] = t->at[s->in[0]][i] + latency;
}

/* Times a stage, and sets t->held if a stage before it waits without a FIFO. */
static void time_and_watch(bac_times *t, const bac_stage *s) {
    const bool watched = bac_stage_is(s, BAC_KIND_WAITS);
    int64_t *before = t->scratch;
    for (uint32_t i = 0; watched && i < s->n_in; i++) {
        memcpy(before, t->at[s->in[i]], beats_of(t, s->in[i]) * sizeof *before);
        before += beats_of(t, s->in[i]);
    }
    time_stage(t, s);
    before = t->scratch;
    for (uint32_t i = 0; watched && i < s->n_in; i++) {
        const uint32_t link = s->in[i];
        const size_t beats = beats_of(t, link);
        const bool waits = memcmp(before, t->at[link], beats * sizeof *before) != 0;
        const bac_stage *from = waits ? bac_link_driver(t->n, before_wires(t, link)) : NULL;
        if (from && !bac_stage_is_fifo(from))
            t->held[link] = true;
        before += beats;
    }
}

/* Allocates the clocks of every link, and scratch of two more links. */
static bool allocate(bac_times *t) {
    const bac_netlist *n = t->n;
    size_t most = 0, all = 0;
    for (uint32_t i = 0; i < n->n_links; i++) {
        most = bac_max_u64(most, n->links[i].beats);
        all += n->links[i].beats;
    }
    t->at = calloc(n->n_links, sizeof *t->at);
    t->held = calloc(n->n_links, sizeof *t->held);
    t->scratch = malloc((all + 2 * most) * t->frames * sizeof *t->scratch);
    if (!t->at || !t->held || !t->scratch)
        return false;
    int64_t *beats = t->scratch + 2 * most * t->frames;
    for (uint32_t i = 0; i < n->n_links; i++) {
        t->at[i] = beats;
        beats += beats_of(t, i);
    }
    return true;
}

static bac_status open_times(const bac_netlist *n, uint32_t frames, const bool *without,
                             bool late_tails, bac_times *t, bac_error *err) {
    *t = (bac_times){.n = n, .frames = frames, .without = without, .late_tails = late_tails};
    t->failed = !allocate(t);
    if (!t->failed) {
        int64_t *input = t->at[n->stages[0].in[0]];
        const uint32_t beats = bac_netlist_input(n)->beats;
        for (uint32_t f = 0; f < frames; f++)
            for (uint32_t i = 0; i < beats; i++)
                *input++ =
                    (int64_t)(f * n->cycles_per_frame + bac_pace(n->cycles_per_frame, beats, i));
        for (uint32_t i = 0; i < n->n_stages; i++)
            time_and_watch(t, &n->stages[i]);
    }
    if (!t->failed)
        return BAC_OK;
    bac_times_close(t);
    return bac_fail(err, BAC_ERR_MEMORY, "times", "out of memory");
}

bac_status bac_times_open(const bac_netlist *n, uint32_t frames, bac_times *t, bac_error *err) {
    return open_times(n, frames, NULL, false, t, err);
}

void bac_times_close(bac_times *t) {
    free(t->scratch); /* one block holds scratch and all clocks */
    free(t->at);
    free(t->held);
    *t = (bac_times){0};
}

/* True when every beat of frame f passes cycles_per_frame clocks after that of frame f - 1. */
static bool repeats(const bac_times *t, uint32_t f) {
    for (uint32_t k = 0; k < t->n->n_links; k++) {
        const uint32_t n = t->n->links[k].beats;
        const int64_t *now = t->at[k] + (size_t)f * n, *before = now - n;
        for (uint32_t i = 0; i < n; i++)
            if (now[i] != before[i] + (int64_t)t->n->cycles_per_frame)
                return false;
    }
    return true;
}

bac_status bac_times_settle(const bac_netlist *n, const bool *without, bool late_tails,
                            bac_times *t, uint32_t *settled, bool *steady, bac_error *err) {
    /* Without narrow beats one more frame is needed: the first frame's tail is pushed out
     * differently from those of the frames behind it. */
    for (uint32_t frames = n->narrow ? 3 : 4;; frames *= 2) {
        bac_status status = open_times(n, frames, without, late_tails, t, err);
        if (status != BAC_OK)
            return status;
        /* The settled frame must have a frame behind it. The last frames of a run may be early, and
         * so may frames before them; then an earlier frame is tried. */
        *settled = frames - 2;
        *steady = repeats(t, *settled);
        for (uint32_t f = frames - 3; !*steady && f >= frames / 2; f--) {
            *steady = repeats(t, f);
            *settled = *steady ? f : *settled;
        }
        /* The settled frame must begin after frame 0 has left, so that as many frames are inside as
         * in a long run. (Frame 1 that repeats frame 0 counts as frame 2.) */
        const uint64_t inside = (uint64_t)t->at[n->n_links - 1][0] / n->cycles_per_frame + 1;
        const uint64_t met = *settled == 1 ? 2 : *settled;
        if (inside <= met && (*steady || frames >= BAC_TIMED_FRAMES))
            return BAC_OK;
        bac_times_close(t);
    }
}
