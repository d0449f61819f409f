/* eval.c - creates and frees evaluations. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

bac_status bac_eval_no_memory(bac_error *err) {
    return bac_fail(err, BAC_ERR_MEMORY, "", "out of memory");
}

bac_status bac_eval_create(uint32_t n_classes, uint32_t n_nets, bool has_snr, bac_eval **eval,
                           bac_error *err) {
    *eval = NULL;
    bac_eval *e = calloc(1, sizeof *e);
    if (!e)
        return bac_eval_no_memory(err);
    e->class_name = calloc(n_classes ? n_classes : 1, sizeof *e->class_name);
    if (!e->class_name) {
        free(e);
        return bac_eval_no_memory(err);
    }
    e->n_classes = n_classes;
    e->n_nets = n_nets;
    for (uint32_t i = 0; i < n_nets; i++)
        e->net[i].table = bac_eval_table_empty(n_classes, has_snr);
    e->paired = bac_eval_table_empty(2, has_snr);
    *eval = e;
    return BAC_OK;
}

void bac_eval_free(bac_eval *eval) {
    if (!eval)
        return;
    for (uint32_t i = 0; i < eval->n_nets; i++) {
        free(eval->net[i].name);
        free(eval->net[i].file);
        bac_eval_table_clear(&eval->net[i].table);
    }
    bac_eval_table_clear(&eval->paired);
    for (uint32_t c = 0; c < eval->n_classes; c++)
        free(eval->class_name[c]);
    free(eval->class_name);
    free(eval->set);
    free(eval);
}

const char *bac_eval_net_title(const bac_eval *eval, uint32_t net) {
    bool same = eval->n_nets == 2 && strcmp(eval->net[0].name, eval->net[1].name) == 0;
    return same && eval->net[net].file[0] ? eval->net[net].file : eval->net[net].name;
}

void bac_eval_db(double db, char text[32]) {
    snprintf(text, 32, "%.9g", db);
}
