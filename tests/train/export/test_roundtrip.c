/* Trained network -> QONNX -> integers: every stream equal, in every style. */
#include "exported.h"
#include "random_nn.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 150, FRAMES = 4 };

static void check_style(bac_nn_style style) {
    uint64_t first = random_first_seed(), n = random_rounds(ROUNDS);
    char replay[80];
    for (uint64_t seed = first; seed < first + n; seed++) {
        drawn d;
        draw(seed, style, &d);
        check_streams(seed, d.nn, d.net, FRAMES);
        cr_assert(d.report.logits_error == 0, "%s: %s", random_replay(seed, replay),
                  d.report.logits);
        for (uint32_t i = 0; i < d.report.n_joins; i++)
            cr_assert(d.report.joins[i].exact, "%s: %s", random_replay(seed, replay),
                      d.report.joins[i].layer);
        drawn_free(&d);
    }
}

Test(export_roundtrip, a_native_network_gives_its_own_integers) {
    check_style(BAC_NN_NATIVE);
}

Test(export_roundtrip, a_free_network_gives_its_own_integers) {
    check_style(BAC_NN_FREE);
}

/* The hardware-native promise: add, shift, clamp, and constants for channels that are dead. A sum
 * of unequal scales, which the trainer rounds as reals, is the one exception. */
Test(export_roundtrip, native_quantisers_are_shifts_and_constants) {
    uint64_t first = random_first_seed(), n = random_rounds(ROUNDS), shifts = 0, constants = 0;
    char replay[80];
    for (uint64_t seed = first; seed < first + n; seed++) {
        drawn d;
        draw(seed, BAC_NN_NATIVE, &d);
        for (uint32_t i = 0; i < bac_net_layers(d.net); i++) {
            const bac_layer *l = bac_net_layer(d.net, i);
            uint32_t from = 0;
            while (from < d.nn->n_node && strcmp(d.nn->node[from].name, l->name) != 0)
                from++;
            if (l->op != BAC_REQUANT || from == d.nn->n_node ||
                !d.nn->node[d.nn->node[from].in[0]].coded)
                continue;
            for (uint32_t c = 0; c < l->C; c++) {
                bac_form form = l->requant[c].form;
                bool whole = d.nn->node[from].code_lo == 0 || d.nn->node[from].act != BAC_ACT_RELU;
                cr_assert(form == BAC_FORM_SHIFT || form == BAC_FORM_CONST || !whole,
                          "%s: %s channel %u is %s", random_replay(seed, replay), l->name, c,
                          bac_form_name(form));
                shifts += form == BAC_FORM_SHIFT;
                constants += form == BAC_FORM_CONST;
            }
        }
        drawn_free(&d);
    }
    cr_assert(n < ROUNDS || (shifts > 500 && constants > 50), "%llu shifts, %llu constants",
              (unsigned long long)shifts, (unsigned long long)constants);
}

/* Where a channel uses several codes, A and S are the trainer's own. */
Test(export_roundtrip, native_addends_and_shifts_come_back) {
    uint64_t first = random_first_seed(), n = random_rounds(ROUNDS), same = 0, other = 0;
    for (uint64_t seed = first; seed < first + n; seed++) {
        drawn d;
        draw(seed, BAC_NN_NATIVE, &d);
        for (uint32_t i = 0; i < bac_net_layers(d.net); i++) {
            const bac_layer *l = bac_net_layer(d.net, i);
            const bac_layer *x = l->n_in ? bac_net_layer(d.net, l->in[0]) : NULL;
            for (uint32_t k = 0; k < d.nn->n_node; k++) {
                const bac_nn_node *q = &d.nn->node[k];
                if (l->op != BAC_REQUANT || x->op != BAC_CONV || strcmp(q->name, l->name) != 0)
                    continue;
                const bac_nn_node *conv = &d.nn->node[q->in[0]];
                for (uint32_t c = 0; c < l->C; c++) {
                    if (l->requant[c].form != BAC_FORM_SHIFT)
                        continue;
                    int64_t bias = x->bias ? x->bias[c] : 0;
                    bool equal = l->requant[c].shift == q->S[c] &&
                                 l->requant[c].add + bias == q->A[c] + conv->bcode[c];
                    same += equal;
                    other += !equal;
                }
            }
        }
        drawn_free(&d);
    }
    cr_assert(n < ROUNDS || (same > 200 && 20 * other < same), "%llu of %llu",
              (unsigned long long)same, (unsigned long long)(same + other));
}

Test(export_roundtrip, the_cost_is_that_of_the_integers) {
    for (uint64_t seed = 1; seed <= 20; seed++) {
        drawn d;
        draw(seed, seed % 2 ? BAC_NN_NATIVE : BAC_NN_FREE, &d);
        uint64_t nonzero = 0;
        bac_cost cost;
        for (uint32_t i = 0; i < d.nn->n_node; i++)
            nonzero += bac_nn_nonzero(d.nn, i);
        bac_net_cost(d.net, &cost);
        cr_assert(cost.nonzero == nonzero, "seed %llu", (unsigned long long)seed);
        drawn_free(&d);
    }
}

/* An executor of the file that knows neither the trainer nor the importer */
Test(export_executor, a_native_network_computes_the_same_logits) {
    for (uint64_t seed = 1; seed <= 60; seed++) {
        drawn d;
        draw(seed, BAC_NN_NATIVE, &d);
        check_executor(seed, d.nn, 1e-6);
        drawn_free(&d);
    }
}

Test(export_executor, a_free_network_computes_the_same_logits) {
    for (uint64_t seed = 1; seed <= 60; seed++) {
        drawn d;
        draw(seed, BAC_NN_FREE, &d);
        check_executor(seed, d.nn, 1e-6);
        drawn_free(&d);
    }
}

Test(export_executor, a_float_network_computes_the_same_logits) {
    for (uint64_t seed = 1; seed <= 60; seed++) {
        bac_nn *nn = NULL;
        bac_error err = {0};
        cr_assert(random_nn(seed, BAC_NN_FLOAT, &nn, &err) == BAC_OK, "%s: %s", err.where,
                  err.text);
        check_executor(seed, nn, 1e-4);
        bac_nn_free(nn);
    }
}
