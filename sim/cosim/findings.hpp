// findings.hpp : the results of a run, filled by monitors, scoreboard and machine.
#ifndef COSIM_FINDINGS_HPP
#define COSIM_FINDINGS_HPP

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace cosim {

// Where a stream first differs from the model. Ordered by frame, then upstream first.
struct mismatch {
    uint64_t frame;
    uint32_t layer;
    uint32_t link; // index in top_info, or links.size() for the result
    std::string stream;
    uint32_t position, channel;
    uint64_t cycle;
    int64_t expected, got;
    bool missing; // the beat never came

    bool before(const mismatch &other) const {
        if (frame != other.frame)
            return frame < other.frame;
        return layer != other.layer ? layer < other.layer : link < other.link;
    }
};

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

struct findings {
    uint64_t frames_offered = 0, frames_done = 0;
    uint64_t streams = 0; // compared
    uint64_t values = 0, mismatches = 0, protocol_errors = 0;
    std::optional<mismatch> first;
    std::vector<std::string> protocol; // the first of each stream, in words
    std::string deadlock;              // empty: none
    std::string simulator;             // the simulator's own complaint; empty: none
    std::vector<std::string> time;     // clocks that differ from the machine or the closed form

    uint64_t lockstep_clocks = 0, lockstep_links = 0; // compared with the machine
    bool parted = false;                              // from the machine, in frame time_frame
    uint64_t time_frame = 0;

    uint64_t first_result = 0, last_result = 0;
    // of top_info: this many first and final frames are not paced
    uint32_t filling_frames = 0, early_frames = 0;
    uint64_t paced = 0;                         // results
    uint64_t paced_begin = 0, paced_result = 0; // the first and the last of them
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
        if (frames_done++ == 0)
            first_result = cycle;
        last_result = cycle;
        if (latency && frames_done <= filling_frames)
            filling.push_back(*latency);
        else if (latency)
            ending.push_back(*latency);
        if (ending.size() <= early_frames)
            return;
        if (paced++ == 0)
            paced_begin = ending.front().result;
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
    void protocol_error(uint32_t &told, std::string text) {
        protocol_errors++;
        if (told++ < 2 && protocol.size() < 24)
            protocol.push_back(std::move(text));
    }
    void value_error(const mismatch &m) {
        mismatches++;
        if (!first || m.before(*first))
            first = m;
    }
    bool ok() const {
        return mismatches == 0 && protocol_errors == 0 && !stopped() && time.empty() &&
               frames_done == frames_offered;
    }
    bool stopped() const { return !deadlock.empty() || !simulator.empty(); }
};

} // namespace cosim
#endif
