// finding.hpp : what a checker found, as data. Words, waves and JSON are made of it.
#ifndef COSIM_FINDING_HPP
#define COSIM_FINDING_HPP

#include <cstdint>
#include <string>

namespace cosim {

// A stream that is watched: a link of the netlist, and the layer that it is part of.
struct stream_place {
    std::string name;
    uint32_t link = 0, layer = 0;
};

struct finding {
    enum kind_of {
        value,     // a number differs from the model's
        missing,   // a beat never came
        protocol,  // a rule of AXI4-Stream is broken
        handshake, // valid, ready or last differs from the machine's
        deadlock,  // nothing moves any more
        surplus,   // a stream carries more beats than its frames have
        pace,      // clocks differ from the closed form, and from nothing else
    };
    static constexpr uint64_t never = UINT64_MAX;
    static constexpr uint32_t none = UINT32_MAX;

    kind_of kind = value;
    stream_place at;
    uint64_t frame = 0;
    uint64_t cycle = never; // since the simulation began; never: the beat did not come
    uint32_t beat = 0;      // of the frame, on this stream
    uint32_t position = 0, channel = 0;
    int64_t expected = 0, got = 0;
    // handshake: the wire ('v', 'r' or 'l'), the stage that drives it (none: the bench) and the beats
    // that this one holds.
    char wire = 0;
    uint32_t stage = none;
    uint64_t held = 0;
    uint32_t others = 0; // links that differ in the same clock, because of it
    std::string what;    // in words, without place and time

    // An effect is never earlier than its cause, and in the same clock it is not upstream of it.
    bool before(const finding &other) const {
        return cycle != other.cycle ? cycle < other.cycle : at.link < other.at.link;
    }
};

} // namespace cosim
#endif
