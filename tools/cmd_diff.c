/* bac diff - where two traces of bac cycles, or two FST files, first differ. */
#include "common/tool.h"
#include "diff/diff.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

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
    json_t *found = NULL;
    const int status = (a == WAVES ? diff_waves : diff_traces)(operand[0], operand[1], &found);
    if (status != EXIT_OK && status != EXIT_MISMATCH)
        return status; /* said already */
    if (!json) {
        json_decref(found);
        return status;
    }
    return tool_json_print(found) == EXIT_OK ? status : EXIT_INPUT;
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
