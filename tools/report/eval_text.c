#include "eval_text.h"
#include "plot.h"

#include "common/tool.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { BAR = 30, WORST = 10 };

static void print_percent(const char *format, bac_eval_rate r) {
    if (r.frames)
        printf(format, 100 * r.accuracy);
    else
        printf("%8s", "-");
}

static void print_rate(const char *what, bac_eval_rate r) {
    char frames[32];
    if (r.frames)
        printf("%-18s %6.2f %%   95 %% interval %.2f .. %.2f   %s frames\n", what, 100 * r.accuracy,
               100 * r.low, 100 * r.high, bac_eval_thousands(r.frames, frames));
}

static void print_head(const bac_eval *e, uint32_t k) {
    const bac_eval_net *net = &e->net[k];
    char a[32], b[32], c[32], score[TOOL_REAL_SIZE];
    printf("%s%s%s%s\n", net->name, net->file[0] ? " (" : "", net->file, net->file[0] ? ")" : "");
    print_rate("accuracy", bac_eval_rate_at(&net->table, BAC_EVAL_ALL, BAC_EVAL_ALL));
    print_rate("  at 0 dB and up", bac_eval_rate_from(&net->table, 0, BAC_EVAL_ALL));
    print_rate("  at 10 dB and up", bac_eval_rate_from(&net->table, 10, BAC_EVAL_ALL));
    tool_real(net->cost.score, score);
    printf("%-18s %s: %s bit operations, %s weight bits, %s weights not zero\n", "cost score",
           score, bac_eval_thousands((uint64_t)net->cost.bops, a),
           bac_eval_thousands((uint64_t)net->cost.w_bits, b),
           bac_eval_thousands(net->cost.nonzero, c));
}

static void print_set(const bac_eval *e) {
    char a[32], b[32];
    printf("%s%s: ", e->synthetic ? "synthetic frames of " : "", e->set);
    if (e->to - e->from == e->set_frames)
        printf("all %s frames\n\n", bac_eval_thousands(e->set_frames, a));
    else
        printf("frames %llu to %llu of its %s: %s frames\n\n", (unsigned long long)e->from,
               (unsigned long long)e->to - 1, bac_eval_thousands(e->set_frames, a),
               bac_eval_thousands(e->to - e->from, b));
}

static void print_by_snr(const bac_eval_table *t) {
    if (!t->has_snr) {
        puts("\nThe set does not say the SNR of its frames.");
        return;
    }
    printf("\n%7s %8s %8s   95 %% interval\n", "SNR, dB", "frames", "correct");
    for (uint32_t s = 0; s < t->n_snr; s++) {
        bac_eval_rate r = bac_eval_rate_at(t, s, BAC_EVAL_ALL);
        if (!r.frames)
            continue;
        char bar[BAR + 1] = {0};
        memset(bar, '#', (size_t)lround(BAR * r.accuracy));
        printf("%7g %8llu %7.2f%%  %6.2f .. %-6.2f  %s\n", t->snr[s], (unsigned long long)r.frames,
               100 * r.accuracy, 100 * r.low, 100 * r.high, bar);
    }
}

static int width_of_names(const bac_eval *e) {
    size_t width = 5;
    for (uint32_t c = 0; c < e->n_classes; c++)
        if (strlen(e->class_name[c]) > width)
            width = strlen(e->class_name[c]);
    return width > 24 ? 24 : (int)width;
}

/* Prints the commonest wrong prediction for a class, at SNRs of at least min_db. */
static void print_favourite(const bac_eval *e, const bac_eval_table *t, uint32_t c, double min_db) {
    uint32_t best = c;
    uint64_t most = 0;
    for (uint32_t j = 0; j < t->n; j++) {
        uint64_t n = j == c ? 0 : bac_eval_cell_from(t, min_db, c, j);
        if (n > most) {
            most = n;
            best = j;
        }
    }
    if (most)
        printf("   %s %.1f%%", e->class_name[best],
               100 * (double)most / (double)bac_eval_rate_from(t, min_db, c).frames);
}

static void print_by_class(const bac_eval *e, const bac_eval_table *t) {
    int width = width_of_names(e);
    bool high = bac_eval_rate_from(t, 10, BAC_EVAL_ALL).frames > 0;
    double min_db = high ? 10 : -INFINITY;
    printf("\n%-*s %8s %8s", width, "class", "frames", "correct");
    if (t->has_snr)
        printf(" %8s %8s", ">= 0 dB", ">= 10 dB");
    printf("   mostly taken for%s\n", high ? " (>= 10 dB)" : "");
    for (uint32_t c = 0; c < t->n; c++) {
        bac_eval_rate r = bac_eval_rate_at(t, BAC_EVAL_ALL, c);
        if (!r.frames)
            continue;
        printf("%-*.*s %8llu %7.2f%%", width, width, e->class_name[c], (unsigned long long)r.frames,
               100 * r.accuracy);
        if (t->has_snr) {
            print_percent(" %7.2f%%", bac_eval_rate_from(t, 0, c));
            print_percent(" %7.2f%%", bac_eval_rate_from(t, 10, c));
        }
        print_favourite(e, t, c, min_db);
        putchar('\n');
    }
}

static void print_mistakes(const bac_eval *e, const bac_eval_table *t) {
    bac_eval_mistake list[WORST];
    bool high = bac_eval_rate_from(t, 10, BAC_EVAL_ALL).frames > 0;
    uint32_t n = bac_eval_mistakes(t, high ? 10 : -INFINITY, WORST, list);
    if (n == 0)
        return;
    printf("\ncommonest mistakes%s\n", high ? " at 10 dB and up" : "");
    int width = width_of_names(e);
    for (uint32_t i = 0; i < n; i++)
        printf("%5.1f%% of %-*s taken for %s (%llu frames)\n", 100 * list[i].share, width,
               e->class_name[list[i].row], e->class_name[list[i].column],
               (unsigned long long)list[i].frames);
}

static void print_matrix(const bac_eval *e, const bac_eval_table *t, uint32_t snr_index) {
    int width = width_of_names(e);
    if (snr_index == BAC_EVAL_ALL)
        printf("\nconfusion over all frames, %% of the true class (columns in the same order)\n");
    else
        printf("\nconfusion at %g dB, %% of the true class (columns in the same order)\n",
               t->snr[snr_index]);
    for (uint32_t i = 0; i < t->n; i++) {
        double all = (double)bac_eval_rate_at(t, snr_index, i).frames;
        printf("%-*.*s", width, width, e->class_name[i]);
        for (uint32_t j = 0; j < t->n; j++) {
            double percent = 100 * (double)bac_eval_cell(t, snr_index, i, j) / all;
            if (percent >= 0.5)
                printf(" %3.0f", percent);
            else
                printf("   .");
        }
        putchar('\n');
    }
}

static void print_matrices(const bac_eval *e, uint32_t k, const bac_eval_matrices *m) {
    const bac_eval_table *t = &e->net[k].table;
    if (e->n_nets == 2 && (m->n || m->all))
        printf("\n%s:", e->net[k].name);
    for (uint32_t i = 0; i < m->n; i++)
        if (bac_eval_snr_index(t, m->db[i]) >= 0)
            print_matrix(e, t, (uint32_t)bac_eval_snr_index(t, m->db[i]));
    if (m->all)
        print_matrix(e, t, BAC_EVAL_ALL);
}

static void print_difference(const bac_eval *e) {
    bac_eval_difference d = bac_eval_compare(&e->paired, BAC_EVAL_ALL);
    char a[32], b[32], c[32], n[32];
    printf("\ndifference         %+.2f points   95 %% interval %+.2f .. %+.2f\n",
           100 * d.difference, 100 * d.low, 100 * d.high);
    printf("  right: both %s, only the first %s, only the second %s, neither %s\n",
           bac_eval_thousands(d.both, a), bac_eval_thousands(d.only_first, b),
           bac_eval_thousands(d.only_second, c), bac_eval_thousands(d.neither, n));
    printf("  McNemar's exact test: p = %.2g; on these frames the two networks %s\n", d.p,
           d.p < 0.05 ? "differ by more than chance" : "cannot be told apart");
    if (!e->paired.has_snr)
        return;
    printf("\n%7s %8s %9s %9s %11s   95 %% interval\n", "SNR, dB", "frames", "first", "second",
           "difference");
    for (uint32_t s = 0; s < e->paired.n_snr; s++) {
        bac_eval_difference x = bac_eval_compare(&e->paired, s);
        bac_eval_rate first = bac_eval_rate_at(&e->net[0].table, s, BAC_EVAL_ALL);
        bac_eval_rate second = bac_eval_rate_at(&e->net[1].table, s, BAC_EVAL_ALL);
        if (first.frames)
            printf("%7g %8llu %8.2f%% %8.2f%% %+11.2f  %+6.2f .. %+.2f\n", e->paired.snr[s],
                   (unsigned long long)first.frames, 100 * first.accuracy, 100 * second.accuracy,
                   100 * x.difference, 100 * x.low, 100 * x.high);
    }
}

void eval_text_print(const bac_eval *eval, const bac_eval_matrices *matrices) {
    print_set(eval);
    print_head(eval, 0);
    if (eval->n_nets == 2) {
        putchar('\n');
        print_head(eval, 1);
        print_difference(eval);
    } else {
        print_by_snr(&eval->net[0].table);
        print_by_class(eval, &eval->net[0].table);
        print_mistakes(eval, &eval->net[0].table);
    }
    for (uint32_t k = 0; k < eval->n_nets; k++)
        print_matrices(eval, k, matrices);
}

bool eval_is_synthetic(const bac_set *set, const char *spec) {
    const char *name = strrchr(spec, '/');
    return bac_set_is_synthetic(set) || strstr(name ? name : spec, "synthetic");
}
