/* sigmf_meta.c - reads and checks a recording's metadata. */
#include "sigmf_inside.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_CAPTURES = 1 << 20 };
static const uint64_t MAX_NUMBER = UINT64_C(1) << 53;

static const struct {
    const char *name;
    sigmf_kind kind;
    uint8_t size; /* bytes of I and Q */
} kinds[] = {{"cf32", BAC_SIGMF_F32, 8},
             {"ci16", BAC_SIGMF_I16, 4},
             {"ci8", BAC_SIGMF_I8, 2},
             {"cu8", BAC_SIGMF_U8, 2}};

/* The object being read ("global", or element `at` of an array), and its first error. */
typedef struct place {
    const bac_sigmf *r;
    const json_t *object;
    const char *scope;
    int64_t at; /* -1: no array */
    bac_error *err;
    bac_status status;
} place;

/* `what` follows the key. */
static bac_status bad(place *p, const char *key, const char *what) {
    char at[32] = "";
    if (p->status)
        return p->status;
    if (p->at >= 0)
        snprintf(at, sizeof at, "[%lld]", (long long)p->at);
    return p->status =
               bac_fail(p->err, BAC_ERR_INPUT, p->r->path, "%s%s: %s %s", p->scope, at, key, what);
}

/* A count: an integer, or a real number that is one. Absent: `otherwise`, or UINT64_MAX for
 * "must be there". Never above 2^53, so that sums of a few cannot overflow. */
static uint64_t count(place *p, const char *key, uint64_t otherwise) {
    const json_t *value = json_object_get(p->object, key);
    if (!value) {
        if (otherwise == UINT64_MAX)
            bad(p, key, "is missing: SigMF demands it");
        return otherwise;
    }
    double real = json_is_number(value) ? json_number_value(value) : -1;
    uint64_t n = json_is_integer(value) ? (uint64_t)json_integer_value(value) : UINT64_MAX;
    bool whole = real >= 0 && real <= (double)MAX_NUMBER && real == floor(real);
    if (whole && !json_is_integer(value))
        n = (uint64_t)real;
    if (!whole || n > MAX_NUMBER) /* 2^53 + 1 as a double is 2^53 */
        bad(p, key, "is not an integer of 0 .. 2^53");
    return n;
}

static bac_status read_datatype(bac_sigmf *r, place *p) {
    const char *type = json_string_value(json_object_get(p->object, "core:datatype"));
    if (!type)
        return bad(p, "core:datatype", "is missing: SigMF demands it");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t n = strlen(kinds[i].name);
        if (strncmp(type, kinds[i].name, n) != 0)
            continue;
        bool le = strcmp(type + n, "_le") == 0, be = strcmp(type + n, "_be") == 0;
        r->kind = kinds[i].kind;
        r->sample_size = kinds[i].size;
        r->big_endian = be;
        r->facts.is_integer = r->kind != BAC_SIGMF_F32;
        if (le || be || (!type[n] && kinds[i].size == 2))
            return BAC_OK;
        if (!type[n]) {
            return bac_fail(p->err, BAC_ERR_INPUT, r->path,
                            "global: core:datatype %s does not say the byte order: write %s_le "
                            "(little endian) or %s_be",
                            type, type, type);
        }
    }
    return bac_fail(p->err, BAC_ERR_INPUT, r->path,
                    "global: core:datatype %.40s: read are cf32_le, cf32_be, ci16_le, ci16_be, ci8 "
                    "and cu8; convert the recording",
                    type);
}

/* An extension that is not optional changes what the file means. */
static bac_status check_extensions(const bac_sigmf *r, const json_t *global, bac_error *err) {
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(global, "core:extensions"), i, item) {
        const char *name = json_string_value(json_object_get(item, "name"));
        if (json_is_false(json_object_get(item, "optional"))) {
            return bac_fail(err, BAC_ERR_INPUT, r->path,
                            "global: needs extension %.60s, which is not known here (if it may be "
                            "ignored, mark it optional)",
                            name ? name : "?");
        }
    }
    return BAC_OK;
}

bac_status bac_sigmf_read_global(bac_sigmf *r, bac_error *err) {
    const json_t *global = json_object_get(r->root, "global");
    place p = {r, global, "global", -1, err, BAC_OK};
    if (!json_is_object(global))
        return bac_fail(err, BAC_ERR_INPUT, r->path,
                        "has no object \"global\": not SigMF metadata");
    const char *version = json_string_value(json_object_get(global, "core:version"));
    if (!version)
        return bad(&p, "core:version", "is missing: SigMF demands it");
    if (strncmp(version, "0.", 2) != 0 && strncmp(version, "1.", 2) != 0) {
        return bac_fail(err, BAC_ERR_INPUT, r->path,
                        "global: core:version %.20s: versions 0 and 1 are read", version);
    }
    bac_status status = read_datatype(r, &p);
    if (status)
        return status;
    if (count(&p, "core:num_channels", 1) != 1)
        bad(&p, "core:num_channels", "is not 1: take the channels apart into recordings of one");
    r->facts.first = count(&p, "core:offset", 0);
    status = p.status ? p.status : check_extensions(r, global, err);
    if (status)
        return status;
    r->facts.is_synthetic = json_is_string(json_object_get(global, "bac:profile"));
    const json_t *rate = json_object_get(global, "core:sample_rate");
    r->facts.rate = json_number_value(rate);
    if (rate && !(json_is_number(rate) && r->facts.rate > 0 && isfinite(r->facts.rate)))
        return bad(&p, "core:sample_rate", "is not a number above 0");
    return BAC_OK;
}

/* True when capture `now` continues the signal of capture `before`. */
static bool continues(const json_t *before, const json_t *now, uint64_t samples, uint64_t headers) {
    const json_t *f0 = json_object_get(before, "core:frequency"),
                 *f1 = json_object_get(now, "core:frequency");
    const json_t *g0 = json_object_get(before, "core:global_index"),
                 *g1 = json_object_get(now, "core:global_index");
    bool same = !f0 == !f1 && json_number_value(f0) == json_number_value(f1);
    bool gap = g0 && g1 && json_number_value(g1) - json_number_value(g0) != (double)samples;
    return same && !gap && !g0 == !g1 && headers == 0;
}

static bac_status read_capture(bac_sigmf *r, const json_t *list, uint32_t at, uint64_t *headers,
                               bac_error *err) {
    const json_t *item = json_array_get(list, at);
    place p = {r, item, "captures", at, err, BAC_OK};
    uint64_t start = count(&p, "core:sample_start", UINT64_MAX);
    uint64_t bytes = count(&p, "core:header_bytes", 0);
    if (p.status)
        return p.status;
    sigmf_capture *last = r->n_capture ? &r->capture[r->n_capture - 1] : NULL;
    if (start < r->facts.first || (last && start - r->facts.first < last->start))
        return bad(&p, "core:sample_start",
                   last ? "is below the one before it: SigMF demands ascending ones"
                        : "is below core:offset");
    start -= r->facts.first;
    *headers += bytes; /* at most 2^62 + 2^53, and refused above 2^62 */
    if (*headers > INT64_MAX / 2)
        return bad(&p, "core:header_bytes", "is absurd");
    if (!last && start > 0) { /* samples before the first capture become one without metadata */
        r->capture[r->n_capture++] = (sigmf_capture){0};
        last = r->capture;
    }
    bool joined =
        last && at > 0 && continues(json_array_get(list, at - 1), item, start - last->start, bytes);
    r->capture[r->n_capture++] = (sigmf_capture){start, *headers, joined};
    return BAC_OK;
}

/* How many samples the data's bytes hold; captures must lie among them. */
static bac_status count_samples(bac_sigmf *r, uint64_t bytes, uint64_t trailing, uint64_t headers,
                                bac_error *err) {
    if (trailing > bytes || headers > bytes - trailing) {
        return bac_fail(err, BAC_ERR_INPUT, r->data_path,
                        "%llu bytes are fewer than its headers and trailing bytes: truncated?",
                        (unsigned long long)bytes);
    }
    bytes -= trailing + headers;
    r->facts.samples = bytes / r->sample_size;
    if (bytes % r->sample_size) {
        return bac_fail(err, BAC_ERR_INPUT, r->data_path,
                        "%llu bytes of samples are not whole samples of %u bytes (%llu left over): "
                        "truncated, or of another core:datatype?",
                        (unsigned long long)bytes, r->sample_size,
                        (unsigned long long)(bytes % r->sample_size));
    }
    const sigmf_capture *last = &r->capture[r->n_capture - 1];
    if (last->start > r->facts.samples) {
        return bac_fail(err, BAC_ERR_INPUT, r->data_path,
                        "ends at sample %llu, but a capture begins at %llu: truncated?",
                        (unsigned long long)(r->facts.first + r->facts.samples),
                        (unsigned long long)(r->facts.first + last->start));
    }
    return BAC_OK;
}

bac_status bac_sigmf_read_captures(bac_sigmf *r, bac_error *err) {
    const json_t *list = json_object_get(r->root, "captures");
    uint64_t headers = 0, trailing;
    size_t n = json_array_size(list);
    if (!json_is_array(list))
        return bac_fail(err, BAC_ERR_INPUT, r->path, "has no array \"captures\": SigMF demands it");
    if (n > MAX_CAPTURES)
        return bac_fail(err, BAC_ERR_INPUT, r->path, "more than %d captures", MAX_CAPTURES);
    r->capture = calloc(n + 1, sizeof *r->capture);
    if (!r->capture)
        return bac_fail(err, BAC_ERR_MEMORY, r->path, "out of memory");
    bac_status status = BAC_OK;
    for (uint32_t i = 0; i < n && !status; i++)
        status = read_capture(r, list, i, &headers, err);
    if (r->n_capture == 0)
        r->n_capture = 1; /* the specification: then there is one, from sample 0 on */
    place p = {r, json_object_get(r->root, "global"), "global", -1, err, status};
    trailing = count(&p, "core:trailing_bytes", 0);
    return p.status ? p.status : count_samples(r, r->bytes, trailing, headers, err);
}

static bac_status read_annotation(bac_sigmf *r, const json_t *item, int64_t at,
                                  bac_sigmf_annotation *a, bac_error *err) {
    const json_t *label = json_object_get(item, "core:label");
    place p = {r, item, "annotations", at, err, BAC_OK};
    a->start = count(&p, "core:sample_start", UINT64_MAX);
    uint64_t end = r->facts.first + r->facts.samples;
    if (a->start < r->facts.first || a->start > end)
        bad(&p, "core:sample_start", "is outside the samples");
    if (p.status)
        return p.status;
    /* without a count: to the end of the capture */
    uint32_t c = bac_sigmf_capture_of(r, a->start - r->facts.first);
    uint64_t rest = c + 1 < r->n_capture ? r->facts.first + r->capture[c + 1].start : end;
    a->count = count(&p, "core:sample_count", rest - a->start);
    if (p.status)
        return p.status;
    if (a->count > end - a->start) {
        return bac_fail(err, BAC_ERR_INPUT, r->path,
                        "annotations[%lld]: ends at sample %llu, but the samples end at %llu: is "
                        "%.160s truncated?",
                        (long long)at, (unsigned long long)(a->start + a->count),
                        (unsigned long long)end, r->data_path);
    }
    if (label && !json_is_string(label))
        return bad(&p, "core:label", "is no string");
    a->label = json_string_value(label);
    const json_t *snr = json_object_get(item, "bac:snr_db");
    a->snr_db = json_is_number(snr) ? json_number_value(snr) : NAN;
    return BAC_OK;
}

bac_status bac_sigmf_read_annotations(bac_sigmf *r, bac_error *err) {
    const json_t *list = json_object_get(r->root, "annotations");
    size_t n = json_array_size(list);
    if (!json_is_array(list)) {
        return bac_fail(err, BAC_ERR_INPUT, r->path,
                        "has no array \"annotations\": SigMF demands it");
    }
    bac_sigmf_annotation *annotation = calloc(n + 1, sizeof *annotation);
    if (!annotation)
        return bac_fail(err, BAC_ERR_MEMORY, r->path, "out of memory");
    r->facts.annotation = annotation;
    bac_status status = BAC_OK;
    for (size_t i = 0; i < n && !status; i++) {
        const json_t *item = json_array_get(list, i);
        const char *generator = json_string_value(json_object_get(item, "core:generator"));
        if (generator && strcmp(generator, BAC_SIGMF_GENERATOR) == 0)
            continue;
        status = read_annotation(r, item, (int64_t)i, annotation++, err);
        r->facts.n_annotation++;
    }
    return status;
}

uint32_t bac_sigmf_capture_of(const bac_sigmf *r, uint64_t s) {
    uint32_t lo = 0, hi = r->n_capture; /* capture[lo].start <= s < capture[hi].start */
    while (hi - lo > 1) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (r->capture[mid].start <= s)
            lo = mid;
        else
            hi = mid;
    }
    return lo;
}
