// debug.cpp : from frames that fail to the first thing that goes wrong, with waves around it.
//
//   search   every checker on, until one finds something; what is inside then is judged too, and the
//            earliest finding counts
//   narrow   the frames around it alone: do they fail in the same way?
//   record   those, or if they do not fail all from the first on, with waves around the finding
//   explain  in words
#include "explanation.hpp"
#include "words.hpp"

#include <cstdio>

namespace cosim {
namespace {

using ull = unsigned long long;

// How the finding is made to show itself again.
struct recipe {
    uint64_t first, last;           // frames to offer
    uint64_t wave_first, wave_last; // frames to see
    bool alone;                     // they fail without those before them
};

// The frame with the finding, the one before and the one behind.
recipe narrow(const bench &b, const finding &f) {
    const uint64_t from = f.frame > b.opt.first ? f.frame - 1 : b.opt.first;
    const uint64_t to = f.frame + 2 < b.opt.last ? f.frame + 2 : b.opt.last;
    recipe r{b.opt.first, to, from, to, true};
    if (f.kind == finding::pace) // of all frames together
        r.last = b.opt.last;
    if (from == b.opt.first)
        return r;
    const probe near = probe_run(b, from, to, false, nullptr);
    r.alone = near.earliest && same_place(*near.earliest, f);
    if (r.alone)
        r.first = from;
    return r;
}

// Once for the clocks, and then with waves that know what they are about.
probe record(const bench &b, const recipe &r) {
    probe again = probe_run(b, r.first, r.last, false, nullptr);
    if (b.opt.wave.empty() || !again.earliest)
        return again;
    options o = b.opt;
    o.wave_first = r.wave_first;
    o.wave_last = r.wave_last;
    const bench with_waves{o, b.net, b.codes, b.frame_size, b.info, b.netlist, b.tick};
    const wave_guard guard(o.wave);
    shadow waves(wave_temporary(o.wave), b.net, b.netlist, b.info, &*again.earliest);
    probe p = probe_run(with_waves, r.first, r.last, false, &waves);
    if (!p.found.simulator.empty())
        throw std::runtime_error(p.found.simulator);
    waves_save(with_waves, p.marks, &*again.earliest);
    return p;
}

} // namespace

bool bench_debug(const bench &b) {
    const probe whole = probe_run(b, b.opt.first, b.opt.last, true, nullptr);
    if (!whole.found.simulator.empty())
        throw std::runtime_error(whole.found.simulator);
    if (!whole.earliest) {
        std::printf("%s: %llu frames, stall %s, seed %llu: no checker found anything\n",
                    bac_net_name(b.net), static_cast<ull>(whole.last - whole.first),
                    b.opt.stall_text.c_str(), static_cast<ull>(b.opt.seed));
        return true;
    }
    const recipe r = narrow(b, *whole.earliest);
    const probe p = record(b, r);
    if (!p.earliest) // a simulation repeats itself
        throw std::runtime_error(
            "the second run found nothing where the first did; please report this");
    const explanation e = explain(b, p);
    (b.opt.json ? explanation_json : explanation_text)(b, p, e, r.alone);
    return false;
}

} // namespace cosim
