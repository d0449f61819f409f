/* suite_load.c - loads a suite from its file. */
#include "suite.h"

#include <sha2.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_LIMIT = 1 << 24, DEFAULT_TIMEOUT = 3600 };

static bac_status place(suite *s, const char *path, const char *folder) {
    const char *slash = strrchr(path, '/');
    const int length = slash ? (int)(slash - path) + (slash == path) : 1;
    const char *file = slash ? slash + 1 : path, *dot = strrchr(file, '.');
    s->path = suite_text(s, "%s", path);
    s->home = suite_text(s, "%.*s", length, slash ? path : ".");
    s->folder = folder ? suite_text(s, "%s", folder) : s->home;
    s->name =
        suite_text(s, "%.*s", dot && dot > file ? (int)(dot - file) : (int)strlen(file), file);
    return s->path && s->folder && s->name ? BAC_OK : BAC_ERR_MEMORY;
}

bac_status suite_load(const char *path, const char *folder, suite *s, bac_error *err) {
    char *text = NULL;
    size_t size = 0;
    *s = (suite){.timeout = DEFAULT_TIMEOUT};
    bac_status status = bac_file_read(path, FILE_LIMIT, &text, &size, err);
    if (status == BAC_OK && place(s, path, folder) != BAC_OK)
        status = bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    if (status == BAC_OK) {
        SHA256Data((const uint8_t *)text, size, s->hash);
        status = suite_read(s, text, size, err);
    }
    free(text);
    if (status == BAC_OK)
        status = suite_expand(s, err);
    if (status == BAC_OK && s->gates && *s->gates != '/' &&
        !(s->gates = suite_text(s, "%s/%s", s->home, s->gates)))
        status = bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    if (status != BAC_OK)
        suite_free(s);
    return status;
}
