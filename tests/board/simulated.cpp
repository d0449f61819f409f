// simulated.cpp : module bac_board_top, verilated, with its serial line behind a pseudo terminal.
//   simulated CLOCKS : CLOCKS of a bit. The first line on stdout is the port's name; it ends when stdin does.
#include "Vbac_board_top.h"
#include "verilated.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <poll.h>
#include <string>
#include <termios.h>
#include <unistd.h>

namespace {

// Opens a pseudo terminal and prints the name that the host opens. Its far end stays open here, so that a host may come
// and go, and is raw, so that nothing is echoed.
int open_port() {
    const int fd = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
    if (fd < 0 || grantpt(fd) != 0 || unlockpt(fd) != 0)
        return -1;
    const int far = open(ptsname(fd), O_RDWR | O_NOCTTY);
    termios how{};
    if (far < 0 || tcgetattr(far, &how) != 0)
        return -1;
    cfmakeraw(&how);
    tcsetattr(far, TCSANOW, &how);
    std::printf("%s\n", ptsname(fd));
    std::fflush(stdout);
    return fd;
}

// The host's end of the serial line: bytes to levels, levels to bytes.
class Line {
  public:
    Line(int fd, unsigned clocks) : fd_(fd), clocks_(clocks) {}

    // The level of rx in the next clock.
    bool send() {
        if (left_ == 0 && next())
            left_ = 10 * clocks_;
        if (left_ == 0)
            return true;
        const unsigned bit = 10 - (left_-- + clocks_ - 1) / clocks_;
        return bit == 0 ? false : bit == 9 ? true : (byte_ >> (bit - 1) & 1) != 0;
    }

    // tx in this clock.
    void receive(bool level) {
        if (count_ == 0) {
            if (!level)
                count_ = 1;
            return;
        }
        const unsigned bit = count_ / clocks_;
        if (count_ % clocks_ == clocks_ / 2 && bit >= 1 && bit <= 8)
            in_ = static_cast<uint8_t>(in_ >> 1 | level << 7);
        if (++count_ < 9 * clocks_ + clocks_ / 2)
            return;
        count_ = 0;
        if (write(fd_, &in_, 1) != 1)
            std::fputs("simulated: a byte for the host is lost\n", stderr);
    }

    bool quiet() const { return left_ == 0 && count_ == 0; }

  private:
    bool next() {
        if (at_ == size_) {
            if (idle_++ % 64 != 0) // a call of the system a byte is enough
                return false;
            const ssize_t n = read(fd_, room_, sizeof room_);
            size_ = n > 0 ? static_cast<size_t>(n) : 0;
            at_ = 0;
        }
        if (at_ == size_)
            return false;
        byte_ = room_[at_++];
        idle_ = 0;
        return true;
    }

    int fd_;
    unsigned clocks_, left_ = 0, count_ = 0;
    uint64_t idle_ = 0;
    uint8_t room_[4096], byte_ = 0, in_ = 0;
    size_t at_ = 0, size_ = 0;
};

} // namespace

int main(int argc, char **argv) {
    const auto context = std::make_unique<VerilatedContext>();
    const unsigned clocks = argc > 1 ? static_cast<unsigned>(std::atoi(argv[1])) : 0;
    const int fd = clocks >= 4 ? open_port() : -1;
    if (fd < 0) {
        std::fputs("simulated: wants clocks of a bit, 4 at least, and a pseudo terminal\n", stderr);
        return 2;
    }
    const auto top = std::make_unique<Vbac_board_top>(context.get());
    Line line(fd, clocks);
    top->sck = 0;
    top->cs_n = 1;
    top->mosi = 0;
    unsigned quiet = 0;
    for (uint64_t clock = 0;; clock++) {
        top->rx = line.send();
        top->clk_pin = 0;
        top->eval();
        top->clk_pin = 1;
        top->eval();
        line.receive(top->tx);
        quiet = line.quiet() ? quiet + 1 : 0;
        if (clock % 1000 == 0) {
            // Time goes on, slowly, when nothing moves: no processor is burnt while the host thinks.
            pollfd in = {STDIN_FILENO, POLLIN, 0};
            char word[64];
            if (poll(&in, 1, quiet > 20000 ? 1 : 0) > 0 &&
                read(STDIN_FILENO, word, sizeof word) <= 0)
                return 0;
        }
    }
}
