/* step.c - adds steps to a program, and runs those that call one kernel. */
#include "inside.h"

bac_status bac_step_add(bac_compiler *c, bac_step step) {
    bac_step *to = bac_list_more(&c->p->step, sizeof *to, 1);
    if (!to)
        return bac_no_memory(c->err, c->net->name);
    *to = step;
    c->p->step.n++;
    return BAC_OK;
}

void bac_step_rows(bac_program *p, const bac_step *s) {
    s->rows(p->arena, p->operand.item, (const bac_job *)p->job.item + s->first, s->n);
}

void bac_step_split(bac_program *p, const bac_step *s) {
    p->kernels->split(p->arena, (const bac_split *)p->split.item + s->first, s->n, p->scratch);
}
