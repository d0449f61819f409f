/* tool.h - functions that the verbs of `bac` share: names, errors, JSON, progress. */
#ifndef BAC_TOOLS_TOOL_H
#define BAC_TOOLS_TOOL_H

#include "args.h"
#include "bac.h"

#include <jansson.h>
#include <stdio.h>

/* The verbs, each at the end of its cmd_VERB.c. */
extern const args_verb verb_import, verb_show, verb_cost, verb_run, verb_golden, verb_plan,
    verb_explore, verb_rtl, verb_build, verb_walk, verb_cosim, verb_debug, verb_size, verb_cycles,
    verb_diff, verb_classify, verb_signal, verb_train, verb_export, verb_search, verb_eval,
    verb_regress, verb_report, verb_cache, verb_board, verb_calibrate, verb_shrink;

/* The error of the running verb. tool_fail prints it as "bac VERB: where: text" on stderr and
 * returns EXIT_INPUT. */
extern bac_error tool_error;
int tool_fail(void);
/* Prints "bac VERB: where: text" about bad input at `where` and returns EXIT_INPUT. */
int tool_refuse(const char *where, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Prints a double with the fewest digits that read back as the same double, as Python's repr does.
 * An integral value ends in ".0". */
enum { TOOL_REAL_SIZE = 32 };
void tool_real(double value, char text[TOOL_REAL_SIZE]);

/* A json_integer when `value` is an integer that int64 holds exactly, otherwise a json_real. */
json_t *tool_json_number(double value);

/* From now on words go to stderr: stdout has what tool_json_print prints and nothing else. */
void tool_json_alone(void);
/* Prints `root` on stdout, keys in insertion order, reals by tool_real, and releases it.
 * root NULL (jansson ran out of memory) is an error. Returns an exit status. */
int tool_json_print(json_t *root);
/* Writes the same text to a file; the file appears whole or not at all. */
bac_status tool_json_write(json_t *root, const char *path, bac_error *err);

/* The number of requantiser channels of each form: as an object with all forms, and printed like
 * " 12 shift 4 mul". */
json_t *tool_forms_json(const uint64_t channels[BAC_FORM_COUNT]);
void tool_forms_print(const uint64_t channels[BAC_FORM_COUNT]);

/* The label of a class, or its number when the network has no labels. */
enum { TOOL_CLASS_SIZE = 64 };
const char *tool_class(const bac_net *net, uint32_t index, char text[TOOL_CLASS_SIZE]);

/* "verb: 120 of 240 what, left 0:01:00" on stderr, as often as tool_live says. */
typedef struct tool_progress {
    const char *what;
    uint64_t total;
    double shown;   /* of tool_live */
    double began;   /* seconds, of the first step; 0: none yet */
    uint64_t first; /* what was done then */
} tool_progress;
void tool_progress_step(void *progress, uint64_t done);
/* The same where the number of steps is told with each; false once the user has interrupted. */
bool tool_progress_go_on(void *progress, uint64_t done, uint64_t total);
void tool_progress_end(tool_progress *progress); /* wipes the line */

/* Prints a blank and then `text`, quoted as one word of a POSIX shell. */
void tool_put_word(FILE *out, const char *text);

double tool_seconds(void); /* monotonic */

/* Whether it is time to say again on stderr how far the work is: a fifth of a second after the last
 * time on a terminal, elsewhere 30 s (BAC_PROGRESS) after it or after the first call. *shown (0 at
 * first) is of this function. */
bool tool_live(double *shown);
/* Around what is said then: it replaces the line before on a terminal, elsewhere it is a line. */
void tool_live_begin(void);
void tool_live_end(void);
void tool_live_wipe(void); /* on a terminal */
/* "1:02:03" */
void tool_duration(double seconds, char text[16]);

/* After tool_catch_interrupts the first SIGINT or SIGTERM does not end the process;
 * tool_interrupted then returns the signal's number (0 before), so that a verb can end with its
 * results so far. A second signal ends the process at once. */
void tool_catch_interrupts(void);
int tool_interrupted(void);

#endif
