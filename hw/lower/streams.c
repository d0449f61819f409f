/* streams.c - the stages that all styles share: forks to the readers of a layer's stream, FIFOs,
 * and stages that convert a stream's beats to the shape that its reader takes. */
#include "streams.h"
#include "builder.h"
#include "ints.h"
#include "levels.h"

#include <inttypes.h>
#include <stdio.h>

/* ---- readers */

/* True when a flatten needs a stage that collects a frame in one beat. Flattening does not change
 * the order on the wire, so three kinds of readers read the flatten's input as it is: a fully
 * connected layer, which takes it beat by beat; any reader if the frame has one position; and a
 * folded layer, which counts channels across beats. */
static bool is_collected(const builder *b, uint32_t flatten) {
    if (builder_layer(b, builder_layer(b, flatten)->in[0])->T == 1)
        return false;
    for (uint32_t i = flatten + 1; i < bac_net_layers(b->n->net); i++)
        for (uint32_t k = 0; k < builder_layer(b, i)->n_in; k++)
            if (builder_layer(b, i)->in[k] == flatten && builder_layer(b, i)->op != BAC_FC &&
                builder_style(b, i) != BAC_STYLE_FOLDED)
                return true;
    return false;
}

uint32_t builder_root(const builder *b, uint32_t layer) {
    while (builder_layer(b, layer)->op == BAC_FLATTEN && !is_collected(b, layer))
        layer = builder_layer(b, layer)->in[0];
    return layer;
}

void builder_readers(builder *b) {
    for (uint32_t i = 0; i < bac_net_layers(b->n->net); i++)
        if (builder_root(b, i) == i)
            for (uint32_t k = 0; k < builder_layer(b, i)->n_in; k++)
                b->readers[builder_root(b, builder_layer(b, i)->in[k])]++;
}

bac_link builder_stream(const builder *b, uint32_t layer, const bac_link *like) {
    const bac_layer *l = builder_layer(b, layer);
    uint32_t positions = bac_link_positions(like);
    if (positions > l->T)
        positions = l->T;
    if (positions == 0) /* channels spread over several beats are collected */
        positions = 1;
    return (bac_link){.layer = layer,
                      .carries = true,
                      .T = l->T,
                      .C = l->C,
                      .type = l->type,
                      .lanes = positions * l->C,
                      .beats = l->T / positions,
                      .width = (uint64_t)positions * l->C * l->type.bits,
                      .interval = like->interval};
}

void builder_publish(builder *b, uint32_t index, uint32_t link) {
    const uint32_t n = b->readers[index];
    b->first_out[index] = link;
    if (n < 2)
        return;
    bac_fork_params params = {n};
    const uint32_t stage = builder_stage(b, link, &bac_kind_fork, index, &params, "%s_fork",
                                         builder_layer(b, index)->name);
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t branch = builder_output(b, stage, *builder_link(b, link));
        if (i == 0)
            b->first_out[index] = branch;
    }
}

void builder_finish(builder *b, uint32_t index, uint32_t stage, bac_link stream) {
    const uint32_t link = builder_output(b, stage, stream);
    builder_publish(b, index, builder_name(b, link, "%s", builder_layer(b, index)->name));
}

void builder_sums(builder *b, uint32_t index, uint32_t stage, bac_link stream) {
    const bac_layer *l = builder_layer(b, index);
    if (!l->factor) {
        builder_finish(b, index, stage, stream);
        return;
    }
    bac_link sums = stream;
    sums.carries = false;
    sums.type = bac_sum_type(l);
    sums.width = (uint64_t)sums.lanes * sums.type.bits;
    const uint32_t in = builder_name(b, builder_output(b, stage, sums), "%s_sum", l->name);
    bac_factor_params params = {.C = bac_min_u32(sums.lanes, sums.C),
                                .P = bac_max_u32(1, sums.lanes / sums.C),
                                .BEATS = bac_max_u32(1, sums.C / sums.lanes),
                                .W = sums.type.bits,
                                .IS_SIGNED = sums.type.is_signed,
                                .OW = l->type.bits};
    if (!bac_factor_runs(l->factor, l->T, &params))
        builder_no_memory(b);
    const uint32_t factor =
        builder_stage(b, in, &bac_kind_factor, index, &params, "%s_factor", l->name);
    builder_finish(b, index, factor, stream);
}

uint32_t builder_take_digits(builder *b, uint32_t layer, const char *reader) {
    const uint32_t root = builder_root(b, layer);
    const uint32_t link = b->first_out[root] + b->taken[root]++;
    if (!builder_link(b, link)->name)
        builder_name(b, link, "%s_to_%s", builder_layer(b, root)->name, reader);
    return link;
}

uint32_t builder_take(builder *b, uint32_t layer, const char *reader) {
    return builder_whole(b, builder_take_digits(b, layer, reader), reader);
}

uint32_t builder_take_positions(builder *b, uint32_t layer, const char *reader) {
    const uint32_t in = builder_take(b, layer, reader);
    const bac_link *link = builder_link(b, in);
    return link->lanes % link->C == 0 ? in : builder_resize(b, in, link->C, reader);
}

uint32_t builder_take_input(builder *b, uint32_t index, uint32_t i) {
    const bac_layer *l = builder_layer(b, index);
    char reader[BUILDER_NAME];
    builder_input_name(reader, l, i);
    return builder_whole(b, builder_take_digits(b, l->in[i], l->name), reader);
}

/* ---- FIFOs */

void builder_balance(builder *b, uint32_t index, uint32_t *in) {
    for (uint32_t i = 0; i < builder_layer(b, index)->n_in; i++) {
        char reader[BUILDER_NAME];
        builder_input_name(reader, builder_layer(b, index), i);
        in[i] = builder_fifo(b, in[i], reader);
    }
}

/* ---- shapes of beats */

/* A resize named `name` from link `in` to the link `out`, which gets its name later. */
static uint32_t resize(builder *b, uint32_t in, bac_resize_params params, bac_link out,
                       const char *name) {
    const uint32_t stage = builder_stage(b, in, &bac_kind_resize, out.layer, &params, "%s", name);
    b->n->narrow = true;
    return builder_output(b, stage, out);
}

uint32_t builder_resize(builder *b, uint32_t in, uint32_t lanes, const char *reader) {
    if (builder_link(b, in)->lanes == lanes)
        return in;
    char name[BUILDER_NAME];
    snprintf(name, sizeof name, "%s_resize", reader);
    const uint32_t from = builder_link(b, in)->lanes;
    if (lanes < from &&
        !builder_space(b, in, from / lanes)) /* it takes several clocks for a beat */
        in = builder_fifo(b, in, name);
    bac_link out = *builder_link(b, in);
    const uint32_t element = (uint32_t)(out.width / out.lanes);
    bac_resize_params params = {.W = element, .LANES_IN = out.lanes, .LANES_OUT = lanes};
    out.width = (uint64_t)element * lanes;
    out.beats = (uint32_t)((uint64_t)out.T * out.C / lanes);
    out.lanes = lanes;
    return builder_name(b, resize(b, in, params, out, name), "%s_by%" PRIu32 "_to_%s",
                        builder_layer(b, out.layer)->name, lanes, reader);
}

/* The link between a conversion to or from digits and its resize: one word has all digits of a beat
 * side by side. */
static uint32_t words(builder *b, uint32_t in, bac_link out, bac_digits_params params,
                      const char *name) {
    const uint32_t stage =
        builder_stage(b, in, &bac_kind_digits, out.layer, &params, "%s_word", name);
    return builder_output(b, stage, out);
}

uint32_t builder_split(builder *b, uint32_t in, uint32_t digits, uint32_t digit_bits,
                       const char *reader) {
    char name[BUILDER_NAME];
    snprintf(name, sizeof name, "%s_digits", reader);
    if (!builder_space(b, in, digits))
        in = builder_fifo(b, in, name);
    const bac_link whole = *builder_link(b, in);
    bac_link word = whole, out = whole;
    out.beats *= digits;
    out.digits = digits;
    out.digit_bits = digit_bits;
    out.width = (uint64_t)out.lanes * digit_bits;
    if (whole.type.is_signed) { /* bac_digits adds an offset: not the layer's own numbers */
        out.type.is_signed = false;
        out.carries = false;
    }
    word.carries = false;
    word.width = out.width * digits;
    const uint32_t side_by_side = words(b, in, word,
                                        (bac_digits_params){.C = whole.lanes,
                                                            .B = whole.type.bits,
                                                            .D = digit_bits,
                                                            .DIGITS = digits,
                                                            .OFFSET = whole.type.is_signed},
                                        name);
    builder_name(b, side_by_side, "%s_word", name);
    return builder_name(
        b,
        resize(b, side_by_side,
               (bac_resize_params){
                   .W = (uint32_t)out.width, .LANES_IN = digits, .LANES_OUT = 1, .PICK = 1},
               out, name),
        "%s_digits_to_%s", builder_layer(b, out.layer)->name, reader);
}

uint32_t builder_whole(builder *b, uint32_t in, const char *reader) {
    const bac_link digit = *builder_link(b, in);
    if (digit.digits == 1)
        return in;
    char name[BUILDER_NAME];
    snprintf(name, sizeof name, "%s_whole", reader);
    bac_link word = digit, out = digit;
    out.beats /= digit.digits;
    out.digits = 1;
    out.digit_bits = 0;
    out.width = (uint64_t)out.lanes * out.type.bits;
    word.carries = false;
    word.beats = out.beats;
    word.digits = 1;
    word.width = digit.width * digit.digits;
    const uint32_t side_by_side = resize(
        b, in,
        (bac_resize_params){.W = (uint32_t)digit.width, .LANES_IN = 1, .LANES_OUT = digit.digits},
        word, name);
    builder_name(b, side_by_side, "%s_word", name);
    const uint32_t link = words(b, side_by_side, out,
                                (bac_digits_params){.C = out.lanes,
                                                    .B = out.type.bits,
                                                    .D = digit.digit_bits,
                                                    .DIGITS = digit.digits,
                                                    .JOIN = 1},
                                name);
    return builder_name(b, link, "%s_whole_to_%s", builder_layer(b, out.layer)->name, reader);
}

/* ---- streams that meet */

uint32_t builder_cast(builder *b, uint32_t in, bac_type type, uint32_t bits, const char *stage_name,
                      uint32_t i) {
    bac_link out = *builder_link(b, in);
    bac_cast_params params = {out.lanes, bac_link_bits(&out), out.type.is_signed, bits};
    if (params.IW == bits)
        return in;
    char name[BUILDER_NAME];
    snprintf(name, sizeof name, "%s_lane%" PRIu32, stage_name, i);
    const uint32_t stage = builder_stage(b, in, &bac_kind_cast, out.layer, &params, "%s", name);
    out.carries = false;
    out.type = type;
    out.width = (uint64_t)out.lanes * bits;
    return builder_name(b, builder_output(b, stage, out), "%s", name);
}

uint32_t builder_join(builder *b, uint32_t index, uint32_t n, uint32_t a, uint32_t skip,
                      bac_type type) {
    char name[BUILDER_NAME];
    snprintf(name, sizeof name, "%s_join%" PRIu32, builder_layer(b, index)->name, n);
    bac_link out = *builder_link(b, a);
    const bac_link *other = builder_link(b, skip);
    out.carries = false;
    out.type = type;
    const uint32_t bits = bac_link_bits(&out);
    bac_join_params params = {bac_link_positions(&out), out.C * bits, other->C * bits};
    out.C += other->C;
    out.lanes += other->lanes;
    out.width = (uint64_t)out.lanes * bits;
    a = builder_cast(b, a, type, bits, name, 0);
    skip = builder_cast(b, skip, type, bits, name, 1);
    const uint32_t stage = builder_stage(b, a, &bac_kind_join, index, &params, "%s", name);
    builder_connect(b, stage, skip);
    return builder_name(b, builder_output(b, stage, out), "%s", name);
}
