/* npy_file.c - see npy_file.h. pread and not mmap: a file that shrinks is an error, not a signal.
 */
#include "npy_file.h"

#include "out_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bac_status bac_npy_open(const char *path, bac_npy_file *file, bool *missing, bac_error *err) {
    *file = (bac_npy_file){.fd = -1};
    uint64_t size;
    if (missing)
        *missing = access(path, F_OK) != 0 && errno == ENOENT;
    if (missing && *missing)
        return BAC_OK;
    bac_status status = bac_file_open(path, &file->fd, &size, err);
    if (!status)
        status = bac_array_header(path, &file->array, &file->start, err);
    if (!status && !(file->path = strdup(path)))
        status = bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    if (status)
        bac_npy_close(file);
    return status;
}

void bac_npy_close(bac_npy_file *file) {
    if (file->fd >= 0)
        close(file->fd);
    free(file->path);
    *file = (bac_npy_file){.fd = -1};
}

bac_status bac_npy_read(const bac_npy_file *file, uint64_t first, uint64_t n, void *data,
                        bac_error *err) {
    /* start + bytes of all numbers is the file's size (bac_array_header), so no product overflows
     */
    size_t size = bac_dtype_size(file->array.dtype);
    return bac_file_at(file->path, file->fd, file->start + first * size, data, n * size, err);
}
