/* bac classify - the modulation of every frame of a SigMF recording. */

#include "calibration.h"
#include "common/net_hash.h"
#include "common/tool.h"
#include "ints.h"
#include "read_text.h"
#include "sigmf.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char UNKNOWN[] = "unknown";

typedef struct answer {
    uint32_t class_index, margin;
    float confidence; /* NAN: the network does not say what its logits are worth */
    bool unknown;     /* a confidence below the least */
} answer;

typedef struct job {
    const char *path, *out, *scale_text, *calibration_path, *least_text;
    bool json;
    uint64_t hop, threads;
    bac_sigmf_level level;
    double factor;
    bac_net *net;
    bac_sigmf *recording;
    bac_sigmf_cut *cut;
    uint32_t T, n_classes;
    bac_calibration calibration; /* without bins: none */
    double least;                /* confidence of an answer that is not unknown */
    uint64_t n, known, correct, unknown;
    answer *answer;  /* [n], only for JSON and annotations */
    json_t *frames;  /* JSON so far */
    uint32_t batch;  /* frames at a time */
    float *iq;       /* [T][2] */
    int32_t *codes;  /* [batch][T][2] */
    int32_t *logits; /* [batch][n_classes] */
} job;

/* Whether `label` is one of the network's classes; *index: which */
static bool is_class(const job *j, const char *label, uint32_t *index) {
    for (*index = 0; label && *index < j->n_classes; ++*index) {
        const char *name = bac_net_class(j->net, *index);
        if (name && strcmp(name, label) == 0)
            return true;
    }
    return false;
}

static double real_logit(const job *j, const int32_t *logits, uint32_t c) {
    const bac_layer *layer = bac_net_logits(j->net);
    return logits[c] * layer->scale[layer->n_scale == 1 ? 0 : c];
}

/* The share of right answers among frames of this margin; without a calibration, the softmax of the
 * real-valued logits at the class that won. */
static float confidence_of(const job *j, const int32_t *logits, uint32_t winner, uint32_t margin) {
    double sum = 0, top = -INFINITY;
    const bac_calibration *table = &j->calibration;
    if (table->n)
        return (float)bac_calibration_share(table, bac_calibration_find(table, margin));
    if (bac_net_logits(j->net)->n_scale == 0)
        return NAN;
    for (uint32_t c = 0; c < j->n_classes; c++)
        top = fmax(top, real_logit(j, logits, c));
    for (uint32_t c = 0; c < j->n_classes; c++)
        sum += exp(real_logit(j, logits, c) - top);
    return (float)(exp(real_logit(j, logits, winner) - top) / sum);
}

static answer answer_of(const job *j, const int32_t *logits) {
    answer a = {0};
    a.margin = bac_margin_of(logits, j->n_classes, &a.class_index);
    a.confidence = confidence_of(j, logits, a.class_index, a.margin);
    a.unknown = j->calibration.n && (double)a.confidence < j->least;
    return a;
}

static const char *name_of(const job *j, answer a, char name[TOOL_CLASS_SIZE]) {
    return a.unknown ? UNKNOWN : tool_class(j->net, a.class_index, name);
}

/* Seconds from the first sample on, NAN where the recording does not say its rate */
static double time_of(const job *j, uint64_t sample) {
    const bac_sigmf_facts *facts = bac_sigmf_facts_of(j->recording);
    return facts->rate > 0 ? (double)(sample - facts->first) / facts->rate : NAN;
}

static void print_frame(const job *j, uint64_t i, uint64_t sample, answer a, const char *truth) {
    char text[TOOL_CLASS_SIZE], when[32] = "-", sure[16] = "-";
    const char *name = name_of(j, a, text);
    if (!isnan(time_of(j, sample)))
        snprintf(when, sizeof when, "%.6f", time_of(j, sample));
    if (!isnan(a.confidence))
        snprintf(sure, sizeof sure, "%.3f", (double)a.confidence);
    bool miss = truth && !a.unknown && strcmp(truth, name) != 0;
    printf("%7llu %12llu %13s  %-10s %10s%s%s\n", (unsigned long long)i, (unsigned long long)sample,
           when, name, sure, miss ? "  is " : "", miss ? truth : "");
}

static bool add_json(const job *j, uint64_t i, uint64_t sample, answer a, const char *truth) {
    char name[64];
    tool_class(j->net, a.class_index, name);
    double time = time_of(j, sample);
    json_t *frame = json_pack(
        "{s:I, s:I, s:o, s:s, s:I, s:I, s:o, s:b, s:s?}", "frame", (json_int_t)i, "sample",
        (json_int_t)sample, "time", isnan(time) ? json_null() : json_real(time), "class", name,
        "class_index", (json_int_t)a.class_index, "margin", (json_int_t)a.margin, "confidence",
        isnan(a.confidence) ? json_null() : json_real((double)a.confidence), "unknown", a.unknown,
        "truth", truth);
    return frame && json_array_append_new(j->frames, frame) == 0;
}

static bac_status take_answer(job *j, uint64_t i, answer a, bac_error *err) {
    const char *label;
    uint32_t truth;
    uint64_t sample = bac_sigmf_frame_start(j->cut, i, &label);
    const bool labelled = is_class(j, label, &truth);
    j->unknown += a.unknown;
    if (!labelled)
        label = NULL;
    if (labelled && !a.unknown) {
        j->known++;
        j->correct += truth == a.class_index;
    }
    if (j->answer)
        j->answer[i] = a;
    if (!j->json)
        print_frame(j, i, sample, a, label);
    else if (!add_json(j, i, sample, a, label))
        return bac_fail(err, BAC_ERR_MEMORY, j->path, "out of memory");
    return BAC_OK;
}

static bac_status load_frame(job *j, uint64_t i, int32_t *codes, bac_error *err) {
    bac_status status = bac_sigmf_frame(j->cut, i, j->level, j->factor, j->iq, err);
    return status ? status : bac_frame_quantise(j->net, j->iq, codes, err);
}

static bac_status classify_batch(job *j, uint64_t n, bac_error *err) {
    const bac_frames frames = bac_frames_of(j->net, n, BAC_I32, j->codes);
    return bac_run_frames(j->net, &frames, (uint32_t)j->threads, j->logits, NULL, NULL, NULL, err);
}

static bac_status classify_all(job *j, bac_error *err) {
    tool_progress progress = {.what = "frames", .total = j->n};
    size_t frame = (size_t)j->T * 2;
    bac_status status = BAC_OK;
    for (uint64_t i = 0; i < j->n && !status; i += j->batch) {
        uint64_t n = bac_min_u64(j->n - i, j->batch);
        for (uint64_t k = 0; k < n && !status; k++)
            status = load_frame(j, i + k, j->codes + k * frame, err);
        if (!status)
            status = classify_batch(j, n, err);
        for (uint64_t k = 0; k < n && !status; k++)
            status = take_answer(j, i + k, answer_of(j, j->logits + k * j->n_classes), err);
        if (j->json || !isatty(STDOUT_FILENO)) /* else the lines themselves are the progress */
            tool_progress_step(&progress, i + n);
    }
    tool_progress_end(&progress);
    return status;
}

static bac_status annotate(const job *j, bac_error *err) {
    enum { NAME = TOOL_CLASS_SIZE, COMMENT = 160 };
    bac_sigmf_mark *mark = calloc(j->n, sizeof *mark);
    char(*text)[NAME + COMMENT] = calloc(j->n, sizeof *text);
    bac_status status = BAC_OK;
    for (uint64_t i = 0; i < j->n && mark && text; i++) {
        answer a = j->answer[i];
        snprintf(text[i], NAME, "%s", name_of(j, a, (char[TOOL_CLASS_SIZE]){0}));
        char *comment = text[i] + NAME;
        if (isnan(a.confidence))
            snprintf(comment, COMMENT, "network %.63s", bac_net_name(j->net));
        else
            snprintf(comment, COMMENT, "confidence %.3f, network %.63s", (double)a.confidence,
                     bac_net_name(j->net));
        mark[i] = (bac_sigmf_mark){bac_sigmf_frame_start(j->cut, i, NULL), j->T, text[i], comment};
    }
    if (mark && text)
        status = bac_sigmf_annotate(j->recording, j->out, mark, j->n, err);
    else
        status = bac_fail(err, BAC_ERR_MEMORY, j->out, "out of memory");
    free(text);
    free(mark);
    return status;
}

/* In place only if asked for by the same name: a second name for the recording may be a slip. */
static bac_status check_out(const job *j, bac_error *err) {
    struct stat in, out;
    if (!j->out || strcmp(j->out, j->path) == 0 || stat(j->path, &in) || stat(j->out, &out))
        return BAC_OK;
    if (in.st_dev != out.st_dev || in.st_ino != out.st_ino)
        return BAC_OK;
    return bac_fail(err, BAC_ERR_INPUT, j->out,
                    "is the recording itself: to annotate it in place, name it as the operand is, "
                    "%.200s",
                    j->path);
}

static bac_status make_room(job *j, bac_error *err) {
    size_t frame = (size_t)j->T * 2; /* at most 2^21 (BAC_MAX_POSITIONS) */
    size_t batch = ((size_t)1 << 20) / frame;
    j->batch = (uint32_t)bac_min_u64(bac_max_u64(1, bac_min_u64(batch, 512)), j->n);
    j->iq = calloc(frame, sizeof *j->iq);
    j->codes = calloc(frame * j->batch, sizeof *j->codes);
    j->logits = calloc((size_t)j->batch * j->n_classes, sizeof *j->logits);
    bool good = j->iq && j->codes && j->logits;
    if (j->out)
        good = good && (j->answer = calloc(j->n, sizeof *j->answer));
    if (j->json)
        good = good && (j->frames = json_array());
    return good ? BAC_OK : bac_fail(err, BAC_ERR_MEMORY, j->path, "out of memory");
}

/* A calibration is one network's. */
static bac_status load_calibration(job *j, bac_error *err) {
    uint8_t hash[32];
    char text[BAC_CALIBRATION_NETWORK];
    if (!j->calibration_path)
        return BAC_OK;
    bac_status status = bac_calibration_load(j->calibration_path, &j->calibration, err);
    if (!status)
        status = tool_net_hash(j->net, hash, err);
    if (status)
        return status;
    tool_hash_text(hash, text);
    if (strcmp(text, j->calibration.network) == 0)
        return BAC_OK;
    return bac_fail(err, BAC_ERR_INPUT, j->calibration_path,
                    "is of another network than %s; bac calibrate makes one of this",
                    bac_net_name(j->net));
}

static bac_status work(job *j, const char *net_path, bac_error *err) {
    bac_status status = check_out(j, err);
    if (!status)
        status = bac_net_load(net_path, &j->net, err);
    if (!status)
        status = load_calibration(j, err);
    if (status)
        return status;
    const bac_layer *input = bac_net_layer(j->net, 0);
    if (input->C != 2) {
        return bac_fail(err, BAC_ERR_INPUT, net_path,
                        "takes frames of %u channels: a recording has two, I and Q", input->C);
    }
    j->T = input->T;
    j->n_classes = bac_net_logits(j->net)->C;
    status = bac_sigmf_open(j->path, &j->recording, err);
    if (!status)
        status = bac_sigmf_cut_create(j->recording, j->T, j->hop ? j->hop : j->T, &j->cut, err);
    if (status)
        return status;
    j->n = bac_sigmf_frames(j->cut);
    status = make_room(j, err);
    if (status)
        return status;
    if (!j->json)
        printf("%7s %12s %13s  %-10s %10s\n", "frame", "sample", "time, s", "class", "confidence");
    status = classify_all(j, err);
    if (!status && j->out)
        status = annotate(j, err);
    return status;
}

static int print_summary(const job *j) {
    uint64_t shorter = bac_sigmf_too_short(j->cut);
    printf("\n%llu frames", (unsigned long long)j->n);
    if (j->calibration.n)
        printf(", %llu of them unknown (confidence below %g)", (unsigned long long)j->unknown,
               j->least);
    if (j->known)
        printf(", %llu of a known class: %llu right, accuracy %.2f %%",
               (unsigned long long)j->known, (unsigned long long)j->correct,
               100.0 * (double)j->correct / (double)j->known);
    printf("\n");
    if (j->calibration.n)
        printf("confidence: the share of right answers on %sframes of %s\n",
               j->calibration.synthetic ? "synthetic " : "", j->calibration.set);
    if (shorter)
        printf("%llu annotations are too short for a frame of %u samples\n",
               (unsigned long long)shorter, j->T);
    return EXIT_OK;
}

static int print_json(job *j) {
    double rate = bac_sigmf_facts_of(j->recording)->rate;
    json_t *frames = j->frames;
    j->frames = NULL; /* the tree's, or gone */
    return tool_json_print(
        json_pack("{s:s, s:s, s:s?, s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o}", "recording",
                  j->path, "network", bac_net_name(j->net), "calibration", j->calibration_path,
                  "least", j->calibration.n ? json_real(j->least) : json_null(), "sample_rate",
                  rate > 0 ? tool_json_number(rate) : json_null(), "positions", (json_int_t)j->T,
                  "hop", (json_int_t)(j->hop ? j->hop : j->T), "too_short",
                  (json_int_t)bac_sigmf_too_short(j->cut), "unknown", (json_int_t)j->unknown,
                  "known", (json_int_t)j->known, "correct", (json_int_t)j->correct, "accuracy",
                  j->known ? json_real((double)j->correct / (double)j->known) : json_null(),
                  "frames", frames));
}

static int parse(job *j) {
    if (j->scale_text && strcmp(j->scale_text, "auto") == 0) {
        j->level = BAC_SIGMF_AUTO;
    } else if (j->scale_text) {
        char *stop;
        j->factor = strtod(j->scale_text, &stop);
        j->level = BAC_SIGMF_BY;
        if (*stop || stop == j->scale_text || !isfinite(j->factor) || j->factor <= 0)
            return args_complain("--scale wants auto or a number above 0, not '%s'", j->scale_text);
    }
    if (j->least_text) {
        char *stop;
        j->least = strtod(j->least_text, &stop);
        if (*stop || stop == j->least_text || !(j->least >= 0 && j->least <= 1))
            return args_complain("--least wants a confidence of 0..1, not '%s'", j->least_text);
        if (!j->calibration_path)
            return args_complain("--least wants --calibration beside it");
    }
    if (j->out && !bac_ends_with(j->out, ".sigmf-meta"))
        return args_complain("--annotate wants a name that ends in .sigmf-meta, not '%s'", j->out);
    return EXIT_OK;
}

static job asked = {.factor = 1, .least = 0.5};

static int start(const char *const operand[]) {
    int exit_status = parse(&asked);
    if (exit_status)
        return exit_status;
    asked.path = operand[0];
    exit_status = work(&asked, operand[1], &tool_error) ? tool_fail()
                  : asked.json                          ? print_json(&asked)
                                                        : print_summary(&asked);
    json_decref(asked.frames);
    free(asked.logits);
    free(asked.codes);
    free(asked.iq);
    free(asked.answer);
    bac_sigmf_cut_free(asked.cut);
    bac_sigmf_close(asked.recording);
    bac_net_free(asked.net);
    return exit_status;
}

static const args_option options[] = {
    {"hop", 0, "N", "samples from one frame to the next; default: a frame's length",
     .whole = &asked.hop, .least = 1, .most = INT64_MAX},
    {"scale", 0, "auto|X", "scale each frame to the training level, or multiply by X",
     .text = &asked.scale_text},
    {"annotate", 0, "OUT.sigmf-meta", "write the metadata with an annotation for each frame",
     .text = &asked.out},
    {"calibration", 0, "FILE", "confidences from bac calibrate; small ones answer unknown",
     .text = &asked.calibration_path},
    {"least", 0, "P", "smallest confidence that is answered with a class (0.5)",
     .text = &asked.least_text},
    {"threads", 0, "N", "worker threads; default: one a processor", .whole = &asked.threads,
     .least = 1, .most = 256},
    {"json", 0, NULL, "print JSON", .flag = &asked.json},
    {0}};

const args_verb verb_classify = {
    .name = "classify",
    .brief = "REC.sigmf-meta NET.bnet",
    .help = "modulations of a SigMF recording, frame by frame",
    .synopsis = "REC.sigmf-meta NET.bnet [--hop N] [--scale auto|X] [--annotate OUT.sigmf-meta]"
                " [--calibration FILE [--least P]] [--threads N] [--json]",
    .about = "Cuts a SigMF recording into frames and classifies each. If the recording has\n"
             "annotations, frames lie inside them; a core:label that is one of the network's\n"
             "classes counts as truth. Sample formats: cf32, ci16 (_le, _be), ci8, cu8.\n"
             "Unless --scale is given, frames of integer samples are scaled to the level of\n"
             "training frames, and frames of cf32 samples stay unchanged (docs/datasets.md).\n"
             "The confidence is the softmax of the logits, or with --calibration the share of\n"
             "right answers among frames of the same margin; below --least the answer is\n"
             "unknown, and accuracy counts the others (docs/evaluation.md).",
    .example = "bac classify capture.sigmf-meta golden/nets/default.bnet --annotate "
               "capture.sigmf-meta",
    .options = {options},
    .operands = 2,
    .start = start,
};
