/* sources.c - see sources.h. */
#include "sources.h"

#include "internal.h"

typedef struct walk {
    const bac_net *net;
    const bac_layer *l;
    bac_source_fn *visit;
    void *user;
} walk;

static const bac_layer *input_of(const walk *w, uint32_t i) {
    return bac_net_layer(w->net, w->l->in[i]);
}

/* Channels [first, end) of the window in front of position t. */
static void window(const walk *w, uint32_t t, uint32_t first, uint32_t end) {
    for (uint32_t c = first; c < end; c++)
        for (uint32_t k = 0; k < w->l->kernel; k++) {
            const int64_t from = (int64_t)t * w->l->stride + k - w->l->pad_left;
            if (from >= 0 && from < input_of(w, 0)->T)
                w->visit(w->user, w->l->in[0], (uint32_t)from, c);
        }
}

static void all_positions(const walk *w, uint32_t c) {
    for (uint32_t t = 0; t < input_of(w, 0)->T; t++)
        w->visit(w->user, w->l->in[0], t, c);
}

/* A concat's inputs lie one behind the other. */
static void concat(const walk *w, uint32_t t, uint32_t c) {
    uint32_t i = 0, base = 0;
    while (c - base >= input_of(w, i)->C)
        base += input_of(w, i++)->C;
    w->visit(w->user, w->l->in[i], t, c - base);
}

void bac_value_sources(const bac_net *net, uint32_t layer, uint32_t position, uint32_t channel,
                       bac_source_fn *visit, void *user) {
    const bac_layer *l = bac_net_layer(net, layer);
    const walk w = {net, l, visit, user};
    if (l->n_in == 0)
        return;
    const uint32_t in_C = input_of(&w, 0)->C;
    switch (l->op) {
    case BAC_CONV:
    case BAC_FC:
    case BAC_AVGPOOL: {
        const uint32_t group = in_C / l->groups, first = channel / (l->C / l->groups) * group;
        window(&w, position, first, first + group);
        break;
    }
    case BAC_MAXPOOL:
        window(&w, position, channel, channel + 1);
        break;
    case BAC_GLOBALMAX:
    case BAC_GLOBALAVG:
        all_positions(&w, channel);
        break;
    case BAC_ARGMAX:
        for (uint32_t c = 0; c < in_C; c++)
            all_positions(&w, c);
        break;
    case BAC_CONCAT:
        concat(&w, position, channel);
        break;
    case BAC_FLATTEN:
        visit(user, l->in[0], channel / in_C, channel % in_C);
        break;
    case BAC_INPUT:
    case BAC_REQUANT:
    case BAC_ADD:
    case BAC_OP_COUNT:
        for (uint32_t i = 0; i < l->n_in; i++)
            visit(user, l->in[i], position, channel);
        break;
    }
}
