/* profile_radioml.c - parameters under which two networks trained on RadioML 2018.01A recognise
 * synthetic frames best. They were fitted with these networks, not derived from the data set;
 * docs/signals.md explains how, and what they do not prove. */
#include "profile.h"

#include <liquid/liquid.h>

/* Total pulse raised cosine, 8 samples a symbol; the amplitude follows the constellation. */
#define PULSE                                                                                      \
    { .shape = BAC_SIG_RAISED_COSINE, .samples = 8, .reach = 3, .variants = 1, .rolloff = 0.40 }
#define LINEAR                                                                                     \
    .kind = BAC_SIG_LINEAR, .pulse = PULSE, .norm = BAC_SIG_BY_DEVIATION, .gain = 1, .power = 0.874
#define UNIPOLAR(n)                                                                                \
    {                                                                                              \
        LINEAR, .alphabet = {.points = BAC_SIG_UNIPOLAR, .size = n }                               \
    }
#define MODEM(n, name)                                                                             \
    {                                                                                              \
        LINEAR, .alphabet = {.points = BAC_SIG_MODEM, .scheme = LIQUID_MODEM_##name, .size = n }   \
    }

static const bac_sig_class classes[BAC_SIGNAL_CLASSES] = {
    UNIPOLAR(2), /* OOK: liquid's bipolar ASK is never recognised */
    UNIPOLAR(4), /* 4ASK */
    UNIPOLAR(8), /* 8ASK */
    MODEM(2, BPSK),
    MODEM(4, QPSK),
    MODEM(8, PSK8),
    MODEM(16, PSK16),
    MODEM(32, PSK32),
    MODEM(16, APSK16),
    {LINEAR, /* 32APSK */
     .alphabet = {.points = BAC_SIG_RINGS,
                  .size = 32,
                  .ring = {4, 12, 16},
                  .radius = {1, 3.1, 7},
                  .rotation = {0.5, 0, 0.25}}},
    MODEM(64, APSK64),
    MODEM(128, APSK128),
    MODEM(16, QAM16),
    MODEM(32, SQAM32), /* cross constellations; rectangular ones are not recognised */
    MODEM(64, QAM64),
    MODEM(128, SQAM128),
    MODEM(256, QAM256),
    {.kind = BAC_SIG_AM, /* AM-SSB-WC */
     .message = {.band = BAC_SIG_LOW_PASS, .high = 0.00113, .order = 4, .one_sided = true},
     .carrier = 1,
     .depth = 0.0033,
     .norm = BAC_SIG_BY_DEVIATION,
     .gain = 0.95,
     .power = 1},
    {.kind = BAC_SIG_AM, /* AM-SSB-SC */
     .message = {.band = BAC_SIG_LOW_PASS, .high = 2e-5, .order = 4, .one_sided = true},
     .depth = 1,
     .norm = BAC_SIG_BY_DEVIATION,
     .gain = 0.95,
     .power = 1},
    {.kind = BAC_SIG_AM, /* AM-DSB-WC */
     .message = {.band = BAC_SIG_ONE_POLE, .high = 0.05},
     .carrier = 1,
     .depth = 0.03,
     .carrier_hz = 1.0 / 32,
     .norm = BAC_SIG_BY_RMS,
     .gain = 0.99,
     .power = 1},
    {.kind = BAC_SIG_AM, /* AM-DSB-SC */
     .message = {.band = BAC_SIG_LOW_PASS, .high = 0.00045, .order = 4},
     .depth = 1,
     .carrier_hz = 1.0 / 32,
     .norm = BAC_SIG_BY_RMS,
     .gain = 0.95,
     .power = 1},
    {.kind = BAC_SIG_FM,
     .message = {.band = BAC_SIG_ONE_POLE, .high = 0.002},
     .depth = 0.002,
     .carrier_hz = 1.0 / 32,
     .norm = BAC_SIG_FIXED,
     .gain = 1,
     .power = 1},
    {.kind = BAC_SIG_GMSK,
     .pulse = {.shape = BAC_SIG_GAUSSIAN, .samples = 8, .reach = 3, .variants = 1, .rolloff = 0.35},
     .index = 0.637,
     .norm = BAC_SIG_FIXED,
     .gain = 1,
     .power = 1},
    {.kind = BAC_SIG_RAILS, /* OQPSK: fitted, not explained */
     .pulse = {.shape = BAC_SIG_COSINE_POWER,
               .samples = 16,
               .reach = 1,
               .variants = 1,
               .width = 0.95,
               .power = 0.505},
     .rail_delay = 1.26,
     .norm = BAC_SIG_BY_DEVIATION,
     .gain = 1.036,
     .power = 1},
};

const bac_sig_profile bac_sig_radioml = {
    .name = "radioml", .id = 1, .offset_rms = 1e-4, .classes = classes};
