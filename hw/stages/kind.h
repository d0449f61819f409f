/* kind.h - all knowledge of a module in rtl/ in one place: one bac_kind per module, defined in the
 * file of hw/stages/ that is named after the module.
 *
 * The struct behind bac_stage.params holds the module's parameters by their Verilog names and the
 * lowered form from which they are printed. All functions of a kind read that struct: latency,
 * clocks per frame, recurrence of the times, cycle model, counts of the size, text of the instance,
 * memory images.
 *
 * A new module needs a file here, a line in table.c and a lowering that creates its stages.
 */
#ifndef BAC_STAGES_KIND_H
#define BAC_STAGES_KIND_H

#include "netlist.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Verilog parameters */

typedef enum bac_field_form {
    BAC_FIELD_NUMBER = 0, /* uint32_t or an enum of its size */
    BAC_FIELD_SIGNED,     /* int32_t, printed as 32'sd */
    BAC_FIELD_SIZED,      /* bac_sized: a number with its width */
    BAC_FIELD_FILE,       /* bac_file_name */
    BAC_FIELD_WORDS,      /* a packed vector, word 0 in the low bits */
    BAC_FIELD_GRAPH       /* bac_mcm: N_WORDS, WORDS, FIRST, OUTPUTS of rtl/arith/bac_mcm.v */
} bac_field_form;

/* One parameter of a module, or the parameters of one adder graph. */
typedef struct bac_field {
    const char *name; /* in Verilog */
    bac_field_form form;
    size_t at; /* offset in the params; unused for BAC_FIELD_WORDS */
    /* BAC_FIELD_WORDS: n words of `bits` bits each. */
    uint32_t bits;
    uint32_t (*n)(const void *params);
    uint64_t (*word)(const void *params, uint32_t i);
} bac_field;

typedef struct bac_sized {
    uint32_t bits, value;
} bac_sized;

/* The name of a memory image, relative to the folder of bac_top.v. */
typedef struct bac_file_name {
    char text[BAC_MAX_NAME + 16];
} bac_file_name;

bac_file_name bac_file_name_of(const char *owner, const char *end); /* OWNER + END */

/* Usual entries of a table: BAC_NUMBER(params type, member) prints .member(value). */
#define BAC_FIELD(type, member, form)                                                              \
    { #member, form, offsetof(type, member), 0, NULL, NULL }
#define BAC_NUMBER(type, member) BAC_FIELD(type, member, BAC_FIELD_NUMBER)
#define BAC_WORDS(name, bits, n, word)                                                             \
    { name, BAC_FIELD_WORDS, 0, bits, n, word }
/* Members of a bac_kind: its params and their table. */
#define BAC_PARAMS(type, table)                                                                    \
    .size = sizeof(type), .field = table, .n_fields = sizeof(table) / sizeof *(table)
/* Define a function of the params, which `value` calls p: a number; word i of a vector. */
#define BAC_NUMBER_OF(type, name, value)                                                           \
    static uint32_t name(const void *params) {                                                     \
        const type *p = params;                                                                    \
        return value;                                                                              \
    }
#define BAC_WORD_OF(type, name, value)                                                             \
    static uint64_t name(const void *params, uint32_t i) {                                         \
        const type *p = params;                                                                    \
        return (uint64_t)(value);                                                                  \
    }

/* ---- cycle model
 *
 * The control of a module, clock by clock, without data, for the cycle simulator. Timing does not
 * depend on data, so a model keeps only the state that decides valid, ready and last. A clock has
 * two phases. Settle calls `valid` of every stage, upstream stages first, then `ready` of every
 * stage, downstream stages first; neither changes a state. Edge calls `edge` of every stage with
 * the settled wires. Only `edge` writes a state, and it writes no wire, so the order of its calls
 * cannot matter. */

/* The handshake wires of all links, by index in bac_netlist.links: 0 or 1 each. */
typedef struct bac_wires {
    uint8_t *valid, *ready, *last;
} bac_wires;

/* A stage and its state. */
typedef struct bac_cycle_seat {
    const bac_stage *stage;
    void *state;
} bac_cycle_seat;

typedef struct bac_cycle_model {
    size_t state;                       /* bytes */
    size_t (*more)(const bac_stage *s); /* further bytes of state; NULL: none */
    /* Sets the state after rst, and constants kept beside it. The bytes are 0 before the call;
     * NULL: they stay 0. */
    void (*reset)(const bac_stage *s, void *state);
    /* Settle, forward: valid and last of the out links, from the state and, where a path is
     * combinational, from valid and last of the in links. */
    void (*valid)(const bac_stage *s, const void *state, bac_wires *w);
    /* Settle, backward: ready of the in links, from the state, valid of all its links and ready of
     * the out links. */
    void (*ready)(const bac_stage *s, const void *state, bac_wires *w);
    /* The rising edge. */
    void (*edge)(const bac_stage *s, void *state, const bac_wires *w);
    /* As n calls, one behind the other; NULL: there is none. For kinds that a netlist has many of: a
     * clock has fewer calls (BAC_CYCLE_EACH). */
    void (*valid_each)(const bac_cycle_seat *seat, uint32_t n, bac_wires *w);
    void (*ready_each)(const bac_cycle_seat *seat, uint32_t n, bac_wires *w);
    void (*edge_each)(const bac_cycle_seat *seat, uint32_t n, const bac_wires *w);
    /* `valid` (`ready`) reads no wire, so this stage may be settled before all others. */
    bool registered_valid, registered_ready;
    /* The largest number of beats inside since reset; NULL: not counted. */
    uint32_t (*most)(const void *state);
    /* Brings a state to the one form of all that act alike; NULL: it may keep several. */
    void (*normal)(void *state);
} bac_cycle_model;

static inline size_t bac_cycle_size(const bac_cycle_model *m, const bac_stage *s) {
    return m->state + (m->more ? m->more(s) : 0);
}

static inline void bac_cycle_reset(const bac_cycle_model *m, const bac_stage *s, void *state) {
    if (m->reset)
        m->reset(s, state);
}

/* The usual model: a state of this type, and functions by the members' names. */
#define BAC_CYCLE(type) .state = sizeof(type), .valid = valid, .ready = ready, .edge = edge

/* Defines VALID_each, READY_each and EDGE_each for the file's functions of these names; storage: static
 * or nothing. The wires are copied, so that the compiler knows that no store moves them. */
#define BAC_CYCLE_EACH(storage, valid, ready, edge)                                                \
    storage void valid##_each(const bac_cycle_seat *seat, uint32_t n, bac_wires *w) {              \
        bac_wires wires = *w;                                                                      \
        for (uint32_t i = 0; i < n; i++)                                                           \
            valid(seat[i].stage, seat[i].state, &wires);                                           \
    }                                                                                              \
    storage void ready##_each(const bac_cycle_seat *seat, uint32_t n, bac_wires *w) {              \
        bac_wires wires = *w;                                                                      \
        for (uint32_t i = 0; i < n; i++)                                                           \
            ready(seat[i].stage, seat[i].state, &wires);                                           \
    }                                                                                              \
    storage void edge##_each(const bac_cycle_seat *seat, uint32_t n, const bac_wires *w) {         \
        const bac_wires wires = *w;                                                                \
        for (uint32_t i = 0; i < n; i++)                                                           \
            edge(seat[i].stage, seat[i].state, &wires);                                            \
    }
#define BAC_EACH .valid_each = valid_each, .ready_each = ready_each, .edge_each = edge_each

/* ---- a kind */

struct bac_times;   /* hw/schedule/times.h */
struct bac_counts;  /* hw/size/count.h */
struct bac_images;  /* image.h */
struct bac_credits; /* credit.h */

enum bac_kind_flags {
    BAC_KIND_WAITS = 1,       /* can make its input wait when its output does not wait */
    BAC_KIND_CUT = 2,         /* always keeps the FIFO in front of it, which cuts the ready path */
    BAC_KIND_PASSES = 4,      /* holds no beat: valid and ready pass in the same clock */
    BAC_KIND_JOINS = 8,       /* takes no input without the others, and PASSES */
    BAC_KIND_WIRES = 16,      /* data only: wires carry valid, ready and last past it */
    BAC_KIND_FORKS = 32,      /* handshake only: wires carry data and last past it */
    BAC_KIND_FEEDS = 64,      /* its cost counts towards the stage that reads it */
    BAC_KIND_MOVES = 128,     /* computes nothing: no row of its own in a timeline */
    BAC_KIND_FUSED = 256,     /* its cost counts towards the layer of the stage behind it */
    BAC_KIND_UNCLOCKED = 512, /* the module has no clk and no rst */
    BAC_KIND_FLOWS = 1024,    /* never waits if nothing behind it does: a part of a pipeline */
    BAC_KIND_SKIDS = 2048,    /* cuts the ready path, at no time */
    BAC_KIND_ADAPTS = 4096    /* as FLOWS, behind an entry that spaces its beats */
};

typedef struct bac_kind {
    const char *module; /* its file is rtl/FOLDER/MODULE.v */
    const char *does;   /* comment line above its instance in bac_top.v */
    unsigned flags;
    size_t size; /* bytes of its params struct */
    const bac_field *field;
    uint32_t n_fields;
    const char *more_ports; /* ports beside clk, rst and streams: ".a(a), .b(b)"; NULL: none */

    uint32_t (*latency)(const void *params);
    /* Clocks per frame in which it works; NULL: the number of beats of its busiest link. */
    uint64_t (*clocks)(const bac_netlist *n, const bac_stage *s);
    /* Computes the clock of each beat of the out links from the clocks in which the in links offer
     * theirs, and replaces these by the clocks of acceptance; NULL: out = in + latency. See
     * hw/schedule/times.h. */
    void (*times)(struct bac_times *t, const bac_stage *s);
    /* True if the next frame's samples push a frame's tail out of it; NULL: never. */
    bool (*overlaps)(const void *params);
    bac_cycle_model cycle;
    /* Counts the adders, registers, memories .. of the module; NULL: only wires. */
    void (*count)(const bac_stage *s, struct bac_counts *c);
    /* The row of hw/size/coefficients.inc that prices it; NULL: the module's. */
    const char *(*priced_as)(const void *params);
    /* Bits of its registers that hold logits for the pins alone; NULL: none. */
    uint32_t (*logit_bits)(const void *params);
    /* $readmemh images; NULL: it has none. */
    void (*images)(const bac_stage *s, struct bac_images *images);
    /* The address of a FIFO's DEPTH; NULL: the kind is no FIFO. */
    uint32_t *(*depth)(void *params);
    /* The room that the stage counts behind the pipeline whose entry it is; NULL: it is none. */
    struct bac_credits *(*credits)(void *params);
    /* Frees the memory that the params own, not the params; NULL: they own none. */
    void (*close)(void *params);
} bac_kind;

/* A module inside another module: its cycle model and counts, for those of its owner. */
typedef struct bac_part {
    const bac_cycle_model *cycle;
    void (*count)(const bac_stage *s, struct bac_counts *c);
} bac_part;

static inline bool bac_stage_is(const bac_stage *s, unsigned flag) {
    return (s->kind->flags & flag) != 0;
}

static inline bool bac_stage_is_fifo(const bac_stage *s) {
    return s->kind->depth != NULL;
}

/* All kinds, in the order of the library's folders; NULL behind the last (table.c). */
extern const bac_kind *const bac_kinds[];

#ifdef __cplusplus
}
#endif
#endif
