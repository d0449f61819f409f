/* test_hw_memory.c - allocations refused in turn, from the plan to the machine: always BAC_ERR_MEMORY, nothing
 * lost (a sanitizer sees leaks), and the next run without a refusal gives what it gave before. */
#include "alloc.h"
#include "axi.h"
#include "board.h"
#include "chip.h"
#include "explore_internal.h"
#include "flow.h"
#include "scratch.h"
#include "size.h"
#include "store.h"
#include "trace.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SOME = 80 }; /* allocations that are refused, of those of one run */

typedef struct fixture {
    bac_net *net;
    bac_plan *plan;
    bac_netlist *p;
    char *dir;
    bac_explore *explore;
    bac_model model;
} fixture;

typedef bac_status action(fixture *f, bac_error *err);

/* Refuses every allocation behind the n-th, for SOME n that are spread over all. */
static void starve(action *act, fixture *f) {
    bac_error err = {0};
    const size_t before = alloc_count();
    cr_assert_eq(act(f, &err), BAC_OK, "%s: %s", err.where, err.text);
    const size_t all = alloc_count() - before;
    cr_assert_gt(all, 0, "nothing was allocated");
    for (size_t i = 0; i < SOME && i < all; i++) {
        const size_t n = all <= SOME ? i : i * all / SOME;
        err = (bac_error){0};
        alloc_fail_from(n);
        const bac_status status = act(f, &err);
        cr_assert(alloc_fail_never(), "allocation %zu of %zu was not asked for", n, all);
        cr_assert_eq(status, BAC_ERR_MEMORY, "allocation %zu of %zu: %d, %s: %s", n, all,
                     (int)status, err.where, err.text);
        cr_assert_str_eq(err.text, "out of memory", "allocation %zu", n);
    }
    cr_assert_eq(act(f, &err), BAC_OK, "%s: %s", err.where, err.text);
}

static void open_fixture(fixture *f, const char *path, bac_style style, uint32_t samples) {
    bac_error err = {0};
    *f = (fixture){.dir = scratch_dir()};
    cr_assert_eq(bac_net_load(path, &f->net, &err), BAC_OK, "%s", err.text);
    cr_assert_eq(bac_plan_create(f->net, &f->plan, &err), BAC_OK);
    bac_plan_set_style(f->net, f->plan, style);
    f->plan->samples_per_clock = samples;
    cr_assert_eq(bac_compile(f->net, f->plan, &f->p, &err), BAC_OK, "%s: %s", err.where, err.text);
}

static void close_fixture(fixture *f) {
    bac_netlist_free(f->p);
    bac_plan_free(f->plan);
    bac_net_free(f->net);
    scratch_remove(f->dir);
}

/* Every style of a small network with most operators, one of averages, and four samples a clock. */
static void in_every_style(action *act) {
    for (int style = 0; style < BAC_STYLE_COUNT; style++) {
        fixture f;
        open_fixture(&f, TEST_NETS "/tests/nets/tiny.bnet", (bac_style)style, 1);
        starve(act, &f);
        close_fixture(&f);
    }
    for (int style = BAC_STYLE_UNROLLED; style <= BAC_STYLE_FOLDED; style++) {
        fixture f;
        open_fixture(&f, TEST_NETS "/tests/nets/averages.bnet", (bac_style)style, 1);
        starve(act, &f);
        close_fixture(&f);
    }
    fixture f;
    open_fixture(&f, TEST_NETS "/tests/nets/tiny.bnet", BAC_STYLE_UNROLLED, 4);
    starve(act, &f);
    close_fixture(&f);
}

static bac_status plan_text(fixture *f, bac_error *err) {
    char *text = NULL;
    bac_plan *again = NULL;
    bac_status status = bac_plan_text(f->net, f->plan, &text, err);
    if (status == BAC_OK)
        status = bac_plan_parse(text, strlen(text), "p.cfg", f->net, &again, err);
    if (status == BAC_OK)
        status = bac_plan_set_fifo(again, "a_fifo", 9, err);
    cr_assert(status != BAC_OK || again->n_fifos == f->plan->n_fifos + 1);
    free(text);
    bac_plan_free(again);
    return status;
}

Test(bac_hw_memory, plans) {
    in_every_style(plan_text);
}

static bac_status compile(fixture *f, bac_error *err) {
    bac_netlist *p = NULL;
    const bac_status status = bac_compile(f->net, f->plan, &p, err);
    cr_assert_eq(status == BAC_OK, p != NULL);
    cr_assert(!p || (p->n_links == f->p->n_links && p->latency_last == f->p->latency_last));
    bac_netlist_free(p);
    return status;
}

Test(bac_hw_memory, netlists, .timeout = 280) {
    in_every_style(compile);
}

static bac_status compile_times(fixture *f, bac_error *err) {
    bac_netlist *p = NULL;
    const bac_status status = bac_compile_times(f->net, f->plan, &p, err);
    cr_assert(!p || (p->timed_only && p->cycles_per_frame == f->p->cycles_per_frame));
    bac_netlist_free(p);
    return status;
}

Test(bac_hw_memory, netlists_of_times) {
    in_every_style(compile_times);
}

static bac_status sizes(fixture *f, bac_error *err) {
    bac_size total, *of = calloc(f->p->n_stages, sizeof *of);
    const bac_status status = of ? bac_size_netlist(f->p, BAC_FAMILY_ICE40, of, &total, err)
                                 : bac_fail(err, BAC_ERR_MEMORY, "test", "out of memory");
    cr_assert(status != BAC_OK || total.lut > 0);
    free(of);
    return status;
}

Test(bac_hw_memory, estimates) {
    in_every_style(sizes);
}

static bac_status write(fixture *f, bac_error *err) {
    return bac_verilog_write(f->p, NULL, NULL, f->dir, err);
}

Test(bac_hw_memory, verilog) {
    in_every_style(write);
}

static void no_name(void *user, const char *name) {
    (void)name;
    ++*(unsigned *)user;
}

static bac_status images(fixture *f, bac_error *err) {
    unsigned n = 0;
    const bac_status status = bac_verilog_images(f->p, no_name, &n, err);
    cr_assert(status != BAC_OK || n > 0);
    return status;
}

Test(bac_hw_memory, images) {
    fixture f;
    open_fixture(&f, TEST_NETS "/tests/nets/tiny.bnet", BAC_STYLE_FOLDED, 1);
    starve(images, &f);
    close_fixture(&f);
}

static bac_status write_axi(fixture *f, bac_error *err) {
    const bac_axi_options o = {.result = BAC_RESULT_MARGIN, .registers = true};
    bac_axi axi;
    const bac_status status = bac_axi_of(f->p, &o, &axi, err);
    return status == BAC_OK ? bac_verilog_write_axi(f->p, &axi, NULL, f->dir, err) : status;
}

static bac_status write_board(fixture *f, bac_error *err) {
    const bac_board_options o = {.board = bac_board_at(0), .baud = BAC_BOARD_BAUD};
    bac_board_top top;
    const bac_status status = bac_board_of(f->p, &o, &top, err);
    return status == BAC_OK ? bac_verilog_write_board(f->p, &top, NULL, f->dir, err) : status;
}

Test(bac_hw_memory, wrappers) {
    fixture f;
    bac_error err = {0};
    open_fixture(&f, TEST_NETS "/tests/nets/tiny.bnet", BAC_STYLE_UNROLLED, 1);
    cr_assert_eq(write(&f, &err), BAC_OK);
    starve(write_axi, &f);
    starve(write_board, &f);
    close_fixture(&f);
}

static bac_status machine(fixture *f, bac_error *err) {
    bac_machine *m = NULL;
    bac_driven got = {0};
    bac_status status = bac_machine_create(f->p, &m, err);
    const bac_drive drive = {.frames = 2};
    if (status == BAC_OK)
        status = bac_machine_drive(m, &drive, &got, err);
    cr_assert(status != BAC_OK || (got.frames == 2 && !got.deadlock));
    bac_machine_free(m);
    return status;
}

static bac_status trace(fixture *f, bac_error *err) {
    bac_trace *t = NULL;
    FILE *out = fopen("/dev/null", "w");
    const bac_status status = bac_trace_open(out, f->p, 0, &t, err);
    bac_trace_close(t);
    fclose(out);
    return status;
}

static bac_status chip(fixture *f, bac_error *err) {
    bac_chip *c = NULL;
    const bac_status status = bac_chip_create(f->p, &c, err);
    bac_chip_free(c);
    return status;
}

static bac_status flow(fixture *f, bac_error *err) {
    bac_flow *flow = NULL;
    uint64_t taken = 0;
    bac_status status = bac_flow_create(f->p, &flow, err);
    for (int i = 0; status == BAC_OK && i < 3; i++)
        status = bac_flow_frame(flow, 0, &taken, err);
    *err = status == BAC_OK ? (bac_error){0} : *err;
    if (status == BAC_OK && bac_flow_result(flow, 2, err) == UINT64_MAX)
        status = BAC_ERR_MEMORY;
    bac_flow_free(flow);
    return status;
}

Test(bac_hw_memory, machines) {
    in_every_style(machine);
    in_every_style(chip);
    in_every_style(trace);
    in_every_style(flow);
}

static bac_status explore(fixture *f, bac_error *err) {
    bac_explore *e = NULL;
    const bac_explore_question q = {.samples_per_clock = 1,
                                    .limits = bac_limits_none(),
                                    .most = 20,
                                    .device = bac_device_at(0)};
    bac_status status = bac_explore_open(f->net, &q, &e, err);
    cr_assert_eq(status == BAC_OK, e != NULL);
    bac_explore_free(e);
    return status;
}

static bac_status explored(fixture *f, bac_error *err) {
    bac_explored r;
    bac_plan *plan = NULL;
    bac_size size;
    bac_status status = bac_explore_build(f->explore, 0, &r, err);
    cr_assert(status != BAC_OK || r.built == BAC_BUILT);
    if (status == BAC_OK)
        status = bac_explore_plan(f->explore, 0, &plan, err);
    if (status == BAC_OK)
        status = bac_explore_size(f->explore, 0, BAC_FAMILY_ECP5, &size, err);
    bac_plan_free(plan);
    return status;
}

static bac_status code_plan(fixture *f, bac_error *err) {
    char code[BAC_EXPLORE_SPEC], *text = NULL;
    bac_plan *plan = NULL;
    bac_explore_spec(f->explore, 0, code);
    bac_status status = bac_explore_code_plan(f->net, code, &plan, err);
    if (status == BAC_OK)
        status = bac_explore_layers(f->net, &text, err);
    free(text);
    bac_plan_free(plan);
    return status;
}

static bac_status units(fixture *f, bac_error *err) {
    bac_unit *list = NULL;
    uint32_t n = 1;
    const bac_status status = bac_units_of(f->net, &list, &n, err);
    cr_assert_eq(status == BAC_OK, n > 0);
    free(list);
    return status;
}

/* What is handed over need not be empty. */
static bac_status combinations(fixture *f, bac_error *err) {
    bac_combinations c = {.list = (bac_combination *)f, .options = (uint16_t *)f, .n = 1};
    const bac_limits none = bac_limits_none();
    const bac_status status = bac_combine(&f->model, 64, 4, &none, &c, err);
    cr_assert_eq(status == BAC_OK, c.n > 0);
    bac_combinations_free(&c);
    return status;
}

Test(bac_hw_memory, combinations_of_options) {
    fixture f;
    bac_error err = {0};
    bac_unit *list = NULL;
    uint32_t n = 0;
    open_fixture(&f, TEST_NETS "/tests/nets/tiny.bnet", BAC_STYLE_UNROLLED, 1);
    starve(units, &f);
    cr_assert_eq(bac_units_of(f.net, &list, &n, &err), BAC_OK);
    cr_assert_eq(bac_model_open(f.net, list, n, 1, BAC_FAMILY_XILINX, NULL, &f.model, &err),
                 BAC_OK);
    starve(combinations, &f);
    bac_model_close(&f.model);
    free(list);
    close_fixture(&f);
}

Test(bac_hw_memory, searches, .timeout = 280) {
    fixture f;
    bac_error err = {0};
    const bac_explore_question q = {
        .samples_per_clock = 1, .limits = bac_limits_none(), .most = 20};
    open_fixture(&f, TEST_NETS "/tests/nets/tiny.bnet", BAC_STYLE_UNROLLED, 1);
    cr_assert_eq(bac_explore_open(f.net, &q, &f.explore, &err), BAC_OK);
    starve(explore, &f);
    starve(explored, &f);
    starve(code_plan, &f);
    bac_explore_free(f.explore);
    close_fixture(&f);
}
