/* suite.h - reads a regression suite and expands it to cases.
 *
 * A suite is text (docs/regression.md): groups of networks x plans x frames x ranges x stall
 * patterns x seeds. Every error in it is refused with file and line before anything is built.
 */
#ifndef BAC_TOOLS_REGRESS_SUITE_H
#define BAC_TOOLS_REGRESS_SUITE_H

#include "plan.h"
#include "read_text.h"
#include "stall.h"

/* The axes of a group, whose values are combined with each other. */
typedef enum suite_axis {
    SUITE_NET = 0,
    SUITE_PLAN, /* a plan, or the name of a style */
    SUITE_RTL,  /* a folder made by bac rtl, possibly edited; an alternative to a plan */
    SUITE_FRAMES,
    SUITE_RANGE,
    SUITE_STALL,
    SUITE_SEED,
    SUITE_AXES
} suite_axis;

typedef struct suite_value {
    uint32_t line;
    const char *text;
} suite_value;

typedef struct suite_list {
    uint32_t n;
    suite_value *value;
} suite_list;

/* A line "each NAME..: A B | C D": the group is expanded once for every tuple, with {NAME} in its
 * lines replaced by the tuple's value. */
typedef struct suite_each {
    uint32_t line, n_names, n_tuples;
    const char **name, **value; /* [n_names], [n_tuples][n_names] */
} suite_each;

typedef struct suite_group {
    uint32_t line;
    const char *name;
    suite_list axis[SUITE_AXES];
    suite_each each;
} suite_group;

typedef struct suite_net {
    const char *path, *name; /* name: the file's name without folder and .bnet */
    bac_net *net;
    char hash[65]; /* SHA-256 of the file */
} suite_net;

/* A network with one plan, or with a folder of RTL: one model is built from it. */
typedef struct suite_design {
    uint32_t net, line;
    const char *name; /* name of the plan, style or folder */
    const char *path; /* file of the plan or folder of RTL; NULL: a style */
    bool is_rtl;
    bac_plan *plan;
} suite_design;

typedef struct suite_frames {
    const char *path, *name;
    uint32_t net; /* the network for which they were read */
    uint64_t n;
    char hash[65];
} suite_frames;

typedef struct suite_case {
    const char *name; /* GROUP/NET/PLAN/FRAMES/A:B/STALL/SEED */
    const char *group, *stall;
    uint32_t line, design, frames;
    uint64_t first, last, seed;
} suite_case;

typedef struct suite {
    const char *path, *home;
    const char *folder; /* where relative paths begin; default: home, the suite's own folder */
    const char *name;
    const char *gates; /* NULL: none */
    uint32_t gates_line;
    uint64_t timeout; /* seconds that a case may run */
    char hash[65];    /* SHA-256 of its text */

    uint32_t n_groups, n_nets, n_designs, n_frames, n_cases;
    suite_group *group; /* [0]: the lines before the first group, which hold for all groups */
    suite_net *net;
    suite_design *design;
    suite_frames *frames;
    suite_case *cases; /* the cases of one design are adjacent within a group */

    uint32_t n_owned;
    char **owned; /* all texts to which the fields above point */
} suite;

/* Reads and expands a suite. folder: where relative paths begin; NULL: the suite's own folder. */
bac_status suite_load(const char *path, const char *folder, suite *s, bac_error *err);
void suite_free(suite *s); /* a zeroed one is fine */

const char *suite_axis_name(suite_axis axis);
/* The value of a case on an axis, as --only compares it. room: memory for a value that is a
 * number. */
enum { SUITE_ROOM = 64 };
const char *suite_axis_of(const suite *s, const suite_case *c, suite_axis axis,
                          char room[SUITE_ROOM]);

/* Keeps the cases whose value of KEY (an axis, group or case) matches one GLOB of the filter
 * KEY=GLOB[,GLOB]..; false: the filter is malformed. */
bool suite_only(suite *s, const char *filter);
/* Keeps part i of n parts of the cases; a design is kept whole where that is possible. */
void suite_shard(suite *s, uint32_t i, uint32_t n);

/* ---- functions that the files of the suite share */

/* A formatted text that the suite owns; NULL: out of memory. */
const char *suite_text(suite *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Makes room for one more element of `size` bytes behind the n of *list; false: out of memory. */
bool suite_grow(void **list, uint32_t n, size_t size);
bac_status suite_read(suite *s, const char *text, size_t size, bac_error *err);
bac_status suite_expand(suite *s, bac_error *err);
/* Reads A..B, both included, at most SUITE_SPAN numbers; false: the word has another form. */
enum { SUITE_SPAN = 100000 };
bool suite_span(const char *word, uint64_t *from, uint64_t *to);
/* Fails with the place FILE:LINE of the suite. */
bac_status suite_refuse(const suite *s, uint32_t line, bac_error *err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
