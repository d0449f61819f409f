/* MANIFEST of golden vectors, text:
 *
 *   # comment
 *   tool bac VERSION
 *   command bac golden ...
 *   net SHA256 PATH
 *   frames SHA256 PATH
 *   range FROM TO
 *   file SHA256 BYTES NAME
 *
 * PATH is relative to the directory in which the command ran, and goes to the end of the line.
 */
#include "golden.h"
#include "out_file.h"
#include "read_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_FILES = 2 * BAC_MAX_LAYERS };

bac_status golden_manifest_save(const char *path, const golden_manifest *m, const char *dir,
                                bac_error *err) {
    if (strpbrk(m->net_path, "\r\n") || strpbrk(m->frames_path, "\r\n") || strpbrk(dir, "\r\n"))
        return bac_fail(err, BAC_ERR_INPUT, dir, "a path with a line break cannot be recorded");
    bac_page page;
    FILE *out = bac_page_open(&page);
    if (!out)
        return bac_page_close(&page, true, path, err);
    fprintf(out, "# golden vectors; verify with: bac golden --check %s\n", dir);
    fprintf(out, "tool bac %s\n", BAC_VERSION);
    fprintf(out, "command bac golden %s %s -o %s --frames %llu:%llu\n", m->net_path, m->frames_path,
            dir, (unsigned long long)m->from, (unsigned long long)m->to);
    fprintf(out, "net %s %s\n", m->net_sha, m->net_path);
    fprintf(out, "frames %s %s\n", m->frames_sha, m->frames_path);
    fprintf(out, "range %llu %llu\n", (unsigned long long)m->from, (unsigned long long)m->to);
    for (uint32_t i = 0; i < m->n; i++)
        fprintf(out, "file %s %llu %s\n", m->file[i].sha, (unsigned long long)m->file[i].size,
                m->file[i].name);
    return bac_page_close(&page, false, path, err);
}

static bool is_sha(const char *text) {
    return strlen(text) == GOLDEN_SHA_SIZE - 1 &&
           strspn(text, "0123456789abcdef") == GOLDEN_SHA_SIZE - 1;
}

static bool number(const char *text, uint64_t *value) {
    return bac_parse_count(text, 0, UINT64_C(999999999999999999), value);
}

/* Cuts the next blank-separated word off *rest; "" at the end. */
static char *next_word(char **rest) {
    char *word = *rest + strspn(*rest, " ");
    char *end = word + strcspn(word, " ");
    *rest = *end ? end + 1 : end;
    *end = 0;
    return word;
}

static bool source_line(char *rest, char sha[GOLDEN_SHA_SIZE], char **path) {
    char *word = next_word(&rest);
    if (*path || !is_sha(word) || !*rest)
        return false;
    memcpy(sha, word, GOLDEN_SHA_SIZE);
    *path = strdup(rest);
    return *path != NULL;
}

static bool file_line(char *rest, golden_manifest *m) {
    char *sha = next_word(&rest), *size = next_word(&rest);
    golden_file *file = &m->file[m->n];
    /* A name stays inside the directory of the MANIFEST. */
    if (m->n == MOST_FILES || !is_sha(sha) || !number(size, &file->size) || !*rest ||
        strchr(rest, '/') || rest[0] == '.' || strlen(rest) >= sizeof file->name)
        return false;
    strcpy(file->sha, sha);
    strcpy(file->name, rest);
    m->n++;
    return true;
}

static bool take_line(char *line, golden_manifest *m) {
    char *rest = line, *key = next_word(&rest);
    if (!*key || *key == '#' || strcmp(key, "tool") == 0 || strcmp(key, "command") == 0)
        return true;
    if (strcmp(key, "net") == 0)
        return source_line(rest, m->net_sha, &m->net_path);
    if (strcmp(key, "frames") == 0)
        return source_line(rest, m->frames_sha, &m->frames_path);
    if (strcmp(key, "range") == 0) {
        char *from = next_word(&rest), *to = next_word(&rest);
        return number(from, &m->from) && number(to, &m->to) && m->from < m->to;
    }
    return strcmp(key, "file") == 0 && file_line(rest, m);
}

bac_status golden_manifest_load(const char *path, golden_manifest *m, bac_error *err) {
    enum { MAX_SIZE = 16 << 20 };
    char *text = NULL;
    size_t size = 0;
    *m = (golden_manifest){.file = calloc(MOST_FILES, sizeof *m->file)};
    if (!m->file)
        return bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    bac_status status = bac_file_read(path, MAX_SIZE, &text, &size, err);
    unsigned line_number = 1;
    for (char *line = text; !status && line < text + size; line_number++) {
        char *end = line + strcspn(line, "\n");
        *end = 0;
        if (!take_line(line, m)) {
            char where[256];
            snprintf(where, sizeof where, "%s:%u", path, line_number);
            status = bac_fail(err, BAC_ERR_INPUT, where,
                              "not a line of a MANIFEST of golden vectors; make them again");
        }
        line = end + 1;
    }
    if (!status && (!m->net_path || !m->frames_path || m->to == 0 || m->n == 0))
        status = bac_fail(err, BAC_ERR_INPUT, path,
                          "needs a net, a frames, a range and a file line; make the vectors again");
    free(text);
    if (status)
        golden_manifest_free(m);
    return status;
}

void golden_manifest_free(golden_manifest *m) {
    free(m->net_path);
    free(m->frames_path);
    free(m->file);
    *m = (golden_manifest){0};
}
