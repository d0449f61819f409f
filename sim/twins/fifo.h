/* fifo.h - the state of a FIFO's twin: its marks are read by the machine's probes. */
#ifndef BAC_TWIN_FIFO_H
#define BAC_TWIN_FIFO_H

#include "twins.h"

typedef struct bac_fifo_state {
    uint32_t depth, held, most; /* beats: room, inside now, inside at most since reset */
    uint32_t write, read;       /* addresses */
    uint8_t memory[];           /* [depth]: last */
} bac_fifo_state;

#endif
