/* prune.c - see prune.h. */
#include "prune.h"

#include "checkpoint.h"

#include <math.h>
#include <stdlib.h>

/* Width of the quantiser that feeds a node, seen through pools and flattening; 32: none. */
static uint32_t bits_in(const bac_nn *nn, const bac_nn_node *n) {
    for (;;) {
        const bac_nn_node *from = &nn->node[n->in[0]];
        if (from->op == BAC_NN_NORM || from->op == BAC_NN_INPUT)
            return from->bits ? from->bits : 32;
        if (from->op != BAC_NN_MAXPOOL && from->op != BAC_NN_FLATTEN)
            return 32;
        n = from;
    }
}

static void add_cost(bac_cost *cost, const bac_nn *nn, const bac_nn_node *n, uint64_t nonzero) {
    bac_cost_add(cost, n->C, n->conv.c_in / n->conv.groups, n->conv.kernel, n->T, nonzero,
                 bits_in(nn, n), n->weight_bits ? n->weight_bits : 32);
}

void bac_nn_cost(const bac_nn *nn, bac_cost *cost) {
    *cost = (bac_cost){0};
    for (uint32_t i = 0; i < nn->n_node; i++)
        if (nn->node[i].op == BAC_NN_CONV)
            add_cost(cost, nn, &nn->node[i], bac_nn_nonzero(nn, i));
}

void bac_prune_cut(bac_nn *nn, double cut) {
    for (uint32_t i = 0; i < nn->n_param; i++) {
        const bac_nn_param *p = &nn->param[i];
        for (size_t j = p->at; p->prunable && j < p->at + p->n; j++)
            if (fabs((double)nn->theta[j]) < cut) {
                nn->keep[j] = 0;
                nn->theta[j] = 0;
            }
    }
    bac_nn_prepare(nn);
}

void bac_prune_span(const bac_recipe *r, uint64_t *from, uint64_t *to) {
    uint64_t steps = bac_recipe_steps(r);
    *from = (uint64_t)(r->prune_from * (double)steps);
    *to = (uint64_t)(r->prune_to * (double)steps);
    if (*to >= steps)
        *to = steps - 1;
    if (*from > *to)
        *from = *to;
}

double bac_prune_target(const bac_recipe *r, uint64_t step, double start) {
    uint64_t first, last;
    bac_prune_span(r, &first, &last);
    if (step >= last) /* a fraction of the run need not be a whole step */
        return r->prune_score;
    double run = (double)bac_recipe_steps(r);
    double from = r->prune_from * run, to = r->prune_to * run;
    double phase = to > from ? ((double)step - from) / (to - from) : 1;
    phase = phase < 0 ? 0 : phase > 1 ? 1 : phase;
    double left = 1 - phase;
    return r->prune_score + (start - r->prune_score) * left * left * left;
}

typedef struct candidate {
    double importance, cost;
    size_t at; /* in theta */
} candidate;

static int compare(const void *a, const void *b) {
    const candidate *x = a, *y = b;
    if (x->importance != y->importance)
        return x->importance < y->importance ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

static size_t collect(bac_nn *nn, const bac_recipe *r, const float *v, bool regrow,
                      candidate *list) {
    size_t count = 0;
    for (uint32_t i = 0; i < nn->n_node; i++) {
        const bac_nn_node *n = &nn->node[i];
        if (n->op != BAC_NN_CONV)
            continue;
        const bac_nn_param *p = &nn->param[n->weight];
        bac_cost one = {0};
        add_cost(&one, nn, n, 1);
        for (size_t j = 0; j < p->n; j++) {
            size_t at = p->at + j;
            if (regrow)
                nn->keep[at] = 1;
            if (!nn->keep[at] || (!regrow && n->wcode[j] == 0))
                continue;
            double w = (double)nn->theta[at];
            double importance = w * w * (r->rank == BAC_RANK_SALIENCY ? (double)v[at] : 1);
            list[count++] =
                (candidate){r->rank_cost ? importance / one.score : importance, one.score, at};
        }
    }
    return count;
}

/* Prunes the least important weights of the list until their estimated saving reaches `excess`; at
 * least one. */
static void cut_list(bac_nn *nn, candidate *list, size_t count, double excess) {
    qsort(list, count, sizeof *list, compare);
    for (size_t next = 0; next < count && excess > 0; next++) {
        excess -= list[next].cost;
        nn->keep[list[next].at] = 0;
    }
}

void bac_prune_settle(bac_nn *nn) {
    for (uint32_t i = 0; i < nn->n_node; i++) {
        const bac_nn_node *n = &nn->node[i];
        if (n->op != BAC_NN_CONV)
            continue;
        const bac_nn_param *p = &nn->param[n->weight];
        for (size_t j = 0; j < p->n; j++)
            nn->keep[p->at + j] = nn->keep[p->at + j] && n->wcode[j] != 0;
    }
}

bac_status bac_prune_score(bac_nn *nn, const bac_recipe *r, const float *v, double score,
                           bool regrow, bac_error *err) {
    candidate *list = malloc((nn->n_theta + 1) * sizeof *list);
    if (!list)
        return bac_fail(err, BAC_ERR_MEMORY, nn->name, "out of memory");
    size_t count = collect(nn, r, v, regrow, list);
    bac_nn_prepare(nn);
    /* Removing weights changes the scale and so the codes: a weight whose code was 0 may now have
     * another code. So it removes, quantises and counts again. */
    for (;;) {
        bac_cost cost;
        bac_nn_cost(nn, &cost);
        if (cost.score <= score || count == 0)
            break;
        cut_list(nn, list, count, cost.score - score);
        bac_nn_prepare(nn);
        count = collect(nn, r, v, false, list);
    }
    free(list);
    return BAC_OK;
}
