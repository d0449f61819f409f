/* constants.c - constants beside a stream: one number for all channels, or one a channel. */
#include "lower.h"

#include <inttypes.h>
#include <math.h>

double bac_per_channel_at(const bac_per_channel *constant, uint32_t c) {
    return constant->tensor->data[constant->single ? 0 : constant->value->lane[c].feature];
}

/* Which dimension of the edge a constant varies along, counted from the front; -1: none. */
static int varying_axis(const bac_tensor *t, uint32_t rank, bool *several) {
    int axis = -1;
    *several = false;
    for (uint32_t i = 0; i < t->shape.rank; i++) {
        if (t->shape.dim[i] == 1)
            continue;
        *several = *several || axis >= 0 || rank + i < t->shape.rank;
        axis = (int)(rank + i - t->shape.rank);
    }
    return axis;
}

static bool all_equal(const bac_tensor *t) {
    for (size_t i = 1; i < t->count; i++)
        if (t->data[i] != t->data[0])
            return false;
    return true;
}

bac_status bac_value_constant(bac_lower *l, bac_value *value, const bac_tensor *tensor,
                              bool vector_is_channel, bac_per_channel *constant) {
    bac_shape shape = l->graph.edge[l->node->in[0]].shape;
    for (uint32_t i = 0; i < l->node->n_in; i++) /* the stream's edge, whichever input it is */
        if (l->node->in[i] != BAC_NO_EDGE && l->value[l->node->in[i]])
            shape = l->graph.edge[l->node->in[i]].shape;
    constant->tensor = tensor;
    constant->value = value;
    constant->single = all_equal(tensor);
    for (size_t i = 0; i < tensor->count; i++)
        if (!isfinite(tensor->data[i]))
            return bac_node_fail(l->node, "a constant is not finite");
    if (constant->single)
        return BAC_OK;
    bool several = false;
    int axis = varying_axis(tensor, shape.rank, &several);
    if (vector_is_channel && tensor->shape.rank == 1)
        axis = 1;
    if (several || axis != 1 || (int64_t)tensor->count != shape.dim[1])
        return bac_node_fail(l->node,
                             "a constant varies along something else than the %" PRId64 " channels",
                             shape.rank > 1 ? shape.dim[1] : 1);
    return value->flat ? bac_value_flatten(l, value) : BAC_OK;
}
