/* figure.c - draws LUT sites against frames per second: every plan as a pale dot, the front in
 * colours by style and with the numbers of its rows,
 * the device's LUTs as a line. */
#include "figure.h"

#include "plot.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct kind {
    const char *title, *colour;
    int point; /* of gnuplot */
} kind;

/* By style; the last: a mixture. */
static const kind kinds[BAC_STYLE_COUNT + 1] = {
    [BAC_STYLE_UNROLLED] = {"mostly unrolled", "#c44601", 5},
    [BAC_STYLE_FOLDED] = {"mostly folded", "#054fb9", 9},
    [BAC_STYLE_SERIAL] = {"mostly serial", "#1b7f3b", 7},
    [BAC_STYLE_SHARED] = {"one engine", "#6b7280", 11},
    [BAC_STYLE_COUNT] = {"mixed", "#8d5fbf", 13}};

bool explore_plot_known(const char *path) {
    const char *dot = strrchr(path, '.');
    return dot && (strcmp(dot, ".svg") == 0 || strcmp(dot, ".png") == 0);
}

static double rate(const explore_job *job, uint32_t i) {
    return explore_rates_of(job, i).frames;
}

static void put_data(FILE *out, const explore_job *job, const explore_front *front) {
    fputs("$all << END\n", out);
    for (uint32_t i = 0; i < job->counts.candidates; i++)
        if (job->result[i].built == BAC_BUILT)
            fprintf(out, "%.9g %.9g\n", rate(job, i), job->result[i].size.cell);
    fputs("END\n", out);
    for (unsigned s = 0; s <= BAC_STYLE_COUNT; s++) {
        fprintf(out, "$front%u << END\nNaN NaN\n", s);
        for (uint32_t k = 0; k < front->n; k++)
            if (explore_style(job, front->index[k]) == (bac_style)s)
                fprintf(out, "%.9g %.9g\n", rate(job, front->index[k]),
                        job->result[front->index[k]].size.cell);
        fputs("END\n", out);
    }
}

static void put_words(FILE *out, const explore_job *job) {
    const bac_device *d = job->want.device;
    char title[160], line[240], clock[60];
    snprintf(title, sizeof title, "%.60s%s%s: what a plan costs, and how fast it is",
             bac_net_name(job->net), d ? " on " : "", d ? d->part : "");
    if (explore_clocks_estimated(job))
        snprintf(clock, sizeof clock, "estimated clock rates");
    else
        snprintf(clock, sizeof clock, "%.6g MHz%s", job->want.clock_mhz,
                 job->want.clock_said ? "" : " (assumed)");
    snprintf(
        line, sizeof line,
        "estimated LUT sites (%s); exact clocks at %s; numbers: rows of the table; pale: all %u "
        "plans built",
        bac_family_name(job->want.family), clock, (unsigned)(job->built + job->known));
    fputs("set label 1 ", out);
    bac_eval_put_quoted(out, title, 100);
    fputs(" at graph 0, graph 1 offset 0,2.3 left noenhanced font ',15'\nset label 2 ", out);
    bac_eval_put_quoted(out, line, 200);
    fputs(" at graph 0, graph 1 offset 0,1.0 left noenhanced textcolor '#666666'\n", out);
}

/* What the axes show: rates and sites. */
typedef struct view {
    double left, right, low, high;
} view;

/* All plans that were built, the device's room, and some air around them. */
static view view_of(const explore_job *job) {
    view v = {INFINITY, 0, INFINITY, 0};
    for (uint32_t i = 0; i < job->counts.candidates; i++) {
        if (job->result[i].built != BAC_BUILT)
            continue;
        v.left = fmin(v.left, rate(job, i));
        v.right = fmax(v.right, rate(job, i));
        v.low = fmin(v.low, job->result[i].size.cell);
        v.high = fmax(v.high, job->result[i].size.cell);
    }
    if (job->want.device)
        v.high = fmax(v.high, job->want.device->lut);
    return (view){0.7 * v.left, 1.5 * v.right, 0.6 * fmax(v.low, 1), 2.2 * v.high};
}

/* ---- the rows' numbers, each beside its point where it covers nothing if that is possible */

enum { WIDE = 760, TALL = 390 }; /* about the pixels of the axes */

typedef struct spot {
    double x, y, w, h; /* pixels: middle and half size */
} spot;

static bool covers(const spot *a, const spot *b) {
    return fabs(a->x - b->x) < a->w + b->w && fabs(a->y - b->y) < a->h + b->h;
}

static spot point_of(const explore_job *job, const view *v, uint32_t i) {
    return (spot){WIDE * log(rate(job, i) / v->left) / log(v->right / v->left),
                  TALL * log(job->result[i].size.cell / v->low) / log(v->high / v->low), 5, 5};
}

/* The first place around the point that is free of the spots; else the first. */
static spot place(const spot *at, uint32_t number, const spot *spots, uint32_t n) {
    const double w = number < 10 ? 4 : number < 100 ? 7 : 10, h = 5;
    const double dx[] = {0, 6 + w, -6 - w, 0, 6 + w, -6 - w, 6 + w, -6 - w, 0, 0};
    const double dy[] = {11, 0, 0, -11, 9, 9, -9, -9, 21, -21};
    for (size_t k = 0; k < sizeof dx / sizeof *dx; k++) {
        const spot s = {at->x + dx[k], at->y + dy[k], w, h};
        uint32_t i = 0;
        while (i < n && !covers(&s, &spots[i]))
            i++;
        if (i == n)
            return s;
    }
    return (spot){at->x, at->y + dy[0], w, h};
}

static bool put_numbers(FILE *out, const explore_job *job, const explore_front *front,
                        const view *v) {
    enum { FIRST_LABEL = 10 };
    spot *spots = calloc(2 * (size_t)front->n + 1, sizeof *spots);
    if (!spots)
        return false;
    for (uint32_t k = 0; k < front->n; k++)
        spots[k] = point_of(job, v, front->index[k]);
    for (uint32_t k = 0; k < front->n; k++) {
        const spot s = place(&spots[k], k + 1, spots, front->n + k);
        spots[front->n + k] = s;
        fprintf(out,
                "set label %u '%u' at %.9g,%.9g center offset graph %.5f,graph %.5f front "
                "font ',10' textcolor '#222222'\n",
                (unsigned)k + FIRST_LABEL, (unsigned)k + 1, rate(job, front->index[k]),
                job->result[front->index[k]].size.cell, (s.x - spots[k].x) / WIDE,
                (s.y - spots[k].y) / TALL);
    }
    free(spots);
    return true;
}

static void put_plot(FILE *out, const explore_job *job) {
    const bac_device *d = job->want.device;
    if (d)
        fprintf(out,
                "set label 3 '%s: %u LUT' at graph 0.01, first %u offset 0,0.7 left noenhanced "
                "textcolor '#aa0000' front\n",
                d->name, (unsigned)d->lut, (unsigned)d->lut);
    fputs("plot $all with points pointtype 7 pointsize 0.35 linecolor '#d4d4d4' notitle", out);
    if (d)
        fprintf(out, ", %u + 0*x with lines linecolor '#aa0000' linewidth 1.5 dashtype 2 notitle",
                (unsigned)d->lut);
    for (unsigned s = 0; s <= BAC_STYLE_COUNT; s++)
        fprintf(out, ", $front%u with points pointtype %d pointsize 1.1 linecolor '%s' title '%s'",
                s, kinds[s].point, kinds[s].colour, kinds[s].title);
    fputc('\n', out);
}

static bool put_script(FILE *out, const explore_job *job, const explore_front *front, bool png) {
    fprintf(out,
            "reset\nset encoding utf8\nset datafile missing 'NaN'\n"
            "set terminal %s\nset output 'figure'\n",
            png ? "pngcairo size 1720,1040 font 'sans-serif,11' fontscale 1.7 linewidth 2 "
                  "pointscale 2 background rgb 'white'"
                : "svg size 860,520 font 'sans-serif,12' background rgb 'white'");
    put_data(out, job, front);
    fputs("set border 3 linecolor '#888888' linewidth 0.8\n"
          "set tics nomirror out scale 0.5 textcolor '#333333'\n"
          "set grid xtics ytics linetype 1 linecolor '#e6e6e6' linewidth 0.7\n"
          "set logscale xy\nset format x '%.0s%c'\nset format y '%.0s%c'\n"
          "set xtics add (2e2, 5e2, 2e3, 5e3, 2e4, 5e4, 2e5, 5e5, 2e6, 5e6)\n"
          "set ytics add (2e3, 5e3, 2e4, 5e4, 2e5, 5e5)\n"
          "set xlabel 'frames a second'\nset ylabel 'LUT sites'\n"
          "set tmargin 5\n"
          "set key bottom right Left reverse samplen 1 spacing 1.2\n",
          out);
    put_words(out, job);
    const view v = view_of(job);
    fprintf(out, "set xrange [%.9g:%.9g]\nset yrange [%.9g:%.9g]\n", v.left, v.right, v.low,
            v.high);
    const bool good = put_numbers(out, job, front, &v);
    put_plot(out, job);
    return good;
}

static bac_status draw(const explore_job *job, const explore_front *front, const char *work,
                       const char *path, bac_error *err) {
    char name[4200];
    snprintf(name, sizeof name, "%s/figure.gp", work);
    FILE *out = fopen(name, "wx");
    if (!out)
        return bac_fail(err, BAC_ERR_IO, name, "cannot be written: %s", strerror(errno));
    const bool good = put_script(out, job, front, strcmp(strrchr(path, '.'), ".png") == 0);
    const bool bad = ferror(out) != 0;
    if (fclose(out) != 0 || bad)
        return bac_fail(err, BAC_ERR_IO, name, "cannot be written: %s", strerror(errno));
    if (!good)
        return bac_fail(err, BAC_ERR_MEMORY, name, "out of memory");
    bac_status status = bac_eval_gnuplot(work, "figure.gp", err);
    snprintf(name, sizeof name, "%s/figure", work);
    if (status == BAC_OK && rename(name, path) != 0)
        status = bac_fail(err, BAC_ERR_IO, path, "cannot be written: %s", strerror(errno));
    return status;
}

bac_status explore_plot(const explore_job *job, const explore_front *front, const char *path,
                        bac_error *err) {
    char *work = NULL, *folder = strdup(path);
    if (!folder)
        return bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[1] = '\0';
    bac_status status = bac_eval_work_make(slash ? folder : ".", &work, err);
    free(folder);
    if (status != BAC_OK)
        return status;
    status = draw(job, front, work, path, err);
    bac_eval_work_deliver(work, NULL, NULL);
    free(work);
    return status;
}
