#include "out_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

bac_status bac_out_error(const bac_out *out, int cause, bac_error *err) {
    return bac_fail(err, BAC_ERR_IO, out->path, "cannot write: %s%s", strerror(cause),
                    cause == ENOSPC || cause == EDQUOT ? "; nothing was kept, make room" : "");
}

bac_status bac_out_room(const char *path, uint64_t bytes, bac_error *err) {
    struct statvfs disk;
    char *folder = strdup(path);
    if (!folder)
        return bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[1] = 0;
    int missing = statvfs(slash ? folder : ".", &disk); /* opening the file will tell why */
    free(folder);
    double room = missing ? 0 : (double)disk.f_bavail * (double)disk.f_frsize;
    if (missing || (double)bytes <= room)
        return BAC_OK;
    return bac_fail(err, BAC_ERR_IO, path, "takes %.1f MB, but the disk has %.1f MB left",
                    (double)bytes / 1e6, room / 1e6);
}

static bac_status name_file(bac_out *out, const char *path, bac_error *err) {
    struct stat info;
    *out = (bac_out){0};
    if (stat(path, &info) == 0 && !S_ISREG(info.st_mode))
        return bac_fail(err, BAC_ERR_IO, path, "cannot write: not a regular file");
    size_t room = strlen(path) + 32;
    out->path = strdup(path);
    out->temp = malloc(room);
    if (!out->path || !out->temp) {
        bac_out_drop(out);
        return bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    }
    snprintf(out->temp, room, "%s.tmp.%ld", path, (long)getpid());
    return BAC_OK;
}

bac_status bac_out_open(bac_out *out, const char *path, bac_error *err) {
    bac_status status = name_file(out, path, err);
    if (status)
        return status;
    unlink(out->temp); /* a dead process with the same PID may have left one */
    out->file = fopen(out->temp, "wxe");
    if (out->file)
        return BAC_OK;
    status = bac_out_error(out, errno, err);
    bac_out_drop(out);
    return status;
}

bac_status bac_out_write(bac_out *out, const void *data, size_t size, bac_error *err) {
    if (fwrite(data, 1, size, out->file) == size)
        return BAC_OK;
    return bac_out_error(out, errno, err);
}

bac_status bac_out_close(bac_out *out, bool sync, bac_error *err) {
    FILE *file = out->file;
    out->file = NULL;
    errno = 0;
    /* ferror: a piece is missing although the last one fitted again; its errno is long gone */
    const bool lost = ferror(file) != 0;
    bool bad = fflush(file) != 0 || (sync && fsync(fileno(file)) != 0) || lost;
    if (bad && errno == 0)
        errno = EIO;
    bac_status status = bad ? bac_out_error(out, errno, err) : BAC_OK;
    if (fclose(file) != 0 && !status)
        status = bac_out_error(out, errno, err);
    return status;
}

bac_status bac_out_rename(bac_out *out, bac_error *err) {
    if (rename(out->temp, out->path) != 0)
        return bac_out_error(out, errno, err);
    free(out->temp);
    out->temp = NULL;
    return BAC_OK;
}

void bac_out_drop(bac_out *out) {
    if (out->file)
        fclose(out->file);
    if (out->temp)
        unlink(out->temp);
    free(out->temp);
    free(out->path);
    *out = (bac_out){0};
}
