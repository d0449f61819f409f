/* bac_driver.h - bac_ip's registers from a processor: C99 without a library, for bare metal or below an operating system.
 *
 *     bac_driver net;
 *     if (bac_driver_open(&net, 0xa0000000) || !bac_driver_is(&net, hash)) ...another block, or another network
 *     bac_driver_reset(&net, 10000);
 *     bac_driver_send(&net, 0xa0010000, words, n);        ...or a DMA sends the frames...
 *     uint32_t class_index = bac_driver_class(&net);
 *
 * bac_registers.h beside it (bindings/registers) has the offsets; docs/registers.md says what each register counts. An access
 * is a volatile load or store of 32 bits at base + offset, unless BAC_DRIVER_IO names a header that defines
 * bac_driver_read(driver, offset), bac_driver_write(driver, offset, value) and bac_driver_stream(port, words, n) otherwise. */
#ifndef BAC_DRIVER_H
#define BAC_DRIVER_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bac_driver {
    uintptr_t base;
} bac_driver;

enum {
    BAC_DRIVER_OK = 0,
    BAC_DRIVER_ABSENT,  /* ID is not that of bac_axi: wrong address, or the block is in reset */
    BAC_DRIVER_VERSION, /* the register map has another major version than bac_registers.h */
    BAC_DRIVER_TIMEOUT, /* the soft reset has not ended */
    BAC_DRIVER_HELD     /* HOLD is on: a frame would wait, and the processor with it */
};

/* Who the block is. */
typedef struct bac_driver_identity {
    uint32_t version; /* of the register map */
    uint32_t samples; /* of a beat of the input */
    uint32_t frame;   /* samples of a frame */
    uint32_t classes;
    uint8_t hash[32]; /* SHA-256 of the network's text */
} bac_driver_identity;

/* What it has counted since its last reset; clocks of aclk. */
typedef struct bac_driver_counters {
    uint32_t frames; /* results that have left, modulo 2^32 */
    uint32_t stall_clocks;
    uint32_t
        latency_min; /* from a frame's last sample to its result; 0xffffffff before the first */
    uint32_t latency_max, latency_last;
} bac_driver_counters;

/* Looks for the block at `base`. BAC_DRIVER_OK, _ABSENT or _VERSION. */
int bac_driver_open(bac_driver *driver, uintptr_t base);
void bac_driver_identify(const bac_driver *driver, bac_driver_identity *identity);
/* 1: the network's text has this SHA-256. */
int bac_driver_is(const bac_driver *driver, const uint8_t hash[32]);

/* Begins anew: frames under way are lost, counters and STATUS are cleared. Looks at most `tries` times whether it is over.
 * BAC_DRIVER_OK or _TIMEOUT. HOLD stays as it is. */
int bac_driver_reset(const bac_driver *driver, uint32_t tries);
/* on: no new frame begins, the one under way is finished. */
void bac_driver_hold(const bac_driver *driver, int on);

/* Sends n words, the beats of s_axis_tdata of whole frames one after the other, least significant byte first, where no DMA
 * does: each is stored to `port`, an address behind which a stream begins (the data register of an AXI4-Stream FIFO; FRAME of
 * bac::accelerator). BAC_DRIVER_OK, or _HELD and nothing is sent. */
int bac_driver_send(const bac_driver *driver, uintptr_t port, const uint32_t *words, uint32_t n);

/* BAC_REG_STATUS_*: what has happened since it was cleared; and clears those bits. */
uint32_t bac_driver_status(const bac_driver *driver);
void bac_driver_clear(const bac_driver *driver, uint32_t bits);

/* Of the last result. margin: 0 unless the block gives margins. */
uint32_t bac_driver_class(const bac_driver *driver);
uint32_t bac_driver_margin(const bac_driver *driver);

void bac_driver_count(const bac_driver *driver, bac_driver_counters *counters);
/* count[i] = results of class i, i < n. n: at most the block's classes; more are 0. */
void bac_driver_histogram(const bac_driver *driver, uint32_t *count, uint32_t n);

#ifdef __cplusplus
}
#endif
#endif
