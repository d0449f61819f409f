/* test_code.c - a plan as a word: every candidate's word makes its plan, and words that are none of the network. */
#include "explore_internal.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static bac_net *load(void) {
    bac_net *net = NULL;
    bac_error err = {0};
    cr_assert_eq(bac_net_load(TEST_NETS "/tests/nets/tiny.bnet", &net, &err), BAC_OK, "%s",
                 err.text);
    return net;
}

Test(bac_explore_code, every_candidates_word_makes_its_plan) {
    bac_net *net = load();
    bac_explore *e = NULL;
    bac_error err = {0};
    const bac_explore_question q = {.limits = bac_limits_none()};
    cr_assert_eq(bac_explore_open(net, &q, &e, &err), BAC_OK, "%s", err.text);
    uint32_t engines = 0;
    for (uint32_t i = 0; i < bac_explore_count(e).candidates; i++) {
        char word[BAC_EXPLORE_SPEC];
        bac_plan *made = NULL, *plan = NULL;
        bac_explore_spec(e, i, word);
        cr_assert_eq(bac_explore_code_plan(net, word, &made, &err), BAC_OK, "%s: %s", err.where,
                     err.text);
        cr_assert_eq(bac_explore_plan(e, i, &plan, &err), BAC_OK);
        cr_assert_eq(made->samples_per_clock, plan->samples_per_clock, "%s", word);
        cr_assert_eq(memcmp(made->layer, plan->layer, plan->n_layers * sizeof *plan->layer), 0,
                     "%s", word);
        engines += strchr(word, 'e') != NULL;
        bac_plan_free(made);
        bac_plan_free(plan);
    }
    cr_assert_gt(engines, 0);
    bac_explore_free(e);
    bac_net_free(net);
}

static void refused(const char *word, const char *expected) {
    bac_net *net = load();
    bac_plan *plan = NULL;
    bac_error err = {0};
    cr_assert_eq(bac_explore_code_plan(net, word, &plan, &err), BAC_ERR_INPUT, "accepted: %s",
                 word);
    cr_assert_str_eq(err.where, word);
    cr_assert_str_eq(err.text, expected);
    cr_assert_null(plan);
    bac_net_free(net);
}

Test(bac_explore_code, words_that_are_no_plan) {
    static const char none[] =
        "no plan code: it begins with samples a clock and a colon, like 1:u.s2.f4";
    static const char engine[] = "one engine is e and 1 to 1024 lanes, like 1:e4";
    refused("", none);
    refused("u.u", none);
    refused("0:u", none);
    refused("1u", none);
    refused("1:e", engine);
    refused("1:e0", engine);
    refused("1:e1025", engine);
    refused("1:e4.", engine);
    refused("1:", "layer 'dw0' cannot be ''");
    refused("1:x.u", "layer 'dw0' cannot be 'x'");
    refused("1:u2.u", "layer 'dw0' cannot be 'u2'");
    refused("1:f.u", "layer 'dw0' cannot be 'f'");
    refused("1:f9.u", "layer 'dw0' cannot be 'f9'");
    refused("1:s", "layer 'dw0' cannot be 's'");
}

/* The units of the network, by the layers that begin them. */
Test(bac_explore_code, one_letter_for_each_unit) {
    bac_net *net = load();
    bac_error err = {0};
    char *layers = NULL, word[64] = "4:";
    bac_plan *plan = NULL;
    cr_assert_eq(bac_explore_layers(net, &layers, &err), BAC_OK);
    cr_assert_str_eq(layers, "dw0.pw0.dw1.pw1.sum.pool.peak.logits");
    refused("1:u", "behind layer 'dw0': layers are missing; the network has 8 of them");
    refused("1:uf1", "behind layer 'dw0': too much; the network has 8 of them");
    refused("1:u.u.u.u.u.u.u.u4.u", "behind layer 'logits': too much; the network has 8 of them");
    strcat(word, "f1.u.u.u.u.u.u.u2");
    cr_assert_eq(bac_explore_code_plan(net, word, &plan, &err), BAC_OK, "%s: %s", err.where,
                 err.text);
    cr_assert(plan->samples_per_clock == 4 && plan->layer[1].style == BAC_STYLE_FOLDED);
    cr_assert_eq(plan->layer[1].value[BAC_PLAN_LANES], 1);
    cr_assert_eq(plan->layer[bac_net_layers(net) - 2].value[BAC_PLAN_INPUTS], 2);
    bac_plan_free(plan);
    cr_assert_eq(bac_explore_code_plan(net, "2:e1024", &plan, &err), BAC_OK);
    cr_assert(plan->samples_per_clock == 2 && plan->layer[1].style == BAC_STYLE_SHARED);
    cr_assert_eq(plan->layer[1].value[BAC_PLAN_LANES], 1024);
    bac_plan_free(plan);
    free(layers);
    bac_net_free(net);
}
