/* test_library.c - which modules are copied: those that are named and those that they instantiate, each once. */
#include "library.h"
#include "support.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct shelf {
    char *library, *dir;
} shelf;

static shelf shelf_open(void) {
    shelf s = {scratch_dir(), scratch_dir()};
    cr_assert_eq(mkdir(scratch_path(s.library, "one"), 0777), 0);
    cr_assert_eq(mkdir(scratch_path(s.library, "two"), 0777), 0);
    return s;
}

static void shelf_close(shelf *s) {
    scratch_remove(s->library);
    scratch_remove(s->dir);
}

static void put(const shelf *s, const char *name, const char *text) {
    scratch_write(scratch_path(s->library, name), text, strlen(text));
}

static bac_status copy(const shelf *s, const char *const *names, uint32_t n, bac_error *err) {
    *err = (bac_error){0};
    return bac_rtl_library(s->library, names, n, s->dir, err);
}

static void list_is(const shelf *s, const char *expected) {
    char *list = scratch_read(scratch_path(s->dir, "bac_top.f"), NULL);
    cr_assert_str_eq(list, expected);
    free(list);
}

Test(bac_verilog_library, instances_are_followed_and_comments_are_not) {
    shelf s = shelf_open();
    bac_error err;
    const char *names[] = {"bac_a", "bac_a"};
    const char *a = "module bac_a; // bac_left of bac_w\nbac_b u_b(); bac_none u; /bac_c u_c; "
                    "xbac_w bac_wx bac_ bac_w_ "
                    "bac_w$;//\n//bac_w\nendmodule // bac_w";
    put(&s, "one/bac_a.v", a);
    put(&s, "two/bac_b.v", "module bac_b; bac_a u_a(); bac_d");
    put(&s, "two/bac_c.v", "module bac_c; endmodule /");
    put(&s, "bac_d.v", "");
    put(&s, "one/bac_w.v", "");
    put(&s, "one/bac_.v", "");
    cr_assert_eq(copy(&s, names, 2, &err), BAC_OK, "%s: %s", err.where, err.text);
    list_is(&s, "rtl/bac_a.v\nrtl/bac_b.v\nrtl/bac_c.v\nrtl/bac_d.v\nbac_top.v\n");
    size_t size = 0;
    char *text = scratch_read(scratch_path(s.dir, "rtl/bac_a.v"), &size);
    cr_assert_str_eq(text, a);
    free(text);
    cr_assert_eq(scratch_count(scratch_path(s.dir, "rtl")), 4);
    cr_assert_eq(scratch_count(s.dir), 2, "a library without lint.vlt has none to copy");
    shelf_close(&s);
}

Test(bac_verilog_library, names_of_five_to_63_characters) {
    shelf s = shelf_open();
    bac_error err;
    char name[80] = "bac_", text[256];
    const char *first[] = {"bac_x"}, *longest[] = {name};
    memset(name + 4, 'n', 60);
    name[63] = '\0';
    snprintf(text, sizeof text, "%s %sn", name, name);
    put(&s, "one/bac_x.v", text);
    snprintf(text, sizeof text, "one/%s.v", name);
    put(&s, text, "// of 63");
    snprintf(text, sizeof text, "one/%sn.v", name);
    put(&s, text, "// of 64");
    cr_assert_eq(copy(&s, first, 1, &err), BAC_OK, "%s: %s", err.where, err.text);
    cr_assert_eq(scratch_count(scratch_path(s.dir, "rtl")), 2);
    strcat(name, "n");
    cr_assert_eq(copy(&s, longest, 1, &err), BAC_ERR_INPUT);
    snprintf(text, sizeof text, "%s: too many modules, or '%s' is too long", s.library, name);
    cr_assert_str_eq(scratch_error(&err), text);
    shelf_close(&s);
}

Test(bac_verilog_library, at_most_256_modules) {
    shelf s = shelf_open();
    bac_error err;
    char store[257][16];
    const char *names[257];
    for (int i = 0; i < 257; i++) {
        char path[32];
        names[i] = store[i];
        snprintf(store[i], sizeof store[i], "bac_m%03d", i);
        snprintf(path, sizeof path, "two/%s.v", store[i]);
        put(&s, path, "");
    }
    cr_assert_eq(copy(&s, names, 256, &err), BAC_OK, "%s: %s", err.where, err.text);
    cr_assert_eq(scratch_count(scratch_path(s.dir, "rtl")), 256);
    cr_assert_eq(copy(&s, names, 257, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "too many modules, or 'bac_m256' is too long"), "%s", err.text);
    shelf_close(&s);
}

Test(bac_verilog_library, a_module_or_a_library_that_is_missing) {
    shelf s = shelf_open();
    bac_error err;
    char text[256];
    const char *names[] = {"bac_a", "bac_gone"};
    put(&s, "one/bac_a.v", "bac_none u();");
    cr_assert_eq(copy(&s, names, 2, &err), BAC_ERR_IO);
    snprintf(text, sizeof text, "%s: no module bac_gone in it; name the rtl folder with --library",
             s.library);
    cr_assert_str_eq(scratch_error(&err), text);
    cr_assert_eq(copy(&s, names, 1, &err), BAC_OK, "an instance may be of another's module");
    char *there = s.library;
    s.library = "/nowhere/at/all";
    cr_assert_eq(copy(&s, names, 1, &err), BAC_ERR_IO);
    cr_assert_str_eq(scratch_error(&err),
                     "/nowhere/at/all: No such file or directory; name the rtl folder with "
                     "--library");
    s.library = there;
    shelf_close(&s);
}

Test(bac_verilog_library, what_verilator_says_goes_along) {
    shelf s = shelf_open();
    bac_error err;
    const char *names[] = {"bac_a"};
    put(&s, "one/bac_a.v", "");
    put(&s, "lint.vlt", "`verilator_config\n");
    cr_assert_eq(copy(&s, names, 1, &err), BAC_OK);
    char *text = scratch_read(scratch_path(s.dir, "lint.vlt"), NULL);
    cr_assert_str_eq(text, "`verilator_config\n");
    free(text);
    shelf_close(&s);
}

/* A folder or a device where a file should be: the error names it. */
Test(bac_verilog_library, files_that_cannot_be_written_or_read) {
    static const char *const files[] = {"bac_top.f", "lint.vlt", "rtl/bac_a.v"};
    const char *names[] = {"bac_a"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        shelf s = shelf_open();
        bac_error err;
        put(&s, "one/bac_a.v", "");
        put(&s, "lint.vlt", "");
        cr_assert_eq(copy(&s, names, 1, &err), BAC_OK);
        const char *path = scratch_path(s.dir, files[i]);
        cr_assert(unlink(path) == 0 && mkdir(path, 0777) == 0);
        cr_assert_eq(copy(&s, names, 1, &err), BAC_ERR_IO, "%s", files[i]);
        cr_assert_str_eq(err.where, scratch_path(s.dir, files[i]));
        cr_assert(strstr(err.text, "is a directory"), "%s", err.text);
        shelf_close(&s);
    }
    shelf s = shelf_open();
    bac_error err;
    cr_assert_eq(mkdir(scratch_path(s.library, "one/bac_a.v"), 0777), 0);
    cr_assert_eq(copy(&s, names, 1, &err), BAC_ERR_INPUT);
    cr_assert_str_eq(err.where, scratch_path(s.library, "one/bac_a.v"));
    cr_assert_str_eq(err.text, "not a regular file");
    scratch_write(scratch_path(s.dir, "file"), "", 0);
    char *folder = s.dir;
    s.dir = strdup(scratch_path(folder, "file"));
    cr_assert_eq(copy(&s, names, 1, &err), BAC_ERR_IO);
    cr_assert(strstr(err.text, "cannot make the folder: Not a directory"), "%s", err.text);
    free(s.dir);
    s.dir = folder;
    shelf_close(&s);
}
