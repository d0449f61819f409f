/* report.c - prints and writes the report of a build as text, JSON and CSV. */
#include "build.h"

#include "out_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double frames_per_second(const build *b) {
    return 1e6 * b->route[b->best].mhz / (double)b->job.p->cycles_per_frame;
}

/* Delay of a path in ns: the sum of its hops. */
static double path_ns(const build_route *r) {
    double sum = 0;
    for (uint32_t i = 0; i < r->n_hops; i++)
        sum += r->hop[i].delay;
    return sum;
}

static uint32_t path_cells(const build_route *r, bool carry) {
    uint32_t n = 0;
    for (uint32_t i = 1; i < r->n_hops; i++)
        n += r->hop[i].carry == carry;
    return n;
}

/* ---- text */

static void print_signal(FILE *out, const build_signal *s) {
    if (s->stage[0])
        fprintf(out, "%s of %s, stage %s, layer %s", s->name, s->module, s->stage, s->layer);
    else
        fprintf(out, "%s between the stages", s->name);
}

static void print_path(const build *b, FILE *out) {
    const build_route *r = &b->route[b->best];
    char stage[BUILD_TEXT] = "";
    build_signal s;
    fprintf(out, "longest path %.2f ns: %" PRIu32 " LUTs and %" PRIu32 " carries\n", path_ns(r),
            path_cells(r, false), path_cells(r, true));
    for (uint32_t i = 0; i < r->n_hops; i++) {
        if (i > 0 && r->hop[i].carry && i + 1 < r->n_hops && r->hop[i + 1].carry)
            continue; /* hops inside a carry chain are not printed */
        build_signal_of(b, r->hop[i].net, &s);
        fprintf(out, "  %s ", i == 0 ? "from   " : i + 1 == r->n_hops ? "to     " : "through");
        if (i > 0 && i + 1 < r->n_hops && strcmp(stage, s.stage) == 0)
            fprintf(out, "%s (%s)", s.name, s.module);
        else
            print_signal(out, &s);
        memcpy(stage, s.stage, sizeof stage);
        fprintf(out, "\n");
    }
}

static bool is_empty(const build_row *r) {
    return r->cells + r->memories + r->single + r->dsp + r->ff == 0;
}

static void print_rows(const build *b, FILE *out) {
    const bool packed = b->how->route != NULL;
    fprintf(out, "%-24s %8s %8s %5s", "layer", packed ? "cells" : "LUT", "memories", "DSP");
    fprintf(out, packed ? "\n" : " %8s %8s\n", "FF", "carry");
    for (uint32_t i = 0; i <= b->n_rows; i++) {
        const build_row *r = i < b->n_rows ? &b->row[i] : &b->total;
        if (i < b->n_rows && is_empty(r))
            continue;
        fprintf(out, "%-24s %8" PRIu32 " %8" PRIu32 " %5" PRIu32,
                i < b->n_rows ? r->name : "in all", r->cells, r->memories, r->dsp);
        if (!packed)
            fprintf(out, " %8" PRIu32 " %8" PRIu32, r->ff, r->carry);
        fprintf(out, "\n");
    }
}

/* Bits of a frame, its command and its sum on the serial line. */
static double line_frames(const bac_board_top *top) {
    return 1e6 * top->pll.mhz / top->CLOCKS / 10 / ((double)top->IN_BYTES * top->BEATS + 3);
}

static void print_board(const bac_board_top *top, FILE *out) {
    fprintf(out, "board %s: %s, ", top->board->name, top->board->title);
    if (top->pll.pll)
        fprintf(out, "PLL %d MHz * %" PRIu32 " / %d = %.6g MHz", BAC_BOARD_OSCILLATOR,
                top->pll.divf + 1, 1 << top->pll.divq, top->pll.mhz);
    else
        fprintf(out, "no PLL, %.6g MHz", top->pll.mhz);
    fprintf(out,
            "; %" PRIu64 " baud, %" PRIu32
            " clocks a bit, off by %+.2f %%: at most %.1f frames/s\n",
            top->baud, top->CLOCKS, 100 * bac_board_baud_error(top), line_frames(top));
}

static void print_packed(const build *b, FILE *out) {
    fprintf(out, "logic cells %" PRIu32 " of %" PRIu32 ", block memories %" PRIu32 " of %" PRIu32,
            b->total.cells, b->device->lut, b->total.memories, b->device->bram);
    if (b->total.single)
        fprintf(out, ", single-port memories %" PRIu32 " of %" PRIu32, b->total.single,
                b->device->single);
    if (b->total.dsp)
        fprintf(out, ", DSP %" PRIu32 " of %" PRIu32, b->total.dsp, b->device->dsp);
    fprintf(out, ", pins %" PRIu32 " of %" PRIu32 "\n", b->pins, build_device_pins(b->how));
}

void build_print(const build *b, FILE *out) {
    fprintf(out, "%s on %s (%s), result: %s\n", bac_net_name(b->job.net), b->device->name,
            b->device->part, bac_result_name(b->form));
    if (b->top.board)
        print_board(&b->top, out);
    print_rows(b, out);
    if (b->how->route)
        print_packed(b, out);
    else
        fprintf(out,
                "longest path %.0f LUTs and %.0f carry cells: levels, not a clock rate; run %s\n",
                b->levels, b->carries,
                b->device->family == BAC_FAMILY_ECP5 ? "route.sh"
                                                     : "vivado -mode batch -source build.tcl");
    if (b->n_routes == 0)
        return;
    for (uint32_t i = 0; i < b->n_routes; i++)
        fprintf(out, "seed %" PRIu64 ": %.2f MHz%s\n", b->route[i].seed, b->route[i].mhz,
                i == b->best ? ", kept" : "");
    fprintf(out,
            "%.2f MHz, %" PRIu64 " clocks a frame: %.1f frames/s; last sample to result %" PRIu64
            " clocks, %.3f us\n",
            b->route[b->best].mhz, b->job.p->cycles_per_frame, frames_per_second(b),
            b->job.p->latency_last, (double)b->job.p->latency_last / b->route[b->best].mhz);
    print_path(b, out);
}

/* ---- record.csv: a line for each seed; without placing, one line of seed 0 without a rate */

static void print_field(FILE *out, const build *b, const build_route *r, uint32_t hop) {
    build_signal s = {0};
    if (r->n_hops > 0)
        build_signal_of(b, r->hop[hop].net, &s);
    fprintf(out, ",%s:%s:%s", s.stage, s.module, s.name);
}

static void print_record(const build *b, FILE *out) {
    fprintf(out, "network,target,result,cells,memories,dsp,clocks,latency,seed,mhz,frames_per_"
                 "second,ns,luts,carries,from,to,yosys,nextpnr\n");
    const build_route none = {.seed = 0};
    for (uint32_t i = 0; i == 0 || i < b->n_routes; i++) {
        const build_route *r = b->n_routes > 0 ? &b->route[i] : &none;
        fprintf(out,
                "%s,%s,%s,%" PRIu32 ",%" PRIu32 ",%" PRIu32 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64,
                bac_net_name(b->job.net), b->device->name, bac_result_name(b->form), b->total.cells,
                b->total.memories, b->total.dsp, b->job.p->cycles_per_frame, b->job.p->latency_last,
                r->seed);
        fprintf(out, ",%.2f,%.1f,%.2f", r->mhz, 1e6 * r->mhz / (double)b->job.p->cycles_per_frame,
                path_ns(r));
        fprintf(out, ",%" PRIu32 ",%" PRIu32,
                b->how->route ? path_cells(r, false) : (uint32_t)b->levels,
                b->how->route ? path_cells(r, true) : (uint32_t)b->carries);
        print_field(out, b, r, 0);
        print_field(out, b, r, r->n_hops > 0 ? r->n_hops - 1 : 0);
        fprintf(out, ",%s,%s\n", b->yosys, b->router);
    }
}

/* ---- JSON */

static json_t *signal_json(const build *b, const char *net) {
    build_signal s;
    build_signal_of(b, net, &s);
    return json_pack("{s:s, s:s, s:s, s:s}", "signal", s.name, "module", s.module, "stage", s.stage,
                     "layer", s.layer);
}

static json_t *path_json(const build *b) {
    const build_route *r = &b->route[b->best];
    json_t *steps = json_array();
    for (uint32_t i = 0; i < r->n_hops; i++) {
        json_t *step = signal_json(b, r->hop[i].net);
        json_object_set_new(step, "ns", json_real(r->hop[i].delay));
        json_object_set_new(step, "net", json_string(r->hop[i].net));
        json_array_append_new(steps, step);
    }
    return json_pack("{s:f, s:I, s:I, s:o}", "ns", path_ns(r), "luts",
                     (json_int_t)path_cells(r, false), "carries", (json_int_t)path_cells(r, true),
                     "steps", steps);
}

static json_t *row_json(const build *b, const build_row *r) {
    json_t *one = json_pack("{s:I, s:I, s:I}", "logic_cells", (json_int_t)r->cells, "memories",
                            (json_int_t)r->memories, "dsp", (json_int_t)r->dsp);
    if (r->single)
        json_object_set_new(one, "single_port_memories", json_integer(r->single));
    if (!b->how->route) {
        json_object_set_new(one, "ff", json_integer(r->ff));
        json_object_set_new(one, "carry", json_integer(r->carry));
    }
    return one;
}

static void add_routes(const build *b, json_t *root) {
    json_t *seeds = json_array();
    for (uint32_t i = 0; i < b->n_routes; i++)
        json_array_append_new(seeds, json_pack("{s:I, s:f}", "seed", (json_int_t)b->route[i].seed,
                                               "mhz", b->route[i].mhz));
    json_object_set_new(root, "seeds", seeds);
    json_object_set_new(root, "seed", json_integer((json_int_t)b->route[b->best].seed));
    json_object_set_new(root, "mhz", json_real(b->route[b->best].mhz));
    json_object_set_new(root, "frames_per_second", json_real(frames_per_second(b)));
    json_object_set_new(root, "critical_path", path_json(b));
}

static json_t *board_json(const bac_board_top *top) {
    return json_pack("{s:s, s:f, s:b, s:I, s:I, s:f, s:f}", "name", top->board->name, "clock_mhz",
                     top->pll.mhz, "pll", top->pll.pll, "baud", (json_int_t)top->baud,
                     "clocks_per_bit", (json_int_t)top->CLOCKS, "baud_error",
                     bac_board_baud_error(top), "line_frames_per_second", line_frames(top));
}

static json_t *report_json(const build *b) {
    json_t *layers = json_array();
    for (uint32_t i = 0; i < b->n_rows; i++) {
        const build_row *r = &b->row[i];
        json_t *one = row_json(b, r);
        json_object_set_new(one, "layer", json_string(r->name));
        if (is_empty(r))
            json_decref(one);
        else
            json_array_append_new(layers, one);
    }
    json_t *root = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I}", "network", bac_net_name(b->job.net), "target",
        b->device->name, "part", b->device->part, "result", bac_result_name(b->form), "yosys",
        b->yosys, "nextpnr", b->router, "clocks_per_frame", (json_int_t)b->job.p->cycles_per_frame,
        "latency_clocks", (json_int_t)b->job.p->latency_last);
    if (b->top.board)
        json_object_set_new(root, "board", board_json(&b->top));
    json_t *total = row_json(b, &b->total);
    json_object_update(root, total);
    json_decref(total);
    if (b->n_routes > 0)
        add_routes(b, root);
    if (!b->how->route) {
        json_object_set_new(root, "levels", json_integer((json_int_t)b->levels));
        json_object_set_new(root, "carry_levels", json_integer((json_int_t)b->carries));
    }
    json_object_set_new(root, "layers", layers);
    return root;
}

static bool put_text(const build *b, const char *name, void (*print)(const build *, FILE *)) {
    char path[BAC_PATH_ROOM];
    bac_page page;
    if (build_path(b, path, name))
        return true;
    if (bac_page_open(&page))
        print(b, page.file);
    return bac_page_close(&page, false, path, &tool_error) != BAC_OK;
}

bool build_report(build *b) {
    char path[BAC_PATH_ROOM];
    json_t *root = report_json(b);
    char *text = root ? json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(6)) : NULL;
    bool bad = !text && bac_fail(&tool_error, BAC_ERR_MEMORY, b->dir, "out of memory");
    bad = bad || build_path(b, path, "report.json") ||
          bac_file_write(path, text, strlen(text), &tool_error);
    free(text);
    bad = bad || put_text(b, "report.txt", build_print) || put_text(b, "record.csv", print_record);
    if (!bad && b->json)
        bad = tool_json_print(json_incref(root)) != EXIT_OK;
    json_decref(root);
    return bad;
}
