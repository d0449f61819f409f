// machine.hpp : clocks the verilated top: source and sink pins, monitors, waves, watchdog.
//
// This is plain C++ without SystemC, which modules.hpp adds. feed() takes frames, take() returns
// finished frames. In each clock the inputs change just after the rising edge, all wires settle,
// the monitors sample them, and the next rising edge follows.
#ifndef COSIM_MACHINE_HPP
#define COSIM_MACHINE_HPP

#include "lockstep.hpp"
#include "monitor.hpp"

#include "stall.h"

namespace cosim {

class shadow;

struct machine_config {
    uint64_t first_frame = 0; // absolute index of the first frame to be fed
    bac_stall stall{};
    uint64_t seed = 1;
    shadow *waves = nullptr; // null: none
    uint64_t wave_first = 0, wave_last = 0;
    uint64_t marked = 0; // the frame that the marks are of
};

// When the waves show what: for the save file.
struct wave_marks {
    bool open = false, closed = false;
    uint64_t start_ns = 0, first_sample_ns = 0, last_sample_ns = 0, result_ns = 0, end_ns = 0;
};

class machine {
  public:
    machine(std::unique_ptr<top> t, const top_info &info, const bac_netlist *netlist,
            const machine_config &config, findings &found);

    // Runs until the last sample of the frame is accepted; false when the run is over (deadlock).
    bool feed(frame_ptr frame);
    // Runs until every frame fed has left; incomplete ones stay in take() too.
    void drain();
    // Frames that are complete, in order; after drain() also those that are not.
    bool take(frame_ptr &frame);
    void finish(); // closes waves, reports activity

    uint64_t cycle() const { return cycle_; }
    const wave_marks &marks() const { return marks_; }

    static constexpr uint64_t period_ns = 10;

  private:
    static constexpr int reset_clocks = 8;

    void reset();
    void step();
    void drive();
    void offer_sample();
    bool observe();
    void note_result();
    void watch(bool moved);
    void wave_begin();
    void wave_end();
    void diagnose();
    void stop(finding::kind_of kind, uint32_t link, uint64_t cycle, std::string what);
    bool over() const { return found_.stopped(); }

    std::unique_ptr<top> top_;
    top_info info_;
    machine_config config_;
    findings &found_;
    bac_pauses source_stall_, sink_stall_;
    lockstep lockstep_;
    monitor source_, sink_;
    std::vector<monitor> links_;

    std::deque<frame_ptr> inside_;
    frame_record *feeding_ = nullptr;
    uint32_t beat_ = 0; // of the frame that is being fed
    bool offered_ = false, flushing_ = false;
    uint64_t result_frame_; // whose result comes next
    uint64_t cycle_ = 0, quiet_ = 0, quiet_limit_ = 0;
    uint32_t tlast_errors_ = 0;
    std::vector<uint64_t> last_in_; // cycle of frame first_frame + i
    wave_marks marks_;
};

} // namespace cosim
#endif
