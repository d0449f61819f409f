/* set_write.c - copies a set to a sink in chunks; several threads make the frames of a chunk. */
#include "ints.h"
#include "parallel.h"
#include "read_text.h"
#include "sink.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1024 }; /* 8 MiB of samples at T = 1024 */

/* Frames from `first` on */
typedef struct chunk {
    bac_set *set;
    uint64_t first;
    uint32_t T;
    float *iq;
} chunk;

static bac_status read_frames(void *user, void *worker, uint64_t from, uint64_t n, bac_error *err) {
    (void)worker;
    const chunk *c = user;
    uint64_t index[CHUNK];
    for (uint64_t i = 0; i < n; i++)
        index[i] = c->first + from + i;
    return bac_set_read(c->set, index, n, c->iq + from * c->T * 2, NULL, NULL, err);
}

static bac_status read_chunk(chunk *c, uint64_t n, uint32_t threads, bac_error *err) {
    const bac_blocks slices = {.n = n,
                               .block = (n + threads - 1) / threads,
                               .threads = threads,
                               .work = read_frames,
                               .user = c};
    return bac_blocks_run(&slices, err);
}

static bac_set_sink_fn *format_of(const char *path) {
    static const struct {
        const char *ending;
        bac_set_sink_fn *open;
    } format[] = {{".npy", bac_set_write_npy},
                  {".h5", bac_set_write_h5},
                  {".hdf5", bac_set_write_h5},
                  {".sigmf-meta", bac_set_write_sigmf}};
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    for (size_t i = 0; *name && i < sizeof format / sizeof *format; i++)
        if (bac_ends_with(name + 1, format[i].ending))
            return format[i].open;
    return NULL;
}

bool bac_set_writable(const char *path) {
    return format_of(path) != NULL;
}

static bac_status pump(bac_set *set, bac_set_sink *sink, const bac_set_about *about,
                       uint32_t threads, bac_set_step_fn *step, void *user, bool *stopped,
                       bac_error *err) {
    uint64_t most = bac_min_u64(about->n, CHUNK);
    float *iq = malloc(most * about->T * 2 * sizeof *iq), *snr = malloc(most * sizeof *snr);
    int32_t *label = malloc(most * sizeof *label);
    chunk c = {.set = set, .T = about->T, .iq = iq};
    bac_status status =
        iq && snr && label ? BAC_OK : bac_fail(err, BAC_ERR_MEMORY, "", "out of memory");
    for (uint64_t i = 0; i < about->n && !status; i += most) {
        *stopped = !step(user, i);
        if (*stopped)
            break;
        uint64_t n = bac_min_u64(about->n - i, most);
        c.first = i;
        status = read_chunk(&c, n, bac_max_u32(1, threads), err);
        if (!status)
            status = bac_set_labels(set, i, n, label, snr, err);
        if (!status)
            status = sink->write(sink->state, n, iq, label, snr, err);
    }
    if (!status && !*stopped)
        *stopped = !step(user, about->n);
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
