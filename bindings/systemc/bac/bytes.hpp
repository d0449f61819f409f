// bytes.hpp : SystemC's data types as bytes, least significant first, and back.
#ifndef BAC_SYSTEMC_BYTES_HPP
#define BAC_SYSTEMC_BYTES_HPP

#include <cstdint>
#include <cstring>
#include <systemc>
#include <vector>

namespace bac {
namespace detail {

// Bits of a type of a pin: uint32_t and uint64_t (as Verilator has them), sc_bv, sc_lv, sc_uint,
// sc_biguint.
template <typename data> struct wire;
template <> struct wire<uint32_t> {
    static constexpr uint64_t bits = 32;
    static void take(const uint8_t *from, size_t n, uint32_t &v) {
        v = 0;
        std::memcpy(&v, from, n < sizeof v ? n : sizeof v);
    }
    static void give(const uint32_t &v, uint8_t *to, size_t n) {
        std::memcpy(to, &v, n < sizeof v ? n : sizeof v);
    }
};
template <> struct wire<uint64_t> {
    static constexpr uint64_t bits = 64;
    static void take(const uint8_t *from, size_t n, uint64_t &v) {
        v = 0;
        std::memcpy(&v, from, n < sizeof v ? n : sizeof v);
    }
    static void give(const uint64_t &v, uint8_t *to, size_t n) {
        std::memcpy(to, &v, n < sizeof v ? n : sizeof v);
    }
};
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "words are read as little-endian bytes");

// A word of 32 bits at a time.
template <typename data, int W> struct wide_wire {
    static constexpr uint64_t bits = W;
    static void take(const uint8_t *from, size_t n, data &v) {
        for (int i = 0; i < v.size(); i++) {
            uint32_t word = 0;
            const size_t at = 4 * static_cast<size_t>(i);
            if (at < n)
                std::memcpy(&word, from + at, n - at < 4 ? n - at : 4);
            v.set_word(i, word);
        }
    }
    static void give(const data &v, uint8_t *to, size_t n) {
        for (int i = 0; i < v.size(); i++) {
            const uint32_t word = v.get_word(i);
            const size_t at = 4 * static_cast<size_t>(i);
            if (at < n)
                std::memcpy(to + at, &word, n - at < 4 ? n - at : 4);
        }
    }
};
template <int W> struct wire<sc_dt::sc_bv<W>> : wide_wire<sc_dt::sc_bv<W>, W> {};
template <int W> struct wire<sc_dt::sc_lv<W>> : wide_wire<sc_dt::sc_lv<W>, W> {};
template <int W> struct wire<sc_dt::sc_uint<W>> {
    static constexpr uint64_t bits = W;
    static void take(const uint8_t *from, size_t n, sc_dt::sc_uint<W> &v) {
        uint64_t word;
        wire<uint64_t>::take(from, n, word);
        v = word;
    }
    static void give(const sc_dt::sc_uint<W> &v, uint8_t *to, size_t n) {
        wire<uint64_t>::give(v.to_uint64(), to, n);
    }
};
template <int W> struct wire<sc_dt::sc_biguint<W>> {
    static constexpr uint64_t bits = W;
    static void take(const uint8_t *from, size_t n, sc_dt::sc_biguint<W> &v) {
        sc_dt::sc_bv<W> words;
        wire<sc_dt::sc_bv<W>>::take(from, n, words);
        v = words;
    }
    static void give(const sc_dt::sc_biguint<W> &v, uint8_t *to, size_t n) {
        const sc_dt::sc_bv<W> words(v);
        wire<sc_dt::sc_bv<W>>::give(words, to, n);
    }
};

} // namespace detail
} // namespace bac
#endif
