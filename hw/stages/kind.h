/* kind.h - all that is known of a module in rtl/, in one place: one bac_kind a module, defined in
 * the one file of hw/stages/ that is named after it.
 *
 * The struct behind bac_stage.params holds the module's parameters by their Verilog names and the
 * lowered form that they are printed from. Everything here reads that struct: the latency, the
 * clocks a frame, the recurrence of the times, the cycle model, the counts of the size, the text
 * of the instance, the memory images.
 *
 * A new module is a file here, a line in table.c, and a lowering that makes it.
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
    BAC_FIELD_SIGNED,     /* int32_t, as 32'sd */
    BAC_FIELD_SIZED,      /* bac_sized: a number of so many bits */
    BAC_FIELD_FILE,       /* bac_file_name */
    BAC_FIELD_WORDS,      /* a packed vector, word 0 in the low bits */
    BAC_FIELD_GRAPH       /* bac_mcm: N_WORDS, WORDS, FIRST, OUTPUTS of rtl/arith/bac_mcm.v */
} bac_field_form;

/* One parameter of a module, or several that say one thing. */
typedef struct bac_field {
    const char *name; /* in Verilog */
    bac_field_form form;
    size_t at; /* offset in the params; of BAC_FIELD_WORDS unused */
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

/* The usual lines of a table: BAC_NUMBER(params type, member) prints .member(value). */
#define BAC_FIELD(type, member, form)                                                              \
    { #member, form, offsetof(type, member), 0, NULL, NULL }
#define BAC_NUMBER(type, member) BAC_FIELD(type, member, BAC_FIELD_NUMBER)
#define BAC_WORDS(name, bits, n, word)                                                             \
    { name, BAC_FIELD_WORDS, 0, bits, n, word }
/* Of a kind: its params and their table. */
#define BAC_PARAMS(type, table)                                                                    \
    .size = sizeof(type), .field = table, .n_fields = sizeof(table) / sizeof *(table)
/* Functions of the params, which `value` calls p: a number; word i of a vector. */
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
 * What the cycle simulator knows of a module: its control, clock by clock, without data. Timing
 * does not depend on data, so a model keeps only what decides valid, ready and last. A clock has
 * two phases. Settle: `valid` of every stage, upstream stages first, then `ready` of every stage,
 * downstream stages first; neither changes a state. Edge: every stage sees the settled wires and
 * moves on. Only `edge` writes a state and it writes no wire, so the order of stages within it
 * cannot matter. */

/* The handshake wires of all links, by index in bac_netlist.links: 0 or 1 each. */
typedef struct bac_wires {
    uint8_t *valid, *ready, *last;
} bac_wires;

typedef struct bac_cycle_model {
    size_t state;                       /* bytes */
    size_t (*more)(const bac_stage *s); /* bytes of state behind those; NULL: none */
    /* The state that rst leaves behind, and facts that do not change. The state's bytes are 0, as
     * they stay where this is NULL. */
    void (*reset)(const bac_stage *s, void *state);
    /* Settle, forward: valid and last of the out links, from the state and, where a path is
     * combinational, from valid and last of the in links. */
    void (*valid)(const bac_stage *s, const void *state, bac_wires *w);
    /* Settle, backward: ready of the in links, from the state, valid of all its links and ready of
     * the out links. */
    void (*ready)(const bac_stage *s, const void *state, bac_wires *w);
    /* The rising edge. */
    void (*edge)(const bac_stage *s, void *state, const bac_wires *w);
    /* `valid` looks at no wire; `ready` at none. Such a stage may be settled before all others. */
    bool registered_valid, registered_ready;
    /* The most beats that were inside since reset; NULL: nobody asks. */
    uint32_t (*most)(const void *state);
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

/* ---- a kind */

struct bac_times;  /* hw/schedule/times.h */
struct bac_counts; /* hw/size/count.h */
struct bac_images; /* image.h */

enum bac_kind_flags {
    BAC_KIND_WAITS = 1,      /* can make its input wait when its output does not */
    BAC_KIND_CUT = 2,        /* the FIFO in front of it stays: it cuts the ready path */
    BAC_KIND_PASSES = 4,     /* holds no beat: valid and ready go through it in the same clock */
    BAC_KIND_JOINS = 8,      /* takes no input without the others, and PASSES */
    BAC_KIND_WIRES = 16,     /* data only: valid, ready and last go past it by wire */
    BAC_KIND_FORKS = 32,     /* handshake only: data and last go past it by wire */
    BAC_KIND_FEEDS = 64,     /* brings beats to the stage that reads it, and is part of its cost */
    BAC_KIND_MOVES = 128,    /* computes nothing: no row of its own in a timeline */
    BAC_KIND_FUSED = 256,    /* its cost is that of the layer that the stage behind it makes */
    BAC_KIND_UNCLOCKED = 512 /* the module has no clk and no rst */
};

typedef struct bac_kind {
    const char *module; /* its file is rtl/FOLDER/MODULE.v */
    const char *does;   /* one line above its instance in bac_top.v */
    unsigned flags;
    size_t size; /* bytes of its params struct */
    const bac_field *field;
    uint32_t n_fields;
    const char *more_ports; /* ports beside clk, rst and streams: ".a(a), .b(b)"; NULL: none */

    uint32_t (*latency)(const void *params);
    /* Clocks of a frame at work; NULL: as many as the busiest of its links has beats. */
    uint64_t (*clocks)(const bac_netlist *n, const bac_stage *s);
    /* When the beats of its out links pass, from those of its in links, which it moves to the
     * clocks of acceptance; NULL: `latency` clocks behind. See hw/schedule/times.h. */
    void (*times)(struct bac_times *t, const bac_stage *s);
    /* The next frame's samples push a frame's tail out of it; NULL: never. */
    bool (*overlaps)(const void *params);
    bac_cycle_model cycle;
    /* What the module is made of; NULL: wires. */
    void (*count)(const bac_stage *s, struct bac_counts *c);
    /* The row of hw/size/coefficients.inc that prices it; NULL: the module's. */
    const char *(*priced_as)(const void *params);
    /* $readmemh images; NULL: it has none. */
    void (*images)(const bac_stage *s, struct bac_images *images);
    /* FIFO: where its DEPTH is; NULL: it is none. */
    uint32_t *(*depth)(void *params);
    /* Frees what the params own, not the params; NULL: they own nothing. */
    void (*close)(void *params);
} bac_kind;

/* A module inside another's: what the owner's cycle model and counts need of it. */
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
