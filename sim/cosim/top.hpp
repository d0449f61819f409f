// top.hpp : the interface of the bench to a verilated network of any shape.
//
// bind.cpp is the only file that includes the generated class; it is compiled once per network. All
// other files lie in an archive and serve all networks. Ports are arrays of bytes: Verilator keeps
// a port of W bits in ceil(W/8) or more bytes, least significant first on a little-endian computer,
// so a pointer taken once serves every clock.
#ifndef COSIM_TOP_HPP
#define COSIM_TOP_HPP

#include "extra.hpp"
#include "stall.h"

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "ports are read as little-endian bytes");

namespace cosim {

struct link_info {
    uint32_t trace; // its ports are trace<trace>_...
    const char *name;
    uint32_t layer;        // of the network: whose stream this link carries
    const char *consumer;  // the layer that reads it, seen through FIFOs
    uint32_t fifo_depth;   // of the FIFO that it leads into, in beats; 0: none
    uint32_t beats, lanes; // beats a frame, elements of [T][C] a beat
    uint32_t digits;       // beats that bring an element, the most significant digit first; 1
    uint32_t W;            // bits of an element, or of a digit
    bool is_signed;
};

struct top_info {
    uint32_t positions, channels, in_lane;
    uint32_t beats, lanes; // of the input: beats a frame, elements a beat
    uint32_t classes, logit_lane, class_lane;
    uint64_t latency_first, latency_last; // predicted clocks, without stalls
    uint32_t filling_frames;              // first frames of a run that leave sooner
    uint32_t early_frames;                // final frames of a run that may leave early
    double cycles_per_frame;              // predicted
    bool input_sets_pace;                 // no stage is slower: no pauses keep the pace
    bool predicted;                       // the predictions hold: no FIFO is made too shallow
    std::vector<link_info> links;
    std::vector<const char *> handshakes; // names of all links of the netlist, in its order
};

inline bac_frame_time frame_time(const top_info &t) {
    return {t.latency_first, static_cast<uint64_t>(t.cycles_per_frame), t.beats};
}

struct stream_pins {
    const uint8_t *valid, *ready, *last, *data;
    uint32_t bits;
};

struct handshake_pins {
    const uint8_t *valid, *ready, *last;
};

// Pins the harness drives.
struct input_pins {
    uint8_t *clk, *rst, *s_tvalid, *s_tlast, *m_tready, *s_tdata;
    uint32_t s_bits;
};

class top {
  public:
    virtual ~top() = default;
    virtual void eval() = 0;
    // Waves exist only in a build with tracing.
    virtual bool wave_possible() const = 0;
    virtual void wave_open(const char *path, const extra_signals &extra) = 0;
    virtual void wave_dump(uint64_t time_ns) = 0;
    virtual void wave_close() = 0;

    input_pins in{};
    stream_pins s_axis{}, m_axis{};
    const uint8_t *tlast_error = nullptr;
    std::vector<stream_pins> links;
    std::vector<handshake_pins> handshakes;
};

// bind.cpp. Every register starts at a random value that depends on `seed` only.
top_info top_describe();
std::unique_ptr<top> top_create(uint64_t seed);

// The simulator gave up: a missing memory image, a combinational loop, a failed assertion.
struct simulator_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// The library's refusals as exceptions.
inline void expect_ok(bac_status status, const bac_error &e) {
    if (status != BAC_OK)
        throw std::runtime_error(std::string(e.where) + ": " + e.text);
}

inline uint32_t bytes_of_bits(uint32_t bits) {
    return (bits + 7) / 8;
}

} // namespace cosim
#endif
