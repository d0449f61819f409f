/* serial.c - Linux' termios2, which knows any rate; <termios.h> knows a list of them. */
#include "serial.h"

#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

int ioctl(int fd, unsigned long request,
          ...); /* <sys/ioctl.h> and <asm/termbits.h> exclude each other */

static bac_status set_up(int fd, const char *port, uint64_t baud, bac_error *err) {
    struct termios2 how;
    if (ioctl(fd, TCGETS2, &how) != 0)
        return bac_fail(err, BAC_ERR_INPUT, port, "is no serial port (%s)", strerror(errno));
    how.c_iflag = 0;
    how.c_oflag = 0;
    how.c_lflag = 0;
    how.c_cflag = CS8 | CREAD | CLOCAL | BOTHER;
    how.c_ispeed = how.c_ospeed = (speed_t)baud;
    how.c_cc[VMIN] = 0;
    how.c_cc[VTIME] = 0;
    if (ioctl(fd, TCSETS2, &how) != 0 || ioctl(fd, TCFLSH, TCIFLUSH) != 0)
        return bac_fail(err, BAC_ERR_INPUT, port, "does not take %llu baud (%s)",
                        (unsigned long long)baud, strerror(errno));
    return BAC_OK;
}

bac_status serial_open(const char *port, uint64_t baud, int *fd, bac_error *err) {
    *fd = open(port, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (*fd < 0)
        return bac_fail(err, BAC_ERR_IO, port, "%s%s", strerror(errno),
                        errno == ENOENT   ? "; is the board plugged in?"
                        : errno == EACCES ? "; its group (ls -l) may read and write it"
                                          : "");
    const bac_status status = set_up(*fd, port, baud, err);
    if (status != BAC_OK) {
        close(*fd);
        *fd = -1;
    }
    return status;
}

static bac_status gone(const char *port, bac_error *err) {
    return bac_fail(err, BAC_ERR_IO, port, "the port is gone: was it unplugged?");
}

bac_status serial_move(int fd, const char *port, const uint8_t *out, size_t n_out, size_t *sent,
                       uint8_t *in, size_t room, size_t *got, double seconds, bac_error *err) {
    struct pollfd p = {.fd = fd, .events = (short)(POLLIN | (n_out > 0 ? POLLOUT : 0))};
    *sent = *got = 0;
    const int n = poll(&p, 1, (int)(1e3 * seconds) + 1);
    if (n == 0 || (n < 0 && errno == EINTR))
        return BAC_OK;
    if (n < 0)
        return bac_fail(err, BAC_ERR_IO, port, "%s", strerror(errno));
    if (p.revents & POLLIN) {
        const ssize_t k = read(fd, in, room);
        if (k == 0 || (k < 0 && errno != EAGAIN && errno != EINTR))
            return gone(port, err);
        *got = k > 0 ? (size_t)k : 0;
    } else if (p.revents & (POLLHUP | POLLERR | POLLNVAL)) {
        return gone(port, err);
    }
    if (p.revents & POLLOUT) {
        const ssize_t k = write(fd, out, n_out);
        if (k < 0 && errno != EAGAIN && errno != EINTR)
            return gone(port, err);
        *sent = k > 0 ? (size_t)k : 0;
    }
    return BAC_OK;
}
