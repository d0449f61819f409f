#include "golden.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bac_dtype dtype_of(bac_type type) {
    if (type.bits <= 8)
        return type.is_signed ? BAC_I8 : BAC_U8;
    if (type.bits <= 16)
        return type.is_signed ? BAC_I16 : BAC_U16;
    return BAC_I32; /* values are int32 even where the type has 32 unsigned bits */
}

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the low bytes of a number come first");

static void put(bac_array *a, uint64_t i, int32_t v) {
    const size_t size = bac_dtype_size(a->dtype);
    memcpy((char *)a->data + i * size, &v, size);
}

int32_t golden_value(const bac_array *stream, uint64_t i) {
    return (int32_t)bac_array_integer(stream->dtype, stream->data, i);
}

void golden_name(const golden_set *set, uint32_t layer, const char *suffix,
                 char name[GOLDEN_NAME_SIZE]) {
    snprintf(name, GOLDEN_NAME_SIZE, "%02u-%s.%s", layer, bac_net_layer(set->net, layer)->name,
             suffix);
}

static bac_status make_streams(golden_set *set, bac_error *err) {
    set->n_layers = bac_net_layers(set->net);
    set->stream = calloc(set->n_layers, sizeof *set->stream);
    if (!set->stream)
        return bac_fail(err, BAC_ERR_MEMORY, "golden", "out of memory");
    for (uint32_t i = 0; i < set->n_layers; i++) {
        const bac_layer *l = bac_net_layer(set->net, i);
        uint64_t n = set->to - set->from;
        bac_array *a = &set->stream[i];
        *a = (bac_array){.dtype = dtype_of(l->type), .ndim = 3, .dim = {n, l->T, l->C}};
        /* T*C is at most BAC_MAX_ELEMENTS, so only the number of frames can be too much. */
        uint64_t frame = (uint64_t)l->T * l->C * bac_dtype_size(a->dtype);
        if (n > GOLDEN_MAX_FILE / frame)
            return bac_fail(err, BAC_ERR_INPUT, l->name,
                            "a golden file of %llu frames would be too large; use --frames A:B",
                            (unsigned long long)n);
        a->data = malloc(n * frame);
        if (!a->data)
            return bac_fail(err, BAC_ERR_MEMORY, l->name, "out of memory; use --frames A:B");
    }
    return BAC_OK;
}

static bac_status run_frames(golden_set *set, const int32_t *codes, bac_error *err) {
    const bac_layer *input = bac_net_layer(set->net, 0);
    size_t frame_size = (size_t)input->T * input->C;
    tool_progress progress = {.what = "frames", .total = set->to - set->from};
    bac_run *run = NULL;
    bac_status status = bac_run_create(set->net, &run, err);
    for (uint64_t f = set->from; !status && f < set->to; f++) {
        status = bac_run_frame(run, codes + f * frame_size, NULL, NULL, err);
        for (uint32_t i = 0; !status && i < set->n_layers; i++) {
            bac_array *a = &set->stream[i];
            uint64_t n = a->dim[1] * a->dim[2], base = (f - set->from) * n;
            const int32_t *values = bac_run_layer(run, i);
            for (uint64_t j = 0; j < n; j++)
                put(a, base + j, values[j]);
        }
        tool_progress_step(&progress, f - set->from + 1);
    }
    tool_progress_end(&progress);
    bac_run_free(run);
    return status;
}

bac_status golden_compute(const char *net_path, const char *frames_path, const char *range_text,
                          golden_set *set, bool *usage, bac_error *err) {
    *set = (golden_set){0};
    *usage = false;
    uint64_t n = 0;
    int32_t *codes = NULL;
    bac_status status = bac_net_load(net_path, &set->net, err);
    if (!status)
        status = bac_frames_load(frames_path, set->net, &n, &codes, err);
    if (!status && n == 0)
        status = bac_fail(err, BAC_ERR_INPUT, frames_path, "holds no frames");
    if (!status && !args_range("frames", range_text, n, &set->from, &set->to)) {
        *usage = true;
        status = bac_fail(err, BAC_ERR_INPUT, "--frames", "not a range of these frames");
    }
    if (!status)
        status = make_streams(set, err);
    if (!status)
        status = run_frames(set, codes, err);
    free(codes);
    return status;
}

void golden_free(golden_set *set) {
    for (uint32_t i = 0; set->stream && i < set->n_layers; i++)
        bac_array_free(&set->stream[i]);
    free(set->stream);
    bac_net_free(set->net);
    *set = (golden_set){0};
}

/* The bits of one beat as hexadecimal digits, the highest first. */
static void put_beat(const bac_array *a, uint64_t first, uint64_t channels, unsigned bits,
                     size_t digits, char *out) {
    for (size_t d = 0; d < digits; d++) {
        unsigned digit = 0;
        for (uint64_t bit = 4 * d; bit < 4 * d + 4 && bit < channels * bits; bit++) {
            uint32_t v = (uint32_t)golden_value(a, first + bit / bits);
            digit |= (v >> bit % bits & 1) << bit % 4;
        }
        out[digits - 1 - d] = "0123456789abcdef"[digit];
    }
}

bac_status golden_hex(const golden_set *set, uint32_t layer, char **text, size_t *size,
                      size_t *head, bac_error *err) {
    const bac_layer *l = bac_net_layer(set->net, layer);
    const bac_array *a = &set->stream[layer];
    char title[256];
    int n = snprintf(title, sizeof title, "// %s: %u beats a frame, %u channels of %u bits %s\n",
                     l->name, l->T, l->C, l->type.bits, l->type.is_signed ? "signed" : "unsigned");
    *head = (size_t)n;
    size_t digits = ((size_t)l->C * l->type.bits + 3) / 4;
    uint64_t beats = a->dim[0] * l->T;
    if (beats > (uint64_t)GOLDEN_MAX_FILE / (digits + 1))
        return bac_fail(err, BAC_ERR_INPUT, l->name,
                        "a memory image of %llu beats would be too large; use --frames A:B",
                        (unsigned long long)beats);
    *size = *head + beats * (digits + 1);
    *text = malloc(*size);
    if (!*text)
        return bac_fail(err, BAC_ERR_MEMORY, l->name, "out of memory");
    memcpy(*text, title, *head);
    char *out = *text + *head;
    for (uint64_t beat = 0; beat < beats; beat++) {
        put_beat(a, beat * l->C, l->C, l->type.bits, digits, out);
        out += digits;
        *out++ = '\n';
    }
    return BAC_OK;
}
