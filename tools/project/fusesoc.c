/* fusesoc.c - bac_ip as a core of FuseSoC (CAPI2). */
#include "project/project.h"

static void print_core(FILE *out, const project *job) {
    char version[16];
    fprintf(out,
            "CAPI=2:\n"
            "# fusesoc --cores-root . run --target=lint bac:network:bac_ip\n"
            "name: bac:network:bac_ip:%s\n"
            "description: %s as an AXI4-Stream block\n"
            "filesets:\n"
            "  rtl:\n"
            "    file_type: verilogSource-2005\n"
            "    files:\n",
            project_version(version), bac_net_name(job->p->net));
    project_list(out, "      - ", "\n", job->source, job->n_sources);
    if (job->n_images) {
        fprintf(out, "  images: # $readmemh finds them where the tool runs\n"
                     "    file_type: mem\n"
                     "    files:\n");
        for (uint32_t i = 0; i < job->n_images; i++)
            fprintf(out, "      - %s: {copyto: %s}\n", job->image[i], job->image[i]);
    }
    fprintf(out, "  waivers:\n"
                 "    file_type: vlt\n"
                 "    files: [lint.vlt]\n");
    if (job->testbench)
        fprintf(out, "  bench:\n"
                     "    file_type: verilogSource-2005\n"
                     "    files:\n"
                     "      - bac_bench.v\n"
                     "      - tb_bac_ip.v\n"
                     "      - golden_input.hex: {file_type: user, copyto: golden_input.hex}\n"
                     "      - golden_result.hex: {file_type: user, copyto: golden_result.hex}\n");
    const char *images = job->n_images ? ", images" : "";
    fprintf(out,
            "targets:\n"
            "  default:\n"
            "    filesets: [rtl%s]\n"
            "    toplevel: bac_ip\n"
            "  lint:\n"
            "    filesets: [rtl%s, waivers]\n"
            "    toplevel: bac_ip\n"
            "    default_tool: verilator\n"
            "    tools:\n"
            "      verilator:\n"
            "        mode: lint-only\n"
            "        verilator_options: [-Wall]\n",
            images, images);
    if (job->testbench)
        fprintf(out,
                "  sim:\n"
                "    filesets: [rtl%s, bench]\n"
                "    toplevel: tb_bac_ip\n"
                "    default_tool: icarus\n",
                images);
}

const project_kind project_fusesoc = {
    .name = "fusesoc",
    .next = "fusesoc --cores-root . run --target=lint bac:network:bac_ip",
    .file = {{"bac_ip.core", print_core, NULL}},
};
