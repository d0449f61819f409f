// record.hpp : one frame in the machine: its input, and the beats that every stream carried.
#ifndef COSIM_RECORD_HPP
#define COSIM_RECORD_HPP

#include "top.hpp"

#include <cstring>
#include <memory>

namespace cosim {

// The beats of one stream in one frame. Beat b lies at data[b * stride].
struct stream_record {
    uint32_t stride = 0, expected = 0, beats = 0;
    std::vector<uint8_t> data; // 8 bytes of slack, so that any lane can be read as 64 bits
    std::vector<uint64_t> cycle;

    void prepare(uint32_t bits, uint32_t beats_per_frame) {
        stride = bytes_of_bits(bits);
        expected = beats_per_frame;
        data.resize(static_cast<size_t>(stride) * expected + 8);
        cycle.resize(expected);
    }
    bool complete() const { return beats == expected; }
};

struct frame_record {
    uint64_t frame = 0;
    const int32_t *codes = nullptr; // [T][C], owned by the frame source
    stream_record input, result;
    std::vector<stream_record> links;

    bool complete() const {
        if (!input.complete() || !result.complete())
            return false;
        for (const stream_record &l : links)
            if (!l.complete())
                return false;
        return true;
    }
};

using frame_ptr = std::shared_ptr<frame_record>;

// `width` (1..32) bits at bit `offset` of a packed word; 8 readable bytes past its end.
inline int64_t lane_get(const uint8_t *word, uint64_t offset, uint32_t width, bool is_signed) {
    uint64_t raw;
    std::memcpy(&raw, word + offset / 8, sizeof raw);
    raw = (raw >> (offset % 8)) << (64 - width);
    return is_signed ? static_cast<int64_t>(raw) >> (64 - width)
                     : static_cast<int64_t>(raw >> (64 - width));
}

inline void lane_put(uint8_t *word, uint64_t offset, uint32_t width, int64_t value) {
    for (uint32_t i = 0; i < width; i++) {
        const uint8_t bit = static_cast<uint8_t>(1u << ((offset + i) % 8));
        uint8_t &byte = word[(offset + i) / 8];
        byte = static_cast<uint8_t>((value >> i) & 1 ? byte | bit : byte & ~bit);
    }
}

} // namespace cosim
#endif
