/* rtlgen.h - from a network to the top module: instances, parameters, memory images, file list. */
#ifndef BAC_RTLGEN_H
#define BAC_RTLGEN_H

#include "pipeline.h"

typedef struct bac_rtl_options {
    bac_pipeline_options pipeline;
    const char *library; /* folder of the hand-written rtl/ *.v; NULL: the one built in */
} bac_rtl_options;

/* Writes into `dir` (made when missing):
 *   bac_top.v    the top module, instances only; with BAC_TRACE defined, every link as ports
 *   bac_top.f    file list, relative to dir
 *   bac_links.h  the links as a C table, for a test bench
 *   NAME.mem     $readmemh images, named relative to dir
 *   rtl/         a copy of the hand-written library
 * The same network and options give the same bytes. options may be NULL. */
bac_status bac_rtl_generate(const bac_net *net, const bac_rtl_options *options, const char *dir,
                            bac_error *err);

#endif
