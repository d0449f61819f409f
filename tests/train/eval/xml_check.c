/* xml_check FILE [TEXT]: is FILE well-formed XML, as far as an SVG uses it? Exit 1 and a line that
 * says where when it is not. Otherwise prints how often TEXT occurs in character data; =TEXT: how
 * many attributes have a value that begins so; nothing: how many elements there are. */
#define _GNU_SOURCE /* strchrnul */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEEP = 64, LONG = 64 };

typedef struct reader {
    const char *text, *p, *wanted;
    char open[DEEP][LONG];
    int depth;
    long elements, found;
} reader;

static void stop(const reader *r, const char *why) {
    long line = 1;
    for (const char *p = r->text; p < r->p; p++)
        line += *p == '\n';
    printf("line %ld: %s\n", line, why);
    exit(1);
}

/* Text up to `end`: entities are known ones, no < inside. */
static void characters(reader *r, char end) {
    const char *start = r->p;
    for (; *r->p != end; r->p++) {
        if (!*r->p && end)
            stop(r, "the file ends inside a text");
        if (*r->p == '<')
            stop(r, "< inside a text");
        if ((unsigned char)*r->p < ' ' && !isspace((unsigned char)*r->p))
            stop(r, "a control character");
        if (*r->p == '&') {
            static const char *const known[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#"};
            size_t i = 0;
            while (i < 6 && strncmp(r->p, known[i], strlen(known[i])) != 0)
                i++;
            if (i == 6)
                stop(r, "an unknown entity");
        }
    }
    if (!r->wanted)
        return;
    bool attribute = end == '"' || end == '\'', by_start = r->wanted[0] == '=';
    const char *wanted = r->wanted + by_start;
    size_t n = strlen(wanted);
    if (attribute && by_start)
        r->found += strncmp(start, wanted, n) == 0;
    for (const char *p = start; !attribute && !by_start && p + n <= r->p; p++)
        r->found += strncmp(p, wanted, n) == 0;
}

static void name(reader *r, char out[LONG]) {
    size_t n = 0;
    while (isalnum((unsigned char)*r->p) || strchr("_:-.", *r->p ? *r->p : '<')) {
        if (n + 1 >= LONG)
            stop(r, "a very long name");
        out[n++] = *r->p++;
    }
    out[n] = 0;
    if (n == 0)
        stop(r, "a name is missing");
}

static void blanks(reader *r) {
    while (isspace((unsigned char)*r->p))
        r->p++;
}

static void skip_to(reader *r, const char *end) {
    const char *at = strstr(r->p, end);
    if (!at)
        stop(r, "a comment or declaration does not end");
    r->p = at + strlen(end);
}

static void start_tag(reader *r) {
    char tag[LONG], attribute[LONG];
    name(r, tag);
    r->elements++;
    for (blanks(r); *r->p != '>' && *r->p != '/'; blanks(r)) {
        name(r, attribute);
        blanks(r);
        if (*r->p++ != '=')
            stop(r, "an attribute without =");
        blanks(r);
        char quote = *r->p++;
        if (quote != '"' && quote != '\'')
            stop(r, "an attribute's value without quotes");
        characters(r, quote);
        r->p++;
    }
    if (*r->p == '/') {
        if (*++r->p != '>')
            stop(r, "/ without >");
    } else if (r->depth == DEEP) {
        stop(r, "nested too deep");
    } else {
        memcpy(r->open[r->depth++], tag, LONG);
    }
    r->p++;
}

static void end_tag(reader *r) {
    char tag[LONG];
    name(r, tag);
    blanks(r);
    if (*r->p++ != '>' || r->depth == 0 || strcmp(r->open[--r->depth], tag) != 0)
        stop(r, "an end tag that closes nothing");
}

int main(int argc, char **argv) {
    static char text[1 << 24];
    if (argc < 2)
        return 2;
    FILE *file = fopen(argv[1], "rb");
    size_t n = file ? fread(text, 1, sizeof text - 1, file) : 0;
    reader r = {.text = text, .p = text, .wanted = argc > 2 ? argv[2] : NULL};
    if (n == 0 || strlen(text) != n)
        stop(&r, "empty, missing, or with a NUL inside");
    while (*r.p) {
        if (*r.p != '<')
            characters(&r, *strchrnul(r.p, '<'));
        else if (strncmp(r.p, "<!--", 4) == 0)
            skip_to(&r, "-->");
        else if (strncmp(r.p, "<?", 2) == 0)
            skip_to(&r, "?>");
        else if (strncmp(r.p, "<![CDATA[", 9) == 0)
            skip_to(&r, "]]>");
        else if (strncmp(r.p, "<!", 2) == 0)
            skip_to(&r, ">");
        else if (r.p[1] == '/') {
            r.p += 2;
            end_tag(&r);
        } else {
            r.p++;
            start_tag(&r);
        }
    }
    if (r.depth)
        stop(&r, "elements are left open");
    printf("%ld\n", r.wanted ? r.found : r.elements);
    fclose(file);
    return 0;
}
