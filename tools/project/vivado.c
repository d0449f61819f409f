/* vivado.c - bac_ip for Vivado: packaged as an IP, or synthesised and placed out of context. */
#include "project/project.h"

/* What both scripts begin with: where they lie and what lies there. */
static void print_sources(FILE *out, const project *job) {
    fprintf(out, "set here [file dirname [file normalize [info script]]]\n"
                 "set part xczu7ev-ffvc1156-2-e\n"
                 "if {[llength $argv] > 0} { set part [lindex $argv 0] }\n"
                 "# absolute names, so that the folder may lie anywhere\n"
                 "proc at {names} {\n"
                 "    set paths {}\n"
                 "    foreach name $names { lappend paths [file join $::here $name] }\n"
                 "    return $paths\n"
                 "}\n"
                 "set sources {\n");
    project_list(out, "    ", "\n", job->source, job->n_sources);
    fprintf(out, "}\nset images {\n");
    project_list(out, "    ", "\n", job->image, job->n_images);
    fprintf(out, "}\n");
}

static void print_package(FILE *out, const project *job) {
    const bool two = project_two_clocks(job), lite = job->axi->LITE;
    char version[16];
    fprintf(out, "# vivado -mode batch -source vivado_package.tcl ?-tclargs PART?\n"
                 "# makes ip/, an IP of bac_ip: add that folder to ip_repo_paths of a project\n");
    print_sources(out, job);
    fprintf(out,
            "create_project -force bac_ip_package [file join $here build package] -part $part\n"
            "add_files -norecurse [at $sources]\n"
            "if {[llength $images] > 0} {\n"
            "    add_files -norecurse [at $images]\n"
            "    set_property file_type {Memory File} [get_files [at $images]]\n"
            "}\n");
    if (two)
        fprintf(out, "add_files -fileset constrs_1 -norecurse [at bac_ip_clocks.xdc]\n"
                     "set_property processing_order LATE [get_files [at bac_ip_clocks.xdc]]\n");
    fprintf(out,
            "set_property top bac_ip [current_fileset]\n"
            "ipx::package_project -root_dir [file join $here ip] -vendor bac -library network "
            "-taxonomy /UserIP -import_files -force\n"
            "set core [ipx::current_core]\n"
            "set_property name bac_ip $core\n"
            "set_property version %s $core\n"
            "set_property display_name {%s as an AXI4-Stream block} $core\n"
            "set_property description {%u beats of %u bits a frame, the %s of each} $core\n"
            "# The interfaces are inferred from the names of the ports.\n"
            "foreach bus {s_axis m_axis%s} {\n"
            "    if {[llength [ipx::get_bus_interfaces $bus -of_objects $core]] == 0} {\n"
            "        error \"Vivado has inferred no interface $bus\"\n"
            "    }\n"
            "}\n"
            "ipx::associate_bus_interfaces -busif s_axis -clock %s $core\n"
            "ipx::associate_bus_interfaces -busif m_axis -clock aclk $core\n",
            project_version(version), bac_net_name(job->p->net), job->axi->T,
            bac_axi_in_bits(job->axi), bac_result_name((bac_result_form)job->axi->RESULT),
            lite ? " s_axi" : "", two ? "s_axis_aclk" : "aclk");
    if (lite)
        fprintf(out, "ipx::associate_bus_interfaces -busif s_axi -clock aclk $core\n");
    fprintf(out, "ipx::create_xgui_files $core\n"
                 "ipx::update_checksums $core\n"
                 "ipx::check_integrity $core\n"
                 "ipx::save_core $core\n"
                 "close_project\n");
}

static void print_build(FILE *out, const project *job) {
    const bool two = project_two_clocks(job);
    fprintf(out,
            "# vivado -mode batch -source vivado_build.tcl ?-tclargs PART?\n"
            "# synthesises and places bac_ip out of context; reports and a checkpoint in build/\n"
            "# The clocks that are asked for are in bac_ip_ooc.xdc.\n");
    print_sources(out, job);
    fprintf(out, "set build [file join $here build]\n"
                 "file mkdir $build\n"
                 "read_verilog [at $sources]\n"
                 "if {[llength $images] > 0} { read_mem [at $images] }\n"
                 "read_xdc -mode out_of_context [at bac_ip_ooc.xdc]\n");
    if (two)
        fprintf(out, "read_xdc [at bac_ip_clocks.xdc]\n"
                     "set_property processing_order LATE [get_files [at bac_ip_clocks.xdc]]\n");
    fprintf(out, "synth_design -top bac_ip -part $part -mode out_of_context\n"
                 "report_utilization -hierarchical -file [file join $build synthesised.rpt]\n"
                 "opt_design\n"
                 "place_design\n"
                 "report_utilization -hierarchical -file [file join $build placed.rpt]\n"
                 "report_timing_summary -file [file join $build timing.rpt]\n");
    if (two)
        fprintf(out, "report_cdc -details -file [file join $build crossings.rpt]\n");
    fprintf(out, "write_checkpoint -force [file join $build bac_ip.dcp]\n");
}

static void print_ooc(FILE *out, const project *job) {
    fprintf(out, "# bac_ip by itself: what its surroundings bring when it is part of a design\n"
                 "create_clock -name aclk -period 4.000 [get_ports aclk]\n");
    if (project_two_clocks(job))
        fprintf(out, "create_clock -name s_axis_aclk -period 5.000 [get_ports s_axis_aclk]\n");
    fprintf(out,
            "# AXI wants a reset that is synchronous to its clock; here it has no clock.\n"
            "set_false_path -from [get_ports {aresetn%s}]\n",
            project_two_clocks(job) ? " s_axis_aresetn" : "");
}

/* A crossing of bac_axi: all bits of `from` arrive at `to` within a clock of the one they leave. */
static void print_crossing(FILE *out, const char *from, const char *to, bool word) {
    static const char cells[] = "[get_cells -hierarchical -filter {NAME =~ *gen_clocks.%s_reg*}]";
    char a[256], b[256];
    snprintf(a, sizeof a, cells, from);
    snprintf(b, sizeof b, cells, to);
    const char *period = "[get_property -min PERIOD [get_clocks -of_objects ";
    fprintf(out,
            "set_property ASYNC_REG TRUE %s\n"
            "set_max_delay -datapath_only -from %s -to %s %s%s]]\n",
            b, a, b, period, a);
    if (word)
        fprintf(out, "set_bus_skew -from %s -to %s %s%s]]\n", a, b, period, a);
}

static void print_clocks(FILE *out, const project *job) {
    (void)job;
    fprintf(
        out,
        "# The ways between s_axis_aclk and aclk in bac_axi and its bac_async_fifo, and nothing "
        "else. Names are searched\n"
        "# for, so that it holds for bac_ip as the top, as an IP, and within a design. Read it "
        "after the clocks are made.\n"
        "# Pointers in Gray code: at most one bit of a word is between two values.\n");
    print_crossing(out, "u_fifo/write_gray_q", "u_fifo/write_sync0_q", true);
    print_crossing(out, "u_fifo/read_gray_q", "u_fifo/read_sync0_q", true);
    fprintf(out, "# That a beat is lost: a level that changes.\n");
    print_crossing(out, "change_q", "change_sync0_q", false);
    print_crossing(out, "seen_q", "seen_sync0_q", false);
    fprintf(out,
            "# A word of the memory stands still long before its pointer is across.\n"
            "set_max_delay -datapath_only -from [get_cells -hierarchical -filter {NAME =~ "
            "*gen_clocks.u_fifo/memory_reg* && IS_PRIMITIVE}] -to [get_clocks -of_objects "
            "[get_cells -hierarchical -filter {NAME =~ *gen_clocks.u_fifo/read_gray_q_reg*}]] "
            "[get_property -min PERIOD [get_clocks -of_objects [get_cells -hierarchical -filter "
            "{NAME =~ *gen_clocks.u_fifo/read_gray_q_reg*}]]]\n");
}

const project_kind project_vivado = {
    .name = "vivado",
    .next = "vivado -mode batch -source vivado_build.tcl, or vivado_package.tcl",
    .file = {{"vivado_package.tcl", print_package, NULL},
             {"vivado_build.tcl", print_build, NULL},
             {"bac_ip_ooc.xdc", print_ooc, NULL},
             {"bac_ip_clocks.xdc", print_clocks, project_two_clocks}},
};
