/* plot_text.c - the common parts of all scripts, and escaping of text in them. */
#include "plot.h"

#include <errno.h>
#include <string.h>

const char *const bac_eval_colours[BAC_EVAL_COLOURS] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                        "#e69f00", "#56b4e9", "#7f7f7f", "#8c6d31"};

/* Length of the well-formed UTF-8 character at p (RFC 3629), 0 where there is none. */
static size_t character(const unsigned char *p) {
    size_t n = *p < 0x80 ? 1 : *p < 0xc2 ? 0 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : *p < 0xf5 ? 4 : 0;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    bool overlong = (*p == 0xe0 && p[1] < 0xa0) || (*p == 0xf0 && p[1] < 0x90);
    bool outside = (*p == 0xed && p[1] > 0x9f) || (*p == 0xf4 && p[1] > 0x8f);
    return overlong || outside ? 0 : n;
}

/* Nothing is special in a single-quoted string of gnuplot but the quote and the line break that end
 * it. (A quote written twice stands for one, but not at the beginning: gnuplot 5.4.) */
void bac_eval_put_quoted(FILE *out, const char *text, size_t most) {
    const unsigned char *p = (const unsigned char *)text;
    fputc('\'', out);
    for (size_t shown = 0; *p; shown++) {
        size_t n = character(p);
        if (shown == most) {
            fputs("…", out);
            break;
        }
        if (n == 0 || *p < ' ' || *p == 0x7f || (p[0] == 0xc2 && p[1] < 0xa0))
            fputc('?', out);
        else if (*p == '\'')
            fputs("’", out);
        else
            fwrite(p, 1, n, out);
        p += n ? n : 1;
    }
    fputc('\'', out);
}

const char *bac_eval_thousands(uint64_t n, char text[32]) {
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n), k = 0;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            text[k++] = ',';
        text[k++] = digits[i];
    }
    text[k] = 0;
    return text;
}

static FILE *open_file(const bac_eval_figure *f, const char *dir, const char *suffix,
                       bac_error *err) {
    char path[4200];
    int n = snprintf(path, sizeof path, "%s/%s.%s", dir, f->name, suffix);
    FILE *file = n < (int)sizeof path ? fopen(path, "wx") : NULL;
    if (!file)
        bac_fail(err, BAC_ERR_IO, path, "cannot be written: %s",
                 n < (int)sizeof path ? strerror(errno) : "the path is too long");
    return file;
}

bac_status bac_eval_figure_open(bac_eval_figure *f, const char *dir, const char *name,
                                bac_error *err) {
    snprintf(f->name, sizeof f->name, "%s", name);
    f->data = open_file(f, dir, "dat", err);
    f->script = f->data ? open_file(f, dir, "gp", err) : NULL;
    if (!f->script) {
        if (f->data)
            fclose(f->data);
        return BAC_ERR_IO;
    }
    fprintf(f->script,
            "# Made by `bac`. Change what you like, then: gnuplot %s.gp\n"
            "reset\n"
            "set encoding utf8\n"
            "set minussign\n"
            "set datafile missing 'NaN'\n"
            "set key off\n"
            "set tics nomirror out scale 0.5 textcolor '#333333'\n"
            "set border linecolor '#888888' linewidth 0.8\n",
            f->name);
    return BAC_OK;
}

bac_status bac_eval_figure_close(bac_eval_figure *f, const char *dir, bool bad, bac_error *err) {
    char script[sizeof f->name + 3];
    bool unwritten = ferror(f->data) || ferror(f->script);
    unwritten = fclose(f->data) != 0 || unwritten;
    unwritten = fclose(f->script) != 0 || unwritten;
    if (bad)
        return bac_fail(err, BAC_ERR_MEMORY, dir, "out of memory");
    if (unwritten)
        return bac_fail(err, BAC_ERR_IO, dir, "cannot be written: %s", strerror(errno));
    snprintf(script, sizeof script, "%s.gp", f->name);
    return bac_eval_gnuplot(dir, script, err);
}

void bac_eval_figure_words(bac_eval_figure *f, const char *title, const char *subtitle) {
    fputs("title = ", f->script);
    bac_eval_put_quoted(f->script, title, 72);
    fputs("\nsubtitle = ", f->script);
    bac_eval_put_quoted(f->script, subtitle, 150);
    fputc('\n', f->script);
}

void bac_eval_figure_title(bac_eval_figure *f, const char *title, const char *before,
                           uint64_t frames, const char *after) {
    const bac_eval *e = f->eval;
    char count[32], line[512];
    size_t room = 60; /* a long path keeps its end, which tells more */
    const char *set = e->set;
    size_t length = strlen(set);
    snprintf(line, sizeof line, "%.90s%s %sframes of %s%.200s%.60s", before,
             bac_eval_thousands(frames, count), e->synthetic ? "synthetic " : "",
             length > room ? "…" : "", length > room ? set + length - room : set, after);
    bac_eval_figure_words(f, title, line);
}

/* SVG counts font sizes in pixels, PNG in points of 4/3 pixel. */
void bac_eval_figure_loop(bac_eval_figure *f, uint32_t width, uint32_t height) {
    fprintf(f->script,
            "do for [kind in 'svg png'] {\n"
            "  if (kind eq 'svg') {\n"
            "    set terminal svg size %u,%u font 'sans-serif,12' background rgb 'white'\n"
            "    large = ',17'; small = ',11'; tiny = ',9.5'\n"
            "  } else {\n"
            "    set terminal pngcairo size %u,%u font 'sans-serif,9' fontscale 2 linewidth 2 "
            "pointscale 2 background rgb 'white'\n"
            "    large = ',12.8'; small = ',8.2'; tiny = ',7.1'\n"
            "  }\n"
            "  set label 1 title at graph 0, graph 1 offset 0,2.5 left noenhanced font large\n"
            "  set label 2 subtitle at graph 0, graph 1 offset 0,1.1 left noenhanced "
            "textcolor '#666666' font small\n"
            "  set output '%s.'.kind\n",
            width, height, 2 * width, 2 * height, f->name);
}

void bac_eval_figure_end(bac_eval_figure *f) {
    fputs("\n  unset output\n}\n", f->script);
}

void bac_eval_put_class_tics(FILE *out, const bac_eval *eval, const char *axis, const char *style) {
    fprintf(out, "set %stics %s noenhanced (", axis, style);
    for (uint32_t c = 0; c < eval->n_classes; c++) {
        if (c)
            fputs(", ", out);
        bac_eval_put_quoted(out, eval->class_name[c], 14);
        fprintf(out, " %u", c);
    }
    fputs(")\n", out);
}
