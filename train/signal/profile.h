/* profile.h - the definition of a class: one row of numbers. The generator knows no class by name.
 *
 * Units: samples for delays, cycles/sample for frequencies, turns for angles, 1 for amplitudes.
 */
#ifndef BAC_SIGNAL_PROFILE_H
#define BAC_SIGNAL_PROFILE_H

#include "signal.h"

typedef enum bac_sig_kind {
    BAC_SIG_LINEAR, /* s = sum_k a_k p(t - k T - tau), complex symbols a_k */
    BAC_SIG_RAILS,  /* s = sum_k b_k p(t - k T - tau) + j sum_k c_k p(t - k T - tau - delay) */
    BAC_SIG_GMSK,   /* s = exp(j phase), frequency sum_k +-h/2T * (Gaussian pulse) */
    BAC_SIG_FM,     /* s = exp(j phase), frequency `carrier_hz` + `depth` * message */
    BAC_SIG_AM      /* s = (carrier + depth * message) [* sqrt 2 cos at carrier_hz] */
} bac_sig_kind;

typedef enum bac_sig_points {
    BAC_SIG_MODEM,    /* liquid-dsp's constellation `scheme` */
    BAC_SIG_UNIPOLAR, /* levels 0 .. points - 1 */
    BAC_SIG_RINGS     /* three rings */
} bac_sig_points;

/* Symbols are independent and uniform; the constellation is scaled to mean power 1. */
typedef struct bac_sig_alphabet {
    bac_sig_points points;
    int scheme;         /* MODEM: liquid's modulation_scheme */
    uint32_t size;      /* number of points, a power of two */
    uint32_t ring[3];   /* RINGS: points on each; */
    double radius[3];   /*   radii, any unit; */
    double rotation[3]; /*   angle of the first point, in steps between two points of the ring */
} bac_sig_alphabet;

typedef enum bac_sig_shape {
    BAC_SIG_RAISED_COSINE,      /* the total pulse, peak 1 */
    BAC_SIG_ROOT_RAISED_COSINE, /* energy = samples/symbol: symbols of power 1 give power 1 */
    BAC_SIG_COSINE_POWER,       /* |cos(pi t / width)|^power for |t| < width / 2, t in symbols */
    BAC_SIG_GAUSSIAN            /* frequency pulse of GMSK, bandwidth-time product `rolloff` */
} bac_sig_shape;

typedef struct bac_sig_pulse_spec {
    bac_sig_shape shape;
    uint32_t samples;  /* per symbol: 8 or 16 */
    uint32_t reach;    /* symbols to each side of the peak */
    uint32_t variants; /* roll-offs, evenly spaced from rolloff to rolloff_end; a frame draws one */
    double rolloff, rolloff_end;
    double width, power; /* COSINE_POWER */
} bac_sig_pulse_spec;

typedef enum bac_sig_band {
    BAC_SIG_ONE_POLE, /* white noise through 1/(1 - p z^-1), p = exp(-2 pi high) */
    BAC_SIG_LOW_PASS, /* through a Butterworth low pass: power 1/(1 + (f/high)^(2 order)) */
    BAC_SIG_BAND_PASS /* the same and a Butterworth high pass at `low` */
} bac_sig_band;

/* A Gaussian message of power 1. */
typedef struct bac_sig_message_spec {
    bac_sig_band band;
    double low, high; /* cut-offs */
    uint32_t order;
    bool one_sided; /* (a + j Hilbert a) / sqrt 2 in place of a: complex, upper side band only */
} bac_sig_message_spec;

typedef enum bac_sig_norm {
    /* s: the clean signal, y: signal plus noise, S: signal-to-noise ratio */
    BAC_SIG_BY_DEVIATION, /* s is scaled to power 1, then y by 1 / sqrt(mean |y - mean y|^2) */
    BAC_SIG_BY_RMS,       /* s is scaled to power 1, then y by 1 / sqrt(mean |y|^2) */
    BAC_SIG_FIXED         /* s is not scaled; y is scaled by 1 / sqrt(1 + 1/S) */
} bac_sig_norm;

typedef struct bac_sig_class {
    bac_sig_kind kind;
    bac_sig_alphabet alphabet;    /* LINEAR */
    bac_sig_pulse_spec pulse;     /* LINEAR, RAILS, GMSK */
    double rail_delay;            /* RAILS */
    double index;                 /* GMSK: h */
    bac_sig_message_spec message; /* FM, AM */
    double depth;                 /* FM: cycles/sample for message 1; AM: of the message */
    double carrier;               /* AM: amplitude of the carrier */
    double carrier_hz;            /* FM, AM: cycles/sample; AM: 0: at base band */
    bac_sig_norm norm;
    /* The frame is multiplied by gain * sqrt((power S + 1) / (S + 1)), S the signal-to-noise
     * ratio; power 1 leaves gain. */
    double gain, power;
} bac_sig_class;

typedef struct bac_sig_profile {
    const char *name;
    uint32_t id;                  /* enters the random key */
    double offset_rms;            /* carrier offset ~ N(0, offset_rms^2), cycles/sample */
    const bac_sig_class *classes; /* [BAC_SIGNAL_CLASSES] */
} bac_sig_profile;

extern const bac_sig_profile bac_sig_radioml, bac_sig_textbook;

/* Timing offsets are drawn in steps of 1/BAC_SIG_FINE samples. */
enum { BAC_SIG_FINE = 100 };

#endif
