/* html.h - prints an HTML page in one file, for bac report and bac regress.
 *
 * The page needs no network and no script, follows the reader's choice of light or dark, fits
 * screens from 390 to 1280 pixels (wide tables scroll in a box of their own) and can be printed.
 */
#ifndef BAC_TOOLS_REPORT_HTML_H
#define BAC_TOOLS_REPORT_HTML_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef struct html_chapter {
    const char *id, *title; /* id NULL ends a list */
} html_chapter;

/* Prints the head, the title, one line of text below it and links to the chapters. */
void html_begin(FILE *out, const char *title, const char *lead, const html_chapter *chapters);
void html_end(FILE *out);
/* Begins a chapter, which ends where the next begins. */
void html_chapter_begin(FILE *out, const html_chapter *chapter);

/* Print text with the characters of HTML escaped. */
void html_text(FILE *out, const char *text);
void html_print(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Print a paragraph, and a block of terminal text whose long lines wrap. */
void html_say(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
void html_code(FILE *out, const char *text);

/* A row of tiles, each a large figure with its label. good: 1 green, 0 red, -1 no colour. */
void html_tiles_begin(FILE *out);
void html_tile(FILE *out, int good, const char *value, const char *label);
void html_tiles_end(FILE *out);

/* A list of facts, name and value on each line. */
void html_facts_begin(FILE *out);
void html_fact(FILE *out, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void html_facts_end(FILE *out);

/* A table. titles: ended by NULL; a title that begins with '>' heads a column of numbers. */
void html_table_begin(FILE *out, const char *const *titles);
void html_row_begin(FILE *out);
void html_cell(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A cell with a number and below it a bar as long as its share, 0..1. */
void html_bar_cell(FILE *out, double share, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void html_row_end(FILE *out);
void html_table_end(FILE *out);

/* A drawing in a box, which scrolls if the drawing is too wide. Print its SVG between the two
 * calls. */
void html_figure_begin(FILE *out, const char *kind);
void html_figure_end(FILE *out, const char *caption);
/* Prints the <svg> element of an SVG file, without the lines in front of it. */
void html_svg(FILE *out, const char *svg);

#endif
