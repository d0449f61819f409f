/* test_stuck.c - what is said of links in which nothing moves, by hand: each cause, and the lines of the links near it.
 */
#include "stuck.h"
#include "support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct scene {
    bac_net *net;
    bac_netlist *p;
    bac_link_state *link;
} scene;

/* Every beat of one frame has moved, and every reader is ready. */
static scene scene_open(void) {
    scene s = {.net = load_net(shipped_net(0))};
    s.p = build(s.net, 1, NULL, 0);
    s.link = calloc(s.p->n_links, sizeof *s.link);
    cr_assert_not_null(s.link);
    for (uint32_t i = 0; i < s.p->n_links; i++)
        s.link[i] = (bac_link_state){.ready = true, .done = true, .beats = s.p->links[i].beats};
    return s;
}

static void scene_close(scene *s) {
    free(s->link);
    bac_netlist_free(s->p);
    bac_net_free(s->net);
}

static uint32_t link_of(const scene *s, const char *name) {
    for (uint32_t i = 0; i < s->p->n_links; i++)
        if (strcmp(s->p->links[i].name, name) == 0)
            return i;
    cr_assert(false, "no link %s", name);
    return 0;
}

static void block(scene *s, const char *name, uint64_t beats) {
    s->link[link_of(s, name)] = (bac_link_state){.valid = true, .beats = beats};
}

static void starve(scene *s, const char *name, bool ready, uint64_t beats) {
    s->link[link_of(s, name)] = (bac_link_state){.ready = ready, .beats = beats};
}

/* The first lines are `cause`, and the link that is named first is `first`. */
static void says(const scene *s, const char *cause, const char *first) {
    uint32_t named = UINT32_MAX;
    char *text = bac_stuck_explain(s->p, s->link, &named);
    cr_assert_not_null(text);
    cr_assert_eq(strncmp(text, cause, strlen(cause)), 0, "%s", text);
    cr_assert_str_eq(s->p->links[named].name, first);
    free(text);
}

/* One line is that of the link, with how it stands. */
static void tells(const scene *s, const char *name, const char *reader, unsigned beats,
                  const char *how) {
    char line[200];
    char *text = bac_stuck_explain(s->p, s->link, NULL);
    snprintf(line, sizeof line, "\n  %-28s -> %-28s %9u beats  %s\n", name, reader, beats, how);
    cr_assert_not_null(strstr(text, line), "no line%sin\n%s", line, text);
    free(text);
}

Test(bac_machine_stuck, the_result_waits) {
    scene s = scene_open();
    block(&s, "logits", 0);
    block(&s, "m_axis", 0);
    says(&s, "  the result waits for m_axis_tready\n  ", "m_axis");
    tells(&s, "m_axis", "", 0, "blocked (valid, not ready)");
    tells(&s, "logits", "class_argmax", 0, "blocked (valid, not ready)");
    tells(&s, "peak_q", "logits_fifo", 1, "done, FIFO 1");
    char *text = bac_stuck_explain(s.p, s.link, NULL);
    /* m_axis, and the links that lead through three stages to it, of 30 */
    cr_assert_not_null(strstr(text, "\n  and 26 links further from the cause\n"), "%s", text);
    free(text);
    scene_close(&s);
}

Test(bac_machine_stuck, a_stage_takes_nothing) {
    scene s = scene_open();
    block(&s, "s_axis", 7);
    block(&s, "in", 7);
    block(&s, "dw0_fifo", 3);
    starve(&s, "dw0_window", false, 1);
    says(&s, "  link 'dw0_fifo' is the last one blocked: 'dw0' does not take its input\n",
         "dw0_fifo");
    tells(&s, "dw0_fifo", "dw0_window", 3, "blocked (valid, not ready)");
    tells(&s, "dw0_window", "dw0_dot", 1, "starved (not valid, not ready)");
    tells(&s, "in", "dw0_fifo", 7, "blocked (valid, not ready), FIFO 2");
    tells(&s, "dw0", "dw0_q_requant", 8, "done");
    scene_close(&s);
}

/* One input of the join does not come; the FIFO in front of the other one holds `held` beats. */
static scene join_that_waits(uint64_t held) {
    static const char *const before[] = {"dw0_window", "dw0", "dw0_q", "pw0", "pw0_q"};
    scene s = scene_open();
    block(&s, "s_axis", 7);
    block(&s, "in", 7);
    block(&s, "dw0_fifo", 7);
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        block(&s, before[i], held);
    block(&s, "pw0_q_to_sum", held);
    block(&s, "sum_in1_fifo", 0);
    starve(&s, "sum_in0_fifo", true, 0);
    starve(&s, "pw1_q", false, 0);
    return s;
}

Test(bac_machine_stuck, a_fifo_is_full) {
    scene s = join_that_waits(17);
    says(
        &s,
        "  link 'dw0_fifo' is blocked in front of 'sum', whose other input 'pw1_q' is starved:\n"
        "  the FIFO 'sum_in1_fifo' between them holds 17 beats and is full; enlarge it with --fifo "
        "sum_in1_fifo=DEPTH\n",
        "dw0_fifo");
    tells(&s, "pw1_q", "sum_in0_fifo", 0, "starved (not valid, not ready), FIFO 9");
    tells(&s, "sum_in1_fifo", "sum_join1", 0, "blocked (valid, not ready)");
    scene_close(&s);
}

/* The join does not stand, and the FIFO in front of it is not full. */
Test(bac_machine_stuck, the_input_is_not_taken) {
    scene s = join_that_waits(16);
    says(&s, "  the input is not taken\n", "s_axis");
    scene_close(&s);
}

Test(bac_machine_stuck, beats_were_lost) {
    scene s = scene_open();
    starve(&s, "pool", true, 3);
    starve(&s, "peak", false, 0);
    says(&s,
         "  every sample was taken, but beats were lost: the first link with too few is 'pool'\n",
         "pool");
    tells(&s, "pool", "peak_globalmax", 3, "starved (ready, not valid)");
    scene_close(&s);
}

Test(bac_machine_stuck, the_result_is_missing) {
    scene s = scene_open();
    says(&s, "  every link is done, but the result is missing\n", "s_axis");
    tells(&s, "s_axis", "in_ingress", 16, "done");
    scene_close(&s);
}
