/* stuck.h - explains a deadlock by link and cause.
 *
 * The cycle simulator and the verilated top both call it with the same data: the state of every
 * link in the first clock in which nothing moves.
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

/* Returns a text that begins like "link 'a' is blocked in front of ...": cause and remedy, then one
 * line for each link. links: [n_links] of the netlist. The caller frees the text; NULL: out of
 * memory. */
char *bac_stuck_explain(const bac_netlist *pipeline, const bac_link_state *links);

#ifdef __cplusplus
}
#endif
#endif
