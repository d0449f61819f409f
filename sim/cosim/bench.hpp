// bench.hpp : the input that main.cpp prepares for a bench, and the one function in which the
// frame-level bench (frames.cpp, in the archive) and the pin-level bench (pins.cpp) differ.
#ifndef COSIM_BENCH_HPP
#define COSIM_BENCH_HPP

#include "options.hpp"
#include "scoreboard.hpp"
#include "ticker.hpp"

struct bac_netlist;

namespace cosim {

struct bench {
    const options &opt; // its frames are the ones that this process runs
    const bac_net *net;
    const int32_t *codes; // frame opt.first onwards, [T][C] each
    size_t frame_size;    // T * C
    const top_info &info;
    const bac_netlist *netlist; // that the RTL was made from
    ticker &tick;
};

// Runs frames opt.first..opt.last-1, fills `found`, writes the waves if any.
void bench_run(const bench &b, scoreboard &board, findings &found);

// debug.cpp: prints what goes wrong first, and leaves waves around it if b.opt.wave names them. Whether
// nothing does. The pin-level bench sees too little for that.
bool bench_debug(const bench &b);

} // namespace cosim
#endif
