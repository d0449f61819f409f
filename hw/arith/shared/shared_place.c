/* shared_place.c - which ops share a group's scratch, and where every stream lies in the map. */
#include "shared_ops.h"

#include "ints.h"

enum { SEGMENT = 8 }; /* most ops of a segment */

static uint32_t sets_of(const shared_op *op) {
    return (op->apart ? op->rows : 1) * op->n_elements;
}

/* ---- segments */

/* True if op j can run for a group right behind ops a .. j-1: it reads position t for position t, of
 * what they wrote or of streams that move on by as many words from group to group. */
static bool follows(const shared_ops *o, uint32_t a, uint32_t j) {
    const shared_op *op = &o->op[j];
    if (op->T != o->op[a].T || !op->pointwise)
        return false;
    const uint32_t step = shared_row_words(&o->stream[o->op[a].element[0].stream]);
    for (uint32_t e = 0; e < sets_of(op); e++) {
        const shared_stream *s = &o->stream[op->element[e].stream];
        const bool scratch = !s->input && s->writer >= a && s->writer < j;
        if (s->input || (!scratch && shared_row_words(s) != step))
            return false;
    }
    return true;
}

static bool is_segment(const shared_ops *o, uint32_t a, uint32_t b) {
    for (uint32_t j = a; j <= b; j++) {
        const shared_stream *s = &o->stream[o->op[j].to];
        if (j < b && (s->joined || s->out || s->reader > b))
            return false;
        if (j > a && !follows(o, a, j))
            return false;
    }
    return true;
}

static void form_segments(shared_ops *o) {
    for (uint32_t a = 0, b; a < o->n_ops; a = b + 1) {
        b = bac_min_u32(a + SEGMENT, o->n_ops) - 1;
        while (!is_segment(o, a, b))
            b--;
        for (uint32_t j = a; j <= b; j++) {
            o->op[j].first = a;
            o->op[j].last = b;
            o->stream[o->op[j].to].scratch = j < b;
        }
    }
}

/* ---- places */

static bool lives(const shared_stream *s, uint32_t a) {
    return s->placed && s->reader >= a;
}

static bool overlaps(const shared_ops *o, const shared_stream *s, const shared_stream *t) {
    return s->base < t->base + shared_words(o, t) && t->base < s->base + shared_words(o, s);
}

/* The lowest word, from the stream's base, that ops a .. b read of it in a group and later. */
static int64_t lowest(const shared_ops *o, uint32_t stream, uint32_t a, uint32_t b,
                      uint32_t group) {
    int64_t low = INT64_MAX;
    for (uint32_t j = a; j <= b; j++)
        for (uint32_t e = 0; e < sets_of(&o->op[j]); e++)
            if (o->op[j].element[e].stream == stream)
                low = bac_min_i64(low, shared_word_of(o, &o->op[j].element[e]));
    const shared_stream *s = &o->stream[stream];
    return bac_max_i64(0, low + (int64_t)group * shared_row_words(s));
}

/* The highest base of `to` at which no group of segment a .. b writes a word of `from` that is read in
 * it or later. */
static int64_t behind(const shared_ops *o, uint32_t from, uint32_t to, uint32_t a, uint32_t b) {
    const shared_stream *s = &o->stream[from], *t = &o->stream[to];
    const uint32_t groups = bac_ceil_div(o->op[b].T, o->L), row = t->stride * o->L;
    int64_t room = INT64_MAX;
    for (uint32_t g = 0; g < groups; g++) {
        const uint32_t written = ((g + 1) * o->L - 1) / row + 1;
        room = bac_min_i64(room, lowest(o, from, a, b, g) - (int64_t)written * shared_row_words(t));
    }
    return s->base + room;
}

typedef struct span {
    int64_t lo, hi; /* of all places so far */
} span;

static span with(const shared_ops *o, span all, const shared_stream *s) {
    return (span){bac_min_i64(all.lo, s->base), bac_max_i64(all.hi, s->base + shared_words(o, s))};
}

static bool fits(const shared_ops *o, uint32_t to, uint32_t a, uint32_t b) {
    for (uint32_t i = 0; i < o->n_streams; i++) {
        const shared_stream *s = &o->stream[i];
        if (i == to || !lives(s, a) || !overlaps(o, s, &o->stream[to]))
            continue;
        if (s->scratch || o->stream[to].scratch || s->reader > b ||
            o->stream[to].base > behind(o, i, to, a, b))
            return false;
    }
    return true;
}

/* Tries a base; keeps it if it fits and needs less than the best so far. */
static void try(shared_ops *o, uint32_t to, uint32_t a, uint32_t b, int64_t base, span all,
                span *best, int64_t *at) {
    shared_stream *s = &o->stream[to];
    s->base = base;
    const span now = with(o, all, s);
    if (now.hi - now.lo < best->hi - best->lo && fits(o, to, a, b)) {
        *best = now;
        *at = base;
    }
}

static void place(shared_ops *o, uint32_t to, uint32_t a, uint32_t b, span *all) {
    span best = {INT64_MIN / 4, INT64_MAX / 4};
    int64_t at = 0;
    const int64_t words = shared_words(o, &o->stream[to]);
    try(o, to, a, b, 0, *all, &best, &at);
    for (uint32_t i = 0; i < o->n_streams; i++) {
        const shared_stream *s = &o->stream[i];
        if (i == to || !lives(s, a))
            continue;
        if (s->reader <= b && !s->scratch && !o->stream[to].scratch)
            try(o, to, a, b, behind(o, i, to, a, b), *all, &best, &at);
        try(o, to, a, b, s->base - words, *all, &best, &at);
        try(o, to, a, b, s->base + shared_words(o, s), *all, &best, &at);
    }
    o->stream[to].base = at;
    o->stream[to].placed = true;
    *all = best;
}

bac_status shared_ops_place(shared_ops *o, bac_error *err) {
    span all = {0, 0};
    form_segments(o);
    for (uint32_t a = 0; a < o->n_ops; a = o->op[a].last + 1)
        for (uint32_t i = o->op[a].last + 1; i-- > a;) { /* what outlives the segment first */
            const uint32_t to = o->op[i].to;
            if (!o->stream[to].out && !o->stream[to].placed)
                place(o, to, a, o->op[a].last, &all);
        }
    if (all.hi - all.lo > (int64_t)1 << 24)
        return bac_fail(err, BAC_ERR_INPUT, bac_net_name(o->net),
                        "the shared engine's map has more than 2^24 words a bank");
    o->depth = (uint32_t)(all.hi - all.lo);
    for (uint32_t i = 0; i < o->n_streams; i++)
        o->stream[i].base -= o->stream[i].placed ? all.lo : 0;
    return BAC_OK;
}
