/* trace.c - the first clock in which two traces of bac cycles differ. */
#include "common/tool.h"
#include "diff.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_ROOM = 512, CONTEXT = 5 };

/* A trace read line by line (sim/trace.h); the last lines are kept. */
typedef struct reader {
    const char *path;
    FILE *file;
    uint64_t line; /* of `text` in the file, from 1 */
    char text[LINE_ROOM];
    char before[CONTEXT][LINE_ROOM];
    uint32_t n_before;
} reader;

static bac_status next_line(reader *r, bac_error *err) {
    if (r->line > 0) {
        memmove(r->before[0], r->before[1], sizeof r->before - sizeof r->before[0]);
        memcpy(r->before[CONTEXT - 1], r->text, LINE_ROOM);
        r->n_before += r->n_before < CONTEXT;
    }
    r->line++;
    if (!fgets(r->text, sizeof r->text, r->file))
        return bac_fail(err, BAC_ERR_INPUT, r->path,
                        "ends in line %llu without its end; it was cut off, make it again",
                        (unsigned long long)r->line);
    size_t length = strlen(r->text);
    if (length == 0 || r->text[length - 1] != '\n')
        return bac_fail(err, BAC_ERR_INPUT, r->path, "line %llu is no line of a trace",
                        (unsigned long long)r->line);
    r->text[length - 1] = '\0';
    return BAC_OK;
}

static bac_status open_trace(reader *r, const char *path, bac_error *err) {
    *r = (reader){.path = path, .file = fopen(path, "r")};
    if (!r->file)
        return bac_fail(err, BAC_ERR_IO, path, "cannot be read: %s", strerror(errno));
    bac_status status = next_line(r, err);
    if (status == BAC_OK && strcmp(r->text, "bac-trace 1") != 0)
        status = bac_fail(err, BAC_ERR_INPUT, path,
                          "no trace: line 1 is not 'bac-trace 1'; bac cycles --trace makes one");
    return status;
}

static bool is_end(const reader *r) {
    return strncmp(r->text, "end ", 4) == 0;
}

/* A line of the body: clock, link, what, frame, beat. */
typedef struct event {
    unsigned long long clock, frame;
    char link[256], what[8];
    unsigned beat;
} event;

static bool parse_event(const reader *r, event *e) {
    char rest;
    return sscanf(r->text, "%llu %255s %7s %llu %u %c", &e->clock, e->link, e->what, &e->frame,
                  &e->beat, &rest) == 5;
}

static void say_line(const reader *r) {
    event e;
    if (parse_event(r, &e))
        printf("  %s: clock %llu, link %s, %s, frame %llu, beat %u (line %llu)\n", r->path, e.clock,
               e.link, e.what, e.frame, e.beat, (unsigned long long)r->line);
    else
        printf("  %s: %s (line %llu)\n", r->path, r->text, (unsigned long long)r->line);
}

/* What follows, for context. */
static void say_following(reader *r) {
    bac_error err;
    printf("then in %s:\n", r->path);
    for (int i = 0; i < CONTEXT && !is_end(r) && next_line(r, &err) == BAC_OK; i++)
        printf("    %s\n", r->text);
}

/* {path, line, text}, and of an event {clock, link, event, frame, beat}. */
static json_t *line_json(const reader *r) {
    event e;
    json_t *line =
        json_pack("{s:s, s:I, s:s}", "path", r->path, "line", (json_int_t)r->line, "text", r->text);
    if (line && parse_event(r, &e))
        json_object_update_new(line,
                               json_pack("{s:I, s:s, s:s, s:I, s:I}", "clock", (json_int_t)e.clock,
                                         "link", e.link, "event", e.what, "frame",
                                         (json_int_t)e.frame, "beat", (json_int_t)e.beat));
    return line;
}

static int say_parting(reader *a, reader *b, bool body, json_t **found) {
    *found = json_pack("{s:b, s:b, s:[o, o]}", "equal", 0, "same_machine", (int)body, "first",
                       line_json(a), line_json(b));
    printf("%s\n", body ? "the traces part:" : "the traces are not of the same machine:");
    say_line(a);
    say_line(b);
    if (!body)
        return EXIT_MISMATCH;
    printf("both before (clock link what frame beat):\n");
    for (uint32_t i = CONTEXT - a->n_before; i < CONTEXT; i++)
        printf("    %s\n", a->before[i]);
    say_following(a);
    say_following(b);
    return EXIT_MISMATCH;
}

/* Line by line: equal bytes are equal events. */
static int compare(reader *a, reader *b, json_t **found) {
    bool body = false;
    uint64_t events = 0;
    while (strcmp(a->text, b->text) == 0) {
        if (body && is_end(a)) {
            printf("equal: %llu events, %s clocks\n", (unsigned long long)events, a->text + 4);
            *found = json_pack("{s:b, s:I, s:I}", "equal", 1, "events", (json_int_t)events,
                               "clocks", (json_int_t)strtoull(a->text + 4, NULL, 10));
            return EXIT_OK;
        }
        events += body;
        if (strcmp(a->text, "begin") == 0)
            body = true;
        if (next_line(a, &tool_error) != BAC_OK || next_line(b, &tool_error) != BAC_OK)
            return tool_fail();
    }
    return say_parting(a, b, body, found);
}

int diff_traces(const char *a, const char *b, json_t **found) {
    static reader r[2]; /* too large for a stack */
    r[0] = r[1] = (reader){0};
    int status = open_trace(&r[0], a, &tool_error) || open_trace(&r[1], b, &tool_error)
                     ? tool_fail()
                     : compare(&r[0], &r[1], found);
    for (int i = 0; i < 2; i++)
        if (r[i].file)
            fclose(r[i].file);
    return status;
}
