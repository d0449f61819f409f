/* sigmf_inside.h - the fields of a recording, for the files that implement sigmf.h. */
#ifndef BAC_SIGMF_INSIDE_H
#define BAC_SIGMF_INSIDE_H

#include "sigmf.h"

#include <jansson.h>

#define BAC_SIGMF_GENERATOR "bac classify"

typedef enum bac_sigmf_kind { BAC_SIGMF_F32, BAC_SIGMF_I16, BAC_SIGMF_I8, BAC_SIGMF_U8 } sigmf_kind;

/* From `start` to the next capture or the end. */
typedef struct sigmf_capture {
    uint64_t start;   /* sample, counted from 0 */
    uint64_t headers; /* bytes that are not samples before it: its own and all earlier ones */
    bool joined;      /* goes on where the one before it ends */
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

/* Each fills its part from root. */
bac_status bac_sigmf_read_global(bac_sigmf *r, bac_error *err);
bac_status bac_sigmf_read_captures(bac_sigmf *r, bac_error *err);
bac_status bac_sigmf_read_annotations(bac_sigmf *r, bac_error *err);
/* Index of the capture that sample `s` (counted from 0) belongs to */
uint32_t bac_sigmf_capture_of(const bac_sigmf *r, uint64_t s);

#endif
