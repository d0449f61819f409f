/* sink.h - the functions that an output format provides to set_write.c. */
#ifndef BAC_SINK_H
#define BAC_SINK_H

#include "out_file.h"
#include "set_write.h"

/* A file being written: receives chunks of frames in order, then finishes or is dropped. */
typedef struct bac_set_sink {
    void *state;
    bac_status (*write)(void *state, uint64_t n, const float *iq, const int32_t *label,
                        const float *snr, bac_error *err);
    bac_status (*finish)(void *state, bac_error *err); /* renames files to their final names */
    void (*drop)(void *state);                         /* frees; always called, after finish too */
} bac_set_sink;

typedef bac_status bac_set_sink_fn(const char *path, const bac_set_about *about, bac_set_sink *sink,
                                   bac_error *err);
bac_set_sink_fn bac_set_write_npy, bac_set_write_h5, bac_set_write_sigmf;

static const char bac_set_description[] =
    "Synthetic frames of 24 modulations; not RadioML data. Figures from them are synthetic.";

#endif
