/* fit.c - the coefficients of hw/size/coefficients.csv, from what synthesis said.
 *
 *     bac_fit_resources counts.csv measured.csv coefficients.csv residuals.csv
 *
 * counts.csv    set,family,network,plan,stage,layer,kind,COUNTS   (bac size --counts, each design)
 * measured.csv  set,family,network,plan,layer,lut,site,ff,carry,srl,ram,bram,dsp
 * A layer's cost is the sum over its stages of counts times coefficients. Relative errors are
 * squared and added up over the layers of the set `fit`, and a penalty on what differs from the
 * coefficient that all kinds of stage share; coordinate descent, no coefficient below 0. Layers of
 * the set `test` are only compared. residuals.csv has every layer, estimated beside measured.
 */
#include "coefficients.h"
#include "kind.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KINDS_MAX = BAC_COEFFICIENT_ROWS - 1 };
enum { ROWS_MAX = 4000, TEXT = 160, OUTPUTS = 4, SWEEPS = 3000 };

/* What is priced apart: every module, and what a stage says in its place. */
static char kinds[KINDS_MAX][64];
static int n_kinds;

typedef struct row {
    char key[TEXT]; /* set,family,network,plan */
    char layer[64];
    bool fit, whole;
    bac_family family;
    double count[KINDS_MAX][BAC_COUNT_KINDS];
    double measured[8]; /* lut, site, ff, carry, srl, ram, bram, dsp */
} row;

typedef struct output {
    const char *name;
    uint32_t measured;
    /* What a unit costs before anything is fitted; 0: not a part of this output. */
    double prior[BAC_FAMILIES][BAC_COUNT_KINDS];
    bool fixed[BAC_COUNT_KINDS]; /* not fitted: exact by construction */
    double least;                /* errors below this size count absolutely */
} output;

static const output outputs[OUTPUTS] = {
    {.name = "lut",
     .measured = 0,
     .prior = {{1, 0, .8, 1.1, .8, 0, 0, 0, 0, 3},
               {.3, 0, .3, 1.1, 1, 0, 0, 0, 0, 3},
               {1, 0, 1, 1.1, 1, 0, 0, 0, 0, 3}},
     .least = 60},
    {.name = "site",
     .measured = 1,
     .prior = {{0, 1, .8, 1.1, .8, 0, 1, 1, 0, 3},
               {0, 1.2, 1, 1.1, 1, 0, 0, 1, 0, 3},
               {0, 1, 1, 1.1, 1, 0, 0, 0, 0, 3}},
     .fixed = {[BAC_COUNT_SRL] = true, [BAC_COUNT_RAM] = true},
     .least = 60},
    {.name = "ff",
     .measured = 2,
     .prior = {{0, 0, 0, 0, 0, 1, 0, 0, 0, 2},
               {0, 0, 0, 0, 0, 1, 0, 0, 0, 2},
               {0, 0, 0, 0, 0, 1, 0, 0, 0, 2}},
     .least = 60},
    {.name = "carry",
     .measured = 3,
     .prior = {{0, .25, .2, .1, 0, 0, 0, 0, 0, 1},
               {0, .5, .4, .2, 0, 0, 0, 0, 0, 1},
               {0, 1, .8, .4, 0, 0, 0, 0, 0, 1}},
     .least = 30},
};

static void die(const char *what, const char *where) {
    fprintf(stderr, "bac_fit_resources: %s: %s\n", where, what);
    exit(1);
}

/* The next field of a line, which it shortens. */
static char *field(char **line) {
    char *at = strsep(line, ",\n");
    return at ? at : (char *)"";
}

static row *find(row *rows, uint32_t n, const char *key, const char *layer) {
    for (uint32_t i = 0; i < n; i++)
        if (strcmp(rows[i].key, key) == 0 && strcmp(rows[i].layer, layer) == 0)
            return &rows[i];
    return NULL;
}

static uint32_t read_measured(const char *path, row *rows) {
    FILE *in = fopen(path, "r");
    char text[1024];
    uint32_t n = 0;
    if (!in || !fgets(text, sizeof text, in))
        die("cannot be read", path);
    while (fgets(text, sizeof text, in) && n < ROWS_MAX) {
        char *line = text, *set = field(&line), *family = field(&line), *net = field(&line);
        char *plan = field(&line);
        row *r = &rows[n++];
        *r = (row){.fit = strcmp(set, "fit") == 0};
        if (!bac_family_find(family, &r->family))
            die("unknown family", family);
        snprintf(r->key, sizeof r->key, "%s,%s,%s,%s", set, family, net, plan);
        snprintf(r->layer, sizeof r->layer, "%s", field(&line));
        r->whole = strcmp(r->layer, "whole") == 0;
        for (int i = 0; i < 8; i++)
            r->measured[i] = strtod(field(&line), NULL);
    }
    fclose(in);
    return n;
}

static int kind_of(const char *priced) {
    for (int k = 0; k < n_kinds; k++)
        if (strcmp(kinds[k], priced) == 0)
            return k;
    if (n_kinds == KINDS_MAX)
        die("more kinds of stage than there is room for", priced);
    snprintf(kinds[n_kinds], sizeof kinds[n_kinds], "%s", priced);
    return n_kinds++;
}

/* In the library's order, and "other", which has no counts and so keeps what all kinds share. */
static void name_kinds(void) {
    for (int i = 0; bac_kinds[i]; i++)
        if (bac_kinds[i]->count)
            kind_of(bac_kinds[i]->module);
}

static void read_counts(const char *path, row *rows, uint32_t n) {
    FILE *in = fopen(path, "r");
    char text[1024], key[TEXT];
    if (!in)
        die("cannot be read", path);
    while (fgets(text, sizeof text, in)) {
        char *line = text, *set = field(&line), *family = field(&line), *net = field(&line);
        char *plan = field(&line);
        snprintf(key, sizeof key, "%s,%s,%s,%s", set, family, net, plan);
        field(&line); /* stage */
        const char *layer = field(&line);
        const int kind = kind_of(field(&line));
        row *of[2] = {find(rows, n, key, layer), find(rows, n, key, "whole")};
        for (int c = 0; c < BAC_COUNT_KINDS; c++) {
            const double value = strtod(field(&line), NULL);
            for (int i = 0; i < 2; i++)
                if (of[i])
                    of[i]->count[kind][c] += value;
        }
    }
    fclose(in);
}

static FILE *create(const char *path) {
    FILE *out = fopen(path, "w");
    if (!out)
        die("cannot be written", path);
    return out;
}

static double estimate(const row *r, double k[KINDS_MAX][BAC_COUNT_KINDS]) {
    double sum = 0;
    for (int s = 0; s < n_kinds; s++)
        for (int c = 0; c < BAC_COUNT_KINDS; c++)
            sum += r->count[s][c] * k[s][c];
    return sum;
}

static double weight_of(const row *r, const output *o) {
    const double y = r->measured[o->measured];
    return 1 / (y > o->least ? y : o->least);
}

/* Coordinate descent over x[j], j = (kind, count), or over the counts alone where `shared`. */
static void descend(const row *rows, uint32_t n, bac_family family, const output *o,
                    double prior[KINDS_MAX][BAC_COUNT_KINDS], double penalty, bool shared,
                    double x[KINDS_MAX][BAC_COUNT_KINDS]) {
    memcpy(x, prior, sizeof(double) * KINDS_MAX * BAC_COUNT_KINDS);
    double *miss = calloc(n, sizeof *miss);
    if (!miss)
        die("out of memory", "descend");
    for (uint32_t i = 0; i < n; i++)
        miss[i] = (rows[i].measured[o->measured] - estimate(&rows[i], x)) * weight_of(&rows[i], o);
    for (int sweep = 0; sweep < SWEEPS; sweep++)
        for (int s = 0; s < (shared ? 1 : n_kinds); s++)
            for (int c = 0; c < BAC_COUNT_KINDS; c++) {
                const double p = prior[s][c];
                if (p == 0 || o->fixed[c])
                    continue;
                double up = -penalty * (x[s][c] - p) / (p * p), down = penalty / (p * p);
                for (uint32_t i = 0; i < n; i++) {
                    double a = 0;
                    for (int t = s; t <= (shared ? n_kinds - 1 : s); t++)
                        a += rows[i].count[t][c];
                    a *= weight_of(&rows[i], o);
                    if (!rows[i].fit || rows[i].family != family || rows[i].whole)
                        continue;
                    up += a * miss[i];
                    down += a * a;
                }
                double step = up / down;
                if (x[s][c] + step < 0)
                    step = -x[s][c];
                for (int t = s; t <= (shared ? n_kinds - 1 : s); t++) {
                    x[t][c] += step;
                    for (uint32_t i = 0; i < n; i++)
                        miss[i] -= step * rows[i].count[t][c] * weight_of(&rows[i], o);
                }
            }
    free(miss);
}

typedef double matrix[KINDS_MAX][BAC_COUNT_KINDS];

/* No design of the record has the kind: it is priced as the last one, "other". */
static bool as_other(matrix x[OUTPUTS], int kind) {
    bool same = kind != n_kinds - 1;
    for (int o = 0; o < OUTPUTS && same; o++)
        same = memcmp(x[o][kind], x[o][n_kinds - 1], sizeof x[o][kind]) == 0;
    return same;
}

static void print_coefficients(const char *path, matrix x[BAC_FAMILIES][OUTPUTS]) {
    FILE *out = create(path);
    fprintf(out, "family,priced,figure,add,chain,compare,mul,logic,ff,srl,ram,bram,stage\n");
    for (int f = 0; f < BAC_FAMILIES; f++)
        for (int s = 0; s < n_kinds; s++)
            for (int o = 0; o < OUTPUTS && !as_other(x[f], s); o++) {
                fprintf(out, "%s,%s,%s", bac_family_name((bac_family)f), kinds[s], outputs[o].name);
                for (int c = 0; c < BAC_COUNT_KINDS; c++)
                    fprintf(out, ",%.4g", x[f][o][s][c]);
                fprintf(out, "\n");
            }
    fclose(out);
}

/* The module in which most of a layer's sites are. */
static const char *main_module(const row *r, matrix site) {
    int main = 0;
    double most = -1;
    for (int s = 0; s < n_kinds; s++) {
        double sum = 0;
        for (int c = 0; c < BAC_COUNT_KINDS; c++)
            sum += r->count[s][c] * site[s][c];
        if (sum > most) {
            most = sum;
            main = s;
        }
    }
    return kinds[main];
}

static void print_residuals(const char *path, const row *rows, uint32_t n,
                            matrix x[BAC_FAMILIES][OUTPUTS]) {
    FILE *out = create(path);
    fprintf(out,
            "set,family,network,plan,layer,main,lut,lut_estimate,site,site_estimate,ff,ff_estimate,"
            "carry,carry_estimate,srl,srl_estimate,ram,ram_estimate,bram,bram_estimate\n");
    for (uint32_t i = 0; i < n; i++) {
        fprintf(out, "%s,%s,%s", rows[i].key, rows[i].layer,
                rows[i].whole ? "whole" : main_module(&rows[i], x[rows[i].family][1]));
        for (int o = 0; o < OUTPUTS; o++)
            fprintf(out, ",%.0f,%.0f", rows[i].measured[outputs[o].measured],
                    fmax(0, estimate(&rows[i], x[rows[i].family][o])));
        for (int c = 0; c < 3; c++) {
            double sum = 0;
            for (int s = 0; s < n_kinds; s++)
                sum += rows[i].count[s][BAC_COUNT_SRL + c];
            fprintf(out, ",%.0f,%.0f", rows[i].measured[4 + c], sum);
        }
        fprintf(out, "\n");
    }
    fclose(out);
}

int main(int argc, char **argv) {
    static row rows[ROWS_MAX];
    static matrix x[BAC_FAMILIES][OUTPUTS];
    if (argc != 5)
        die("counts.csv measured.csv coefficients.csv residuals.csv", "usage");
    const uint32_t n = read_measured(argv[2], rows);
    name_kinds();
    read_counts(argv[1], rows, n);
    kind_of("other");
    for (int f = 0; f < BAC_FAMILIES; f++)
        for (int o = 0; o < OUTPUTS; o++) {
            matrix prior, shared;
            for (int s = 0; s < n_kinds; s++)
                memcpy(prior[s], outputs[o].prior[f], sizeof prior[s]);
            descend(rows, n, (bac_family)f, &outputs[o], prior, 0.05, true, shared);
            descend(rows, n, (bac_family)f, &outputs[o], shared, 0.02, false, x[f][o]);
        }
    print_coefficients(argv[3], x);
    print_residuals(argv[4], rows, n, x);
    return 0;
}
