#include "monitor.hpp"

namespace cosim {

monitor::monitor(stream_place place, const stream_pins &pins, uint32_t beats_per_frame,
                 uint64_t frame, findings &found)
    : place_(std::move(place)), pins_(pins), T_(beats_per_frame), frame_(frame), found_(found),
      held_(bytes_of_bits(pins.bits)) {}

void monitor::expect(stream_record *r) {
    r->prepare(pins_.bits, T_);
    pending_.push_back(r);
}

void monitor::complain(uint64_t cycle, const char *what) {
    finding f;
    f.at = place_;
    f.frame = frame_;
    f.cycle = cycle;
    f.beat = position_;
    f.what = what;
    found_.protocol_error(told_, std::move(f));
}

void monitor::reset_clock(uint64_t cycle) {
    if ((*pins_.valid & 1) && (*pins_.ready & 1))
        complain(cycle, "a beat moved during reset");
}

bool monitor::same_data() const {
    const size_t whole = pins_.bits / 8;
    if (std::memcmp(held_.data(), pins_.data, whole) != 0)
        return false;
    const uint32_t rest = pins_.bits % 8;
    return rest == 0 || ((held_[whole] ^ pins_.data[whole]) & ((1u << rest) - 1)) == 0;
}

void monitor::check_held(bool valid, uint64_t cycle) {
    waiting_ = false; // stall() sets it again
    if (!valid)
        return complain(cycle, "valid dropped before ready");
    if ((*pins_.last & 1) != held_last_)
        complain(cycle, "last changed while the beat waited");
    if (!same_data())
        complain(cycle, "data changed while the beat waited");
}

void monitor::stall() {
    stalled_++;
    waiting_ = true;
    held_last_ = *pins_.last & 1;
    std::memcpy(held_.data(), pins_.data, held_.size());
}

void monitor::take(uint64_t cycle) {
    const bool last = *pins_.last & 1;
    if (last != (position_ + 1 == T_))
        complain(cycle, last ? "early last" : "last missing on the final beat");
    beats_++;
    if (pending_.empty()) {
        if (!surplus_)
            complain(cycle, "a beat more than the frames offered so far have");
        surplus_ = true;
    } else {
        stream_record *r = pending_.front();
        std::memcpy(r->data.data() + static_cast<size_t>(r->stride) * position_, pins_.data,
                    r->stride);
        r->cycle[position_] = cycle;
        r->beats = position_ + 1;
    }
    if (++position_ == T_) {
        position_ = 0;
        frame_++;
        if (!pending_.empty())
            pending_.pop_front();
    }
}

flow monitor::state() const {
    if (*pins_.valid & 1)
        return flow::blocked;
    return *pins_.ready & 1 ? flow::starved : flow::idle;
}

} // namespace cosim
