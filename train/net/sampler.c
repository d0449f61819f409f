/* sampler.c - the order of training frames. */
#include "sampler.h"

#include "random.h"

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

/* Times that a pass draws a frame. repeats: [classes], by label. */
static uint32_t times_of(const bac_recipe *r, const bool *repeats, double snr, int32_t label) {
    const bool often = snr >= r->repeat_snr && label >= 0 && (uint32_t)label < r->classes;
    return snr < r->snr_floor ? 0 : often && repeats[label] ? r->repeat : 1;
}

static bac_status eligible(bac_sampler *s, bac_set *set, const bac_recipe *r, bac_error *err) {
    enum { BLOCK = 4096 };
    uint64_t count = bac_set_count(set);
    const bool known = bac_set_has_snr(set);
    float snr[BLOCK];
    int32_t label[BLOCK];
    bool *repeats = calloc(r->classes, sizeof *repeats);
    if (!repeats)
        return bac_fail(err, BAC_ERR_MEMORY, "train", "out of memory");
    bac_recipe_repeats(r, repeats);
    bac_status status = BAC_OK;
    for (uint64_t first = 0; first < count && !status; first += BLOCK) {
        uint64_t n = count - first < BLOCK ? count - first : BLOCK;
        if (known)
            status = bac_set_labels(set, first, n, label, snr, err);
        for (uint64_t i = 0; i < n && !status; i++)
            for (uint32_t t = known ? times_of(r, repeats, (double)snr[i], label[i]) : 1; t; t--)
                s->frame[s->n++] = (uint32_t)(first + i);
    }
    free(repeats);
    return status;
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
