// frames.cpp : the frame-level bench, fast: see modules.hpp.
#include "bench.hpp"
#include "gtkwave.hpp"
#include "modules.hpp"

#include <chrono>
#include <cstdio>

namespace cosim {
namespace {

machine_config configure(const options &o) {
    machine_config c;
    c.first_frame = o.first;
    c.stall = o.stall;
    c.seed = o.seed;
    c.wave = o.wave;
    c.wave_first = o.wave_first < o.first ? o.first : o.wave_first;
    c.wave_last = o.wave_last < o.last ? o.wave_last : o.last;
    return c;
}

void save_waves(const bench &b, const machine &m) {
    const std::string &wave = b.opt.wave;
    bac_error err{};
    if (wave.empty())
        return;
    if (!m.marks().open) {
        std::fprintf(stderr, "no waves: the machine stopped before frame %llu\n",
                     static_cast<unsigned long long>(b.opt.wave_first));
        return;
    }
    expect_ok(gtkwave_save(wave, b.net, b.info, m.marks(), &err), err);
    std::fprintf(stderr, "waves: %s, save file: %s\n", wave.c_str(), gtkwave_path(wave).c_str());
}

} // namespace

void bench_run(const bench &b, scoreboard &board, findings &found) {
    machine m(top_create(b.opt.seed), b.info, b.netlist, configure(b.opt), found);
    const auto start = std::chrono::steady_clock::now();
    (b.opt.plain_loop ? run_plain : run_systemc)(m, board, found, b);
    found.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    m.finish();
    found.streams = b.info.links.size() + 2; // and the two AXI4-Streams of the top
    save_waves(b, m);
}

} // namespace cosim
