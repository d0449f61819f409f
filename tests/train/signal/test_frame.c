/* Suite signal_frame: a frame is a function of its arguments and of nothing else. */
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 192, FRAME_FLOATS = 2 * T };

static void make_frame(const bac_signal *s, bac_signal_work *w, uint32_t i, float *all) {
    bac_signal_frame(s, w, i % BAC_SIGNAL_CLASSES, (int)(i % 7) * 5 - 10, i / 3,
                     all + (size_t)i * FRAME_FLOATS);
}

typedef struct part {
    const bac_signal *signal;
    float *all;
    uint32_t first, step;
} part;

static void *make_part(void *user) {
    const part *p = user;
    bac_signal_work *work;
    if (bac_signal_work_create(p->signal, &work, NULL))
        return NULL;
    for (uint32_t i = p->first; i < FRAMES; i += p->step)
        make_frame(p->signal, work, i, p->all);
    bac_signal_work_free(work);
    return user;
}

static void in_any_order(const char *profile) {
    made m = make(profile, 99);
    size_t size = (size_t)FRAMES * FRAME_FLOATS * sizeof(float);
    float *forward = malloc(size), *backward = malloc(size), *threads = malloc(size);
    cr_assert(forward && backward && threads);
    for (uint32_t i = 0; i < FRAMES; i++)
        make_frame(m.signal, m.work, i, forward);
    for (uint32_t i = FRAMES; i-- > 0;)
        make_frame(m.signal, m.work, i, backward);
    cr_assert_eq(memcmp(forward, backward, size), 0, "backwards");
    part p[5];
    pthread_t id[5];
    for (uint32_t k = 0; k < 5; k++) {
        p[k] = (part){m.signal, threads, k, 5};
        cr_assert_eq(pthread_create(&id[k], NULL, make_part, &p[k]), 0);
    }
    for (uint32_t k = 0; k < 5; k++) {
        void *result;
        pthread_join(id[k], &result);
        cr_assert_not_null(result);
    }
    cr_assert_eq(memcmp(forward, threads, size), 0, "five threads");
    free(forward);
    free(backward);
    free(threads);
    unmake(&m);
}

Test(signal_frame, radioml_is_equal_in_any_order_and_thread) {
    in_any_order("radioml");
}

Test(signal_frame, textbook_is_equal_in_any_order_and_thread) {
    in_any_order("textbook");
}

static double correlation(const double complex *a, const double complex *b) {
    double complex sum = 0;
    for (uint32_t t = 0; t < T; t++)
        sum += a[t] * conj(b[t]);
    return cabs(sum) / T / sqrt(power(a, T) * power(b, T));
}

/* GMSK at -20 dB is nearly all noise: two independent frames correlate at about 1/32. */
Test(signal_frame, seed_snr_index_and_profile_each_make_another_frame) {
    made a = make("radioml", 1), b = make("radioml", 2), c = make("textbook", 1);
    static double complex x[T], y[4][T];
    uint32_t gmsk = (uint32_t)bac_signal_class_index("GMSK");
    frame(&a, gmsk, -20, 0, x);
    frame(&b, gmsk, -20, 0, y[0]);
    frame(&a, gmsk, -18, 0, y[1]);
    frame(&a, gmsk, -20, 1, y[2]);
    frame(&c, gmsk, -20, 0, y[3]);
    for (int i = 0; i < 4; i++)
        cr_expect_lt(correlation(x, y[i]), 0.16, "%d: %g", i, correlation(x, y[i]));
    frame(&a, gmsk, -20, UINT64_C(1) << 32, y[0]);
    cr_expect_lt(correlation(x, y[0]), 0.16, "the index has 64 bits");
    unmake(&a);
    unmake(&b);
    unmake(&c);
}

static void is_finite_everywhere(const char *profile) {
    static const double snr[] = {-100, -20, 0, 30, 100};
    made m = make(profile, 5);
    static float iq[2 * T + 1];
    for (uint32_t c = 0; c < BAC_SIGNAL_CLASSES; c++)
        for (size_t s = 0; s < sizeof snr / sizeof *snr; s++)
            for (uint64_t i = 0; i < 20; i++) {
                iq[2 * T] = 1234.5f;
                bac_signal_frame(m.signal, m.work, c, snr[s], UINT64_MAX - i, iq);
                for (uint32_t t = 0; t < 2 * T; t++)
                    cr_assert(isfinite(iq[t]), "%s, %g dB, sample %u", bac_signal_class(c), snr[s],
                              t / 2);
                cr_assert_eq(iq[2 * T], 1234.5f);
            }
    unmake(&m);
}

Test(signal_frame, extreme_snr_stays_finite_in_radioml) {
    is_finite_everywhere("radioml");
}

Test(signal_frame, extreme_snr_stays_finite_in_textbook) {
    is_finite_everywhere("textbook");
}

Test(signal_frame, an_unknown_profile_is_refused_by_name) {
    bac_signal *s;
    bac_error err = {0};
    cr_assert_eq(bac_signal_create("radioml2", 1, &s, &err), BAC_ERR_INPUT);
    cr_assert_null(s);
    cr_assert_str_eq(err.where, "radioml2");
    cr_assert(strstr(err.text, "textbook"));
    bac_signal_free(NULL);
    bac_signal_work_free(NULL);
}

Test(signal_frame, labels_and_indices_are_one_to_one_in_the_corrected_order) {
    for (uint32_t c = 0; c < BAC_SIGNAL_CLASSES; c++)
        cr_assert_eq(bac_signal_class_index(bac_signal_class(c)), (int)c);
    cr_assert_str_eq(bac_signal_class(0), "OOK");
    cr_assert_str_eq(bac_signal_class(3), "BPSK");
    cr_assert_str_eq(bac_signal_class(17), "AM-SSB-WC");
    cr_assert_str_eq(bac_signal_class(23), "OQPSK");
    cr_assert_null(bac_signal_class(24));
    cr_assert_eq(bac_signal_class_index("ook"), -1);
}
