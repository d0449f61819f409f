/* yosys.c - bac_ip for Yosys. */
#include "project/project.h"

static void print_script(FILE *out, const project *job) {
    fprintf(out, "# yosys bac_ip.ys, in this folder: memory images are read from it\n"
                 "# Another family: synth_ice40, synth_ecp5, .. instead of synth_xilinx.\n");
    project_list(out, "read_verilog -defer ", "\n", job->source, job->n_sources);
    fprintf(out, "hierarchy -check -top bac_ip\n"
                 "synth_xilinx -family xcup -nodsp -noiopad -flatten -top bac_ip\n"
                 "check -assert\n"
                 "tee -o bac_ip.stat stat\n"
                 "write_json bac_ip.mapped.json\n");
}

const project_kind project_yosys = {
    .name = "yosys", .next = "yosys bac_ip.ys", .file = {{"bac_ip.ys", print_script, NULL}}};
