/* embed.c - a network's clocks from your own program: embed NET.bnet PLAN.cfg */
#include <bacsim/compile.h>
#include <bacsim/machine.h>
#include <stdio.h>

int main(int argc, char **argv) {
    bac_net *net = NULL;
    bac_plan *plan = NULL;
    bac_netlist *netlist = NULL;
    bac_machine *machine = NULL;
    bac_error err;
    bac_driven got = {0};
    const bac_drive drive = {.frames = 10, .stall = {.kind = BAC_STALL_PACE}};
    if (argc != 3 || bac_net_load(argv[1], &net, &err) ||
        bac_plan_load(argv[2], net, &plan, &err) || bac_compile_times(net, plan, &netlist, &err) ||
        bac_machine_create(netlist, &machine, &err) ||
        bac_machine_drive(machine, &drive, &got, &err)) {
        fprintf(stderr, "%s: %s\n", argc == 3 ? err.where : "usage",
                argc == 3 ? err.text : "embed NET.bnet PLAN.cfg");
        return 1;
    }
    printf("%.3f clocks a frame, last sample to result %llu\n", got.clocks_per_frame,
           (unsigned long long)got.latency_last_max);
    bac_machine_free(machine);
    bac_netlist_free(netlist);
    bac_plan_free(plan);
    bac_net_free(net);
    return 0;
}
