/* axi.h - the network as an AXI4-Stream block: rtl/wrap/bac_axi.v with a network's parameters. */
#ifndef BAC_VERILOG_AXI_H
#define BAC_VERILOG_AXI_H

#include "verilog.h"

#include <stdio.h>

/* What an integrator chooses. */
typedef struct bac_axi_options {
    bac_result_form result;
    uint32_t result_bytes; /* of m_axis; 0: the least power of two that holds a result */
    bool registers;        /* AXI4-Lite, docs/registers.md */
    uint32_t
        fifo_depth; /* beats of the FIFO to another clock, a power of two of 4..65536; 0: one clock */
    uint32_t sample_bits;     /* of an element of s_axis, 1..32; 0: s_axis has codes */
    uint32_t sample_fraction; /* bits of it behind the point: a sample of 1 is 2**sample_fraction */
    bool no_tlast;            /* the source marks no frames */
    bool lossy;               /* the source cannot wait */
    uint8_t hash[32];         /* SHA-256 of the network's canonical text (bac_net_save) */
} bac_axi_options;

/* The parameters of bac_axi by their Verilog names, each as that module's header describes it. */
typedef struct bac_axi {
    uint32_t C, T, LANE, S_LANE, SAMPLE_W, SHIFT, IW;
    int32_t LO, HI;
    uint32_t FIFO_AW, WAITS, CHECK_LAST, RESULT, N, W, IS_SIGNED, OUT_LANE, CLASS_LANE, M_BYTES,
        LITE, FLIGHT, SAMPLES;
    uint8_t HASH[32];
    uint32_t above;   /* bits of a result above its class */
    uint32_t results; /* beats of a frame's result */
} bac_axi;

/* Bits of a beat of the block's input and output. */
static inline uint32_t bac_axi_in_bits(const bac_axi *a) {
    return a->C * a->S_LANE;
}
static inline uint32_t bac_axi_out_bits(const bac_axi *a) {
    return 8 * a->M_BYTES;
}

/* Errors name the option and what it may be: a result that its bytes do not hold or that one class
 * does not have, a FIFO's depth, samples that are no power of two finer than the codes, a source
 * that loses beats without the registers that would tell and mend it, a network that is too large. */
bac_status bac_axi_of(const bac_netlist *netlist, const bac_axi_options *options, bac_axi *axi,
                      bac_error *err);

/* One port of module bac_ip. */
typedef struct bac_axi_port {
    const char *name;
    bool is_output, used;
    uint32_t bits;
} bac_axi_port;
enum { BAC_AXI_PORTS = 32 };
/* All ports of bac_axi, in order; bac_ip has those that are used. Returns how many. */
uint32_t bac_axi_ports(const bac_axi *axi, bac_axi_port port[BAC_AXI_PORTS]);

bool bac_print_axi(FILE *out, const bac_netlist *netlist, const bac_axi *axi); /* bac_ip.v */

/* After bac_verilog_write, into the same folder:
 *   bac_ip.v   module bac_ip: bac_axi with this network's parameters, and the ports that it uses
 *   rtl/       bac_axi and what it needs besides
 *   bac_ip.f   file list, relative to dir */
bac_status bac_verilog_write_axi(const bac_netlist *netlist, const bac_axi *axi,
                                 const char *library, const char *dir, bac_error *err);

#endif
