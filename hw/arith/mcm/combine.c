/* combine.c - adds up an output's remaining terms pair by pair: the cheapest adder first, if the
 * other terms still fit into the remaining clocks. */
#include "cheapest.h"

#include <stdlib.h>

/* A row's terms: the first ones in the front, the others in a heap with the next one on top. */
typedef struct queue {
    graph_front front;
    graph_operand *heap; /* [room of the longest row] */
    uint32_t n, turns;
} queue;

static graph_operand operand_of(const graph_work *w, graph_term x, uint32_t turn) {
    const graph_node *n = &w->node[x.node];
    return (graph_operand){.term = x,
                           .depth = n->depth,
                           .bits = bac_adder_type(&n->made).bits,
                           .turn = turn,
                           .lo = n->made.lo,
                           .hi = n->made.hi};
}

static void push(queue *q, const graph_operand *x) {
    uint32_t at = q->n++;
    for (; at > 0 && graph_comes_before(x, &q->heap[(at - 1) / 2]); at = (at - 1) / 2)
        q->heap[at] = q->heap[(at - 1) / 2];
    q->heap[at] = *x;
}

static graph_operand pop(queue *q) {
    const graph_operand first = q->heap[0], last = q->heap[--q->n];
    uint32_t at = 0;
    for (;;) {
        uint32_t child = 2 * at + 1;
        if (child >= q->n)
            break;
        if (child + 1 < q->n && graph_comes_before(&q->heap[child + 1], &q->heap[child]))
            child++;
        if (!graph_comes_before(&q->heap[child], &last))
            break;
        q->heap[at] = q->heap[child];
        at = child;
    }
    q->heap[at] = last;
    return first;
}

static void add(const graph_work *w, queue *q, graph_term x) {
    const graph_operand new = operand_of(w, x, q->turns++);
    push(q, &new);
}

/* Moves the next terms from the heap to the front while it has room. */
static void move_up(queue *q) {
    while (q->n > 0 && q->front.n < LONG_ROW) {
        const graph_operand x = pop(q);
        graph_front_insert(&q->front, &x);
    }
}

static void combine_row(graph_work *w, graph_row *row, queue *q) {
    graph_pair p;
    q->n = q->turns = 0;
    graph_front_open(&q->front);
    for (uint32_t i = 0; i < row->n; i++)
        add(w, q, row->term[i]);
    for (move_up(q); row->n > 1 && !w->failed; move_up(q)) {
        if (!graph_front_cheapest(&q->front, row, &p)) {
            w->failed = true;
            break;
        }
        const bool forget = row->positives > 1;
        row->used = graph_used_after(w, row, p.low.node, p.high.node);
        row->positives += (uint32_t)!p.negative - !p.low.negative - !p.high.negative;
        if (forget && row->positives <= 1)
            graph_front_forget(&q->front);
        const uint32_t sum = graph_add_node(w, p.form, p.low.node, p.high.node,
                                            (uint8_t)(p.high.shift - p.low.shift));
        row->term[0] = (graph_term){sum, p.low.shift, p.negative};
        row->n--;
        add(w, q, row->term[0]);
    }
}

void graph_combine(graph_work *w) {
    uint32_t longest = 0;
    for (uint32_t o = 0; o < w->sums->n_out && !w->failed; o++)
        longest = w->row[o].n > longest ? w->row[o].n : longest;
    queue *q = w->failed ? NULL : malloc(sizeof *q);
    if (q)
        q->heap = malloc(((size_t)longest + 1) * sizeof *q->heap);
    w->failed = w->failed || !q || !q->heap;
    for (uint32_t o = 0; o < w->sums->n_out && !w->failed; o++)
        combine_row(w, &w->row[o], q);
    if (q)
        free(q->heap);
    free(q);
}
