#include "project/axi_option.h"

#include "common/net_hash.h"
#include "common/tool.h"
#include "internal.h"
#include "read_text.h"

#include <string.h>

static struct {
    bool axi, registers, no_tlast, lossy;
    const char *result, *samples;
    uint64_t result_bytes, fifo;
} asked;

const args_option axi_options[] = {
    {"axi", 0, NULL, "also bac_ip, the network as an AXI4-Stream block (docs/integrate.md)",
     .flag = &asked.axi},
    {"result", 0, "FORM", "bac_ip gives the class (default), class and margin, or logits",
     .text = &asked.result},
    {"result-bytes", 0, "N", "bytes of its result (default: the least power of two)",
     .whole = &asked.result_bytes, .least = 1, .most = 64},
    {"registers", 0, NULL, "AXI4-Lite: counters, control, histogram (docs/registers.md)",
     .flag = &asked.registers},
    {"clock-fifo", 0, "DEPTH", "s_axis has a clock of its own, and a FIFO of so many beats",
     .whole = &asked.fifo, .least = 1, .most = 65536},
    {"sample-bits", 0, "W[.F]", "s_axis has samples of W bits, F of them fraction (default W-1)",
     .text = &asked.samples},
    {"no-tlast", 0, NULL, "the source marks no frames", .flag = &asked.no_tlast},
    {"lossy", 0, NULL, "the source cannot wait: what is lost is told", .flag = &asked.lossy},
    {0}};

bool axi_option_block(void) {
    return asked.axi;
}

const char *axi_option_detail(void) {
    return asked.result         ? "--result"
           : asked.result_bytes ? "--result-bytes"
           : asked.registers    ? "--registers"
           : asked.fifo         ? "--clock-fifo"
           : asked.samples      ? "--sample-bits"
           : asked.no_tlast     ? "--no-tlast"
           : asked.lossy        ? "--lossy"
                                : NULL;
}

static int read_result(bac_axi_options *o) {
    for (int form = 0; asked.result && form < BAC_RESULT_FORMS; form++)
        if (strcmp(asked.result, bac_result_name((bac_result_form)form)) == 0) {
            o->result = (bac_result_form)form;
            return ARGS_GO_ON;
        }
    return asked.result
               ? args_complain("--result wants class, margin or logits, not '%s'", asked.result)
               : ARGS_GO_ON;
}

/* W or W.F */
static int read_samples(bac_axi_options *o) {
    char whole[16];
    uint64_t bits, fraction;
    if (!asked.samples)
        return ARGS_GO_ON;
    const char *point = strchr(asked.samples, '.');
    const size_t length = point ? (size_t)(point - asked.samples) : strlen(asked.samples);
    if (length < sizeof whole) {
        snprintf(whole, sizeof whole, "%.*s", (int)length, asked.samples);
        if (bac_parse_count(whole, 1, 32, &bits)) {
            fraction = bits - 1;
            if (!point || bac_parse_count(point + 1, 0, 64, &fraction)) {
                o->sample_bits = (uint32_t)bits;
                o->sample_fraction = (uint32_t)fraction;
                return ARGS_GO_ON;
            }
        }
    }
    return args_complain("--sample-bits wants 1 to 32 bits, as 16, or with those behind the point, "
                         "as 16.13, not '%s'",
                         asked.samples);
}

int axi_option_read(const bac_netlist *p, bac_axi *axi) {
    bac_axi_options o = {.result_bytes = (uint32_t)asked.result_bytes,
                         .registers = asked.registers,
                         .fifo_depth = (uint32_t)asked.fifo,
                         .no_tlast = asked.no_tlast,
                         .lossy = asked.lossy};
    int status = read_result(&o);
    if (status == ARGS_GO_ON)
        status = read_samples(&o);
    if (status == ARGS_GO_ON)
        status = tool_net_hash(p->net, o.hash, &tool_error) ? tool_fail() : ARGS_GO_ON;
    if (status == ARGS_GO_ON && bac_axi_of(p, &o, axi, &tool_error))
        status = tool_fail();
    return status;
}
