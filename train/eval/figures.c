/* figures.c - accuracies, intervals and tests from a table of counts. */
#include "eval.h"

#include "ints.h"

#include <math.h>

static const double z95 = 1.959963984540054; /* 97.5 % point of the normal distribution */

/* Wilson 1927: the shares p for which the observed one is within z standard deviations of p. */
bac_eval_rate bac_eval_rate_of(uint64_t frames, uint64_t correct) {
    bac_eval_rate r = {
        .frames = frames, .correct = correct, .accuracy = NAN, .low = NAN, .high = NAN};
    if (frames == 0)
        return r;
    double n = (double)frames, p = (double)correct / n, zz = z95 * z95;
    double centre = (p + zz / (2 * n)) / (1 + zz / n);
    double half = z95 / (1 + zz / n) * sqrt(p * (1 - p) / n + zz / (4 * n * n));
    r.accuracy = p;
    r.low = correct == 0 ? 0 : centre - half;
    r.high = correct == frames ? 1 : centre + half;
    return r;
}

static bac_eval_rate rate(const bac_eval_table *t, uint32_t only, double min_db, uint32_t row) {
    uint64_t frames = 0, correct = 0;
    for (uint32_t s = 0; s < t->n_snr; s++) {
        if ((only != BAC_EVAL_ALL && only != s) || (min_db > -INFINITY && !t->has_snr) ||
            (t->has_snr && t->snr[s] < min_db))
            continue;
        for (uint32_t i = 0; i < t->n; i++) {
            if (row != BAC_EVAL_ALL && row != i)
                continue;
            const uint64_t *count = t->count + ((size_t)s * t->n + i) * t->n;
            correct += count[i];
            for (uint32_t j = 0; j < t->n; j++)
                frames += count[j];
        }
    }
    return bac_eval_rate_of(frames, correct);
}

bac_eval_rate bac_eval_rate_at(const bac_eval_table *table, uint32_t snr_index, uint32_t row) {
    return rate(table, snr_index, -INFINITY, row);
}

bac_eval_rate bac_eval_rate_from(const bac_eval_table *table, double min_db, uint32_t row) {
    return rate(table, BAC_EVAL_ALL, min_db, row);
}

uint64_t bac_eval_cell_from(const bac_eval_table *t, double min_db, uint32_t row, uint32_t column) {
    uint64_t sum = 0;
    for (uint32_t s = 0; s < t->n_snr; s++)
        if (min_db == -INFINITY || (t->has_snr && t->snr[s] >= min_db))
            sum += t->count[((size_t)s * t->n + row) * t->n + column];
    return sum;
}

uint32_t bac_eval_mistakes(const bac_eval_table *table, double min_db, uint32_t most,
                           bac_eval_mistake *list) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < table->n; i++) {
        uint64_t all = bac_eval_rate_from(table, min_db, i).frames;
        for (uint32_t j = 0; j < table->n; j++) {
            uint64_t frames = i == j ? 0 : bac_eval_cell_from(table, min_db, i, j);
            if (frames == 0)
                continue;
            double share = (double)frames / (double)all;
            uint32_t at = n;
            while (at > 0 && list[at - 1].share < share)
                at--;
            if (at == most)
                continue;
            n += n < most;
            for (uint32_t k = n - 1; k > at; k--)
                list[k] = list[k - 1];
            list[at] = (bac_eval_mistake){i, j, frames, share};
        }
    }
    return n;
}

/* Two-sided binomial tail: twice the chance of at most `few` heads in `tosses`. */
static double sign_test(uint64_t few, uint64_t tosses) {
    if (2 * few >= tosses)
        return 1;
    double n = (double)tosses, k = (double)few, sum = 0, term = 1;
    int sign;
    double log_first =
        lgamma_r(n + 1, &sign) - lgamma_r(k + 1, &sign) - lgamma_r(n - k + 1, &sign) - n * M_LN2;
    for (double i = k; term > 0; i--) { /* C(n, i-1) = C(n, i) * i / (n-i+1) */
        sum += term;
        if (term < 1e-17 * sum)
            break;
        term *= i / (n - i + 1);
    }
    return fmin(1, 2 * exp(log_first) * sum);
}

bac_eval_difference bac_eval_compare(const bac_eval_table *paired, uint32_t snr_index) {
    bac_eval_difference d = {.both = bac_eval_cell(paired, snr_index, 1, 1),
                             .only_first = bac_eval_cell(paired, snr_index, 1, 0),
                             .only_second = bac_eval_cell(paired, snr_index, 0, 1),
                             .neither = bac_eval_cell(paired, snr_index, 0, 0),
                             .difference = NAN,
                             .low = NAN,
                             .high = NAN,
                             .p = NAN};
    uint64_t frames = d.both + d.only_first + d.only_second + d.neither;
    if (frames == 0)
        return d;
    double n = (double)frames, b = (double)d.only_first, c = (double)d.only_second;
    d.difference = (b - c) / n;
    /* Wald's interval after half a frame more in each of the four cells */
    double centre = (b - c) / (n + 2);
    double half = z95 * sqrt(b + c + 1 - (b - c) * (b - c) / (n + 2)) / (n + 2);
    d.low = fmax(-1, centre - half);
    d.high = fmin(1, centre + half);
    d.p = sign_test(bac_min_u64(d.only_first, d.only_second), d.only_first + d.only_second);
    return d;
}
