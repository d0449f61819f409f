/* junit.c - junit.xml, as Jenkins and GitLab read it (golden/suites/junit.xsd). */
#include "out_file.h"
#include "regress.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Prints text of an attribute or an element; control characters, which XML 1.0 cannot express, are
 * replaced. */
static void put(FILE *out, const char *text) {
    for (const unsigned char *p = (const unsigned char *)text; *p; p++)
        switch (*p) {
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
            fputc(*p < ' ' && *p != '\n' && *p != '\t' ? '?' : *p, out);
        }
}

static void put_reasons(FILE *out, const regress_result *q) {
    for (size_t k = 0; k < json_array_size(q->reasons); k++) {
        put(out, json_string_value(json_array_get(q->reasons, k)));
        fputc('\n', out);
    }
}

static void put_case(FILE *out, const regress *r, uint32_t i) {
    const suite_case *c = &r->s->cases[i];
    const regress_result *q = &r->result[i];
    const char *first = json_string_value(json_array_get(q->reasons, 0));
    const char *element = q->bench ? "failure" : "error";
    fputs("    <testcase classname=\"", out);
    put(out, r->s->name);
    fputc('.', out);
    put(out, c->group);
    fputs("\" name=\"", out);
    put(out, c->name);
    fprintf(out, "\" time=\"%.3f\"", q->seconds);
    if (regress_passed(q)) {
        fputs("/>\n", out);
        return;
    }
    fprintf(out, ">\n      <%s message=\"", element);
    put(out, first ? first : "");
    fprintf(out, "\" type=\"%s\">", q->bench ? "comparison" : "execution");
    put_reasons(out, q);
    char *rerun = regress_rerun(r, i, regress_first_frame(q), NULL);
    put(out, rerun ? rerun : "");
    free(rerun);
    fprintf(out, "\n</%s>\n", element);
    if (q->detail && *q->detail) {
        fputs("      <system-err>", out);
        put(out, q->detail);
        fputs("</system-err>\n", out);
    }
    fputs("    </testcase>\n", out);
}

/* Prints the counts of a group, or of everything (group NULL). */
static void put_counts(FILE *out, const regress *r, const char *group) {
    uint32_t tests = 0, failures = 0, errors = 0;
    double seconds = 0;
    for (uint32_t i = 0; i < r->s->n_cases; i++) {
        const regress_result *q = &r->result[i];
        if (group && strcmp(r->s->cases[i].group, group) != 0)
            continue;
        tests++;
        seconds += q->seconds;
        errors += !q->bench;
        failures += q->bench && !regress_passed(q);
    }
    fprintf(out, " tests=\"%u\" failures=\"%u\" errors=\"%u\" time=\"%.3f\">\n", tests, failures,
            errors, seconds);
}

/* True when case i is the first of its group; the cases of a group are adjacent. */
static bool begins(const suite *s, uint32_t i) {
    return i == 0 || strcmp(s->cases[i].group, s->cases[i - 1].group) != 0;
}

bac_status regress_write_junit(const regress *r, const char *dir, bac_error *err) {
    char path[BAC_PATH_ROOM];
    bac_page page;
    if (bac_path(path, err, "%s/junit.xml", dir))
        return BAC_ERR_INPUT;
    FILE *out = bac_page_open(&page);
    if (out) {
        fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"", out);
        put(out, r->s->name);
        fputc('"', out);
        put_counts(out, r, NULL);
        for (uint32_t i = 0; i < r->s->n_cases; i++) {
            if (begins(r->s, i)) {
                fputs(i ? "  </testsuite>\n  <testsuite name=\"" : "  <testsuite name=\"", out);
                put(out, r->s->cases[i].group);
                fputc('"', out);
                put_counts(out, r, r->s->cases[i].group);
            }
            put_case(out, r, i);
        }
        fputs("  </testsuite>\n</testsuites>\n", out);
    }
    return bac_page_close(&page, false, path, err);
}
