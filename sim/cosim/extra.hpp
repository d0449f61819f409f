// extra.hpp : signals that the bench adds to the waves, in scopes of their own beside TOP.
#ifndef COSIM_EXTRA_HPP
#define COSIM_EXTRA_HPP

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace cosim {

struct extra_signal {
    std::string scope, name; // scope: "check.pw0"
    uint32_t bits;           // 64 and is_real: a double
    bool is_real;
    std::vector<uint32_t> words; // the value, least significant word first

    extra_signal(std::string in, std::string called, uint32_t width, bool real = false)
        : scope(std::move(in)), name(std::move(called)), bits(width), is_real(real),
          words((width + 31) / 32) {}
    void set(int64_t value) {
        for (size_t i = 0; i < words.size(); i++)
            words[i] = static_cast<uint32_t>(i < 2 ? value >> (32 * i) : value >> 63);
        trim();
    }
    void set_bytes(const uint8_t *bytes) {
        for (size_t i = 0; i < words.size(); i++) {
            const size_t left = (bits + 7) / 8 - 4 * i;
            words[i] = 0;
            std::memcpy(&words[i], bytes + 4 * i, left < 4 ? left : 4);
        }
        trim();
    }
    void set_real(double value) { std::memcpy(words.data(), &value, sizeof value); }
    double real() const {
        double value;
        std::memcpy(&value, words.data(), sizeof value);
        return value;
    }

  private:
    void trim() {
        if (bits % 32)
            words.back() &= (1u << bits % 32) - 1;
    }
};

using extra_signals = std::vector<extra_signal>;

} // namespace cosim
#endif
