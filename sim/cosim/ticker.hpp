// ticker.hpp : prints "frame 120 of 240" to stderr a few times per second if that is a terminal.
#ifndef COSIM_TICKER_HPP
#define COSIM_TICKER_HPP

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <unistd.h>

namespace cosim {

class ticker {
  public:
    explicit ticker(uint64_t total) : total_(total), terminal_(isatty(STDERR_FILENO) != 0) {}
    ~ticker() {
        if (shown_)
            std::fputs("\r\033[K", stderr);
    }
    ticker(const ticker &) = delete;
    ticker &operator=(const ticker &) = delete;

    void step() {
        done_++;
        const auto now = std::chrono::steady_clock::now();
        if (!terminal_ || now - last_ < std::chrono::milliseconds(200))
            return;
        last_ = now;
        shown_ = true;
        std::fprintf(stderr, "\rbac cosim: frame %llu of %llu \033[K",
                     static_cast<unsigned long long>(done_),
                     static_cast<unsigned long long>(total_));
    }

  private:
    uint64_t total_, done_ = 0;
    bool terminal_, shown_ = false;
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

} // namespace cosim
#endif
