/* test_write.c - the files of a generated top: which there are, and what happens where one cannot be written. */
#include "support.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef bac_status writing(const subject *s, const char *dir, bac_error *err);

static bac_status write_top(const subject *s, const char *dir, bac_error *err) {
    return bac_verilog_write(s->p, NULL, NULL, dir, err);
}

static bac_status write_pins(const subject *s, const char *dir, bac_error *err) {
    return bac_verilog_write_pins(s->p, BAC_RESULT_LOGITS, NULL, dir, err);
}

static bac_status write_axi(const subject *s, const char *dir, bac_error *err) {
    const bac_axi_options o = {.result = BAC_RESULT_MARGIN, .registers = true};
    bac_axi axi;
    const bac_status status = bac_axi_of(s->p, &o, &axi, err);
    return status == BAC_OK ? bac_verilog_write_axi(s->p, &axi, NULL, dir, err) : status;
}

static bac_status write_board(const subject *s, const char *dir, bac_error *err) {
    const bac_board_options o = {.board = bac_board_at(0), .baud = BAC_BOARD_BAUD};
    bac_board_top top;
    const bac_status status = bac_board_of(s->p, &o, &top, err);
    return status == BAC_OK ? bac_verilog_write_board(s->p, &top, NULL, dir, err) : status;
}

static void good(writing *act, const subject *s, const char *dir) {
    bac_error err = {0};
    cr_assert_eq(act(s, dir, &err), BAC_OK, "%s: %s", err.where, err.text);
}

static char *file_of(const char *dir, const char *name) {
    return scratch_read(scratch_path(dir, name), NULL);
}

/* Line `line` is in the list, once. */
static void lists(const char *dir, const char *list, const char *line) {
    char *text = file_of(dir, list);
    cr_assert_eq(occurs(text, line), 1, "%s: %s in\n%s", list, line, text);
    free(text);
}

Test(bac_verilog_write, lists_name_the_modules_and_the_tops) {
    subject s = subject_load(TINY, BAC_STYLE_UNROLLED);
    char *dir = scratch_dir();
    good(write_top, &s, dir);
    lists(dir, "bac_top.f", "rtl/bac_window.v\n");
    lists(dir, "bac_top.f", "bac_top.v\n");
    good(write_pins, &s, dir);
    char *text = file_of(dir, "bac_pins.f");
    cr_assert_str_eq(text, "-f bac_top.f\nbac_pins.v\n");
    free(text);
    good(write_axi, &s, dir);
    lists(dir, "bac_ip.f", "rtl/bac_axi.v\n");
    lists(dir, "bac_ip.f", "rtl/bac_registers.v\n");
    lists(dir, "bac_ip.f", "bac_top.v\nbac_ip.v\n");
    good(write_board, &s, dir);
    text = file_of(dir, "bac_board_top.f");
    cr_assert_str_eq(text, "-f bac_pins.f\nbac_board_top.v\n");
    free(text);
    scratch_remove(dir);
    subject_free(&s);
}

Test(bac_verilog_write, pins_are_as_frozen) {
    static const char *const names[] = {"bac_pins-class.v", "bac_pins-margin.v",
                                        "bac_pins-logits.v"};
    subject s = subject_load(TINY, BAC_STYLE_UNROLLED);
    char *dir = scratch_dir();
    bac_error err = {0};
    good(write_top, &s, dir);
    for (int form = 0; form < BAC_RESULT_FORMS; form++) {
        cr_assert_eq(bac_verilog_write_pins(s.p, (bac_result_form)form, NULL, dir, &err), BAC_OK);
        char *text = file_of(dir, "bac_pins.v");
        same_as_frozen(text, names[form]);
        free(text);
    }
    scratch_remove(dir);
    subject_free(&s);
}

Test(bac_verilog_write, one_class_has_no_margin_at_the_pins) {
    subject s = subject_small(4, 2, 1);
    char *dir = scratch_dir();
    bac_error err = {0};
    cr_assert_eq(write_pins(&s, dir, &err), BAC_ERR_INPUT);
    cr_assert_str_eq(scratch_error(&err),
                     "small: one class alone has no logits at the pins; take the class");
    cr_assert_eq(bac_verilog_write_pins(s.p, BAC_RESULT_CLASS, NULL, dir, &err), BAC_OK);
    scratch_remove(dir);
    subject_free(&s);
}

static void count_image(void *user, const char *name) {
    const char *dir = user;
    cr_assert_eq(access(scratch_path(dir, name), R_OK), 0, "%s", name);
    cr_assert_eq(unlink(scratch_path(dir, name)), 0);
}

/* The images that are named are those that are written. */
Test(bac_verilog_write, images_are_named) {
    for (int style = 0; style < BAC_STYLE_COUNT; style++) {
        subject s = subject_load(TINY, (bac_style)style);
        char *dir = scratch_dir();
        bac_error err = {0};
        good(write_top, &s, dir);
        const int before = scratch_count(dir);
        cr_assert_eq(bac_verilog_images(s.p, count_image, dir, &err), BAC_OK);
        cr_assert_eq(scratch_count(dir), 6,
                     "bac_top.v, bac_top.f, bac_links.h, plan.cfg, lint.vlt, rtl; %d with images",
                     before);
        cr_assert_gt(before, 6);
        scratch_remove(dir);
        subject_free(&s);
    }
}

Test(bac_verilog_write, the_plan_is_the_netlists) {
    subject s = subject_load(TINY, BAC_STYLE_FOLDED);
    char *dir = scratch_dir(), *usual = NULL;
    bac_error err = {0};
    bac_plan *plan = NULL;
    cr_assert_eq(bac_plan_create(s.net, &plan, &err), BAC_OK);
    cr_assert_eq(bac_plan_text(s.net, plan, &usual, &err), BAC_OK);
    good(write_top, &s, dir);
    char *text = file_of(dir, "plan.cfg");
    cr_assert_str_eq(text, usual, "without a plan the usual one");
    free(text);
    free(usual);
    bac_plan_set_style(s.net, plan, BAC_STYLE_FOLDED);
    cr_assert_eq(bac_plan_text(s.net, plan, &usual, &err), BAC_OK);
    cr_assert_eq(bac_verilog_write(s.p, plan, NULL, dir, &err), BAC_OK);
    text = file_of(dir, "plan.cfg");
    cr_assert_str_eq(text, usual);
    free(text);
    free(usual);
    bac_plan_free(plan);
    scratch_remove(dir);
    subject_free(&s);
}

Test(bac_verilog_write, times_alone_make_no_verilog) {
    subject s = subject_load(TINY, BAC_STYLE_UNROLLED);
    bac_netlist *p = s.p;
    bac_error err = {0};
    cr_assert_eq(bac_compile_times(s.net, NULL, &s.p, &err), BAC_OK);
    cr_assert_eq(bac_verilog_write(s.p, NULL, NULL, "/nowhere", &err), BAC_ERR_INPUT);
    cr_assert_str_eq(scratch_error(&err), "/nowhere: the netlist was compiled for its times only");
    bac_netlist_free(s.p);
    s.p = p;
    subject_free(&s);
}

/* A folder where a file should be: the error names it, and the files in front of it are complete. */
static void blocked(writing *act, const subject *s, const char *const *files, size_t n) {
    for (size_t i = 0; i < n; i++) {
        char *dir = scratch_dir();
        bac_error err = {0};
        good(write_top, s, dir);
        good(act, s, dir);
        const char *path = scratch_path(dir, files[i]);
        cr_assert(unlink(path) == 0 && mkdir(path, 0777) == 0, "%s", path);
        cr_assert_eq(act(s, dir, &err), BAC_ERR_IO, "%s", files[i]);
        cr_assert_str_eq(err.where, scratch_path(dir, files[i]));
        cr_assert(strstr(err.text, "is a directory"), "%s", err.text);
        scratch_remove(dir);
    }
}

Test(bac_verilog_write, a_file_that_cannot_be_written_is_named) {
    static const char *const top[] = {"bac_top.v", "bac_links.h", "logits.mem", "rtl/bac_fc.v",
                                      "bac_top.f", "lint.vlt",    "plan.cfg"};
    static const char *const pins[] = {"bac_pins.v", "bac_pins.f", "rtl/bac_result.v"};
    static const char *const axi[] = {"rtl/bac_axi.v", "bac_ip.v", "bac_ip.f"};
    static const char *const board[] = {"bac_pins.v", "bac_pins.f", "rtl/bac_board.v",
                                        "bac_board_top.v", "bac_board_top.f"};
    subject s = subject_load(TINY, BAC_STYLE_UNROLLED);
    blocked(write_top, &s, top, sizeof top / sizeof *top);
    blocked(write_pins, &s, pins, sizeof pins / sizeof *pins);
    blocked(write_axi, &s, axi, sizeof axi / sizeof *axi);
    blocked(write_board, &s, board, sizeof board / sizeof *board);
    subject_free(&s);
}

/* Folders whose files have names of 4096 characters: refused, not cut. */
Test(bac_verilog_write, paths_that_are_too_long) {
    writing *const acts[] = {write_pins, write_axi, write_board};
    subject s = subject_load(TINY, BAC_STYLE_UNROLLED);
    char *dir = malloc(5000);
    memset(dir, 'd', 5000);
    dir[0] = '/';
    dir[4999] = '\0';
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        bac_error err = {0};
        cr_assert_neq(acts[i](&s, dir, &err), BAC_OK);
        cr_assert_str_eq(err.text, "this path is too long: a path has less than 4096 characters");
    }
    bac_error err = {0};
    cr_assert_eq(write_top(&s, "/proc/nowhere/at/all", &err), BAC_ERR_IO);
    cr_assert(strstr(err.where, "/proc/nowhere"), "%s", err.where);
    free(dir);
    subject_free(&s);
}

Test(bac_verilog_write, names_of_the_result) {
    cr_assert_str_eq(bac_result_name(BAC_RESULT_CLASS), "class");
    cr_assert_str_eq(bac_result_name(BAC_RESULT_MARGIN), "margin");
    cr_assert_str_eq(bac_result_name(BAC_RESULT_LOGITS), "logits");
}

/* A word of the image has the weights of P inputs of all outputs; where P inputs are more than are left, zeros. */
Test(bac_verilog_write, weights_of_inputs_that_are_not_there_are_zero) {
    subject s = subject_load(TINY, BAC_STYLE_UNROLLED);
    char *dir = scratch_dir();
    bac_error err = {0};
    bac_plan *plan = NULL;
    const uint32_t fc = bac_net_layers(s.net) - 2;
    const bac_layer *l = bac_net_layer(s.net, fc);
    cr_assert_eq(bac_plan_create(s.net, &plan, &err), BAC_OK);
    plan->layer[fc].value[BAC_PLAN_INPUTS] = 3;
    bac_netlist_free(s.p);
    cr_assert_eq(bac_compile(s.net, plan, &s.p, &err), BAC_OK, "%s", err.text);
    good(write_top, &s, dir);
    char *text = file_of(dir, "logits.mem"), *at = text;
    /* 2 words of 3 x 3 weights of 4 bits, the last input lowest */
    for (uint32_t word = 0; word < 2; word++) {
        at += strspn(at, "\n ");
        if (at[0] == '/') /* a remark */
            at = strchr(at, '\n') + 1;
        const unsigned long long bits = strtoull(at, &at, 16);
        for (uint32_t o = 0; o < 3; o++)
            for (uint32_t i = 0; i < 3; i++) {
                const uint32_t c = word * 3 + i;
                const int want = c < 4 ? l->weight[o * 4 + c] : 0;
                cr_assert_eq(bits >> (o * 3 + i) * 4 & 15, (unsigned)want & 15,
                             "word %u, %u to %u of\n%s", word, i, o, text);
            }
    }
    free(text);
    bac_plan_free(plan);
    scratch_remove(dir);
    subject_free(&s);
}
