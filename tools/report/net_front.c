/* net_front.c - draws the front of plans, and the place of this plan beside it. */
#include "explore/text.h"
#include "net_page.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

enum { CANDIDATES = 400, WIDTH = 820, HEIGHT = 340, LEFT = 70, RIGHT = 20, TOP = 16, BOTTOM = 44 };

typedef struct axes {
    double clocks_lo, clocks_hi, site_lo, site_hi; /* logarithms */
} axes;

static double x_of(const axes *a, double clocks) {
    return LEFT +
           (WIDTH - LEFT - RIGHT) * (log10(clocks) - a->clocks_lo) / (a->clocks_hi - a->clocks_lo);
}

static double y_of(const axes *a, double site) {
    return HEIGHT - BOTTOM -
           (HEIGHT - TOP - BOTTOM) * (log10(site) - a->site_lo) / (a->site_hi - a->site_lo);
}

static void widen(axes *a, double clocks, double site) {
    a->clocks_lo = fmin(a->clocks_lo, log10(clocks) - 0.1);
    a->clocks_hi = fmax(a->clocks_hi, log10(clocks) + 0.1);
    a->site_lo = fmin(a->site_lo, log10(site) - 0.1);
    a->site_hi = fmax(a->site_hi, log10(site) + 0.1);
}

/* Prints a line and a number at 1, 2 and 5 times each power of ten. */
static void put_grid(const axes *a, FILE *out) {
    static const double leads[] = {1, 2, 5};
    for (int decade = 0; decade < 9; decade++)
        for (int i = 0; i < 3; i++) {
            const double v = leads[i] * pow(10, decade), log = log10(v);
            if (log > a->clocks_lo && log < a->clocks_hi)
                fprintf(out,
                        "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#e4e4e4\"/>"
                        "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f</text>\n",
                        x_of(a, v), x_of(a, v), TOP, HEIGHT - BOTTOM, x_of(a, v),
                        HEIGHT - BOTTOM + 16, v);
            if (log > a->site_lo && log < a->site_hi)
                fprintf(out,
                        "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#e4e4e4\"/>"
                        "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.0f</text>\n",
                        LEFT, WIDTH - RIGHT, y_of(a, v), y_of(a, v), LEFT - 6, y_of(a, v) + 4, v);
        }
    fprintf(out,
            "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">clocks a frame</text>"
            "<text transform=\"translate(14 %d) rotate(-90)\" text-anchor=\"middle\">LUT "
            "sites</text>\n",
            (LEFT + WIDTH) / 2, HEIGHT - 8, (HEIGHT - BOTTOM + TOP) / 2);
}

static void put_drawing(const net_page *p, const explore_job *job, const explore_front *front) {
    const double clocks = (double)p->job->p->cycles_per_frame;
    axes a = {INFINITY, -INFINITY, INFINITY, -INFINITY};
    widen(&a, clocks, p->size.total.site);
    for (uint32_t k = 0; k < front->n; k++)
        widen(&a, (double)job->result[front->index[k]].clocks,
              job->result[front->index[k]].size.site);
    html_figure_begin(p->out, "fit");
    fprintf(p->out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
            "viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">\n",
            WIDTH, HEIGHT, WIDTH, HEIGHT);
    put_grid(&a, p->out);
    for (uint32_t k = 0; k < front->n; k++) {
        const bac_explored *x = &job->result[front->index[k]];
        fprintf(p->out,
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"#2471a3\"><title>%" PRIu64
                " clocks a frame, %.0f sites, latency %" PRIu64 "</title></circle>\n",
                x_of(&a, (double)x->clocks), y_of(&a, x->size.site), x->clocks, x->size.site,
                x->latency);
    }
    fprintf(p->out,
            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"8\" fill=\"none\" stroke=\"#c0392b\" "
            "stroke-width=\"2\"/></svg>\n",
            x_of(&a, clocks), y_of(&a, p->size.total.site));
    html_figure_end(p->out, "Blue: plans that no other beats in sites, memories, clocks and "
                            "latency. Ring: the plan of this page.");
}

static void put_table(const net_page *p, const explore_job *job, const explore_front *front) {
    static const char *const titles[] = {">clocks/frame", ">latency", ">sites", ">FF",
                                         ">BRAM",         "plan",     NULL};
    html_table_begin(p->out, titles);
    for (uint32_t k = 0; k < front->n; k++) {
        const bac_explored *x = &job->result[front->index[k]];
        const explore_rates rates = explore_rates_of(job, front->index[k]);
        html_row_begin(p->out);
        html_cell(p->out, "%" PRIu64, x->clocks);
        html_cell(p->out, "%" PRIu64, x->latency);
        html_cell(p->out, "%.0f", x->size.site);
        html_cell(p->out, "%.0f", x->size.ff);
        html_cell(p->out, "%.0f", x->size.bram);
        html_cell(p->out, "%s", rates.spec);
        html_row_end(p->out);
    }
    html_table_end(p->out);
    html_say(p->out, "plan: samples a clock, then each layer with its requantiser: u unrolled "
                     "(inputs a clock), s serial (bits of a digit), f folded (lanes), e alone one "
                     "engine (lanes). bac explore "
                     "writes them out.");
}

int net_page_front(const net_page *p) {
    explore_job job = {.net = p->job->net, .most = CANDIDATES, .shards = 1};
    explore_front front = {0};
    int status = explore_option_read(&job.want);
    if (status == ARGS_GO_ON)
        status = explore_find(&job);
    if (status == ARGS_GO_ON)
        status = explore_build(&job, NULL);
    if (status == ARGS_GO_ON && !job.interrupted) {
        front.index = calloc(job.counts.candidates + 1, sizeof *front.index);
        if (front.index)
            front.n =
                bac_explore_front(job.result, job.counts.candidates, &job.limits, 0.3, front.index);
        html_chapter_begin(p->out, &net_chapters[NET_FRONT]);
        put_drawing(p, &job, &front);
        put_table(p, &job, &front);
    }
    free(front.index);
    explore_close(&job);
    return status == ARGS_GO_ON && job.interrupted ? 130 : status;
}
