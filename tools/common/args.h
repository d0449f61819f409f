/* args.h - the command line of one verb: a table in, values out.
 *
 * Accepts --name VALUE, --name=VALUE, -n VALUE, -nVALUE, operands in any place, and -- to end
 * the options. --help prints what the table says; anything unknown is refused, with the nearest
 * known name suggested.
 */
#ifndef BAC_TOOLS_ARGS_H
#define BAC_TOOLS_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exit statuses of every verb. */
enum { EXIT_OK = 0, EXIT_MISMATCH = 1, EXIT_USAGE = 2, EXIT_INPUT = 3 };

enum { ARGS_MAX_OPERANDS = 257 };

/* One option: a switch (`flag` set) or one with a value (`text` set). */
typedef struct args_option {
    const char *name;  /* long name without the dashes */
    char letter;       /* short name, or 0 */
    const char *value; /* how help calls the value; NULL for a switch */
    const char *help;  /* one line */
    bool *flag;        /* becomes true */
    const char **text; /* becomes the value, which lives as long as argv */
} args_option;

typedef struct args_verb {
    const char *name;     /* as typed after `bac` */
    const char *synopsis; /* operands and options, e.g. "NET.bnet FRAMES.npy [--json]" */
    const char *about;    /* paragraphs for --help, each line at most 80 columns */
    const char *example;  /* one command a line */
    const args_option *options;
    size_t n_options;
    int min_operands, max_operands;
} args_verb;

enum { ARGS_GO_ON = -1 };

/* Reads argv[1..argc). Missing operands become NULL. Returns ARGS_GO_ON, or the status to exit
 * with: EXIT_OK after --help, EXIT_USAGE after a complaint on stderr. */
int args_parse(const args_verb *verb, int argc, char **argv,
               const char *operand[ARGS_MAX_OPERANDS]);

/* "bac VERB: text" and the way to help, on stderr. Returns EXIT_USAGE. */
int args_complain(const char *verb, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Value of --option as an integer of [lo, hi]; false after a complaint. */
bool args_integer(const char *verb, const char *option, const char *text, uint64_t lo, uint64_t hi,
                  uint64_t *value);

/* Value of --threads, 1..most; text NULL: one a processor, `most` at the most. false after a
 * complaint. */
bool args_threads(const char *verb, const char *text, uint64_t most, uint64_t *threads);

/* A:B, A:, :B or a single A, as the half-open range [*from, *to) inside [0, n); false after a
 * complaint. text NULL: everything. */
bool args_range(const char *verb, const char *option, const char *text, uint64_t n, uint64_t *from,
                uint64_t *to);

/* The nearest of n names to `word`, or NULL when none is near. */
const char *args_nearest(const char *word, const char *const *names, size_t n);

#endif
