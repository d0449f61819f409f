/* set_write_sigmf.c - one SigMF recording, https://sigmf.org, version 1.0.0. */
#include "signal.h"
#include "sink.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "cf32_le is written as it lies");

typedef struct sigmf_sink {
    bac_out meta, data;
    uint32_t T;
    uint64_t done; /* frames */
} sigmf_sink;

/* Takes `value` over. */
static bac_status write_json(sigmf_sink *s, json_t *value, bac_error *err) {
    char *text = value ? json_dumps(value, JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(9)) : NULL;
    bac_status status = text ? bac_out_write(&s->meta, text, strlen(text), err)
                             : bac_fail(err, BAC_ERR_MEMORY, s->meta.path, "out of memory");
    free(text);
    json_decref(value);
    return status;
}

static bac_status write_text(sigmf_sink *s, const char *text, bac_error *err) {
    return bac_out_write(&s->meta, text, strlen(text), err);
}

static bac_status write_head(sigmf_sink *s, const bac_set_about *about, bac_error *err) {
    char seed[24];
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)about->seed);
    json_t *rate = about->rate == floor(about->rate) && about->rate < 9e15
                       ? json_integer((json_int_t)about->rate)
                       : json_real(about->rate);
    json_t *global = json_pack(
        "{s:s, s:o, s:s, s:s, s:s, s:[{s:s, s:s, s:b}], s:s, s:s, s:s}", "core:datatype", "cf32_le",
        "core:sample_rate", rate, "core:version", "1.0.0", "core:description", bac_set_description,
        "core:recorder", "bac signal", "core:extensions", "name", "bac", "version", "1.0.0",
        "optional", 1, "bac:profile", about->profile, "bac:command", about->command,
        /* a string: seeds have 64 bits, numbers of JSON 53 */
        "bac:seed", seed);
    bac_status status = write_text(s, "{\n\"global\": ", err);
    if (status)
        json_decref(global);
    else
        status = write_json(s, global, err);
    return status ? status
                  : write_text(s,
                               ",\n\"captures\": [{\"core:sample_start\": 0}],\n"
                               "\"annotations\": [",
                               err);
}

/* -7 and not -7.0 */
static json_t *number(float db) {
    return db == floorf(db) ? json_integer((json_int_t)db) : json_real((double)db);
}

static bac_status sigmf_write(void *state, uint64_t n, const float *iq, const int32_t *label,
                              const float *snr, bac_error *err) {
    sigmf_sink *s = state;
    bac_status status = bac_out_write(&s->data, iq, n * s->T * 2 * sizeof *iq, err);
    for (uint64_t i = 0; i < n && !status; i++, s->done++) {
        status = write_text(s, s->done ? ",\n" : "\n", err);
        if (!status)
            status = write_json(
                s,
                json_pack("{s:I, s:i, s:s, s:o}", "core:sample_start", (json_int_t)(s->done * s->T),
                          "core:sample_count", (int)s->T, "core:label",
                          bac_signal_class((uint32_t)label[i]), "bac:snr_db", number(snr[i])),
                err);
    }
    return status;
}

static bac_status sigmf_finish(void *state, bac_error *err) {
    sigmf_sink *s = state;
    bac_status status = write_text(s, "\n]\n}\n", err);
    if (!status)
        status = bac_out_close(&s->data, true, err);
    if (!status)
        status = bac_out_close(&s->meta, true, err);
    if (!status)
        status = bac_out_rename(&s->data, err);
    return status ? status : bac_out_rename(&s->meta, err);
}

static void sigmf_drop(void *state) {
    sigmf_sink *s = state;
    bac_out_drop(&s->meta);
    bac_out_drop(&s->data);
    free(s);
}

bac_status bac_set_write_sigmf(const char *path, const bac_set_about *about, bac_set_sink *sink,
                               bac_error *err) {
    sigmf_sink *s = calloc(1, sizeof *s);
    char *data = strdup(path);
    if (!s || !data) {
        free(s);
        free(data);
        return bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    }
    memcpy(data + strlen(data) - 4, "data", 4); /* .sigmf-meta, .sigmf-data */
    s->T = about->T;
    bac_status status = bac_out_open(&s->meta, path, err);
    if (!status)
        status = bac_out_open(&s->data, data, err);
    if (!status)
        status = write_head(s, about, err);
    if (status)
        sigmf_drop(s);
    else
        *sink = (bac_set_sink){s, sigmf_write, sigmf_finish, sigmf_drop};
    free(data);
    return status;
}
