/* verilog.c - writes the files of a generated top, each whole or not at all, and the library beside
 * them. */
#include "verilog.h"
#include "axi.h"
#include "board.h"
#include "out_file.h"
#include "path.h"

#include "image.h"
#include "kind.h"
#include "library.h"
#include "top.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_LIMIT = 1 << 20 };

typedef struct writer {
    const bac_netlist *p;
    const char *dir;
    bac_error *err;
} writer;

/* Collects the output of `print` and writes it to dir/name at once. */
static bac_status write_printed(const writer *w, const char *name,
                                bool (*print)(FILE *, const bac_netlist *)) {
    char path[BAC_PATH_ROOM];
    bac_page page;
    bac_status status = bac_path(path, w->err, "%s/%s", w->dir, name);
    if (status)
        return status;
    bool good = bac_page_open(&page) && print(page.file, w->p);
    return bac_page_close(&page, !good, path, w->err);
}

/* Writes the memory images of one stage. */
static bac_status write_images(const writer *w, const bac_stage *s) {
    char path[BAC_PATH_ROOM];
    bac_images images;
    bac_images_open(&images, s->name);
    s->kind->images(s, &images);
    bac_status status = bac_images_finish(&images, w->err);
    for (uint32_t i = 0; status == BAC_OK && i < images.n; i++) {
        status = bac_path(path, w->err, "%s/%s", w->dir, images.list[i].name);
        if (status == BAC_OK)
            status = bac_file_write(path, images.list[i].text, images.list[i].size, w->err);
    }
    bac_images_free(&images);
    return status;
}

static bac_status write_all_images(const writer *w) {
    bac_status status = BAC_OK;
    for (uint32_t i = 0; status == BAC_OK && i < w->p->n_stages; i++)
        if (w->p->stages[i].kind->images)
            status = write_images(w, &w->p->stages[i]);
    return status;
}

/* Copies the modules of the stages, the modules more[0..n), and all modules that these
 * instantiate. */
static bac_status write_library(const writer *w, const char *library, const char *const *more,
                                uint32_t n) {
    const char **names = calloc(w->p->n_stages + n, sizeof *names);
    if (!names)
        return bac_fail(w->err, BAC_ERR_MEMORY, w->dir, "out of memory");
    for (uint32_t i = 0; i < w->p->n_stages; i++)
        names[i] = bac_stage_module(&w->p->stages[i]);
    for (uint32_t i = 0; i < n; i++)
        names[w->p->n_stages + i] = more[i];
    bac_status status = bac_rtl_library(library, names, w->p->n_stages + n, w->dir, w->err);
    free(names);
    return status;
}

/* Writes the plan beside the Verilog, so that a test bench can build the cycle simulator from
 * it. */
static bac_status write_plan(const writer *w, const bac_plan *plan) {
    char path[BAC_PATH_ROOM];
    char *text = NULL;
    bac_plan *usual = NULL;
    bac_status status = bac_path(path, w->err, "%s/plan.cfg", w->dir);
    if (status == BAC_OK && !plan)
        status = bac_plan_create(w->p->net, &usual, w->err);
    if (status == BAC_OK)
        status = bac_plan_text(w->p->net, plan ? plan : usual, &text, w->err);
    if (status == BAC_OK)
        status = bac_file_write(path, text, strlen(text), w->err);
    free(text);
    bac_plan_free(usual);
    return status;
}

bac_status bac_verilog_write(const bac_netlist *p, const bac_plan *plan, const char *library,
                             const char *dir, bac_error *err) {
    if (p->timed_only)
        return bac_fail(err, BAC_ERR_INPUT, dir, "the netlist was compiled for its times only");
    const writer w = {.p = p, .dir = dir, .err = err};
    bac_status status = bac_dir_make(dir, false, err);
    if (status == BAC_OK)
        status = write_printed(&w, "bac_top.v", bac_print_top);
    if (status == BAC_OK)
        status = write_printed(&w, "bac_links.h", bac_print_links);
    if (status == BAC_OK)
        status = write_all_images(&w);
    if (status == BAC_OK)
        status = write_library(&w, library, NULL, 0);
    return status == BAC_OK ? write_plan(&w, plan) : status;
}

/* Writes dir/NAME.f: another list, and the file of one more module. */
static bac_status write_one_list(const writer *w, const char *name, const char *list) {
    char path[BAC_PATH_ROOM];
    bac_status status = bac_path(path, w->err, "%s/%s.f", w->dir, name);
    return status == BAC_OK ? bac_file_write(path, list, strlen(list), w->err) : status;
}

/* bac_pins.v and bac_pins.f; the library has its modules already. */
static bac_status write_pins(const writer *w, bac_result_form form) {
    char path[BAC_PATH_ROOM];
    bac_page page;
    if (form != BAC_RESULT_CLASS && w->p->links[w->p->n_links - 1].C < 2)
        return bac_fail(w->err, BAC_ERR_INPUT, bac_net_name(w->p->net),
                        "one class alone has no %s at the pins; take the class",
                        bac_result_name(form));
    bac_status status = bac_path(path, w->err, "%s/bac_pins.v", w->dir);
    if (status == BAC_OK) {
        bool good = bac_page_open(&page) && bac_print_pins(page.file, w->p, form);
        status = bac_page_close(&page, !good, path, w->err);
    }
    return status == BAC_OK ? write_one_list(w, "bac_pins", "-f bac_top.f\nbac_pins.v\n") : status;
}

bac_status bac_verilog_write_pins(const bac_netlist *p, bac_result_form form, const char *library,
                                  const char *dir, bac_error *err) {
    static const char *const more[] = {"bac_result"};
    const writer w = {.p = p, .dir = dir, .err = err};
    bac_status status = write_pins(&w, form);
    return status == BAC_OK ? write_library(&w, library, more, 1) : status;
}

bac_status bac_verilog_write_board(const bac_netlist *p, const bac_board_top *top,
                                   const char *library, const char *dir, bac_error *err) {
    static const char *const more[] = {"bac_result", "bac_board"};
    const writer w = {.p = p, .dir = dir, .err = err};
    char path[BAC_PATH_ROOM];
    bac_page page;
    bac_status status = write_pins(&w, BAC_RESULT_MARGIN);
    if (status == BAC_OK)
        status = write_library(&w, library, more, 2);
    if (status == BAC_OK)
        status = bac_path(path, err, "%s/bac_board_top.v", dir);
    if (status == BAC_OK) {
        bool good = bac_page_open(&page) && bac_print_board(page.file, p, top);
        status = bac_page_close(&page, !good, path, err);
    }
    return status == BAC_OK
               ? write_one_list(&w, "bac_board_top", "-f bac_pins.f\nbac_board_top.v\n")
               : status;
}

/* bac_ip.f: the lines of bac_top.f, flat, for tools that follow no -f. */
static bac_status write_axi_list(const char *dir, bac_error *err) {
    char path[BAC_PATH_ROOM];
    char *text = NULL;
    size_t size = 0;
    bac_page page;
    bac_status status = bac_path(path, err, "%s/bac_top.f", dir);
    if (status == BAC_OK)
        status = bac_file_read(path, LIST_LIMIT, &text, &size, err);
    if (status == BAC_OK)
        status = bac_path(path, err, "%s/bac_ip.f", dir);
    if (status == BAC_OK) {
        if (bac_page_open(&page))
            fprintf(page.file, "%sbac_ip.v\n", text);
        status = bac_page_close(&page, false, path, err);
    }
    free(text);
    return status;
}

bac_status bac_verilog_write_axi(const bac_netlist *p, const bac_axi *axi, const char *library,
                                 const char *dir, bac_error *err) {
    static const char *const more[] = {"bac_axi"};
    const writer w = {.p = p, .dir = dir, .err = err};
    char path[BAC_PATH_ROOM];
    bac_page page;
    bac_status status = write_library(&w, library, more, 1);
    if (status == BAC_OK)
        status = bac_path(path, err, "%s/bac_ip.v", dir);
    if (status == BAC_OK) {
        bool good = bac_page_open(&page) && bac_print_axi(page.file, p, axi);
        status = bac_page_close(&page, !good, path, err);
    }
    return status == BAC_OK ? write_axi_list(dir, err) : status;
}

bac_status bac_verilog_images(const bac_netlist *p, bac_image_name_fn *each, void *user,
                              bac_error *err) {
    bac_status status = BAC_OK;
    for (uint32_t i = 0; status == BAC_OK && i < p->n_stages; i++) {
        bac_images images;
        if (!p->stages[i].kind->images)
            continue;
        bac_images_open(&images, p->stages[i].name);
        p->stages[i].kind->images(&p->stages[i], &images);
        status = bac_images_finish(&images, err);
        for (uint32_t k = 0; status == BAC_OK && k < images.n; k++)
            each(user, images.list[k].name);
        bac_images_free(&images);
    }
    return status;
}
