/* interpret.c - see interpret.h. */
#include "interpret.h"

#include <criterion/criterion.h>
#include <stdlib.h>

typedef struct place {
    uint32_t phase, bank, word;
} place;

typedef struct engine {
    const bac_shared_program *p;
    int32_t *map, *input, *logits; /* [L][words of a bank] */
    int32_t moved;                 /* words by which moving streams are further */
    int32_t t;                     /* the group's first position */
} engine;

/* The next position's place. */
static void advance(const bac_shared_op *op, uint32_t L, place *at) {
    const bool wraps = at->phase + 1 == op->stride, far = at->bank + 1 == L;
    at->word += wraps && !far ? 0u - (op->stride - 1) * op->C : op->C;
    at->phase = wraps ? 0 : at->phase + 1;
    if (wraps)
        at->bank = far ? 0 : at->bank + 1;
}

static int64_t read(const engine *e, const bac_shared_op *op, const bac_shared_tap *tap,
                    uint32_t channel, uint32_t lane, bool *inside) {
    const bac_shared_program *p = e->p;
    const int32_t L = (int32_t)p->L, q = tap->q + (int32_t)lane;
    const int32_t rot = ((tap->q % L) + L) % L;
    const uint32_t depth = op->input ? p->in_depth : p->depth;
    const uint32_t bank = (uint32_t)((rot + (int32_t)lane) % L);
    uint32_t word = (uint32_t)(tap->offset + (tap->moves ? e->moved : 0) + (int32_t)channel);
    if ((int32_t)bank < rot)
        word += op->row_step;
    word &= (1u << p->offset_bits) - 1;
    *inside = e->t + q >= 0 && e->t + q < (int32_t)(op->limit - tap->late);
    if (!*inside)
        return 0;
    cr_assert(word < depth, "word %u of %u", word, depth);
    return (op->input ? e->input : e->map)[bank * depth + word];
}

static int64_t count_thresholds(const bac_fold_requant_channel *c, int64_t x) {
    uint32_t n = 0;
    while (n < c->n_thresholds && c->threshold[n] <= x)
        n++;
    return c->minus ? c->add - n : c->add + n;
}

static int64_t requantise(const bac_fold_requant_form *f, uint32_t row, bool plain,
                          const bac_shared_op *op, int64_t x) {
    const bac_fold_requant_channel *c = &f->channel[row];
    const int64_t sum = x * (plain ? 1 : c->mul) + c->add;
    const int64_t v = (int64_t)((uint64_t)sum << c->extra); /* 64 bits hold it */
    const int64_t mask = (int64_t)((UINT64_C(1) << f->shift) - 1);
    const int64_t half = f->shift ? INT64_C(1) << (f->shift - 1) : 0;
    int64_t y = v >> f->shift;
    if (f->even && ((v & mask) > half || ((v & mask) == half && (y & 1))))
        y++;
    return y < op->lo ? op->lo : y > op->hi ? op->hi : y;
}

/* One op for one group. */
static void run_op(engine *e, const bac_shared_op *op, const bac_shared_word *word, uint32_t row,
                   place from) {
    const bac_shared_program *p = e->p;
    const bac_shared_word *start = word;
    uint32_t channel = 0, left = op->every;
    for (uint32_t r = 0; r < op->rows; r++, row++) {
        int64_t acc[64] = {0};
        bool last = false;
        word = op->repeats > 1 ? start : word;
        for (bool first = true; !last; word++, first = false) {
            last = word->last;
            for (uint32_t l = 0; l < op->lanes; l++) {
                bool inside;
                int64_t x = read(e, op, &p->tap[op->tap + word->index], channel, l, &inside);
                if (!inside && op->max)
                    x = -((int64_t)1 << 40);
                const int64_t product = x * word->weight;
                acc[l] = first              ? product
                         : !op->max         ? acc[l] + product
                         : product > acc[l] ? product
                                            : acc[l];
            }
        }
        place at = from;
        for (uint32_t l = 0; l < op->lanes; l++, advance(op, p->L, &at)) {
            const uint32_t search = p->search[row];
            const int32_t y =
                (int32_t)(search == UINT32_MAX
                              ? requantise(&p->form, row, p->plain, op, acc[l])
                              : count_thresholds(&p->thresholds.channel[search], acc[l]));
            if (op->to_out)
                e->logits[r] = y;
            else
                e->map[at.bank * p->depth + at.word + r] = y;
            cr_assert(op->to_out || at.word + r < p->depth);
        }
        for (uint32_t l = op->lanes; op->lanes > p->H && l < p->L; l++, advance(op, p->L, &at))
            e->map[at.bank * p->depth + at.word + r] = 999; /* positions beyond the frame */
        if (--left == 0) {
            channel += op->step;
            left = op->every;
        }
    }
}

/* All groups of the segment that begins with op i; returns the op behind it. */
static uint32_t run_segment(engine *e, uint32_t i, const bac_shared_word **word, uint32_t *row) {
    const bac_shared_program *p = e->p;
    uint32_t end = i;
    while (!p->op[end].ends)
        end++;
    place at = {.word = p->op[end].base};
    for (uint32_t g = 0; g < p->op[i].groups; g++) {
        const bac_shared_word *w = *word;
        uint32_t r = *row;
        e->t = (int32_t)(g * p->L);
        e->moved = (int32_t)(g * p->op[i].row_step);
        for (uint32_t j = i; j <= end; j++) {
            run_op(e, &p->op[j], w, r, j == end ? at : (place){.word = p->op[j].base});
            w += p->op[j].words;
            r += p->op[j].rows;
        }
        for (uint32_t l = 0; l < p->op[end].lanes; l++)
            advance(&p->op[end], p->L, &at);
        if (g + 1 == p->op[i].groups) {
            *word = w;
            *row = r;
        }
    }
    return end + 1;
}

static int32_t *random_words(size_t n, uint64_t *seed) {
    int32_t *word = malloc(n * sizeof *word);
    cr_assert_not_null(word);
    for (size_t i = 0; i < n; i++) {
        *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407;
        word[i] = (int32_t)(*seed >> 33) % 1000;
    }
    return word;
}

void interpret(const bac_shared_program *p, const int32_t *codes, uint64_t seed, int32_t *logits) {
    engine e = {.p = p, .logits = logits};
    e.map = random_words((size_t)p->L * p->depth, &seed);
    e.input = random_words((size_t)p->L * p->in_depth, &seed);
    const bac_shared_op load = {.C = p->C, .stride = p->stride};
    place at = {0};
    for (uint32_t t = 0; t < p->T; t++, advance(&load, p->L, &at))
        for (uint32_t c = 0; c < p->C; c++)
            e.input[at.bank * p->in_depth + at.word + c] = codes[t * p->C + c];
    const bac_shared_word *word = p->word;
    uint32_t row = 0;
    for (uint32_t i = 0; i < p->n_ops;)
        i = run_segment(&e, i, &word, &row);
    free(e.map);
    free(e.input);
}
