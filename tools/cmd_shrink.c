/* bac shrink - a pruned network without the channels and weights that carry nothing. */
#include "common/tool.h"
#include "report/summary.h"
#include "shrink.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct job {
    const char *in, *out, *frames;
    bool json;
    bac_net *net, *small;
    uint64_t checked;
} job;

static uint64_t nonzero(const bac_net *net, uint32_t index) {
    summary s = {0};
    summary_count(net, bac_net_layer(net, index), &s);
    return s.nonzero;
}

static uint64_t channels(const bac_net *net) {
    uint64_t n = 0;
    for (uint32_t i = 0; i < bac_net_layers(net); i++)
        n += bac_net_layer(net, i)->C;
    return n;
}

/* The lines of both networks' layers that differ. */
static void print_layers(const job *j) {
    printf("%-24s %9s %9s %9s %9s\n", "layer", "channels", "left", "weights", "left");
    for (uint32_t i = 0; i < bac_net_layers(j->net); i++) {
        const bac_layer *a = bac_net_layer(j->net, i), *b = bac_net_layer(j->small, i);
        const uint64_t before = nonzero(j->net, i), after = nonzero(j->small, i);
        if (a->C == b->C && before == after)
            continue;
        printf("%-24s %9u %9u", a->name, a->C, b->C);
        if (before)
            printf(" %9llu %9llu", (unsigned long long)before, (unsigned long long)after);
        putchar('\n');
    }
}

static int print_text(const job *j, const bac_cost *before, const bac_cost *after) {
    print_layers(j);
    printf("%-24s %9llu %9llu %9llu %9llu\n", "in all", (unsigned long long)channels(j->net),
           (unsigned long long)channels(j->small), (unsigned long long)before->nonzero,
           (unsigned long long)after->nonzero);
    printf("score %.9f, now %.9f; the logits are equal for every frame\n", before->score,
           after->score);
    if (j->frames)
        printf("checked on %llu frames of %s\n", (unsigned long long)j->checked, j->frames);
    printf("wrote %s\n", j->out);
    return EXIT_OK;
}

static int print_json(const job *j, const bac_cost *before, const bac_cost *after) {
    json_t *list = json_array();
    for (uint32_t i = 0; i < bac_net_layers(j->net); i++) {
        const bac_layer *a = bac_net_layer(j->net, i), *b = bac_net_layer(j->small, i);
        json_array_append_new(list, json_pack("{s:s, s:i, s:i, s:I, s:I}", "layer", a->name,
                                              "channels_before", (int)a->C, "channels", (int)b->C,
                                              "nonzero_before", (json_int_t)nonzero(j->net, i),
                                              "nonzero", (json_int_t)nonzero(j->small, i)));
    }
    return tool_json_print(json_pack(
        "{s:s, s:I, s:I, s:I, s:I, s:f, s:f, s:I, s:o, s:s}", "network", bac_net_name(j->net),
        "channels_before", (json_int_t)channels(j->net), "channels", (json_int_t)channels(j->small),
        "nonzero_before", (json_int_t)before->nonzero, "nonzero", (json_int_t)after->nonzero,
        "score_before", before->score, "score", after->score, "checked", (json_int_t)j->checked,
        "layers", list, "output", j->out));
}

/* Runs both networks on the frames. Unequal logits are a fault of bac shrink, and nothing is
 * written. */
static bac_status check(job *j, bac_error *err) {
    int32_t *codes = NULL, *was = NULL, *is = NULL;
    uint64_t n = 0;
    bac_status status = bac_frames_load(j->frames, j->net, &n, &codes, err);
    if (status)
        return status;
    const uint32_t classes = bac_net_logits(j->net)->C;
    const size_t size = (size_t)n * classes * sizeof *was;
    was = malloc(size + 1);
    is = malloc(size + 1);
    const bac_frames frames = bac_frames_of(j->net, n, BAC_I32, codes);
    if (!was || !is)
        status = bac_fail(err, BAC_ERR_MEMORY, j->frames, "out of memory");
    if (!status)
        status = bac_run_frames(j->net, &frames, 0, was, NULL, NULL, NULL, err);
    if (!status)
        status = bac_run_frames(j->small, &frames, 0, is, NULL, NULL, NULL, err);
    for (uint64_t i = 0; i < n * classes && !status; i++)
        if (was[i] != is[i])
            status = bac_fail(err, BAC_ERR_INPUT, j->in,
                              "frame %llu of %s has other logits after shrinking: a fault of bac "
                              "shrink, please report it; nothing is written",
                              (unsigned long long)(i / classes), j->frames);
    j->checked = n;
    free(codes);
    free(was);
    free(is);
    return status;
}

static job asked;

static int start(const char *const operand[]) {
    if (!asked.out)
        return args_complain("say where to write: -o SMALL.bnet");
    asked.in = operand[0];
    bac_cost before, after;
    bac_status status = bac_net_load(asked.in, &asked.net, &tool_error);
    if (!status)
        status = bac_shrink(asked.net, &asked.small, &tool_error);
    if (!status && asked.frames)
        status = check(&asked, &tool_error);
    if (!status)
        status = bac_net_save(asked.small, asked.out, &tool_error);
    int exit_status = EXIT_INPUT;
    if (status) {
        exit_status = tool_fail();
    } else {
        bac_net_cost(asked.net, &before);
        bac_net_cost(asked.small, &after);
        exit_status =
            asked.json ? print_json(&asked, &before, &after) : print_text(&asked, &before, &after);
    }
    bac_net_free(asked.net);
    bac_net_free(asked.small);
    return exit_status;
}

static const args_option options[] = {
    {"output", 'o', "SMALL.bnet", "the network to write", .text = &asked.out},
    {"check", 0, "FRAMES.npy", "compare the logits of both networks on these frames first",
     .text = &asked.frames},
    {"json", 0, NULL, "print JSON", .flag = &asked.json},
    {0}};

const args_verb verb_shrink = {
    .name = "shrink",
    .brief = "NET.bnet -o SMALL.bnet",
    .help = "remove channels and weights that carry nothing",
    .synopsis = "NET.bnet -o SMALL.bnet [--check FRAMES.npy] [--json]",
    .about = "Removes the channels of a pruned network that are constant or that nobody reads,\n"
             "and the weights that only such channels had. The proven ranges decide, so the\n"
             "logits are equal for every frame. A smaller network needs fewer registers and\n"
             "memories, and `bac train` can start from it (docs/finetune.md).",
    .example =
        "bac shrink build/pruned.bnet -o build/small.bnet --check golden/frames/synthetic-48.npy",
    .options = {options},
    .operands = 1,
    .start = start,
};
