/* rtlgen.c - the files of a generated top: each in one piece, the library beside them. */
#include "rtlgen.h"

#include "rtl_params.h"
#include "rtl_top.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_ROOM = 4096, LIBRARY_FILE_LIMIT = 1 << 20 };

typedef struct writer {
    const bac_pipeline *p;
    const char *dir;
    bac_error *err;
} writer;

/* path = folder/name, refused when it is too long. */
static bac_status join_path(char path[PATH_ROOM], const char *folder, const char *name,
                            bac_error *err) {
    int n = snprintf(path, PATH_ROOM, "%s/%s", folder, name);
    return n >= 0 && n < PATH_ROOM ? BAC_OK
                                   : bac_fail(err, BAC_ERR_IO, folder, "the path is too long");
}

/* Collects what `print` writes and puts it into dir/name in one piece. */
static bac_status write_printed(const writer *w, const char *name,
                                bool (*print)(FILE *, const bac_pipeline *)) {
    char path[PATH_ROOM];
    char *text = NULL;
    size_t size = 0;
    if (join_path(path, w->dir, name, w->err))
        return BAC_ERR_IO;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return bac_fail(w->err, BAC_ERR_MEMORY, path, "out of memory");
    bool failed = !print(out, w->p) || ferror(out) != 0;
    failed = fclose(out) != 0 || failed;
    bac_status status = failed ? bac_fail(w->err, BAC_ERR_MEMORY, path, "out of memory")
                               : bac_file_write(path, text, size, w->err);
    free(text);
    return status;
}

static bac_status write_roms(const writer *w) {
    for (uint32_t i = 0; i < w->p->n_stages; i++) {
        const bac_stage *s = &w->p->stages[i];
        if (s->kind != BAC_STAGE_FC)
            continue;
        char path[PATH_ROOM];
        char *text = NULL;
        size_t size = 0;
        char name[BAC_MAX_NAME + 8];
        snprintf(name, sizeof name, "%s.mem", bac_net_layer(w->p->net, s->layer)->name);
        if (join_path(path, w->dir, name, w->err))
            return BAC_ERR_IO;
        FILE *out = open_memstream(&text, &size);
        if (!out)
            return bac_fail(w->err, BAC_ERR_MEMORY, path, "out of memory");
        bool ok = bac_rom_fc(out, w->p, s);
        ok = fclose(out) == 0 && ok;
        bac_status status = ok ? bac_file_write(path, text, size, w->err)
                               : bac_fail(w->err, BAC_ERR_MEMORY, path, "out of memory");
        free(text);
        if (status != BAC_OK)
            return status;
    }
    return BAC_OK;
}

static bac_status make_dir(const char *path, bac_error *err) {
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return bac_fail(err, BAC_ERR_IO, path, "cannot make the folder: %s", strerror(errno));
    return BAC_OK;
}

static int is_verilog(const struct dirent *entry) {
    size_t n = strlen(entry->d_name);
    return n > 2 && strcmp(entry->d_name + n - 2, ".v") == 0;
}

static bac_status copy_file(const char *name, const char *from_dir, const char *to_dir,
                            bac_error *err) {
    char from[PATH_ROOM];
    char to[PATH_ROOM];
    char *data = NULL;
    size_t size = 0;
    bac_status status = join_path(from, from_dir, name, err);
    if (status == BAC_OK)
        status = join_path(to, to_dir, name, err);
    if (status == BAC_OK)
        status = bac_file_read(from, LIBRARY_FILE_LIMIT, &data, &size, err);
    if (status == BAC_OK)
        status = bac_file_write(to, data, size, err);
    free(data);
    return status;
}

/* Copies the library, and lists it in bac_top.f in front of the top. */
static bac_status write_library(const writer *w, const char *library) {
    char path[PATH_ROOM];
    struct dirent **entries = NULL;
    char *list = NULL;
    size_t size = 0;
    bac_status status = join_path(path, w->dir, "rtl", w->err);
    if (status == BAC_OK)
        status = make_dir(path, w->err);
    int n = scandir(library, &entries, is_verilog, alphasort);
    if (status == BAC_OK && n <= 0)
        status = bac_fail(w->err, BAC_ERR_IO, library,
                          "no Verilog here; name the rtl folder with --library");
    FILE *out = status == BAC_OK ? open_memstream(&list, &size) : NULL;
    if (status == BAC_OK && !out)
        status = bac_fail(w->err, BAC_ERR_MEMORY, library, "out of memory");
    for (int i = 0; i < n; i++) {
        if (status == BAC_OK) {
            status = copy_file(entries[i]->d_name, library, path, w->err);
            fprintf(out, "rtl/%s\n", entries[i]->d_name);
        }
        free(entries[i]);
    }
    free(entries);
    if (out) {
        fprintf(out, "bac_top.v\n");
        if (fclose(out) != 0 && status == BAC_OK)
            status = bac_fail(w->err, BAC_ERR_MEMORY, library, "out of memory");
    }
    if (status == BAC_OK)
        status = join_path(path, w->dir, "bac_top.f", w->err);
    if (status == BAC_OK)
        status = bac_file_write(path, list, size, w->err);
    free(list);
    return status;
}

/* The library installed beside this program (PREFIX/bin/bac, PREFIX/share/bac/rtl), else the one of
 * the source tree it was built in. */
static void find_library(char path[PATH_ROOM]) {
    char self[PATH_ROOM - 64];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = 0;
    for (int up = 0; up < 2 && strrchr(self, '/'); up++)
        *strrchr(self, '/') = 0;
    snprintf(path, PATH_ROOM, "%s/%s", self, BAC_RTL_INSTALLED);
    if (n <= 0 || access(path, R_OK) != 0)
        snprintf(path, PATH_ROOM, "%s", BAC_RTL_LIBRARY);
}

bac_status bac_rtl_generate(const bac_net *net, const bac_plan *plan, const char *library,
                            const char *dir, bac_error *err) {
    bac_pipeline *p = NULL;
    bac_status status = bac_pipeline_build(net, plan, &p, err);
    if (status != BAC_OK)
        return status;
    writer w = {.p = p, .dir = dir, .err = err};
    char found[PATH_ROOM];
    find_library(found);
    if (!library)
        library = found;
    status = make_dir(dir, err);
    if (status == BAC_OK)
        status = write_printed(&w, "bac_top.v", bac_print_top);
    if (status == BAC_OK)
        status = write_printed(&w, "bac_links.h", bac_print_links);
    if (status == BAC_OK)
        status = write_roms(&w);
    if (status == BAC_OK)
        status = write_library(&w, library);
    bac_pipeline_free(p);
    return status;
}
