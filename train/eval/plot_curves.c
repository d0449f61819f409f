/* plot_curves.c - draws accuracy against SNR: all classes, families of classes, two networks, and
 * the difference of two networks. */
#include "plot.h"
#include "read_text.h"

#include <math.h>
#include <string.h>

enum { MOST_CURVES = BAC_EVAL_COLOURS, FEW_CLASSES = 8 };

typedef struct curve {
    const char *name;
    bool member[BAC_EVAL_MOST_DRAWN];
    double end; /* percent at the highest SNR that has frames: where its name goes */
} curve;

/* The family of modulations that a class's name belongs to, or NULL. */
static const char *family_of(const char *name) {
    if (strcmp(name, "GMSK") == 0 || strcmp(name, "FM") == 0)
        return "FM, GMSK";
    if (strncmp(name, "AM-", 3) == 0)
        return "AM";
    if (bac_ends_with(name, "APSK"))
        return "APSK";
    if (bac_ends_with(name, "PSK"))
        return "PSK";
    if (bac_ends_with(name, "ASK") || strcmp(name, "OOK") == 0)
        return "ASK, OOK";
    return bac_ends_with(name, "QAM") ? "QAM" : NULL;
}

/* Few classes: one curve each. Many: one a family. Returns how many. */
static uint32_t find_curves(const bac_eval *e, curve list[MOST_CURVES]) {
    uint32_t n = 0;
    if (e->n_nets > 1)
        return 0;
    for (uint32_t c = 0; c < e->n_classes; c++) {
        const char *name =
            e->n_classes <= FEW_CLASSES ? e->class_name[c] : family_of(e->class_name[c]);
        if (!name)
            continue;
        uint32_t k = 0;
        while (k < n && strcmp(list[k].name, name) != 0)
            k++;
        if (k == MOST_CURVES)
            continue;
        if (k == n)
            list[n++] = (curve){.name = name};
        list[k].member[c] = true;
    }
    return n;
}

static bac_eval_rate rate_of(const bac_eval_table *t, uint32_t s, const curve *c) {
    uint64_t frames = 0, correct = 0;
    for (uint32_t i = 0; i < t->n; i++) {
        bac_eval_rate r = bac_eval_rate_at(t, s, i);
        if (c->member[i]) {
            frames += r.frames;
            correct += r.correct;
        }
    }
    return bac_eval_rate_of(frames, correct);
}

static void put_value(FILE *out, double fraction) {
    if (isnan(fraction))
        fputs(" NaN", out);
    else
        fprintf(out, " %.6g", 100 * fraction);
}

/* Columns: SNR, then accuracy, low, high of each network, then the curves. */
static void put_data(FILE *out, const bac_eval *e, curve *list, uint32_t n) {
    const bac_eval_table *t = &e->net[0].table;
    fputs("# snr_db", out);
    for (uint32_t k = 0; k < e->n_nets; k++)
        fputs("  percent low95 high95", out);
    for (uint32_t i = 0; i < n; i++) {
        fputs("  ", out);
        bac_eval_put_quoted(out, list[i].name, 40);
    }
    for (uint32_t s = 0; s < t->n_snr; s++) {
        fprintf(out, "\n%.9g", t->snr[s]);
        for (uint32_t k = 0; k < e->n_nets; k++) {
            bac_eval_rate r = bac_eval_rate_at(&e->net[k].table, s, BAC_EVAL_ALL);
            put_value(out, r.accuracy);
            put_value(out, r.low);
            put_value(out, r.high);
        }
        for (uint32_t i = 0; i < n; i++) {
            double accuracy = rate_of(t, s, &list[i]).accuracy;
            put_value(out, accuracy);
            if (!isnan(accuracy))
                list[i].end = 100 * accuracy;
        }
    }
    fputc('\n', out);
}

/* Pushes names apart that would overlap: first up from the lowest, then down from the top. */
static void spread(double *at, const uint32_t *order, uint32_t n, double gap) {
    for (uint32_t i = 1; i < n; i++)
        at[order[i]] = fmax(at[order[i]], at[order[i - 1]] + gap);
    double top = 100;
    for (uint32_t i = n; i-- > 0; top = at[order[i]] - gap)
        at[order[i]] = fmin(at[order[i]], top);
}

/* Names at the right ends of the curves, in their colours. */
static void put_names(FILE *out, const char *const *name, const char *const *colour,
                      const double *end, uint32_t n) {
    uint32_t order[MOST_CURVES + 1];
    double at[MOST_CURVES + 1];
    for (uint32_t i = 0; i < n; i++) {
        uint32_t k = i;
        at[i] = end[i];
        for (; k > 0 && end[order[k - 1]] > end[i]; k--)
            order[k] = order[k - 1];
        order[k] = i;
    }
    spread(at, order, n, 4.6);
    for (uint32_t i = 0; i < n; i++) {
        fprintf(out, "set label %u ", 10 + i);
        bac_eval_put_quoted(out, name[i], 18);
        fprintf(out, " at graph 1, first %.4g offset 0.8,0 left noenhanced textcolor '%s'\n", at[i],
                colour[i]);
    }
}

/* One network: names at the right ends of the curves. Two: a key in the corner, for their names
 * are long. */
static void put_all_names(bac_eval_figure *f, const curve *list, uint32_t n) {
    const bac_eval *e = f->eval;
    const char *name[MOST_CURVES + 1] = {"all classes"}, *colour[MOST_CURVES + 1] = {"#111111"};
    double end[MOST_CURVES + 1];
    if (e->n_nets == 2) {
        fputs("set key left top Left reverse samplen 2 noenhanced\nset rmargin 4\n", f->script);
        return;
    }
    const bac_eval_table *t = &e->net[0].table;
    end[0] = 100 * bac_eval_rate_at(t, t->n_snr - 1, BAC_EVAL_ALL).accuracy;
    for (uint32_t i = 0; i < n; i++) {
        name[i + 1] = list[i].name;
        colour[i + 1] = bac_eval_colours[i];
        end[i + 1] = list[i].end;
    }
    put_names(f->script, name, colour, end, n + 1);
}

static void put_axes(bac_eval_figure *f) {
    const bac_eval_table *t = &f->eval->net[0].table;
    double low = t->snr[0], high = t->snr[t->n_snr - 1];
    fprintf(f->script,
            "set border 3\n"
            "set grid ytics linetype 1 linecolor '#e6e6e6' linewidth 0.7\n"
            "set xrange [%.9g:%.9g]\n"
            "set xlabel 'SNR (dB)'\n"
            "set tmargin 5\nset rmargin 16\n",
            low - (low == high ? 1 : 0.5), high + (low == high ? 1 : 0.5));
    if (high - low > 20 && high - low <= 100)
        fputs("set xtics 5\n", f->script);
}

static double percent_of(const bac_eval *e, uint32_t net) {
    return 100 * bac_eval_rate_at(&e->net[net].table, BAC_EVAL_ALL, BAC_EVAL_ALL).accuracy;
}

static void put_title(bac_eval_figure *f) {
    const bac_eval *e = f->eval;
    char title[300];
    if (e->n_nets == 1)
        snprintf(title, sizeof title, "%.120s: %.2f %% of all frames correct",
                 bac_eval_net_title(e, 0), percent_of(e, 0));
    else
        snprintf(title, sizeof title, "Two networks on the same frames: %.2f and %.2f %% correct",
                 percent_of(e, 0), percent_of(e, 1));
    bac_eval_figure_title(f, title, "", e->to - e->from, "; band: 95 % Wilson interval");
}

/* The names as variables: a brace in a name must not stand between the braces of the loop. */
static void put_variables(bac_eval_figure *f, const curve *list, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        fprintf(f->script, "curve%u = ", i);
        bac_eval_put_quoted(f->script, list[i].name, 40);
        fputc('\n', f->script);
    }
    for (uint32_t k = 0; k < f->eval->n_nets; k++) {
        fprintf(f->script, "network%u = ", k);
        bac_eval_put_quoted(f->script, bac_eval_net_title(f->eval, k), 60);
        fputc('\n', f->script);
    }
}

/* From back to front: intervals, curves of families, networks. */
static void put_plot(bac_eval_figure *f, uint32_t n) {
    uint32_t nets = f->eval->n_nets;
    fputs("  plot ", f->script);
    for (uint32_t k = 0; k < nets; k++)
        fprintf(f->script,
                "'%s.dat' using 1:%u:%u with filledcurves fillstyle transparent solid 0.18 "
                "noborder linecolor '%s' notitle, \\\n       ",
                f->name, 3 + 3 * k, 4 + 3 * k, nets == 1 ? "#111111" : bac_eval_colours[k]);
    for (uint32_t i = 0; i < n; i++)
        fprintf(f->script,
                "'%s.dat' using 1:%u with lines linewidth 1.1 linecolor '%s' title curve%u "
                "noenhanced, \\\n       ",
                f->name, 5 + i, bac_eval_colours[i], i);
    for (uint32_t k = 0; k < nets; k++)
        fprintf(f->script,
                "'%s.dat' using 1:%u with linespoints linewidth 2.4 pointtype 7 pointsize 0.45 "
                "linecolor '%s' title network%u noenhanced%s",
                f->name, 2 + 3 * k, nets == 1 ? "#111111" : bac_eval_colours[k], k,
                k + 1 < nets ? ", \\\n       " : "");
}

bac_status bac_eval_plot_curves(const bac_eval *eval, const char *dir, bac_error *err) {
    curve list[MOST_CURVES];
    bac_eval_figure f = {.eval = eval};
    bac_status status = bac_eval_figure_open(&f, dir, "accuracy_by_snr", err);
    if (status)
        return status;
    uint32_t n = find_curves(eval, list);
    put_data(f.data, eval, list, n);
    put_title(&f);
    put_axes(&f);
    put_all_names(&f, list, n);
    fputs("set yrange [0:100]\nset ytics 20\nset ylabel 'Frames classified correctly (%)'\n",
          f.script);
    put_variables(&f, list, n);
    bac_eval_figure_loop(&f, 780, 500);
    put_plot(&f, n);
    bac_eval_figure_end(&f);
    return bac_eval_figure_close(&f, dir, false, err);
}

static void put_difference(FILE *out, const bac_eval *e) {
    fputs("# snr_db  difference_points  low95  high95\n", out);
    for (uint32_t s = 0; s < e->paired.n_snr; s++) {
        bac_eval_difference d = bac_eval_compare(&e->paired, s);
        fprintf(out, "%.9g %.6g %.6g %.6g\n", e->paired.snr[s], 100 * d.difference, 100 * d.low,
                100 * d.high);
    }
}

bac_status bac_eval_plot_difference(const bac_eval *eval, const char *dir, bac_error *err) {
    bac_eval_figure f = {.eval = eval};
    bac_status status = bac_eval_figure_open(&f, dir, "difference_by_snr", err);
    if (status)
        return status;
    put_difference(f.data, eval);
    bac_eval_difference d = bac_eval_compare(&eval->paired, BAC_EVAL_ALL);
    char title[300], points[96];
    snprintf(title, sizeof title, "%.100s minus %.100s", bac_eval_net_title(eval, 0),
             bac_eval_net_title(eval, 1));
    snprintf(points, sizeof points, "%+.2f points (95 %%: %+.2f to %+.2f) on ", 100 * d.difference,
             100 * d.low, 100 * d.high);
    bac_eval_figure_title(&f, title, points, eval->to - eval->from, "");
    put_axes(&f);
    fputs("set ylabel 'Difference in accuracy (points)'\n"
          "set rmargin 4\n"
          "set arrow 1 from graph 0, first 0 to graph 1, first 0 nohead linecolor '#888888'\n",
          f.script);
    bac_eval_figure_loop(&f, 780, 420);
    fprintf(f.script,
            "  plot '%s.dat' using 1:2:3:4 with yerrorbars linewidth 1.4 pointtype 7 pointsize 0.5 "
            "linecolor '#0072b2' title 'difference'",
            f.name);
    bac_eval_figure_end(&f);
    return bac_eval_figure_close(&f, dir, false, err);
}
