// findings.hpp : the results of a run, filled by monitors, scoreboard and machine.
#ifndef COSIM_FINDINGS_HPP
#define COSIM_FINDINGS_HPP

#include "finding.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace cosim {

// Clocks between events; meaningful as figures of the machine only without stalls.
struct range {
    uint64_t lo = UINT64_MAX, hi = 0;
    void add(uint64_t v) {
        lo = v < lo ? v : lo;
        hi = v > hi ? v : hi;
    }
    bool empty() const { return lo > hi; }
};

// Clocks of a frame from its first, and its last, beat of samples to its result; that one's cycle.
struct passage {
    uint64_t first, last, result;
};

struct link_activity {
    std::string name, consumer;
    uint64_t beats, first_beat, last_beat; // cycles in the first frame, from its first sample
    uint64_t stalled, starved;             // clocks: valid and not ready; ready and not valid
    uint64_t mismatches;
    bool timed; // first_beat and last_beat are known
};

// Beats inside a FIFO at most, of `depth`: counted in the machine while it equals the RTL.
struct fifo_peak {
    std::string name;
    uint32_t depth, most;
};

// Clocks between one result and the next.
struct gaps {
    uint64_t n = 0, clocks = 0;
    void add(uint64_t between) {
        n++;
        clocks += between;
    }
    double mean() const { return n ? static_cast<double>(clocks) / static_cast<double>(n) : 0; }
};

// A new field belongs into pack.cpp and findings_join too, else --jobs loses it.
struct findings {
    static constexpr size_t most_protocol = 24;
    uint64_t frames_offered = 0, frames_done = 0;
    uint64_t streams = 0; // compared
    uint64_t values = 0, mismatches = 0, protocol_errors = 0;
    std::optional<finding> first;    // of the values
    std::vector<finding> protocol;   // the first of each stream
    std::optional<finding> parted;   // from the machine
    std::optional<finding> stuck;    // nothing moves, or a stream does not end
    std::string deadlock;            // the state of every link then; empty: none
    std::string simulator;           // the simulator's own complaint; empty: none
    std::vector<std::string> closed; // clocks that differ from the closed form

    // All clocks that are printed count from the first sample of the frame that they are about.
    uint64_t first_frame = 0;
    std::vector<uint64_t> parts; // the first frames that a fresh machine took; empty: first_frame
    std::vector<uint64_t> began; // by frame, from first_frame: the cycle of its first sample
    std::optional<int64_t> clock(uint64_t frame, uint64_t cycle) const {
        if (frame < first_frame || frame - first_frame >= began.size() || cycle == finding::never)
            return std::nullopt;
        return static_cast<int64_t>(cycle - began[frame - first_frame]);
    }

    uint64_t lockstep_clocks = 0, lockstep_links = 0; // compared with the machine

    uint64_t last_result = 0;
    // of top_info: this many first and final frames are not paced
    uint32_t filling_frames = 0, early_frames = 0;
    uint64_t paced = 0;        // results
    uint64_t paced_result = 0; // the last of them
    gaps all_gaps, paced_gaps;
    range paced_first, paced_last;
    std::vector<passage> filling; // the first `filling_frames` frames
    std::deque<passage> ending;   // the last `early_frames` frames, so far
    uint64_t cycles = 0;
    double seconds = 0;
    std::vector<link_activity> links;
    std::vector<fifo_peak> fifos; // none where machine and RTL have parted

    // The next frame's result, in this clock; its latencies, unless it is there too soon to have
    // any.
    void result(uint64_t cycle, std::optional<passage> latency) {
        if (frames_done++ > 0)
            all_gaps.add(cycle - last_result);
        last_result = cycle;
        if (latency && frames_done <= filling_frames)
            filling.push_back(*latency);
        else if (latency)
            ending.push_back(*latency);
        if (ending.size() <= early_frames)
            return;
        if (paced++ > 0)
            paced_gaps.add(ending.front().result - paced_result);
        paced_result = ending.front().result;
        paced_first.add(ending.front().first);
        paced_last.add(ending.front().last);
        ending.pop_front();
    }
    range latency(range all, uint64_t passage::*of) const {
        for (const passage &p : filling)
            all.add(p.*of);
        for (const passage &p : ending)
            all.add(p.*of);
        return all;
    }
    range latency_first() const { return latency(paced_first, &passage::first); }
    range latency_last() const { return latency(paced_last, &passage::last); }

    // `told` counts the complaints of one stream: the first two are kept, up to 24 in all.
    void protocol_error(uint32_t &told, finding f) {
        protocol_errors++;
        f.kind = finding::protocol;
        if (told++ < 2 && protocol.size() < most_protocol)
            protocol.push_back(std::move(f));
    }
    void value_error(const finding &f) {
        mismatches++;
        if (!first || f.before(*first))
            first = f;
    }
    // The earliest of all; null: no checker found anything at a place.
    const finding *earliest() const {
        const finding *best = nullptr;
        const auto look = [&](const finding &f) {
            if (!best || f.before(*best))
                best = &f;
        };
        for (const std::optional<finding> *f : {&first, &parted, &stuck})
            if (*f)
                look(**f);
        for (const finding &f : protocol)
            look(f);
        return best;
    }
    bool ok() const {
        return mismatches == 0 && protocol_errors == 0 && !stopped() && !parted && closed.empty() &&
               frames_done == frames_offered;
    }
    bool stopped() const { return stuck || !simulator.empty(); }
};

} // namespace cosim
#endif
