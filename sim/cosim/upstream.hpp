// upstream.hpp : what a number on a link is made of, back to the links that carry it in, and whether these
// carried what the model says.
#ifndef COSIM_UPSTREAM_HPP
#define COSIM_UPSTREAM_HPP

#include "bench.hpp"
#include "record.hpp"

namespace cosim {

// The values on one link that another link's value is made of.
struct evidence {
    const link_info *link;
    uint64_t right = 0, wrong = 0, absent = 0; // absent: not there by that clock
};

struct upstream {
    std::vector<uint32_t> stages; // between those links and the value's, downstream first
    std::vector<evidence> inputs;
    uint64_t other_values = 0, other_wrong = 0; // of the frame, on all other links, up to the clock
    uint32_t other_streams = 0;
};

// The value at position and channel of f's link, in the frame `r`; run: the model of that frame.
upstream upstream_of(const bench &b, const finding &f, const frame_record &r, const bac_run *run);

// "" or what would make a convolution's wrong values: one weight or the bias another.
std::string other_weight(const bench &b, const finding &f, const frame_record &r,
                         const bac_run *run);

} // namespace cosim
#endif
