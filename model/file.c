/* file.c - whole files, read and written so that nothing is ever half there. */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bac_status io_error(bac_error *err, const char *path, const char *doing) {
    return bac_fail(err, BAC_ERR_IO, path, "cannot %s: %s", doing, strerror(errno));
}

/* Reads until `size` bytes or the end of the file; -1 on error */
static ssize_t read_all(int fd, char *data, size_t size) {
    size_t got = 0;
    while (got < size) {
        ssize_t n = read(fd, data + got, size - got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        got += (size_t)n;
    }
    return (ssize_t)got;
}

static bac_status size_of(int fd, const char *path, size_t limit, size_t *size, bac_error *err) {
    struct stat info;
    if (fstat(fd, &info))
        return io_error(err, path, "read");
    if (!S_ISREG(info.st_mode)) {
        return bac_fail(err, BAC_ERR_INPUT, path, "not a regular file");
    }
    if ((uintmax_t)info.st_size > limit) {
        return bac_fail(err, BAC_ERR_INPUT, path, "%lld bytes: at most %llu are read",
                        (long long)info.st_size, (unsigned long long)limit);
    }
    *size = (size_t)info.st_size;
    return BAC_OK;
}

bac_status bac_file_read(const char *path, size_t limit, char **data, size_t *size,
                         bac_error *err) {
    *data = NULL;
    if (limit > SIZE_MAX / 2)
        limit = SIZE_MAX / 2; /* room for the NUL, and for ssize_t */
    /* O_NONBLOCK: opening a FIFO must not wait for its writer */
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return io_error(err, path, "open");
    size_t want = 0;
    bac_status status = size_of(fd, path, limit, &want, err);
    if (status)
        goto fail;
    *data = malloc(want + 1);
    if (!*data) {
        status = bac_no_memory(err, path);
        goto fail;
    }
    ssize_t got = read_all(fd, *data, want);
    if (got < 0) {
        status = io_error(err, path, "read");
        goto fail;
    }
    if ((size_t)got != want) {
        status = bac_fail(err, BAC_ERR_IO, path, "shrank while it was read: try again");
        goto fail;
    }
    (*data)[want] = 0;
    *size = want;
    close(fd);
    return BAC_OK;
fail:
    close(fd);
    free(*data);
    *data = NULL;
    return status;
}

static bool write_all(int fd, const bac_part *part, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const char *data = part[i].data;
        size_t left = part[i].size;
        while (left) {
            ssize_t done = write(fd, data, left);
            if (done < 0 && errno == EINTR)
                continue;
            if (done < 0)
                return false;
            data += done;
            left -= (size_t)done;
        }
    }
    return true;
}

/* A device or a pipe (/dev/null, /dev/stdout) must not be replaced by a file: write into it. */
static bac_status write_device(const char *path, const bac_part *part, size_t n, bac_error *err) {
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return io_error(err, path, "open");
    bool ok = write_all(fd, part, n);
    int cause = errno;
    if (close(fd) && ok) {
        cause = errno;
        ok = false;
    }
    errno = cause;
    return ok ? BAC_OK : io_error(err, path, "write");
}

bac_status bac_file_write_parts(const char *path, const bac_part *part, size_t n, bac_error *err) {
    struct stat info;
    if (stat(path, &info) == 0 && !S_ISREG(info.st_mode)) {
        if (S_ISDIR(info.st_mode))
            return bac_fail(err, BAC_ERR_IO, path, "is a directory");
        return write_device(path, part, n, err);
    }
    size_t room = strlen(path) + 32;
    char *temp = malloc(room);
    if (!temp)
        return bac_no_memory(err, path);
    snprintf(temp, room, "%s.tmp.%ld", path, (long)getpid());

    bac_status status = BAC_OK;
    int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0 && errno == EEXIST && unlink(temp) == 0) { /* left by a dead process of our pid */
        fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    }
    if (fd < 0) {
        status = io_error(err, path, "write");
        goto done;
    }
    bool ok = write_all(fd, part, n);
    int cause = errno;
    if (close(fd) && ok) {
        cause = errno;
        ok = false;
    }
    if (ok && rename(temp, path)) {
        cause = errno;
        ok = false;
    }
    if (!ok) {
        unlink(temp);
        errno = cause;
        status = io_error(err, path, "write");
    }
done:
    free(temp);
    return status;
}

bac_status bac_file_write(const char *path, const void *data, size_t size, bac_error *err) {
    bac_part part = {data, size};
    return bac_file_write_parts(path, &part, 1, err);
}
