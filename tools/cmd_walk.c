/* bac walk - follows one sample through the hardware, hop by hop: numbers, clocks, wires. */
#include "common/plan_option.h"
#include "common/tool.h"
#include "run/explain.h"
#include "times.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static struct {
    uint64_t frame, sample;
    bool json;
} asked = {.sample = UINT64_MAX}; /* the middle */

typedef struct walk {
    const bac_net *net;
    const bac_netlist *p;
    const bac_times *t;
    const bac_run *run;
    uint32_t *position; /* [layers] the position whose window has the sample in its middle */
    uint32_t *channel;  /* [layers] the channel that is followed */
} walk;

static const bac_layer *layer_at(const walk *w, uint32_t index) {
    return bac_net_layer(w->net, index);
}

static int32_t value_at(const walk *w, uint32_t layer, uint32_t t, uint32_t c) {
    return bac_run_layer(w->run, layer)[(size_t)t * layer_at(w, layer)->C + c];
}

/* The window whose centre tap is nearest to position t of its input. */
static uint32_t window_around(const bac_layer *l, uint32_t t) {
    uint32_t centre = t + l->pad_left;
    uint32_t reach = l->kernel / 2;
    uint32_t p = centre > reach ? (centre - reach + l->stride / 2) / l->stride : 0;
    return p < l->T ? p : l->T - 1;
}

static uint32_t strongest(const walk *w, uint32_t layer, uint32_t t) {
    uint32_t best = 0;
    for (uint32_t c = 1; c < layer_at(w, layer)->C; c++)
        if (value_at(w, layer, t, c) > value_at(w, layer, t, best))
            best = c;
    return best;
}

/* Positions follow the sample forward; where channels mix, the strongest one is followed. */
static void choose(walk *w, uint32_t sample) {
    w->position[0] = sample;
    for (uint32_t i = 1; i < bac_net_layers(w->net); i++) {
        const bac_layer *l = layer_at(w, i);
        uint32_t before = l->in[0];
        bool window = bac_op_convolves(l->op) || l->op == BAC_MAXPOOL;
        w->position[i] = l->T == 1 ? 0
                         : window  ? window_around(l, w->position[before])
                                   : w->position[before];
        bool mixes = (l->op == BAC_CONV && l->groups == 1) || l->op == BAC_FC;
        w->channel[i] = mixes                       ? strongest(w, i, w->position[i])
                        : l->op == BAC_CONV         ? w->channel[before] * (l->C / l->groups)
                        : w->channel[before] < l->C ? w->channel[before]
                                                    : 0;
    }
}

/* The link that carries a layer, the first one on the way; NULL: a stage makes and uses up its values
 * inside. */
static const bac_link *link_of(const walk *w, uint32_t layer) {
    for (uint32_t k = 0; k < w->p->n_links; k++)
        if (w->p->links[k].carries && w->p->links[k].layer == layer)
            return &w->p->links[k];
    return NULL;
}

/* The clock in which the followed value of a layer has passed its link: its last digit. false: the
 * value never leaves a stage. */
static bool clock_of(const walk *w, uint32_t layer, int64_t *clock) {
    const bac_link *link = link_of(w, layer), *result = &w->p->links[w->p->n_links - 1];
    if (layer_at(w, layer)->op == BAC_ARGMAX)
        link = result;
    if (!link)
        return false;
    const uint64_t element =
        (uint64_t)w->position[layer] * layer_at(w, layer)->C + w->channel[layer];
    const uint64_t beat =
        link == result ? 0 : element / link->lanes * link->digits + link->digits - 1;
    *clock = w->t->at[link - w->p->links][beat];
    return true;
}

static void print_table(const walk *w) {
    printf("| link | position | channel | value | because | clock |\n"
           "| --- | --- | --- | --- | --- | --- |\n");
    for (uint32_t i = 0; i < bac_net_layers(w->net); i++) {
        const bac_layer *l = layer_at(w, i);
        printf("| `%s` | %" PRIu32 " of %" PRIu32 " | %" PRIu32 " of %" PRIu32 " | %" PRId32 " | ",
               l->op == BAC_ARGMAX ? "m_axis" : l->name, w->position[i], l->T, w->channel[i], l->C,
               value_at(w, i, w->position[i], w->channel[i]));
        bac_value_explain(w->net, w->run, i, w->position[i], w->channel[i], stdout);
        int64_t clock = 0;
        if (clock_of(w, i, &clock))
            printf(" | %" PRId64 " |\n", clock);
        else
            printf(" | inside a stage |\n");
    }
}

static json_t *hop_json(const walk *w, uint32_t i) {
    const bac_layer *l = layer_at(w, i);
    char *because = NULL;
    size_t size = 0;
    int64_t clock = 0;
    FILE *out = open_memstream(&because, &size);
    if (!out)
        return NULL;
    bac_value_explain(w->net, w->run, i, w->position[i], w->channel[i], out);
    json_t *hop = NULL;
    if (fclose(out) == 0)
        hop = json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:s, s:o}", "link",
                        l->op == BAC_ARGMAX ? "m_axis" : l->name, "position",
                        (json_int_t)w->position[i], "positions", (json_int_t)l->T, "channel",
                        (json_int_t)w->channel[i], "channels", (json_int_t)l->C, "value",
                        (json_int_t)value_at(w, i, w->position[i], w->channel[i]), "because",
                        because, "clock",
                        clock_of(w, i, &clock) ? json_integer((json_int_t)clock) : json_null());
    free(because);
    return hop;
}

static int print_json(const walk *w) {
    json_t *hops = json_array();
    for (uint32_t i = 0; i < bac_net_layers(w->net); i++)
        if (json_array_append_new(hops, hop_json(w, i)) != 0) {
            json_decref(hops);
            return tool_json_print(NULL);
        }
    return tool_json_print(json_pack("{s:s, s:I, s:I, s:o}", "network", bac_net_name(w->net),
                                     "frame", (json_int_t)asked.frame, "sample",
                                     (json_int_t)asked.sample, "hops", hops));
}

/* ---- the verb ------------------------------------------------------------------ */

/* Whether it went wrong */
static bool classify(const bac_net *net, const char *path, uint64_t frame, bac_run **run) {
    uint64_t n = 0;
    int32_t *codes = NULL;
    const bac_layer *in = bac_net_layer(net, 0);
    bool bad = bac_frames_load(path, net, &n, &codes, &tool_error);
    if (!bad && frame >= n)
        bad = bac_fail(&tool_error, BAC_ERR_INPUT, path,
                       "there is no frame %" PRIu64 "; it has %" PRIu64, frame, n);
    bad = bad || bac_run_create(net, run, &tool_error) ||
          bac_run_frame(*run, codes + (size_t)frame * in->T * in->C, NULL, NULL, &tool_error);
    free(codes);
    return bad;
}

static int walk_print(walk *w, uint32_t sample) {
    uint32_t layers = bac_net_layers(w->net);
    w->position = calloc(layers, sizeof *w->position);
    w->channel = calloc(layers, sizeof *w->channel);
    int exit_status = EXIT_OK;
    if (!w->position || !w->channel) {
        exit_status = tool_refuse("walk", "out of memory");
    } else {
        choose(w, sample);
        if (asked.json)
            exit_status = print_json(w);
        else
            print_table(w);
    }
    free(w->position);
    free(w->channel);
    return exit_status;
}

static int walk_frame(const planned *job, const char *path) {
    bac_run *run = NULL;
    bac_times times = {0};
    int exit_status;
    if (classify(job->net, path, asked.frame, &run) ||
        bac_times_open(job->p, 2, &times, &tool_error)) {
        exit_status = tool_fail();
    } else {
        walk w = {.net = job->net, .p = job->p, .t = &times, .run = run};
        exit_status = walk_print(&w, (uint32_t)asked.sample);
        bac_times_close(&times);
    }
    bac_run_free(run);
    return exit_status;
}

static int check_sample(const planned *job) {
    const uint32_t positions = bac_net_layer(job->net, 0)->T;
    if (asked.sample == UINT64_MAX)
        asked.sample = positions / 2;
    if (asked.sample < positions)
        return ARGS_GO_ON;
    return args_complain("--sample wants an integer of 0..%u, not '%llu'", positions - 1,
                         (unsigned long long)asked.sample);
}

static int start(const char *const operand[]) {
    planned job = {0};
    int status = planned_load(&job, operand[0]);
    if (status == ARGS_GO_ON)
        status = check_sample(&job);
    if (status == ARGS_GO_ON)
        status = planned_time(&job);
    if (status == ARGS_GO_ON) {
        planned_note(job.p);
        status = walk_frame(&job, operand[1]);
    }
    planned_free(&job);
    return status;
}

static const args_option options[] = {
    {"frame", 0, "F", "frame of the file (default 0)", .whole = &asked.frame, .most = UINT32_MAX},
    {"sample", 0, "T", "position of the input (default: the middle)", .whole = &asked.sample,
     .most = BAC_MAX_POSITIONS - 1},
    {"json", 0, NULL, "print the hops as JSON", .flag = &asked.json},
    {0}};

const args_verb verb_walk = {
    .name = "walk",
    .brief = "NET.bnet FRAMES.npy",
    .help = "follow one sample through the hardware",
    .synopsis = "NET.bnet FRAMES.npy [--frame F] [--sample T] [--plan PLAN.cfg] [--json]",
    .about = "Follows one sample through the hardware and prints a table of its hops: link,\n"
             "position, channel, value, the computation of the value, and the clock, counted\n"
             "from the frame's first sample, in which the beat passes (docs/walk.md). The clocks\n"
             "are those of the plan; digit by digit, that of the last digit. A value that never\n"
             "leaves a stage has none.",
    .example = "bac walk golden/nets/default.bnet golden/frames/synthetic-48.npy --sample 512",
    .options = {options, plan_options},
    .operands = 2,
    .start = start,
};
