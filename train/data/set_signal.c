/* set_signal.c - frames made while they are read:
 * "PROFILE,seed=S,count=N,snr=A:B:STEP,classes=NAME+NAME".
 *
 * Frame i of C classes, S SNRs and N frames each is class i / (S*N), SNR i / N % S, index i % N.
 */
#include "read_text.h"
#include "source.h"

#include "signal.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* The generator's own range of SNR (signal.h), and what keeps the count below 2^53 */
static const double MAX_SNR = 100;
enum { MAX_SNRS = 1 << 16 };
static const uint64_t MAX_COUNT = UINT64_C(1) << 32;

/* Unused workspaces are kept in a list for the next read. Their number is the largest number of
 * reads that ran at once. */
typedef struct work_item {
    struct work_item *next;
    bac_signal_work *work;
} work_item;

typedef struct signal_set {
    bac_signal *signal;
    uint64_t seed, count; /* count: frames a class and SNR */
    double snr_first, snr_step;
    uint32_t n_snr, n_class;
    uint8_t class_index[BAC_SIGNAL_CLASSES]; /* ascending */
    pthread_mutex_t lock;                    /* of idle */
    work_item *idle;
} signal_set;

static void signal_close(void *state) {
    signal_set *s = state;
    for (work_item *w = s->idle; w;) {
        work_item *next = w->next;
        bac_signal_work_free(w->work);
        free(w);
        w = next;
    }
    pthread_mutex_destroy(&s->lock);
    bac_signal_free(s->signal);
    free(s);
}

static bac_status borrow(bac_set *set, work_item **item, bac_error *err) {
    signal_set *s = set->state;
    pthread_mutex_lock(&s->lock);
    work_item *w = s->idle;
    if (w)
        s->idle = w->next;
    pthread_mutex_unlock(&s->lock);
    bac_status status = BAC_OK;
    if (!w && !(w = calloc(1, sizeof *w)))
        return bac_set_no_memory(set->name, err);
    if (!w->work)
        status = bac_signal_work_create(s->signal, &w->work, err);
    if (status)
        free(w);
    *item = w;
    return status;
}

static void give_back(signal_set *s, work_item *w) {
    pthread_mutex_lock(&s->lock);
    w->next = s->idle;
    s->idle = w;
    pthread_mutex_unlock(&s->lock);
}

/* What frame `i` is of: its class, SNR and index */
typedef struct frame_kind {
    uint32_t class_index;
    double snr;
    uint64_t index;
} frame_kind;

static frame_kind kind_of(const signal_set *s, uint64_t i) {
    uint64_t block = i / s->count;
    double snr = s->snr_first + s->snr_step * (double)(block % s->n_snr);
    return (frame_kind){s->class_index[block / s->n_snr], fmin(snr, MAX_SNR), i % s->count};
}

static bac_status signal_frames(bac_set *set, uint64_t row, uint64_t n, float *iq, bac_error *err) {
    signal_set *s = set->state;
    work_item *w = NULL;
    bac_status status = borrow(set, &w, err);
    if (status)
        return status;
    for (uint64_t i = 0; i < n; i++) {
        frame_kind k = kind_of(s, row + i);
        bac_signal_frame(s->signal, w->work, k.class_index, k.snr, k.index,
                         iq + i * BAC_SIGNAL_POSITIONS * 2);
    }
    give_back(s, w);
    return BAC_OK;
}

static bac_status signal_truth(bac_set *set, uint64_t row, uint64_t n, int32_t *label, float *snr,
                               bac_error *err) {
    (void)err;
    const signal_set *s = set->state;
    for (uint64_t i = 0; i < n; i++) {
        frame_kind k = kind_of(s, row + i);
        if (label)
            label[i] = (int32_t)k.class_index;
        if (snr)
            snr[i] = (float)k.snr;
    }
    return BAC_OK;
}

static bac_status bad_key(const bac_set *set, const char *key, const char *value, const char *want,
                          bac_error *err) {
    return bac_fail(err, BAC_ERR_INPUT, set->name, "%s=%s: wanted %s", key, value, want);
}

/* A, A:B (step 2) or A:B:STEP */
static bac_status take_snr(bac_set *set, signal_set *s, const char *text, bac_error *err) {
    double part[3] = {0, 0, 2};
    const char *at = text;
    int n = 0;
    for (; n < 3; n++) {
        char *end;
        part[n] = strtod(at, &end);
        if (end == at || !isfinite(part[n]) || (*end && *end != ':'))
            return bad_key(set, "snr", text, "A, A:B or A:B:STEP in dB, e.g. -20:30:2", err);
        if (n == 0)
            part[1] = part[0];
        at = end + 1;
        if (!*end)
            break;
    }
    if (n == 3 || part[2] <= 0 || part[1] < part[0] || part[0] < -MAX_SNR || part[1] > MAX_SNR)
        return bad_key(set, "snr", text, "A:B:STEP with -100 <= A <= B <= 100 and STEP > 0", err);
    /* the small addend makes a step that divides the range, up to rounding, reach B */
    double steps = floor((part[1] - part[0]) / part[2] + 1e-9);
    if (steps >= MAX_SNRS)
        return bad_key(set, "snr", text, "a larger STEP: at most 65536 levels", err);
    s->snr_first = part[0];
    s->snr_step = part[2];
    s->n_snr = (uint32_t)steps + 1;
    return BAC_OK;
}

static bac_status take_classes(bac_set *set, signal_set *s, char *text, bac_error *err) {
    bool wanted[BAC_SIGNAL_CLASSES] = {false};
    bool all = strcmp(text, "all") == 0;
    char *save = NULL;
    for (char *name = strtok_r(text, "+", &save); name && !all; name = strtok_r(NULL, "+", &save)) {
        int index = bac_signal_class_index(name);
        if (index < 0 || wanted[index]) {
            return bac_fail(err, BAC_ERR_INPUT, set->name, "classes: %s is %s", name,
                            index < 0 ? "no class (OOK, 4ASK, ... OQPSK: docs/datasets.md)"
                                      : "named twice");
        }
        wanted[index] = true;
    }
    s->n_class = 0;
    for (uint8_t c = 0; c < BAC_SIGNAL_CLASSES; c++) {
        if (all || wanted[c])
            s->class_index[s->n_class++] = c;
    }
    return s->n_class ? BAC_OK : bad_key(set, "classes", "", "all or NAME+NAME+..", err);
}

static bac_status take_keys(bac_set *set, signal_set *s, char *keys, bac_error *err) {
    static const char *const name[] = {"seed", "count", "snr", "classes"};
    unsigned seen = 0;
    char *save = NULL;
    for (char *key = strtok_r(keys, ",", &save); key; key = strtok_r(NULL, ",", &save)) {
        char *value = strchr(key, '=');
        unsigned k = 0;
        if (value)
            *value++ = 0;
        while (k < 4 && strcmp(key, name[k]) != 0)
            k++;
        if (!value || k == 4 || seen & 1U << k) {
            return bac_fail(err, BAC_ERR_INPUT, set->name,
                            "%s %s: seed=, count=, snr=, classes=", key,
                            k < 4 && value ? "is given twice" : "is no key=value here");
        }
        seen |= 1U << k;
        bac_status status = BAC_OK;
        if (k == 0 && !bac_parse_count(value, 0, UINT64_MAX, &s->seed))
            status = bad_key(set, key, value, "an integer of 0 .. 2^64 - 1", err);
        else if (k == 1 && !bac_parse_count(value, 1, MAX_COUNT, &s->count))
            status = bad_key(set, key, value, "frames a class and SNR, 1 .. 2^32", err);
        else if (k == 2)
            status = take_snr(set, s, value, err);
        else if (k == 3)
            status = take_classes(set, s, value, err);
        if (status)
            return status;
    }
    if (!(seen & 2)) {
        return bac_fail(err, BAC_ERR_INPUT, set->name,
                        "how many frames a class and SNR? Add count=N");
    }
    return BAC_OK;
}

bac_status bac_set_open_signal(bac_set *set, const char *keys, bac_error *err) {
    static const bac_source source = {signal_frames, signal_truth, signal_close, NULL};
    signal_set *s = calloc(1, sizeof *s);
    char *text = strdup(keys);
    bac_status status = BAC_OK;
    if (!s || !text) {
        free(s);
        status = bac_set_no_memory(set->name, err);
        goto done;
    }
    *s = (signal_set){.seed = 1, .snr_first = -20, .snr_step = 2, .n_snr = 26};
    pthread_mutex_init(&s->lock, NULL);
    set->source = &source;
    set->state = s;
    s->n_class = BAC_SIGNAL_CLASSES;
    for (uint8_t c = 0; c < BAC_SIGNAL_CLASSES; c++)
        s->class_index[c] = c;
    char *comma = strchr(text, ',');
    char end = 0;
    if (comma)
        *comma++ = 0;
    status = take_keys(set, s, comma ? comma : &end, err);
    if (!status)
        status = bac_signal_create(text, s->seed, &s->signal, err);
    set->count = s->n_class * (uint64_t)s->n_snr * s->count; /* below 2^5 * 2^16 * 2^32 */
    set->positions = BAC_SIGNAL_POSITIONS;
    set->has_labels = set->has_snr = set->synthetic = true;
done:
    free(text);
    return status;
}
