/* testbench.c - the files of bac rtl --testbench. Benches are written by hand (bindings/testbench);
 * what is made here names the network's numbers. */
#include "project/testbench.h"
#include "common/net_hash.h"
#include "common/tool.h"
#include "library.h"
#include "out_file.h"
#include "path.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_LIMIT = 1 << 20 };

/* A beat a line, the highest byte first. */
static bac_status write_hex(const char *dir, const char *name, const uint8_t *beat, uint64_t n,
                            uint32_t bytes, const char *what) {
    char path[BAC_PATH_ROOM];
    bac_page page;
    bac_status status = bac_path(path, &tool_error, "%s/%s", dir, name);
    if (status != BAC_OK)
        return status;
    FILE *out = bac_page_open(&page);
    if (out)
        fprintf(out, "// %s\n", what);
    for (uint64_t i = 0; out && i < n; i++, beat += bytes) {
        for (uint32_t b = bytes; b-- > 0;)
            fprintf(out, "%02x", beat[b]);
        fputc('\n', out);
    }
    return bac_page_close(&page, false, path, &tool_error);
}

/* Clocks of aclk in which a source that cannot wait sends a beat; twice what the network needs, for
 * such a source meets its first frame, too, and of a faster clock as many again. */
static uint64_t pace_of(const bac_netlist *p, const bac_axi *a) {
    const uint64_t clocks = (p->cycles_per_frame + a->T - 1) / a->T;
    return 2 * clocks * (a->FIFO_AW ? 2 : 1);
}

/* ---- tb_bac_ip.v: bac_ip and bac_bench, wire by wire */

static void print_wires(FILE *out, const bac_axi_port *port, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        fprintf(out, "    wire ");
        if (port[i].bits > 1)
            fprintf(out, "[%" PRIu32 ":0] ", port[i].bits - 1);
        fprintf(out, "%s;\n", port[i].name);
        if (!port[i].used && port[i].is_output) /* a source that cannot wait is always taken */
            fprintf(out, "    assign %s = %s;\n", port[i].name,
                    strcmp(port[i].name, "s_axis_tready") == 0 ? "1'b1" : "0");
    }
}

static void print_instance(FILE *out, const char *name, const bac_axi_port *port, uint32_t n,
                           bool all) {
    const char *separator = "";
    fprintf(out, "%s (\n", name);
    for (uint32_t i = 0; i < n; i++)
        if (all || port[i].used) {
            fprintf(out, "%s        .%s(%s)", separator, port[i].name, port[i].name);
            separator = ",\n";
        }
    fprintf(out, "\n    );\n");
}

static void print_bench(FILE *out, const bac_netlist *p, const bac_axi *a, uint64_t frames) {
    bac_axi_port port[BAC_AXI_PORTS];
    const uint32_t n = bac_axi_ports(a, port);
    const uint64_t idle = 1000 + 8 * (p->cycles_per_frame + p->latency_first) + 16 * pace_of(p, a);
    fprintf(out,
            "// tb_bac_ip.v : %s, golden frames against bac_ip; generated, do not edit\n"
            "// How it runs and what it says: bac_bench.v; make sim\n"
            "`default_nettype none\nmodule tb_bac_ip;\n",
            bac_net_name(p->net));
    print_wires(out, port, n);
    fprintf(out, "    bac_ip ");
    print_instance(out, "u_dut", port, n, false);
    fprintf(out,
            "    bac_bench #(\n        .IN_W(%" PRIu32 "), .OUT_W(%" PRIu32 "), .BEATS(%" PRIu32
            "), .RESULTS(%" PRIu32 "), .FRAMES(%" PRIu64 "), .WAITS(%" PRIu32 "),\n"
            "        .PACE(%" PRIu64 "), .CLOCKS(%d), .IDLE(%" PRIu64 "), .LITE(%" PRIu32
            "),\n        .HASH(256'h",
            bac_axi_in_bits(a), bac_axi_out_bits(a), a->T, a->results, frames, a->WAITS,
            pace_of(p, a), a->FIFO_AW ? 2 : 1, idle < INT32_MAX ? idle : INT32_MAX, a->LITE);
    for (size_t i = 0; i < sizeof a->HASH; i++)
        fprintf(out, "%02x", a->HASH[i]);
    fprintf(out, ")\n    ) ");
    print_instance(out, "u_bench", port, n, true);
    fprintf(out, "endmodule\n`default_nettype wire\n");
}

static bac_status write_bench(const bac_netlist *p, const bac_axi *a, uint64_t frames,
                              const char *dir) {
    char path[BAC_PATH_ROOM];
    bac_page page;
    bac_status status = bac_path(path, &tool_error, "%s/tb_bac_ip.v", dir);
    if (status != BAC_OK)
        return status;
    if (bac_page_open(&page))
        print_bench(page.file, p, a, frames);
    return bac_page_close(&page, false, path, &tool_error);
}

/* ---- bac_ip.json: the same numbers for programs */

static bac_status write_json(const bac_netlist *p, const bac_axi *a, const char *dir) {
    char path[BAC_PATH_ROOM], hash[2 * sizeof a->HASH + 1];
    bac_axi_port port[BAC_AXI_PORTS];
    const uint32_t n = bac_axi_ports(a, port);
    json_t *in = json_array(), *out = json_array(), *numbers = json_object();
    const struct {
        const char *name;
        json_int_t value;
    } parameter[] = {{"C", a->C},
                     {"T", a->T},
                     {"S_LANE", a->S_LANE},
                     {"SAMPLE_W", a->SAMPLE_W},
                     {"SHIFT", a->SHIFT},
                     {"IW", a->IW},
                     {"LO", a->LO},
                     {"HI", a->HI},
                     {"FIFO_AW", a->FIFO_AW},
                     {"WAITS", a->WAITS},
                     {"CHECK_LAST", a->CHECK_LAST},
                     {"RESULT", a->RESULT},
                     {"N", a->N},
                     {"OUT_LANE", a->OUT_LANE},
                     {"CLASS_LANE", a->CLASS_LANE},
                     {"M_BYTES", a->M_BYTES},
                     {"LITE", a->LITE},
                     {"SAMPLES", a->SAMPLES}};
    for (uint32_t i = 0; i < n; i++)
        if (port[i].used)
            json_array_append_new(port[i].is_output ? out : in, json_string(port[i].name));
    for (size_t i = 0; i < sizeof parameter / sizeof *parameter; i++)
        json_object_set_new(numbers, parameter[i].name, json_integer(parameter[i].value));
    tool_hash_text(a->HASH, hash);
    json_t *root = json_pack("{s:s, s:s, s:I, s:I, s:{s:o, s:o}, s:o}", "network",
                             bac_net_name(p->net), "sha256", hash, "results",
                             (json_int_t)a->results, "pace", (json_int_t)pace_of(p, a), "ports",
                             "input", in, "output", out, "parameters", numbers);
    if (bac_path(path, &tool_error, "%s/bac_ip.json", dir) != BAC_OK) {
        json_decref(root);
        return BAC_ERR_IO;
    }
    return tool_json_write(root, path, &tool_error);
}

/* ---- what is written by hand */

static bac_status copy_file(const char *folder, const char *name, const char *dir) {
    char from[BAC_PATH_ROOM], to[BAC_PATH_ROOM];
    char *text = NULL;
    size_t size = 0;
    bac_status status = bac_path(from, &tool_error, "%s/%s", folder, name);
    if (status == BAC_OK)
        status = bac_path(to, &tool_error, "%s/%s", dir, name);
    if (status == BAC_OK)
        status = bac_file_read(from, FILE_LIMIT, &text, &size, &tool_error);
    if (status == BAC_OK)
        status = bac_file_write(to, text, size, &tool_error);
    free(text);
    return status;
}

int testbench_write(const bac_netlist *p, const bac_axi *a, const golden_beats *g,
                    const char *dir) {
    static const char *const hand[] = {"bac_bench.v", "Makefile", "bac_check.py", "test_bac_ip.py"};
    char folder[BAC_SHARE_ROOM];
    bac_share_folder("bindings/testbench", folder);
    bac_status status = write_hex(dir, "golden_input.hex", g->in, g->frames * a->T,
                                  bac_axi_in_bits(a) / 8, "s_axis_tdata, a beat a line");
    if (status == BAC_OK)
        status = write_hex(dir, "golden_result.hex", g->out, g->frames * a->results, a->M_BYTES,
                           "m_axis_tdata, a beat a line");
    if (status == BAC_OK)
        status = write_bench(p, a, g->frames, dir);
    if (status == BAC_OK)
        status = write_json(p, a, dir);
    for (size_t i = 0; status == BAC_OK && i < sizeof hand / sizeof *hand; i++)
        status = copy_file(folder, hand[i], dir);
    return status == BAC_OK ? ARGS_GO_ON : tool_fail();
}
