/* pipeline_internal.h - growing a pipeline: allocation and naming, apart from what is built.
 *
 * A builder remembers its first failure; every call after it does nothing, so that the code that
 * says what to build need not check each step. */
#ifndef BAC_PIPELINE_INTERNAL_H
#define BAC_PIPELINE_INTERNAL_H

#include "pipeline.h"

typedef struct builder {
    bac_pipeline *p;
    bac_error *err;
    const bac_pipeline_options *options;
    bac_status failed;
    uint64_t budget;                       /* clocks a frame: positions of the input */
    uint32_t *readers, *first_out, *taken; /* by layer */
    bool *fifo_used;                       /* by options->fifos */
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

/* The computed depth, or the one the user set for this name. */
uint32_t builder_depth(builder *b, const char *name, uint32_t computed);
/* Every FIFO the user named must exist. */
bac_status builder_check_options(builder *b);
/* Some stage needs this many clocks a frame. */
void builder_need(builder *b, uint64_t clocks);

/* Facts of layers that both the pipeline and the generator need (stage_facts.c). */
uint32_t bac_conv_levels(const bac_net *net, uint32_t index);
uint32_t bac_add_levels(const bac_layer *add);
uint32_t bac_requant_latency(const bac_layer *requant);
bool bac_requant_has_even(const bac_layer *requant);
/* The lane type that holds every input of an add. */
bac_type bac_common_type(const bac_net *net, const bac_layer *add);
uint32_t bac_ceil_log2(uint64_t n);

#endif
