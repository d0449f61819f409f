/* bac_registers.h - AXI4-Lite registers of rtl/wrap/bac_axi.v, version 1.0.0: offsets in bytes from the base,
 * first bits and masks of fields. Made from rtl/wrap/registers.json, do not edit. */
/* clang-format off */
#ifndef BAC_REGISTERS_H
#define BAC_REGISTERS_H

#define BAC_REGISTERS_BYTES 4096u

/* what this is: BAC1 in ASCII, the first letter in the highest byte */
#define BAC_REG_ID 0x000u
#define BAC_REG_ID_RESET 0x42414331u

/* of the register map */
#define BAC_REG_VERSION 0x004u
#define BAC_REG_VERSION_RESET 0x00010000u
#define BAC_REG_VERSION_PATCH 0xffu /* nothing that software sees has changed */
#define BAC_REG_VERSION_MINOR 0xff00u /* registers were added */
#define BAC_REG_VERSION_MAJOR 0xff0000u /* registers were changed or removed */

/* S: samples of a beat of the input */
#define BAC_REG_SAMPLES 0x008u

/* samples of a frame */
#define BAC_REG_FRAME 0x00cu

/* classes of the network */
#define BAC_REG_CLASSES 0x010u

/* what the network does */
#define BAC_REG_CONTROL 0x014u
#define BAC_REG_CONTROL_SOFT_RESET 0x1u /* 1: begin anew. Frames under way are lost, STATUS, counters and histogram are cleared, and the rest of a frame that the source is in is dropped. Reads as 1 until the reset has ended */
#define BAC_REG_CONTROL_HOLD 0x2u /* 1: no new frame is begun; the one under way is finished */

/* what has happened; a bit stays until 1 is written to it */
#define BAC_REG_STATUS 0x018u
#define BAC_REG_STATUS_LAST_ERROR 0x1u /* s_axis_tlast was not where a frame ends */
#define BAC_REG_STATUS_KEEP_ERROR 0x2u /* a beat had s_axis_tkeep low in a byte */
#define BAC_REG_STATUS_OVERFLOW 0x4u /* a beat was offered that the clock-domain FIFO had no room for, by a source that cannot wait: it is lost */
#define BAC_REG_STATUS_STALLED 0x8u /* a beat had to wait */

/* results that have left, modulo 2**32 */
#define BAC_REG_FRAMES 0x01cu

/* class of the last result */
#define BAC_REG_CLASS 0x020u

/* its margin, largest logit minus second largest; 0 unless RESULT is 1 */
#define BAC_REG_MARGIN 0x024u

/* fewest clocks from a frame's last sample to its result */
#define BAC_REG_LATENCY_MIN 0x028u
#define BAC_REG_LATENCY_MIN_RESET 0xffffffffu

/* most clocks */
#define BAC_REG_LATENCY_MAX 0x02cu

/* clocks of the last result */
#define BAC_REG_LATENCY_LAST 0x030u

/* clocks in which a beat of the input waited, modulo 2**32 */
#define BAC_REG_STALL_CLOCKS 0x034u

/* SHA-256 of the network's canonical text; HASH[0] holds its first four bytes, the first one highest */
#define BAC_REG_HASH 0x040u
#define BAC_REG_HASH_COUNT 8u

/* results of class i, modulo 2**32 */
#define BAC_REG_HISTOGRAM 0x400u
#define BAC_REG_HISTOGRAM_COUNT 256u

#endif
