/* serial_conv.c - rtl/serial/bac_serial_conv.v: a convolution or add of numbers that arrive digit
 * by digit, fused with its requantiser.
 *
 * Timing  LATENCY = levels + 2 from a position's last digit in to its first digit out, II = 1;
 *         levels is the module's LEVELS + WAIT. Who lets digits in keeps the last digits of two
 *         positions INTERVAL clocks apart
 * Stall   everything stands still while a beat is not taken */
#include "serial.h"

#include "count.h"
#include "ints.h"
#include "times.h"

#include <stdlib.h>
#include <string.h>

BAC_NUMBER_OF(bac_serial_conv_params, latency, p->levels + 2)

static void close_conv(void *params) {
    bac_distributed_free(&((bac_serial_conv_params *)params)->sums);
}

/* ---- Verilog */

#define NUMBER_OF(name, value) BAC_NUMBER_OF(bac_serial_conv_params, name, value)
#define WORD_OF(name, value)   BAC_WORD_OF(bac_serial_conv_params, name, value)
WORD_OF(weight, p->sums.n_terms ? (uint32_t)p->sums.term[i].weight : 0)
WORD_OF(term_index, p->sums.n_terms ? p->sums.term[i].index : 0)
WORD_OF(first, i < p->sums.C ? p->sums.output[i].first : p->sums.n_terms)
WORD_OF(init, p->sums.output[i].init)
WORD_OF(sum_bits, p->sums.output[i].sum_bits)
WORD_OF(v_bits, p->sums.output[i].v_bits)
WORD_OF(shift, p->sums.output[i].shift)
WORD_OF(width, p->sums.widths[i])
WORD_OF(tree_of, p->sums.output[i].tree)
WORD_OF(tree, p->sums.tree[i])
NUMBER_OF(terms, p->N_TERMS)
NUMBER_OF(outputs, p->sums.C)
NUMBER_OF(firsts, p->sums.C + 1)
NUMBER_OF(widths, p->sums.C * p->sums.levels)
NUMBER_OF(thresholds, p->SEARCH ? p->N_TREES << p->OW : 1)

#define NUMBER(member) BAC_NUMBER(bac_serial_conv_params, member)
static const bac_field fields[] = {NUMBER(N_IN),
                                   NUMBER(D),
                                   NUMBER(DIGITS),
                                   NUMBER(C),
                                   NUMBER(D_OUT),
                                   NUMBER(DIGITS_OUT),
                                   NUMBER(OW),
                                   NUMBER(LEVELS),
                                   NUMBER(GROUP),
                                   BAC_FIELD(bac_serial_conv_params, LO, BAC_FIELD_SIGNED),
                                   BAC_FIELD(bac_serial_conv_params, HI, BAC_FIELD_SIGNED),
                                   NUMBER(N_TERMS),
                                   NUMBER(SIGNED_OUT),
                                   NUMBER(SEARCH),
                                   NUMBER(STEPS),
                                   NUMBER(N_TREES),
                                   NUMBER(INTERVAL),
                                   BAC_WORDS("WEIGHTS", 32, terms, weight),
                                   BAC_WORDS("INDEX", 24, terms, term_index),
                                   BAC_WORDS("FIRST", 32, firsts, first),
                                   BAC_WORDS("INIT", 64, outputs, init),
                                   BAC_WORDS("SUM_BITS", 8, outputs, sum_bits),
                                   BAC_WORDS("V_BITS", 8, outputs, v_bits),
                                   BAC_WORDS("SHIFT", 8, outputs, shift),
                                   BAC_WORDS("WIDTHS", 8, widths, width),
                                   BAC_WORDS("TREE", 16, outputs, tree_of),
                                   BAC_WORDS("TREES", 32, thresholds, tree)};

/* ---- times: the digits of a position's numbers follow each other behind its last digit in */

static void times(bac_times *t, const bac_stage *s) {
    const bac_serial_conv_params *p = s->params;
    const int64_t *in = t->at[s->in[0]] - 1;
    int64_t *out = t->at[s->out[0]];
    for (size_t i = 0; i < (size_t)t->frames * t->n->links[s->in[0]].beats / p->DIGITS; i++) {
        in += p->DIGITS;
        for (uint32_t n = 0; n < p->DIGITS_OUT; n++)
            *out++ = *in + s->latency + n;
    }
}

/* ---- cycle model */

enum { POSITION_END = 1, FRAME_END = 2 };

typedef struct conv {
    uint32_t levels, digits, digits_out;
    uint32_t digit;               /* number of the digit that arrives next */
    uint32_t left;                /* digits that follow the one being offered */
    uint8_t complete, busy, last; /* complete: marks of the sum in stage LEVELS+1 */
    uint8_t mark[];               /* [levels] of the beats in stages 1..LEVELS */
} conv;

static size_t more(const bac_stage *s) {
    return ((const bac_serial_conv_params *)s->params)->levels;
}

static void reset(const bac_stage *s, void *state) {
    const bac_serial_conv_params *p = s->params;
    conv *q = state;
    q->levels = p->levels;
    q->digits = p->DIGITS;
    q->digits_out = p->DIGITS_OUT;
}

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    const conv *q = state;
    w->valid[s->out[0]] = q->busy;
    w->last[s->out[0]] = q->last && q->left == 0;
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    const conv *q = state;
    w->ready[s->in[0]] = (q->busy ^ 1) | w->ready[s->out[0]];
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    conv *q = state;
    if (q->busy && !w->ready[s->out[0]])
        return;
    const bool take = w->valid[s->in[0]] && w->ready[s->in[0]];
    q->busy = q->complete || q->left > 0;
    if (q->complete) {
        q->left = q->digits_out - 1;
        q->last = (q->complete & FRAME_END) != 0;
    } else if (q->left > 0) {
        q->left--;
    }
    q->complete = q->mark[q->levels - 1];
    memmove(q->mark + 1, q->mark, q->levels - 1);
    q->mark[0] = 0;
    if (!take)
        return;
    if (q->digit + 1 < q->digits) {
        q->digit++;
        return;
    }
    q->digit = 0;
    q->mark[0] = (uint8_t)(POSITION_END | (w->last[s->in[0]] ? FRAME_END : 0));
}

/* ---- size */

/* Counts a search. Each stage has a register of the sum, the code bits found so far, a comparator
 * and the thresholds that these bits select. */
static void search(const bac_distributed *low, uint32_t v_bits, uint32_t code_bits, bac_counts *c) {
    for (uint32_t known = 0; known < code_bits; known += low->steps) {
        const uint32_t bits = known + low->steps < code_bits ? known + low->steps : code_bits;
        bac_count_logic(c, v_bits, bits);
        bac_count_compare(c, v_bits);
        bac_count_ff(c, v_bits + bits);
    }
}

/* Counts one output: its tables, the adders that chain them, the running sum and the digits
 * that shift out. */
static void output(const bac_serial_conv_params *p, uint32_t o, bac_counts *c) {
    const bac_distributed *low = &p->sums;
    const bac_serial_output *out = &low->output[o];
    const uint32_t D = p->D;
    if (out->n == 0) {
        if (p->DIGITS_OUT > 1 && out->init != 0)
            bac_count_logic(c, p->D_OUT, bac_ceil_log2(p->DIGITS_OUT));
        return;
    }
    const uint32_t tables = (out->n + BAC_SERIAL_GROUP - 1) / BAC_SERIAL_GROUP;
    for (uint32_t g = 0; g < tables; g++) {
        const uint32_t left = out->n - g * BAC_SERIAL_GROUP;
        const uint32_t bits = low->widths[(size_t)o * low->levels + g];
        bac_count_logic(c, bits, left < BAC_SERIAL_GROUP ? left : BAC_SERIAL_GROUP);
        if (g > 0)
            bac_count_add(c, bits);
        bac_count_ff(c, bits);
    }
    bac_count_ff(c, (double)out->sum_bits * (low->levels - tables));
    if (out->v_bits > D) {
        bac_count_add(c, out->v_bits - D);
        bac_count_logic(c, out->v_bits - D, 2);
    }
    bac_count_ff(c, out->v_bits);
    if (out->tree > 0)
        search(low, out->v_bits, p->OW, c);
    else
        bac_count_bounds(c, p->requant, out->v_bits - out->shift);
    bac_count_logic(c, p->OW, 4);
    bac_count_mux(c, p->DIGITS_OUT * p->D_OUT, p->DIGITS_OUT > 1 ? 2 : 1);
    bac_count_ff(c, p->DIGITS_OUT * p->D_OUT);
}

/* Counts the registers in which input bits wait until the last level that reads them; all tables
 * share them. */
static void waits(const bac_distributed *low, uint64_t width, bac_counts *c) {
    uint32_t *latest = calloc(width + 1, sizeof *latest);
    for (uint32_t o = 0; latest && o < low->C; o++)
        for (uint32_t i = 0; i < low->output[o].n; i++) {
            uint32_t *at = &latest[low->term[low->output[o].first + i].index];
            *at = i / BAC_SERIAL_GROUP > *at ? i / BAC_SERIAL_GROUP : *at;
        }
    for (uint64_t i = 0; latest && i <= width; i++)
        bac_count_ff(c, latest[i]);
    c->failed = c->failed || !latest;
    free(latest);
}

static void count(const bac_stage *s, bac_counts *c) {
    const bac_serial_conv_params *p = s->params;
    for (uint32_t o = 0; o < p->sums.C; o++)
        output(p, o, c);
    bac_count_ff(c, 4.0 * p->LEVELS + 4 + 2.0 * (p->levels - p->LEVELS));
    bac_count_counter(c, p->DIGITS);
    bac_count_counter(c, p->DIGITS_OUT);
    waits(&p->sums, c->n->links[s->in[0]].width, c);
}

const bac_kind bac_kind_serial_conv = {
    .module = "bac_serial_conv",
    .does = "sums of products digit by digit, then codes",
    .flags = BAC_KIND_FLOWS,
    BAC_PARAMS(bac_serial_conv_params, fields),
    .latency = latency,
    .times = times,
    .cycle = {BAC_CYCLE(conv), .more = more, .reset = reset, .registered_valid = true},
    .count = count,
    .close = close_conv};
