/* signal.h - libbacsignal: synthetic frames of 24 modulations (docs/signals.md).
 *
 * A frame is a pure function of (profile, seed, class, SNR, index): any thread or computer makes
 * the same bits, in any order. Call every figure that is measured on such frames synthetic.
 *
 * A bac_signal is immutable and shared between threads; a bac_signal_work belongs to one thread.
 */
#ifndef BAC_SIGNAL_H
#define BAC_SIGNAL_H

#include "bac.h"

enum { BAC_SIGNAL_CLASSES = 24, BAC_SIGNAL_POSITIONS = 1024 };

typedef struct bac_signal bac_signal;
typedef struct bac_signal_work bac_signal_work;

/* profile: "radioml" or "textbook". Computes the profile's tables and filters. */
bac_status bac_signal_create(const char *profile, uint64_t seed, bac_signal **signal,
                             bac_error *err);
void bac_signal_free(bac_signal *signal);
bac_status bac_signal_work_create(const bac_signal *signal, bac_signal_work **work, bac_error *err);
void bac_signal_work_free(bac_signal_work *work);

/* Makes one frame, iq: [1024][2] float32, all finite. class_index: 0..23 in the order of
 * bac_signal_class; snr_db: -100..100. It allocates nothing and cannot fail. */
void bac_signal_frame(const bac_signal *signal, bac_signal_work *work, uint32_t class_index,
                      double snr_db, uint64_t index, float *iq);

/* Label of a class (OOK, 4ASK, ... OQPSK: the corrected order of RadioML 2018.01A). */
const char *bac_signal_class(uint32_t class_index);
/* Index of a label, or -1. */
int bac_signal_class_index(const char *label);

#endif
