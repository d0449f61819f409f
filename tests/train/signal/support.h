/* support.h - what the suites of train/signal share. */
#ifndef SIGNAL_SUPPORT_H
#define SIGNAL_SUPPORT_H

#include "signal.h"
#include "work.h"

#include <complex.h>

enum { T = BAC_SIGNAL_POSITIONS };

typedef struct made {
    bac_signal *signal;
    bac_signal_work *work;
} made;

made make(const char *profile, uint64_t seed); /* fails the test when it cannot */
void unmake(made *m);

/* A frame as complex numbers, and what it drew. */
bac_sig_draw frame(const made *m, uint32_t class_index, double snr_db, uint64_t index,
                   double complex z[T]);
/* The same with carrier phase and offset taken back. */
bac_sig_draw still_frame(const made *m, uint32_t class_index, double snr_db, uint64_t index,
                         double complex z[T]);

double power(const double complex *z, uint32_t n);      /* mean |z|^2 */
double deviation2(const double complex *z, uint32_t n); /* mean |z - mean z|^2 */
void fft(double complex z[T]);                          /* in place, forward, unscaled */

#endif
