#include "ticker.hpp"

#include <cstdio>
#include <cstdlib>
#include <unistd.h>

namespace cosim {
namespace {

constexpr std::chrono::milliseconds live{200};

// Seconds between lines: BAC_PROGRESS, else 30 (tools/common/progress.c does the same).
std::chrono::duration<double> line_every() {
    const char *text = std::getenv("BAC_PROGRESS");
    char *end = nullptr;
    const double seconds = text ? std::strtod(text, &end) : 0;
    const bool good = text && end != text && *end == 0 && seconds > 0;
    return std::chrono::duration<double>(good ? seconds : 30);
}

} // namespace

ticker::ticker(uint64_t total)
    : total_(total), terminal_(isatty(STDERR_FILENO) != 0),
      every_(terminal_ ? std::chrono::duration<double>(live) : line_every()) {}
ticker::ticker(uint64_t total, int pipe) : total_(total), pipe_(pipe) {}

ticker::~ticker() {
    if (shown_)
        std::fputs("\r\033[K", stderr);
}

void ticker::print(const char *begin, const char *end) const {
    const double went = std::chrono::duration<double>(clock::now() - start_).count();
    const auto left = static_cast<unsigned>(went * static_cast<double>(total_ - done_) /
                                            static_cast<double>(done_));
    std::fprintf(stderr, "%sbac cosim: frame %llu of %llu, left %u:%02u:%02u%s", begin,
                 static_cast<unsigned long long>(done_), static_cast<unsigned long long>(total_),
                 left / 3600, left / 60 % 60, left % 60, end);
}

void ticker::step() {
    done_++;
    if (pipe_ >= 0) {
        // A mark that is not written is a step that is not shown, and nothing else.
        [[maybe_unused]] const ssize_t n = write(pipe_, &step_mark, 1);
        return;
    }
    const auto now = clock::now();
    if (done_ >= total_ || now - last_ < every_)
        return;
    last_ = now;
    shown_ = terminal_;
    print(terminal_ ? "\r" : "", terminal_ ? " \033[K" : "\n");
}

} // namespace cosim
