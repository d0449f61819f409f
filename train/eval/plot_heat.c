/* plot_heat.c - accuracy of every class at every SNR, as a heat map with numbers. */
#include "plot.h"

#include "ints.h"

#include <math.h>

/* viridis (van der Walt and Smith), at every tenth */
static const char viridis[] =
    "set palette defined (0 '#440154', 1 '#482475', 2 '#414487', 3 '#355f8d', 4 '#2a788e', "
    "5 '#21918c', 6 '#22a884', 7 '#44bf70', 8 '#7ad151', 9 '#bddf26', 10 '#fde725')\n";

/* Rows x, y, percent; an extra column at the right holds all SNRs. */
static void put_data(FILE *out, const bac_eval_table *t) {
    fputs("# column  class  accuracy_percent  frames; the last column is all SNRs\n", out);
    for (uint32_t c = 0; c < t->n; c++)
        for (uint32_t s = 0; s <= t->n_snr; s++) {
            bool all = s == t->n_snr;
            bac_eval_rate r = bac_eval_rate_at(t, all ? BAC_EVAL_ALL : s, c);
            if (r.frames)
                fprintf(out, "%g %u %.6g %llu\n", all ? s + 0.4 : s, c, 100 * r.accuracy,
                        (unsigned long long)r.frames);
        }
}

static void put_snr_tics(FILE *out, const bac_eval_table *t) {
    uint32_t step = 1 + (t->n_snr - 1) / 30;
    fputs("set xtics scale 0 (", out);
    for (uint32_t s = 0; s < t->n_snr; s += step) {
        char db[32];
        bac_eval_db(fabs(t->snr[s]), db);
        fprintf(out, "'%s%s' %u, ", t->snr[s] < 0 ? "−" : "", db, s);
    }
    fprintf(out, "'all' %g)\n", t->n_snr + 0.4);
}

bac_status bac_eval_plot_heat(const bac_eval *eval, uint32_t net, const char *dir, const char *name,
                              bac_error *err) {
    const bac_eval_table *t = &eval->net[net].table;
    bac_eval_figure f = {.eval = eval, .net = net};
    bac_status status = bac_eval_figure_open(&f, dir, name, err);
    if (status)
        return status;
    put_data(f.data, t);
    char title[256];
    snprintf(title, sizeof title, "%.120s: accuracy by class and SNR",
             bac_eval_net_title(eval, net));
    bac_eval_figure_title(&f, title, "", t->frames, "");
    put_snr_tics(f.script, t);
    bac_eval_put_class_tics(f.script, eval, "y", "scale 0");
    fputs(viridis, f.script);
    bool numbers = t->n_snr <= 40 && t->n <= 40;
    fprintf(f.script,
            "set cbrange [0:100]\n"
            "set xrange [-0.5:%g]\n"
            "set yrange [%g:-0.5]\n"
            "set xlabel 'SNR (dB)'\n"
            "set cblabel 'Frames classified correctly (%%)'\n"
            "set colorbox user origin screen 0.92,0.2 size 0.012,0.6 noborder\n"
            "set cbtics scale 0 25\n"
            "unset border\n"
            "set tmargin 5\nset lmargin 13\nset rmargin screen 0.905\n",
            t->n_snr + 0.9, t->n - 0.5);
    uint32_t width = 300 + 27 * bac_min_u32(t->n_snr, 70);
    uint32_t height = 150 + 22 * t->n;
    bac_eval_figure_loop(&f, bac_max_u32(width, 620), bac_max_u32(height, 330));
    fprintf(f.script,
            "  plot '%s.dat' using 1:2:(0.5):(0.5):3 with boxxyerror fillstyle solid border "
            "linecolor rgb 'white' fillcolor palette",
            f.name);
    if (numbers)
        fprintf(f.script,
                ", \\\n"
                "       '' using 1:($3 < 62 ? $2 : NaN):(sprintf('%%.0f', $3)) with labels "
                "textcolor 'white' font tiny, \\\n"
                "       '' using 1:($3 >= 62 ? $2 : NaN):(sprintf('%%.0f', $3)) with labels "
                "textcolor '#222222' font tiny");
    bac_eval_figure_end(&f);
    return bac_eval_figure_close(&f, dir, false, err);
}
