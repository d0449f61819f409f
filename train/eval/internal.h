/* internal.h - functions that the files of libbaceval share. */
#ifndef BAC_EVAL_INTERNAL_H
#define BAC_EVAL_INTERNAL_H

#include "eval.h"

#include <stdio.h>

/* ---- eval.c ---- */
bac_status bac_eval_no_memory(bac_error *err);
/* An evaluation without frames; the caller fills in the names of classes, networks and set. */
bac_status bac_eval_create(uint32_t n_classes, uint32_t n_nets, bool has_snr, bac_eval **eval,
                           bac_error *err);
/* Title of a network in tables: its name, or its file when both networks have the same name. */
const char *bac_eval_net_title(const bac_eval *eval, uint32_t net);
/* Writes an SNR in its shortest form, such as "12" or "-7.5". */
void bac_eval_db(double db, char text[32]);

/* ---- csv.c ---- */
/* Prints a field of a CSV file, quoted where RFC 4180 demands it. */
void bac_eval_put_field(FILE *out, const char *text);

/* ---- json_write.c ---- */
/* Appends `value`, which it owns from then on, to *array. When either is NULL (out of memory, text
 * that is no UTF-8), *array is freed and becomes NULL. */
void bac_eval_push(struct json_t **array, struct json_t *value);

/* ---- classes.c ---- */
/* Fills eval->class_name and class_of[0..labels-1], the networks' class for each label or -1.
 * Refuses two networks with different classes. */
bac_status bac_eval_classes(const bac_eval_job *job, bac_eval *eval, int32_t *class_of,
                            uint32_t labels, bac_error *err);

#endif
