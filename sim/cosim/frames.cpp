// frames.cpp : the frame-level bench, fast: see modules.hpp.
#include "modules.hpp"
#include "waves.hpp"

#include <chrono>
#include <cstdio>

namespace cosim {

machine_config configure(const options &o, shadow *waves, uint64_t marked) {
    machine_config c;
    c.first_frame = o.first;
    c.stall = o.stall;
    c.seed = o.seed;
    c.waves = waves;
    c.wave_first = o.wave_first < o.first ? o.first : o.wave_first;
    c.wave_last = o.wave_last < o.last ? o.wave_last : o.last;
    c.marked = marked < c.wave_first ? c.wave_first : marked;
    return c;
}

void bench_run(const bench &b, scoreboard &board, findings &found) {
    std::unique_ptr<shadow> waves;
    std::optional<wave_guard> guard;
    if (!b.opt.wave.empty()) {
        guard.emplace(b.opt.wave);
        waves =
            std::make_unique<shadow>(wave_temporary(b.opt.wave), b.net, b.netlist, b.info, nullptr);
    }
    machine m(top_create(b.opt.seed), b.info, b.netlist, configure(b.opt, waves.get(), 0), found);
    const auto start = std::chrono::steady_clock::now();
    (b.opt.plain_loop ? run_plain : run_systemc)(m, board, found, b);
    found.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    m.finish();
    found.streams = b.info.links.size() + 2; // and the two AXI4-Streams of the top
    if (waves)
        waves_save(b, m.marks(), found.earliest());
}

} // namespace cosim
