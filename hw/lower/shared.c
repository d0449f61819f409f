/* shared.c - a network whose layers all have the style `shared`: one stage between the network's input
 * and the argmax. */
#include "shared.h"

#include "builder.h"

#include <inttypes.h>

/* Lanes of the layers; fails unless all layers are shared and name the same number, or none. */
static uint32_t lanes_of(builder *b) {
    uint32_t lanes = 0;
    for (uint32_t i = 0; i < bac_net_layers(b->n->net); i++) {
        const bac_layer *l = builder_layer(b, i);
        const uint32_t own = builder_number(b, i, BAC_PLAN_LANES);
        if (!bac_plan_has_layer(l))
            continue;
        if (builder_style(b, i) != BAC_STYLE_SHARED)
            builder_fail(b, BAC_ERR_INPUT, l->name,
                         "is %s, but other layers are shared: one engine has all layers of a "
                         "network, or none",
                         bac_style_name(builder_style(b, i)));
        if (own && lanes && own != lanes)
            builder_fail(b, BAC_ERR_INPUT, l->name,
                         "%" PRIu32 " lanes, but a layer before it has %" PRIu32
                         ": one engine has one number of lanes",
                         own, lanes);
        lanes = own ? own : lanes;
    }
    return lanes ? lanes : 1;
}

bool builder_is_shared(const builder *b) {
    for (uint32_t i = 0; i < bac_net_layers(b->n->net); i++)
        if (builder_style(b, i) == BAC_STYLE_SHARED)
            return true;
    return false;
}

void builder_shared(builder *b) {
    const uint32_t argmax = bac_net_layers(b->n->net) - 1;
    const uint32_t logits = builder_layer(b, argmax)->in[0];
    const bac_layer *l = builder_layer(b, logits);
    const char *name = "engine";
    const uint32_t lanes = lanes_of(b);
    b->readers[0] = b->readers[logits] = 1;
    builder_unrolled(b, 0);
    uint32_t in = builder_resize(b, builder_take(b, 0, name), 1, name);
    in = builder_fifo(b, in, name);
    bac_shared_params params = {0};
    bac_error err;
    const bac_status status = bac_shared_program_of(b->n->net, lanes, &params.program, &err);
    if (status != BAC_OK)
        builder_fail(b, status, err.where, "%s", err.text);
    bac_shared_params_set(&params, name);
    const uint32_t stage = builder_stage(b, in, &bac_kind_shared, logits, &params, "%s", name);
    b->n->narrow = true;
    builder_finish(b, logits, stage,
                   (bac_link){.layer = logits,
                              .carries = true,
                              .T = 1,
                              .C = l->C,
                              .type = l->type,
                              .lanes = 1,
                              .beats = l->C,
                              .width = l->type.bits,
                              .interval = (double)b->budget / l->C});
    builder_unrolled(b, argmax);
}
