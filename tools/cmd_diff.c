/* bac diff - where two traces of bac cycles, or two FST files, first differ. */
#include "common/tool.h"
#include "diff/diff.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static bool json;

typedef enum kind { UNREADABLE, TRACE, WAVES } kind;

/* An FST file begins with a block of type 0, or of type 254 if it is packed as a whole; text does not. */
static kind kind_of(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        bac_fail(&tool_error, BAC_ERR_IO, path, "cannot be read: %s", strerror(errno));
        return UNREADABLE;
    }
    const int first = fgetc(file);
    if (ferror(file))
        bac_fail(&tool_error, BAC_ERR_IO, path, "cannot be read: %s", strerror(errno));
    const kind k = ferror(file) ? UNREADABLE : first == 0 || first == 254 ? WAVES : TRACE;
    fclose(file);
    return k;
}

static int compare(int (*diff)(const char *, const char *, json_t **), const char *a,
                   const char *b) {
    json_t *found = NULL;
    const int status = diff(a, b, &found);
    if (!json || (status != EXIT_OK && status != EXIT_MISMATCH)) {
        json_decref(found);
        return status;
    }
    return tool_json_print(found) == EXIT_OK ? status : EXIT_INPUT;
}

/* In a process of its own: GTKWave's reader ends the process, or dies, on a file that is damaged
 * inside. */
static int apart(const char *a, const char *b) {
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0)
        exit(compare(diff_waves, a, b));
    int status = 0;
    pid_t ended;
    do
        ended = child < 0 ? -1 : waitpid(child, &status, 0);
    while (ended < 0 && child >= 0 && errno == EINTR);
    if (ended < 0)
        return tool_refuse(a, "no process to read it in: %s", strerror(errno));
    if (WIFEXITED(status) && WEXITSTATUS(status) <= EXIT_INPUT)
        return WEXITSTATUS(status);
    return tool_refuse(a, "it or %s is damaged: GTKWave's FST reader gave up on it; make it again",
                       b);
}

static int start(const char *const operand[]) {
    const kind a = kind_of(operand[0]), b = a == UNREADABLE ? a : kind_of(operand[1]);
    if (b == UNREADABLE)
        return tool_fail();
    if (a != b)
        return tool_refuse(operand[1], "%s, and %s is %s",
                           b == WAVES ? "an FST file" : "no FST file", operand[0],
                           a == WAVES ? "one" : "none");
    if (json)
        tool_json_alone();
    return a == WAVES ? apart(operand[0], operand[1])
                      : compare(diff_traces, operand[0], operand[1]);
}

static const args_option options[] = {
    {"json", 0, NULL, "print the first divergence as JSON; the text goes to stderr", .flag = &json},
    {0},
};

const args_verb verb_diff = {
    .name = "diff",
    .brief = "A B",
    .help = "where two traces or two wave files first differ",
    .synopsis = "A.trace B.trace | A.fst B.fst [--json]",
    .about =
        "Prints where two traces (bac cycles --trace) or two wave files (FST, of bac cosim or\n"
        "bac debug) first differ: clock, link and beat, or time, signals and values, with\n"
        "what comes before and after. Exit status 0: they are equal; 1: they differ.",
    .example = "bac cycles NET.bnet --trace a.trace\n"
               "bac cycles NET.bnet --fifo NAME=2 --trace b.trace\n"
               "bac diff a.trace b.trace",
    .operands = 2,
    .options = {options},
    .start = start,
};
