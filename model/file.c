/* file.c - reads whole files and writes them whole or not at all. */
#include "internal.h"
#include "out_file.h"

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

bac_status bac_file_open(const char *path, int *fd, uint64_t *size, bac_error *err) {
    struct stat info;
    /* O_NONBLOCK: opening a FIFO must not wait for its writer */
    *fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (*fd < 0)
        return io_error(err, path, "open");
    bac_status status = BAC_OK;
    if (fstat(*fd, &info))
        status = io_error(err, path, "read");
    else if (!S_ISREG(info.st_mode))
        status = bac_fail(err, BAC_ERR_INPUT, path, "not a regular file");
    else
        *size = (uint64_t)info.st_size;
    if (status) {
        close(*fd);
        *fd = -1;
    }
    return status;
}

bac_status bac_file_take(const char *path, int fd, uint64_t at, void *data, size_t *size,
                         bac_error *err) {
    size_t got = 0;
    while (got < *size) {
        ssize_t n = pread(fd, (char *)data + got, *size - got, (off_t)(at + got));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return io_error(err, path, "read");
        if (n == 0)
            break;
        got += (size_t)n;
    }
    *size = got;
    return BAC_OK;
}

bac_status bac_file_read(const char *path, size_t limit, char **data, size_t *size,
                         bac_error *err) {
    int fd;
    uint64_t want = 0;
    *data = NULL;
    bac_status status = bac_file_open(path, &fd, &want, err);
    if (status)
        return status;
    *size = want;
    if (want > limit || want > SIZE_MAX / 2)
        status = bac_fail(err, BAC_ERR_INPUT, path, "%llu bytes: at most %llu are read",
                          (unsigned long long)want, (unsigned long long)limit);
    else if (!(*data = malloc(want + 1)))
        status = bac_no_memory(err, path);
    else
        status = bac_file_take(path, fd, 0, *data, size, err);
    if (!status && *size != want)
        status = bac_fail(err, BAC_ERR_IO, path, "shrank while it was read: try again");
    close(fd);
    if (!status) {
        (*data)[want] = 0;
        return BAC_OK;
    }
    free(*data);
    *data = NULL;
    return status;
}

/* Writes into a device or a pipe (/dev/null, /dev/stdout), which a rename would replace by a
 * file. */
static bac_status write_device(const char *path, const bac_part *part, size_t n, bac_error *err) {
    FILE *file = fopen(path, "we");
    if (!file)
        return io_error(err, path, "open");
    bac_status status = BAC_OK;
    for (size_t i = 0; i < n && !status; i++)
        if (fwrite(part[i].data, 1, part[i].size, file) != part[i].size)
            status = io_error(err, path, "write");
    if (fclose(file) && !status)
        status = io_error(err, path, "write");
    return status;
}

bac_status bac_file_write_parts(const char *path, const bac_part *part, size_t n, bac_error *err) {
    struct stat info;
    if (stat(path, &info) == 0 && !S_ISREG(info.st_mode)) {
        if (S_ISDIR(info.st_mode))
            return bac_fail(err, BAC_ERR_IO, path, "is a directory");
        return write_device(path, part, n, err);
    }
    bac_out out;
    bac_status status = bac_out_open(&out, path, err);
    for (size_t i = 0; i < n && !status; i++)
        status = bac_out_write(&out, part[i].data, part[i].size, err);
    if (!status)
        status = bac_out_close(&out, false, err);
    if (!status)
        status = bac_out_rename(&out, err);
    bac_out_drop(&out);
    return status;
}

bac_status bac_file_write(const char *path, const void *data, size_t size, bac_error *err) {
    bac_part part = {data, size};
    return bac_file_write_parts(path, &part, 1, err);
}

bac_status bac_dir_make(const char *path, bool above, bac_error *err) {
    char *part = strdup(path);
    bac_status status = part ? BAC_OK : bac_no_memory(err, path);
    for (char *p = part; !status; p++) {
        const char kept = *p;
        if (kept && (kept != '/' || p == part || !above))
            continue;
        *p = 0;
        if (mkdir(part, 0777) != 0 && errno != EEXIST)
            status = bac_fail(err, BAC_ERR_IO, part, "cannot be made: %s", strerror(errno));
        *p = kept;
        if (!kept)
            break;
    }
    free(part);
    return status;
}

bac_status bac_file_at(const char *path, int fd, uint64_t at, void *data, uint64_t size,
                       bac_error *err) {
    size_t got = size;
    bac_status status = bac_file_take(path, fd, at, data, &got, err);
    if (!status && got < size)
        status =
            bac_fail(err, BAC_ERR_IO, path, "ends at byte %llu: it was cut off after it was opened",
                     (unsigned long long)(at + got));
    return status;
}

FILE *bac_page_open(bac_page *page) {
    *page = (bac_page){0};
    return page->file = open_memstream(&page->text, &page->size);
}

bac_status bac_page_close(bac_page *page, bool bad, const char *path, bac_error *err) {
    bad = bad || !page->file || ferror(page->file);
    bad = (page->file && fclose(page->file) != 0) || bad;
    bac_status status = bad ? bac_fail(err, BAC_ERR_MEMORY, path, "out of memory")
                            : bac_file_write(path, page->text, page->size, err);
    free(page->text);
    *page = (bac_page){0};
    return status;
}
