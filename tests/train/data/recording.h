/* recording.h - one SigMF recording, r.sigmf-meta and r.sigmf-data, in a fresh folder. */
#ifndef BAC_RECORDING_H
#define BAC_RECORDING_H

#include "sigmf.h"

extern char *dir;
extern char meta[300], data[300];

void recording_begin(void);
void recording_end(void);

/* Metadata with more keys of "global", and the insides of both arrays */
void recording_meta(const char *type, const char *global, const char *captures,
                    const char *annotations);
/* n samples of cf32_le: I = number, Q = -number */
void recording_ramp(uint64_t n);
/* The recording, which must open */
bac_sigmf *recording_open(void);

/* Keys of "global" that a careless writer would lose or change */
extern const char recording_rich[];

#endif
