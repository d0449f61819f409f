/* pipeline_folded.c - the stages of layers whose style is `folded`.
 *
 * A folded stage takes a beat of some channels of one position. Between it and a stage of another
 * shape a bac_resize collects or hands out beats. */
#include "folded.h"
#include "ints.h"
#include "pipeline_internal.h"
#include "requant_lower.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool builder_is_folded(const builder *b, uint32_t index) {
    return b->plan && b->plan->layer[index].style == BAC_STYLE_FOLDED;
}

static uint32_t number_of(const builder *b, uint32_t index, bac_plan_key key) {
    return b->plan->layer[index].value[key];
}

static bac_stage *stage_at(const builder *b, uint32_t stage) {
    return &b->p->stages[stage];
}

uint32_t builder_resize(builder *b, uint32_t in, uint32_t lanes, const char *reader) {
    if (b->failed || b->p->links[in].lanes == lanes)
        return in;
    if (lanes < b->p->links[in].lanes) { /* it hands a beat out in several clocks */
        char name[2 * BUILDER_NAME];
        snprintf(name, sizeof name, "%s_resize", reader);
        in = builder_decouple(b, in, name);
    }
    if (b->failed)
        return in;
    bac_link out = b->p->links[in];
    uint32_t stage = builder_stage(b, BAC_STAGE_RESIZE, out.layer, "%s_resize", reader);
    builder_connect(b, stage, in);
    out.width = out.width / out.lanes * lanes;
    out.beats = (uint32_t)((uint64_t)out.T * out.C / lanes);
    out.lanes = lanes;
    out.last += 1;
    uint32_t link = builder_link(b, NULL, out);
    builder_output(b, stage, link);
    if (b->failed)
        return 0;
    builder_name(b, &b->p->links[link].name, "%s_by%" PRIu32 "_to_%s",
                 bac_net_layer(b->p->net, out.layer)->name, lanes, reader);
    stage_at(b, stage)->latency = 1;
    b->p->narrow = true;
    builder_need(b, out.beats);
    return link;
}

/* Channels of one position at most: what a folded stage takes. */
static uint32_t narrow(builder *b, uint32_t in, const char *reader) {
    if (b->failed)
        return 0;
    const bac_link *link = &b->p->links[in];
    return link->lanes > link->C ? builder_resize(b, in, link->C, reader) : in;
}

/* Of whole positions as few elements a beat as the pace leaves time for: as many copies of what
 * reads them. */
static uint32_t paced(builder *b, uint32_t in, const char *reader) {
    if (b->failed)
        return 0;
    const bac_link *link = &b->p->links[in];
    uint32_t lanes = 1;
    while (lanes < link->C &&
           (link->C % lanes != 0 || (uint64_t)link->T * (link->C / lanes) > b->budget))
        lanes++;
    return link->lanes >= link->C ? builder_resize(b, in, lanes, reader) : in;
}

/* The layer's own stream behind a stage, `lanes` elements a beat. */
static void finish(builder *b, uint32_t stage, uint32_t index, uint32_t lanes, uint32_t latency) {
    if (b->failed)
        return;
    const bac_layer *l = builder_layer(b, index);
    bac_link from = b->p->links[stage_at(b, stage)->in[0]];
    bac_link out = {.layer = index,
                    .carries = true,
                    .T = l->T,
                    .C = l->C,
                    .type = l->type,
                    .lanes = lanes,
                    .beats = (uint32_t)((uint64_t)l->T * l->C / lanes),
                    .width = (uint64_t)lanes * l->type.bits,
                    .last = from.last + latency};
    out.interval = (double)b->budget / out.beats;
    uint32_t link = builder_link(b, l->name, out);
    builder_output(b, stage, link);
    if (b->failed)
        return;
    stage_at(b, stage)->latency = latency;
    b->p->narrow = true;
    builder_need(b, bac_max_u32(out.beats, from.beats));
    builder_publish(b, index, link);
}

static bac_status no_memory(builder *b) {
    b->failed = bac_fail(b->err, BAC_ERR_MEMORY, "pipeline", "out of memory");
    return b->failed;
}

/* ---- convolutions and max pools -------------------------------------------- */

/* Words of one output channel: its weights that are not zero, at least one; of a pool, its taps. */
static uint32_t channel_words(const bac_net *net, const bac_layer *l, uint32_t channel) {
    if (l->op == BAC_MAXPOOL)
        return l->kernel;
    size_t row = (size_t)bac_net_layer(net, l->in[0])->C / l->groups * l->kernel;
    uint32_t n = 0;
    for (size_t i = 0; i < row; i++)
        n += l->weight[channel * row + i] != 0;
    return n ? n : 1;
}

static bool mark_ends(builder *b, bac_stage *s, const bac_layer *l) {
    s->words = 0;
    for (uint32_t c = 0; c < l->C; c++)
        s->words += channel_words(b->p->net, l, c);
    s->ends = calloc(s->words, sizeof *s->ends);
    if (!s->ends)
        return false;
    uint32_t at = 0;
    for (uint32_t c = 0; c < l->C; c++) {
        at += channel_words(b->p->net, l, c);
        s->ends[at - 1] = 1;
    }
    return true;
}

/* The fewest elements a beat with which the output does not hold the lanes up. */
static uint32_t enough_elements(const bac_layer *l, uint32_t side, uint32_t words) {
    uint32_t elements = 1;
    while (elements < l->C && (l->C % elements != 0 || (uint64_t)side * l->C / elements > words))
        elements++;
    return side == 1 ? 1 : elements;
}

static bac_status refuse_lanes(builder *b, const bac_layer *l, uint32_t lanes, uint32_t of) {
    uint32_t near = lanes;
    while (of % near != 0)
        near--;
    b->failed = bac_fail(b->err, BAC_ERR_INPUT, l->name,
                         "%" PRIu32 " do not divide %" PRIu32
                         "; the next lower number that does is %" PRIu32,
                         lanes, of, near);
    return b->failed;
}

void builder_fold_conv(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    uint32_t in = narrow(b, builder_take(b, l->in[0], l->name), l->name);
    in = builder_decouple(b, in, l->name);
    uint32_t stage = builder_stage(b, BAC_STAGE_FOLD_CONV, index, "%s_fold", l->name);
    builder_connect(b, stage, in);
    if (b->failed)
        return;
    bac_stage *s = stage_at(b, stage);
    s->side = number_of(b, index, BAC_PLAN_LANES);
    s->side = s->side ? s->side : 1;
    if (!mark_ends(b, s, l)) {
        no_memory(b);
        return;
    }
    uint32_t elements = number_of(b, index, BAC_PLAN_ELEMENTS);
    elements = elements ? elements : enough_elements(l, s->side, s->words);
    if (l->T % s->side != 0 && refuse_lanes(b, l, s->side, l->T))
        return;
    if (l->C % elements != 0 && refuse_lanes(b, l, elements, l->C))
        return;
    finish(b, stage, index, elements, 1);
    if (b->failed)
        return;
    s = stage_at(b, stage);
    bac_folded_params params;
    bac_folded_of(b->p, s, &params);
    s->rows = bac_fold_conv_rows_full(&params.conv);
    params.conv.rows = s->rows;
    uint64_t latency = bac_fold_conv_latency(&params.conv);
    s->latency = (uint32_t)latency;
    builder_need(b, bac_fold_conv_clocks(&params.conv));
}

void builder_fold_globalmax(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    uint32_t in = paced(b, builder_take(b, l->in[0], l->name), l->name);
    uint32_t stage = builder_stage(b, BAC_STAGE_FOLD_GLOBALMAX, index, "%s_fold", l->name);
    builder_connect(b, stage, in);
    if (!b->failed)
        finish(b, stage, index, b->p->links[in].lanes, 1);
}

/* ---- requantisers, sums, concatenations ------------------------------------ */

void builder_fold_requant(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    const bac_layer *from = builder_layer(b, l->in[0]);
    uint32_t in = paced(b, builder_take(b, l->in[0], l->name), l->name);
    bac_fold_requant_lowered lowered;
    if (b->failed)
        return;
    b->failed = bac_fold_requant_lower(l->requant, l->C, from->channel_lo, from->channel_hi,
                                       l->code_lo, l->code_hi, &lowered, b->err);
    if (b->failed)
        return;
    bac_fold_requant_params params = {lowered.threshold, lowered.eb, lowered.even, lowered.bits};
    bac_fold_requant_lowered_free(&lowered);
    uint32_t stage = builder_stage(b, BAC_STAGE_FOLD_REQUANT, index, "%s_fold", l->name);
    builder_connect(b, stage, in);
    if (!b->failed)
        finish(b, stage, index, b->p->links[in].lanes, bac_fold_requant_latency(&params));
}

/* The first n inputs of an add or a concatenation put together, on their way to the rest: an add's
 * sums wrap, which the whole sum does not see. */
static uint32_t add_partial(builder *b, uint32_t stage, uint32_t index, uint32_t lanes,
                            uint32_t latency) {
    if (b->failed)
        return 0;
    const bac_layer *l = builder_layer(b, index);
    bac_stage *s = stage_at(b, stage);
    bac_link out = b->p->links[s->in[0]];
    if (l->op == BAC_CONCAT)
        out.C += b->p->links[s->in[1]].C;
    out.layer = index;
    out.carries = false;
    out.type = l->type;
    out.lanes = lanes;
    out.beats = (uint32_t)((uint64_t)out.T * out.C / lanes);
    out.width = (uint64_t)lanes * l->type.bits;
    out.interval = (double)b->budget / out.beats;
    out.last += latency;
    s->latency = latency;
    uint32_t link = builder_link(b, NULL, out);
    builder_output(b, stage, link);
    if (!b->failed)
        builder_name(b, &b->p->links[link].name, "%s", stage_at(b, stage)->name);
    return link;
}

/* An add or a concatenation, two streams at a time: all inputs in beats of as many elements, of one
 * position. */
static void fold_meeting(builder *b, uint32_t index, bac_stage_kind kind, uint32_t latency) {
    const bac_layer *l = builder_layer(b, index);
    uint32_t in[BAC_MAX_INPUTS], lanes = 0;
    for (uint32_t i = 0; i < l->n_in; i++)
        in[i] = builder_take_input(b, index, i);
    for (uint32_t i = 0; i < l->n_in && !b->failed; i++) {
        lanes = bac_gcd(b->p->links[in[i]].lanes, lanes);
        lanes = bac_gcd(b->p->links[in[i]].C, lanes);
    }
    for (uint32_t i = 0; i < l->n_in; i++) {
        char reader[BUILDER_NAME];
        builder_input_name(reader, l, i);
        in[i] = builder_resize(b, in[i], lanes, reader);
    }
    builder_balance(b, index, in);
    for (uint32_t i = 1, so_far = in[0]; i < l->n_in && !b->failed; i++) {
        const bool whole = i + 1 == l->n_in;
        uint32_t stage = whole ? builder_stage(b, kind, index, "%s_fold", l->name)
                               : builder_stage(b, kind, index, "%s_fold%" PRIu32, l->name, i);
        builder_connect(b, stage, so_far);
        builder_connect(b, stage, in[i]);
        if (b->failed)
            return;
        stage_at(b, stage)->part = i;
        if (whole)
            finish(b, stage, index, lanes, latency);
        else
            so_far = builder_decouple(b, add_partial(b, stage, index, lanes, latency),
                                      stage_at(b, stage)->name);
    }
}

void builder_fold_add(builder *b, uint32_t index) {
    fold_meeting(b, index, BAC_STAGE_FOLD_ADD, BAC_FOLD_ADD_LATENCY);
}

void builder_fold_concat(builder *b, uint32_t index) {
    fold_meeting(b, index, BAC_STAGE_FOLD_CONCAT, 1);
}

/* ---- fully connected ------------------------------------------------------- */

static bool mark_outputs(builder *b, bac_stage *s, const bac_layer *l, size_t inputs,
                         uint32_t elements) {
    bac_folded_lanes given;
    b->failed = bac_folded_give(l, inputs, s->side, elements, &given, b->err);
    if (b->failed)
        return false;
    s->words = given.longest;
    s->depth = given.slots;
    s->ends = calloc(s->words, sizeof *s->ends);
    for (uint32_t lane = 0; s->ends && lane < s->side; lane++) {
        uint32_t at = 0;
        for (uint32_t o = 0; o < l->C; o++)
            if (given.lane[o] == lane) {
                at += given.words[o];
                s->ends[at - 1] = 1;
            }
    }
    bac_folded_lanes_free(&given);
    return s->ends || no_memory(b) == BAC_OK;
}

void builder_fold_fc(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    uint32_t in = builder_decouple(b, builder_take(b, l->in[0], l->name), l->name);
    uint32_t stage = builder_stage(b, BAC_STAGE_FOLD_FC, index, "%s_fold", l->name);
    builder_connect(b, stage, in);
    if (b->failed)
        return;
    const bac_link *link = &b->p->links[in];
    bac_stage *s = stage_at(b, stage);
    uint32_t lanes = number_of(b, index, BAC_PLAN_LANES);
    uint32_t elements = number_of(b, index, BAC_PLAN_ELEMENTS);
    s->side = lanes ? lanes : 1;
    elements = elements ? elements : 1;
    if (l->C % elements != 0 && refuse_lanes(b, l, elements, l->C))
        return;
    if (s->side % elements != 0 && refuse_lanes(b, l, elements, s->side))
        return;
    if (!mark_outputs(b, s, l, (size_t)link->T * link->C, elements))
        return;
    finish(b, stage, index, elements, 1);
    if (b->failed)
        return;
    s = stage_at(b, stage);
    bac_folded_params params;
    bac_folded_of(b->p, s, &params);
    s->latency = (uint32_t)bac_fold_fc_latency(&params.fc);
    builder_need(b, (bac_fold_fc_clocks_of_two(&params.fc) + 1) / 2);
}
