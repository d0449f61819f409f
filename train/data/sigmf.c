/* sigmf.c - opens a recording and reads its samples. */
#include "sigmf_inside.h"

#include "ints.h"
#include "out_file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const size_t MAX_META = (size_t)64 << 20; /* bytes of JSON */

static bac_status no_memory(const char *path, bac_error *err) {
    return bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
}

static bac_status load_meta(bac_sigmf *r, bac_error *err) {
    char *text;
    size_t size;
    json_error_t at;
    bac_status status = bac_file_read(r->path, MAX_META, &text, &size, err);
    if (status)
        return status;
    r->root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &at);
    free(text);
    if (r->root)
        return BAC_OK;
    for (char *c = at.text; *c; c++) {
        if (*c == '\n')
            *c = ' ';
    }
    return bac_fail(err, BAC_ERR_INPUT, r->path, "line %d is not JSON as SigMF wants it: %.160s",
                    at.line, at.text);
}

/* The samples' file: core:dataset in the same folder, or the metadata's name as .sigmf-data */
static bac_status name_data(bac_sigmf *r, bac_error *err) {
    const json_t *global = json_object_get(r->root, "global");
    const json_t *dataset = json_object_get(global, "core:dataset");
    const char *name = json_string_value(dataset), *slash = strrchr(r->path, '/');
    size_t folder = slash ? (size_t)(slash - r->path) + 1 : 0, room = strlen(r->path) + 8;
    if (dataset && (!name || !name[0] || strchr(name, '/') || strcmp(name, "..") == 0)) {
        return bac_fail(err, BAC_ERR_INPUT, r->path,
                        "global: core:dataset must be the name of a file in the same folder");
    }
    if (name)
        room = folder + strlen(name) + 1;
    r->data_path = malloc(room);
    if (!r->data_path)
        return no_memory(r->path, err);
    if (name)
        snprintf(r->data_path, room, "%.*s%s", (int)folder, r->path, name);
    else
        snprintf(r->data_path, room, "%.*sdata", (int)strlen(r->path) - 4, r->path);
    return BAC_OK;
}

static bac_status open_data(bac_sigmf *r, bac_error *err) {
    const json_t *global = json_object_get(r->root, "global");
    if (json_is_true(json_object_get(global, "core:metadata_only")) && access(r->data_path, F_OK))
        return bac_fail(err, BAC_ERR_INPUT, r->path, "is metadata only: it comes without samples");
    return bac_file_open(r->data_path, &r->fd, &r->bytes, err);
}

bac_status bac_sigmf_open(const char *path, bac_sigmf **recording, bac_error *err) {
    static bac_status (*const steps[])(bac_sigmf *, bac_error *) = {
        load_meta, bac_sigmf_read_global,   name_data,
        open_data, bac_sigmf_read_captures, bac_sigmf_read_annotations};
    *recording = NULL;
    size_t n = strlen(path);
    if (n <= 11 || strcmp(path + n - 11, ".sigmf-meta") != 0) {
        return bac_fail(err, BAC_ERR_INPUT, path,
                        "name the recording's .sigmf-meta file (unpack a .sigmf archive first)");
    }
    bac_sigmf *r = calloc(1, sizeof *r);
    if (!r)
        return no_memory(path, err);
    r->fd = -1;
    r->path = strdup(path);
    bac_status status = r->path ? BAC_OK : no_memory(path, err);
    for (size_t i = 0; i < sizeof steps / sizeof *steps && !status; i++)
        status = steps[i](r, err);
    if (status)
        bac_sigmf_close(r);
    else
        *recording = r;
    return status;
}

void bac_sigmf_close(bac_sigmf *recording) {
    if (!recording)
        return;
    if (recording->fd >= 0)
        close(recording->fd);
    json_decref(recording->root);
    free((void *)recording->facts.annotation);
    free(recording->capture);
    free(recording->data_path);
    free(recording->path);
    free(recording);
}

const bac_sigmf_facts *bac_sigmf_facts_of(const bac_sigmf *recording) {
    return &recording->facts;
}

static float decode(const bac_sigmf *r, const unsigned char *at) {
    uint32_t wide;
    uint16_t half;
    float value;
    switch (r->kind) {
    case BAC_SIGMF_F32:
        memcpy(&wide, at, sizeof wide);
        wide = r->big_endian ? __builtin_bswap32(wide) : wide;
        memcpy(&value, &wide, sizeof value);
        return value;
    case BAC_SIGMF_I16:
        memcpy(&half, at, sizeof half);
        half = r->big_endian ? __builtin_bswap16(half) : half;
        return (float)(int16_t)half / 32768;
    case BAC_SIGMF_I8:
        return (float)(int8_t)*at / 128;
    case BAC_SIGMF_U8:
        break;
    }
    return ((float)*at - 127.5f) / 127.5f;
}

bac_status bac_sigmf_read(const bac_sigmf *r, uint64_t first, uint64_t n, float *iq,
                          bac_error *err) {
    enum { PIECE = 1024 };
    unsigned char bytes[PIECE * 8];
    uint32_t half = r->sample_size / 2;
    if (first < r->facts.first || first - r->facts.first > r->facts.samples ||
        n > r->facts.samples - (first - r->facts.first)) {
        return bac_fail(err, BAC_ERR_INPUT, r->data_path,
                        "%llu samples from %llu on asked for: there are %llu from %llu on",
                        (unsigned long long)n, (unsigned long long)first,
                        (unsigned long long)r->facts.samples, (unsigned long long)r->facts.first);
    }
    for (uint64_t s = first - r->facts.first; n;) {
        uint32_t c = bac_sigmf_capture_of(r, s);
        uint64_t end = c + 1 < r->n_capture ? r->capture[c + 1].start : r->facts.samples;
        uint64_t piece = bac_min_u64(bac_min_u64(n, PIECE), end - s);
        bac_status status =
            bac_file_at(r->data_path, r->fd, r->capture[c].headers + s * r->sample_size, bytes,
                        piece * r->sample_size, err);
        for (uint64_t k = 0; k < 2 * piece && !status; k++) {
            *iq = decode(r, bytes + k * half);
            if (!isfinite(*iq)) {
                status = bac_fail(err, BAC_ERR_INPUT, r->data_path, "sample %llu: %s is %s",
                                  (unsigned long long)(r->facts.first + s + k / 2),
                                  k % 2 ? "Q" : "I", isnan(*iq) ? "not a number" : "infinite");
            }
            iq++;
        }
        if (status)
            return status;
        s += piece;
        n -= piece;
    }
    return BAC_OK;
}
