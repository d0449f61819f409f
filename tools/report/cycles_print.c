#include "cycles_print.h"

#include "common/tool.h"

#include <inttypes.h>

bool cycles_predicted(const cycles *c) {
    const bac_stall_kind kind = c->drive->stall.kind;
    return c->p->steady && !c->p->shallow &&
           (kind == BAC_STALL_PACE ||
            (kind == BAC_STALL_NONE && bac_netlist_input_sets_pace(c->p)));
}

/* Prints a stage. Its latency is the module's: clocks from its last beat in to its last beat
 * out. */
static void print_stage(const cycles *c, uint32_t i, FILE *out) {
    const bac_stage *s = &c->p->stages[i];
    const bac_stage_probe q = bac_machine_stage_probe(c->m, i);
    const double clocks = c->got->clocks > 0 ? (double)c->got->clocks : 1;
    fprintf(out, "%-28s %-14s %10" PRIu64 " %10" PRIu64 " %10" PRIu64 " %6.1f %8" PRIu32, s->name,
            bac_stage_module(s), q.busy, q.stalled_input, q.stalled_output,
            100 * (double)q.busy / clocks, s->latency);
    if (bac_stage_is_fifo(s))
        fprintf(out, " %6" PRIu32 " %6" PRIu32, q.depth, q.most);
    fputc('\n', out);
}

static void print_latency(const cycles *c, FILE *out, const char *what, uint64_t min, uint64_t max,
                          uint64_t predicted) {
    char sooner[BAC_SOONER_TEXT];
    bac_sooner_text(c->p->filling_frames, c->p->early_frames, sooner);
    fprintf(out, "%s %" PRIu64, what, min);
    if (max != min)
        fprintf(out, "..%" PRIu64, max);
    fprintf(out, " clocks");
    if (cycles_predicted(c))
        fprintf(out, " (closed form %" PRIu64 "%s)", predicted, sooner);
    fputc('\n', out);
}

void cycles_text(const cycles *c, FILE *out) {
    const bool applies = cycles_predicted(c);
    fprintf(out, "%-28s %-14s %10s %10s %10s %6s %8s %6s %6s\n", "", "", "", "stalled by",
            "stalled by", "used", "", "FIFO", "most");
    fprintf(out, "%-28s %-14s %10s %10s %10s %6s %8s %6s %6s\n", "stage", "module", "busy", "input",
            "output", "%", "latency", "depth", "inside");
    for (uint32_t i = 0; i < c->p->n_stages; i++)
        print_stage(c, i, out);
    fprintf(out,
            "\n%s: %" PRIu64 " frames, %" PRIu32 " samples a clock, stall %s, seed %" PRIu64
            ", %" PRIu64 " clocks\n",
            bac_net_name(c->net), c->got->frames,
            c->p->links[c->p->stages[0].in[0]].lanes / bac_net_layer(c->net, 0)->C, c->stall,
            c->drive->seed, c->got->clocks);
    if (c->got->frames >= 2) {
        fprintf(out, "%.3f clocks a frame", c->got->clocks_per_frame);
        if (applies)
            fprintf(out, " (closed form %" PRIu64 ")", c->p->cycles_per_frame);
        fputc('\n', out);
    }
    if (c->got->frames == 0)
        return;
    print_latency(c, out, "first sample to result", c->got->latency_first_min,
                  c->got->latency_first_max, c->p->latency_first);
    print_latency(c, out, "last sample to result", c->got->latency_last_min,
                  c->got->latency_last_max, c->p->latency_last);
}

static json_t *stage_json(const cycles *c, uint32_t i) {
    const bac_stage *s = &c->p->stages[i];
    const bac_stage_probe q = bac_machine_stage_probe(c->m, i);
    json_t *o =
        json_pack("{s:s, s:s, s:s, s:I, s:I, s:I, s:I}", "name", s->name, "module",
                  bac_stage_module(s), "layer", bac_net_layer(c->net, s->layer)->name, "latency",
                  (json_int_t)s->latency, "busy", (json_int_t)q.busy, "stalled_by_input",
                  (json_int_t)q.stalled_input, "stalled_by_output", (json_int_t)q.stalled_output);
    if (o && bac_stage_is_fifo(s)) {
        json_object_set_new(o, "depth", json_integer(q.depth));
        json_object_set_new(o, "most", json_integer(q.most));
    }
    return o;
}

static json_t *link_json(const cycles *c, uint32_t i) {
    const bac_link_probe q = bac_machine_link_probe(c->m, i);
    return json_pack("{s:s, s:I, s:I, s:I, s:I}", "name", c->p->links[i].name, "beats",
                     (json_int_t)q.beats, "stalled", (json_int_t)q.stalled, "starved",
                     (json_int_t)q.starved, "idle", (json_int_t)q.idle);
}

/* A JSON array [least, most], or null without a result. */
static json_t *range_json(const cycles *c, uint64_t min, uint64_t max) {
    return c->got->frames == 0 ? json_null()
                               : json_pack("[I, I]", (json_int_t)min, (json_int_t)max);
}

int cycles_json(const cycles *c) {
    const bac_driven *g = c->got;
    json_t *stages = json_array(), *links = json_array();
    for (uint32_t i = 0; i < c->p->n_stages; i++)
        json_array_append_new(stages, stage_json(c, i));
    for (uint32_t i = 0; i < c->p->n_links; i++)
        json_array_append_new(links, link_json(c, i));
    json_t *root = json_pack(
        "{s:s, s:I, s:I, s:s, s:I, s:I, s:o?, s:o, s:o, s:{s:I, s:I, s:I, s:I, s:I, s:b, s:f}, "
        "s:s?, "
        "s:f, "
        "s:o, "
        "s:o}",
        "net", bac_net_name(c->net), "frames", (json_int_t)c->drive->frames, "results",
        (json_int_t)g->frames, "stall", c->stall, "seed", (json_int_t)c->drive->seed, "clocks",
        (json_int_t)g->clocks, "clocks_per_frame",
        g->frames < 2 ? json_null() : tool_json_number(g->clocks_per_frame), "latency_first",
        range_json(c, g->latency_first_min, g->latency_first_max), "latency_last",
        range_json(c, g->latency_last_min, g->latency_last_max), "predicted", "clocks_per_frame",
        (json_int_t)c->p->cycles_per_frame, "latency_first", (json_int_t)c->p->latency_first,
        "latency_last", (json_int_t)c->p->latency_last, "filling_frames",
        (json_int_t)c->p->filling_frames, "early_frames", (json_int_t)c->p->early_frames, "applies",
        cycles_predicted(c), "milliseconds", 1e3 * c->predict_seconds, "deadlock", g->deadlock,
        "clocks_per_second", c->seconds > 0 ? (double)g->clocks / c->seconds : 0.0, "stages",
        stages, "links", links);
    return tool_json_print(root);
}
