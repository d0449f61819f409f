/* set_write.c - from a set to a sink, frames of a chunk made by several threads. */
#include "ints.h"
#include "parallel.h"
#include "sink.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1024 }; /* 8 MiB of samples at T = 1024 */

/* Frames [first, first + n), n <= CHUNK, of a set, in as many slices as threads. */
typedef struct chunk {
    bac_set *set;
    uint64_t first, n;
    uint32_t T, slices;
    float *iq;
    atomic_uint next;
    bac_status status[BAC_PARALLEL_MOST]; /* of each slice */
    bac_error err[BAC_PARALLEL_MOST];
} chunk;

static void *read_slices(void *user) {
    chunk *c = user;
    uint64_t index[CHUNK];
    for (uint32_t k; (k = atomic_fetch_add(&c->next, 1)) < c->slices;) {
        uint64_t from = c->n * k / c->slices, n = c->n * (k + 1) / c->slices - from;
        for (uint64_t i = 0; i < n; i++)
            index[i] = c->first + from + i;
        c->status[k] =
            n ? bac_set_read(c->set, index, n, c->iq + from * c->T * 2, NULL, NULL, &c->err[k])
              : BAC_OK;
    }
    return NULL;
}

static bac_status read_chunk(chunk *c, uint64_t first, uint64_t n, bac_error *err) {
    c->first = first;
    c->n = n;
    atomic_store(&c->next, 0);
    bac_parallel(c->slices, read_slices, c);
    for (uint32_t k = 0; k < c->slices; k++) {
        if (!c->status[k])
            continue;
        if (err)
            *err = c->err[k];
        return c->status[k];
    }
    return BAC_OK;
}

static bac_set_sink_fn *format_of(const char *path) {
    static const struct {
        const char *ending;
        bac_set_sink_fn *open;
    } format[] = {{".npy", bac_set_write_npy},
                  {".h5", bac_set_write_h5},
                  {".hdf5", bac_set_write_h5},
                  {".sigmf-meta", bac_set_write_sigmf}};
    size_t length = strlen(path);
    for (size_t i = 0; i < sizeof format / sizeof *format; i++) {
        size_t n = strlen(format[i].ending);
        if (length > n && strcmp(path + length - n, format[i].ending) == 0 &&
            path[length - n - 1] != '/')
            return format[i].open;
    }
    return NULL;
}

bool bac_set_writable(const char *path) {
    return format_of(path) != NULL;
}

static bac_status pump(bac_set *set, bac_set_sink *sink, const bac_set_about *about,
                       uint32_t threads, bac_set_step_fn *step, void *user, bool *stopped,
                       bac_error *err) {
    bac_status status = BAC_OK;
    uint64_t most = bac_min_u64(about->n, CHUNK);
    float *iq = malloc(most * about->T * 2 * sizeof *iq), *snr = malloc(most * sizeof *snr);
    int32_t *label = malloc(most * sizeof *label);
    chunk *c = calloc(1, sizeof *c);
    if (!iq || !snr || !label || !c) {
        status = bac_fail(err, BAC_ERR_MEMORY, "", "out of memory");
        goto fail;
    }
    c->set = set;
    c->T = about->T;
    c->iq = iq;
    c->slices = bac_max_u32(1, bac_min_u32(threads, BAC_PARALLEL_MOST));
    for (uint64_t i = 0; i < about->n && !status; i += most) {
        if (!step(user, i)) {
            *stopped = true;
            goto fail;
        }
        uint64_t n = bac_min_u64(about->n - i, most);
        status = read_chunk(c, i, n, err);
        if (!status)
            status = bac_set_labels(set, i, n, label, snr, err);
        if (!status)
            status = sink->write(sink->state, n, iq, label, snr, err);
    }
    if (!status && !step(user, about->n))
        *stopped = true;
fail:
    free(c);
    free(label);
    free(snr);
    free(iq);
    return status;
}

bac_status bac_set_write(bac_set *set, const char *path, const bac_set_about *about,
                         uint32_t threads, bac_set_step_fn *step, void *user, bool *stopped,
                         bac_error *err) {
    bac_set_sink sink;
    *stopped = false;
    uint64_t frame = (uint64_t)about->T * 8 + 8; /* bytes: samples, label, SNR */
    if (about->n > (UINT64_MAX >> 2) / frame)
        return bac_fail(err, BAC_ERR_INPUT, path, "%llu frames are too many for a file",
                        (unsigned long long)about->n);
    bac_status status = bac_out_room(path, about->n * frame, err);
    if (!status)
        status = format_of(path)(path, about, &sink, err);
    if (status)
        return status;
    status = pump(set, &sink, about, threads, step, user, stopped, err);
    if (!status && !*stopped)
        status = sink.finish(sink.state, err);
    sink.drop(sink.state);
    return status;
}
