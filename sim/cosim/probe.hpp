// probe.hpp : one run of some frames for its first finding.
#ifndef COSIM_PROBE_HPP
#define COSIM_PROBE_HPP

#include "waves.hpp"

namespace cosim {

struct probe {
    findings found;
    wave_marks marks;
    uint64_t first = 0, last = 0;  // frames that were offered
    std::vector<frame_ptr> frames; // the last ones that were judged: what every stream carried
    std::optional<finding> earliest;
};

// Runs frames [first, last) of the bench; with `stop`, offers none after a finding. waves: may be null.
probe probe_run(const bench &b, uint64_t first, uint64_t last, bool stop, shadow *waves);

// The same thing goes wrong at the same place.
bool same_place(const finding &a, const finding &b);

} // namespace cosim
#endif
