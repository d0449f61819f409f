/* stuck.h - a machine that stands still, explained by link and cause.
 *
 * The machine in C and the verilated one ask the same question with the same data: what every link
 * held in the clock in which nothing moves any more.
 */
#ifndef BAC_STUCK_H
#define BAC_STUCK_H

#include "netlist.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bac_link_state {
    bool valid, ready;
    bool done;      /* every beat of every frame offered has moved */
    uint64_t beats; /* moved so far */
} bac_link_state;

/* "link 'a' is blocked in front of ...": cause and remedy, then a line a link. links: [n_links] of
 * the pipeline. Owned by the caller (free); NULL: out of memory. */
char *bac_stuck_explain(const bac_netlist *pipeline, const bac_link_state *links);

#ifdef __cplusplus
}
#endif
#endif
