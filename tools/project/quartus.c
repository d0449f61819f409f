/* quartus.c - bac_ip for Quartus: compiled by itself, behind virtual pins. */
#include "project/project.h"

#include <string.h>

static void print_build(FILE *out, const project *job) {
    bac_axi_port port[BAC_AXI_PORTS];
    const uint32_t n = bac_axi_ports(job->axi, port);
    fprintf(
        out,
        "# quartus_sh -t quartus_build.tcl ?FAMILY DEVICE?\n"
        "# makes a project of bac_ip in this folder and compiles it; reports in build/\n"
        "load_package flow\n"
        "set family {Cyclone V}\n"
        "set device 5CSEBA6U23I7\n"
        "if {[llength $argv] > 1} { set family [lindex $argv 0]; set device [lindex $argv 1] }\n"
        "# $readmemh looks for the memory images in the project's folder: that is this one.\n"
        "cd [file dirname [file normalize [info script]]]\n"
        "project_new -overwrite bac_ip\n"
        "set_global_assignment -name FAMILY $family\n"
        "set_global_assignment -name DEVICE $device\n"
        "set_global_assignment -name TOP_LEVEL_ENTITY bac_ip\n"
        "set_global_assignment -name PROJECT_OUTPUT_DIRECTORY build\n"
        "set_global_assignment -name VERILOG_INPUT_VERSION SYSTEMVERILOG_2005\n"
        "foreach source {\n");
    project_list(out, "    ", "\n", job->source, job->n_sources);
    fprintf(out, "} { set_global_assignment -name VERILOG_FILE $source }\n"
                 "set_global_assignment -name SDC_FILE bac_ip.sdc\n"
                 "# bac_ip has more ports than a device has pins; in a design they are wires.\n"
                 "foreach port {\n");
    for (uint32_t i = 0; i < n; i++)
        if (port[i].used && strcmp(port[i].name, "aclk") != 0 &&
            strcmp(port[i].name, "s_axis_aclk") != 0)
            fprintf(out, "    %s%s\n", port[i].name, port[i].bits > 1 ? "[*]" : "");
    fprintf(out, "} { set_instance_assignment -name VIRTUAL_PIN ON -to $port }\n");
    if (project_two_clocks(job))
        fprintf(out, "foreach register {write_sync0_q read_sync0_q change_sync0_q seen_sync0_q} {\n"
                     "    set_instance_assignment -name SYNCHRONIZER_IDENTIFICATION "
                     "{FORCED IF ASYNCHRONOUS} -to *$register*\n"
                     "}\n");
    fprintf(out, "execute_flow -compile\nproject_close\n");
}

static void print_crossing(FILE *out, const char *from, const char *to) {
    static const char registers[] = "[get_registers {*%s*}]";
    char a[128], b[128];
    snprintf(a, sizeof a, registers, from);
    snprintf(b, sizeof b, registers, to);
    fprintf(out,
            "set_max_skew -from %s -to %s -get_skew_value_from_clock_period src_clock_period "
            "-skew_value_multiplier 0.8\n"
            "set_net_delay -max -from %s -to %s -get_value_from_clock_period dst_clock_period "
            "-value_multiplier 0.8\n"
            "set_max_delay -from %s -to %s 100\n"
            "set_min_delay -from %s -to %s -100\n",
            a, b, a, b, a, b, a, b);
}

static void print_sdc(FILE *out, const project *job) {
    fprintf(out, "# clocks of bac_ip by itself; a design has its own\n"
                 "create_clock -name aclk -period 8.000 [get_ports aclk]\n");
    if (project_two_clocks(job)) {
        fprintf(out,
                "create_clock -name s_axis_aclk -period 10.000 [get_ports s_axis_aclk]\n"
                "# The ways between the two in bac_axi and its bac_async_fifo: pointers in Gray "
                "code, a level, the memory.\n"
                "# Their bits arrive within 0.8 clocks of each other; when, does not matter.\n");
        print_crossing(out, "u_fifo|write_gray_q", "u_fifo|write_sync0_q");
        print_crossing(out, "u_fifo|read_gray_q", "u_fifo|read_sync0_q");
        print_crossing(out, "gen_clocks.change_q", "gen_clocks.change_sync0_q");
        print_crossing(out, "gen_clocks.seen_q", "gen_clocks.seen_sync0_q");
        fprintf(
            out,
            "set_max_delay -from [get_registers {*u_fifo|memory*}] -to [get_clocks aclk] 100\n"
            "set_min_delay -from [get_registers {*u_fifo|memory*}] -to [get_clocks aclk] -100\n");
    }
    fprintf(out,
            "derive_clock_uncertainty\n"
            "set_false_path -from [get_ports {aresetn%s}]\n",
            project_two_clocks(job) ? " s_axis_aresetn" : "");
}

const project_kind project_quartus = {
    .name = "quartus",
    .next = "quartus_sh -t quartus_build.tcl",
    .file = {{"quartus_build.tcl", print_build, NULL}, {"bac_ip.sdc", print_sdc, NULL}},
};
