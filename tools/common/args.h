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

/* Values of an option that may be repeated. */
enum { ARGS_LIST_MOST = 64 };
typedef struct args_list {
    uint32_t n;
    const char *text[ARGS_LIST_MOST];
} args_list;

/* One option. Of the last group exactly one pointer is set; what it points to is as it was when the
 * option is not given. */
typedef struct args_option {
    const char *name;  /* long name without the dashes; NULL ends a table */
    char letter;       /* short name, or 0 */
    const char *value; /* how help calls the value; NULL for a switch */
    const char *help;  /* one line */
    bool *flag;        /* a switch: becomes true */
    const char **text; /* becomes the value, which lives as long as argv */
    args_list *list;   /* gets the values, each given in its turn */
    uint64_t *whole;   /* becomes the value, an integer of least..most */
    uint64_t least, most;
} args_option;

/* A verb of `bac`. */
typedef struct args_verb {
    const char *name;              /* as typed after `bac` */
    const char *brief, *help;      /* what bac --help says: operands, and what it does */
    const char *synopsis;          /* operands and options, e.g. "NET.bnet FRAMES.npy [--json]" */
    const char *about;             /* paragraphs for --help, each line at most 80 columns */
    const char *example;           /* one command a line */
    const args_option *options[4]; /* tables */
    int operands, optional;        /* how many have to be there, and may be besides */
    /* Missing operands are NULL. Returns an exit status. */
    int (*start)(const char *const operand[]);
} args_verb;

enum { ARGS_GO_ON = -1 };

/* Reads argv[1..argc) and starts the verb. Returns its exit status; EXIT_OK after --help,
 * EXIT_USAGE after a complaint on stderr. */
int args_run(const args_verb *verb, int argc, char **argv);

/* The verb that runs, for messages. */
const char *args_name(void);

/* "bac VERB: text" and the way to help, on stderr. Returns EXIT_USAGE. */
int args_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Value of --option as an integer of [lo, hi]; false after a complaint. */
bool args_integer(const char *option, const char *text, uint64_t lo, uint64_t hi, uint64_t *value);

/* How many threads: those asked for, or (0) one a processor, `most` at the most. */
uint32_t args_threads(uint64_t asked, uint64_t most);

/* A:B, A:, :B or a single A, as the half-open range [*from, *to) inside [0, n); false after a
 * complaint. text NULL: everything. */
bool args_range(const char *option, const char *text, uint64_t n, uint64_t *from, uint64_t *to);

/* Value of --shard, I/N with I of 0..N-1 and N of 1..most, into *i and *n; false after a complaint.
 */
bool args_shard(const char *text, uint64_t most, uint32_t *i, uint32_t *n);

#endif
