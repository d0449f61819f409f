// monitor.hpp : watches one stream: copies its beats and checks the AXI4-Stream rules.
//
//   valid, once high, stays until ready; data and last do not change while they wait
//   last is high exactly on the final beat of every frame
//   nothing moves during reset
//
// Frames are counted in beats, never by `last`, so a wrong `last` is reported as such. Data words
// are read only when a beat moves or begins to wait.
#ifndef COSIM_MONITOR_HPP
#define COSIM_MONITOR_HPP

#include "findings.hpp"
#include "record.hpp"

#include <deque>

namespace cosim {

enum class flow { blocked, starved, idle };

class monitor {
  public:
    monitor(stream_place place, const stream_pins &pins, uint32_t beats_per_frame, uint64_t frame,
            findings &found);

    // Storage for the next frame; `r` must live until its last beat.
    void expect(stream_record *r);
    // Once a clock, when the pins have settled; true when a beat moves.
    bool clock(uint64_t cycle) {
        const bool valid = *pins_.valid & 1, ready = *pins_.ready & 1;
        if (waiting_)
            check_held(valid, cycle);
        if (valid && ready) {
            take(cycle);
            return true;
        }
        if (valid)
            stall();
        else
            starved_ += ready;
        return false;
    }
    void reset_clock(uint64_t cycle);

    const stream_place &place() const { return place_; }
    // Of the next beat.
    uint64_t frame() const { return frame_; }
    uint32_t beat() const { return position_; }
    const stream_pins &pins() const { return pins_; }
    uint64_t beats() const { return beats_; }
    uint64_t stalled() const { return stalled_; }
    uint64_t starved() const { return starved_; }
    bool surplus() const { return surplus_; }
    bool done() const { return pending_.empty(); } // every beat of every frame offered has moved
    flow state() const;

  private:
    void take(uint64_t cycle);
    void stall();
    void check_held(bool valid, uint64_t cycle);
    void complain(uint64_t cycle, const char *what);
    bool same_data() const;

    stream_place place_;
    stream_pins pins_;
    uint32_t T_;
    uint64_t frame_; // of the next beat
    uint32_t position_ = 0;
    findings &found_;
    std::deque<stream_record *> pending_;
    bool waiting_ = false, surplus_ = false;
    bool held_last_ = false;
    std::vector<uint8_t> held_;
    uint32_t told_ = 0; // complaints so far
    uint64_t beats_ = 0, stalled_ = 0, starved_ = 0;
};

} // namespace cosim
#endif
