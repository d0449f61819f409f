/* pipeline_streams.c - what all styles share: who reads a layer's stream, forks, FIFOs. */
#include "pipeline_internal.h"

#include <stdio.h>

const bac_layer *builder_layer(const builder *b, uint32_t index) {
    return bac_net_layer(b->p->net, index);
}

/* Flattening moves nothing on the wire: a fully connected layer reads a flatten's input, beat by
 * beat. So does every reader of a flatten that has one position to flatten. A folded
 * layer counts channels on from beat to beat. Only what else reads a flattened frame needs it
 * collected. */
static bool is_collected(const builder *b, uint32_t flatten) {
    if (builder_layer(b, builder_layer(b, flatten)->in[0])->T == 1)
        return false;
    for (uint32_t i = flatten + 1; i < bac_net_layers(b->p->net); i++)
        for (uint32_t k = 0; k < builder_layer(b, i)->n_in; k++)
            if (builder_layer(b, i)->in[k] == flatten && builder_layer(b, i)->op != BAC_FC &&
                !builder_is_folded(b, i))
                return true;
    return false;
}

/* The layer whose stage makes the stream that `layer` stands for. */
uint32_t builder_root(const builder *b, uint32_t layer) {
    while (builder_layer(b, layer)->op == BAC_FLATTEN && !is_collected(b, layer))
        layer = builder_layer(b, layer)->in[0];
    return layer;
}

void builder_readers(builder *b) {
    for (uint32_t i = 0; i < bac_net_layers(b->p->net); i++)
        if (builder_root(b, i) == i)
            for (uint32_t k = 0; k < builder_layer(b, i)->n_in; k++)
                b->readers[builder_root(b, builder_layer(b, i)->in[k])]++;
}

/* A link that brings layer `layer`'s stream, `like`'s positions in a beat, timed as `like` plus
 * `latency` clocks. Collected streams have one position, whatever `like` has. */
uint32_t builder_stream(builder *b, const char *name, uint32_t layer, const bac_link *like,
                        double latency) {
    const bac_layer *l = builder_layer(b, layer);
    bac_link link = {.layer = layer, .carries = true, .T = l->T, .C = l->C, .type = l->type};
    uint32_t positions = bac_link_positions(like);
    if (positions > l->T)
        positions = l->T;
    if (positions == 0) /* of channels in several beats, collected */
        positions = 1;
    link.lanes = positions * l->C;
    link.beats = l->T / positions;
    link.width = (uint64_t)link.lanes * l->type.bits;
    link.last = like->last + latency;
    link.interval = like->interval;
    return builder_link(b, name, link);
}

/* Publish a finished layer: its stage's output link, forked when several layers read it. */
void builder_publish(builder *b, uint32_t layer, uint32_t link) {
    uint32_t n = b->readers[layer];
    b->first_out[layer] = link;
    if (n < 2 || b->failed)
        return;
    uint32_t stage =
        builder_stage(b, BAC_STAGE_FORK, layer, "%s_fork", builder_layer(b, layer)->name);
    builder_connect(b, stage, link);
    for (uint32_t i = 0; i < n; i++) {
        bac_link branch = b->p->links[link];
        uint32_t index = builder_link(b, NULL, branch);
        builder_output(b, stage, index);
        if (i == 0)
            b->first_out[layer] = index;
    }
}

/* The next unread branch of a layer's stream. `reader` names a fork's branch. */
uint32_t builder_take_digits(builder *b, uint32_t layer, const char *reader) {
    uint32_t root = builder_root(b, layer);
    uint32_t link = b->first_out[root] + b->taken[root]++;
    if (!b->failed && !b->p->links[link].name)
        builder_name(b, &b->p->links[link].name, "%s_to_%s", builder_layer(b, root)->name, reader);
    return link;
}

uint32_t builder_take(builder *b, uint32_t layer, const char *reader) {
    return builder_whole(b, builder_take_digits(b, layer, reader), reader);
}

uint32_t builder_fifo(builder *b, uint32_t in, const char *name) {
    if (b->failed)
        return 0;
    uint32_t stage = builder_stage(b, BAC_STAGE_FIFO, b->p->links[in].layer, "%s", name);
    bac_link out = b->p->links[in];
    out.last += 1;
    builder_connect(b, stage, in);
    uint32_t link = builder_link(b, name, out);
    builder_output(b, stage, link);
    if (b->failed)
        return link;
    b->p->stages[stage].latency = 1;
    b->p->stages[stage].depth = builder_depth(b, name);
    return link;
}

void builder_input_name(char name[BUILDER_NAME], const bac_layer *reader, uint32_t i) {
    snprintf(name, BUILDER_NAME, "%s_in%u", reader->name, i);
}

uint32_t builder_take_input(builder *b, uint32_t index, uint32_t i) {
    const bac_layer *l = builder_layer(b, index);
    char reader[BUILDER_NAME];
    builder_input_name(reader, l, i);
    return builder_whole(b, builder_take_digits(b, l->in[i], l->name), reader);
}

uint32_t builder_decouple(builder *b, uint32_t in, const char *reader) {
    char name[BAC_MAX_NAME + 64];
    snprintf(name, sizeof name, "%s_fifo", reader);
    const uint32_t left_out = builder_needless(b, name);
    if (left_out == 0)
        return builder_fifo(b, in, name);
    if (!b->failed)
        b->p->links[in].left_out = left_out;
    return in;
}

void builder_balance(builder *b, uint32_t index, uint32_t *in) {
    const bac_layer *l = builder_layer(b, index);
    for (uint32_t i = 0; i < l->n_in && !b->failed; i++) {
        char reader[BUILDER_NAME];
        builder_input_name(reader, l, i);
        in[i] = builder_decouple(b, in[i], reader);
    }
}
