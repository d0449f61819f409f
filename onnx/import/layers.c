/* layers.c - appending layers, with errors that name the ONNX node behind them. */
#include "lower.h"

bac_status bac_lower_add(bac_lower *l, const bac_node *node, const bac_layer *layer,
                         uint32_t *index, bac_error *err) {
    bac_error inner = {0};
    bac_status status = bac_net_add(l->net, layer, index, &inner);
    if (status == BAC_ERR_INPUT)
        return bac_node_fail(&l->graph, node, err, "layer %s: %s", layer->name, inner.text);
    if (status && err)
        *err = inner;
    return status;
}
