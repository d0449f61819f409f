/* sigmf_inside.h - the fields of a recording, for the files that implement sigmf.h. */
#ifndef BAC_SIGMF_INSIDE_H
#define BAC_SIGMF_INSIDE_H

#include "sigmf.h"

#include <jansson.h>

#define BAC_SIGMF_GENERATOR "bac classify"

typedef enum bac_sigmf_kind { BAC_SIGMF_F32, BAC_SIGMF_I16, BAC_SIGMF_I8, BAC_SIGMF_U8 } sigmf_kind;

/* A capture: the samples from `start` to the next capture or to the end. */
typedef struct sigmf_capture {
    uint64_t start;   /* sample, counted from 0 */
    uint64_t headers; /* bytes of headers before its samples, those of earlier captures included */
    bool joined;      /* continues the capture before it without a gap at the same frequency */
} sigmf_capture;

struct bac_sigmf {
    char *path;
    char *data_path;
    json_t *root;
    int fd;
    uint64_t bytes; /* of the data file */
    sigmf_kind kind;
    bool big_endian;
    uint32_t sample_size; /* bytes, I and Q */
    bac_sigmf_facts facts;
    uint32_t n_capture;
    sigmf_capture *capture; /* [n_capture], at least 1; the first starts at 0 */
};

/* Each reads one part of the metadata from r->root into *r. */
bac_status bac_sigmf_read_global(bac_sigmf *r, bac_error *err);
bac_status bac_sigmf_read_captures(bac_sigmf *r, bac_error *err);
bac_status bac_sigmf_read_annotations(bac_sigmf *r, bac_error *err);
/* Index of the capture that holds sample s, counted from 0. */
uint32_t bac_sigmf_capture_of(const bac_sigmf *r, uint64_t s);

#endif
