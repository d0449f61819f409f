/* pipeline.c - network to stages and links, in the order of the layers.
 *
 * Where a stream has several readers a fork follows its stage; where two streams meet a join
 * stands, with a FIFO in front of each branch that runs ahead. A FIFO also stands in front of every
 * window: it cuts the ready path, and it holds what arrives while an eager window flushes. */
#include "pipeline_internal.h"

#include "ints.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Several samples a push make several windows a beat, side by side: they span `span` samples. A
 * beat's windows begin a whole number of pushes after those of the beat before it, so all beats
 * lie alike in the delay line. */
typedef struct window_shape {
    uint32_t positions, span;     /* of a beat: windows, samples they reach over */
    uint32_t head, period, flush; /* see bac_stage */
    uint32_t final;               /* the push that completes a frame's last beat */
} window_shape;

static bool shape_window(builder *b, const bac_layer *l, const bac_link *in, window_shape *shape) {
    uint32_t samples = bac_link_positions(in);
    uint32_t positions = samples / bac_gcd(samples, l->stride);
    if (l->T % positions != 0) {
        b->failed = bac_fail(b->err, BAC_ERR_INPUT, l->name,
                             "makes %" PRIu32 " positions a frame, which do not come %" PRIu32
                             " a clock; take fewer samples a clock",
                             l->T, positions);
        return false;
    }
    shape->positions = positions;
    shape->span = l->kernel + (positions - 1) * l->stride;
    shape->head = (shape->span - l->pad_left - 1) / samples;
    shape->period = positions * l->stride / samples;
    shape->final = (l->T / positions - 1) * shape->period + shape->head;
    shape->flush = shape->final > in->beats - 1 ? shape->final - (in->beats - 1) : 0;
    return true;
}

static uint32_t add_window(builder *b, uint32_t index, uint32_t in) {
    const bac_layer *layer = builder_layer(b, index);
    if (b->failed)
        return 0;
    window_shape shape;
    if (!shape_window(b, layer, &b->p->links[in], &shape))
        return 0;
    /* Overlap only where an eager flush would cost the rate: it leaves the tail waiting for the
     * next frame's samples. */
    uint32_t pushes = b->p->links[in].beats;
    bool overlap = shape.flush > 0 && (uint64_t)pushes + shape.flush > b->budget &&
                   shape.flush <= pushes && shape.flush <= shape.head;

    char name[BAC_MAX_NAME + 32];
    snprintf(name, sizeof name, "%s_fifo", layer->name);
    in = builder_fifo(b, in, name);
    if (b->failed)
        return 0;
    bac_link from = b->p->links[in];

    uint32_t stage = builder_stage(b, BAC_STAGE_WINDOW, index, "%s_window", layer->name);
    bac_link out = from;
    out.carries = false;
    out.T = layer->T;
    out.lanes = shape.positions * from.C;
    out.beats = layer->T / shape.positions;
    out.width = (uint64_t)shape.span * from.C * from.type.bits;
    out.interval = (double)b->budget / out.beats;
    out.last =
        from.last + 1 +
        (shape.flush > 0 ? shape.flush : -((double)(pushes - 1 - shape.final) * from.interval));
    builder_connect(b, stage, in);
    builder_output(b, stage, builder_link(b, NULL, out));
    if (b->failed)
        return 0;
    bac_stage *s = &b->p->stages[stage];
    s->latency = 1;
    s->head = shape.head;
    s->period = shape.period;
    s->flush = shape.flush;
    s->overlap = overlap;
    builder_name(b, &b->p->links[s->out[0]].name, "%s_window", layer->name);
    uint64_t clocks = (uint64_t)pushes + (overlap ? 0 : shape.flush);
    builder_need(b, bac_max_u64(clocks, out.beats));
    return s->out[0];
}

/* One pipelined stage from link `in` to layer `index`'s own stream. */
static void add_layer_stage(builder *b, bac_stage_kind kind, const char *suffix, uint32_t index,
                            uint32_t in, uint32_t latency, uint32_t levels) {
    if (b->failed)
        return;
    uint32_t stage = builder_stage(b, kind, index, "%s_%s", builder_layer(b, index)->name, suffix);
    builder_connect(b, stage, in);
    if (b->failed)
        return;
    bac_link from = b->p->links[in];
    uint32_t link = builder_stream(b, builder_layer(b, index)->name, index, &from, latency);
    builder_output(b, stage, link);
    if (b->failed)
        return;
    b->p->stages[stage].latency = latency;
    b->p->stages[stage].levels = levels;
    builder_publish(b, index, link);
}

/* In beats of whole positions. */
static uint32_t whole_positions(builder *b, uint32_t in, const char *reader) {
    if (b->failed || b->p->links[in].lanes % b->p->links[in].C == 0)
        return in;
    return builder_resize(b, in, b->p->links[in].C, reader);
}

/* The next unread branch, likewise. */
static uint32_t take_wide(builder *b, uint32_t layer, const char *reader) {
    return whole_positions(b, builder_take(b, layer, reader), reader);
}

static void add_conv(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    uint32_t in = take_wide(b, l->in[0], l->name);
    if (l->kernel > 1 || l->stride > 1)
        in = add_window(b, index, in);
    uint32_t levels = bac_conv_levels(b->p->net, index);
    add_layer_stage(b, BAC_STAGE_DOT, "dot", index, in, levels, levels);
}

static void add_requant(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    uint32_t latency = bac_requant_latency(l);
    add_layer_stage(b, BAC_STAGE_REQUANT, "requant", index, take_wide(b, l->in[0], l->name),
                    latency, 0);
}

/* A stage that gives one beat after a frame's last. */
static void add_collector(builder *b, bac_stage_kind kind, const char *suffix, uint32_t index,
                          uint32_t in) {
    if (b->failed)
        return;
    bac_link from = b->p->links[in];
    uint32_t stage = builder_stage(b, kind, index, "%s_%s", builder_layer(b, index)->name, suffix);
    builder_connect(b, stage, in);
    if (b->failed)
        return;
    uint32_t link = builder_stream(b, builder_layer(b, index)->name, index, &from, 1);
    builder_output(b, stage, link);
    if (b->failed)
        return;
    b->p->stages[stage].latency = 1;
    b->p->links[link].interval = (double)b->budget;
    builder_publish(b, index, link);
}

static void add_maxpool(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    uint32_t in = take_wide(b, l->in[0], l->name);
    if (b->failed)
        return;
    if (l->op == BAC_GLOBALMAX || (l->kernel == b->p->links[in].T && l->T == 1)) {
        add_collector(b, BAC_STAGE_GLOBALMAX, "globalmax", index, in);
        return;
    }
    uint32_t depth = bac_max_u32(1, bac_ceil_log2(l->kernel));
    in = add_window(b, index, in);
    add_layer_stage(b, BAC_STAGE_MAX, "max", index, in, depth, depth);
}

static void add_fc(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    uint32_t in = builder_take(b, l->in[0], l->name);
    if (b->failed)
        return;
    in = builder_decouple(b, in, l->name);
    if (b->failed)
        return;
    bac_link from = b->p->links[in];
    uint32_t inputs = b->plan ? b->plan->layer[index].value[BAC_PLAN_INPUTS] : 0;
    if (inputs == 0) /* the fewest that keep up with the beats */
        for (inputs = 1; inputs < from.lanes && (from.lanes + inputs - 1) / inputs > from.interval;)
            inputs++;
    if (inputs > from.lanes)
        inputs = from.lanes;
    uint32_t steps = (from.lanes + inputs - 1) / inputs;
    uint32_t stage = builder_stage(b, BAC_STAGE_FC, index, "%s_fc", l->name);
    builder_connect(b, stage, in);
    uint32_t link = builder_stream(b, l->name, index, &from, steps + 3);
    builder_output(b, stage, link);
    if (b->failed)
        return;
    bac_stage *s = &b->p->stages[stage];
    s->latency = steps + 3;
    s->levels = steps;
    s->depth = inputs;
    bac_link *out = &b->p->links[link];
    out->interval = (double)b->budget;
    builder_need(b, (uint64_t)from.beats * steps);
    builder_publish(b, index, link);
}

uint32_t builder_join(builder *b, uint32_t index, uint32_t n, uint32_t a, uint32_t skip) {
    if (b->failed)
        return 0;
    uint32_t stage =
        builder_stage(b, BAC_STAGE_JOIN, index, "%s_join%u", builder_layer(b, index)->name, n);
    builder_connect(b, stage, a);
    builder_connect(b, stage, skip);
    if (b->failed)
        return 0;
    bac_link out = b->p->links[a];
    const bac_link *other = &b->p->links[skip];
    out.carries = false;
    out.C += other->C;
    out.lanes += other->lanes;
    out.width = 0; /* set by the caller, who knows the lanes */
    out.last = fmax(out.last, other->last);
    uint32_t link = builder_link(b, NULL, out);
    builder_output(b, stage, link);
    if (!b->failed)
        builder_name(b, &b->p->links[link].name, "%s_join%u", builder_layer(b, index)->name, n);
    return link;
}

/* Positions a clock in which streams meet: the most that one of them has, where the others can be
 * collected to as many. */
static uint32_t meeting_positions(const builder *b, uint32_t n, const uint32_t *in) {
    uint32_t most = 1, common = 0;
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t positions = bac_max_u32(1, bac_link_positions(&b->p->links[in[i]]));
        most = bac_max_u32(most, positions);
        common = bac_gcd(positions, common);
    }
    for (uint32_t i = 0; i < n; i++)
        if (most % bac_max_u32(1, bac_link_positions(&b->p->links[in[i]])) != 0)
            return common;
    return most;
}

/* Add and concatenation: all inputs in beats of as many positions and lanes of one type, joined
 * pair by pair. */
static void add_meeting(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    uint32_t in[BAC_MAX_INPUTS];
    for (uint32_t i = 0; i < l->n_in; i++)
        in[i] = builder_take_input(b, index, i);
    const uint32_t positions = b->failed ? 1 : meeting_positions(b, l->n_in, in);
    for (uint32_t i = 0; i < l->n_in && !b->failed; i++) {
        char reader[BUILDER_NAME];
        builder_input_name(reader, l, i);
        in[i] = builder_resize(b, in[i], positions * b->p->links[in[i]].C, reader);
    }
    builder_balance(b, index, in);
    bac_type lane = l->op == BAC_CONCAT ? l->type : bac_common_type(b->p->net, l);
    uint32_t joined = in[0];
    for (uint32_t i = 1; i < l->n_in && !b->failed; i++) {
        joined = builder_join(b, index, i, joined, in[i]);
        if (b->failed)
            return;
        bac_link *link = &b->p->links[joined];
        link->type = lane;
        link->width = (uint64_t)link->lanes * lane.bits;
    }
    if (b->failed)
        return;
    if (l->op == BAC_CONCAT) {
        bac_link *link = &b->p->links[joined];
        link->carries = true;
        link->layer = index;
        free(link->name);
        link->name = NULL;
        builder_name(b, &link->name, "%s", l->name);
        builder_publish(b, index, joined);
        return;
    }
    uint32_t levels = bac_add_levels(l);
    add_layer_stage(b, BAC_STAGE_DOT, "dot", index, joined, levels, levels);
}

static void add_input(builder *b) {
    const bac_layer *l = builder_layer(b, 0);
    bac_link port = {.T = l->T, .C = l->C, .type = l->type, .to = 0};
    uint32_t lane = (l->type.bits + 7u) / 8 * 8;
    port.beats = b->beats;
    port.interval = (double)b->budget / b->beats;
    port.lanes = l->T / port.beats * l->C;
    port.width = (uint64_t)port.lanes * lane;
    uint32_t s_axis = builder_link(b, "s_axis", port);
    uint32_t stage = builder_stage(b, BAC_STAGE_INGRESS, 0, "%s_ingress", l->name);
    builder_connect(b, stage, s_axis);
    if (b->failed)
        return;
    bac_link from = b->p->links[s_axis];
    uint32_t link = builder_stream(b, l->name, 0, &from, 0);
    builder_output(b, stage, link);
    builder_publish(b, 0, link);
}

static void add_argmax(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    uint32_t in = builder_take(b, l->in[0], l->name);
    if (b->failed)
        return;
    const bool one_by_one = b->p->links[in].lanes == 1 && b->p->links[in].C > 1;
    if (!one_by_one)
        in = builder_decouple(b, whole_positions(b, in, l->name), l->name);
    if (b->failed)
        return;
    bac_link from = b->p->links[in];
    const uint32_t depth = bac_max_u32(1, bac_ceil_log2(from.C));
    const uint32_t latency = one_by_one ? 1 : depth + 1;
    uint32_t stage = builder_stage(b, one_by_one ? BAC_STAGE_FOLD_ARGMAX : BAC_STAGE_ARGMAX, index,
                                   "%s_argmax", l->name);
    builder_connect(b, stage, in);
    bac_link out = {.layer = index,
                    .T = 1,
                    .C = from.C,
                    .type = from.type,
                    .lanes = from.C,
                    .beats = 1,
                    .to = BAC_NO_LINK};
    out.last = from.last + latency;
    out.interval = (double)b->budget;
    out.width = (uint64_t)from.C * ((from.type.bits + 7u) / 8 * 8) + (depth + 7u) / 8 * 8;
    uint32_t link = builder_link(b, "m_axis", out);
    builder_output(b, stage, link);
    if (b->failed)
        return;
    b->p->stages[stage].latency = latency;
    builder_need(b, latency + 1);
    b->p->links[link].to = BAC_NO_LINK;
    b->p->latency_sum = (uint64_t)llround(out.last);
}

static void add_folded(builder *b, uint32_t index) {
    const bac_layer *l = builder_layer(b, index);
    switch (l->op) {
    case BAC_CONV:
        builder_fold_conv(b, index);
        break;
    case BAC_MAXPOOL:
        (l->T == 1 && l->kernel == builder_layer(b, l->in[0])->T ? builder_fold_globalmax
                                                                 : builder_fold_conv)(b, index);
        break;
    case BAC_GLOBALMAX:
        builder_fold_globalmax(b, index);
        break;
    case BAC_REQUANT:
        builder_fold_requant(b, index);
        break;
    case BAC_ADD:
        builder_fold_add(b, index);
        break;
    case BAC_CONCAT:
        builder_fold_concat(b, index);
        break;
    case BAC_FC:
        builder_fold_fc(b, index);
        break;
    default:
        b->failed = bac_fail(b->err, BAC_ERR_INPUT, l->name, "this layer cannot be folded");
    }
}

static void add_layer(builder *b, uint32_t index) {
    if (builder_is_folded(b, index)) {
        add_folded(b, index);
        return;
    }
    if (builder_is_serial(b, index)) {
        (builder_layer(b, index)->op == BAC_REQUANT ? builder_serial_requant
                                                    : builder_serial_linear)(b, index);
        return;
    }
    switch (builder_layer(b, index)->op) {
    case BAC_INPUT:
        add_input(b);
        break;
    case BAC_CONV:
        add_conv(b, index);
        break;
    case BAC_FC:
        add_fc(b, index);
        break;
    case BAC_REQUANT:
        add_requant(b, index);
        break;
    case BAC_ADD:
    case BAC_CONCAT:
        add_meeting(b, index);
        break;
    case BAC_MAXPOOL:
    case BAC_GLOBALMAX:
        add_maxpool(b, index);
        break;
    case BAC_ARGMAX:
        add_argmax(b, index);
        break;
    case BAC_FLATTEN:
        if (builder_root(b, index) == index)
            add_collector(
                b, BAC_STAGE_FLATTEN, "flatten", index,
                builder_take(b, builder_layer(b, index)->in[0], builder_layer(b, index)->name));
        break;
    case BAC_OP_COUNT:
        break;
    }
}

static bac_status refuse_samples(uint32_t samples, uint32_t positions, bac_error *err) {
    uint32_t near = samples;
    while (positions % near != 0)
        near--;
    return bac_fail(err, BAC_ERR_INPUT, "samples a clock",
                    "%" PRIu32 " samples a clock do not divide a frame of %" PRIu32
                    "; the next lower number that does is %" PRIu32,
                    samples, positions, near);
}

typedef struct draft {
    const bac_net *net;
    const bac_plan *plan;
    bac_pipeline *p;
    bac_survey survey;
    bac_error *err;
} draft;

/* One pipeline for `budget` clocks a frame (0: a beat of the input a clock), its FIFOs as `sizes`
 * says; NULL: all that any plan could need. */
static bac_status build_once(draft *d, uint64_t budget, const bac_fifo_sizes *sizes) {
    builder b = {.err = d->err, .plan = d->plan, .sizes = sizes};
    bac_pipeline_free(d->p);
    d->p = NULL;
    bac_status status = builder_open(&b, d->net);
    if (status != BAC_OK)
        return status;
    uint32_t samples = d->plan ? d->plan->samples_per_clock : 1;
    uint32_t positions = bac_net_layer(d->net, 0)->T;
    if (positions % samples != 0)
        b.failed = refuse_samples(samples, positions, d->err);
    b.beats = positions / samples;
    b.budget = budget ? budget : b.beats;
    b.p->cycles_per_frame = b.beats;
    builder_readers(&b);
    for (uint32_t i = 0; !b.failed && i < bac_net_layers(d->net); i++)
        add_layer(&b, i);
    status = b.failed;
    if (status == BAC_OK && sizes)
        status = builder_check_fifos(&b);
    builder_close(&b);
    if (status == BAC_OK)
        d->p = b.p;
    else
        bac_pipeline_free(b.p);
    return status;
}

/* Built for the clocks a frame that its slowest stage needs: what is faster is made smaller, as
 * long as it is no slower than that. */
static bac_status build_full(draft *d, uint64_t *budget) {
    bac_status status = build_once(d, 0, NULL);
    if (status != BAC_OK || bac_pipeline_input_sets_pace(d->p))
        return status;
    *budget = d->p->cycles_per_frame;
    return build_once(d, *budget, NULL);
}

/* Without the FIFOs that hold nothing back. Leaving one out makes its branch a clock shorter, so
 * another may be missed then, and stays. */
static bac_status build_lean(draft *d) {
    bac_fifo_sizes sizes = {0};
    uint64_t budget = 0;
    bac_status status = build_full(d, &budget);
    if (status == BAC_OK)
        status = bac_survey_open(d->p, &d->survey, d->err);
    if (status == BAC_OK)
        status = bac_size_fifos(&d->survey, &sizes, d->err);
    for (bool missed = true; status == BAC_OK && missed;) {
        bac_survey_close(&d->survey);
        status = build_once(d, budget, &sizes);
        if (status == BAC_OK)
            status = bac_survey_open(d->p, &d->survey, d->err);
        missed = status == BAC_OK && bac_fifos_missed(&d->survey, &sizes);
    }
    bac_fifo_sizes_free(&sizes);
    return status;
}

/* Frames behind the settled one from the first that leaves at another clock than it would. */
static uint32_t frames_that_end(const bac_times *t, uint32_t settled) {
    const int64_t *leaves = t->at[t->p->n_links - 1];
    for (uint32_t f = settled + 1; f < t->frames; f++)
        if (leaves[f] != leaves[f - 1] + (int64_t)t->p->cycles_per_frame)
            return t->frames - f;
    return 0;
}

bac_status bac_pipeline_build(const bac_net *net, const bac_plan *plan, bac_pipeline **pipeline,
                              bac_error *err) {
    draft d = {.net = net, .plan = plan, .err = err};
    bac_status status = build_lean(&d);
    if (status == BAC_OK)
        status = bac_set_depths(d.p, &d.survey, plan, err);
    if (status == BAC_OK) {
        const bac_times *t = &d.survey.times;
        const uint32_t n = d.p->links[d.p->stages[0].in[0]].beats;
        const int64_t *sample = t->at[d.p->stages[0].in[0]] + (size_t)d.survey.settled * n;
        const int64_t result = t->at[d.p->n_links - 1][d.survey.settled];
        d.p->latency_last = (uint64_t)(result - sample[n - 1]);
        d.p->latency_first = (uint64_t)(result - sample[0]);
        d.p->ends = frames_that_end(t, d.survey.settled);
        d.p->steady = d.survey.steady;
        *pipeline = d.p;
        d.p = NULL;
    }
    bac_survey_close(&d.survey);
    bac_pipeline_free(d.p);
    return status;
}
