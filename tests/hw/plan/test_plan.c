/* test_plan.c - plans as text: what each line does to a plan, and lines that are refused by number and reason. */
#include "compile.h"
#include "plan.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bac_net *tiny(void) {
    bac_net *net = NULL;
    bac_error err = {0};
    cr_assert_eq(bac_net_load(TEST_NETS "/tests/nets/tiny.bnet", &net, &err), BAC_OK, "%s",
                 err.text);
    return net;
}

static const bac_layer_plan *of(const bac_net *net, const bac_plan *plan, const char *name) {
    for (uint32_t i = 0; i < bac_net_layers(net); i++)
        if (strcmp(bac_net_layer(net, i)->name, name) == 0)
            return &plan->layer[i];
    cr_assert(false, "no layer %s", name);
    return NULL;
}

static bac_plan *read(const bac_net *net, const char *text) {
    bac_plan *plan = NULL;
    bac_error err = {0};
    cr_assert_eq(bac_plan_parse(text, strlen(text), "p.cfg", net, &plan, &err), BAC_OK, "%s: %s",
                 err.where, err.text);
    return plan;
}

static void refused(const char *text, const char *expected) {
    bac_net *net = tiny();
    bac_plan *plan = NULL;
    bac_error err = {0};
    cr_assert_eq(bac_plan_parse(text, strlen(text), "p.cfg", net, &plan, &err), BAC_ERR_INPUT,
                 "accepted: %s", text);
    cr_assert_str_eq(scratch_error(&err), expected);
    cr_assert_null(plan);
    bac_net_free(net);
}

Test(bac_plan, lines_do_what_they_say) {
    bac_net *net = tiny();
    bac_plan *plan =
        read(net, "# a remark\nplan 1\n\nnetwork tiny # another\nsamples_per_clock 2\n"
                  "layer dw0 folded lanes=3 elements=2\nlayer logits unrolled inputs=4\n"
                  "layer pw0 serial digit=2\nfifo sum_in1_fifo 40\nfifo b 65536");
    cr_assert_eq(plan->samples_per_clock, 2);
    const bac_layer_plan *dw0 = of(net, plan, "dw0"), *logits = of(net, plan, "logits"),
                         *pw0 = of(net, plan, "pw0");
    cr_assert(dw0->style == BAC_STYLE_FOLDED && dw0->value[BAC_PLAN_LANES] == 3 &&
              dw0->value[BAC_PLAN_ELEMENTS] == 2);
    cr_assert(logits->style == BAC_STYLE_UNROLLED && logits->value[BAC_PLAN_INPUTS] == 4);
    cr_assert(pw0->style == BAC_STYLE_SERIAL && pw0->value[BAC_PLAN_DIGIT] == 2);
    cr_assert_eq(of(net, plan, "pool")->style, BAC_STYLE_UNROLLED);
    cr_assert_eq(plan->n_fifos, 2);
    cr_assert_str_eq(plan->fifo[0].name, "sum_in1_fifo");
    cr_assert(plan->fifo[0].depth == 40 && plan->fifo[1].depth == 65536);
    bac_plan_free(plan);
    bac_net_free(net);
}

/* A style and its numbers are of every layer without an entry of its own; nothing of them stays in one that has. */
Test(bac_plan, a_layers_entry_is_its_own) {
    bac_net *net = tiny();
    bac_plan *plan =
        read(net, "plan 1\nstyle folded lanes=2\nlayer pw1 folded lanes=4\nlayer dw0 unrolled\n"
                  "layer pw0 folded\n");
    cr_assert(of(net, plan, "dw1")->style == BAC_STYLE_FOLDED &&
              of(net, plan, "dw1")->value[BAC_PLAN_LANES] == 2);
    cr_assert_eq(of(net, plan, "pw1")->value[BAC_PLAN_LANES], 4);
    cr_assert_eq(of(net, plan, "pw0")->value[BAC_PLAN_LANES], 0);
    const bac_layer_plan *dw0 = of(net, plan, "dw0");
    cr_assert(dw0->style == BAC_STYLE_UNROLLED && dw0->value[BAC_PLAN_LANES] == 0);
    char *text = NULL;
    bac_error err = {0};
    cr_assert_eq(bac_plan_text(net, plan, &text, &err), BAC_OK);
    bac_plan *again = read(net, text);
    cr_assert_eq(memcmp(again->layer, plan->layer, plan->n_layers * sizeof *plan->layer), 0, "%s",
                 text);
    free(text);
    bac_plan_free(again);
    bac_plan_free(plan);
    bac_net_free(net);
}

Test(bac_plan, one_engine_is_one_line) {
    bac_net *net = tiny();
    bac_plan *plan = read(net, "plan 1\nstyle shared lanes=4\n");
    char *text = NULL;
    bac_error err = {0};
    cr_assert_eq(bac_plan_text(net, plan, &text, &err), BAC_OK);
    cr_assert_str_eq(
        text, "plan 1\nnetwork            tiny\nsamples_per_clock  1\nstyle  shared lanes=4\n");
    free(text);
    bac_plan_free(plan);
    bac_net_free(net);
}

Test(bac_plan, lines_that_are_refused_by_number_and_reason) {
    refused("# only a remark\n\n", "p.cfg:2: an empty file is no plan; bac plan writes one");
    refused("plan\n", "p.cfg:1: a plan begins with 'plan 1'");
    refused("plan 1 2\n", "p.cfg:1: a plan begins with 'plan 1'");
    refused("layer dw0 folded\n", "p.cfg:1: a plan begins with 'plan 1'");
    refused("layer folded\n", "p.cfg:1: a plan begins with 'plan 1'");
    refused("plan 2\n", "p.cfg:1: version 2 of the plan format; this program reads version 1");
    refused(
        "plan 1\nplan 1\n",
        "p.cfg:2: unknown key 'plan'; there are: network, samples_per_clock, style, layer, fifo");
    refused("plan 1\nnetwork\n", "p.cfg:2: 'network' takes 1 value, not 0");
    refused("plan 1\nnetwork tiny tiny\n", "p.cfg:2: 'network' takes 1 value, not 2");
    refused("plan 1\nnetwork tiny\nnetwork tiny\n", "p.cfg:3: 'network' a second time");
    refused("plan 1\nnetwork huge\n",
            "p.cfg:2: a plan of network 'huge', but the network given is 'tiny'");
    refused("plan 1\nsamples_per_clock 0\n", "p.cfg:2: '0' is no whole number from 1 to 65536");
    refused("plan 1\nsamples_per_clock 65537\n",
            "p.cfg:2: '65537' is no whole number from 1 to 65536");
    refused("plan 1\nsamples_per_clock 2\nsamples_per_clock 2\n",
            "p.cfg:3: 'samples_per_clock' a second time");
    refused("plan 1\nfifo a\n", "p.cfg:2: 'fifo' takes 2 values, not 1");
    refused("plan 1\nfifo a 0\n", "p.cfg:2: '0' is no whole number from 1 to 65536");
    refused("plan 1\nfifo a 1\nfifo b 1\nfifo a 1\n", "p.cfg:4: FIFO 'a' a second time");
    refused("plan 1\nfifo a b c d e f g h\n", "p.cfg:2: no line of a plan has more than 8 words");
    refused("plan 1\nfifo a b c d e f g\n", "p.cfg:2: 'fifo' takes 2 values, not 7");
}

/* Tabs are blanks; no other control byte is. */
Test(bac_plan, bytes_of_plain_text) {
    bac_net *net = tiny();
    bac_plan *plan = read(net, "plan\t1\nlayer\tdw0\t folded\n");
    cr_assert_eq(of(net, plan, "dw0")->style, BAC_STYLE_FOLDED);
    bac_plan_free(plan);
    bac_net_free(net);
    refused("plan 1\nfifo a\x01 2\n", "p.cfg:2: byte 0x01: a plan is plain text");
    refused("plan 1\nfifo a 2 \x7f\n", "p.cfg:2: byte 0x7f: a plan is plain text");
}

Test(bac_plan, styles_and_layers_that_are_refused) {
    refused("plan 1\nstyle\n", "p.cfg:2: 'style' takes a style");
    refused("plan 1\nstyle round\n",
            "p.cfg:2: no style 'round'; there are: unrolled folded serial shared");
    refused("plan 1\nstyle folded\nstyle folded\n", "p.cfg:3: 'style' a second time");
    refused("plan 1\nlayer dw0 folded\nstyle folded\n",
            "p.cfg:3: 'style' is for every layer, so it comes before the first 'layer'");
    refused("plan 1\nstyle folded digit=2\n", "p.cfg:2: no layer, folded, takes 'digit=2'");
    refused("plan 1\nstyle folded lane=2\n", "p.cfg:2: no layer, folded, takes 'lane=2'");
    refused("plan 1\nstyle folded laness=2\n", "p.cfg:2: no layer, folded, takes 'laness=2'");
    refused("plan 1\nstyle folded lanes\n", "p.cfg:2: 'lanes' is not NAME=VALUE");
    refused("plan 1\nstyle folded lanes=0\n", "p.cfg:2: '0' is no whole number from 1 to 1024");
    refused("plan 1\nstyle folded lanes=2 lanes=2\n", "p.cfg:2: 'lanes' a second time");
    refused("plan 1\nlayer dw0\n", "p.cfg:2: 'layer' takes a name and a style");
    refused("plan 1\nlayer dw7 folded\n",
            "p.cfg:2: network 'tiny' has no layer 'dw7'; bac show lists them");
    refused("plan 1\nlayer in folded\n",
            "p.cfg:2: layer 'in' is nothing but wires: there is nothing to plan");
    refused("plan 1\nlayer dw0 round\n",
            "p.cfg:2: no style 'round'; there are: unrolled folded serial shared");
    refused("plan 1\nlayer dw0 folded\nlayer dw0 folded\n", "p.cfg:3: layer 'dw0' a second time");
    refused("plan 1\nlayer dw0 folded 4\n", "p.cfg:2: '4' is not NAME=VALUE");
    refused("plan 1\nlayer dw0 folded lanes=2 lanes=2\n", "p.cfg:2: 'lanes' a second time");
    refused("plan 1\nlayer dw0 folded digit=2\n",
            "p.cfg:2: layer 'dw0', folded, takes no 'digit'; it takes: lanes elements");
    refused("plan 1\nlayer dw0 unrolled lanes=2\n",
            "p.cfg:2: layer 'dw0', unrolled, takes no 'lanes'; it takes: nothing");
}

Test(bac_plan, files_that_are_not_there_and_fifos_that_no_netlist_has) {
    bac_net *net = tiny();
    bac_plan *plan = NULL;
    bac_error err = {0};
    cr_assert_eq(bac_plan_load("/nowhere/p.cfg", net, &plan, &err), BAC_ERR_IO);
    cr_assert_str_eq(scratch_error(&err), "/nowhere/p.cfg: cannot open: No such file or directory");
    plan = read(net, "plan 1\nfifo c_fifo 3\n");
    cr_assert_eq(bac_plan_set_fifo(plan, "c_fifo", 5, &err), BAC_OK);
    cr_assert(plan->n_fifos == 1 && plan->fifo[0].depth == 5);
    bac_netlist *p = NULL;
    cr_assert_eq(bac_compile(net, plan, &p, &err), BAC_ERR_INPUT);
    cr_assert(strncmp(err.text, "no FIFO of this name; there are: dw0_fifo", 40) == 0, "%s: %s",
              err.where, err.text);
    cr_assert_str_eq(err.where, "c_fifo");
    bac_plan_free(plan);
    bac_net_free(net);
}

/* Numbers that do not divide what they share out: positions of dw0 8, channels of pw0 4, classes 3. */
Test(bac_plan, numbers_that_do_not_divide) {
    static const char *const cases[][3] = {
        {"samples_per_clock 3\n", "samples a clock",
         "3 samples a clock do not divide a frame of 16"},
        {"layer dw0 folded lanes=3\n", "dw0",
         "3 do not divide 8; the next lower number that does is 2"},
        {"layer pw0 folded elements=3\n", "pw0",
         "3 do not divide 4; the next lower number that does is 2"},
        {"layer logits folded elements=2\n", "logits",
         "2 do not divide 3; the next lower number that does is 1"},
    };
    bac_net *net = tiny();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[128];
        bac_netlist *p = NULL;
        bac_error err = {0};
        snprintf(text, sizeof text, "plan 1\n%s", cases[i][0]);
        bac_plan *plan = read(net, text);
        cr_assert_eq(bac_compile(net, plan, &p, &err), BAC_ERR_INPUT, "accepted: %s", cases[i][0]);
        cr_assert_str_eq(err.where, cases[i][1]);
        cr_assert(strncmp(err.text, cases[i][2], strlen(cases[i][2])) == 0, "%s", err.text);
        bac_plan_free(plan);
    }
    bac_net_free(net);
}
