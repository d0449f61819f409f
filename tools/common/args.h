/* args.h - parses the command line of a verb by its table of options.
 *
 * Accepts --name VALUE, --name=VALUE, -n VALUE, -nVALUE, operands in any place, and -- to end
 * the options. --help prints the table; an unknown option is refused with the nearest known name.
 */
#ifndef BAC_TOOLS_ARGS_H
#define BAC_TOOLS_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exit statuses of every verb. */
enum { EXIT_OK = 0, EXIT_MISMATCH = 1, EXIT_USAGE = 2, EXIT_INPUT = 3 };

enum { ARGS_MAX_OPERANDS = 257 };

/* The values of an option that may be repeated, in the order given. */
enum { ARGS_LIST_MOST = 64 };
typedef struct args_list {
    uint32_t n;
    const char *text[ARGS_LIST_MOST];
} args_list;

/* One option. Exactly one of flag, text, list and whole is set; the variable that it points to
 * keeps its value when the option is not given. */
typedef struct args_option {
    const char *name;  /* long name without the dashes; NULL ends a table */
    char letter;       /* short name, or 0 */
    const char *value; /* the value's name in help; NULL for a switch */
    const char *help;  /* one line */
    bool *flag;        /* a switch: set to true */
    const char **text; /* set to the value, which lives as long as argv */
    args_list *list;   /* receives all values of a repeated option */
    uint64_t *whole;   /* set to the value, an integer of least..most */
    uint64_t least, most;
} args_option;

/* A verb of `bac`. */
typedef struct args_verb {
    const char *name;              /* as typed after `bac` */
    const char *brief, *help;      /* line of bac --help: operands, and what the verb does */
    const char *synopsis;          /* operands and options, e.g. "NET.bnet FRAMES.npy [--json]" */
    const char *about;             /* paragraphs for --help, each line at most 80 columns */
    const char *example;           /* one command a line */
    const args_option *options[4]; /* tables */
    int operands, optional;        /* number of required operands, and of optional ones */
    /* Runs the verb; a missing optional operand is NULL. Returns an exit status. */
    int (*start)(const char *const operand[]);
} args_verb;

enum { ARGS_GO_ON = -1 };

/* Reads argv[1..argc) and starts the verb. Returns its exit status; EXIT_OK after --help,
 * EXIT_USAGE after a complaint on stderr. */
int args_run(const args_verb *verb, int argc, char **argv);

/* Name of the verb that runs, for messages. */
const char *args_name(void);

/* Prints "bac VERB: text" and how to get help on stderr. Returns EXIT_USAGE. */
int args_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Reads the value of --option as an integer of lo..hi; false after a complaint. */
bool args_integer(const char *option, const char *text, uint64_t lo, uint64_t hi, uint64_t *value);

/* Number of threads: `asked`, or for 0 one for each processor; at most `most`. */
uint32_t args_threads(uint64_t asked, uint64_t most);

/* Reads A:B, A:, :B or a single A as the half-open range [*from, *to) inside [0, n). text NULL: all
 * of [0, n). False after a complaint. */
bool args_range(const char *option, const char *text, uint64_t n, uint64_t *from, uint64_t *to);

/* Reads the value of --shard, I/N, with I in 0..N-1 and N in 1..most; false after a complaint. */
bool args_shard(const char *text, uint64_t most, uint32_t *i, uint32_t *n);

#endif
