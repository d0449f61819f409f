// bench.cpp : runs a verilated bench (verilator --cc --exe --timing --coverage-*) until its $finish, and writes what it
// reached to the file argv[1]. BENCH: the class, BENCH_HEADER: its header.
#include BENCH_HEADER
#include "verilated.h"
#include "verilated_cov.h"

int main(int argc, char **argv) {
    VerilatedContext context;
    context.commandArgs(argc, argv);
    BENCH bench(&context);
    while (!context.gotFinish()) {
        bench.eval();
        if (!bench.eventsPending())
            break;
        context.time(bench.nextTimeSlot());
    }
    bench.final();
    if (argc > 1)
        context.coveragep()->write(argv[1]);
    return !context.gotFinish();
}
