/* bac walk - follows one sample through the hardware, hop by hop: numbers, clocks, wires. */
#include "common/tool.h"
#include "compile.h"
#include "times.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* The position of a channel's largest value, which a global max passes on. */
static uint32_t peak_of(const walk *w, uint32_t layer, uint32_t c) {
    uint32_t best = 0;
    for (uint32_t t = 1; t < layer_at(w, layer)->T; t++)
        if (value_at(w, layer, t, c) > value_at(w, layer, best, c))
            best = t;
    return best;
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

/* The clock in which the followed beat of a layer's own link passes. */
static int64_t clock_of(const walk *w, uint32_t layer) {
    for (uint32_t k = 0; k < w->p->n_links; k++) {
        const bac_link *link = &w->p->links[k];
        if (link->carries && link->layer == layer)
            return w->t->at[k][w->position[layer]];
    }
    return w->t->at[w->p->n_links - 1][0];
}

/* ---- how each value is computed ---------------------------------------------- */

static void print_conv(const walk *w, uint32_t index) {
    const bac_layer *l = layer_at(w, index);
    const bac_layer *in = layer_at(w, l->in[0]);
    uint32_t t = w->position[index];
    uint32_t o = w->channel[index];
    uint32_t group_in = in->C / l->groups;
    uint32_t first = o / (l->C / l->groups) * group_in;
    uint32_t shown = 0;
    uint32_t zero = 0;
    for (uint32_t i = 0; i < group_in; i++)
        for (uint32_t k = 0; k < l->kernel; k++) {
            int32_t weight = l->weight[((size_t)o * group_in + i) * l->kernel + k];
            int64_t from = (int64_t)t * l->stride + k - l->pad_left;
            if (weight == 0) {
                zero++;
                continue;
            }
            bool inside = from >= 0 && from < in->T;
            int32_t x = inside ? value_at(w, l->in[0], (uint32_t)from, first + i) : 0;
            printf("%s%" PRId32 "·%" PRId32, shown++ ? (shown > 1 ? " + " : "") : "", weight, x);
        }
    if (l->bias)
        printf(" + %" PRId32, l->bias[o]);
    printf("%s; %" PRIu32 " of %" PRIu32 " weights are zero and absent", shown ? "" : "nothing",
           zero, group_in * l->kernel);
}

static void print_requant(const walk *w, uint32_t index) {
    const bac_layer *l = layer_at(w, index);
    const bac_requant *r = &l->requant[w->channel[index]];
    int32_t x = value_at(w, l->in[0], w->position[index], w->channel[index]);
    switch (r->form) {
    case BAC_FORM_CONST:
        printf("constant");
        break;
    case BAC_FORM_SHIFT:
        printf("(%" PRId32 " + %" PRId64 ") >> %u", x, r->add, r->shift);
        break;
    case BAC_FORM_EVEN:
        printf("(%" PRId32 " + %" PRId64 ") / 2^%u, half to even", x, r->add, r->shift);
        break;
    case BAC_FORM_MUL:
        printf("(%" PRId32 "·%" PRId32 " + %" PRId64 ") >> %u", x, r->mul, r->add, r->shift);
        break;
    case BAC_FORM_THRESHOLD:
    case BAC_FORM_COUNT:
        printf("%" PRIu32 " thresholds searched for %" PRId32, r->n_thresholds, x);
        break;
    }
    printf(", in [%" PRId32 ", %" PRId32 "]", l->code_lo, l->code_hi);
}

static void print_add(const walk *w, uint32_t index) {
    const bac_layer *l = layer_at(w, index);
    uint32_t c = w->channel[index];
    for (uint32_t i = 0; i < l->n_in; i++) {
        int32_t mul = l->mul[(size_t)i * l->C + c];
        if (i)
            printf(" + ");
        if (mul != 1)
            printf("%" PRId32 "·", mul);
        printf("%" PRId32, value_at(w, l->in[i], w->position[index], c));
    }
}

static void print_how(const walk *w, uint32_t index) {
    const bac_layer *l = layer_at(w, index);
    switch (l->op) {
    case BAC_INPUT:
        printf("sample / scale, rounded, clipped");
        break;
    case BAC_CONV:
    case BAC_FC:
        print_conv(w, index);
        break;
    case BAC_REQUANT:
        print_requant(w, index);
        break;
    case BAC_ADD:
        print_add(w, index);
        break;
    case BAC_MAXPOOL:
    case BAC_GLOBALMAX:
        printf("the largest of %" PRIu32 " positions, reached at position %" PRIu32,
               l->op == BAC_MAXPOOL ? l->kernel : layer_at(w, l->in[0])->T,
               peak_of(w, l->in[0], w->channel[index]));
        break;
    case BAC_AVGPOOL:
        print_conv(w, index);
        if (l->factor)
            printf("; times %" PRIu32, l->factor[w->position[index]]);
        break;
    case BAC_GLOBALAVG:
        printf("the sum of %" PRIu32 " positions", layer_at(w, l->in[0])->T);
        break;
    case BAC_ARGMAX:
        printf("index of the largest of %" PRIu32 " logits", layer_at(w, l->in[0])->C);
        break;
    case BAC_CONCAT:
    case BAC_FLATTEN:
    case BAC_OP_COUNT:
        printf("the same number in another place");
        break;
    }
}

static void print_table(const walk *w) {
    printf("| link | position | channel | value | because | clock |\n"
           "| --- | --- | --- | --- | --- | --- |\n");
    for (uint32_t i = 0; i < bac_net_layers(w->net); i++) {
        const bac_layer *l = layer_at(w, i);
        printf("| `%s` | %" PRIu32 " of %" PRIu32 " | %" PRIu32 " of %" PRIu32 " | %" PRId32 " | ",
               l->op == BAC_ARGMAX ? "m_axis" : l->name, w->position[i], l->T, w->channel[i], l->C,
               value_at(w, i, w->position[i], w->channel[i]));
        print_how(w, i);
        printf(" | %" PRId64 " |\n", clock_of(w, i));
    }
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
    bool good = w->position && w->channel;
    if (good) {
        choose(w, sample);
        print_table(w);
    }
    free(w->position);
    free(w->channel);
    return good ? EXIT_OK : tool_refuse("walk", "out of memory");
}

static int walk_frame(const bac_net *net, const char *path, uint64_t frame, uint32_t sample) {
    bac_netlist *p = NULL;
    bac_run *run = NULL;
    bac_times times = {0};
    int exit_status;
    if (classify(net, path, frame, &run) || bac_compile_times(net, NULL, &p, &tool_error) ||
        bac_times_open(p, 2, &times, &tool_error)) {
        exit_status = tool_fail();
    } else {
        walk w = {.net = net, .p = p, .t = &times, .run = run};
        exit_status = walk_print(&w, sample);
        bac_times_close(&times);
    }
    bac_netlist_free(p);
    bac_run_free(run);
    return exit_status;
}

static struct { uint64_t frame, sample; } asked = {.sample = UINT64_MAX}; /* the middle */

static int start(const char *const operand[]) {
    int exit_status;
    bac_net *net = NULL;
    if (bac_net_load(operand[0], &net, &tool_error))
        return tool_fail();
    const uint32_t positions = bac_net_layer(net, 0)->T;
    if (asked.sample == UINT64_MAX)
        asked.sample = positions / 2;
    if (asked.sample >= positions)
        exit_status = args_complain("--sample wants an integer of 0..%u, not '%llu'", positions - 1,
                                    (unsigned long long)asked.sample);
    else
        exit_status = walk_frame(net, operand[1], asked.frame, (uint32_t)asked.sample);
    bac_net_free(net);
    return exit_status;
}

static const args_option options[] = {
    {"frame", 0, "F", "frame of the file (default 0)", .whole = &asked.frame, .most = UINT32_MAX},
    {"sample", 0, "T", "position of the input (default: the middle)", .whole = &asked.sample,
     .most = BAC_MAX_POSITIONS - 1},
    {0}};

const args_verb verb_walk = {
    .name = "walk",
    .brief = "NET.bnet FRAMES.npy",
    .help = "follow one sample through the hardware",
    .synopsis = "NET.bnet FRAMES.npy [--frame F] [--sample T]",
    .about = "Follows one sample through the hardware and prints a table of its hops: link,\n"
             "position, channel, value, the computation of the value, and the clock, counted\n"
             "from the frame's first sample, in which the beat passes (docs/walk.md).",
    .example = "bac walk golden/nets/default.bnet golden/frames/synthetic-48.npy --sample 512",
    .options = {options},
    .operands = 2,
    .start = start,
};
