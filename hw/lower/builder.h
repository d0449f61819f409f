/* builder.h - allocates and names the stages and links of a netlist under construction.
 *
 * The first failure ends the lowering: builder_fail does not return (it jumps to builder_run), so
 * callers check no step. All memory of a failed lowering belongs either to the netlist, which is
 * freed, or to the params passed to builder_stage, which takes ownership before all else.
 */
#ifndef BAC_BUILDER_H
#define BAC_BUILDER_H

#include "kind.h"
#include "plan.h"
#include "store.h"

#include <setjmp.h>
#include <stdarg.h>

typedef struct builder {
    bac_netlist *n;
    bac_error *err;
    const bac_plan *plan;
    bool draft;             /* only the pace is needed: stages that do not change it are left out */
    bool graphs;            /* adder graphs are built */
    bac_adder_store *store; /* lends known graphs; NULL: all are built */
    uint32_t beats;         /* input beats per frame */
    uint64_t budget;        /* most clocks per frame that a stage may take */
    uint32_t *readers, *first_out, *taken; /* by layer */
    uint32_t stage_room, link_room;
    const bac_kind
        *kind; /* of the params that builder_stage has taken and no stage has yet, or NULL */
    void *params;
    jmp_buf end;
    bac_status failed;
} builder;

/* Runs `lower` on a fresh netlist. Errors: those of builder_fail; the netlist is freed then. */
bac_status builder_run(builder *b, const bac_net *net, void (*lower)(builder *));

_Noreturn void builder_fail(builder *b, bac_status status, const char *where, const char *format,
                            ...) __attribute__((format(printf, 4, 5)));
_Noreturn void builder_no_memory(builder *b);
/* Fails unless n UNIT divide WHOLE of; the error gives the next lower number that does. */
void builder_check_divides(builder *b, const char *where, uint32_t n, const char *unit,
                           const char *whole, uint32_t of);

/* ---- stages and links */

/* A new stage of this kind. The stage takes over *params (kind->size bytes) and all that the params
 * own. It reads `in` as it is; builder_stage sees to entries. */
uint32_t builder_add(builder *b, uint32_t in, const bac_kind *kind, uint32_t layer, void *params,
                     const char *format, va_list values);
/* A new link as the stage's next output, without a name. */
uint32_t builder_output(builder *b, uint32_t stage, bac_link link);
void builder_connect(builder *b, uint32_t stage, uint32_t link); /* as the stage's next input */
/* Names a link and returns it. A name that another link has, or a port, becomes NAME_again; so does
 * the name of a stage that another stage has. */
uint32_t builder_name(builder *b, uint32_t link, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The module's two streams: their links have names that no other link gets. */
#define BUILDER_INPUT  "s_axis"
#define BUILDER_RESULT "m_axis"
/* A link that no stage drives: the network's input. */
uint32_t builder_input(builder *b, bac_link link);
uint32_t builder_result(builder *b, uint32_t link);

const bac_layer *builder_layer(const builder *b, uint32_t index);
const bac_link *builder_link(const builder *b, uint32_t link);
bac_style builder_style(const builder *b, uint32_t layer);
/* The plan's number for this key of a layer; 0: the plan has none. */
uint32_t builder_number(const builder *b, uint32_t layer, bac_plan_key key);
/* The name of a reader of a stream: a layer's, or that of its input i where it has several. */
enum { BUILDER_NAME = 3 * BAC_MAX_NAME + 64 };
void builder_input_name(char name[BUILDER_NAME], const bac_layer *reader, uint32_t i);

/* ---- entries (entries.c): who lets beats into a pipeline, and where the ready path ends */

/* As builder_add, of a stage that reads `in`: a stage that flows reads a pipeline, with a gate at its
 * entry; others read no pipeline, only its FIFOs, and wait for nobody but their neighbours. */
uint32_t builder_stage(builder *b, uint32_t in, const bac_kind *kind, uint32_t layer, void *params,
                       const char *format, ...) __attribute__((format(printf, 6, 7)));
/* A FIFO READER_fifo; hw/schedule computes its depth, or finds that it is needless. */
uint32_t builder_fifo(builder *b, uint32_t in, const char *reader);
/* The last of `beats` beats each of `in` enter its pipeline `clocks` apart. */
void builder_keep_apart(builder *b, uint32_t in, uint32_t beats, uint32_t clocks);
/* True if the beats of `in` enter its pipeline `clocks` apart, or can, and then they do: the stream needs
 * no FIFO in front of a stage that takes so long for a beat. */
bool builder_space(builder *b, uint32_t in, uint32_t clocks);

/* ---- streams (streams.c): what all styles share */

/* The layer whose stage makes the stream of `layer`. They differ for a flatten in front of a fully
 * connected layer, which has no stage. */
uint32_t builder_root(const builder *b, uint32_t layer);
void builder_readers(builder *b); /* counts readers; call once, before the first layer */
/* The stream of `layer` with the positions per beat of `like`; or with one position per beat if
 * `like` spreads the channels of a position over several beats. */
bac_link builder_stream(const builder *b, uint32_t layer, const bac_link *like);
/* Declares `link` the finished stream of layer `index`, and forks it if several layers read it. */
void builder_publish(builder *b, uint32_t index, uint32_t link);
/* As builder_publish, for `stream` as the next output of a stage. */
void builder_finish(builder *b, uint32_t index, uint32_t stage, bac_link stream);
/* The same for a stage whose next output is the layer's sums (bac_sum_type). Behind the sums of an
 * average pool it adds the stage of the windows' factors. */
void builder_sums(builder *b, uint32_t index, uint32_t stage, bac_link stream);
/* The next unread branch of a layer's stream, in whole numbers. `reader` names a fork's branch. */
uint32_t builder_take(builder *b, uint32_t layer, const char *reader);
/* As builder_take, in whole positions. */
uint32_t builder_take_positions(builder *b, uint32_t layer, const char *reader);
/* As builder_take, for input i of a layer with several inputs. */
uint32_t builder_take_input(builder *b, uint32_t index, uint32_t i);
/* As builder_take, for a reader that also takes digits. */
uint32_t builder_take_digits(builder *b, uint32_t layer, const char *reader);
/* FIFOs in front of every input of a join. */
void builder_balance(builder *b, uint32_t index, uint32_t *in);
/* The stream in beats of `lanes` elements; the link itself if it already has them. */
uint32_t builder_resize(builder *b, uint32_t in, uint32_t lanes, const char *reader);
/* Whole numbers to digits. */
uint32_t builder_split(builder *b, uint32_t in, uint32_t digits, uint32_t digit_bits,
                       const char *reader);
/* The stream in whole numbers; the link itself if it already has them. */
uint32_t builder_whole(builder *b, uint32_t in, const char *reader);
/* The elements of a stream in `bits` bits of `type`, as input i of a stage of this name; the link
 * itself if it already has this form. */
uint32_t builder_cast(builder *b, uint32_t in, bac_type type, uint32_t bits, const char *stage,
                      uint32_t i);
/* Layer `index`'s n-th join of two streams, in elements of `type` (or its digits). */
uint32_t builder_join(builder *b, uint32_t index, uint32_t n, uint32_t a, uint32_t skip,
                      bac_type type);

/* ---- layers, by style: unrolled.c, folded.c, serial.c */

void builder_unrolled(builder *b, uint32_t index);
void builder_folded(builder *b, uint32_t index);
/* A serial convolution or add builds nothing: the requantiser behind it builds both. */
void builder_serial(builder *b, uint32_t index);

/* ---- all layers at once: shared.c */

bool builder_is_shared(const builder *b); /* some layer is */
void builder_shared(builder *b);

#endif
