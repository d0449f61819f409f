/* netlist.c - queries of a netlist that do not depend on the kinds of its stages. */
#include "kind.h"

#include "ints.h"

#include <stdio.h>
#include <stdlib.h>

const bac_stage *bac_link_reader(const bac_netlist *n, uint32_t link) {
    const uint32_t to = n->links[link].to;
    return to == BAC_NO_LINK ? NULL : &n->stages[to];
}

const bac_stage *bac_link_driver(const bac_netlist *n, uint32_t link) {
    return link == n->stages[0].in[0] ? NULL : &n->stages[n->links[link].from];
}

uint64_t bac_stage_beats(const bac_netlist *n, const bac_stage *s) {
    uint64_t beats = 0;
    for (uint32_t i = 0; i < s->n_in; i++)
        beats = bac_max_u64(beats, n->links[s->in[i]].beats);
    for (uint32_t i = 0; i < s->n_out; i++)
        beats = bac_max_u64(beats, n->links[s->out[i]].beats);
    return beats;
}

uint64_t bac_stage_clocks(const bac_netlist *n, const bac_stage *s) {
    return s->kind->clocks ? s->kind->clocks(n, s) : bac_stage_beats(n, s);
}

const char *bac_stage_module(const bac_stage *s) {
    return s->kind->module;
}

uint32_t bac_stage_depth(const bac_stage *s) {
    return s->kind->depth ? *s->kind->depth(s->params) : 0;
}

bac_file_name bac_file_name_of(const char *owner, const char *end) {
    bac_file_name name;
    snprintf(name.text, sizeof name.text, "%s%s", owner, end);
    return name;
}

void bac_stage_free(bac_stage *s) {
    if (s->params && s->kind->close)
        s->kind->close(s->params);
    free(s->params);
    free(s->name);
    free(s->in);
    free(s->out);
}

void bac_netlist_free(bac_netlist *n) {
    if (!n)
        return;
    for (uint32_t i = 0; i < n->n_stages; i++)
        bac_stage_free(&n->stages[i]);
    for (uint32_t i = 0; i < n->n_links; i++)
        free(n->links[i].name);
    free(n->stages);
    free(n->links);
    free(n);
}
