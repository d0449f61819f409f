// parts.hpp : the frames of a run in parts, each on a fresh machine in a process of its own, and one
// set of findings.
//
// What is found is what one process finds: counts add up, the earliest finding is the first, and
// behind a part that had to stop nothing counts. Only clocks that are counted in all are more: each part
// begins with reset and empties its machine.
#ifndef COSIM_PARTS_HPP
#define COSIM_PARTS_HPP

#include "findings.hpp"
#include "ticker.hpp"

#include <functional>

namespace cosim {

struct part {
    uint64_t first, last; // frames
};

// `jobs` parts of [first, last), or fewer: the pace of a part can be measured only where `unpaced` + 2
// frames are in it.
std::vector<part> parts_of(uint64_t first, uint64_t last, uint64_t jobs, uint32_t unpaced);

// Runs one part in its process.
using part_run = std::function<findings(const part &, ticker &)>;

// All parts side by side. Throws what a part threw, or when its process ended otherwise.
findings parts_run(const std::vector<part> &parts, const part_run &run);

// The findings of the part behind `all`.
void findings_join(findings &all, findings part);

// As bytes, and back. Throws when they are too few.
std::string findings_pack(const findings &f);
findings findings_unpack(const std::string &bytes);

} // namespace cosim
#endif
