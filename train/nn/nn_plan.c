/* nn_plan.c - divides a pass into phases and assigns memory to its streams. */
#include "nn_internal.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* ---- a plan: phases, and the streams that outlive one */

static bool leads(const bac_nn_plan *p, uint32_t i) {
    return i && p->first[p->node[i].phase] == i;
}

/* The phase of the backward pass in which node j writes its inputs' gradients. */
static uint32_t writes_in(const bac_nn_plan *p, uint32_t j) {
    return p->node[j].phase - leads(p, j);
}

static bool reads_backward(const bac_nn_node *n) {
    return n->op == BAC_NN_CONV || n->op == BAC_NN_NORM || n->op == BAC_NN_MAXPOOL ||
           n->op == BAC_NN_MUL;
}

static bool reads(const bac_nn_node *n, uint32_t i) {
    for (uint32_t k = 0; k < n->n_in; k++)
        if (n->in[k] == i)
            return true;
    return false;
}

static void cut(const bac_nn *nn, bac_nn_plan *p) {
    p->phases = 0;
    for (uint32_t i = 0; i < nn->n_node; i++) {
        if (i == 0 || nn->node[i].norm == BAC_NORM_BATCH)
            p->first[p->phases++] = i;
        p->node[i] = (bac_nn_place){.phase = p->phases - 1, .same = i};
    }
    p->first[p->phases] = nn->n_node;
}

/* The only node that reads node i, or 0. */
static uint32_t only_reader(const bac_nn *nn, uint32_t i) {
    uint32_t found = 0, n = 0;
    for (uint32_t j = i + 1; j < nn->n_node; j++)
        if (reads(&nn->node[j], i)) {
            found = j;
            n++;
        }
    return n == 1 ? found : 0;
}

/* True when every reader of node i can compute its stream run by run. Readers of later phases can if
 * the convolution before it is kept. */
static bool made_by_readers(const bac_nn *nn, const bac_nn_plan *p, uint32_t i) {
    const bool kept = nn->node[nn->node[i].in[0]].op == BAC_NN_CONV;
    bool any = false;
    for (uint32_t j = i + 1; j < nn->n_node; j++) {
        if (!reads(&nn->node[j], i))
            continue;
        any = true;
        if (!(p->node[j].fed || nn->node[j].op == BAC_NN_ADD) ||
            !(kept || p->node[j].phase == p->node[i].phase))
            return false;
    }
    return any;
}

/* The first node that reads node i, or 0; the last to write its gradient. */
static uint32_t first_reader(const bac_nn *nn, uint32_t i) {
    uint32_t j = i + 1;
    while (j < nn->n_node && !reads(&nn->node[j], i))
        j++;
    return j < nn->n_node ? j : 0;
}

/* Streams that are never written: their readers make them, run by run, in the cache. */
static void choose_lazy(const bac_nn *nn, bac_nn_plan *p) {
    enum { LEAST = 8 }; /* positions; shorter runs cost more than they save */
    for (uint32_t i = nn->n_node; i-- > 0;) {
        const bac_nn_node *n = &nn->node[i];
        const uint32_t r = only_reader(nn, i), first = first_reader(nn, i);
        bac_nn_place *at = &p->node[i];
        at->fed = n->op == BAC_NN_CONV && n->bias == BAC_NN_NONE && n->conv.t_in >= LEAST &&
                  bac_conv_feeds(&n->conv);
        at->lazy_grad =
            at->fed && r && nn->node[r].op == BAC_NN_NORM && writes_in(p, r) == at->phase;
        at->lazy_value = n->op == BAC_NN_NORM && made_by_readers(nn, p, i);
        if (at->lazy_value && p->node[first].fed && p->node[first].phase == at->phase)
            at->taker = first;
    }
}

/* The last phase of the backward pass that reads the gradient of node i. */
static uint32_t read_until(const bac_nn_plan *p, uint32_t i) {
    return p->node[i].phase - leads(p, i);
}

/* The gradient of a sum is also the gradient of its inputs, so they can share memory. An input
 * without other readers always can. Another input can until something adds to its gradient; from
 * then on nothing may read the sum's. */
static void choose_same(const bac_nn *nn, bac_nn_plan *p, uint32_t sum) {
    const uint32_t *in = nn->node[sum].in;
    uint32_t until = read_until(p, sum), last = 0;
    if (in[0] == in[1])
        return;
    for (uint32_t k = 0; k < 2; k++)
        if (only_reader(nn, in[k]) == sum) {
            p->node[in[k]].same = sum;
            until = read_until(p, in[k]) < until ? read_until(p, in[k]) : until;
        }
    for (uint32_t k = 0; k < 2; k++) {
        if (only_reader(nn, in[k]) == sum || in[k] == 0)
            continue;
        for (uint32_t j = in[k] + 1; j < nn->n_node; j++)
            if (reads(&nn->node[j], in[k]))
                last = j == sum ? last : j > sum || writes_in(p, j) >= until ? UINT32_MAX : last;
        if (last == 0 && p->node[in[1 - k]].same == sum)
            p->node[in[k]].same = sum;
    }
}

/* Goes from the last node to the first, so that the readers of node i are known. Convolutions and
 * samples are kept, because computing them again costs too much. */
static void choose(const bac_nn *nn, bac_nn_plan *p) {
    for (uint32_t i = nn->n_node; i-- > 0;) {
        bac_nn_place *at = &p->node[i];
        bool wanted = false, costly = nn->node[i].op == BAC_NN_CONV || i == 0;
        at->keep_grad = leads(p, i);
        for (uint32_t j = i + 1; j < nn->n_node; j++) {
            if (!reads(&nn->node[j], i))
                continue;
            at->keep_value = at->keep_value || costly || p->node[j].phase != at->phase;
            at->keep_grad = at->keep_grad || writes_in(p, j) != at->phase;
            wanted = wanted || reads_backward(&nn->node[j]) || p->node[j].again;
        }
        at->keep_grad = at->keep_grad || at->same != i;
        if (nn->node[i].op == BAC_NN_ADD)
            at->keep_grad = at->keep_grad || p->node[nn->node[i].in[0]].same == i ||
                            p->node[nn->node[i].in[1]].same == i;
        at->keep_value = at->keep_value && !at->lazy_value;
        at->again = wanted && !at->keep_value && !at->lazy_value && at->phase + 1 < p->phases;
    }
}

/* Floats of a frame, in whole lines of the cache. */
static size_t frame_size(const bac_nn_node *n) {
    return bac_lanes_up((size_t)n->C * n->T);
}

/* Phases of the backward pass from *lo to *hi touch the gradient of node i, and of those that share
 * it. */
static void lifetime(const bac_nn *nn, const bac_nn_plan *p, uint32_t i, uint32_t *lo,
                     uint32_t *hi) {
    *hi = p->node[i].phase;
    *lo = read_until(p, i);
    for (uint32_t j = i + 1; j < nn->n_node; j++)
        if (reads(&nn->node[j], i) && writes_in(p, j) > *hi)
            *hi = writes_in(p, j);
    for (uint32_t k = 0; k < nn->node[i].n_in; k++)
        if (nn->node[i].op == BAC_NN_ADD && p->node[nn->node[i].in[k]].same == i) {
            uint32_t from, to;
            lifetime(nn, p, nn->node[i].in[k], &from, &to);
            *lo = from < *lo ? from : *lo;
        }
}

/* The first place from `floor` on for the gradient of node i that no gradient of an overlapping
 * lifetime occupies. */
static size_t first_fit(const bac_nn *nn, const bac_nn_plan *p, uint32_t i, size_t floor) {
    uint32_t lo, hi, from, to;
    size_t place = floor, need = frame_size(&nn->node[i]);
    lifetime(nn, p, i, &lo, &hi);
    for (uint32_t j = 0; j < i; j++) {
        const size_t at = p->node[j].grad, end = at + frame_size(&nn->node[j]);
        lifetime(nn, p, j, &from, &to);
        if (p->node[j].keep_grad && p->node[j].same == j && from <= hi && lo <= to &&
            at < place + need && place < end) {
            place = end;
            j = UINT32_MAX; /* from the start */
        }
    }
    return place;
}

/* Places local streams of each phase from the start of the same memory, which is still in the
 * cache. */
static void place_phases(const bac_nn *nn, bac_nn_plan *p) {
    size_t local = 0;
    for (uint32_t i = 0; i < nn->n_node; i++) {
        bac_nn_place *at = &p->node[i];
        const size_t size = frame_size(&nn->node[i]);
        local = p->first[at->phase] == i ? 0 : local;
        size_t *next = at->keep_value ? &p->kept : &local;
        at->value = *next;
        *next += at->lazy_value ? 0 : size;
        if (!at->keep_grad) {
            at->grad = local;
            local += size;
        }
        p->local = local > p->local ? local : p->local;
    }
    const size_t values = p->kept;
    for (uint32_t i = 0; i < nn->n_node; i++)
        if (p->node[i].keep_grad && p->node[i].same == i) {
            p->node[i].grad = first_fit(nn, p, i, values);
            const size_t end = p->node[i].grad + frame_size(&nn->node[i]);
            p->kept = end > p->kept ? end : p->kept;
        }
    for (uint32_t i = nn->n_node; i-- > 0;) /* a sum comes behind its inputs */
        p->node[i].grad = p->node[p->node[i].same].grad;
}

static void place_whole(const bac_nn *nn, bac_nn_plan *p, bool gradients) {
    for (uint32_t i = 0; i < nn->n_node; i++) {
        p->node[i].value = p->local;
        p->local += frame_size(&nn->node[i]);
        p->node[i].grad = gradients ? p->local : 0;
        p->local += gradients ? frame_size(&nn->node[i]) : 0;
    }
}

uint32_t bac_nn_phases(const bac_nn *nn) {
    uint32_t phases = 1;
    for (uint32_t i = 0; i < nn->n_node; i++)
        phases += nn->node[i].norm == BAC_NORM_BATCH;
    return phases;
}

/* ---- a batch */

static float *floats(size_t n) {
    return aligned_alloc(64, (n * sizeof(float) + 64) / 64 * 64);
}

/* Allocates floats in large pages if the system has them, because a pass reads all of the memory
 * and small pages would need many address look-ups. */
static float *large_floats(size_t n) {
    const size_t page = (size_t)1 << 21;
    float *x = aligned_alloc(page, (n * sizeof *x + page) / page * page);
#ifdef MADV_HUGEPAGE
    if (x)
        madvise(x, n * sizeof *x, MADV_HUGEPAGE);
#endif
    return x;
}

static size_t most_channels(const bac_nn *nn) {
    size_t C = 1;
    for (uint32_t i = 0; i < nn->n_node; i++)
        C = nn->node[i].C > C ? nn->node[i].C : C;
    return C;
}

bac_nn_batch *bac_nn_batch_allocate(const bac_nn *nn, uint32_t shards, uint32_t B, bool whole,
                                    bool gradients) {
    bac_nn_batch *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    const size_t C = most_channels(nn);
    *b = (bac_nn_batch){.shards = shards, .B = B, .n_node = nn->n_node};
    b->plan.first = calloc(nn->n_node + 1, sizeof *b->plan.first);
    b->plan.node = calloc(nn->n_node, sizeof *b->plan.node);
    b->affine = calloc(nn->n_node, sizeof *b->affine);
    b->state = calloc(nn->n_state + 1, sizeof *b->state);
    b->shard = calloc(shards, sizeof *b->shard);
    bool ok = b->plan.first && b->plan.node && b->affine && b->state && b->shard;
    for (uint32_t i = 0; ok && i < nn->n_node; i++)
        ok = nn->node[i].op != BAC_NN_NORM ||
             (b->affine[i] = calloc(nn->node[i].C, sizeof(bac_nn_affine)));
    if (ok) {
        cut(nn, &b->plan);
        if (whole) {
            place_whole(nn, &b->plan, gradients);
        } else {
            choose_lazy(nn, &b->plan);
            for (uint32_t i = 0; i < nn->n_node; i++)
                if (nn->node[i].op == BAC_NN_ADD)
                    choose_same(nn, &b->plan, i);
            choose(nn, &b->plan);
            place_phases(nn, &b->plan);
        }
    }
    ok = ok && (b->kept = large_floats(b->plan.kept * B * shards));
    for (uint32_t s = 0; ok && s < shards; s++) {
        b->shard[s].written = calloc(nn->n_node, sizeof(bool));
        b->shard[s].sum = calloc(2 * C, sizeof(double));
        b->shard[s].kept = b->kept + b->plan.kept * B * s;
        ok = b->shard[s].written && b->shard[s].sum;
    }
    if (ok)
        return b;
    bac_nn_batch_free(b);
    return NULL;
}

/* True when the machine has the memory; otherwise its lack would show only on the first write. */
static bool fits_machine(const bac_nn_batch *b) {
    const double need = (double)b->plan.kept * b->B * b->shards * sizeof(float);
    return need < (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
}

bac_status bac_nn_batch_create(const bac_nn *nn, uint32_t shards, uint32_t B, bac_nn_batch **batch,
                               bac_error *err) {
    *batch = bac_nn_batch_allocate(nn, shards, B, false, true);
    if (*batch && fits_machine(*batch))
        return BAC_OK;
    const double each = *batch ? (double)(*batch)->plan.kept * sizeof(float) / 1048576 : 0;
    bac_nn_batch_free(*batch);
    *batch = NULL;
    return bac_fail(err, BAC_ERR_MEMORY, nn->name,
                    "out of memory for a batch of %u frames (%.2f MiB each); use a smaller batch",
                    shards * B, each);
}

void bac_nn_batch_free(bac_nn_batch *b) {
    if (!b)
        return;
    for (uint32_t i = 0; b->affine && i < b->n_node; i++)
        free(b->affine[i]);
    for (uint32_t s = 0; b->shard && s < b->shards; s++) {
        free(b->shard[s].written);
        free(b->shard[s].sum);
    }
    free(b->kept);
    free(b->plan.first);
    free(b->plan.node);
    free(b->affine);
    free(b->state);
    free(b->shard);
    free(b);
}

void bac_nn_batch_begin(const bac_nn *nn, bac_nn_batch *b, bac_nn_mode mode) {
    b->mode = mode;
    for (uint32_t i = 0; i < nn->n_node; i++)
        if (nn->node[i].op == BAC_NN_NORM)
            bac_nn_norm_settle(nn, b, i, false);
}

const float *bac_nn_batch_state(const bac_nn_batch *b) {
    return b->state;
}

/* ---- a work */

static bool allocate_scratch(const bac_nn *nn, bac_nn_work *w) {
    size_t conv = 1, weights = 1, stream = 1, channels = most_channels(nn);
    for (uint32_t i = 0; i < nn->n_node; i++) {
        const bac_nn_node *n = &nn->node[i];
        size_t size = bac_nn_stream_size(n, w->capacity);
        stream = size > stream ? size : stream;
        if (n->op != BAC_NN_CONV)
            continue;
        size_t need = bac_conv_work(&n->conv, w->capacity);
        conv = need > conv ? need : conv;
        weights = nn->param[n->weight].n > weights ? nn->param[n->weight].n : weights;
    }
    w->conv = floats(conv);
    w->weight_grad = calloc(weights, sizeof(float));
    w->stream = floats(stream);
    w->sum = calloc(2 * channels + 1, sizeof *w->sum);
    w->logit = calloc((size_t)nn->node[nn->n_node - 1].C * w->capacity, sizeof(float));
    return w->conv && w->weight_grad && w->stream && w->logit && w->sum;
}

bac_status bac_nn_work_create(const bac_nn *nn, uint32_t B, bool gradients, bac_nn_work **work,
                              bac_error *err) {
    bac_nn_work *w = calloc(1, sizeof *w);
    *work = w;
    bool ok = w != NULL;
    if (ok) {
        *w = (bac_nn_work){.capacity = B, .n_node = nn->n_node};
        w->own = bac_nn_batch_allocate(nn, 1, B, true, gradients);
        w->value = calloc(nn->n_node, sizeof *w->value);
        w->grad = calloc(nn->n_node, sizeof *w->grad);
        w->local = w->own ? large_floats(w->own->plan.local * B) : NULL;
        ok = w->local && w->value && w->grad && allocate_scratch(nn, w);
    }
    if (ok)
        return BAC_OK;
    bac_nn_work_free(w);
    *work = NULL;
    return bac_fail(err, BAC_ERR_MEMORY, nn->name, "out of memory for %u frames a shard", B);
}

void bac_nn_work_free(bac_nn_work *w) {
    if (!w)
        return;
    bac_nn_batch_free(w->own);
    free(w->local);
    free(w->value);
    free(w->grad);
    free(w->conv);
    free(w->logit);
    free(w->weight_grad);
    free(w->stream);
    free(w->sum);
    free(w);
}
