/* splice.c - see splice.h. */
#include "splice.h"

#include <stdlib.h>

static bool is_gone(const bac_netlist *n, const bool *gone, uint32_t link) {
    const bac_stage *from = bac_link_driver(n, link);
    return from && gone[from - n->stages];
}

/* Connects the reader of each removed stage to the input link of that stage. */
static void reconnect(bac_netlist *n, const bool *gone) {
    for (uint32_t i = 0; i < n->n_stages; i++)
        for (uint32_t k = 0; !gone[i] && k < n->stages[i].n_in; k++) {
            uint32_t link = n->stages[i].in[k];
            while (is_gone(n, gone, link))
                link = n->stages[n->links[link].from].in[0];
            n->stages[i].in[k] = link;
            n->links[link].to = i;
        }
}

bac_status bac_splice(bac_netlist *n, const bool *gone, bac_error *err) {
    uint32_t *link_now = calloc((size_t)n->n_links + n->n_stages, sizeof *link_now);
    if (!link_now)
        return bac_fail(err, BAC_ERR_MEMORY, "netlist", "out of memory");
    uint32_t *stage_now = link_now + n->n_links;
    uint32_t links = 0, stages = 0;
    reconnect(n, gone);
    for (uint32_t i = 0; i < n->n_links; i++) {
        link_now[i] = links;
        links += !is_gone(n, gone, i);
    }
    for (uint32_t i = 0; i < n->n_stages; i++) {
        stage_now[i] = stages;
        stages += !gone[i];
    }
    for (uint32_t i = 0; i < n->n_links; i++) {
        bac_link link = n->links[i];
        if (is_gone(n, gone, i)) {
            free(link.name);
            continue;
        }
        link.to = link.to == BAC_NO_LINK ? BAC_NO_LINK : stage_now[link.to];
        n->links[link_now[i]] = link;
    }
    n->n_links = links;
    for (uint32_t i = 0; i < n->n_stages; i++) {
        bac_stage s = n->stages[i];
        if (gone[i]) {
            bac_stage_free(&s);
            continue;
        }
        for (uint32_t k = 0; k < s.n_in; k++)
            s.in[k] = link_now[s.in[k]];
        for (uint32_t k = 0; k < s.n_out; k++) {
            s.out[k] = link_now[s.out[k]];
            n->links[s.out[k]].from = stage_now[i];
        }
        n->stages[stage_now[i]] = s;
    }
    n->n_stages = stages;
    free(link_now);
    return BAC_OK;
}
