/* constellation.c - the points of an alphabet, scaled to mean power 1.
 *
 * liquid-dsp computes points in float32 through libm, whose last bit may differ between machines.
 * They are rounded to multiples of 2^-14 (error 95 dB below the signal), which is about 1000 times
 * the last bit. So a difference vanishes unless the point lies on the border of two multiples. */
#include "exact.h"
#include "tables.h"

#include <complex.h>
#include <liquid/liquid.h>
#include <math.h>
#include <stdlib.h>

static double on_grid(double x) {
    return ldexp(floor(ldexp(x, 14) + 0.5), -14);
}

static bac_status modem_points(const bac_sig_alphabet *alphabet, const char *where, double *point,
                               bac_error *err) {
    modemcf modem = modemcf_create((modulation_scheme)alphabet->scheme);
    if (!modem)
        return bac_fail(err, BAC_ERR_MEMORY, where, "liquid-dsp made no modem %d",
                        alphabet->scheme);
    bac_status status = BAC_OK;
    if (1u << modemcf_get_bps(modem) != alphabet->size)
        status = bac_fail(err, BAC_ERR_INPUT, where,
                          "liquid-dsp's modem %d has %u bits a symbol, not %u points",
                          alphabet->scheme, modemcf_get_bps(modem), alphabet->size);
    for (uint32_t i = 0; !status && i < alphabet->size; i++) {
        liquid_float_complex p;
        modemcf_modulate(modem, i, &p);
        point[2 * i] = on_grid(crealf(p));
        point[2 * i + 1] = on_grid(cimagf(p));
    }
    modemcf_destroy(modem);
    return status;
}

static void ring_points(const bac_sig_alphabet *alphabet, double *point) {
    for (uint32_t r = 0; r < 3; r++)
        for (uint32_t i = 0; i < alphabet->ring[r]; i++, point += 2) {
            bac_sig_turn((i + alphabet->rotation[r]) / alphabet->ring[r], &point[0], &point[1]);
            point[0] *= alphabet->radius[r];
            point[1] *= alphabet->radius[r];
        }
}

bac_status bac_sig_points_make(const bac_sig_alphabet *alphabet, const char *where, float **point,
                               bac_error *err) {
    size_t n = 2 * (size_t)alphabet->size;
    double *p = calloc(n, sizeof *p), power = 0;
    bac_status status = BAC_OK;
    *point = malloc(n * sizeof **point);
    if (!p || !*point) {
        free(p);
        return bac_fail(err, BAC_ERR_MEMORY, where, "out of memory");
    }
    if (alphabet->points == BAC_SIG_MODEM)
        status = modem_points(alphabet, where, p, err);
    else if (alphabet->points == BAC_SIG_RINGS)
        ring_points(alphabet, p);
    else
        for (uint32_t i = 0; i < alphabet->size; i++)
            p[2 * i] = i;
    for (size_t i = 0; i < n; i++)
        power += p[i] * p[i];
    for (size_t i = 0; i < n; i++)
        (*point)[i] = (float)(p[i] / sqrt(power / alphabet->size));
    free(p);
    return status;
}
