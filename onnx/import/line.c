/* line.c - see line.h. */
#include "line.h"

#include "ints.h"

#include <math.h>
#include <string.h>

/* Doubles below round by at most this share of their operands. */
#define ROUNDING 0x1p-50

static double limited(double v, double lo, double hi) {
    return v < lo ? lo : v > hi ? hi : v;
}

static void affine(bac_line *line, const bac_step *s) {
    const double size = fabs(line->slope) * line->reach + fabs(line->offset);
    const double lo = line->lo * s->dmul + s->dadd, hi = line->hi * s->dmul + s->dadd;
    line->off = line->off * (fabs(s->dmul) + s->emul) + size * s->emul + s->eadd +
                (size * fabs(s->dmul) + fabs(s->dadd)) * ROUNDING;
    line->slope *= s->dmul;
    line->offset = line->offset * s->dmul + s->dadd;
    if (s->dmul == 0) { /* infinite limits would become no numbers */
        line->lo = -INFINITY;
        line->hi = INFINITY;
    } else {
        line->lo = s->dmul > 0 ? lo : hi;
        line->hi = s->dmul > 0 ? hi : lo;
    }
}

static void clamp(bac_line *line, const bac_step *s) {
    const double lo = s->has_lo ? s->dlo : -INFINITY, hi = s->has_hi ? s->dhi : INFINITY;
    line->lo = limited(line->lo, lo, hi);
    line->hi = limited(line->hi, lo, hi);
    line->off += (isfinite(line->lo) ? fabs(line->lo) : 0) * ROUNDING +
                 (isfinite(line->hi) ? fabs(line->hi) : 0) * ROUNDING;
}

bool bac_line_of(const bac_chain *chain, uint32_t end, mpq_srcptr scale, int32_t x_lo, int32_t x_hi,
                 bac_line *line) {
    *line = (bac_line){.slope = mpq_get_d(scale),
                       .lo = -INFINITY,
                       .hi = INFINITY,
                       .reach = fmax(fabs((double)x_lo), fabs((double)x_hi))};
    line->off = line->slope * line->reach * ROUNDING;
    for (uint32_t i = 0; i < end; i++) {
        if (chain->step[i].kind == BAC_STEP_ROUND)
            return false;
        if (chain->step[i].kind == BAC_STEP_AFFINE)
            affine(line, &chain->step[i]);
        else
            clamp(line, &chain->step[i]);
    }
    const double a = line->slope * x_lo + line->offset, b = line->slope * x_hi + line->offset;
    line->low = fmin(a, b);
    line->high = fmax(a, b);
    return isfinite(line->low) && isfinite(line->high) && isfinite(line->off);
}

double bac_line_least(const bac_line *line) {
    return limited(line->low, line->lo, line->hi);
}

double bac_line_most(const bac_line *line) {
    return limited(line->high, line->lo, line->hi);
}

static int digits_of(int64_t m) {
    return __builtin_popcountll((uint64_t)m ^ (uint64_t)(3 * m));
}

/* The multiplier near slope * 2^s, within `room`, of the fewest digits. */
static int64_t cheapest(double slope, int s, double room) {
    const double at = ldexp(slope, s), around = floor(fmin(ldexp(room, s), 64));
    int64_t best = (int64_t)rint(at);
    for (double d = -around; d <= around; d++) {
        const double m = rint(at) + d;
        if (fabs(m - at) <= ldexp(room, s) && digits_of((int64_t)m) < digits_of(best))
            best = (int64_t)m;
    }
    return best;
}

double bac_line_fit(const bac_line *line, double unit, bac_requant *r) {
    enum { MUL_BITS = 30, SUM_BITS = 60, MORE = 4 };
    const double slope = line->slope / unit, offset = line->offset / unit + 0.5;
    /* Beyond the limits any slope will do. */
    const double most = fmax(fabs(bac_line_least(line)), fabs(bac_line_most(line)));
    const double inside = (most + fabs(line->offset)) / fabs(line->slope); /* infinite: no slope */
    const double reach = fmin(line->reach, inside);
    const double room = 0x1p-5 / fmax(reach, 1); /* M*2^-S may be this far off */
    int found = -1;
    memset(r, 0, sizeof *r);
    for (int s = 0; s < SUM_BITS && (found < 0 || s <= found + MORE); s++) {
        if (fabs(ldexp(slope, s)) >= 0x1p30 - 65 || fabs(ldexp(offset, s)) >= 0x1p60)
            break;
        const int64_t m = cheapest(slope, s, room);
        const double a = ldexp(offset, s);
        if (fabs(ldexp((double)m, -s) - slope) > room || fabs(rint(a) - a) > ldexp(1, s - 6))
            continue;
        if (found < 0 || digits_of(m) < digits_of(r->mul)) {
            r->mul = (int32_t)m;
            r->shift = (uint8_t)s;
        }
        found = found < 0 ? s : found;
    }
    if (found < 0)
        return INFINITY;
    r->form = BAC_FORM_MUL;
    const int grid = bac_max_i32(r->shift - 5, 0); /* half a grid is a 64th of a unit */
    const double a = ldexp(rint(ldexp(offset, r->shift - grid)), grid);
    r->add = (int64_t)a;
    const double size = fabs(slope) * reach + fabs(offset);
    return 0.5 + fabs(ldexp((double)r->mul, -r->shift) - slope) * reach +
           fabs(ldexp(a, -r->shift) - offset) + size * ROUNDING + line->off / unit;
}
