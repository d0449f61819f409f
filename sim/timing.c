/* timing.c - when every beat passes every link, without ticking a clock.
 *
 * Timing does not depend on data (zero weights are absent from the hardware, not skipped), so a
 * beat's clock follows from the clocks of the beats before it: a recurrence for each kind of
 * stage, evaluated link by link. It holds while no stage waits for a full FIFO or for the output.
 * A stage that can make its input wait has a FIFO in front of it, whose wait is followed here, and
 * which is sized so that it never fills; `held` says where there is none and one is missed.
 *
 * Clock 0 is the one in which the first sample of frame 0 is accepted; frame f begins in clock
 * f * cycles_per_frame and its samples come evenly (stall.h: pace). A source that ran ahead would
 * fill every FIFO, and its frames would be inside for longer. A time says in which clock the beat
 * is transferred. */
#include "folded.h"
#include "ints.h"
#include "pipeline_internal.h"

#include <stdlib.h>
#include <string.h>

typedef bac_times times;

/* A window accepts from its FIFO: real pushes at one a clock at most, and, when eager, FLUSH empty
 * pushes behind each frame. `in` becomes the clocks of acceptance. Windows leave a clock after the
 * push that completes them. */
static void time_eager_window(const times *t, const bac_stage *s) {
    uint32_t n_in = t->p->links[s->in[0]].beats;
    uint32_t n_out = t->p->links[s->out[0]].beats;
    int64_t *in = t->at[s->in[0]];
    int64_t *out = t->at[s->out[0]];
    int64_t pushed = -1;
    for (uint32_t f = 0; f < t->frames; f++) {
        uint32_t window = 0;
        for (uint32_t push = 0; push < n_in + s->flush; push++) {
            pushed++;
            if (push < n_in) {
                pushed = bac_max_i64(pushed, in[(size_t)f * n_in + push]);
                in[(size_t)f * n_in + push] = pushed;
            }
            if (window < n_out && push == window * s->period + s->head)
                out[(size_t)f * n_out + window++] = pushed + 1;
        }
    }
}

/* With overlap every sample is accepted as it comes; the tail of a frame is pushed by the next
 * frame's samples, or, in the clocks before its first, by empty pushes. */
static void time_overlap_window(const times *t, const bac_stage *s) {
    uint32_t n_in = t->p->links[s->in[0]].beats;
    uint32_t n_out = t->p->links[s->out[0]].beats;
    int64_t *in = t->at[s->in[0]];
    int64_t *out = t->at[s->out[0]];
    for (uint32_t f = 0; f < t->frames; f++) {
        int64_t pushed = -1;
        uint32_t window = 0;
        uint32_t next = 0; /* samples of frame f + 1 that have pushed */
        for (uint32_t push = 0; push < n_in + s->flush; push++) {
            size_t first_of_next = (size_t)(f + 1) * n_in;
            if (push < n_in)
                pushed = in[(size_t)f * n_in + push];
            else if (f + 1 < t->frames &&
                     (next > 0 || t->late_tails || in[first_of_next] <= pushed + 1))
                pushed = in[first_of_next + next++];
            else
                pushed++;
            if (window < n_out && push == window * s->period + s->head)
                out[(size_t)f * n_out + window++] = pushed + 1;
        }
    }
}

/* One beat out for each frame in, `latency` behind its last; a beat is accepted `interval` after
 * the one before it at the earliest. */
static void time_collector(const times *t, const bac_stage *s, uint32_t interval) {
    uint32_t n_in = t->p->links[s->in[0]].beats;
    int64_t *in = t->at[s->in[0]];
    int64_t *out = t->at[s->out[0]];
    for (size_t i = 0; i < (size_t)t->frames * n_in; i++) {
        if (i > 0)
            in[i] = bac_max_i64(in[i], in[i - 1] + interval);
        if (i % n_in == n_in - 1)
            out[i / n_in] = in[i] + s->latency;
    }
}

/* A join of more than two streams is a chain: what holds its output back holds its inputs back. */
static void hold(const times *t, uint32_t link, const int64_t *until) {
    size_t beats = (size_t)t->frames * t->p->links[link].beats;
    const bac_stage *from = &t->p->stages[t->p->links[link].from];
    for (size_t i = 0; i < beats; i++) {
        if (t->at[link][i] < until[i] && from->kind != BAC_STAGE_FIFO &&
            from->kind != BAC_STAGE_JOIN)
            t->held[link] = true;
        t->at[link][i] = until[i];
    }
    if (from->kind == BAC_STAGE_JOIN) {
        hold(t, from->in[0], until);
        hold(t, from->in[1], until);
    }
}

static void time_join(const times *t, const bac_stage *s) {
    int64_t *out = t->at[s->out[0]];
    for (size_t i = 0; i < (size_t)t->frames * t->p->links[s->in[0]].beats; i++)
        out[i] = bac_max_i64(t->at[s->in[0]][i], t->at[s->in[1]][i]);
    hold(t, s->in[0], out);
    hold(t, s->in[1], out);
}

/* One register between beats of different lanes; the narrower side moves one a clock. */
static void time_resize(const times *t, const bac_stage *s) {
    const bac_link *from = &t->p->links[s->in[0]], *to = &t->p->links[s->out[0]];
    int64_t *in = t->at[s->in[0]];
    int64_t *out = t->at[s->out[0]];
    if (to->beats < from->beats) {
        uint32_t n = from->beats / to->beats;
        for (size_t i = 0; i < (size_t)t->frames * to->beats; i++)
            out[i] = in[i * n + n - 1] + 1;
        return;
    }
    uint32_t n = to->beats / from->beats;
    for (size_t i = 0; i < (size_t)t->frames * from->beats; i++) {
        if (i > 0)
            in[i] = bac_max_i64(in[i], in[i - 1] + n);
        for (uint32_t k = 0; k < n; k++)
            out[i * n + k] = in[i] + 1 + k;
    }
}

/* In turn so many beats of one stream and so many of the other, one a clock. */
static void time_concat(const times *t, const bac_stage *s) {
    uint32_t lanes = t->p->links[s->out[0]].lanes;
    uint32_t turn[2] = {t->p->links[s->in[0]].C / lanes, t->p->links[s->in[1]].C / lanes};
    size_t read[2] = {0, 0}, beats = (size_t)t->frames * t->p->links[s->out[0]].beats;
    for (size_t i = 0; i < beats; i++) {
        uint32_t from = i % (turn[0] + turn[1]) < turn[0] ? 0 : 1;
        int64_t *in = &t->at[s->in[from]][read[from]++];
        if (i > 0)
            *in = bac_max_i64(*in, t->at[s->out[0]][i - 1]);
        t->at[s->out[0]][i] = *in + 1;
    }
}

/* The maxima leave with the beats of the last position. */
static void time_fold_globalmax(const times *t, const bac_stage *s) {
    const bac_link *from = &t->p->links[s->in[0]], *to = &t->p->links[s->out[0]];
    for (uint32_t f = 0; f < t->frames; f++)
        for (uint32_t i = 0; i < to->beats; i++)
            t->at[s->out[0]][(size_t)f * to->beats + i] =
                t->at[s->in[0]][(size_t)(f + 1) * from->beats - to->beats + i] + 1;
}

/* The recurrences of sim/fold/. */
static void time_folded(times *t, const bac_stage *s) {
    uint64_t *in = (uint64_t *)t->at[s->in[0]], *out = (uint64_t *)t->at[s->out[0]];
    bac_folded_params params;
    bac_folded_of(t->p, s, &params);
    if (s->kind == BAC_STAGE_FOLD_FC)
        bac_fold_fc_times(&params.fc, t->frames, in, out);
    else if (!bac_fold_conv_times(&params.conv, t->frames, in, out))
        t->failed = true;
}

/* What can make its inputs wait. (A join says it itself.) */
static bool can_wait(bac_stage_kind kind) {
    return kind == BAC_STAGE_WINDOW || kind == BAC_STAGE_FC || kind == BAC_STAGE_ARGMAX ||
           kind == BAC_STAGE_RESIZE || kind == BAC_STAGE_FOLD_CONV || kind == BAC_STAGE_FOLD_FC ||
           kind == BAC_STAGE_FOLD_CONCAT || kind == BAC_STAGE_SERIAL_WINDOW ||
           kind == BAC_STAGE_SERIAL_OVERLAP;
}

static void time_stage(times *t, const bac_stage *s) {
    const bac_link *in_link = &t->p->links[s->in[0]];
    size_t beats = (size_t)t->frames * in_link->beats;
    int64_t *in = t->at[s->in[0]];
    int64_t *out = t->at[s->out[0]];
    switch (s->kind) {
    case BAC_STAGE_WINDOW:
        (s->overlap ? time_overlap_window : time_eager_window)(t, s);
        break;
    case BAC_STAGE_GLOBALMAX:
    case BAC_STAGE_FLATTEN:
    case BAC_STAGE_FOLD_ARGMAX:
        time_collector(t, s, 1);
        break;
    case BAC_STAGE_FC:
        time_collector(t, s, s->levels);
        break;
    case BAC_STAGE_ARGMAX:
        time_collector(t, s, s->latency + 1);
        break;
    case BAC_STAGE_JOIN:
        time_join(t, s);
        break;
    case BAC_STAGE_FORK:
        for (uint32_t o = 0; o < s->n_out; o++)
            memcpy(t->at[s->out[o]], in, beats * sizeof *in);
        break;
    case BAC_STAGE_RESIZE:
        time_resize(t, s);
        break;
    case BAC_STAGE_FOLD_CONV:
    case BAC_STAGE_FOLD_FC:
        time_folded(t, s);
        break;
    case BAC_STAGE_FOLD_CONCAT:
        time_concat(t, s);
        break;
    case BAC_STAGE_SERIAL_WINDOW:
        bac_time_serial_window(t, s);
        break;
    case BAC_STAGE_SERIAL_OVERLAP:
        bac_time_serial_overlap(t, s);
        break;
    case BAC_STAGE_SERIAL_CONV:
        bac_time_serial_conv(t, s);
        break;
    case BAC_STAGE_KINDS:
        break;
    case BAC_STAGE_FOLD_GLOBALMAX:
        time_fold_globalmax(t, s);
        break;
    case BAC_STAGE_FOLD_ADD:
        time_join(t, s);
        for (size_t i = 0; i < beats; i++)
            out[i] += s->latency;
        break;
    case BAC_STAGE_FIFO:
    case BAC_STAGE_INGRESS:
    case BAC_STAGE_DOT:
    case BAC_STAGE_REQUANT:
    case BAC_STAGE_FOLD_REQUANT:
    case BAC_STAGE_MAX:
        for (size_t i = 0; i < beats; i++)
            out[i] = in[i] + s->latency;
        break;
    }
}

/* The same, and whether a stage waits that has no FIFO behind it. */
static void time_and_watch(times *t, const bac_stage *s) {
    const bool watched = can_wait(s->kind);
    size_t size[2] = {0, 0};
    int64_t *before = t->scratch;
    for (uint32_t i = 0; watched && i < s->n_in; i++) {
        size[i] = (size_t)t->frames * t->p->links[s->in[i]].beats;
        memcpy(before, t->at[s->in[i]], size[i] * sizeof *before);
        before += size[i];
    }
    time_stage(t, s);
    before = t->scratch;
    for (uint32_t i = 0; watched && i < s->n_in; i++) {
        const uint32_t link = s->in[i];
        if (memcmp(before, t->at[link], size[i] * sizeof *before) != 0 &&
            t->p->stages[t->p->links[link].from].kind != BAC_STAGE_FIFO)
            t->held[link] = true;
        before += size[i];
    }
}

static bac_status open_times(const bac_pipeline *p, uint32_t frames, bool late_tails, bac_times *t,
                             bac_error *err) {
    *t = (bac_times){.p = p,
                     .frames = frames,
                     .late_tails = late_tails,
                     .at = calloc(p->n_links, sizeof *t->at),
                     .held = calloc(p->n_links, sizeof *t->held)};
    size_t most = 0, all = 0;
    for (uint32_t i = 0; i < p->n_links; i++) {
        most = p->links[i].beats > most ? p->links[i].beats : most;
        all += p->links[i].beats;
    }
    int64_t *beats = malloc((all + 2 * most) * frames * sizeof *beats);
    if (!t->at || !t->held || !beats) {
        free(beats);
        bac_times_close(t);
        return bac_fail(err, BAC_ERR_MEMORY, "pipeline", "out of memory");
    }
    t->scratch = beats;
    beats += 2 * most * frames;
    for (uint32_t i = 0; i < p->n_links; i++) {
        t->at[i] = beats;
        beats += (size_t)frames * p->links[i].beats;
    }
    int64_t *input = t->at[p->stages[0].in[0]];
    uint32_t n = p->links[p->stages[0].in[0]].beats;
    for (uint32_t f = 0; f < frames; f++)
        for (uint32_t i = 0; i < n; i++)
            *input++ = (int64_t)(f * p->cycles_per_frame + bac_pace(p->cycles_per_frame, n, i));
    for (uint32_t i = 0; i < p->n_stages; i++)
        time_and_watch(t, &p->stages[i]);
    if (!t->failed)
        return BAC_OK;
    bac_times_close(t);
    return bac_fail(err, BAC_ERR_MEMORY, "pipeline", "out of memory");
}

bac_status bac_times_open(const bac_pipeline *p, uint32_t frames, bac_times *t, bac_error *err) {
    return open_times(p, frames, false, t, err);
}

void bac_times_close(bac_times *t) {
    free(t->scratch); /* and all clocks with it */
    free(t->at);
    free(t->held);
    *t = (bac_times){0};
}

/* Every beat of frame f comes a frame's clocks behind that of frame f - 1. */
static bool repeats(const bac_times *t, uint32_t f) {
    for (uint32_t k = 0; k < t->p->n_links; k++) {
        const uint32_t n = t->p->links[k].beats;
        const int64_t *now = t->at[k] + (size_t)f * n, *before = now - n;
        for (uint32_t i = 0; i < n; i++)
            if (now[i] != before[i] + (int64_t)t->p->cycles_per_frame)
                return false;
    }
    return true;
}

bac_status bac_times_settle(const bac_pipeline *p, bool late_tails, bac_times *t, uint32_t *settled,
                            bool *steady, bac_error *err) {
    /* Unrolled, the first frame's tail is pushed out otherwise than the next ones'. */
    for (uint32_t frames = p->narrow ? 3 : 4;; frames *= 2) {
        bac_status status = open_times(p, frames, late_tails, t, err);
        if (status != BAC_OK)
            return status;
        /* A frame that another follows; the last of a run may make those before them early too. */
        *settled = frames - 2;
        *steady = repeats(t, *settled);
        for (uint32_t f = frames - 3; !*steady && f >= frames / 2; f--) {
            *steady = repeats(t, f);
            *settled = *steady ? f : *settled;
        }
        /* It must not begin before the first has left, or be the first's twin behind it: then it
         * has met all that a frame meets. */
        const uint64_t inside = (uint64_t)t->at[p->n_links - 1][0] / p->cycles_per_frame + 1;
        const uint64_t met = *settled == 1 ? 2 : *settled;
        if (inside <= met && (*steady || frames >= BAC_TIMED_FRAMES))
            return BAC_OK;
        bac_times_close(t);
    }
}
