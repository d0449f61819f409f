/* frame.c - quantises real samples to codes, and reads files of frames. */
#include "fixed.h"
#include "internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Layout of the samples of a frame in a file; strides in numbers. */
typedef struct layout {
    uint64_t frames;
    uint64_t t_step, c_step;
} layout;

bac_status bac_frame_quantise(const bac_net *net, const float *iq, int32_t *codes, bac_error *err) {
    const bac_layer *in = net->n_layer ? net->layer[0] : NULL;
    if (!in)
        return bac_fail(err, BAC_ERR_INPUT, net->name, "the network has no input yet");
    uint32_t n = in->T * in->C;
    for (uint32_t j = 0; j < n; j++) {
        if (!isfinite(iq[j])) {
            return bac_fail(err, BAC_ERR_INPUT, in->name, "position %u, channel %u is %s",
                            j / in->C, j % in->C, isnan(iq[j]) ? "not a number" : "infinite");
        }
        codes[j] =
            bac_fixed_code((double)iq[j], in->scale[0], in->code_lo, in->code_hi, in->rounding);
    }
    return BAC_OK;
}

static void print_shape(const bac_array *a, char *text, size_t room) {
    size_t at = 0;
    text[0] = 0;
    for (uint32_t d = 0; d < a->ndim && at < room; d++) {
        at += (size_t)snprintf(text + at, room - at, "[%llu]", (unsigned long long)a->dim[d]);
    }
}

static bac_status find_layout(const char *path, const bac_array *a, const bac_layer *in,
                              layout *lay, bac_error *err) {
    char shape[256];
    print_shape(a, shape, sizeof shape);
    if (a->ndim == 2 || a->ndim == 3) {
        const uint64_t *d = a->dim + a->ndim - 2;
        lay->frames = a->ndim == 3 ? a->dim[0] : 1;
        bool tc = d[0] == in->T && d[1] == in->C;
        bool ct = d[0] == in->C && d[1] == in->T;
        lay->t_step = tc ? in->C : 1;
        lay->c_step = tc ? 1 : in->T;
        if ((tc || ct) && lay->frames > 0)
            return BAC_OK;
    }
    return bac_fail(err, BAC_ERR_INPUT, path,
                    "shape %s: the network wants frames [N][%u][%u] or [N][%u][%u]", shape, in->T,
                    in->C, in->C, in->T);
}

static bac_status bad_sample(bac_error *err, const char *path, const bac_layer *in, uint64_t frame,
                             uint32_t t, uint32_t c, double v) {
    if (!isfinite(v)) {
        return bac_fail(err, BAC_ERR_INPUT, path, "frame %llu, position %u, channel %u is %s",
                        (unsigned long long)frame, t, c, isnan(v) ? "not a number" : "infinite");
    }
    return bac_fail(err, BAC_ERR_INPUT, path,
                    "frame %llu, position %u, channel %u: code %.0f is outside %d .. %d",
                    (unsigned long long)frame, t, c, v, in->code_lo, in->code_hi);
}

/* True for types that the input accepts; 16-bit codes only for inputs wider than 8 bits. */
static bool accepted(bac_dtype dtype, bac_type input) {
    switch (dtype) {
    case BAC_F32:
    case BAC_I8:
        return true;
    case BAC_U8:
        return !input.is_signed;
    case BAC_I16:
        return input.bits > 8;
    case BAC_U16:
        return input.bits > 8 && !input.is_signed;
    default:
        return false;
    }
}

static bac_status convert(const char *path, const bac_array *a, const bac_layer *in,
                          const layout *lay, int32_t *codes, bac_error *err) {
    uint64_t size = (uint64_t)in->T * in->C;
    for (uint64_t n = 0; n < lay->frames; n++) {
        for (uint32_t t = 0; t < in->T; t++) {
            for (uint32_t c = 0; c < in->C; c++) {
                double v = bac_array_number(a->dtype, a->data,
                                            n * size + t * lay->t_step + c * lay->c_step);
                bool real = a->dtype == BAC_F32;
                bool good = real ? isfinite(v) : v >= in->code_lo && v <= in->code_hi;
                if (!good)
                    return bad_sample(err, path, in, n, t, c, v);
                *codes++ =
                    real ? bac_fixed_code(v, in->scale[0], in->code_lo, in->code_hi, in->rounding)
                         : (int32_t)v;
            }
        }
    }
    return BAC_OK;
}

bac_status bac_frames_load(const char *path, const bac_net *net, uint64_t *n, int32_t **codes,
                           bac_error *err) {
    *codes = NULL;
    *n = 0;
    const bac_layer *in = net->n_layer ? net->layer[0] : NULL;
    if (!in)
        return bac_fail(err, BAC_ERR_INPUT, net->name, "the network has no input yet");
    bac_array a;
    layout lay = {0};
    bac_status status = bac_array_load(path, &a, err);
    if (status)
        return status;
    status = find_layout(path, &a, in, &lay, err);
    if (!status && !accepted(a.dtype, in->type))
        status = bac_fail(err, BAC_ERR_INPUT, path,
                          "its numbers are neither float32 samples nor codes of the input's type "
                          "%c%u: convert it with numpy's astype",
                          in->type.is_signed ? 's' : 'u', in->type.bits);
    /* frames * T * C elements lie in the file, so the product cannot overflow */
    if (!status && !(*codes = bac_alloc(lay.frames * in->T * in->C, sizeof **codes)))
        status = bac_no_memory(err, path);
    status = status ? status : convert(path, &a, in, &lay, *codes, err);
    bac_array_free(&a);
    if (!status) {
        *n = lay.frames;
        return BAC_OK;
    }
    free(*codes);
    *codes = NULL;
    return status;
}
