// stall.hpp : when one side of the machine pauses.
//
// The pauses of frame f depend on (seed, side, f) only, so that a run of one frame sees the
// pauses it saw in the long run. A source asks before each sample, a sink every clock. A frame
// here is the time from first sample to result, so that long pauses fill the whole machine.
//   random:P  each clock idle with P %; the sink also sits out up to three frames in P % of them
//   burst:N   N clocks of movement, then 1..N idle; one pause in 16 lasts up to half a frame
//   starve:P  source idle with P %, and once in 256 samples for up to a quarter of a frame
//   block:P   sink idle with P %, and every second frame for one to four frames
#ifndef COSIM_STALL_HPP
#define COSIM_STALL_HPP

#include "stall_spec.h"

#include <cstdint>

namespace cosim {

enum class side { source, sink };

class stall {
  public:
    stall(const bac_stall &spec, side which, uint64_t seed, uint64_t frame_clocks);
    void begin_frame(uint64_t frame);
    bool idle() { return active_ && next(); }
    // No pause is longer, in clocks (but for odds below 1e-12 a run).
    uint64_t longest() const;

  private:
    bool next();
    uint64_t random();
    uint64_t below(uint64_t n) { return random() % n; } // n is far below 2^64: no bias to speak of
    bool percent() { return below(100) < spec_.value; }

    bac_stall spec_;
    side side_;
    bool active_;
    uint64_t seed_;
    uint64_t frame_;
    uint64_t state_ = 0;
    uint64_t hold_ = 0;  // idle clocks still owed
    uint64_t burst_ = 0; // clocks of movement left
};

} // namespace cosim
#endif
