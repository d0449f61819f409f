/* test_batch.c - bac_run_frames against bac_run_frame, in every type and layout of frames. */
#include "random_net.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 53 }; /* several blocks, the last one short */

/* Frames of the tiny network, as codes, and what bac_run_frame says of them. */
typedef struct batch {
    bac_net *net;
    uint32_t T, C, classes;
    int32_t *codes;        /* [FRAMES][T][C] */
    int32_t *logits;       /* [FRAMES][classes] */
    uint32_t *class_index; /* [FRAMES] */
} batch;

static batch batch_open(void) {
    batch b = {0};
    bac_error err;
    bac_run *run;
    cr_assert_eq(bac_net_load(TINY_NET, &b.net, &err), BAC_OK, "%s", scratch_error(&err));
    const bac_layer *in = bac_net_layer(b.net, 0);
    b.T = in->T, b.C = in->C, b.classes = bac_net_logits(b.net)->C;
    b.codes = calloc((size_t)FRAMES * b.T * b.C, sizeof *b.codes);
    b.logits = calloc((size_t)FRAMES * b.classes, sizeof *b.logits);
    b.class_index = calloc(FRAMES, sizeof *b.class_index);
    cr_assert(b.codes && b.logits && b.class_index);
    cr_assert_eq(bac_run_create(b.net, &run, &err), BAC_OK, "%s", scratch_error(&err));
    random_source r = {random_first_seed()};
    for (size_t i = 0; i < FRAMES; i++) {
        random_frame(&r, b.net, b.codes + i * b.T * b.C);
        cr_assert_eq(bac_run_frame(run, b.codes + i * b.T * b.C, b.logits + i * b.classes,
                                   b.class_index + i, &err),
                     BAC_OK, "%s", scratch_error(&err));
    }
    bac_run_free(run);
    return b;
}

static void batch_close(batch *b) {
    bac_net_free(b->net);
    free(b->codes);
    free(b->logits);
    free(b->class_index);
}

static void compare(const batch *b, const bac_frames *frames, uint32_t threads, const char *what) {
    bac_error err;
    int32_t *logits = calloc((size_t)FRAMES * b->classes, sizeof *logits);
    uint32_t class_index[FRAMES];
    memset(class_index, 0xff, sizeof class_index);
    cr_assert_eq(bac_run_frames(b->net, frames, threads, logits, class_index, NULL, NULL, &err),
                 BAC_OK, "%s: %s", what, scratch_error(&err));
    cr_assert_arr_eq(logits, b->logits, FRAMES * b->classes * sizeof *logits, "%s", what);
    cr_assert_arr_eq(class_index, b->class_index, sizeof class_index, "%s", what);
    free(logits);
}

/* Writes code x as number i of an array. */
static void put(bac_dtype dtype, void *data, size_t i, int32_t x) {
    switch (dtype) {
    case BAC_I8:
        ((int8_t *)data)[i] = (int8_t)x;
        break;
    case BAC_I16:
        ((int16_t *)data)[i] = (int16_t)x;
        break;
    case BAC_I32:
        ((int32_t *)data)[i] = x;
        break;
    case BAC_I64:
        ((int64_t *)data)[i] = x;
        break;
    default:
        cr_assert_fail("no code type");
    }
}

Test(bac_run_frames, equals_bac_run_frame_in_every_type_layout_and_number_of_threads) {
    batch b = batch_open();
    const int64_t T = b.T, C = b.C;
    const int64_t stride[][3] = {
        {T * C, C, 1}, {T * C, 1, T}, {T * C * 3, C * 2, 2}, {C, C * FRAMES, 1}};
    const bac_dtype dtype[] = {BAC_I8, BAC_I16, BAC_I32, BAC_I64};
    for (size_t s = 0; s < sizeof stride / sizeof *stride; s++)
        for (size_t d = 0; d < sizeof dtype / sizeof *dtype; d++) {
            char what[64];
            int64_t *room = calloc((size_t)(FRAMES * T * C * 4), sizeof *room);
            for (int64_t i = 0; i < FRAMES; i++)
                for (int64_t t = 0; t < T; t++)
                    for (int64_t c = 0; c < C; c++)
                        put(dtype[d], room,
                            (size_t)(i * stride[s][0] + t * stride[s][1] + c * stride[s][2]),
                            b.codes[(i * T + t) * C + c]);
            bac_frames frames = {
                FRAMES, dtype[d], room, {stride[s][0], stride[s][1], stride[s][2]}};
            for (uint32_t threads = 0; threads < 4; threads++) {
                snprintf(what, sizeof what, "layout %zu, type %d, %u threads", s, dtype[d],
                         threads);
                compare(&b, &frames, threads, what);
            }
            free(room);
        }
    batch_close(&b);
}

Test(bac_run_frames, quantises_samples_as_bac_frame_quantise) {
    batch b = batch_open();
    const size_t n = (size_t)FRAMES * b.T * b.C;
    float *samples = calloc(n, sizeof *samples), *turned = calloc(n, sizeof *turned);
    const double scale = bac_net_layer(b.net, 0)->scale[0];
    for (size_t i = 0; i < n; i++) {
        const size_t frame = i / (b.T * b.C), t = i / b.C % b.T, c = i % b.C;
        samples[i] = (float)(b.codes[i] * scale);
        turned[(frame * b.C + c) * b.T + t] = samples[i];
    }
    bac_frames frames = bac_frames_of(b.net, FRAMES, BAC_F32, samples);
    compare(&b, &frames, 2, "[n][T][C]");
    frames = (bac_frames){FRAMES, BAC_F32, turned, {b.T * b.C, 1, b.T}};
    compare(&b, &frames, 2, "[n][C][T]");
    free(samples);
    free(turned);
    batch_close(&b);
}

Test(bac_run_frames, tells_the_lowest_bad_frame_whatever_the_threads) {
    batch b = batch_open();
    const size_t size = (size_t)b.T * b.C;
    bac_error err;
    b.codes[20 * size + 5] = 128;
    b.codes[51 * size] = -1000;
    for (uint32_t threads = 1; threads < 4; threads++) {
        const bac_frames frames = bac_frames_of(b.net, FRAMES, BAC_I32, b.codes);
        cr_assert_eq(bac_run_frames(b.net, &frames, threads, NULL, NULL, NULL, NULL, &err),
                     BAC_ERR_INPUT);
        cr_assert_not_null(strstr(err.text, "frame 20"), "%s", scratch_error(&err));
        cr_assert_not_null(strstr(err.text, "code 128"), "%s", scratch_error(&err));
    }
    int64_t far[64 * 8] = {0};
    cr_assert_leq(size, 64 * 8);
    far[1] = INT64_C(0x100000000); /* 0 in its low 32 bits */
    const bac_frames one = bac_frames_of(b.net, 1, BAC_I64, far);
    cr_assert_eq(bac_run_frames(b.net, &one, 1, NULL, NULL, NULL, NULL, &err), BAC_ERR_INPUT);
    float *samples = calloc(size, sizeof *samples);
    samples[3] = NAN;
    const bac_frames nan = bac_frames_of(b.net, 1, BAC_F32, samples);
    cr_assert_eq(bac_run_frames(b.net, &nan, 1, NULL, NULL, NULL, NULL, &err), BAC_ERR_INPUT);
    cr_assert_not_null(strstr(err.text, "frame 0"), "%s", scratch_error(&err));
    const bac_frames wide = {1, BAC_F64, samples, {1, 1, 1}};
    cr_assert_eq(bac_run_frames(b.net, &wide, 1, NULL, NULL, NULL, NULL, &err), BAC_ERR_INPUT);
    const bac_frames none = {0, BAC_I8, NULL, {1, 1, 1}};
    cr_assert_eq(bac_run_frames(b.net, &none, 1, NULL, NULL, NULL, NULL, &err), BAC_OK);
    free(samples);
    batch_close(&b);
}

static bool stop_at(void *user, uint64_t done) {
    uint64_t *most = user;
    *most = done;
    return done < 16;
}

Test(bac_run_frames, ends_when_told) {
    batch b = batch_open();
    uint64_t most = 0;
    bac_error err;
    const bac_frames frames = bac_frames_of(b.net, FRAMES, BAC_I32, b.codes);
    cr_assert_eq(bac_run_frames(b.net, &frames, 1, NULL, NULL, stop_at, &most, &err),
                 BAC_ERR_INPUT);
    cr_assert_eq(most, 16);
    cr_assert_not_null(strstr(err.text, "stopped after 16"), "%s", scratch_error(&err));
    batch_close(&b);
}

static void *compare_beside(void *user) {
    const batch *b = user;
    const bac_frames frames = bac_frames_of(b->net, FRAMES, BAC_I32, b->codes);
    for (int i = 0; i < 20; i++)
        compare(b, &frames, 2, "beside another call");
    return NULL;
}

Test(bac_run_frames, several_calls_share_one_network) {
    batch b = batch_open();
    pthread_t other[3];
    for (int i = 0; i < 3; i++)
        cr_assert_eq(pthread_create(&other[i], NULL, compare_beside, &b), 0);
    compare_beside(&b);
    for (int i = 0; i < 3; i++)
        pthread_join(other[i], NULL);
    batch_close(&b);
}
