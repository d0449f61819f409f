#include "probe.hpp"

#include "modules.hpp"
#include "report.hpp"
#include "ticker.hpp"
#include "words.hpp"

namespace cosim {
namespace {

bool any(const findings &f) {
    return f.earliest() || f.stopped();
}

// A clock that differs from its closed form and from nothing else has no place but the result.
void place_pace(const options &o, const bench &b, findings &found, probe &p) {
    check_time(o, b.info, found);
    if (p.earliest || found.closed.empty())
        return;
    finding f;
    f.kind = finding::pace;
    f.at = result_place(b.net, b.info);
    f.frame = p.first;
    f.cycle = found.last_result - found.all_gaps.clocks; // the first one
    f.what = found.closed.front();
    p.earliest = f;
}

} // namespace

bool same_place(const finding &a, const finding &b) {
    return a.kind == b.kind && a.at.link == b.at.link && a.frame == b.frame && a.beat == b.beat &&
           a.position == b.position && a.channel == b.channel && a.wire == b.wire &&
           a.expected == b.expected && a.got == b.got;
}

probe probe_run(const bench &b, uint64_t first, uint64_t last, bool stop, shadow *waves) {
    constexpr size_t kept = 4; // frames around the one with the finding
    probe p;
    options o = b.opt;
    o.first = first;
    o.last = last;
    p.first = first;
    scoreboard board(b.net, b.info, p.found);
    machine m(top_create(o.seed), b.info, b.netlist,
              configure(o, waves, waves ? waves->about() : 0), p.found);
    ticker tick(last - first);
    const auto judge = [&] {
        for (frame_ptr done; m.take(done);) {
            board.check(*done);
            tick.step();
            p.frames.push_back(std::move(done));
            if (p.frames.size() > kept && !any(p.found))
                p.frames.erase(p.frames.begin());
        }
    };
    try {
        for (p.last = first; p.last < last && !(stop && any(p.found)); p.last++) {
            const bool going = m.feed(frame_make(b, p.last));
            judge();
            if (!going)
                break;
        }
        m.drain();
    } catch (const simulator_error &e) {
        p.found.simulator = e.what();
    }
    judge();
    m.finish();
    p.marks = m.marks();
    if (const finding *f = p.found.earliest())
        p.earliest = *f;
    place_pace(o, b, p.found, p);
    return p;
}

} // namespace cosim
