/* tables.h - the tables computed from a profile before the first frame; immutable afterwards. */
#ifndef BAC_SIGNAL_TABLES_H
#define BAC_SIGNAL_TABLES_H

#include "profile.h"

enum { BAC_SIG_T = BAC_SIGNAL_POSITIONS };

/* A pulse p(t), sampled. Row (variant, fine) holds p(l - reach * samples - fine / BAC_SIG_FINE) for
 * l = 0 .. taps * samples - 1, with taps = 2 reach + 1 symbols. Behind the pulse's end it is 0. A
 * Gaussian pulse is stored as its integral, the share of a symbol's phase that has passed, which is
 * 1 behind the end. */
typedef struct bac_sig_pulse {
    bac_sig_pulse_spec spec;
    uint32_t samples, taps;
    float *row; /* [variants][BAC_SIG_FINE][taps * samples] */
} bac_sig_pulse;

bac_status bac_sig_pulse_make(const bac_sig_pulse_spec *spec, const char *where,
                              bac_sig_pulse *pulse, bac_error *err);

/* point: [size][2], mean power 1. */
bac_status bac_sig_points_make(const bac_sig_alphabet *alphabet, const char *where, float **point,
                               bac_error *err);

/* A stationary Gaussian process at the frame's sample times: the sum over r of g_r * basis[r], with
 * independent g_r of power 1 (complex when one-sided). The basis is a factor of the process's
 * covariance matrix. One-pole noise has rank 0: a recursion makes it instead. */
typedef struct bac_sig_message {
    bac_sig_message_spec spec;
    uint32_t rank;     /* a multiple of BAC_SIG_RANK_GROUP; extra rows are zero */
    float *re, *im;    /* basis [rank][T]; im only when one-sided */
    float pole, drive; /* one-pole: a[t] = pole * a[t-1] + drive * g[t] */
} bac_sig_message;

enum { BAC_SIG_MAX_RANK = 128, BAC_SIG_RANK_GROUP = 4 };

bac_status bac_sig_message_make(const bac_sig_message_spec *spec, const char *where,
                                bac_sig_message *message, bac_error *err);

/* The tables of a class. Classes with equal specifications share a pulse or a message: pulse and
 * message point into bac_signal. */
typedef struct bac_sig_table {
    const bac_sig_pulse *pulse;
    const bac_sig_message *message;
    float *point;
    uint32_t point_bits; /* log2 of the number of points */
} bac_sig_table;

struct bac_signal {
    const bac_sig_profile *profile;
    uint64_t seed;
    uint32_t n_pulses, n_messages;
    bac_sig_pulse pulse[BAC_SIGNAL_CLASSES];
    bac_sig_message message[BAC_SIGNAL_CLASSES];
    bac_sig_table table[BAC_SIGNAL_CLASSES];
};

#endif
