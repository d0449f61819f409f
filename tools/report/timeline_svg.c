/* timeline_svg.c - draws a timeline: one bar per layer, an axis of clocks. */
#include "timeline.h"

#include <string.h>

enum { LEFT = 170, PLOT = 820, RIGHT = 70, TOP = 84, ROW = 20, BAR = 13, FOOT = 20 };

static double across(const timeline *t, int64_t clock) {
    return LEFT + (double)PLOT * (double)clock / (double)(t->result + 1);
}

/* 1, 2 or 5 times a power of ten, so that at most ten ticks stand on the axis. */
static int64_t tick_step(int64_t clocks) {
    static const int64_t leads[] = {1, 2, 5};
    for (int64_t decade = 1;; decade *= 10)
        for (int i = 0; i < 3; i++)
            if (clocks / (leads[i] * decade) < 10)
                return leads[i] * decade;
}

static void text_at(FILE *out, double x, double y, const char *anchor, const char *text) {
    fprintf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor);
    for (; *text; text++) /* names of layers are free text */
        switch (*text) {
        case '<':
            fputs("&lt;", out);
            break;
        case '&':
            fputs("&amp;", out);
            break;
        default:
            fputc(*text, out);
        }
    fputs("</text>\n", out);
}

static void mark(const timeline *t, FILE *out, int64_t clock, const char *what, double bottom) {
    char text[64];
    const double x = across(t, clock);
    fprintf(out,
            "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#c0392b\" "
            "stroke-dasharray=\"4 3\"/>\n",
            x, TOP - 30, x, bottom);
    snprintf(text, sizeof text, "%s, %lld", what, (long long)clock);
    fputs("<g fill=\"#c0392b\">", out);
    text_at(out, x, TOP - 36, x > LEFT + PLOT * 0.75 ? "end" : "middle", text);
    fputs("</g>\n", out);
}

static void head(const timeline *t, FILE *out, double bottom) {
    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%.0f\" "
            "viewBox=\"0 0 %d %.0f\" font-family=\"sans-serif\" font-size=\"12\">\n"
            "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
            LEFT + PLOT + RIGHT, bottom + FOOT, LEFT + PLOT + RIGHT, bottom + FOOT);
    char title[160];
    snprintf(title, sizeof title, "%.80s: one frame's way through the layers",
             bac_net_name(t->p->net));
    fputs("<g font-size=\"15\" font-weight=\"bold\">", out);
    text_at(out, 12, 22, "start", title);
    fputs("</g>\n", out);
    fprintf(out,
            "<rect x=\"%d\" y=\"12\" width=\"14\" height=\"12\" fill=\"#b8d4ea\"/>"
            "<rect x=\"%d\" y=\"12\" width=\"14\" height=\"12\" fill=\"#2471a3\"/>\n",
            LEFT + PLOT - 330, LEFT + PLOT - 160);
    text_at(out, LEFT + PLOT - 312, 22, "start", "fills (first beat in)");
    text_at(out, LEFT + PLOT - 142, 22, "start", "gives beats, to the last");
}

static void axis(const timeline *t, FILE *out, double bottom) {
    const int64_t step = tick_step(t->result);
    for (int64_t clock = 0; clock <= t->result; clock += step) {
        char text[24];
        const double x = across(t, clock);
        fprintf(out, "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#e4e4e4\"/>\n",
                x, TOP - 6, x, bottom);
        snprintf(text, sizeof text, "%lld", (long long)clock);
        fputs("<g fill=\"#555\">", out);
        text_at(out, x, TOP - 10, "middle", text);
        fputs("</g>\n", out);
    }
    fputs("<g fill=\"#555\">", out);
    text_at(out, LEFT - 12, TOP - 10, "end", "clock");
    fputs("</g>\n", out);
}

static void bar(FILE *out, double from, double to, double y, const char *fill) {
    fprintf(out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n", from,
            y, to - from < 1.5 ? 1.5 : to - from, BAR, fill);
}

void timeline_svg(const timeline *t, FILE *out) {
    const double bottom = TOP + ROW * (double)t->n_rows;
    head(t, out, bottom);
    axis(t, out, bottom);
    for (uint32_t i = 0; i < t->n_rows; i++) {
        const timeline_row *r = &t->rows[i];
        const double y = TOP + ROW * (double)i + 3;
        char text[32];
        snprintf(text, sizeof text, "%.21s%s", r->layer, strlen(r->layer) > 21 ? ".." : "");
        text_at(out, LEFT - 12, y + BAR - 2, "end", text);
        if (r->first > r->begin)
            bar(out, across(t, r->begin), across(t, r->first), y, "#b8d4ea");
        bar(out, across(t, r->first), across(t, r->last + 1), y, "#2471a3");
        snprintf(text, sizeof text, "%lld", (long long)r->last);
        text_at(out, across(t, r->last + 1) + 5, y + BAR - 2, "start", text);
    }
    mark(t, out, t->last_sample, "last sample", bottom);
    mark(t, out, t->result, "result", bottom);
    fputs("</svg>\n", out);
}
