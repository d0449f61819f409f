/* calibration.c - bins of margin. */
#include "calibration.h"

#include "internal.h"
#include "ints.h"
#include "signal.h"

#include <stdlib.h>

uint32_t bac_margin_of(const int32_t *logits, uint32_t n, uint32_t *top) {
    uint32_t best = 0;
    int64_t second = INT64_MIN;
    for (uint32_t c = 1; c < n; c++) {
        if (logits[c] > logits[best]) {
            second = logits[best];
            best = c;
        } else if (logits[c] > second) {
            second = logits[c];
        }
    }
    *top = best;
    return n > 1 ? (uint32_t)(logits[best] - second) : 0;
}

static int by_margin(const void *a, const void *b) {
    const bac_margin *x = a, *y = b;
    return x->margin < y->margin ? -1 : x->margin > y->margin;
}

/* Whether the share of right answers does not rise from bin b to the one behind it: products, not
 * quotients, so that equal shares are equal. Frames are below 2^32. */
static bool rises_not(const bac_calibration_bin *b) {
    return b[0].correct * b[1].frames >= b[1].correct * b[0].frames;
}

/* Takes the last bin into the one before it. */
static void pool_last(bac_calibration *c) {
    bac_calibration_bin *last = &c->bin[--c->n];
    last[-1].frames += last->frames;
    last[-1].correct += last->correct;
}

bac_status bac_calibration_fit(bac_calibration *c, bac_margin *frame, uint64_t n, bac_error *err) {
    if (n < BAC_CALIBRATION_LEAST || n > UINT32_MAX)
        return bac_fail(err, BAC_ERR_INPUT, c->set,
                        "%llu frames; a calibration wants %d and more, and fewer than 2^32",
                        (unsigned long long)n, BAC_CALIBRATION_LEAST);
    const uint64_t each = bac_max_u64(BAC_CALIBRATION_LEAST,
                                      (n + BAC_CALIBRATION_BINS - 2) / (BAC_CALIBRATION_BINS - 1));
    qsort(frame, (size_t)n, sizeof *frame, by_margin);
    c->n = 0;
    for (uint64_t i = 0; i < n;) {
        bac_calibration_bin b = {.margin = c->n ? frame[i].margin : 0};
        /* Frames of one margin stay together, and the last bin has as many frames as the others. */
        for (; i < n && (b.frames < each || frame[i].margin == frame[i - 1].margin); i++) {
            b.frames++;
            b.correct += frame[i].correct;
        }
        c->bin[c->n++] = b;
        if (c->n > 1 && b.frames < each)
            pool_last(c);
        while (c->n > 1 && rises_not(&c->bin[c->n - 2]))
            pool_last(c);
    }
    return BAC_OK;
}

uint32_t bac_calibration_find(const bac_calibration *c, uint32_t margin) {
    uint32_t b = c->n - 1;
    while (b > 0 && margin < c->bin[b].margin)
        b--;
    return b;
}

double bac_calibration_share(const bac_calibration *c, uint32_t bin) {
    return (double)c->bin[bin].correct / (double)c->bin[bin].frames;
}

/* ---- margins of a set's frames */

typedef struct reader {
    const bac_net *net;
    bac_set *set;
    bool labelled;
    int32_t class_of[BAC_SIGNAL_CLASSES]; /* of each label; -1: none */
    uint32_t T, classes, threads;
    uint64_t *index; /* [BLOCK] */
    float *iq;       /* [BLOCK][T][2] */
    int32_t *codes, *label, *logits;
} reader;

enum { BLOCK = 256 };

/* A frame of a class that the network does not have is one on which it cannot be right. */
static bool is_of(const reader *r, int32_t label, uint32_t top) {
    return label >= 0 && label < BAC_SIGNAL_CLASSES && r->class_of[label] == (int32_t)top;
}

static bac_status read_block(const reader *r, uint64_t first, uint64_t n, bac_margin *list,
                             bac_error *err) {
    const size_t frame = (size_t)r->T * 2;
    for (uint64_t i = 0; i < n; i++)
        r->index[i] = first + i;
    bac_status status =
        bac_set_read(r->set, r->index, n, r->iq, r->labelled ? r->label : NULL, NULL, err);
    for (uint64_t i = 0; i < n && !status; i++)
        status = bac_frame_quantise(r->net, r->iq + i * frame, r->codes + i * frame, err);
    const bac_frames frames = bac_frames_of(r->net, n, BAC_I32, r->codes);
    if (!status)
        status = bac_run_frames(r->net, &frames, r->threads, r->logits, NULL, NULL, NULL, err);
    for (uint64_t i = 0; i < n && !status; i++) {
        uint32_t top;
        list[i].margin = bac_margin_of(r->logits + i * r->classes, r->classes, &top);
        list[i].correct = r->labelled && is_of(r, r->label[i], top);
    }
    return status;
}

static bac_status read_all(const reader *r, bac_margin *list, bac_margin_progress_fn *progress,
                           void *user, bac_error *err) {
    const uint64_t total = bac_set_count(r->set);
    bac_status status = BAC_OK;
    for (uint64_t i = 0; i < total && !status; i += BLOCK) {
        const uint64_t n = bac_min_u64(total - i, BLOCK);
        status = read_block(r, i, n, list + i, err);
        if (!status && progress && !progress(user, i + n, total))
            status = bac_fail(err, BAC_ERR_INPUT, "", "stopped after %llu of %llu frames",
                              (unsigned long long)(i + n), (unsigned long long)total);
    }
    return status;
}

/* The classes of labels, as bac_eval_run matches them. */
static bac_status match_labels(reader *r, bac_error *err) {
    const bac_eval_job job = {.net = {r->net}};
    bac_eval *names = NULL;
    bac_status status = bac_eval_create(r->classes, 1, false, &names, err);
    if (!status)
        status = bac_eval_classes(&job, names, r->class_of, BAC_SIGNAL_CLASSES, err);
    bac_eval_free(names);
    return status;
}

bac_status bac_margins_of(const bac_net *net, bac_set *set, bool labelled, uint32_t threads,
                          bac_margin_progress_fn *progress, void *user, bac_margin **list,
                          bac_error *err) {
    const bac_layer *input = bac_net_layer(net, 0);
    const uint32_t T = bac_set_positions(set), classes = bac_net_logits(net)->C;
    *list = NULL;
    if (input->T != T || input->C != 2)
        return bac_fail(err, BAC_ERR_INPUT, bac_net_name(net),
                        "takes frames of [%u][%u], the set has frames of [%u][2]", input->T,
                        input->C, T);
    const size_t frame = (size_t)T * 2;
    reader r = {.net = net,
                .set = set,
                .labelled = labelled,
                .T = T,
                .classes = classes,
                .threads = threads,
                .index = malloc(BLOCK * sizeof *r.index),
                .iq = calloc(BLOCK, frame * sizeof *r.iq),
                .codes = calloc(BLOCK, frame * sizeof *r.codes),
                .label = malloc(BLOCK * sizeof *r.label),
                .logits = calloc(BLOCK, classes * sizeof *r.logits)};
    *list = calloc((size_t)bac_set_count(set) + 1, sizeof **list);
    bac_status status = r.index && r.iq && r.codes && r.label && r.logits && *list
                            ? match_labels(&r, err)
                            : bac_eval_no_memory(err);
    if (!status)
        status = read_all(&r, *list, progress, user, err);
    free(r.index);
    free(r.iq);
    free(r.codes);
    free(r.label);
    free(r.logits);
    if (status) {
        free(*list);
        *list = NULL;
    }
    return status;
}
