/* unrolled.c - the stages of layers whose style is `unrolled`, and of layers without a style.
 *
 * A join merges two streams. Each of its branches has a FIFO, because it may run ahead of the
 * other. Every window has a FIFO too: it cuts the ready path, and it holds the beats that arrive
 * while an eager window flushes. */
#include "unrolled.h"

#include "builder.h"
#include "ints.h"
#include "levels.h"
#include "streams.h"

#include <inttypes.h>
#include <stdlib.h>

/* Adds one pipelined stage, whose output is the stream of layer `index`. */
static void add_stage(builder *b, const bac_kind *kind, void *params, const char *suffix,
                      uint32_t index, uint32_t in, bool collects) {
    const uint32_t stage =
        builder_stage(b, in, kind, index, params, "%s_%s", builder_layer(b, index)->name, suffix);
    bac_link out = builder_stream(b, index, builder_link(b, in));
    if (collects)
        out.interval = (double)b->budget;
    builder_sums(b, index, stage, out);
}

/* ---- windows */

/* Value of padding: zero for a convolution, the lowest code for a max pool. */
static uint32_t fill_of(const bac_layer *l, bac_type type) {
    return l->op == BAC_MAXPOOL && type.is_signed ? (uint32_t)1 << (type.bits - 1) : 0;
}

/* Taps that the layer reads; a channel that is always 0 is not read. */
static uint8_t *used_taps(builder *b, const bac_layer *l) {
    const bac_layer *from = builder_layer(b, l->in[0]);
    uint8_t *used = bac_used_taps(b->n->net, l);
    if (!used)
        builder_no_memory(b);
    for (uint32_t i = 0; i < l->kernel * from->C; i++)
        if (from->channel_lo[i % from->C] == 0 && from->channel_hi[i % from->C] == 0)
            used[i] = 0;
    return used;
}

/* With several samples per push a beat has several windows, side by side. From one beat to the next
 * the windows move by a whole number of pushes, so they are at the same taps of the delay line in
 * all beats. */
static uint32_t add_window(builder *b, uint32_t index, uint32_t in) {
    const bac_layer *l = builder_layer(b, index);
    const uint32_t P = bac_link_positions(builder_link(b, in));
    const uint32_t P_OUT = P / bac_gcd(P, l->stride);
    if (l->T % P_OUT != 0)
        builder_fail(b, BAC_ERR_INPUT, l->name,
                     "makes %" PRIu32 " positions a frame, which do not come %" PRIu32
                     " a clock; take fewer samples a clock",
                     l->T, P_OUT);
    in = builder_fifo(b, in, l->name);
    bac_link out = *builder_link(b, in);
    bac_window_params params = {.C = out.C,
                                .W = out.type.bits,
                                .T = out.T,
                                .P = P,
                                .P_OUT = P_OUT,
                                .K = l->kernel,
                                .STRIDE = l->stride,
                                .PAD_LEFT = l->pad_left,
                                .PAD_RIGHT = l->pad_right,
                                .FILL = {out.type.bits, fill_of(l, out.type)},
                                .credits = bac_credits_none(1)};
    bac_window_derive(&params, l->T);
    /* Overlap only where a flush after each frame would make the stage too slow, because with
     * overlap a frame's tail waits for the next frame's samples. */
    params.OVERLAP = params.flush > 0 && (uint64_t)out.beats + params.flush > b->budget &&
                     params.flush <= out.beats && params.flush <= params.head;
    params.used = b->draft ? NULL : used_taps(b, l);
    const uint32_t stage =
        builder_stage(b, in, &bac_kind_window, index, &params, "%s_window", l->name);
    out.carries = false;
    out.T = l->T;
    out.lanes = P_OUT * out.C;
    out.beats = l->T / P_OUT;
    out.width = ((uint64_t)l->kernel + (P_OUT - 1) * l->stride) * out.C * out.type.bits;
    out.interval = (double)b->budget / out.beats;
    return builder_name(b, builder_output(b, stage, out), "%s_window", l->name);
}

/* ---- sums and requantisers */

static void add_dot(builder *b, uint32_t index, uint32_t in, uint32_t levels) {
    const bac_layer *l = builder_layer(b, index);
    const bac_link *from = builder_link(b, in);
    const bac_type sum = bac_sum_type(l);
    bac_dot_params params = {.N_IN = (uint32_t)(from->width / from->type.bits),
                             .IW = from->type.bits,
                             .N_OUT = builder_stream(b, index, from).lanes,
                             .OW = sum.bits,
                             .OUT_SIGNED = sum.is_signed,
                             .LEVELS = levels};
    if (b->graphs && !bac_dot_lower(b->n->net, l, b->store, &params))
        builder_no_memory(b);
    add_stage(b, &bac_kind_dot, &params, "dot", index, in, false);
}

static void add_windows(builder *b, uint32_t index, uint32_t in) {
    const bac_layer *l = builder_layer(b, index);
    if (l->kernel > 1 || l->stride > 1)
        in = add_window(b, index, in);
    add_dot(b, index, in, b->draft ? 1 : bac_conv_levels(b->n->net, index));
}

static void add_conv(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    add_windows(b, index, builder_take_positions(b, l->in[0], l->name));
}

static void add_requant(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    const uint32_t in = builder_take_positions(b, l->in[0], l->name);
    const bac_link *from = builder_link(b, in);
    bac_requant_params params = {.C = builder_stream(b, index, from).lanes,
                                 .IW = from->type.bits,
                                 .IS_SIGNED = from->type.is_signed,
                                 .OW = l->type.bits,
                                 .LO = l->code_lo,
                                 .HI = l->code_hi,
                                 .EVEN = bac_requant_has_even(l),
                                 .LATENCY = bac_requant_latency(l),
                                 .requant = l};
    if (b->graphs && !bac_requant_lower_stage(b->n->net, l, b->store, &params))
        builder_no_memory(b);
    add_stage(b, &bac_kind_requant, &params, "requant", index, in, false);
}

/* ---- pools, flatten */

static void add_maxpool(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    uint32_t in = builder_take_positions(b, l->in[0], l->name);
    const bac_link *from = builder_link(b, in);
    if (bac_max_is_global(b->n->net, l)) {
        bac_globalmax_params params = {from->C, bac_link_positions(from), from->type.bits,
                                       from->type.is_signed};
        add_stage(b, &bac_kind_globalmax, &params, "globalmax", index, in, true);
        return;
    }
    in = add_window(b, index, in);
    from = builder_link(b, in);
    bac_max_params params = {l->C,      l->kernel,       bac_link_positions(from),
                             l->stride, from->type.bits, from->type.is_signed};
    add_stage(b, &bac_kind_max, &params, "max", index, in, false);
}

/* An average pool. If its windows do not overlap and consist of whole beats, bac_sum adds them up;
 * otherwise it is built as a convolution. */
static void add_average(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    const uint32_t group = bac_average_group(b->n->net, l);
    const uint32_t in = builder_take_positions(b, l->in[0], l->name);
    const bac_link *from = builder_link(b, in);
    const uint32_t P = bac_link_positions(from);
    if (group == 0 || group % P != 0) {
        add_windows(b, index, in);
        return;
    }
    bac_sum_params params = {.C = from->C,
                             .P = P,
                             .N = group / P,
                             .GROUPS = l->T,
                             .W = from->type.bits,
                             .IS_SIGNED = from->type.is_signed,
                             .OW = l->type.bits};
    bac_link one = *from;
    one.lanes = one.C;
    one.interval *= params.N;
    const uint32_t stage = builder_stage(b, in, &bac_kind_sum, index, &params, "%s_sum", l->name);
    builder_finish(b, index, stage, builder_stream(b, index, &one));
}

static void add_flatten(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    if (builder_root(b, index) != index)
        return;
    const uint32_t in = builder_take(b, l->in[0], l->name);
    const bac_link *from = builder_link(b, in);
    if (from->beats == 1) { /* all positions arrive in one beat: nothing to collect */
        bac_skid_params beat = {(uint32_t)from->width};
        add_stage(b, &bac_kind_skid, &beat, "flatten", index, in, false);
        return;
    }
    bac_flatten_params params = {from->lanes, from->type.bits, from->beats};
    add_stage(b, &bac_kind_flatten, &params, "flatten", index, in, true);
}

/* ---- fully connected */

/* The plan's inputs per clock; without one, the fewest that keep up with the beats. */
static uint32_t inputs_a_clock(const builder *b, uint32_t index, const bac_link *from) {
    uint32_t inputs = builder_number(b, index, BAC_PLAN_INPUTS);
    if (inputs == 0)
        for (inputs = 1;
             inputs < from->lanes && bac_ceil_div(from->lanes, inputs) > from->interval;)
            inputs++;
    return bac_min_u32(inputs, from->lanes);
}

static void add_fc(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    const uint32_t in = builder_fifo(b, builder_take(b, l->in[0], l->name), l->name);
    const bac_link *from = builder_link(b, in);
    bac_fc_params params = {.C = from->lanes,
                            .T = from->beats,
                            .P = inputs_a_clock(b, index, from),
                            .IW = from->type.bits,
                            .IS_SIGNED = from->type.is_signed,
                            .N_OUT = l->C,
                            .WB = bac_weight_bits(l),
                            .OW = l->type.bits,
                            .ROM_FILE = bac_file_name_of(l->name, ".mem"),
                            .fc = l};
    add_stage(b, &bac_kind_fc, &params, "fc", index, in, true);
}

/* ---- streams that meet */

/* Positions per beat in which several streams are joined: the largest number that one of them has
 * and to which the others can be collected. */
static uint32_t meeting_positions(const builder *b, uint32_t n, const uint32_t *in) {
    uint32_t most = 1, common = 0;
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t positions = bac_max_u32(1, bac_link_positions(builder_link(b, in[i])));
        most = bac_max_u32(most, positions);
        common = bac_gcd(positions, common);
    }
    for (uint32_t i = 0; i < n; i++)
        if (most % bac_max_u32(1, bac_link_positions(builder_link(b, in[i]))) != 0)
            return common;
    return most;
}

/* Add and concatenation: all inputs are converted to the same positions per beat and the same type,
 * and joined pair by pair. */
static void add_meeting(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    uint32_t in[BAC_MAX_INPUTS];
    for (uint32_t i = 0; i < l->n_in; i++)
        in[i] = builder_take_input(b, index, i);
    const uint32_t positions = meeting_positions(b, l->n_in, in);
    for (uint32_t i = 0; i < l->n_in; i++) {
        char reader[BUILDER_NAME];
        builder_input_name(reader, l, i);
        in[i] = builder_resize(b, in[i], positions * builder_link(b, in[i])->C, reader);
    }
    builder_balance(b, index, in);
    const bac_type lane = l->op == BAC_CONCAT ? l->type : bac_common_type(b->n->net, l);
    uint32_t joined = in[0];
    for (uint32_t i = 1; i < l->n_in; i++)
        joined = builder_join(b, index, i, joined, in[i], lane);
    if (l->op == BAC_ADD) {
        add_dot(b, index, joined, bac_add_levels(l));
        return;
    }
    bac_link *link = &b->n->links[joined]; /* becomes the layer's stream */
    link->carries = true;
    link->layer = index;
    free(link->name);
    link->name = NULL;
    builder_name(b, joined, "%s", l->name);
    builder_publish(b, index, joined);
}

/* ---- the network's input and result */

static void add_input(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    const uint32_t lane = (l->type.bits + 7u) / 8 * 8;
    bac_link port = {.T = l->T, .C = l->C, .type = l->type};
    port.beats = b->beats;
    port.interval = (double)b->budget / b->beats;
    port.lanes = l->T / port.beats * l->C;
    port.width = (uint64_t)port.lanes * lane;
    bac_ingress_params params = {port.lanes, l->type.bits, lane, port.beats};
    const uint32_t s_axis = builder_input(b, port);
    const uint32_t stage =
        builder_stage(b, s_axis, &bac_kind_ingress, index, &params, "%s_ingress", l->name);
    builder_finish(b, index, stage, builder_stream(b, index, &port));
}

static void add_argmax(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    uint32_t in = builder_take(b, l->in[0], l->name);
    const bac_link *from = builder_link(b, in);
    const bool one_by_one = from->lanes == 1 && from->C > 1;
    if (!one_by_one) {
        if (from->lanes % from->C != 0)
            in = builder_resize(b, in, from->C, l->name);
        in = builder_fifo(b, in, l->name);
    }
    from = builder_link(b, in);
    const uint32_t index_bits = bac_max_u32(1, bac_ceil_log2(from->C));
    bac_argmax_params params = {from->C, from->type.bits, from->type.is_signed,
                                (from->type.bits + 7u) / 8 * 8, (index_bits + 7u) / 8 * 8};
    bac_link out = {.layer = index,
                    .T = 1,
                    .C = from->C,
                    .type = from->type,
                    .lanes = from->C,
                    .beats = 1,
                    .width = (uint64_t)from->C * params.LANE + params.CLASS_LANE,
                    .interval = (double)b->budget};
    const uint32_t stage =
        builder_stage(b, in, one_by_one ? &bac_kind_fold_argmax : &bac_kind_argmax, index, &params,
                      "%s_argmax", l->name);
    builder_result(b, builder_output(b, stage, out));
}

void builder_unrolled(builder *b, uint32_t index) {
    static void (*const add[BAC_OP_COUNT])(builder *, uint32_t) = {
        [BAC_INPUT] = add_input,     [BAC_CONV] = add_conv,         [BAC_FC] = add_fc,
        [BAC_REQUANT] = add_requant, [BAC_ADD] = add_meeting,       [BAC_CONCAT] = add_meeting,
        [BAC_MAXPOOL] = add_maxpool, [BAC_GLOBALMAX] = add_maxpool, [BAC_ARGMAX] = add_argmax,
        [BAC_AVGPOOL] = add_average, [BAC_GLOBALAVG] = add_average, [BAC_FLATTEN] = add_flatten};
    add[builder_layer(b, index)->op](b, index);
}
