/* fc.c - rtl/unrolled/bac_fc.v: a fully connected layer, P inputs per clock.
 *
 * Stage   1 load the beat   2 read weights, take P inputs   3 multiply   4 accumulate
 *         steps s = 0 .. STEPS-1 follow each other in stages 2 to 4; STEPS = ceil(C / P)
 * Timing  LATENCY = STEPS + 3 from the frame's last beat, II = STEPS clocks per beat
 * Stall   everything stands still while a result is not taken */
#include "collector.h"
#include "count.h"
#include "image.h"
#include "ints.h"
#include "unrolled.h"

BAC_NUMBER_OF(bac_fc_params, steps_of, bac_ceil_div(p->C, p->P))

static uint32_t latency(const void *params) {
    return steps_of(params) + 3;
}

static uint64_t clocks(const bac_netlist *n, const bac_stage *s) {
    return bac_max_u64(bac_stage_beats(n, s),
                       (uint64_t)n->links[s->in[0]].beats * steps_of(s->params));
}

static void times(struct bac_times *t, const bac_stage *s) {
    bac_collector_times(t, s, steps_of(s->params));
}

/* The registers of the module, by their names there. */
typedef struct fc {
    uint32_t steps, step;
    uint8_t busy, beat_last, valid2, last2, valid3, last3, valid4;
} fc;

static void reset(const bac_stage *s, void *state) {
    ((fc *)state)->steps = steps_of(s->params);
}

static void valid(const bac_stage *s, const void *state, bac_wires *w) {
    const fc *q = state;
    w->valid[s->out[0]] = q->valid4;
    w->last[s->out[0]] = 1;
}

static void ready(const bac_stage *s, const void *state, bac_wires *w) {
    const fc *q = state;
    bool ce = !q->valid4 || w->ready[s->out[0]];
    w->ready[s->in[0]] = ce && (!q->busy || q->step + 1 == q->steps);
}

static void edge(const bac_stage *s, void *state, const bac_wires *w) {
    fc *q = state;
    if (q->valid4 && !w->ready[s->out[0]])
        return;
    bool take = w->valid[s->in[0]] && w->ready[s->in[0]];
    bool beat_end = q->step + 1 == q->steps;
    q->valid4 = q->valid3 && q->last3;
    q->valid3 = q->valid2;
    q->last3 = q->last2;
    q->valid2 = q->busy;
    q->last2 = beat_end && q->beat_last;
    if (q->busy)
        q->step = beat_end ? 0 : q->step + 1;
    q->busy = take || (q->busy && !beat_end);
    if (take)
        q->beat_last = w->last[s->in[0]];
}

static void count(const bac_stage *s, bac_counts *c) {
    const bac_fc_params *p = s->params;
    const uint32_t steps = steps_of(p);
    const uint64_t rows = (uint64_t)p->T * steps;
    bac_count_ff(c, 10 + (double)steps * p->P * p->IW + p->P * p->IW);
    bac_count_logic(c, (double)(steps - 1) * p->P * p->IW, 3);
    bac_count_counter(c, steps);
    bac_count_counter(c, rows);
    bac_count_rom(c, rows, p->N_OUT * p->P * p->WB);
    for (uint32_t o = 0; o < p->N_OUT; o++) {
        for (uint32_t i = 0; i < p->P; i++) {
            bac_count_mul(c, p->WB, p->IW + (p->IS_SIGNED ? 0u : 1u));
            bac_count_ff(c, p->WB + p->IW);
            bac_count_add(c, p->OW);
        }
        bac_count_ff(c, p->OW);
        bac_count_logic(c, p->OW, 3);
    }
}

/* A ROM word has the weights of P inputs: that of output o and input i at [(o*P + i)*WB +: WB]. */
static void images(const bac_stage *s, bac_images *images) {
    const bac_fc_params *p = s->params;
    bac_image_begin(images, "%s", p->ROM_FILE.text);
    for (uint32_t beat = 0; beat < p->T; beat++)
        for (uint32_t step = 0; step < steps_of(p); step++) {
            for (uint32_t o = p->N_OUT; o-- > 0;)
                for (uint32_t i = p->P; i-- > 0;) {
                    const uint32_t c = step * p->P + i;
                    const size_t at = ((size_t)o * p->T + beat) * p->C + c;
                    bac_image_put(images, p->WB, c < p->C ? p->fc->weight[at] : 0);
                }
            bac_image_end_word(images);
        }
}

BAC_NUMBER_OF(bac_fc_params, n_out, p->N_OUT)
BAC_WORD_OF(bac_fc_params, bias, p->fc->bias ? (uint32_t)p->fc->bias[i] : 0)

#define NUMBER(member) BAC_NUMBER(bac_fc_params, member)
static const bac_field fields[] = {NUMBER(C),
                                   NUMBER(T),
                                   NUMBER(P),
                                   NUMBER(IW),
                                   NUMBER(IS_SIGNED),
                                   NUMBER(N_OUT),
                                   NUMBER(WB),
                                   NUMBER(OW),
                                   BAC_WORDS("BIAS", 32, n_out, bias),
                                   BAC_FIELD(bac_fc_params, ROM_FILE, BAC_FIELD_FILE)};

const bac_kind bac_kind_fc = {
    .module = "bac_fc",
    .does = "fully connected, P inputs a clock",
    .flags = BAC_KIND_WAITS,
    BAC_PARAMS(bac_fc_params, fields),
    .latency = latency,
    .clocks = clocks,
    .times = times,
    .cycle = {BAC_CYCLE(fc), .reset = reset, .registered_valid = true},
    .count = count,
    .images = images,
};
