/* net_read.c - reads a .bnet file: the head, the list of layers, the graph.
 * One layer's keys are in read_layer.c. */
#include "read_layer.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_FILE = 256 << 20, MAX_LINE = 16 << 20 };

static bac_status read_version(bac_text *text) {
    bac_words w;
    bool more;
    char word[16];
    int64_t version;
    bac_status status = bac_text_line(text, &w, &more);
    if (!status && more)
        status = bac_words_word(&w, "the first word", word, sizeof word);
    if (status)
        return status;
    if (!more || strcmp(word, "bnet") != 0) {
        return bac_text_fail(text, text->line, "a network file starts with the line 'bnet 1'");
    }
    status = bac_words_int(&w, "the version", 1, 1, &version);
    return status ? status : bac_words_end(&w);
}

static bac_status read_note(bac_words *w, bac_net *net) {
    char *note;
    bac_status status = bac_words_quoted(w, &note);
    if (status)
        return status;
    status = bac_text_blame(w->text, w->line, bac_net_note(net, note, w->text->err));
    free(note);
    return status;
}

static bac_status read_classes(bac_words *w, bac_net *net) {
    if (net->n_label)
        return bac_text_fail(w->text, w->line, "the second 'classes' line");
    uint32_t n = bac_words_count(w);
    if (n == 0 || n > BAC_MAX_CHANNELS) {
        return bac_text_fail(w->text, w->line, "%u class labels: 1 .. %d", n, BAC_MAX_CHANNELS);
    }
    char(*label)[BAC_MAX_NAME + 1] = bac_alloc(n, sizeof *label);
    const char **pointer = bac_alloc(n, sizeof *pointer);
    bac_status status = BAC_OK;
    if (!label || !pointer)
        status = bac_no_memory(w->text->err, w->text->name);
    for (uint32_t i = 0; i < n && !status; i++) {
        pointer[i] = label[i];
        status = bac_words_word(w, "a class label", label[i], sizeof label[i]);
    }
    if (!status)
        status = bac_net_set_classes(net, pointer, n, w->text->err);
    free(label);
    free(pointer);
    return status;
}

/* Reads everything before the first layer; *w is then behind the first word "layer". */
static bac_status read_head(bac_text *text, bac_net *net, bac_words *w, bool *more) {
    for (bool named = false;;) {
        char key[BAC_MAX_NAME + 1];
        bac_status status = bac_read_key(text, w, key, more);
        if (status)
            return status;
        if (!*more)
            return bac_text_fail(text, text->line, "the file ends without a layer");
        if (strcmp(key, "layer") == 0) {
            return named ? BAC_OK
                         : bac_text_fail(text, w->line, "a 'name' line belongs in front of this");
        }
        if (strcmp(key, "name") == 0) {
            if (named)
                return bac_text_fail(text, w->line, "the second 'name' line");
            named = true;
            status = bac_read_name(w, "the network's name", key);
            if (status)
                return status;
            char *copy = strdup(key);
            if (!copy)
                return bac_no_memory(text->err, text->name);
            free(net->name);
            net->name = copy;
        } else if (strcmp(key, "source") == 0) {
            status = read_note(w, net);
        } else if (strcmp(key, "classes") == 0) {
            status = read_classes(w, net);
        } else {
            return bac_text_fail(text, w->line, "unknown key '%s': name, source, classes or layer",
                                 key);
        }
        if (!status)
            status = bac_words_end(w);
        if (status)
            return status;
    }
}

/* Reads the layers. line[i]: the line of layer i, for errors about the whole graph. */
static bac_status read_layers(bac_text *text, bac_net *net, bac_words *w, uint32_t *line) {
    for (bool more = true; more;) {
        char key[BAC_MAX_NAME + 1];
        /* The shape check refuses one layer too many, so no line is recorded for it. */
        if (net->n_layer < BAC_MAX_LAYERS)
            line[net->n_layer] = w->line;
        bac_status status = bac_read_layer(text, net, w);
        status = status ? status : bac_read_key(text, w, key, &more);
        if (status)
            return status;
        if (more && strcmp(key, "layer") != 0)
            return bac_text_fail(text, w->line, "'%s' between layers: only 'layer' stands here",
                                 key);
    }
    return BAC_OK;
}

static bac_status read_net(bac_text *text, bac_net *net) {
    uint32_t line[BAC_MAX_LAYERS] = {0}, blamed;
    bac_words w;
    bool more;
    bac_status status = read_version(text);
    status = status ? status : read_head(text, net, &w, &more);
    status = status ? status : read_layers(text, net, &w, line);
    if (status)
        return status;
    status = bac_net_whole(net, &blamed, text->err);
    net->finished = !status;
    return bac_text_blame(text, line[blamed], status);
}

bac_status bac_net_parse(const char *data, size_t size, const char *name, bac_net **net_out,
                         bac_error *err) {
    *net_out = NULL;
    if (size > MAX_FILE) {
        return bac_fail(err, BAC_ERR_INPUT, name, "%zu bytes: a network file has at most %d", size,
                        MAX_FILE);
    }
    static const bac_text_kind kind = {"a network file is plain ASCII text", MAX_LINE, true, true};
    bac_text text = {.kind = &kind, .name = name, .next = data, .end = data + size, .err = err};
    bac_net *net;
    bac_status status = bac_net_create("unnamed", &net, err);
    if (status)
        return status;
    bac_numerals numerals;
    status = bac_numerals_begin(&numerals) ? read_net(&text, net) : bac_no_memory(err, name);
    bac_numerals_end(&numerals);
    if (status)
        bac_net_free(net);
    else
        *net_out = net;
    return status;
}

bac_status bac_net_load(const char *path, bac_net **net, bac_error *err) {
    char *data;
    size_t size;
    *net = NULL;
    bac_status status = bac_file_read(path, MAX_FILE, &data, &size, err);
    if (status)
        return status;
    status = bac_net_parse(data, size, path, net, err);
    free(data);
    return status;
}
