/* pipeline_internal.h - growing a pipeline: allocation and naming, apart from what is built.
 *
 * A builder remembers its first failure; every call after it does nothing, so that the code that
 * says what to build need not check each step. */
#ifndef BAC_PIPELINE_INTERNAL_H
#define BAC_PIPELINE_INTERNAL_H

#include "ints.h"
#include "pipeline.h"
#include "serial.h"

/* What sizing has found for one FIFO: its name, the depth it needs, and whether it can go. */
typedef struct bac_fifo_size {
    char *name;
    uint32_t depth;
    bool needless;
} bac_fifo_size;

typedef struct bac_fifo_sizes {
    bac_fifo_size *list;
    uint32_t n;
} bac_fifo_sizes;

/* The clocks that FIFOs are sized by (fifo_sizing.c). */
typedef struct bac_survey {
    bac_times times;  /* of a source that keeps the frames' pace */
    uint32_t settled; /* a frame that repeats the one before */
    bool steady;      /* it does */
    /* Where the input is not the slowest and a window overlaps: of a machine in which the next
     * frame's samples push out every frame's tail. A source that runs ahead comes near it, and
     * without room for it two branches could wait for each other. */
    bool overlaps;
    bac_times late;
} bac_survey;
bac_status bac_survey_open(const bac_pipeline *p, bac_survey *survey, bac_error *err);
void bac_survey_close(bac_survey *survey);

bac_status bac_size_fifos(const bac_survey *s, bac_fifo_sizes *sizes, bac_error *err);
/* Marks as needed those that were left out where now some stage waits. True: there are any. */
bool bac_fifos_missed(const bac_survey *s, bac_fifo_sizes *sizes);
/* The depth of every FIFO that the plan does not name, and the first that it makes too shallow. */
bac_status bac_set_depths(bac_pipeline *p, const bac_survey *s, const bac_plan *plan,
                          bac_error *err);
void bac_fifo_sizes_free(bac_fifo_sizes *sizes);

typedef struct builder {
    bac_pipeline *p;
    bac_error *err;
    const bac_plan *plan;        /* NULL: the default */
    const bac_fifo_sizes *sizes; /* NULL while they are being found */
    bac_status failed;
    uint32_t beats;                        /* of the input, a frame */
    uint64_t budget;                       /* clocks a frame that every stage may take */
    uint32_t *readers, *first_out, *taken; /* by layer */
    bool *fifo_used;                       /* by plan->fifo */
    uint32_t stage_room, link_room;
} builder;

bac_status builder_open(builder *b, const bac_net *net);
void builder_close(builder *b); /* frees the scaffolding, not the pipeline */

/* Each returns the index of the new stage or link (0 after a failure). */
uint32_t builder_stage(builder *b, bac_stage_kind kind, uint32_t layer, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
uint32_t builder_link(builder *b, const char *name, bac_link link);
void builder_name(builder *b, char **name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void builder_connect(builder *b, uint32_t stage, uint32_t link); /* as the stage's next input */
void builder_output(builder *b, uint32_t stage, uint32_t link);  /* as its next output */

/* The depth that sizing found, or the one the user set for this name. */
uint32_t builder_depth(builder *b, const char *name);
/* Sizing found that this FIFO never holds a beat back: 1 + its index; 0: it does, or is unknown. */
uint32_t builder_needless(const builder *b, const char *name);
/* Every FIFO the user named must exist. */
bac_status builder_check_fifos(builder *b);
/* Some stage needs this many clocks a frame. */
void builder_need(builder *b, uint64_t clocks);

/* ---- streams (pipeline_streams.c) */

const bac_layer *builder_layer(const builder *b, uint32_t index);
/* The layer whose stage makes the stream that `layer` stands for: a flatten in front of a fully
 * connected layer is none. */
uint32_t builder_root(const builder *b, uint32_t layer);
void builder_readers(builder *b); /* counts them, once, before the first layer */
/* A link that brings layer `layer`'s stream, `like`'s positions in a beat, timed as `like` plus
 * `latency` clocks. Collected streams have one position, whatever `like` has. */
uint32_t builder_stream(builder *b, const char *name, uint32_t layer, const bac_link *like,
                        double latency);
/* A layer is finished: its stage's output link, forked when several layers read it. */
void builder_publish(builder *b, uint32_t layer, uint32_t link);
/* The next unread branch of a layer's stream. `reader` names a fork's branch. */
uint32_t builder_take(builder *b, uint32_t layer, const char *reader);
/* The same, for input i of a layer that has several. */
uint32_t builder_take_input(builder *b, uint32_t index, uint32_t i);
/* The same, for a reader that takes digits too. */
uint32_t builder_take_digits(builder *b, uint32_t layer, const char *reader);
uint32_t builder_fifo(builder *b, uint32_t in, const char *name);
/* Input i of a layer that has several, as a reader. */
enum { BUILDER_NAME = BAC_MAX_NAME + 32 };
void builder_input_name(char name[BUILDER_NAME], const bac_layer *reader, uint32_t i);
/* A FIFO in front of a stage that can make its input wait, but where sizing found that it never
 * does. The name is the reader's, and `_fifo`. */
uint32_t builder_decouple(builder *b, uint32_t in, const char *reader);
/* The same in front of every input of a join. */
void builder_balance(builder *b, uint32_t index, uint32_t *in);

/* Two streams that meet in layer `index`, as its n-th join; the caller sets type and width. */
uint32_t builder_join(builder *b, uint32_t index, uint32_t n, uint32_t a, uint32_t skip);

/* ---- folded layers (pipeline_folded.c) */

bool builder_is_folded(const builder *b, uint32_t index); /* by the plan */
/* The stream in beats of `lanes` elements; the link itself where it has them. */
uint32_t builder_resize(builder *b, uint32_t in, uint32_t lanes, const char *reader);
void builder_fold_conv(builder *b, uint32_t index); /* a max pool too */
void builder_fold_globalmax(builder *b, uint32_t index);
void builder_fold_requant(builder *b, uint32_t index);
void builder_fold_add(builder *b, uint32_t index);
void builder_fold_concat(builder *b, uint32_t index);
void builder_fold_fc(builder *b, uint32_t index);

/* ---- serial layers (pipeline_serial.c) */

bool builder_is_serial(const builder *b, uint32_t index); /* by the plan */
/* A serial convolution or add builds nothing: the requantiser behind it builds both. */
void builder_serial_linear(builder *b, uint32_t index);
void builder_serial_requant(builder *b, uint32_t index);
/* The stream in whole numbers; the link itself where it has them. */
uint32_t builder_whole(builder *b, uint32_t in, const char *reader);

/* The shape of a SERIAL_CONV stage's numbers. */
bac_serial_shape bac_serial_shape_of(const bac_pipeline *p, const bac_stage *s);

/* The recurrences of timing.c for serial stages (timing_serial.c). */
void bac_time_serial_window(const bac_times *t, const bac_stage *s);
void bac_time_serial_overlap(const bac_times *t, const bac_stage *s);
void bac_time_serial_conv(const bac_times *t, const bac_stage *s);

/* Facts of layers that both the pipeline and the generator need (stage_facts.c). */
uint32_t bac_conv_levels(const bac_net *net, uint32_t index);
uint32_t bac_add_levels(const bac_layer *add);
uint32_t bac_requant_latency(const bac_layer *requant);
bool bac_requant_has_even(const bac_layer *requant);
/* Bits of a layer's weights in two's complement, at least 2. */
uint32_t bac_weight_bits(const bac_layer *layer);
/* The lane type that holds every input of an add. */
bac_type bac_common_type(const bac_net *net, const bac_layer *add);

#endif
