/* bac run - classify frames with the C model. */
#include "common/tool.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct job {
    const char *labels_path, *logits_path;
    uint64_t threads;
    bool json, verbose;
    bac_net *net;
    uint32_t n_classes;
    uint64_t n;          /* frames */
    int32_t *codes;      /* [n][T][C] of the input */
    int32_t *logits;     /* [n][n_classes] */
    uint32_t *predicted; /* [n] */
    uint32_t *label;     /* [n] or NULL */
    double seconds;
} job;

static uint64_t correct(const job *j, uint32_t only, bool all, uint64_t *frames) {
    uint64_t hits = 0;
    *frames = 0;
    for (uint64_t i = 0; i < j->n; i++)
        if (all || j->label[i] == only) {
            ++*frames;
            hits += j->label[i] == j->predicted[i];
        }
    return hits;
}

static void print_frames(const job *j) {
    char name[64], truth[64];
    for (uint64_t i = 0; i < j->n; i++) {
        bool miss = j->label && j->label[i] != j->predicted[i];
        tool_class(j->net, j->predicted[i], name);
        printf("frame %5llu  class %2u  ", (unsigned long long)i, j->predicted[i]);
        if (miss)
            printf("%-12s is %s\n", name, tool_class(j->net, j->label[i], truth));
        else
            printf("%s\n", name);
    }
    putchar('\n');
}

/* How often each class was the answer. */
static void print_answers(const job *j) {
    char name[64];
    printf("%-12s %8s\n", "answer", "frames");
    for (uint32_t c = 0; c < j->n_classes; c++) {
        uint64_t frames = 0;
        for (uint64_t i = 0; i < j->n; i++)
            frames += j->predicted[i] == c;
        if (frames)
            printf("%-12s %8llu\n", tool_class(j->net, c, name), (unsigned long long)frames);
    }
}

static int print_text(const job *j) {
    char name[64];
    if (j->verbose)
        print_frames(j);
    if (!j->label)
        print_answers(j);
    if (j->label)
        printf("%-12s %8s %8s %9s\n", "class", "frames", "correct", "accuracy");
    for (uint32_t c = 0; j->label && c <= j->n_classes; c++) { /* the last: all */
        bool all = c == j->n_classes;
        uint64_t frames, hits = correct(j, c, all, &frames);
        if (frames)
            printf("%-12s %8llu %8llu %8.2f%%\n", all ? "all" : tool_class(j->net, c, name),
                   (unsigned long long)frames, (unsigned long long)hits,
                   100.0 * (double)hits / (double)frames);
    }
    printf("\n%llu frames, %.0f frames a second\n", (unsigned long long)j->n,
           (double)j->n / j->seconds);
    return EXIT_OK;
}

static json_t *json_logit_scale(const bac_layer *logits) {
    if (logits->n_scale == 0)
        return json_null();
    if (logits->n_scale == 1)
        return json_real(logits->scale[0]);
    json_t *list = json_array();
    for (uint32_t c = 0; c < logits->n_scale; c++)
        json_array_append_new(list, json_real(logits->scale[c]));
    return list;
}

static json_t *json_per_class(const job *j) {
    json_t *list = json_array();
    for (uint32_t c = 0; j->label && c < j->n_classes; c++) {
        char name[64];
        uint64_t frames, hits = correct(j, c, false, &frames);
        if (frames)
            json_array_append_new(list, json_pack("{s:s, s:I, s:I}", "class",
                                                  tool_class(j->net, c, name), "frames",
                                                  (json_int_t)frames, "correct", (json_int_t)hits));
    }
    return list;
}

static int print_json(const job *j) {
    json_t *classes = json_array(), *predictions = json_array();
    for (uint32_t c = 0; c < j->n_classes; c++) {
        char name[64];
        json_array_append_new(classes, json_string(tool_class(j->net, c, name)));
    }
    for (uint64_t i = 0; i < j->n; i++)
        json_array_append_new(predictions, json_integer(j->predicted[i]));
    uint64_t frames = 0, hits = j->label ? correct(j, 0, true, &frames) : 0;
    json_t *accuracy = frames ? json_real((double)hits / (double)frames) : json_null();
    return tool_json_print(
        json_pack("{s:I, s:o, s:o, s:o, s:o, s:f, s:o}", "frames", (json_int_t)j->n, "accuracy",
                  accuracy, "per_class", json_per_class(j), "logit_scale",
                  json_logit_scale(bac_net_logits(j->net)), "classes", classes, "frames_per_second",
                  (double)j->n / j->seconds, "predictions", predictions));
}

static bac_status load_labels(job *j, bac_error *err) {
    bac_array a = {0};
    bac_status status = bac_array_load(j->labels_path, &a, err);
    if (status)
        return status;
    j->label = calloc(j->n ? j->n : 1, sizeof *j->label);
    if (!j->label)
        status = bac_fail(err, BAC_ERR_MEMORY, j->labels_path, "out of memory");
    else if (a.ndim != 1 || a.dim[0] != j->n || a.dtype == BAC_F32 || a.dtype == BAC_F64)
        status = bac_fail(err, BAC_ERR_INPUT, j->labels_path,
                          "labels must be a one-dimensional integer array of %llu entries, one a "
                          "frame",
                          (unsigned long long)j->n);
    for (uint64_t i = 0; !status && i < j->n; i++) {
        int64_t v = bac_array_integer(a.dtype, a.data, i);
        if (v < 0 || v >= (int64_t)j->n_classes)
            status = bac_fail(err, BAC_ERR_INPUT, j->labels_path,
                              "label %llu is %lld, but the network has classes 0..%u",
                              (unsigned long long)i, (long long)v, j->n_classes - 1);
        else
            j->label[i] = (uint32_t)v;
    }
    bac_array_free(&a);
    return status;
}

static bool show_progress(void *user, uint64_t done) {
    tool_progress_step(user, done);
    return true;
}

static bac_status work(job *j, const char *net_path, const char *frames_path, bac_error *err) {
    bac_status status = bac_net_load(net_path, &j->net, err);
    if (!status)
        status = bac_frames_load(frames_path, j->net, &j->n, &j->codes, err);
    if (status)
        return status;
    j->n_classes = bac_net_logits(j->net)->C;
    if (j->n == 0)
        return bac_fail(err, BAC_ERR_INPUT, frames_path, "holds no frames");
    if (j->labels_path && (status = load_labels(j, err)))
        return status;
    if (j->n > SIZE_MAX / sizeof *j->logits / j->n_classes)
        return bac_fail(err, BAC_ERR_MEMORY, frames_path, "too many frames for this machine");
    j->logits = calloc(j->n * j->n_classes, sizeof *j->logits);
    j->predicted = calloc(j->n, sizeof *j->predicted);
    if (!j->logits || !j->predicted)
        return bac_fail(err, BAC_ERR_MEMORY, frames_path, "out of memory");

    tool_progress progress = {.what = "frames", .total = j->n};
    double start = tool_seconds();
    const bac_frames frames = bac_frames_of(j->net, j->n, BAC_I32, j->codes);
    status = bac_run_frames(j->net, &frames, (uint32_t)j->threads, j->logits, j->predicted,
                            show_progress, &progress, err);
    j->seconds = tool_seconds() - start;
    tool_progress_end(&progress);
    bac_array a = {.dtype = BAC_I32, .ndim = 2, .dim = {j->n, j->n_classes}, .data = j->logits};
    if (!status && j->logits_path)
        status = bac_array_save(j->logits_path, &a, err);
    return status;
}

static job asked;

static int start(const char *const operand[]) {
    int exit_status = work(&asked, operand[0], operand[1], &tool_error) ? tool_fail()
                      : asked.json                                      ? print_json(&asked)
                                                                        : print_text(&asked);
    free(asked.label);
    free(asked.predicted);
    free(asked.logits);
    free(asked.codes);
    bac_net_free(asked.net);
    return exit_status;
}

static const args_option options[] = {
    {"labels", 0, "L.npy", "true classes, integers [N]: print the accuracy",
     .text = &asked.labels_path},
    {"logits", 0, "OUT.npy", "write the integer logits, int32 [N][classes]",
     .text = &asked.logits_path},
    {"threads", 0, "N", "worker threads; default: one a processor", .whole = &asked.threads,
     .least = 1, .most = 256},
    {"verbose", 'v', NULL, "print the answer to each frame too", .flag = &asked.verbose},
    {"json", 0, NULL, "print JSON", .flag = &asked.json},
    {0}};

const args_verb verb_run = {
    .name = "run",
    .brief = "NET.bnet FRAMES.npy",
    .help = "classify frames with the C model",
    .synopsis = "NET.bnet FRAMES.npy [--labels L.npy] [--logits OUT.npy] [--threads N] [--verbose] "
                "[--json]",
    .about = "Classifies every frame with the bit-true integer model.\n"
             "FRAMES.npy: float32 [N][T][C] or [N][C][T], or int8 codes of the same shapes.\n"
             "A logit times logit_scale (in the JSON) is the real-valued logit.",
    .example = "bac run golden/nets/default.bnet golden/frames/synthetic-48.npy \\\n"
               "    --labels golden/frames/synthetic-48-labels.npy",
    .options = {options},
    .operands = 2,
    .start = start,
};
