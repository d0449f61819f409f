/* batch.c - many frames from the caller's memory, whatever its numbers and strides, by several
 * threads: each has a run of its own. */
#include "../internal.h"
#include "../ints.h"
#include "../parallel.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 16 }; /* frames: a thread takes some tenths of a millisecond at once */

typedef struct batch {
    const bac_net *net;
    bac_frames frames;
    int32_t *logits;
    uint32_t *class_index;
    uint32_t n_classes;
    bac_frames_step_fn *step;
    void *user;
} batch;

typedef struct worker {
    bac_run *run;
    int32_t *codes; /* [T][C] */
    float *samples; /* [T][C] */
} worker;

static bac_status begin(void *user, void *own, bac_error *err) {
    const batch *b = user;
    worker *w = own;
    const bac_layer *in = b->net->layer[0];
    bac_status status = bac_run_create(b->net, &w->run, err);
    if (status)
        return status;
    w->codes = bac_alloc((uint64_t)in->T * in->C, sizeof *w->codes);
    w->samples = bac_alloc((uint64_t)in->T * in->C, sizeof *w->samples);
    return w->codes && w->samples ? BAC_OK : bac_no_memory(err, b->net->name);
}

static bac_status end(void *user, void *own, bool good, bac_error *err) {
    (void)user, (void)good, (void)err;
    worker *w = own;
    bac_run_free(w->run);
    free(w->codes);
    free(w->samples);
    return BAC_OK;
}

/* One of numpy's integers as a code; what no code can be becomes INT32_MAX or INT32_MIN, which no
 * input takes (at most BAC_MAX_CODE_BITS). */
#define GATHER(type, code)                                                                         \
    for (uint32_t t = 0; t < in->T; t++)                                                           \
        for (uint32_t c = 0; c < in->C; c++) {                                                     \
            const type x = ((const type *)at)[t * f->stride[1] + c * f->stride[2]];                \
            *to++ = code;                                                                          \
        }                                                                                          \
    break

/* at: number [0][0] of the frame */
static void gather(const bac_frames *f, const bac_layer *in, const void *at, worker *w) {
    int32_t *to = w->codes;
    switch (f->dtype) {
    case BAC_I8:
        GATHER(int8_t, x);
    case BAC_U8:
        GATHER(uint8_t, x);
    case BAC_I16:
        GATHER(int16_t, x);
    case BAC_U16:
        GATHER(uint16_t, x);
    case BAC_I32:
        GATHER(int32_t, x);
    default: /* BAC_I64 */
        GATHER(int64_t, (int32_t)bac_max_i64(INT32_MIN, bac_min_i64(INT32_MAX, x)));
    }
}

static const float *samples_of(const bac_frames *f, const bac_layer *in, const float *at,
                               worker *w) {
    if (f->stride[2] == 1 && f->stride[1] == in->C)
        return at;
    float *to = w->samples;
    for (uint32_t t = 0; t < in->T; t++)
        for (uint32_t c = 0; c < in->C; c++)
            *to++ = at[t * f->stride[1] + c * f->stride[2]];
    return w->samples;
}

static bac_status classify(const batch *b, worker *w, uint64_t i, bac_error *err) {
    const bac_layer *in = b->net->layer[0];
    const bac_frames *f = &b->frames;
    const void *at =
        (const char *)f->data + (int64_t)i * f->stride[0] * (int64_t)bac_dtype_size(f->dtype);
    const int32_t *codes = w->codes;
    bac_status status = BAC_OK;
    if (f->dtype == BAC_F32)
        status = bac_frame_quantise(b->net, samples_of(f, in, at, w), w->codes, err);
    else if (f->dtype == BAC_I32 && f->stride[2] == 1 && f->stride[1] == in->C)
        codes = at;
    else
        gather(f, in, at, w);
    return status ? status
                  : bac_run_frame(w->run, codes, b->logits ? b->logits + i * b->n_classes : NULL,
                                  b->class_index ? b->class_index + i : NULL, err);
}

static bac_status work(void *user, void *own, uint64_t first, uint64_t n, bac_error *err) {
    const batch *b = user;
    for (uint64_t i = first; i < first + n; i++) {
        bac_error why = {0};
        const bac_status status = classify(b, own, i, &why);
        if (status)
            return bac_fail(err, status, why.where, "frame %llu: %.480s", (unsigned long long)i,
                            why.text);
    }
    return BAC_OK;
}

static bac_status step(void *user, uint64_t done, bac_error *err) {
    const batch *b = user;
    if (b->step && !b->step(b->user, done))
        return bac_fail(err, BAC_ERR_INPUT, b->net->name, "stopped after %llu frames",
                        (unsigned long long)done);
    return BAC_OK;
}

static uint64_t processors(void) {
    const long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : (uint64_t)n;
}

bac_frames bac_frames_of(const bac_net *net, uint64_t n, bac_dtype dtype, const void *data) {
    const bac_layer *in = net->layer[0];
    return (bac_frames){
        .n = n, .dtype = dtype, .data = data, .stride = {(int64_t)in->T * in->C, in->C, 1}};
}

bac_status bac_run_frames(const bac_net *net, const bac_frames *frames, uint32_t threads,
                          int32_t *logits, uint32_t *class_index, bac_frames_step_fn *step_fn,
                          void *user, bac_error *err) {
    if (!net->finished)
        return bac_fail(err, BAC_ERR_INPUT, net->name, "finish the network before running it");
    if (frames->dtype == BAC_F64 || (unsigned)frames->dtype > BAC_I64)
        return bac_fail(err, BAC_ERR_INPUT, net->name,
                        "frames are float32 samples or integer codes: convert them");
    if (frames->n == 0)
        return BAC_OK;
    batch b = {.net = net,
               .frames = *frames,
               .logits = logits,
               .class_index = class_index,
               .n_classes = bac_net_logits(net)->C,
               .step = step_fn,
               .user = user};
    const bac_blocks blocks = {.n = frames->n,
                               .block = BLOCK,
                               .threads = threads ? threads : processors(),
                               .worker = sizeof(worker),
                               .begin = begin,
                               .work = work,
                               .step = step,
                               .end = end,
                               .user = &b};
    return bac_blocks_run(&blocks, err);
}
