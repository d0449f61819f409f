/* net_look.c - read access to a network. */
#include "internal.h"

#include <string.h>

uint32_t bac_net_layers(const bac_net *net) {
    return net->n_layer;
}

const bac_layer *bac_net_layer(const bac_net *net, uint32_t index) {
    return index < net->n_layer ? net->layer[index] : NULL;
}

uint64_t bac_layer_weights(const bac_net *net, const bac_layer *l) {
    if (!bac_op_convolves(l->op) && l->op != BAC_FC)
        return 0;
    return (uint64_t)l->C * (net->layer[l->in[0]]->C / l->groups) * l->kernel;
}

const char *bac_net_name(const bac_net *net) {
    return net->name;
}

const bac_layer *bac_net_logits(const bac_net *net) {
    return net->finished ? net->layer[net->layer[net->n_layer - 1]->in[0]] : NULL;
}

const char *bac_net_class(const bac_net *net, uint32_t class_index) {
    return class_index < net->n_label ? net->label[class_index] : NULL;
}

const char *bac_net_source(const bac_net *net, uint32_t index) {
    return index < net->n_note ? net->note[index] : NULL;
}

/* FNV-1a: only to compare names quickly; equality is decided by strcmp. */
uint32_t bac_name_hash(const char *name) {
    uint32_t h = 2166136261u;
    for (; *name; name++)
        h = (h ^ (unsigned char)*name) * 16777619u;
    return h;
}

int64_t bac_net_find(const bac_net *net, const char *name) {
    uint32_t h = bac_name_hash(name);
    for (uint32_t i = 0; i < net->n_layer; i++) {
        if (net->hash[i] == h && strcmp(net->layer[i]->name, name) == 0)
            return i;
    }
    return -1;
}
