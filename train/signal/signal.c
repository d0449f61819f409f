/* signal.c - labels, and a profile's tables. */
#include "signal.h"
#include "work.h"

#include <stdlib.h>
#include <string.h>

static const char *const labels[BAC_SIGNAL_CLASSES] = {
    "OOK",    "4ASK",      "8ASK",      "BPSK",      "QPSK",      "8PSK",  "16PSK", "32PSK",
    "16APSK", "32APSK",    "64APSK",    "128APSK",   "16QAM",     "32QAM", "64QAM", "128QAM",
    "256QAM", "AM-SSB-WC", "AM-SSB-SC", "AM-DSB-WC", "AM-DSB-SC", "FM",    "GMSK",  "OQPSK"};

const char *bac_signal_class(uint32_t class_index) {
    return class_index < BAC_SIGNAL_CLASSES ? labels[class_index] : NULL;
}

int bac_signal_class_index(const char *label) {
    for (int i = 0; i < BAC_SIGNAL_CLASSES; i++)
        if (strcmp(label, labels[i]) == 0)
            return i;
    return -1;
}

/* Checks the assumptions of a frame's fixed buffers and number formats. */
static bac_status check(const bac_sig_class *c, const char *where, bac_error *err) {
    bool pulse = c->kind == BAC_SIG_LINEAR || c->kind == BAC_SIG_RAILS || c->kind == BAC_SIG_GMSK;
    if (pulse && (c->pulse.samples != 8 && c->pulse.samples != 16))
        return bac_fail(err, BAC_ERR_INPUT, where, "a pulse has 8 or 16 samples a symbol");
    if (pulse &&
        (c->pulse.variants < 1 || c->pulse.reach < 1 || 2 * c->pulse.reach + 1 > BAC_SIG_MAX_TAPS))
        return bac_fail(err, BAC_ERR_INPUT, where, "a pulse reaches 1 to %d symbols",
                        (BAC_SIG_MAX_TAPS - 1) / 2);
    if (c->kind == BAC_SIG_GMSK && (c->pulse.samples != 8 || c->index * c->pulse.reach > 7))
        return bac_fail(err, BAC_ERR_INPUT, where, "the phase under a GMSK pulse is too large");
    if (c->kind == BAC_SIG_RAILS && !(c->rail_delay >= 0 && c->rail_delay <= 15))
        return bac_fail(err, BAC_ERR_INPUT, where, "a rail is delayed by 0 to 15 samples");
    if (c->kind == BAC_SIG_FM && !(c->depth >= 0 && c->depth < 0.05)) /* 6 rms below half a turn */
        return bac_fail(err, BAC_ERR_INPUT, where, "an FM deviation is below 0.05 cycles/sample");
    return BAC_OK;
}

static bool same_pulse(const bac_sig_pulse_spec *a, const bac_sig_pulse_spec *b) {
    return a->shape == b->shape && a->samples == b->samples && a->reach == b->reach &&
           a->variants == b->variants && a->rolloff == b->rolloff &&
           a->rolloff_end == b->rolloff_end && a->width == b->width && a->power == b->power;
}

static bool same_message(const bac_sig_message_spec *a, const bac_sig_message_spec *b) {
    return a->band == b->band && a->low == b->low && a->high == b->high && a->order == b->order &&
           a->one_sided == b->one_sided;
}

static bac_status find_pulse(bac_signal *s, const bac_sig_pulse_spec *spec, const char *where,
                             const bac_sig_pulse **pulse, bac_error *err) {
    uint32_t i = 0;
    while (i < s->n_pulses && !same_pulse(spec, &s->pulse[i].spec))
        i++;
    *pulse = &s->pulse[i];
    if (i < s->n_pulses)
        return BAC_OK;
    s->n_pulses++;
    return bac_sig_pulse_make(spec, where, &s->pulse[i], err);
}

static bac_status find_message(bac_signal *s, const bac_sig_message_spec *spec, const char *where,
                               const bac_sig_message **message, bac_error *err) {
    uint32_t i = 0;
    while (i < s->n_messages && !same_message(spec, &s->message[i].spec))
        i++;
    *message = &s->message[i];
    if (i < s->n_messages)
        return BAC_OK;
    s->n_messages++;
    return bac_sig_message_make(spec, where, &s->message[i], err);
}

static bac_status make_table(bac_signal *s, uint32_t class_index, bac_error *err) {
    const bac_sig_class *c = &s->profile->classes[class_index];
    bac_sig_table *t = &s->table[class_index];
    const char *where = labels[class_index];
    bac_status status = check(c, where, err);
    if (!status && c->kind == BAC_SIG_LINEAR) {
        status = bac_sig_points_make(&c->alphabet, where, &t->point, err);
        while (1u << t->point_bits < c->alphabet.size)
            t->point_bits++;
    }
    if (!status && (c->kind == BAC_SIG_AM || c->kind == BAC_SIG_FM))
        status = find_message(s, &c->message, where, &t->message, err);
    else if (!status)
        status = find_pulse(s, &c->pulse, where, &t->pulse, err);
    return status;
}

bac_status bac_signal_create(const char *profile, uint64_t seed, bac_signal **signal,
                             bac_error *err) {
    static const bac_sig_profile *const profiles[] = {&bac_sig_radioml, &bac_sig_textbook};
    size_t n = sizeof profiles / sizeof *profiles, found = 0;
    *signal = NULL;
    while (found < n && strcmp(profile, profiles[found]->name) != 0)
        found++;
    if (found == n)
        return bac_fail(err, BAC_ERR_INPUT, profile,
                        "no such signal profile; there are radioml and textbook");
    bac_signal *s = calloc(1, sizeof *s);
    if (!s)
        return bac_fail(err, BAC_ERR_MEMORY, profile, "out of memory");
    s->seed = seed;
    s->profile = profiles[found];
    bac_status status = BAC_OK;
    for (uint32_t i = 0; i < BAC_SIGNAL_CLASSES && !status; i++)
        status = make_table(s, i, err);
    if (status)
        bac_signal_free(s);
    else
        *signal = s;
    return status;
}

void bac_signal_free(bac_signal *signal) {
    if (!signal)
        return;
    for (uint32_t i = 0; i < BAC_SIGNAL_CLASSES; i++) {
        free(signal->table[i].point);
        free(signal->pulse[i].row);
        free(signal->message[i].re);
        free(signal->message[i].im);
    }
    free(signal);
}

bac_status bac_signal_work_create(const bac_signal *signal, bac_signal_work **work,
                                  bac_error *err) {
    *work = aligned_alloc(64, (sizeof **work + 63) / 64 * 64);
    if (!*work)
        return bac_fail(err, BAC_ERR_MEMORY, signal->profile->name, "out of memory");
    memset(*work, 0, sizeof **work);
    return BAC_OK;
}

void bac_signal_work_free(bac_signal_work *work) {
    free(work);
}
