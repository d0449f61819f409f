#include "html.h"

#include <stdarg.h>
#include <string.h>

/* Colours are variables with one list of values each for dark, light and paper. */
static const char style[] =
    ":root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--dim:#57606a;--line:#d0d7de;"
    "--box:#f6f8fa;--ok:#1a7f37;--bad:#cf222e;--odd:#9a6700;--mark:#0969da;--bar:#2471a3;"
    "--soft:#b8d4ea;--okbg:#dafbe1;--badbg:#ffebe9;--oddbg:#fff8c5}\n"
    "@media(prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--dim:#9198a1;"
    "--line:#3d444d;--box:#151b23;--ok:#3fb950;--bad:#ff7b72;--odd:#d29922;--mark:#4493f8;"
    "--bar:#4a90c2;--soft:#274a63;--okbg:#12361f;--badbg:#4b1a1a;--oddbg:#3b2e0b}}\n"
    "*{box-sizing:border-box}html{-webkit-text-size-adjust:100%}\n"
    "body{margin:0 auto;max-width:76rem;padding:1rem 1rem 4rem;background:var(--bg);"
    "color:var(--fg);font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu "
    "Sans',sans-serif;"
    "overflow-wrap:anywhere}\n"
    "h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0 .25rem}"
    "h2{font-size:1.2rem;margin:2.2rem 0 .6rem;padding-top:.4rem;border-top:1px solid var(--line)}"
    "h3{font-size:1rem;margin:1.2rem 0 .3rem}p{margin:.4rem 0}.lead{color:var(--dim)}\n"
    "a{color:var(--mark);text-decoration:none}a:hover{text-decoration:underline}"
    "nav{display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin:.8rem 0}\n"
    "code,pre,.n{font-family:ui-monospace,SFMono-Regular,Menlo,'DejaVu Sans Mono',monospace;"
    "font-size:.86em}pre{background:var(--box);border:1px solid var(--line);border-radius:6px;"
    "padding:.6rem .8rem;margin:.5rem 0;white-space:pre-wrap}\n"
    ".tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.6rem;"
    "margin:1rem 0}.tile{background:var(--box);border:1px solid var(--line);border-radius:6px;"
    "padding:.5rem .8rem}.tile b{display:block;font-size:1.35rem;line-height:1.3}.tile "
    "span{color:var(--dim);font-size:.85rem}.good "
    "b,.good{color:var(--ok)}.wrong b,.wrong{color:var(--bad)}\n"
    "dl{display:grid;grid-template-columns:minmax(7rem,13rem) 1fr;gap:.15rem 1rem;margin:.5rem "
    "0}dt{color:var(--dim)}dd{margin:0}\n"
    ".wide{overflow-x:auto;margin:.6rem 0;border:1px solid var(--line);border-radius:6px}"
    "table{border-collapse:collapse;width:100%;font-size:.9rem}"
    "th{text-align:left;background:var(--box);white-space:nowrap}"
    "th,td{padding:.25rem .6rem;border-bottom:1px solid var(--line);vertical-align:top;"
    "overflow-wrap:normal}tbody tr:last-child td{border-bottom:0}"
    ".r{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}"
    ".bar{display:block;height:4px;margin-top:3px;border-radius:2px;background:var(--line);"
    "min-width:3.5rem}.bar i{display:block;height:4px;border-radius:2px;background:var(--bar)}\n"
    "figure{margin:.6rem 0}figcaption{color:var(--dim);font-size:.85rem;padding:.3rem 0}"
    "figure .wide{padding:.5rem}svg{display:block;max-width:none;margin:0 auto}\n"
    ".fit svg{width:100%;height:auto;min-width:40rem}"
    ".fit rect[fill=white]{fill:none}.fit text{fill:var(--fg)}"
    ".fit [fill='#555'] text{fill:var(--dim)}.fit [stroke='#e4e4e4']{stroke:var(--line)}"
    ".fit [fill='#b8d4ea']{fill:var(--soft)}.fit [fill='#2471a3']{fill:var(--bar)}"
    ".fit [fill='#c0392b'] text{fill:var(--bad)}.fit [stroke='#c0392b']{stroke:var(--bad)}"
    ".graph text{fill:#1b1f24}.graph .wide{background:#fff}"
    ".plot .wide{background:#fff}.plot svg{max-width:100%;height:auto}\n";
static const char style_more[] =
    ".squares{display:flex;flex-wrap:wrap;gap:2px;line-height:0;min-width:8rem}"
    ".squares a,.squares i{width:13px;height:13px;border-radius:2px;background:var(--ok);"
    "display:block}.squares .wrong{background:var(--bad)}.squares .lost{background:var(--odd)}\n"
    ".bucket{border:1px solid var(--line);border-left:4px solid var(--bad);border-radius:6px;"
    "padding:.4rem .9rem .7rem;margin:.8rem 0}.bucket h3{margin-top:.3rem}\n"
    "footer{margin-top:3rem;color:var(--dim);font-size:.85rem;border-top:1px solid "
    "var(--line);padding-top:.5rem}\n"
    "@media(max-width:600px){body{padding:.7rem .7rem 3rem}dl{grid-template-columns:1fr;gap:0}"
    "dd{margin-bottom:.4rem}}\n"
    "@media print{:root{--bg:#fff;--fg:#000;--dim:#444;--line:#bbb;--box:#f4f4f4;--ok:#1a7f37;"
    "--bad:#cf222e;--odd:#9a6700;--mark:#000;--bar:#2471a3;--soft:#b8d4ea}"
    "body{max-width:none;padding:0;font-size:10pt}nav{display:none}.wide{overflow:visible;border:0}"
    "svg{max-width:100%!important;height:auto!important}.fit svg{min-width:0}"
    "table{font-size:7.5pt}th,td{padding:.1rem .3rem}h2{break-after:avoid}tr,.bucket,.tile,"
    "figure{break-inside:avoid}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}\n";

void html_text(FILE *out, const char *text) {
    for (; *text; text++)
        switch (*text) {
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '&':
            fputs("&amp;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            fputc(*text, out);
        }
}

static void print_list(FILE *out, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));
static void print_list(FILE *out, const char *format, va_list args) {
    char text[4096];
    vsnprintf(text, sizeof text, format, args);
    html_text(out, text);
}

void html_print(FILE *out, const char *format, ...) {
    va_list args;
    va_start(args, format);
    print_list(out, format, args);
    va_end(args);
}

void html_say(FILE *out, const char *format, ...) {
    va_list args;
    fputs("<p>", out);
    va_start(args, format);
    print_list(out, format, args);
    va_end(args);
    fputs("</p>\n", out);
}

void html_code(FILE *out, const char *text) {
    fputs("<pre>", out);
    html_text(out, text);
    fputs("</pre>\n", out);
}

void html_begin(FILE *out, const char *title, const char *lead, const html_chapter *chapters) {
    fputs("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
          "<link rel=\"icon\" href=\"data:,\">\n<title>",
          out);
    html_text(out, title);
    fprintf(out, "</title>\n<style>\n%s%s</style></head>\n<body><h1>", style, style_more);
    html_text(out, title);
    fputs("</h1>\n<p class=\"lead\">", out);
    html_text(out, lead);
    fputs("</p>\n<nav>", out);
    for (; chapters->id; chapters++)
        fprintf(out, "<a href=\"#%s\">%s</a>", chapters->id, chapters->title);
    fputs("</nav>\n", out);
}

void html_end(FILE *out) {
    fputs("<footer>bac " BAC_VERSION "</footer>\n</body></html>\n", out);
}

void html_chapter_begin(FILE *out, const html_chapter *chapter) {
    fprintf(out, "<h2 id=\"%s\">%s</h2>\n", chapter->id, chapter->title);
}

void html_tiles_begin(FILE *out) {
    fputs("<div class=\"tiles\">\n", out);
}

void html_tile(FILE *out, int good, const char *value, const char *label) {
    fprintf(out, "<div class=\"tile%s\"><b>", good < 0 ? "" : good ? " good" : " wrong");
    html_text(out, value);
    fputs("</b><span>", out);
    html_text(out, label);
    fputs("</span></div>\n", out);
}

void html_tiles_end(FILE *out) {
    fputs("</div>\n", out);
}

void html_facts_begin(FILE *out) {
    fputs("<dl>\n", out);
}

void html_fact(FILE *out, const char *name, const char *format, ...) {
    va_list args;
    fputs("<dt>", out);
    html_text(out, name);
    fputs("</dt><dd>", out);
    va_start(args, format);
    print_list(out, format, args);
    va_end(args);
    fputs("</dd>\n", out);
}

void html_facts_end(FILE *out) {
    fputs("</dl>\n", out);
}

void html_table_begin(FILE *out, const char *const *titles) {
    fputs("<div class=\"wide\"><table><thead><tr>", out);
    for (; *titles; titles++) {
        fprintf(out, "<th%s>", **titles == '>' ? " class=\"r\"" : "");
        html_text(out, *titles + (**titles == '>'));
        fputs("</th>", out);
    }
    fputs("</tr></thead><tbody>\n", out);
}

void html_row_begin(FILE *out) {
    fputs("<tr>", out);
}

/* A cell that looks like a number is aligned to the right. */
void html_cell(FILE *out, const char *format, ...) {
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const bool number = *text && strspn(text, "0123456789.,% -") == strlen(text);
    fputs(number ? "<td class=\"r\">" : "<td>", out);
    html_text(out, text);
    fputs("</td>", out);
}

void html_bar_cell(FILE *out, double share, const char *format, ...) {
    va_list args;
    fputs("<td class=\"r\">", out);
    va_start(args, format);
    print_list(out, format, args);
    va_end(args);
    fprintf(out, "<span class=\"bar\"><i style=\"width:%.1f%%\"></i></span></td>",
            100 * (share < 0   ? 0
                   : share > 1 ? 1
                               : share));
}

void html_row_end(FILE *out) {
    fputs("</tr>\n", out);
}

void html_table_end(FILE *out) {
    fputs("</tbody></table></div>\n", out);
}

void html_figure_begin(FILE *out, const char *kind) {
    fprintf(out, "<figure class=\"%s\"><div class=\"wide\">\n", kind);
}

void html_figure_end(FILE *out, const char *caption) {
    fputs("</div><figcaption>", out);
    html_text(out, caption);
    fputs("</figcaption></figure>\n", out);
}

void html_svg(FILE *out, const char *svg) {
    const char *begin = strstr(svg, "<svg");
    fputs(begin ? begin : "", out);
}
