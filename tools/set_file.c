/* set_file.c - from a set to a sink, frames of a chunk made by several threads. */
#include "set_file.h"

#include "ints.h"
#include "out_file.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1024, MAX_THREADS = 256 }; /* 8 MiB of samples at T = 1024 */

typedef struct slice {
    bac_set *set;
    uint64_t first, n; /* frames of the set */
    uint32_t T;
    float *iq; /* of this slice */
    bac_status status;
    bac_error err;
} slice;

static void *read_slice(void *user) {
    slice *s = user;
    uint64_t index[CHUNK];
    for (uint64_t i = 0; i < s->n; i++)
        index[i] = s->first + i;
    s->status = s->n ? bac_set_read(s->set, index, s->n, s->iq, NULL, NULL, &s->err) : BAC_OK;
    return NULL;
}

/* Frames [first, first + n), n <= CHUNK. A thread that cannot be had is done without. */
static bac_status read_chunk(bac_set *set, uint64_t first, uint64_t n, uint32_t T, uint32_t threads,
                             slice *s, float *iq, bac_error *err) {
    pthread_t id[MAX_THREADS];
    bool started[MAX_THREADS];
    for (uint32_t k = 0; k < threads; k++) {
        uint64_t from = n * k / threads, to = n * (k + 1) / threads;
        s[k] = (slice){
            .set = set, .first = first + from, .n = to - from, .T = T, .iq = iq + from * T * 2};
        started[k] = k + 1 < threads && pthread_create(&id[k], NULL, read_slice, &s[k]) == 0;
        if (!started[k])
            read_slice(&s[k]);
    }
    bac_status status = BAC_OK;
    for (uint32_t k = 0; k < threads; k++) {
        if (started[k])
            pthread_join(id[k], NULL);
        if (s[k].status && !status) {
            status = s[k].status;
            if (err)
                *err = s[k].err;
        }
    }
    return status;
}

set_open_fn *set_format(const char *path) {
    static const struct {
        const char *ending;
        set_open_fn *open;
    } format[] = {{".npy", set_npy_open},
                  {".h5", set_h5_open},
                  {".hdf5", set_h5_open},
                  {".sigmf-meta", set_sigmf_open}};
    size_t length = strlen(path);
    for (size_t i = 0; i < sizeof format / sizeof *format; i++) {
        size_t n = strlen(format[i].ending);
        if (length > n && strcmp(path + length - n, format[i].ending) == 0 &&
            path[length - n - 1] != '/')
            return format[i].open;
    }
    return NULL;
}

static bac_status pump(bac_set *set, set_sink *sink, const set_about *about, uint32_t threads,
                       set_step_fn *step, void *user, bool *stopped, bac_error *err) {
    bac_status status = BAC_OK;
    uint64_t most = bac_min_u64(about->n, CHUNK);
    float *iq = malloc(most * about->T * 2 * sizeof *iq), *snr = malloc(most * sizeof *snr);
    int32_t *label = malloc(most * sizeof *label);
    slice *s = calloc(threads, sizeof *s);
    if (!iq || !snr || !label || !s) {
        status = bac_fail(err, BAC_ERR_MEMORY, "", "out of memory");
        goto fail;
    }
    for (uint64_t i = 0; i < about->n && !status; i += most) {
        if (!step(user, i)) {
            *stopped = true;
            goto fail;
        }
        uint64_t n = about->n - i < most ? about->n - i : most;
        status = read_chunk(set, i, n, about->T, threads, s, iq, err);
        if (!status)
            status = bac_set_labels(set, i, n, label, snr, err);
        if (!status)
            status = sink->write(sink->state, n, iq, label, snr, err);
    }
    if (!status && !step(user, about->n))
        *stopped = true;
fail:
    free(s);
    free(label);
    free(snr);
    free(iq);
    return status;
}

bac_status set_file_write(bac_set *set, const char *path, const set_about *about, uint32_t threads,
                          set_step_fn *step, void *user, bool *stopped, bac_error *err) {
    set_sink sink;
    *stopped = false;
    threads = bac_max_u32(1, bac_min_u32(threads, MAX_THREADS));
    uint64_t frame = (uint64_t)about->T * 8 + 8; /* bytes: samples, label, SNR */
    if (about->n > (UINT64_MAX >> 2) / frame)
        return bac_fail(err, BAC_ERR_INPUT, path, "%llu frames are too many for a file",
                        (unsigned long long)about->n);
    bac_status status = out_file_room(path, about->n * frame, err);
    if (!status)
        status = set_format(path)(path, about, &sink, err);
    if (status)
        return status;
    status = pump(set, &sink, about, threads, step, user, stopped, err);
    if (!status && !*stopped)
        status = sink.finish(sink.state, err);
    sink.drop(sink.state);
    return status;
}
