/* plot.h - one figure: a data file and a gnuplot script side by side, drawn as SVG and PNG. */
#ifndef BAC_EVAL_PLOT_H
#define BAC_EVAL_PLOT_H

#include "internal.h"

enum { BAC_EVAL_MOST_DRAWN = 128 }; /* classes */

typedef struct bac_eval_figure {
    const bac_eval *eval;
    uint32_t net;
    char name[64]; /* name of the files without suffix */
    FILE *data, *script;
} bac_eval_figure;

/* ---- plot.c ---- */
/* Makes a new folder inside DIR, and DIR itself if it is missing; fails when DIR cannot be written.
 * *work: its path, which the caller frees. */
bac_status bac_eval_work_make(const char *dir, char **work, bac_error *err);
/* Moves every file of `work` to `dir`, or removes it when dir is NULL or a move fails, and then
 * removes the folder `work`. */
bac_status bac_eval_work_deliver(const char *work, const char *dir, bac_error *err);
/* Calls `draw` with a temporary folder and then moves all its figures to DIR. When draw fails, DIR
 * gets none of them. */
typedef bac_status bac_eval_draw_fn(void *user, const char *work, bac_error *err);
bac_status bac_eval_draw(const char *dir, bac_eval_draw_fn *draw, void *user, bac_error *err);

/* ---- plot_text.c ---- */
/* Opens DIR/NAME.dat and DIR/NAME.gp and writes the common first lines of a script. */
bac_status bac_eval_figure_open(bac_eval_figure *f, const char *dir, const char *name,
                                bac_error *err);
/* Closes the files and runs gnuplot. bad: the caller ran out of memory; then it only closes and
 * reports that. */
bac_status bac_eval_figure_close(bac_eval_figure *f, const char *dir, bool bad, bac_error *err);
/* Print the two lines above the plot, title and subtitle. bac_eval_figure_title makes the subtitle
 * "BEFORE N [synthetic] frames of SET AFTER". */
void bac_eval_figure_words(bac_eval_figure *f, const char *title, const char *subtitle);
void bac_eval_figure_title(bac_eval_figure *f, const char *title, const char *before,
                           uint64_t frames, const char *after);
/* Begin and end the script's loop over SVG and PNG, which holds the plot command. Size in pixels of
 * the SVG. */
void bac_eval_figure_loop(bac_eval_figure *f, uint32_t width, uint32_t height);
void bac_eval_figure_end(bac_eval_figure *f);
/* The palette of Okabe and Ito (2008), which colour-blind readers can tell apart, as "#0072b2". */
enum { BAC_EVAL_COLOURS = 8 };
extern const char *const bac_eval_colours[BAC_EVAL_COLOURS];
/* Prints text as a single-quoted gnuplot string of at most `most` characters. Control characters
 * and bytes that are not UTF-8 become '?'; quotes become typographic ones. */
void bac_eval_put_quoted(FILE *out, const char *text, size_t most);
/* Writes 60528 as "60,528"; returns text. */
const char *bac_eval_thousands(uint64_t n, char text[32]);
/* Prints the command `set AXIStics ('NAME' 0, ...)` with the classes' names. */
void bac_eval_put_class_tics(FILE *out, const bac_eval *eval, const char *axis, const char *style);

/* ---- the figures ---- */
bac_status bac_eval_plot_curves(const bac_eval *eval, const char *dir, bac_error *err);
bac_status bac_eval_plot_difference(const bac_eval *eval, const char *dir, bac_error *err);
bac_status bac_eval_plot_heat(const bac_eval *eval, uint32_t net, const char *dir, const char *name,
                              bac_error *err);
bac_status bac_eval_plot_confusion(const bac_eval *eval, uint32_t net, uint32_t snr_index,
                                   const char *dir, const char *name, bac_error *err);

/* ---- gnuplot.c ---- */
/* Runs `gnuplot SCRIPT` in `dir`. With both NULL it runs `gnuplot --version`, which fails where
 * gnuplot is missing. */
bac_status bac_eval_gnuplot(const char *dir, const char *script, bac_error *err);

#endif
