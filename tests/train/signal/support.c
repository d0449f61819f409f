#include "support.h"

#include <criterion/criterion.h>
#include <math.h>

made make(const char *profile, uint64_t seed) {
    made m = {0};
    bac_error err = {0};
    cr_assert_eq(bac_signal_create(profile, seed, &m.signal, &err), BAC_OK, "%s", err.text);
    cr_assert_eq(bac_signal_work_create(m.signal, &m.work, &err), BAC_OK, "%s", err.text);
    return m;
}

void unmake(made *m) {
    bac_signal_work_free(m->work);
    bac_signal_free(m->signal);
}

bac_sig_draw frame(const made *m, uint32_t class_index, double snr_db, uint64_t index,
                   double complex z[T]) {
    static float iq[2 * T];
    bac_signal_frame(m->signal, m->work, class_index, snr_db, index, iq);
    for (uint32_t t = 0; t < T; t++)
        z[t] = (double)iq[2 * t] + I * (double)iq[2 * t + 1];
    bac_sig_source source =
        bac_sig_source_of(m->signal->profile->id, m->signal->seed, class_index, snr_db, index);
    return bac_sig_draw_of(m->signal, &m->signal->profile->classes[class_index], &source);
}

bac_sig_draw still_frame(const made *m, uint32_t class_index, double snr_db, uint64_t index,
                         double complex z[T]) {
    bac_sig_draw draw = frame(m, class_index, snr_db, index, z);
    for (uint32_t t = 0; t < T; t++)
        z[t] *= cexp(-2 * M_PI * I * ((double)(draw.phase + t * draw.step) * 0x1p-32));
    return draw;
}

double power(const double complex *z, uint32_t n) {
    double sum = 0;
    for (uint32_t t = 0; t < n; t++)
        sum += creal(z[t]) * creal(z[t]) + cimag(z[t]) * cimag(z[t]);
    return sum / n;
}

double deviation2(const double complex *z, uint32_t n) {
    double complex mean = 0;
    double sum = 0;
    for (uint32_t t = 0; t < n; t++)
        mean += z[t] / n;
    for (uint32_t t = 0; t < n; t++)
        sum += pow(cabs(z[t] - mean), 2);
    return sum / n;
}

void fft(double complex z[T]) {
    for (uint32_t i = 1, j = 0; i < T; i++) {
        uint32_t bit = T >> 1;
        for (; j & bit; bit >>= 1)
            j ^= bit;
        j ^= bit;
        if (i < j) {
            double complex x = z[i];
            z[i] = z[j];
            z[j] = x;
        }
    }
    for (uint32_t size = 2; size <= T; size *= 2)
        for (uint32_t k = 0; k < size / 2; k++) {
            double complex w = cexp(-2 * M_PI * I * k / size);
            for (uint32_t i = k; i < T; i += size) {
                double complex a = z[i], b = w * z[i + size / 2];
                z[i] = a + b;
                z[i + size / 2] = a - b;
            }
        }
}
