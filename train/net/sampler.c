/* sampler.c - the order of training frames. */
#include "sampler.h"

#include "random.h"

#include <math.h>
#include <stdlib.h>

struct bac_sampler {
    uint64_t seed, pass, steps_per_pass;
    uint32_t batch;
    uint64_t n;
    uint32_t *frame; /* [n] in the order of the set */
    uint32_t *order; /* [n] in the order of the pass */
    uint64_t *index; /* [batch] */
};

/* Fisher and Yates; drawn from the set's order each time, so that a pass needs no earlier one. */
static void shuffle(bac_sampler *s, uint64_t pass) {
    bac_random random = bac_random_make(s->seed, pass);
    for (uint64_t i = 0; i < s->n; i++) {
        uint64_t j = bac_random_below(&random, i + 1);
        s->order[i] = s->order[j];
        s->order[j] = s->frame[i];
    }
    s->pass = pass;
}

/* Each frame at or above the floor, `repeat` times where its SNR is repeat_snr or more. */
static bac_status eligible(bac_sampler *s, bac_set *set, const bac_recipe *r, bac_error *err) {
    enum { BLOCK = 4096 };
    uint64_t count = bac_set_count(set);
    float snr[BLOCK];
    for (uint64_t first = 0; first < count; first += BLOCK) {
        uint64_t n = count - first < BLOCK ? count - first : BLOCK;
        bool known = bac_set_has_snr(set);
        bac_status status = known ? bac_set_labels(set, first, n, NULL, snr, err) : BAC_OK;
        if (status)
            return status;
        for (uint64_t i = 0; i < n; i++) {
            const double v = known ? (double)snr[i] : -INFINITY;
            uint32_t times = known && v < r->snr_floor ? 0 : v >= r->repeat_snr ? r->repeat : 1;
            while (times--)
                s->frame[s->n++] = (uint32_t)(first + i);
        }
    }
    return BAC_OK;
}

bac_status bac_sampler_create(bac_set *set, const bac_recipe *r, bac_sampler **out,
                              bac_error *err) {
    const uint32_t batch = r->batch;
    uint64_t count = bac_set_count(set);
    *out = NULL;
    if (count > UINT32_MAX)
        return bac_fail(err, BAC_ERR_INPUT, "train", "more than 2^32 frames; use fewer");
    bac_sampler *s = calloc(1, sizeof *s);
    if (!s)
        return bac_fail(err, BAC_ERR_MEMORY, "train", "out of memory");
    const uint64_t most = count * r->repeat + 1;
    *s = (bac_sampler){.seed = r->seed,
                       .batch = batch,
                       .frame = malloc(most * sizeof *s->frame),
                       .order = malloc(most * sizeof *s->order),
                       .index = malloc(batch * sizeof *s->index)};
    bac_status status = s->frame && s->order && s->index
                            ? eligible(s, set, r, err)
                            : bac_fail(err, BAC_ERR_MEMORY, "train", "out of memory");
    if (!status && s->n < batch)
        status = bac_fail(err, BAC_ERR_INPUT, "train",
                          "%llu training frames at %g dB and above, less than a batch of %u; "
                          "use a larger set, a lower snr_floor or a smaller batch",
                          (unsigned long long)s->n, r->snr_floor, batch);
    if (status) {
        bac_sampler_free(s);
        return status;
    }
    s->steps_per_pass = s->n / batch;
    shuffle(s, 0);
    *out = s;
    return BAC_OK;
}

void bac_sampler_free(bac_sampler *s) {
    if (!s)
        return;
    free(s->frame);
    free(s->order);
    free(s->index);
    free(s);
}

uint64_t bac_sampler_frames(const bac_sampler *s) {
    return s->n;
}

const uint64_t *bac_sampler_step(bac_sampler *s, uint64_t step) {
    uint64_t pass = step / s->steps_per_pass;
    if (pass != s->pass)
        shuffle(s, pass);
    const uint32_t *from = s->order + step % s->steps_per_pass * s->batch;
    for (uint32_t i = 0; i < s->batch; i++)
        s->index[i] = from[i];
    return s->index;
}
