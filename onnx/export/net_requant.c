/* net_requant.c - writes a requantiser as Mul, Add, Relu or Clip, and Quant. */
#include "net_emit.h"

/* A Quant of one signed bit would be a BipolarQuant, whose values are -1 and 1 instead of -1 and 0. */
static uint8_t quant_bits(bac_type type) {
    return type.is_signed && type.bits == 1 ? 2 : type.bits;
}

/* True when Quant has the layer's range for these bits, with the attribute narrow or without;
 * otherwise a Clip is needed. */
static bool plain_range(const bac_layer *l, bool *narrow) {
    const bac_type type = {l->type.is_signed, quant_bits(l->type)};
    int64_t lo = bac_type_lo(type), hi = bac_type_hi(type);
    bool cut = l->type.is_signed ? l->code_lo == lo + 1 && l->code_hi == hi
                                 : l->code_lo == lo && l->code_hi == hi - 1;
    *narrow = cut && type.bits > 1 + type.is_signed;
    return *narrow || (l->code_lo == lo && l->code_hi == hi);
}

static const char *emit_clip(bac_net_emit *e, const bac_layer *l, const char *x) {
    const char *out = bac_onnx_text(&e->onnx, "%s.clip", l->name);
    const char *in[3] = {x, bac_onnx_text(&e->onnx, "%s.lo", l->name),
                         bac_onnx_text(&e->onnx, "%s.hi", l->name)};
    float lo = (float)l->code_lo * e->unit, hi = (float)l->code_hi * e->unit;
    bac_onnx_floats(&e->onnx, in[1], 0, NULL, &lo);
    bac_onnx_floats(&e->onnx, in[2], 0, NULL, &hi);
    bac_onnx_node(&e->onnx, "Clip", out, 3, in);
    return out;
}

/* k: [C] factors, b: [C] addends in codes */
static bac_status fit(bac_net_emit *e, const bac_layer *l, const bac_layer *x, float *k, float *b,
                      bool *scaled, bool *moved) {
    bool one_k = true, one_b = true;
    *scaled = *moved = false;
    for (uint32_t c = 0; c < l->C; c++) {
        const bac_requant *r = &l->requant[c];
        bac_status status = bac_net_affine(r, l->code_lo, l->code_hi, x->channel_lo[c],
                                           x->channel_hi[c], &k[c], &b[c]);
        if (status == BAC_ERR_MEMORY)
            return bac_fail(e->err, status, l->name, "out of memory");
        if (status)
            return bac_net_refuse(e, l,
                                  "channel %u, form %s, is no rounded line with float32 numbers, "
                                  "as QONNX states a quantiser; export the training run instead",
                                  c, bac_form_name(r->form));
        *scaled = *scaled || k[c] != 1;
        *moved = *moved || b[c] != 0;
        one_k = one_k && k[c] == k[0];
        one_b = one_b && b[c] == b[0];
    }
    if (e->at[l->in[0]].place && *scaled && one_k && !one_b)
        return bac_net_refuse(e, l,
                              "adds to flattened features one by one, which bac import does "
                              "not read; quantise in front of the flatten");
    for (uint32_t c = 0; c < l->C; c++) /* in the unit of the streams, a power of two */
        b[c] *= e->unit;
    return BAC_OK;
}

bac_status bac_net_emit_requant(bac_net_emit *e, uint32_t index) {
    const bac_layer *l = bac_net_layer(e->net, index), *from = bac_net_layer(e->net, l->in[0]);
    bac_net_stream *at = &e->at[index];
    const bac_net_stream *x_at = &e->at[l->in[0]];
    bool vector = !x_at->sequence, narrow = false, scaled, moved;
    const char *x = vector ? x_at->vector : x_at->sequence;
    if (l->type.bits > BAC_MAX_CODE_BITS)
        return bac_net_refuse(e, l,
                              "its codes have %u bits, those of a Quant that bac import reads at "
                              "most %d; import the network with --wide-bits %d, or quantise there",
                              l->type.bits, BAC_MAX_CODE_BITS, BAC_MAX_CODE_BITS);
    float *k = bac_onnx_alloc(&e->onnx, l->C, sizeof *k), *b = bac_onnx_alloc(&e->onnx, l->C, 4);
    if (!k || !b)
        return BAC_OK; /* reported when the model is packed */
    bac_status status = fit(e, l, from, k, b, &scaled, &moved);
    if (status)
        return status;
    if (scaled)
        x = bac_net_emit_per_channel(e, "Mul", x, vector, x_at->place, l->C, k,
                                     bac_onnx_text(&e->onnx, "%s.scaled", l->name));
    if (moved)
        x = bac_net_emit_per_channel(e, "Add", x, vector, x_at->place, l->C, b,
                                     bac_onnx_text(&e->onnx, "%s.moved", l->name));
    if (!plain_range(l, &narrow)) {
        x = emit_clip(e, l, x);
    } else if (!l->type.is_signed) {
        const char *relu = bac_onnx_text(&e->onnx, "%s.relu", l->name);
        bac_onnx_node(&e->onnx, "Relu", relu, 1, &x);
        x = relu;
    }
    bac_onnx_quant q = {.scale = &e->unit,
                        .bits = quant_bits(l->type),
                        .is_signed = l->type.is_signed,
                        .narrow = narrow};
    bac_onnx_quantise(&e->onnx, x, l->name, &q);
    *(vector ? &at->vector : &at->sequence) = l->name;
    at->place = x_at->place;
    return BAC_OK;
}
