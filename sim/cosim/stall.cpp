#include "stall.hpp"

#include <algorithm>

namespace cosim {
namespace {

// SplitMix64 (Steele, Lea, Flood 2014): every start value gives a full-period sequence.
uint64_t mix(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

bool takes_part(const bac_stall &spec, side which) {
    switch (spec.kind) {
    case BAC_STALL_RANDOM:
    case BAC_STALL_BURST:
        return true;
    case BAC_STALL_STARVE:
        return which == side::source;
    case BAC_STALL_BLOCK:
        return which == side::sink;
    case BAC_STALL_NONE:
        break;
    }
    return false;
}

} // namespace

stall::stall(const bac_stall &spec, side which, uint64_t seed, uint64_t frame_clocks)
    : spec_(spec), side_(which), active_(takes_part(spec, which)), seed_(seed),
      frame_(std::max<uint64_t>(frame_clocks, 1)) {}

uint64_t stall::random() {
    state_ += 0x9e3779b97f4a7c15u;
    return mix(state_);
}

void stall::begin_frame(uint64_t frame) {
    const uint64_t lane = side_ == side::source ? 1 : 2;
    state_ = mix(mix(seed_ + 0x632be59bd9b4e019u) ^ mix(2 * frame + lane));
    hold_ = 0;
    burst_ = spec_.value;
    if (!active_ || side_ == side::source)
        return;
    // From the previous result on; the next one needs about a frame, so longer holds block.
    if (spec_.kind == BAC_STALL_RANDOM && percent())
        hold_ = below(3 * frame_);
    if (spec_.kind == BAC_STALL_BLOCK && below(2) == 0)
        hold_ = frame_ + below(3 * frame_);
}

bool stall::next() {
    if (hold_ > 0) {
        hold_--;
        return true;
    }
    switch (spec_.kind) {
    case BAC_STALL_BURST:
        if (burst_ > 0) {
            burst_--;
            return false;
        }
        burst_ = spec_.value;
        hold_ = below(16) == 0 ? below(frame_ / 2 + 1) : below(spec_.value);
        return true;
    case BAC_STALL_STARVE:
        if (below(256) == 0)
            hold_ = below(frame_ / 4 + 1);
        return percent();
    default:
        return percent();
    }
}

uint64_t stall::longest() const {
    if (!active_)
        return 0;
    return 4 * frame_ + spec_.value + 1024; // 0.95^1024 is 1e-23
}

} // namespace cosim
