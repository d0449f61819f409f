// ticker.hpp : prints "frame 120 of 240" to stderr: a few times a second on a terminal, elsewhere as a
// line every 30 s, with the time left. In a process that runs a part of the frames (parts.hpp) it tells
// the process that prints.
#ifndef COSIM_TICKER_HPP
#define COSIM_TICKER_HPP

#include <chrono>
#include <cstdint>

namespace cosim {

class ticker {
  public:
    static constexpr char step_mark = '.';

    explicit ticker(uint64_t total);
    ticker(uint64_t total, int pipe); // one step_mark a frame is written there, nothing is printed
    ~ticker();
    ticker(const ticker &) = delete;
    ticker &operator=(const ticker &) = delete;

    void step();

  private:
    using clock = std::chrono::steady_clock;
    void print(const char *begin, const char *end) const;

    uint64_t total_, done_ = 0;
    int pipe_ = -1;
    bool terminal_ = false, shown_ = false;
    std::chrono::duration<double> every_{};
    clock::time_point start_ = clock::now(), last_ = start_;
};

} // namespace cosim
#endif
