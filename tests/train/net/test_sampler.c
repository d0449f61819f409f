/* The order of training frames. */
#include "sampler.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* 2 classes, SNR -20 .. 30 in steps of 10, 50 of each: 600 frames, 400 of them at 0 dB and above.
 */
static const char spec[] = "signal:radioml,seed=5,count=50,snr=-20:30:10,classes=BPSK+QPSK";
enum { ALL = 600, ELIGIBLE = 400, BATCH = 64, STEPS = ELIGIBLE / BATCH };

static bac_set *open_set(void) {
    bac_set *set = NULL;
    bac_error err = {0};
    cr_assert(bac_set_open(spec, &set, &err) == BAC_OK, "%s", scratch_error(&err));
    cr_assert(bac_set_count(set) == ALL);
    return set;
}

static bac_recipe recipe_of(double floor, uint64_t seed, uint32_t batch) {
    bac_recipe r;
    bac_recipe_defaults(&r);
    r.snr_floor = floor;
    r.seed = seed;
    r.batch = batch;
    return r;
}

static bac_sampler *sampler_of(bac_set *set, const bac_recipe *r) {
    bac_sampler *s = NULL;
    bac_error err = {0};
    cr_assert(bac_sampler_create(set, r, &s, &err) == BAC_OK, "%s", scratch_error(&err));
    return s;
}

static bac_sampler *open_sampler(bac_set *set, double floor, uint64_t seed, uint32_t batch) {
    const bac_recipe r = recipe_of(floor, seed, batch);
    return sampler_of(set, &r);
}

Test(train_sampler, the_floor_leaves_frames_out) {
    bac_set *set = open_set();
    const double floor[] = {-100, -20, -19.9, 0, 0.1, 30};
    const uint64_t want[] = {600, 600, 500, 400, 300, 100};
    for (int i = 0; i < 6; i++) {
        bac_sampler *s = open_sampler(set, floor[i], 1, BATCH);
        cr_assert(bac_sampler_frames(s) == want[i], "%g dB", floor[i]);
        bac_sampler_free(s);
    }
    bac_set_close(set);
}

Test(train_sampler, a_pass_takes_every_frame_above_the_floor_at_most_once) {
    bac_set *set = open_set();
    bac_sampler *s = open_sampler(set, 0, 7, BATCH);
    uint32_t left_out[ALL] = {0};
    for (uint64_t pass = 0; pass < 200; pass++) {
        bool taken[ALL] = {false};
        for (uint64_t step = pass * STEPS; step < (pass + 1) * STEPS; step++) {
            const uint64_t *index = bac_sampler_step(s, step);
            for (int i = 0; i < BATCH; i++) {
                float snr;
                cr_assert(index[i] < ALL && !taken[index[i]], "pass %d: frame %d twice", (int)pass,
                          (int)index[i]);
                cr_assert(bac_set_labels(set, index[i], 1, NULL, &snr, NULL) == BAC_OK);
                cr_assert(snr >= 0);
                taken[index[i]] = true;
            }
        }
        for (int i = 0; i < ALL; i++)
            left_out[i] += !taken[i];
    }
    /* 16 of 400 frames are left over in a pass: 8 of 200 passes each, and not always the same. */
    for (uint64_t i = 0; i < ALL; i++) {
        float snr;
        cr_assert(bac_set_labels(set, i, 1, NULL, &snr, NULL) == BAC_OK);
        cr_assert(snr < 0 ? left_out[i] == 200 : left_out[i] < 30, "frame %d: left out %u times",
                  (int)i, left_out[i]);
    }
    bac_sampler_free(s);
    bac_set_close(set);
}

/* 100 frames of 0, 10, 20 and 30 dB each: once, once, three times, three times. */
Test(train_sampler, a_pass_repeats_the_frames_of_a_high_snr) {
    enum { REPEAT = 3, PASS = 200 + 200 * REPEAT };
    bac_set *set = open_set();
    bac_recipe r = recipe_of(0, 7, PASS);
    r.repeat = REPEAT;
    r.repeat_snr = 20;
    bac_sampler *s = sampler_of(set, &r);
    cr_assert(bac_sampler_frames(s) == PASS);
    for (uint64_t step = 0; step < 3; step++) {
        uint32_t times[ALL] = {0};
        const uint64_t *index = bac_sampler_step(s, step);
        for (int i = 0; i < PASS; i++)
            times[index[i]]++;
        for (uint64_t i = 0; i < ALL; i++) {
            float snr;
            cr_assert(bac_set_labels(set, i, 1, NULL, &snr, NULL) == BAC_OK);
            cr_assert_eq(times[i], snr < 0 ? 0 : snr < 20 ? 1 : REPEAT, "frame %d", (int)i);
        }
    }
    bac_sampler_free(s);
    bac_set_close(set);
}

/* BPSK has the label 3, QPSK 4. */
Test(train_sampler, only_the_classes_named_are_repeated) {
    enum { PASS = 400 + 100 * 3 };
    bac_set *set = open_set();
    bac_recipe r = recipe_of(0, 7, PASS);
    r.repeat = 4;
    r.repeat_snr = 20;
    strcpy(r.repeat_classes, "2+4");
    bac_sampler *s = sampler_of(set, &r);
    cr_assert_eq(bac_sampler_frames(s), PASS);
    uint32_t drawn[2] = {0};
    const uint64_t *index = bac_sampler_step(s, 0);
    for (int i = 0; i < PASS; i++) {
        int32_t label;
        cr_assert(bac_set_labels(set, index[i], 1, &label, NULL, NULL) == BAC_OK);
        drawn[label - 3]++;
    }
    cr_assert(drawn[0] == 200 && drawn[1] == 500);
    bac_sampler_free(s);
    bac_set_close(set);
}

Test(train_sampler, a_batch_of_all_frames_is_a_permutation) {
    bac_set *set = open_set();
    bac_sampler *s = open_sampler(set, -100, 3, ALL);
    uint64_t moved = 0;
    for (uint64_t step = 0; step < 3; step++) {
        bool taken[ALL] = {false};
        const uint64_t *index = bac_sampler_step(s, step);
        for (uint64_t i = 0; i < ALL; i++) {
            cr_assert(!taken[index[i]]);
            taken[index[i]] = true;
            moved += index[i] != i;
        }
    }
    cr_assert(moved > 3 * ALL * 9 / 10);
    bac_sampler_free(s);
    bac_set_close(set);
}

Test(train_sampler, a_step_does_not_depend_on_those_before_it) {
    bac_set *set = open_set();
    bac_sampler *forward = open_sampler(set, 0, 7, BATCH),
                *jumping = open_sampler(set, 0, 7, BATCH);
    enum { MANY = 5 * STEPS };
    uint64_t(*want)[BATCH] = malloc(sizeof(uint64_t[MANY][BATCH]));
    cr_assert(want);
    for (uint64_t step = 0; step < MANY; step++)
        memcpy(want[step], bac_sampler_step(forward, step), sizeof *want);
    for (uint64_t i = 0; i < 3 * MANY; i++) {
        uint64_t step = i * 17 % MANY;
        cr_assert_arr_eq(bac_sampler_step(jumping, step), want[step], sizeof *want);
    }
    free(want);
    bac_sampler_free(forward);
    bac_sampler_free(jumping);
    bac_set_close(set);
}

Test(train_sampler, seeds_and_passes_have_orders_of_their_own) {
    bac_set *set = open_set();
    bac_sampler *a = open_sampler(set, 0, 7, BATCH), *b = open_sampler(set, 0, 8, BATCH);
    uint64_t first[BATCH];
    memcpy(first, bac_sampler_step(a, 0), sizeof first);
    cr_assert(memcmp(first, bac_sampler_step(b, 0), sizeof first) != 0);
    cr_assert(memcmp(first, bac_sampler_step(a, STEPS), sizeof first) != 0);
    bac_sampler_free(a);
    bac_sampler_free(b);
    bac_set_close(set);
}

Test(train_sampler, fewer_frames_than_a_batch_are_refused) {
    bac_set *set = open_set();
    bac_sampler *s = NULL;
    bac_error err = {0};
    bac_recipe r = recipe_of(0, 1, ELIGIBLE + 1);
    cr_assert(bac_sampler_create(set, &r, &s, &err) == BAC_ERR_INPUT && !s);
    cr_assert(strstr(err.text, "400 training frames"), "%s", scratch_error(&err));
    r = recipe_of(31, 1, 1);
    cr_assert(bac_sampler_create(set, &r, &s, &err) == BAC_ERR_INPUT && !s);
    bac_set_close(set);
}

/* A set of frames alone: nothing says which of them are noisy. */
Test(train_sampler, frames_of_unknown_snr_are_all_kept_once) {
    char *dir = scratch_dir();
    const char *path = scratch_path(dir, "frames.npy");
    bac_array frames = {.dtype = BAC_F32, .ndim = 3, .dim = {9, 8, 2}};
    bac_error err = {0};
    bac_set *set = NULL;
    frames.data = calloc(9 * 8 * 2, sizeof(float));
    cr_assert(bac_array_save(path, &frames, &err) == BAC_OK, "%s", scratch_error(&err));
    cr_assert(bac_set_open(path, &set, &err) == BAC_OK, "%s", scratch_error(&err));
    bac_recipe r = recipe_of(1000, 1, 9);
    r.repeat = 2;
    r.repeat_snr = -1000;
    bac_sampler *s = sampler_of(set, &r);
    cr_assert(bac_sampler_frames(s) == 9);
    bac_sampler_free(s);
    bac_set_close(set);
    bac_array_free(&frames);
    scratch_remove(dir);
}
