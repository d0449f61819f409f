/* calibration_file.c - calibrations as text:
 *
 *     calibration 1
 *     network    7279385e...          SHA-256 of the network's canonical text
 *     set        "signal:radioml,seed=202,count=20"
 *     synthetic  yes
 *     bin        0 1270 273           margin from, frames, right answers
 *     bin        11 208 61
 */
#include "calibration.h"

#include "out_file.h"
#include "read_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FILE = 1 << 16, WORD = 80 };

static const bac_text_kind kind = {
    .is = "a calibration is plain text", .longest = 2048, .quotes = true};

bac_status bac_calibration_save(const bac_calibration *c, const char *path, bac_error *err) {
    bac_page page;
    if (strchr(c->set, '"') || bac_control_byte(c->set, c->set + strlen(c->set)))
        return bac_fail(
            err, BAC_ERR_INPUT, path,
            "cannot hold a set's name with quotes or control characters; rename the set");
    FILE *f = bac_page_open(&page);
    if (f) {
        fprintf(f, "calibration 1\nnetwork    %s\nset        \"%s\"\nsynthetic  %s\n", c->network,
                c->set, c->synthetic ? "yes" : "no");
        for (uint32_t b = 0; b < c->n; b++)
            fprintf(f, "bin        %u %llu %llu\n", c->bin[b].margin,
                    (unsigned long long)c->bin[b].frames, (unsigned long long)c->bin[b].correct);
    }
    return bac_page_close(&page, false, path, err);
}

typedef struct reader {
    bac_text text;
    bac_calibration *c;
    bool network, set, synthetic;
} reader;

static bac_status twice(reader *r, const bac_words *w, bool *seen, const char *key) {
    if (*seen)
        return bac_text_fail(&r->text, w->line, "%s is there already: remove one", key);
    *seen = true;
    return BAC_OK;
}

static bac_status read_network(reader *r, bac_words *w) {
    bac_status status = twice(r, w, &r->network, "network");
    if (!status)
        status = bac_words_word(w, "the network's hash", r->c->network, sizeof r->c->network);
    if (!status && (strlen(r->c->network) != BAC_CALIBRATION_NETWORK - 1 ||
                    strspn(r->c->network, "0123456789abcdef") != BAC_CALIBRATION_NETWORK - 1))
        status = bac_text_fail(&r->text, w->line, "network wants a hash of %d hexadecimal digits",
                               BAC_CALIBRATION_NETWORK - 1);
    return status;
}

static bac_status read_set(reader *r, bac_words *w) {
    char *set = NULL;
    bac_status status = twice(r, w, &r->set, "set");
    if (!status)
        status = bac_words_quoted(w, &set);
    if (!status && strlen(set) >= sizeof r->c->set)
        status = bac_text_fail(&r->text, w->line, "set has more than %zu characters",
                               sizeof r->c->set - 1);
    if (!status)
        snprintf(r->c->set, sizeof r->c->set, "%s", set);
    free(set);
    return status;
}

static bac_status read_synthetic(reader *r, bac_words *w) {
    char word[WORD];
    bac_status status = twice(r, w, &r->synthetic, "synthetic");
    if (!status)
        status = bac_words_word(w, "yes or no", word, sizeof word);
    if (status)
        return status;
    r->c->synthetic = strcmp(word, "yes") == 0;
    if (!r->c->synthetic && strcmp(word, "no") != 0)
        return bac_text_fail(&r->text, w->line, "synthetic wants yes or no");
    return BAC_OK;
}

/* Shares that do not rise would be one bin. */
static bac_status read_bin(reader *r, bac_words *w) {
    bac_calibration *c = r->c;
    int64_t margin, frames, correct;
    if (c->n == BAC_CALIBRATION_BINS)
        return bac_text_fail(&r->text, w->line, "more than %d bins", BAC_CALIBRATION_BINS);
    const int64_t least = c->n ? (int64_t)c->bin[c->n - 1].margin + 1 : 0;
    bac_status status = bac_words_int(w, "the margin", least, c->n ? UINT32_MAX : 0, &margin);
    if (!status)
        status = bac_words_int(w, "the frames", 1, UINT32_MAX, &frames);
    if (!status)
        status = bac_words_int(w, "the right answers", 0, frames, &correct);
    if (status)
        return status;
    c->bin[c->n++] = (bac_calibration_bin){(uint32_t)margin, (uint64_t)frames, (uint64_t)correct};
    if (c->n > 1 && bac_calibration_share(c, c->n - 1) <= bac_calibration_share(c, c->n - 2))
        return bac_text_fail(
            &r->text, w->line,
            "the share of right answers does not rise; bac calibrate makes this file");
    return BAC_OK;
}

static bac_status read_head(reader *r) {
    bac_words w;
    bool more;
    char word[WORD] = "";
    bac_status status = bac_text_line(&r->text, &w, &more);
    if (status)
        return status;
    if (more)
        bac_cut_word(&w.at, w.end, word, sizeof word);
    bac_trim(&w.at, &w.end);
    if (!more || strcmp(word, "calibration") != 0 || w.end - w.at != 1 || *w.at != '1')
        return bac_text_fail(
            &r->text, more ? w.line : r->text.line,
            "the first line is not 'calibration 1': bac calibrate makes this file");
    return BAC_OK;
}

static bac_status read_line(reader *r, bac_words *w) {
    static const struct {
        const char *name;
        bac_status (*read)(reader *r, bac_words *w);
    } keys[] = {{"network", read_network},
                {"set", read_set},
                {"synthetic", read_synthetic},
                {"bin", read_bin}};
    char word[WORD];
    bac_status status = bac_words_word(w, "a key", word, sizeof word);
    for (size_t k = 0; !status && k < sizeof keys / sizeof *keys; k++)
        if (strcmp(word, keys[k].name) == 0) {
            status = keys[k].read(r, w);
            return status ? status : bac_words_end(w);
        }
    return status ? status : bac_text_fail(&r->text, w->line, "unknown key '%.40s'", word);
}

bac_status bac_calibration_parse(const char *text, size_t size, const char *name,
                                 bac_calibration *c, bac_error *err) {
    reader r = {.text = {.kind = &kind, .name = name, .next = text, .end = text + size, .err = err},
                .c = c};
    *c = (bac_calibration){0};
    bac_status status = read_head(&r);
    for (bool more = true; !status && more;) {
        bac_words w;
        status = bac_text_line(&r.text, &w, &more);
        if (!status && more)
            status = read_line(&r, &w);
    }
    if (!status && (!r.network || !r.set || !r.synthetic || c->n == 0))
        status = bac_text_fail(&r.text, r.text.line,
                               "%s is missing: is the file cut? bac calibrate makes it",
                               !r.network     ? "network"
                               : !r.set       ? "set"
                               : !r.synthetic ? "synthetic"
                                              : "bin");
    return status;
}

bac_status bac_calibration_load(const char *path, bac_calibration *c, bac_error *err) {
    char *data = NULL;
    size_t size = 0;
    bac_status status = bac_file_read(path, MAX_FILE, &data, &size, err);
    if (!status)
        status = bac_calibration_parse(data, size, path, c, err);
    free(data);
    return status;
}
