/* profile_textbook.c - every class by its standard definition, at base band, with the impairments
 * of a synchronised receiver only: phase, small carrier offset, timing, roll-off, noise. */
#include "profile.h"

#include <liquid/liquid.h>

/* Root raised cosine, 8 samples a symbol, roll-off 0.20 to 0.50 drawn for each frame. */
#define PULSE                                                                                      \
    {                                                                                              \
        .shape = BAC_SIG_ROOT_RAISED_COSINE, .samples = 8, .reach = 8, .variants = 31,             \
        .rolloff = 0.20, .rolloff_end = 0.50                                                       \
    }
/* Noise against the class's mean power, not the frame's. */
#define SCALE .norm = BAC_SIG_FIXED, .gain = 1, .power = 1
#define MODEM(n, name)                                                                             \
    {                                                                                              \
        .kind = BAC_SIG_LINEAR, .pulse = PULSE,                                                    \
        .alphabet = {.points = BAC_SIG_MODEM, .scheme = LIQUID_MODEM_##name, .size = n}, SCALE     \
    }
/* Speech band, 300 to 3400 Hz at 200 kHz sampling. */
#define AUDIO(side)                                                                                \
    { .band = BAC_SIG_BAND_PASS, .low = 0.0015, .high = 0.017, .order = 8, side }
#define AM(carrier_level, message_level, side)                                                     \
    {                                                                                              \
        .kind = BAC_SIG_AM, .message = AUDIO(side), .carrier = carrier_level,                      \
        .depth = message_level, SCALE                                                              \
    }

/* With carrier: rms modulation 0.4 of the carrier; 0.92848 = 1 / sqrt(1 + 0.4^2) makes power 1. */
static const bac_sig_class classes[BAC_SIGNAL_CLASSES] = {
    MODEM(2, OOK),
    MODEM(4, ASK4), /* bipolar: -3 -1 1 3 */
    MODEM(8, ASK8),
    MODEM(2, BPSK),
    MODEM(4, QPSK),
    MODEM(8, PSK8),
    MODEM(16, PSK16),
    MODEM(32, PSK32),
    MODEM(16, APSK16),
    MODEM(32, APSK32),
    MODEM(64, APSK64),
    MODEM(128, APSK128),
    MODEM(16, QAM16),
    MODEM(32, SQAM32), /* odd numbers of bits: cross constellations */
    MODEM(64, QAM64),
    MODEM(128, SQAM128),
    MODEM(256, QAM256),
    AM(0.92848, 0.371391, .one_sided = true),
    AM(0, 1, .one_sided = true),
    AM(0.92848, 0.371391, .one_sided = false),
    AM(0, 1, .one_sided = false),
    {.kind = BAC_SIG_FM, /* deviation 2.5 kHz rms at 200 kHz sampling */
     .message = AUDIO(.one_sided = false),
     .depth = 0.0125,
     SCALE},
    {.kind = BAC_SIG_GMSK,
     .pulse = {.shape = BAC_SIG_GAUSSIAN, .samples = 8, .reach = 3, .variants = 1, .rolloff = 0.30},
     .index = 0.5,
     SCALE},
    {.kind = BAC_SIG_RAILS, .pulse = PULSE, .rail_delay = 4, SCALE}, /* OQPSK: half a symbol */
};

const bac_sig_profile bac_sig_textbook = {
    .name = "textbook", .id = 2, .offset_rms = 2.5e-4, .classes = classes};
