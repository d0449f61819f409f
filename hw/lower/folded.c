/* folded.c - the stages of layers whose style is `folded`.
 *
 * A beat of a folded stage holds some channels of one position. Between it and a stage with beats
 * of another size a bac_resize joins or splits beats. */
#include "folded.h"

#include "builder.h"
#include "ints.h"
#include "levels.h"

#include <inttypes.h>
#include <stdio.h>

/* Converts a stream to beats of at most one position, which a folded stage needs. */
static uint32_t narrow(builder *b, uint32_t in, const char *reader) {
    const bac_link *link = builder_link(b, in);
    return link->lanes > link->C ? builder_resize(b, in, link->C, reader) : in;
}

/* Converts a stream of whole positions to beats of as few elements as the pace allows, because its
 * reader has hardware for each element of a beat. */
static uint32_t paced(builder *b, uint32_t in, const char *reader) {
    const bac_link *link = builder_link(b, in);
    uint32_t lanes = 1;
    while (lanes < link->C &&
           (link->C % lanes != 0 || (uint64_t)link->T * (link->C / lanes) > b->budget))
        lanes++;
    return link->lanes >= link->C ? builder_resize(b, in, lanes, reader) : in;
}

/* Publishes a stage's output as the layer's stream, with `lanes` elements per beat. */
static void finish(builder *b, uint32_t stage, uint32_t index, uint32_t lanes) {
    const bac_layer *l = builder_layer(b, index);
    bac_link out = {.layer = index,
                    .carries = true,
                    .T = l->T,
                    .C = l->C,
                    .type = l->type,
                    .lanes = lanes,
                    .beats = (uint32_t)((uint64_t)l->T * l->C / lanes),
                    .width = (uint64_t)lanes * l->type.bits};
    out.interval = (double)b->budget / out.beats;
    b->n->narrow = true;
    builder_sums(b, index, stage, out);
}

/* ---- convolutions and pools ------------------------------------------------ */

/* The fewest elements per beat with which the output does not slow the lanes down. */
static uint32_t enough_elements(const bac_layer *l, uint32_t side, uint32_t words) {
    uint32_t elements = 1;
    while (elements < l->C && (l->C % elements != 0 || (uint64_t)side * l->C / elements > words))
        elements++;
    return side == 1 ? 1 : elements;
}

static void fold_conv(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    uint32_t in = narrow(b, builder_take(b, l->in[0], l->name), l->name);
    in = builder_fifo(b, in, l->name);
    const bac_link *from = builder_link(b, in);
    const bool pool = l->op == BAC_MAXPOOL;
    const uint32_t lanes = bac_max_u32(1, builder_number(b, index, BAC_PLAN_LANES));
    const uint32_t elements = builder_number(b, index, BAC_PLAN_ELEMENTS);
    builder_check_divides(b, l->name, lanes, "", "", l->T);
    builder_check_divides(b, l->name, bac_max_u32(1, elements), "", "", l->C);
    bac_fold_conv_params params = {.MODE = pool,
                                   .C_IN = from->C,
                                   .C_OUT = l->C,
                                   .T = from->T,
                                   .K = l->kernel,
                                   .STRIDE = l->stride,
                                   .PAD_LEFT = l->pad_left,
                                   .PAD_RIGHT = l->pad_right,
                                   .L = lanes,
                                   .LANES_IN = from->lanes,
                                   .W = from->type.bits,
                                   .IS_SIGNED = from->type.is_signed,
                                   .WB = pool ? 1 : bac_weight_bits(l),
                                   .OW = bac_sum_type(l).bits,
                                   .HAS_BIAS = !pool && l->bias != NULL,
                                   .ROM_FILE = bac_file_name_of(l->name, ".mem"),
                                   .BIAS_FILE = bac_file_name_of(l->name, "-bias.mem"),
                                   .layer = l};
    if (!bac_fold_conv_words(b->n->net, l, &params))
        builder_no_memory(b);
    params.LANES_OUT = elements ? elements : enough_elements(l, lanes, params.N_WORDS);
    params.ROWS = bac_fold_conv_rows_full(&params);
    const uint32_t stage =
        builder_stage(b, in, &bac_kind_fold_conv, index, &params, "%s_fold", l->name);
    finish(b, stage, index, params.LANES_OUT);
}

static void fold_globalmax(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    const uint32_t in = paced(b, builder_take(b, l->in[0], l->name), l->name);
    const bac_link *from = builder_link(b, in);
    bac_fold_globalmax_params params = {from->C, from->T, from->type.bits, from->type.is_signed,
                                        from->lanes};
    const uint32_t stage =
        builder_stage(b, in, &bac_kind_fold_globalmax, index, &params, "%s_fold", l->name);
    finish(b, stage, index, params.LANES);
}

static void fold_average(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    const uint32_t group = bac_average_group(b->n->net, l);
    if (group == 0) {
        fold_conv(b, index);
        return;
    }
    const uint32_t in = paced(b, builder_take(b, l->in[0], l->name), l->name);
    const bac_link *from = builder_link(b, in);
    bac_fold_sum_params params = {.C = from->C,
                                  .N = group,
                                  .GROUPS = l->T,
                                  .W = from->type.bits,
                                  .IS_SIGNED = from->type.is_signed,
                                  .OW = l->type.bits,
                                  .LANES = from->lanes};
    const uint32_t stage =
        builder_stage(b, in, &bac_kind_fold_sum, index, &params, "%s_fold", l->name);
    finish(b, stage, index, params.LANES);
}

/* ---- requantisers, sums, concatenations ------------------------------------ */

static void fold_requant(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    const bac_layer *from = builder_layer(b, l->in[0]);
    const uint32_t in = paced(b, builder_take(b, l->in[0], l->name), l->name);
    const bac_link *link = builder_link(b, in);
    bac_fold_requant_params params = {.C = l->C,
                                      .LANES = link->lanes,
                                      .IW = link->type.bits,
                                      .IS_SIGNED = link->type.is_signed,
                                      .OW = l->type.bits,
                                      .LO = l->code_lo,
                                      .HI = l->code_hi,
                                      .ROM_FILE = bac_file_name_of(l->name, ".mem"),
                                      .THRESHOLD_FILE = bac_file_name_of(l->name, "-threshold")};
    bac_fold_requant_form *f = &params.form;
    bac_error err;
    const bac_status status = bac_fold_requant_form_of(
        l->requant, l->C, from->channel_lo, from->channel_hi, l->code_lo, l->code_hi, f, &err);
    if (status != BAC_OK)
        builder_fail(b, status, l->name, "out of memory");
    params.THRESHOLD = f->threshold;
    params.EB = f->eb;
    params.MB = f->mb;
    params.AB = f->ab;
    params.VW = f->vw;
    params.XW = f->xw;
    params.SHIFT = f->shift;
    params.EVEN = f->even;
    params.BITS = bac_max_u32(1, f->bits);
    const uint32_t stage =
        builder_stage(b, in, &bac_kind_fold_requant, index, &params, "%s_fold", l->name);
    finish(b, stage, index, params.LANES);
}

/* The link between two stages of an add or a concatenation: the first inputs, combined. A partial
 * sum of an add may wrap; the complete sum is right all the same. */
static uint32_t partial(builder *b, uint32_t stage, uint32_t index, uint32_t lanes) {
    const bac_layer *l = builder_layer(b, index);
    const bac_stage *s = &b->n->stages[stage];
    bac_link out = *builder_link(b, s->in[0]);
    if (l->op == BAC_CONCAT)
        out.C += builder_link(b, s->in[1])->C;
    out.layer = index;
    out.carries = false;
    out.type = l->type;
    out.lanes = lanes;
    out.beats = (uint32_t)((uint64_t)out.T * out.C / lanes);
    out.width = (uint64_t)lanes * l->type.bits;
    out.interval = (double)b->budget / out.beats;
    char name[BUILDER_NAME];
    snprintf(name, sizeof name, "%s", s->name);
    const uint32_t link = builder_name(b, builder_output(b, stage, out), "%s", name);
    return builder_fifo(b, link, name);
}

/* A stage that adds input `part` of an add to the sum of the inputs before it. */
static uint32_t add_two(builder *b, uint32_t index, const char *name, uint32_t a, uint32_t skip,
                        uint32_t part) {
    const bac_layer *l = builder_layer(b, index);
    const bac_link *first = builder_link(b, a), *second = builder_link(b, skip);
    int32_t *factor = bac_fold_add_factors(l, part);
    if (!factor)
        builder_no_memory(b);
    bac_fold_add_params params = {.C = l->C,
                                  .LANES = first->lanes,
                                  .W_A = first->type.bits,
                                  .SIGNED_A = first->type.is_signed,
                                  .W_B = second->type.bits,
                                  .SIGNED_B = second->type.is_signed,
                                  .MB_A = bac_fold_factor_bits(factor, l->C),
                                  .MB_B = bac_fold_factor_bits(factor + l->C, l->C),
                                  .OW = l->type.bits,
                                  .ROM_FILE = bac_file_name_of(name, "-add.mem"),
                                  .factor = factor};
    return builder_stage(b, a, &bac_kind_fold_add, index, &params, "%s", name);
}

static uint32_t concat_two(builder *b, uint32_t index, const char *name, uint32_t a,
                           uint32_t *skip) {
    const bac_layer *l = builder_layer(b, index);
    bac_fold_concat_params params = {l->type.bits, builder_link(b, a)->C, builder_link(b, *skip)->C,
                                     builder_link(b, a)->lanes};
    a = builder_cast(b, a, l->type, l->type.bits, name, 0);
    *skip = builder_cast(b, *skip, l->type, l->type.bits, name, 1);
    return builder_stage(b, a, &bac_kind_fold_concat, index, &params, "%s", name);
}

/* An add or a concatenation, as a chain of stages of two inputs. All inputs are converted to beats
 * of the same number of elements of one position. */
static void fold_meeting(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    uint32_t in[BAC_MAX_INPUTS], lanes = 0;
    for (uint32_t i = 0; i < l->n_in; i++)
        in[i] = builder_take_input(b, index, i);
    for (uint32_t i = 0; i < l->n_in; i++) {
        lanes = bac_gcd(builder_link(b, in[i])->lanes, lanes);
        lanes = bac_gcd(builder_link(b, in[i])->C, lanes);
    }
    for (uint32_t i = 0; i < l->n_in; i++) {
        char reader[BUILDER_NAME];
        builder_input_name(reader, l, i);
        in[i] = builder_resize(b, in[i], lanes, reader);
    }
    builder_balance(b, index, in);
    for (uint32_t i = 1, so_far = in[0]; i < l->n_in; i++) {
        const bool whole = i + 1 == l->n_in;
        char name[BUILDER_NAME];
        if (whole)
            snprintf(name, sizeof name, "%s_fold", l->name);
        else
            snprintf(name, sizeof name, "%s_fold%" PRIu32, l->name, i);
        const uint32_t stage = l->op == BAC_ADD ? add_two(b, index, name, so_far, in[i], i)
                                                : concat_two(b, index, name, so_far, &in[i]);
        builder_connect(b, stage, in[i]);
        if (whole)
            finish(b, stage, index, lanes);
        else
            so_far = partial(b, stage, index, lanes);
    }
}

/* ---- fully connected ------------------------------------------------------- */

static void fold_fc(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    const uint32_t in = builder_fifo(b, builder_take(b, l->in[0], l->name), l->name);
    const bac_link *from = builder_link(b, in);
    const uint32_t lanes = bac_max_u32(1, builder_number(b, index, BAC_PLAN_LANES));
    const uint32_t elements = bac_max_u32(1, builder_number(b, index, BAC_PLAN_ELEMENTS));
    builder_check_divides(b, l->name, elements, "", "", l->C);
    builder_check_divides(b, l->name, elements, "", "", lanes);
    bac_fold_fc_params params = {.N_IN = from->T * from->C,
                                 .N_OUT = l->C,
                                 .L = lanes,
                                 .LANES_IN = from->lanes,
                                 .LANES_OUT = elements,
                                 .W = from->type.bits,
                                 .IS_SIGNED = from->type.is_signed,
                                 .WB = bac_weight_bits(l),
                                 .OW = l->type.bits,
                                 .ROM_FILE = bac_file_name_of(l->name, ".mem"),
                                 .TABLE_FILE = bac_file_name_of(l->name, "-table.mem"),
                                 .fc = l};
    bac_error err;
    if (bac_fold_lanes_balance(l, params.N_IN, lanes, elements, &params.balance, &err) != BAC_OK)
        builder_no_memory(b);
    params.N_WORDS = params.balance.longest;
    params.SLOTS = params.balance.slots;
    if (!bac_fold_fc_mark(&params)) {
        bac_fold_lanes_free(&params.balance);
        builder_no_memory(b);
    }
    const uint32_t stage =
        builder_stage(b, in, &bac_kind_fold_fc, index, &params, "%s_fold", l->name);
    finish(b, stage, index, elements);
}

static void fold_pool(builder *b, uint32_t index) {
    const bool whole = bac_max_is_global(b->n->net, builder_layer(b, index));
    (whole ? fold_globalmax : fold_conv)(b, index);
}

void builder_folded(builder *b, uint32_t index) {
    static void (*const fold[BAC_OP_COUNT])(builder *,
                                            uint32_t) = {[BAC_CONV] = fold_conv,
                                                         [BAC_MAXPOOL] = fold_pool,
                                                         [BAC_GLOBALMAX] = fold_globalmax,
                                                         [BAC_AVGPOOL] = fold_average,
                                                         [BAC_GLOBALAVG] = fold_average,
                                                         [BAC_REQUANT] = fold_requant,
                                                         [BAC_ADD] = fold_meeting,
                                                         [BAC_CONCAT] = fold_meeting,
                                                         [BAC_FC] = fold_fc};
    const bac_layer *l = builder_layer(b, index);
    if (!fold[l->op])
        builder_fail(b, BAC_ERR_INPUT, l->name, "this layer cannot be folded");
    fold[l->op](b, index);
}
