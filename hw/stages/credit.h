/* credit.h - rtl/stream/bac_credit.v: counts the room in the FIFOs behind a pipeline that never
 * stands still. The stage at the pipeline's entry, a bac_gate or a window, owns the counts. */
#ifndef BAC_STAGES_CREDIT_H
#define BAC_STAGES_CREDIT_H

#include "kind.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A FIFO at an end of the pipeline: `out` beats of it are a group. */
typedef struct bac_credit_fifo {
    uint32_t stage, link, out, rooms; /* index; of its output; beats; groups that it holds */
} bac_credit_fifo;

/* GROUP beats in are a group. The last of SPACED beats each enter INTERVAL clocks apart. `before`:
 * clocks from the entry of a beat to the transfer on the owner's out link. */
typedef struct bac_credits {
    uint32_t N, GROUP, SPACED, INTERVAL, before;
    bac_credit_fifo *fifo; /* [N] owned */
} bac_credits;

/* A pipeline without FIFOs and limits, and the smallest distance of its beats, 1 clock. */
bac_credits bac_credits_none(uint32_t before);
void bac_credits_close(bac_credits *c);

/* Clocks from a beat that leaves a FIFO to the first that can enter for it. */
enum { BAC_CREDIT_RETURNS = 2 };

/* The fields of a params type with a member `credits`, and the words behind them. */
#define BAC_CREDIT_WORDS(type)                                                                     \
    BAC_NUMBER_OF(type, credit_fifos, p->credits.N)                                                \
    BAC_WORD_OF(type, credit_out, p->credits.fifo[i].out)                                          \
    BAC_WORD_OF(type, credit_rooms, p->credits.fifo[i].rooms)                                      \
    static bac_credits *credits(void *params) {                                                    \
        return &((type *)params)->credits;                                                         \
    }
#define BAC_CREDIT_FIELD(type, name, member)                                                       \
    { name, BAC_FIELD_NUMBER, offsetof(type, credits.member), 0, NULL, NULL }
#define BAC_CREDIT_FIELDS(type, fifos)                                                             \
    BAC_CREDIT_FIELD(type, fifos, N), BAC_CREDIT_FIELD(type, "GROUP", GROUP),                      \
        BAC_CREDIT_FIELD(type, "SPACED", SPACED), BAC_CREDIT_FIELD(type, "INTERVAL", INTERVAL),    \
        BAC_WORDS("OUTS", 32, credit_fifos, credit_out),                                           \
        BAC_WORDS("ROOMS", 32, credit_fifos, credit_rooms)

/* ---- cycle model: a part of the owner's state, behind its own */

typedef struct bac_credit_state bac_credit_state;
size_t bac_credit_size(const bac_credits *c);
void bac_credit_reset(const bac_credits *c, bac_credit_state *state);
/* 1: a beat may enter. */
uint32_t bac_credit_go(const bac_credit_state *state);
/* The rising edge; take: a beat enters. */
void bac_credit_edge(const bac_credits *c, bac_credit_state *state, uint32_t take,
                     const bac_wires *w);

struct bac_counts;
void bac_credit_count(struct bac_counts *c, const bac_credits *credits);

#ifdef __cplusplus
}
#endif
#endif
