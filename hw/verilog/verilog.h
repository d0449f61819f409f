/* verilog.h - writes the top module of a netlist: instances, parameters, memory images, file
 * list. */
#ifndef BAC_VERILOG_H
#define BAC_VERILOG_H

#include "compile.h"

/* Writes to `dir` (created if missing):
 *   bac_top.v    the top module, instances only; with BAC_TRACE defined, every link as ports
 *   bac_top.f    file list, relative to dir
 *   bac_links.h  the links as a C table, for a test bench
 *   plan.cfg     the plan of the netlist, with an entry for every layer
 *   NAME.mem     $readmemh images, named relative to dir
 *   rtl/         a copy of the hand-written library
 *   lint.vlt     what Verilator -Wall reports in it and is meant
 * plan may be NULL: the default. library: the folder of the hand-written *.v; NULL: the built-in
 * one. The same network and plan give the same bytes. */
bac_status bac_verilog_write(const bac_netlist *netlist, const bac_plan *plan, const char *library,
                             const char *dir, bac_error *err);

/* Calls each(user, NAME.mem) for every memory image that bac_verilog_write writes. */
typedef void bac_image_name_fn(void *user, const char *name);
bac_status bac_verilog_images(const bac_netlist *netlist, bac_image_name_fn *each, void *user,
                              bac_error *err);

/* ---- the network at the pins of a device */

/* FORM of rtl/wrap/bac_result.v. The class is always in the low bits. */
typedef enum bac_result_form {
    BAC_RESULT_CLASS = 0,
    BAC_RESULT_MARGIN, /* above the class: the largest logit minus the second largest */
    BAC_RESULT_LOGITS, /* one beat for each logit, above the class */
    BAC_RESULT_FORMS
} bac_result_form;

const char *bac_result_name(bac_result_form form); /* class, margin, logits */

/* The pins' widths. in: bits of s_axis_tdata; class_lane: low bits of m_axis_tdata, which hold the
 * class; above: bits above them; beats: output beats per frame. */
typedef struct bac_pins {
    uint32_t in, class_lane, above, beats;
} bac_pins;
bac_pins bac_pins_of(const bac_netlist *netlist, bac_result_form form);

/* Writes, after bac_verilog_write, into the same folder:
 *   bac_pins.v   module bac_pins with the ports clk, rst, s_axis, m_axis and tlast_error; it
 *                contains bac_top and bac_result
 *   rtl/         bac_result and the modules that it instantiates
 *   bac_pins.f   file list, relative to dir
 * Errors: a margin or logits of a network of one class. */
bac_status bac_verilog_write_pins(const bac_netlist *netlist, bac_result_form form,
                                  const char *library, const char *dir, bac_error *err);

#endif
