/* net_eval.c - prints accuracy by SNR, as a table and with the plots of bac eval. */
#include "net_page.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { PATH = 4096, MOST_SVG = 1 << 24 };

/* Embeds the drawing as an image, so that ids inside it cannot clash with those of other
 * drawings. */
static void put_image(FILE *out, const char *svg, size_t size, const char *name) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    html_figure_begin(out, "plot");
    fprintf(out, "<img style=\"max-width:100%%\" alt=\"%s\" src=\"data:image/svg+xml;base64,",
            name);
    for (size_t i = 0; i < size; i += 3) {
        const unsigned char a = (unsigned char)svg[i];
        const unsigned char b = (unsigned char)(i + 1 < size ? svg[i + 1] : 0);
        const unsigned char c = (unsigned char)(i + 2 < size ? svg[i + 2] : 0);
        fprintf(out, "%c%c%c%c", digits[a >> 2], digits[(a & 3) << 4 | b >> 4],
                i + 1 < size ? digits[(b & 15) << 2 | c >> 6] : '=',
                i + 2 < size ? digits[c & 63] : '=');
    }
    fputs("\">\n", out);
    html_figure_end(out, name);
}

static int is_svg(const struct dirent *e) {
    const size_t n = strlen(e->d_name);
    return n > 4 && strcmp(e->d_name + n - 4, ".svg") == 0;
}

static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void put_plots(const net_page *p) {
    struct dirent **list = NULL;
    const int n = p->plots ? scandir(p->plots, &list, is_svg, by_name) : 0;
    for (int i = 0; i < n; i++) {
        char path[PATH], *svg = NULL;
        size_t size = 0;
        snprintf(path, sizeof path, "%s/%s", p->plots, list[i]->d_name);
        if (bac_file_read(path, MOST_SVG, &svg, &size, NULL) == BAC_OK)
            put_image(p->out, svg, size, list[i]->d_name);
        free(svg);
        free(list[i]);
    }
    free(list);
}

static void put_rate(const net_page *p, const char *what, bac_eval_rate r) {
    html_row_begin(p->out);
    html_cell(p->out, "%s", what);
    html_cell(p->out, "%" PRIu64, r.frames);
    html_bar_cell(p->out, r.accuracy, "%.2f %%", 100 * r.accuracy);
    html_cell(p->out, "%.2f .. %.2f %%", 100 * r.low, 100 * r.high);
    html_row_end(p->out);
}

void net_page_eval(const net_page *p) {
    static const char *const titles[] = {"SNR", ">frames", ">accuracy", "95 % interval", NULL};
    const bac_eval_table *t = &p->eval->net[0].table;
    html_chapter_begin(p->out, &net_chapters[NET_ACCURACY]);
    html_say(p->out, "On %" PRIu64 " frames of %s%s", t->frames, p->eval->set,
             p->eval->synthetic ? ", which are synthetic: figures on them say nothing about frames "
                                  "received from the air, and must not be set beside RadioML's."
                                : ".");
    html_table_begin(p->out, titles);
    put_rate(p, "all", bac_eval_rate_at(t, BAC_EVAL_ALL, BAC_EVAL_ALL));
    for (uint32_t i = 0; t->has_snr && i < t->n_snr; i++) {
        char text[32];
        snprintf(text, sizeof text, "%g dB", t->snr[i]);
        put_rate(p, text, bac_eval_rate_at(t, i, BAC_EVAL_ALL));
    }
    html_table_end(p->out);
    put_plots(p);
}
