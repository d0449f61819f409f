/* html.h - one page in one file: what bac report and bac regress write.
 *
 * It needs no network and no script, follows the reader's choice of light or dark, fits a screen of
 * 390 pixels as one of 1280 (wide tables scroll in a box of their own) and prints.
 */
#ifndef BAC_TOOLS_REPORT_HTML_H
#define BAC_TOOLS_REPORT_HTML_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef struct html_chapter {
    const char *id, *title; /* id NULL ends a list */
} html_chapter;

/* Head, title, one line of text below it, and the way to each chapter. */
void html_begin(FILE *out, const char *title, const char *lead, const html_chapter *chapters);
void html_end(FILE *out);
/* Begins a chapter, which ends with the next. */
void html_chapter_begin(FILE *out, const html_chapter *chapter);

/* Text as text. */
void html_text(FILE *out, const char *text);
void html_print(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A paragraph; a command or other words of a terminal, which wrap. */
void html_say(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
void html_code(FILE *out, const char *text);

/* A figure in a box of its own; good: 1 green, 0 red, -1 neither. */
void html_tiles_begin(FILE *out);
void html_tile(FILE *out, int good, const char *value, const char *label);
void html_tiles_end(FILE *out);

/* Name and value, line by line. */
void html_facts_begin(FILE *out);
void html_fact(FILE *out, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void html_facts_end(FILE *out);

/* A table: titles (the last NULL), of which those that begin with '>' are of numbers. */
void html_table_begin(FILE *out, const char *const *titles);
void html_row_begin(FILE *out);
void html_cell(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A number with a bar of its share, 0..1, below it. */
void html_bar_cell(FILE *out, double share, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void html_row_end(FILE *out);
void html_table_end(FILE *out);

/* A drawing in a box that scrolls, if it must; its SVG follows, up to html_figure_end. */
void html_figure_begin(FILE *out, const char *kind);
void html_figure_end(FILE *out, const char *caption);
/* An SVG of its own, without what stands before the element. */
void html_svg(FILE *out, const char *svg);

#endif
