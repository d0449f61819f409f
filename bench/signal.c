/* signal.c PROFILE - processor time of bac_signal_frame; see signal.sh. */
#include "signal.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

int main(int argc, char **argv) {
    enum { ROUNDS = 5, FRAMES = 520 };
    const char *profile = argc > 1 ? argv[1] : "radioml";
    static float iq[2 * BAC_SIGNAL_POSITIONS];
    double best[BAC_SIGNAL_CLASSES], sum = 0;
    bac_signal *signal;
    bac_signal_work *work;
    bac_error err = {0};
    double start = seconds();
    if (bac_signal_create(profile, 1, &signal, &err) ||
        bac_signal_work_create(signal, &work, &err)) {
        fprintf(stderr, "%s: %s\n", err.where, err.text);
        return 1;
    }
    printf("profile %s: tables %.0f ms\n", profile, 1e3 * (seconds() - start));
    for (int round = 0; round < ROUNDS; round++)
        for (uint32_t c = 0; c < BAC_SIGNAL_CLASSES; c++) {
            start = seconds();
            for (uint32_t i = 0; i < FRAMES; i++)
                bac_signal_frame(signal, work, c, 2.0 * (i % 26) - 20, i, iq);
            double each = (seconds() - start) / FRAMES;
            if (round == 0 || each < best[c])
                best[c] = each;
        }
    for (uint32_t c = 0; c < BAC_SIGNAL_CLASSES; c++) {
        printf("  %-10s %6.2f us%s", bac_signal_class(c), 1e6 * best[c], c % 4 == 3 ? "\n" : "");
        sum += best[c];
    }
    printf("  all classes: %.2f us a frame, %.0f frames/s on one core\n",
           1e6 * sum / BAC_SIGNAL_CLASSES, BAC_SIGNAL_CLASSES / sum);
    bac_signal_work_free(work);
    bac_signal_free(signal);
    return 0;
}
