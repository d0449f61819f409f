/* plot_confusion.c - draws confusion matrices, in percent of each true class's frames. */
#include "plot.h"

#include <math.h>

/* Single-hue blues from white: zero is no ink. Dark is much, also without colour. */
static const char blues[] =
    "set palette defined (0 '#ffffff', 5 '#e3eef9', 20 '#b0d2e7', 40 '#6aaed6', 60 '#3787c0', "
    "80 '#105ba4', 100 '#08306b')\n";

static void put_data(FILE *out, const bac_eval_table *t, uint32_t snr_index) {
    fputs("# taken_for  class  percent_of_class  frames\n", out);
    for (uint32_t i = 0; i < t->n; i++) {
        uint64_t all = bac_eval_rate_at(t, snr_index, i).frames;
        for (uint32_t j = 0; j < t->n; j++) {
            uint64_t count = bac_eval_cell(t, snr_index, i, j);
            if (all)
                fprintf(out, "%u %u %.6g %llu\n", j, i, 100 * (double)count / (double)all,
                        (unsigned long long)count);
        }
    }
}

static void put_title(bac_eval_figure *f, uint32_t snr_index) {
    const bac_eval_table *t = &f->eval->net[f->net].table;
    bac_eval_rate r = bac_eval_rate_at(t, snr_index, BAC_EVAL_ALL);
    char title[256], db[32];
    if (snr_index == BAC_EVAL_ALL) {
        snprintf(title, sizeof title, "%.120s%s: %.1f %% correct",
                 bac_eval_net_title(f->eval, f->net), t->has_snr ? ", all SNRs" : "",
                 100 * r.accuracy);
    } else {
        bac_eval_db(fabs(t->snr[snr_index]), db);
        snprintf(title, sizeof title, "%.120s at %s%s dB: %.1f %% correct",
                 bac_eval_net_title(f->eval, f->net), t->snr[snr_index] < 0 ? "−" : "", db,
                 100 * r.accuracy);
    }
    bac_eval_figure_title(f, title, "", r.frames, "");
}

bac_status bac_eval_plot_confusion(const bac_eval *eval, uint32_t net, uint32_t snr_index,
                                   const char *dir, const char *name, bac_error *err) {
    const bac_eval_table *t = &eval->net[net].table;
    bac_eval_figure f = {.eval = eval, .net = net};
    bac_status status = bac_eval_figure_open(&f, dir, name, err);
    if (status)
        return status;
    put_data(f.data, t, snr_index);
    put_title(&f, snr_index);
    bac_eval_put_class_tics(f.script, eval, "x", "scale 0 rotate by 90 right");
    bac_eval_put_class_tics(f.script, eval, "y", "scale 0");
    fputs(blues, f.script);
    fprintf(f.script,
            "set cbrange [0:100]\n"
            "set xrange [-0.5:%g]\n"
            "set yrange [%g:-0.5]\n"
            "set xlabel 'Classified as'\n"
            "set ylabel 'True class'\n"
            "set cblabel 'Share of the true class (%%)'\n"
            "set colorbox user origin screen 0.895,0.3 size 0.015,0.4 noborder\n"
            "set cbtics scale 0 25\n"
            "set border 15\n"
            "set tmargin 5\nset bmargin 8.5\nset lmargin 15\nset rmargin screen 0.875\n",
            t->n - 0.5, t->n - 0.5);
    uint32_t cell = t->n <= 40 ? 25 : 12;
    uint32_t side = t->n * cell < 220 ? 220 : t->n * cell;
    bac_eval_figure_loop(&f, (side + 110) * 8 / 7 + 20, side + 200);
    fprintf(f.script,
            "  plot '%s.dat' using 1:2:(0.5):(0.5):3 with boxxyerror fillstyle solid border "
            "linecolor rgb '#eeeeee' fillcolor palette",
            f.name);
    if (t->n <= 40)
        fputs(", \\\n"
              "       '' using 1:($3 >= 0.5 && $3 < 50 ? $2 : NaN):(sprintf('%.0f', $3)) with "
              "labels textcolor '#222222' font tiny, \\\n"
              "       '' using 1:($3 >= 50 ? $2 : NaN):(sprintf('%.0f', $3)) with labels "
              "textcolor 'white' font tiny",
              f.script);
    bac_eval_figure_end(&f);
    return bac_eval_figure_close(&f, dir, false, err);
}
