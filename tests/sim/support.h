/* support.h - what the suite of the machine shares: networks, plans, and a run watched beat by
 * beat. */
#ifndef BAC_TESTS_SIM_SUPPORT_H
#define BAC_TESTS_SIM_SUPPORT_H

#include "compile.h"
#include "machine.h"
#include "random_net.h"

/* The n-th of the shipped networks by its file, or NULL behind the last. */
const char *shipped_net(size_t n);

/* Networks of the size of tests/rtl/random_bnet.c. A failure ends the test. */
bac_net *load_net(const char *path);
bac_net *make_net(uint64_t seed);

/* A pipeline at `samples` a clock, or NULL where this network has none. depth: NAME=DEPTH of one
 * FIFO when name is not NULL. */
bac_netlist *build(const bac_net *net, uint32_t samples, const char *fifo, uint32_t depth);

/* A random network by a random plan. A failure ends the test. */
typedef struct drawn {
    bac_net *net;
    bac_plan *plan;
    bac_netlist *p;
} drawn;
drawn draw(uint64_t seed);
void drawn_free(drawn *d);

/* The machine of a pipeline. A failure ends the test. */
bac_machine *machine_of(const bac_netlist *p);

/* In which clock every beat moved. */
typedef struct seen {
    const bac_netlist *p;
    uint64_t frames;
    int64_t **at; /* by link: [frames * beats]; -1: not moved */
    uint64_t *n;
    uint64_t bad_last; /* beats whose last is not what it should be */
} seen;
void seen_open(seen *s, const bac_netlist *p, uint64_t frames);
void seen_close(seen *s);
bac_watch_fn seen_watch;

#endif
