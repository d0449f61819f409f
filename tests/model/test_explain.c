/* test_explain.c - what is said of a number gives the number: sums and requantisers in words are computed again from
 * the words, and a maximum lies where it is said to lie. Networks of all operators. */
#include "bac.h"
#include "random_run.h"
#include "run/explain.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 150, PLACES = 4 };

typedef struct place {
    const bac_net *net;
    const bac_run *run;
    const bac_layer *l;
    uint32_t layer, t, c;
    const char *replay;
    char *text;
} place;

static int32_t value_of(const place *p, uint32_t layer, uint32_t t, uint32_t c) {
    return bac_run_layer(p->run, layer)[(size_t)t * bac_net_layer(p->net, layer)->C + c];
}

static void check(const place *p, bool holds, const char *what) {
    cr_assert(holds, "%s: '%s' position %" PRIu32 " channel %" PRIu32 ": %s: %s", p->replay,
              p->l->name, p->t, p->c, what, p->text);
}

/* a·b, or a; moves *at behind it. */
static int64_t product(char **at) {
    int64_t v = strtoll(*at, at, 10);
    if (strncmp(*at, "·", 2) == 0)
        v *= strtoll(*at + 2, at, 10);
    return v;
}

/* product + product + ..; *terms of them are products of two numbers. */
static int64_t sum(char **at, uint32_t *terms) {
    int64_t v = 0;
    *terms = 0;
    for (;;) {
        char *const from = *at;
        v += product(at);
        *terms += memchr(from, 0xc2, (size_t)(*at - from)) != NULL;
        if (strncmp(*at, " + ", 3) != 0)
            return v;
        *at += 3;
    }
}

static void check_convolution(const place *p) {
    char *at = p->text;
    uint32_t terms = 0, zero = 0, all = 0;
    const bool nothing = strncmp(at, "nothing", 7) == 0 || strncmp(at, " + ", 3) == 0;
    at += strncmp(at, " + ", 3) == 0 ? 3 : 0;
    int64_t v = strncmp(at, "nothing", 7) == 0 ? 0 : sum(&at, &terms);
    at = strchr(at, ';');
    check(p, at && sscanf(at, "; %" SCNu32 " of %" SCNu32 " weights are zero", &zero, &all) == 2,
          "no zeros");
    check(p, terms + zero == all && nothing == (terms == 0), "terms and zeros");
    const char *times = strstr(p->text, "; times ");
    v *= times ? strtoll(times + 8, NULL, 10) : 1;
    check(p, v == value_of(p, p->layer, p->t, p->c), "sum");
}

static void check_requantiser(const place *p) {
    char *at = p->text + 1;
    uint32_t terms;
    int64_t lo = 0, hi = 0;
    const char *range = strstr(p->text, ", in [");
    check(p, range && sscanf(range, ", in [%" SCNd64 ", %" SCNd64 "]", &lo, &hi) == 2, "no range");
    const int32_t is = value_of(p, p->layer, p->t, p->c);
    check(p, is >= lo && is <= hi, "range");
    if (*p->text != '(')
        return; /* a constant, or thresholds */
    int64_t v = sum(&at, &terms);
    const bool even = strncmp(at, ") / 2^", 6) == 0;
    check(p, even || strncmp(at, ") >> ", 5) == 0, "no shift");
    const int shift = (int)strtol(at + (even ? 6 : 5), NULL, 10);
    const int64_t below = v - (int64_t)((uint64_t)(v >> shift) << shift);
    const bool half = shift > 0 && below == (int64_t)1 << (shift - 1);
    const bool up = even && shift > 0 && (half ? (v >> shift) & 1 : below >> (shift - 1) != 0);
    v = (v >> shift) + up;
    check(p, is == (v < lo ? lo : v > hi ? hi : v), "code");
}

static void check_maximum(const place *p) {
    const uint32_t in = p->l->in[0];
    const char *at = strstr(p->text, "reached at position ");
    check(p, at != NULL, "no position");
    const uint32_t t = (uint32_t)strtoul(at + 20, NULL, 10);
    check(p,
          t < bac_net_layer(p->net, in)->T &&
              value_of(p, in, t, p->c) == value_of(p, p->layer, p->t, p->c),
          "largest");
    if (p->l->op == BAC_GLOBALMAX)
        return;
    const int64_t first = (int64_t)p->t * p->l->stride - p->l->pad_left;
    check(p, t >= first && t < first + p->l->kernel, "window");
}

/* Returns how many numbers were computed again. */
static uint32_t check_words(const place *p) {
    switch (p->l->op) {
    case BAC_CONV:
    case BAC_FC:
    case BAC_AVGPOOL:
        check_convolution(p);
        return 1;
    case BAC_ADD: {
        char *at = p->text;
        uint32_t terms;
        check(p, sum(&at, &terms) == value_of(p, p->layer, p->t, p->c) && *at == 0, "sum");
        return 1;
    }
    case BAC_REQUANT:
        check_requantiser(p);
        return 1;
    case BAC_MAXPOOL:
    case BAC_GLOBALMAX:
        check_maximum(p);
        return 1;
    default:
        return 0;
    }
}

static uint32_t check_layer(place *p, uint32_t layer, random_source *r) {
    uint32_t seen = 0;
    size_t size;
    p->layer = layer;
    p->l = bac_net_layer(p->net, layer);
    for (int i = 0; i < PLACES; i++) {
        p->t = i == 0 ? 0 : i == 1 ? p->l->T - 1 : (uint32_t)random_between(r, 0, p->l->T - 1);
        p->c = (uint32_t)random_between(r, 0, p->l->C - 1);
        FILE *out = open_memstream(&p->text, &size);
        bac_value_explain(p->net, p->run, layer, p->t, p->c, out);
        fclose(out);
        cr_assert_gt(size, 0);
        seen += check_words(p);
        free(p->text);
    }
    return seen;
}

Test(bac_explain, words_give_the_number_they_explain) {
    uint32_t seen = 0;
    const uint64_t first = random_first_seed(), rounds = random_rounds(ROUNDS);
    for (uint64_t seed = first; seed < first + rounds; seed++) {
        const random_limits limits = random_usual();
        random_run x;
        random_run_open(&x, seed, &limits);
        random_run_frame(&x);
        place p = {.net = x.net, .run = x.run, .replay = x.replay};
        for (uint32_t i = 1; i < bac_net_layers(x.net); i++)
            seen += check_layer(&p, i, &x.source);
        random_run_close(&x);
    }
    cr_assert(rounds < ROUNDS || seen > 1000, "%u numbers", seen);
}
