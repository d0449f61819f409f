/* litex.c - bac_ip as a module of LiteX. */
#include "project/project.h"

#include <inttypes.h>
#include <string.h>

static void print_list(FILE *out, const char *name, char *const *word, uint32_t n) {
    fprintf(out, "%s = [\n", name);
    project_list(out, "    \"", "\",\n", word, n);
    fprintf(out, "]\n");
}

/* What a port is connected to: a stream's signal of LiteX, the register bus, a clock. */
static void print_port(FILE *out, const bac_axi_port *port) {
    static const char *const stream[][2] = {
        {"aclk", "ClockSignal(clock)"},
        {"aresetn", "~ResetSignal(clock)"},
        {"s_axis_aclk", "ClockSignal(source_clock)"},
        {"s_axis_aresetn", "~ResetSignal(source_clock)"},
        {"s_axis_tdata", "self.sink.data"},
        {"s_axis_tvalid", "self.sink.valid"},
        {"s_axis_tready", "self.sink.ready"},
        {"s_axis_tlast", "self.sink.last"},
        {"m_axis_tdata", "self.source.data"},
        {"m_axis_tuser", "self.source.error"},
        {"m_axis_tvalid", "self.source.valid"},
        {"m_axis_tready", "self.source.ready"},
        {"m_axis_tlast", "self.source.last"},
    };
    static const char *const channel[] = {"aw", "ar", "w", "b", "r"}; /* the longer names first */
    const char *name = port->name, *bus = "s_axi_";
    fprintf(out, "            %c_%s=", port->is_output ? 'o' : 'i', name);
    for (size_t i = 0; i < sizeof stream / sizeof *stream; i++)
        if (strcmp(stream[i][0], name) == 0)
            fprintf(out, "%s", stream[i][1]);
    if (strcmp(name, "s_axis_tkeep") == 0) /* LiteX moves whole beats */
        fprintf(
            out, "Constant(%llu, %" PRIu32 ")",
            (unsigned long long)(port->bits < 64 ? (UINT64_C(1) << port->bits) - 1 : UINT64_MAX),
            port->bits);
    if (strncmp(name, bus, strlen(bus)) == 0)
        for (size_t i = 0; i < sizeof channel / sizeof *channel; i++) {
            const size_t length = strlen(channel[i]);
            if (strncmp(name + strlen(bus), channel[i], length) == 0) {
                fprintf(out, "self.bus.%s.%s", channel[i], name + strlen(bus) + length);
                break;
            }
        }
    fprintf(out, ",\n");
}

static void print_module(FILE *out, const project *job) {
    bac_axi_port port[BAC_AXI_PORTS];
    const uint32_t n = bac_axi_ports(job->axi, port);
    const bool two = project_two_clocks(job);
    fprintf(out,
            "\"\"\"%s as a module of LiteX.\n\n"
            "    self.network = BacIP(platform)\n"
            "    self.comb += [adc.source.connect(self.network.sink), "
            "self.network.source.connect(dma.sink)]\n%s\n"
            "copy_images(FOLDER) puts the memory images where the tool runs "
            "(build/NAME/gateware), before it does.\n\"\"\"\n\n"
            "import os\nimport shutil\n\nfrom migen import *\n\n"
            "from litex.gen import *\nfrom litex.soc.interconnect import stream\n",
            bac_net_name(job->p->net),
            job->axi->LITE ? "    soc.bus.add_slave(\"network\", self.network.bus, "
                             "SoCRegion(size=4096, cached=False))\n"
                           : "");
    if (job->axi->LITE)
        fprintf(out, "from litex.soc.interconnect import axi\n");
    fprintf(out, "\nHERE = os.path.dirname(os.path.abspath(__file__))\n");
    print_list(out, "SOURCES", job->source, job->n_sources);
    print_list(out, "IMAGES", job->image, job->n_images);
    fprintf(out,
            "\n\ndef copy_images(folder):\n"
            "    for name in IMAGES:\n"
            "        shutil.copy(os.path.join(HERE, name), folder)\n\n\n"
            "class BacIP(LiteXModule):\n"
            "    def __init__(self, platform, clock=\"sys\"%s):\n"
            "        self.sink = stream.Endpoint([(\"data\", %" PRIu32 ")])\n"
            "        self.source = stream.Endpoint([(\"data\", %" PRIu32 "), (\"error\", 1)])\n",
            two ? ", source_clock=\"adc\"" : "", bac_axi_in_bits(job->axi),
            bac_axi_out_bits(job->axi));
    if (job->axi->LITE)
        fprintf(out, "        self.bus = axi.AXILiteInterface(data_width=32, address_width=12)\n");
    if (!job->axi->WAITS) /* the block has no tready: it always takes */
        fprintf(out, "        self.comb += self.sink.ready.eq(1)\n");
    fprintf(out, "        self.specials += Instance(\n            \"bac_ip\",\n");
    for (uint32_t i = 0; i < n; i++)
        if (port[i].used)
            print_port(out, &port[i]);
    fprintf(out, "        )\n"
                 "        for name in SOURCES:\n"
                 "            platform.add_source(os.path.join(HERE, name))\n");
}

const project_kind project_litex = {
    .name = "litex",
    .next = "from bac_litex import BacIP",
    .file = {{"bac_litex.py", print_module, NULL}},
};
