/* Suite signal_digest: the same bits on every machine, instruction set and compiler option.
 *
 * A digest changes when a frame does. Trained networks and golden files were made from these
 * frames: change one only on purpose, and say so in the change log. */
#include "signal.h"

#include <criterion/criterion.h>
#include <string.h>

/* FNV-1a, 64 bits, over the words of the frames. */
static uint64_t digest_of(const char *profile) {
    static float iq[2 * BAC_SIGNAL_POSITIONS];
    bac_signal *signal;
    bac_signal_work *work;
    bac_error err = {0};
    uint64_t hash = 0xcbf29ce484222325u;
    cr_assert_eq(bac_signal_create(profile, 2018, &signal, &err), BAC_OK, "%s", err.text);
    cr_assert_eq(bac_signal_work_create(signal, &work, &err), BAC_OK, "%s", err.text);
    for (uint32_t c = 0; c < BAC_SIGNAL_CLASSES; c++)
        for (int snr = -20; snr <= 30; snr += 10)
            for (uint64_t i = 0; i < 4; i++) {
                bac_signal_frame(signal, work, c, snr, i, iq);
                for (uint32_t t = 0; t < 2 * BAC_SIGNAL_POSITIONS; t++) {
                    uint32_t bits;
                    memcpy(&bits, &iq[t], sizeof bits);
                    hash = (hash ^ bits) * 0x100000001b3u;
                }
            }
    bac_signal_work_free(work);
    bac_signal_free(signal);
    return hash;
}

static void check(const char *profile, uint64_t want) {
    uint64_t got = digest_of(profile);
    cr_assert_eq(got, want, "frames of %s changed: digest 0x%016llx, was 0x%016llx", profile,
                 (unsigned long long)got, (unsigned long long)want);
}

Test(signal_digest, frames_of_radioml_are_the_known_bits) {
    check("radioml", 0x2e91b376146a6d80u);
}

Test(signal_digest, frames_of_textbook_are_the_known_bits) {
    check("textbook", 0xe05fb6708a97e8a1u);
}
