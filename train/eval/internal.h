/* internal.h - functions that the files of libbaceval share. */
#ifndef BAC_EVAL_INTERNAL_H
#define BAC_EVAL_INTERNAL_H

#include "eval.h"

#include <stdio.h>

/* ---- eval.c ---- */
bac_status bac_eval_no_memory(bac_error *err);
/* An evaluation without frames: names of the classes and of what is evaluated to be filled in. */
bac_status bac_eval_create(uint32_t n_classes, uint32_t n_nets, bool has_snr, bac_eval **eval,
                           bac_error *err);
/* How a network is called in tables: its name, or its file where two have the same name. */
const char *bac_eval_net_title(const bac_eval *eval, uint32_t net);
/* "12" or "-7.5" */
void bac_eval_db(double db, char text[32]);

/* ---- csv.c ---- */
/* A field of a CSV file (RFC 4180), quoted where it has to be. */
void bac_eval_put_field(FILE *out, const char *text);

/* ---- json_write.c ---- */
/* Takes `value` into *array; what is NULL (no memory, no UTF-8) makes *array NULL. */
void bac_eval_push(struct json_t **array, struct json_t *value);

/* ---- classes.c ---- */
/* Fills eval->class_name, and class_of[label]: the networks' class for each of `labels` labels,
 * or -1. Refuses two networks that differ in their classes. */
bac_status bac_eval_classes(const bac_eval_job *job, bac_eval *eval, int32_t *class_of,
                            uint32_t labels, bac_error *err);

#endif
