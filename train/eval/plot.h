/* plot.h - one figure: a data file and a gnuplot script side by side, drawn as SVG and PNG. */
#ifndef BAC_EVAL_PLOT_H
#define BAC_EVAL_PLOT_H

#include "internal.h"

enum { BAC_EVAL_MOST_DRAWN = 128 }; /* classes */

typedef struct bac_eval_figure {
    const bac_eval *eval;
    uint32_t net;
    char name[64]; /* of the files, without suffix */
    FILE *data, *script;
} bac_eval_figure;

/* ---- plot.c ---- */
/* A fresh folder inside DIR (made where missing), owned (free): also the proof that DIR can be
 * written. */
bac_status bac_eval_work_make(const char *dir, char **work, bac_error *err);
/* Every file of `work` is moved to `dir`, or removed where dir is NULL or moving fails; then `work`
 * itself goes. */
bac_status bac_eval_work_deliver(const char *work, const char *dir, bac_error *err);
/* The figures that `draw` makes in a folder come into DIR: all or none. */
typedef bac_status bac_eval_draw_fn(void *user, const char *work, bac_error *err);
bac_status bac_eval_draw(const char *dir, bac_eval_draw_fn *draw, void *user, bac_error *err);

/* ---- plot_text.c ---- */
/* Opens DIR/NAME.dat and DIR/NAME.gp and writes what every script begins with. */
bac_status bac_eval_figure_open(bac_eval_figure *f, const char *dir, const char *name,
                                bac_error *err);
/* Draws it. bad: it is not to be drawn, for want of memory. */
bac_status bac_eval_figure_close(bac_eval_figure *f, const char *dir, bool bad, bac_error *err);
/* Two lines above the plot; or the second: on how many frames of what, between two texts. */
void bac_eval_figure_words(bac_eval_figure *f, const char *title, const char *subtitle);
void bac_eval_figure_title(bac_eval_figure *f, const char *title, const char *before,
                           uint64_t frames, const char *after);
/* Begins and ends the loop over SVG and PNG that holds the plot command. Size in SVG pixels. */
void bac_eval_figure_loop(bac_eval_figure *f, uint32_t width, uint32_t height);
void bac_eval_figure_end(bac_eval_figure *f);
/* The palette of Okabe and Ito, told apart by colour-blind eyes too: "#0072b2". */
enum { BAC_EVAL_COLOURS = 8 };
extern const char *const bac_eval_colours[BAC_EVAL_COLOURS];
/* Text as a single-quoted gnuplot string of at most `most` characters; control characters and
 * what is not UTF-8 become '?', quotes typographic ones. */
void bac_eval_put_quoted(FILE *out, const char *text, size_t most);
/* 60528 as "60,528": text */
const char *bac_eval_thousands(uint64_t n, char text[32]);
/* set AXIStics ('NAME' 0, ...) of the classes */
void bac_eval_put_class_tics(FILE *out, const bac_eval *eval, const char *axis, const char *style);

/* ---- the figures ---- */
bac_status bac_eval_plot_curves(const bac_eval *eval, const char *dir, bac_error *err);
bac_status bac_eval_plot_difference(const bac_eval *eval, const char *dir, bac_error *err);
bac_status bac_eval_plot_heat(const bac_eval *eval, uint32_t net, const char *dir, const char *name,
                              bac_error *err);
bac_status bac_eval_plot_confusion(const bac_eval *eval, uint32_t net, uint32_t snr_index,
                                   const char *dir, const char *name, bac_error *err);

/* ---- gnuplot.c ---- */
/* Runs `gnuplot SCRIPT` in `dir`; both NULL: `gnuplot --version`, to see whether it is there. */
bac_status bac_eval_gnuplot(const char *dir, const char *script, bac_error *err);

#endif
