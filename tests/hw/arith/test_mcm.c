/* test_mcm.c - the graph adds up what the plain sums do, in as many bits as it says, with no
 * more adders and in no more clocks than plain trees. */
#include "cheapest.h"
#include "plain_graph.h"
#include "random_sums.h"
#include "run_words.h"
#include "store.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { SEEDS = 200, INPUTS = 30, WIDEST = 120 };

/* Every fortieth is so large that it is shared in blocks. */
static bac_sums sums_of(uint64_t seed) {
    return random_sums(seed, seed % 40 == 0 ? WIDEST : 24);
}

typedef struct built {
    bac_sums sums;
    bac_mcm graph;
    bac_adder_words words;
} built;

static built build(uint64_t seed) {
    built b = {.sums = sums_of(seed)};
    cr_assert(bac_mcm_build(&b.sums, &b.graph));
    cr_assert(bac_mcm_pack(&b.graph, &b.words));
    return b;
}

static void close(built *b) {
    bac_adder_words_free(&b->words);
    bac_mcm_free(&b->graph);
    bac_sums_free(&b->sums);
}

/* Ends of the ranges, then anything inside. */
static void draw(const bac_sums *s, uint64_t *state, uint32_t turn, int64_t *x) {
    for (uint32_t i = 0; i < s->n_in; i++) {
        const bool end = turn < INPUTS / 2;
        x[i] = turn == 0 || (end && random_next(state) & 1) ? s->lo[i]
               : end                                        ? s->hi[i]
                                                            : random_in(state, s->lo[i], s->hi[i]);
    }
}

static int64_t plain(const bac_sums *s, uint32_t o, const int64_t *x) {
    int64_t sum = s->bias[o];
    for (uint32_t i = s->first[o]; i < s->first[o + 1]; i++)
        sum += s->weight[i] * x[s->index[i]];
    return sum;
}

Test(bac_mcm, words_add_up_what_plain_sums_do) {
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        built b = build(seed);
        uint64_t state = seed;
        int64_t x[WIDEST], y[32];
        for (uint32_t turn = 0; turn < INPUTS; turn++) {
            draw(&b.sums, &state, turn, x);
            run_words(&b.sums, &b.words, x, 48, y);
            for (uint32_t o = 0; o < b.sums.n_out; o++)
                cr_assert_eq(y[o], plain(&b.sums, o, x), "seed %llu turn %u output %u: %lld",
                             (unsigned long long)seed, turn, o, (long long)y[o]);
        }
        close(&b);
    }
}

/* The factor of every node for one input: what it is where that input is 1 and the others are 0. */
static void factors(const bac_mcm *g, uint32_t input, int64_t *of) {
    for (uint32_t n = 0; n < g->n_nodes; n++) {
        const bac_adder *x = &g->node[n];
        if (x->form == BAC_ADDER_INPUT) {
            of[n] = x->a == input;
            continue;
        }
        const int64_t b = of[x->b] * ((int64_t)1 << x->shift);
        of[n] = x->form == BAC_ADDER_ADD ? of[x->a] + b : of[x->a] - b;
        if (x->form == BAC_ADDER_FROM)
            of[n] = -of[n];
    }
}

Test(bac_mcm, every_width_holds_what_is_reached_and_not_a_bit_more) {
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        built b = build(seed);
        const bac_mcm *g = &b.graph;
        int64_t *lo = calloc(g->n_nodes, sizeof *lo), *hi = calloc(g->n_nodes, sizeof *hi);
        int64_t *of = calloc(g->n_nodes, sizeof *of);
        for (uint32_t i = 0; i < g->n_in; i++) {
            factors(g, i, of);
            for (uint32_t n = 0; n < g->n_nodes; n++) {
                lo[n] += of[n] * (of[n] > 0 ? b.sums.lo[i] : b.sums.hi[i]);
                hi[n] += of[n] * (of[n] > 0 ? b.sums.hi[i] : b.sums.lo[i]);
            }
        }
        for (uint32_t n = 0; n < g->n_nodes; n++) {
            const bac_type want = bac_type_of_range(lo[n], hi[n]);
            const bac_type is = bac_adder_type(&g->node[n]);
            cr_assert(g->node[n].lo == lo[n] && g->node[n].hi == hi[n], "seed %llu node %u",
                      (unsigned long long)seed, n);
            cr_assert(is.bits == want.bits && is.is_signed == want.is_signed);
        }
        free(lo);
        free(hi);
        free(of);
        close(&b);
    }
}

Test(bac_mcm, no_more_adders_than_plain_trees_and_many_fewer_where_weights_repeat) {
    uint64_t adders = 0, without = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        built b = build(seed);
        cr_assert_leq(bac_mcm_count(&b.graph), plain_adders(&b.sums), "seed %llu",
                      (unsigned long long)seed);
        adders += bac_mcm_count(&b.graph);
        without += plain_adders(&b.sums);
        close(&b);
    }
    cr_assert_lt(4 * adders, 3 * without, "%llu of %llu", (unsigned long long)adders,
                 (unsigned long long)without);
}

Test(bac_mcm, operands_are_there_a_clock_before_and_outputs_in_the_last) {
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        built b = build(seed);
        const bac_mcm *g = &b.graph;
        for (uint32_t n = 0; n < g->n_nodes; n++) {
            const bac_adder *x = &g->node[n];
            if (x->form == BAC_ADDER_INPUT) {
                cr_assert_eq(x->level, 0);
                continue;
            }
            cr_assert(x->level <= g->levels && x->level <= x->last);
            cr_assert(g->node[x->a].level < x->level && g->node[x->a].last >= x->level - 1);
            cr_assert(g->node[x->b].level < x->level && g->node[x->b].last >= x->level - 1);
        }
        for (uint32_t o = 0; o < g->n_out; o++) {
            const uint32_t due = g->levels - bac_output_has_post(&g->output[o]);
            if (!g->output[o].constant)
                cr_assert(g->node[g->output[o].node].level <= due &&
                          g->node[g->output[o].node].last >= due);
        }
        close(&b);
    }
}

Test(bac_mcm, the_same_sums_make_the_same_words) {
    for (uint64_t seed = 1; seed <= SEEDS / 4; seed++) {
        built a = build(seed), b = build(seed);
        cr_assert_eq(a.words.n, b.words.n);
        cr_assert_eq(memcmp(a.words.word, b.words.word, a.words.n * sizeof *a.words.word), 0);
        close(&a);
        close(&b);
    }
}

/* Returns how many terms the longest row has when they are added up. */
static uint32_t grow(const bac_sums *sums, graph_sharing sharing, bool plainly, graph_work *w) {
    uint32_t longest = 0;
    graph_open(w, sums);
    (plainly ? plain_share : graph_share)(w, sharing);
    for (uint32_t o = 0; o < sums->n_out; o++)
        longest = w->row[o].n > longest ? w->row[o].n : longest;
    (plainly ? plain_combine : graph_combine)(w);
    cr_assert(!w->failed);
    return longest;
}

static bool same_node(const bac_adder *x, const bac_adder *y) {
    return x->form == y->form && x->a == y->a && x->b == y->b && x->shift == y->shift &&
           x->lo == y->lo && x->hi == y->hi;
}

static bool same_term(graph_term x, graph_term y) {
    return x.node == y.node && x.shift == y.shift && x.negative == y.negative;
}

static void compare(const graph_work *quick, const graph_work *slow, uint64_t seed) {
    const unsigned long long s = seed;
    cr_assert_eq(quick->n_nodes, slow->n_nodes, "seed %llu", s);
    for (uint32_t n = 0; n < slow->n_nodes; n++)
        cr_assert(same_node(&quick->node[n].made, &slow->node[n].made), "seed %llu node %u", s, n);
    for (uint32_t o = 0; o < slow->sums->n_out; o++) {
        const graph_row *x = &quick->row[o], *y = &slow->row[o];
        cr_assert(x->n == y->n && x->used == y->used && x->positives == y->positives);
        cr_assert(y->n == 0 || same_term(x->term[0], y->term[0]), "seed %llu output %u", s, o);
    }
}

/* Rows shorter and longer than what is looked at in one go; with clocks to spare and without. */
Test(bac_mcm, every_node_is_the_one_that_looking_at_all_pairs_again_chooses) {
    uint32_t longest = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        bac_sums sums = random_sums(seed, seed % 8 == 0 ? WIDEST : 24);
        for (graph_sharing s = SHARE_NOTHING; s <= SHARE_PAIRS; s++) {
            graph_work quick, slow;
            const uint32_t terms = grow(&sums, s, false, &quick);
            cr_assert_eq(terms, grow(&sums, s, true, &slow));
            compare(&quick, &slow, seed);
            graph_close(&quick);
            graph_close(&slow);
            longest = terms > longest ? terms : longest;
        }
        bac_sums_free(&sums);
    }
    cr_assert_gt(longest, 2 * LONG_ROW, "no row is long");
}

static uint64_t pairs_of(const graph_work *w) {
    uint64_t pairs = 0;
    for (uint32_t o = 0; o < w->sums->n_out; o++)
        pairs += (uint64_t)w->row[o].n * w->row[o].n / 2;
    return pairs;
}

/* Of all pairs some lie in one block; of the digits of one input all do. */
Test(bac_mcm, blocks_of_a_large_layer_share_less_than_all_and_more_than_single_inputs) {
    uint32_t large = 0;
    for (uint64_t seed = 40; seed <= SEEDS; seed += 40) {
        bac_sums sums = sums_of(seed);
        graph_work inputs, blocks, all;
        grow(&sums, SHARE_INPUTS, false, &inputs);
        grow(&sums, SHARE_PAIRS, false, &all);
        graph_open(&blocks, &sums);
        const uint64_t pairs = pairs_of(&blocks);
        graph_share_blocks(&blocks);
        graph_combine(&blocks);
        cr_assert_not(blocks.failed);
        if (pairs > 1 << 14) { /* several blocks */
            cr_assert_lt(blocks.n_nodes, inputs.n_nodes, "seed %llu", (unsigned long long)seed);
            cr_assert_gt(blocks.n_nodes, all.n_nodes, "seed %llu", (unsigned long long)seed);
            large++;
        } else if (pairs < 1 << 12) { /* one block */
            compare(&blocks, &all, seed);
        }
        graph_close(&inputs);
        graph_close(&blocks);
        graph_close(&all);
        bac_sums_free(&sums);
    }
    cr_assert_geq(large, 2);
}

/* Sums of two inputs and what their pairs are shared to, block by block: how many nodes are of two inputs. */
static uint32_t nodes_of_two(uint32_t n_out, uint32_t *first, const uint32_t *index,
                             const int64_t *weight, uint32_t *nodes) {
    int64_t lo[2] = {0, 0}, hi[2] = {15, 15}, *bias = calloc(n_out, sizeof *bias);
    const bac_sums s = {.n_in = 2,
                        .n_out = n_out,
                        .levels = 6,
                        .lo = lo,
                        .hi = hi,
                        .first = first,
                        .index = (uint32_t *)index,
                        .weight = (int64_t *)weight,
                        .bias = bias};
    graph_work w;
    uint32_t two = 0;
    graph_open(&w, &s);
    graph_share_blocks(&w);
    cr_assert_not(w.failed);
    for (uint32_t n = 0; n < w.n_nodes; n++)
        two += w.node[n].n_of == 2;
    *nodes = w.n_nodes;
    graph_close(&w);
    free(bias);
    return two;
}

/* 400 rows of many digits: so many pairs that a block is one input, and its multiples are all that is shared. */
Test(bac_mcm, blocks_of_single_inputs_share_multiples) {
    enum { OUT = 400 };
    int64_t weight[2 * OUT];
    uint32_t first[OUT + 1], index[2 * OUT], nodes;
    uint64_t state = 1;
    for (uint32_t o = 0; o <= OUT; o++)
        first[o] = 2 * o;
    for (uint32_t i = 0; i < 2 * OUT; i++) {
        index[i] = i % 2;
        weight[i] = random_in(&state, 1, 1 << 12);
    }
    cr_assert_eq(nodes_of_two(OUT, first, index, weight, &nodes), 0);
    cr_assert_gt(nodes, 100);
}

/* Rows of one digit have no pairs, however many they are: x + 4y in the last two rows is shared. */
Test(bac_mcm, rows_without_pairs_make_no_blocks) {
    enum { OUT = 400 };
    int64_t weight[OUT + 2];
    uint32_t first[OUT + 1], index[OUT + 2], nodes;
    for (uint32_t o = 0; o < OUT - 2; o++) {
        first[o] = o;
        index[o] = o % 2;
        weight[o] = (int64_t)1 << o % 8;
    }
    for (uint32_t o = OUT - 2, i = OUT - 2; o <= OUT; o++, i += 2) {
        first[o] = i;
        for (uint32_t k = 0; o < OUT && k < 2; k++) {
            index[i + k] = k;
            weight[i + k] = k ? 4 : 1;
        }
    }
    cr_assert_eq(nodes_of_two(OUT, first, index, weight, &nodes), 1);
    cr_assert_eq(nodes, 3);
}

static uint64_t waiting_bits(const bac_mcm *g) {
    uint64_t bits = 0;
    for (uint32_t n = 0; n < g->n_nodes; n++)
        bits += (uint64_t)(g->node[n].last - g->node[n].level) * bac_adder_type(&g->node[n]).bits;
    return bits;
}

/* What random sums cost: whoever makes graphs cheaper lowers the figures. */
Test(bac_mcm, graphs_cost_what_they_did) {
    uint64_t adders = 0, bits = 0, blocks = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        built b = build(seed);
        adders += bac_mcm_count(&b.graph);
        bits += waiting_bits(&b.graph);
        if (seed % 40 == 0) {
            graph_work w;
            graph_open(&w, &b.sums);
            graph_share_blocks(&w);
            graph_combine(&w);
            cr_assert_not(w.failed);
            blocks += w.n_nodes;
            graph_close(&w);
        }
        close(&b);
    }
    cr_assert_eq(adders, 15775, "%llu adders", (unsigned long long)adders);
    cr_assert_eq(bits, 53197, "%llu bits wait", (unsigned long long)bits);
    cr_assert_eq(blocks, 2877, "%llu nodes of blocks", (unsigned long long)blocks);
}

Test(bac_mcm, a_kept_graph_is_found_by_all_of_its_key) {
    bac_adder_store *store = bac_adder_store_open();
    const bac_layer layer[2] = {{.C = 1}};
    const bac_sums_key key = {.layer = layer, .n_in = 4, .n_out = 5, .levels = 6};
    built b = build(1);
    bac_mcm found;
    cr_assert(store);
    cr_assert_not(bac_adder_store_find(store, &key, &found));
    bac_adder_store_keep(store, &key, &b.graph);
    cr_assert(bac_adder_store_find(store, &key, &found) && found.n_nodes == b.graph.n_nodes);
    const bac_sums_key other[] = {
        {layer + 1, 4, 5, 6}, {layer, 5, 5, 6}, {layer, 4, 6, 6}, {layer, 4, 5, 7}};
    for (int i = 0; i < 4; i++)
        cr_assert_not(bac_adder_store_find(store, &other[i], &found), "key %d", i);
    bac_adder_store_close(store);
    bac_adder_words_free(&b.words);
    bac_sums_free(&b.sums);
}

/* Three outputs of three inputs: x + 4y, 2x + 8y, z - x - 4y. */
Test(bac_mcm, equal_sub_sums_are_added_up_once) {
    int64_t lo[] = {0, 0, 0}, hi[] = {15, 15, 15}, bias[] = {0, 0, 0};
    int64_t weight[] = {1, 4, 2, 8, -1, -4, 1};
    uint32_t first[] = {0, 2, 4, 7}, index[] = {0, 1, 0, 1, 0, 1, 2};
    const bac_sums s = {.n_in = 3,
                        .n_out = 3,
                        .levels = 2,
                        .lo = lo,
                        .hi = hi,
                        .first = first,
                        .index = index,
                        .weight = weight,
                        .bias = bias};
    bac_mcm g;
    cr_assert(bac_mcm_build(&s, &g));
    cr_assert_eq(plain_adders(&s), 4);
    cr_assert_eq(bac_mcm_count(&g), 2);
    cr_assert_eq(g.output[1].shift, 1);
    cr_assert_eq(g.output[0].node, g.output[1].node);
    bac_mcm_free(&g);
}
