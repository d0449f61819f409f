/* parse.c - reads a plan from text, line by line. */
#include "plan_internal.h"
#include "read_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_LIMIT = 1 << 20, LINE_LIMIT = 512, WORDS = 8 };
static const bac_text_kind kind = {.is = "a plan is plain text", .longest = LINE_LIMIT - 1};

typedef struct reader {
    const bac_net *net;
    bac_plan *plan;
    bac_text text;
    bool *seen; /* [n_layers] */
    bool has_version, has_network, has_samples, has_style, has_layer;
    char word[WORDS][LINE_LIMIT]; /* of the line */
    unsigned words;
} reader;

#define refuse(r, ...) bac_text_fail(&(r)->text, (r)->text.line, __VA_ARGS__)

static bac_status read_number(const reader *r, const char *word, uint32_t most, uint32_t *value) {
    uint64_t v;
    if (!bac_parse_count(word, 1, most, &v))
        return refuse(r, "'%s' is no whole number from 1 to %" PRIu32, word, most);
    *value = (uint32_t)v;
    return BAC_OK;
}

static bac_status once(const reader *r, bool *seen) {
    if (*seen)
        return refuse(r, "'%s' a second time", r->word[0]);
    *seen = true;
    return BAC_OK;
}

static bac_status take_words(const reader *r, unsigned wanted) {
    return r->words == wanted ? BAC_OK
                              : refuse(r, "'%s' takes %u value%s, not %u", r->word[0], wanted - 1,
                                       wanted == 2 ? "" : "s", r->words - 1);
}

static bac_status parse_version(reader *r) {
    if (r->words != 2 || strcmp(r->word[0], "plan") != 0)
        return refuse(r, "a plan begins with 'plan 1'");
    if (strcmp(r->word[1], "1") != 0)
        return refuse(r, "version %s of the plan format; this program reads version 1", r->word[1]);
    r->has_version = true;
    return BAC_OK;
}

static bac_status parse_network(reader *r) {
    bac_status status = take_words(r, 2);
    if (status == BAC_OK)
        status = once(r, &r->has_network);
    if (status == BAC_OK && strcmp(r->word[1], bac_net_name(r->net)) != 0)
        status = refuse(r, "a plan of network '%s', but the network given is '%s'", r->word[1],
                        bac_net_name(r->net));
    return status;
}

static bac_status parse_samples(reader *r) {
    bac_status status = take_words(r, 2);
    if (status == BAC_OK)
        status = once(r, &r->has_samples);
    return status == BAC_OK ? read_number(r, r->word[1], 65536, &r->plan->samples_per_clock)
                            : status;
}

static bac_status parse_fifo(reader *r) {
    uint32_t depth = 0;
    bac_status status = take_words(r, 3);
    for (uint32_t i = 0; status == BAC_OK && i < r->plan->n_fifos; i++)
        if (strcmp(r->plan->fifo[i].name, r->word[1]) == 0)
            status = refuse(r, "FIFO '%s' a second time", r->word[1]);
    if (status == BAC_OK)
        status = read_number(r, r->word[2], 65536, &depth);
    return status == BAC_OK ? bac_plan_set_fifo(r->plan, r->word[1], depth, r->text.err) : status;
}

/* NAME=VALUE behind a layer's style */
static bac_status parse_value(const reader *r, char *word, const bac_layer *layer,
                              bac_layer_plan *plan) {
    const bac_plan_number *numbers = bac_plan_numbers();
    char *equals = strchr(word, '=');
    char known[128] = "";
    if (!equals)
        return refuse(r, "'%s' is not NAME=VALUE", word);
    *equals = '\0';
    for (unsigned k = 0; k < BAC_PLAN_KEYS; k++) {
        if (!bac_plan_takes(layer, plan->style, (bac_plan_key)k))
            continue;
        if (strcmp(numbers[k].name, word) == 0)
            return plan->value[k] ? refuse(r, "'%s' a second time", word)
                                  : read_number(r, equals + 1, numbers[k].most, &plan->value[k]);
        size_t used = strlen(known);
        snprintf(known + used, sizeof known - used, " %s", numbers[k].name);
    }
    return refuse(r, "layer '%s', %s, takes no '%s'; it takes:%s", layer->name,
                  bac_style_name(plan->style), word, known[0] ? known : " nothing");
}

static bac_status unknown_style(const reader *r, const char *name) {
    char known[256];
    bac_style_list(known, sizeof known);
    return refuse(r, "no style '%s'; there are:%s", name, known);
}

/* True if a layer takes the name in front of the = of a word. */
static bool takes(const bac_layer *layer, bac_style style, const char *word) {
    const size_t n = strcspn(word, "=");
    for (unsigned k = 0; k < BAC_PLAN_KEYS; k++)
        if (bac_plan_takes(layer, style, (bac_plan_key)k) &&
            strlen(bac_plan_numbers()[k].name) == n &&
            strncmp(bac_plan_numbers()[k].name, word, n) == 0)
            return true;
    return false;
}

/* STYLE [KEY=N ..] for every layer; lines of single layers follow. */
static bac_status parse_style(reader *r) {
    bac_style style;
    if (r->words < 2)
        return refuse(r, "'style' takes a style");
    bac_status status = once(r, &r->has_style);
    if (status == BAC_OK && r->has_layer)
        status = refuse(r, "'style' is for every layer, so it comes before the first 'layer'");
    if (status != BAC_OK)
        return status;
    if (!bac_style_find(r->word[1], &style))
        return unknown_style(r, r->word[1]);
    bac_plan_set_style(r->net, r->plan, style);
    for (unsigned w = 2; w < r->words; w++) {
        char word[LINE_LIMIT];
        bool taken = false;
        for (uint32_t i = 0; status == BAC_OK && i < r->plan->n_layers; i++) {
            const bac_layer *layer = bac_net_layer(r->net, i);
            if (!bac_plan_has_layer(layer) || !takes(layer, r->plan->layer[i].style, r->word[w]))
                continue;
            strcpy(word, r->word[w]);
            taken = true;
            status = parse_value(r, word, layer, &r->plan->layer[i]);
        }
        if (status == BAC_OK && !taken)
            status = refuse(r, "no layer, %s, takes '%s'", r->word[1], r->word[w]);
        if (status != BAC_OK)
            return status;
    }
    return BAC_OK;
}

static bac_status parse_layer(reader *r) {
    r->has_layer = true;
    if (r->words < 3)
        return refuse(r, "'layer' takes a name and a style");
    uint32_t index = 0;
    while (index < r->plan->n_layers && strcmp(bac_net_layer(r->net, index)->name, r->word[1]) != 0)
        index++;
    if (index == r->plan->n_layers)
        return refuse(r, "network '%s' has no layer '%s'; bac show lists them",
                      bac_net_name(r->net), r->word[1]);
    const bac_layer *layer = bac_net_layer(r->net, index);
    bac_layer_plan *plan = &r->plan->layer[index];
    if (!bac_plan_has_layer(layer))
        return refuse(r, "layer '%s' is nothing but wires: there is nothing to plan", layer->name);
    if (r->seen[index])
        return refuse(r, "layer '%s' a second time", layer->name);
    r->seen[index] = true;
    *plan = (bac_layer_plan){0}; /* of 'style' nothing is left */
    if (!bac_style_find(r->word[2], &plan->style))
        return unknown_style(r, r->word[2]);
    bac_status status = BAC_OK;
    for (unsigned i = 3; status == BAC_OK && i < r->words; i++)
        status = parse_value(r, r->word[i], layer, plan);
    return status;
}

static bac_status parse_line(reader *r) {
    static const struct {
        const char *key;
        bac_status (*parse)(reader *);
    } keys[] = {{"network", parse_network},
                {"samples_per_clock", parse_samples},
                {"style", parse_style},
                {"layer", parse_layer},
                {"fifo", parse_fifo}};
    if (!r->has_version)
        return parse_version(r);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(keys[i].key, r->word[0]) == 0)
            return keys[i].parse(r);
    return refuse(r, "unknown key '%s'; there are: network, samples_per_clock, style, layer, fifo",
                  r->word[0]);
}

static bac_status split(reader *r, bac_words *line) {
    for (r->words = 0; bac_words_count(line) > 0; r->words++) {
        if (r->words == WORDS)
            return refuse(r, "no line of a plan has more than %d words", WORDS);
        bac_cut_word(&line->at, line->end, r->word[r->words], LINE_LIMIT);
    }
    return BAC_OK;
}

static bac_status parse_all(reader *r) {
    bac_words line;
    bool more = true;
    bac_status status = BAC_OK;
    while (status == BAC_OK && more) {
        status = bac_text_line(&r->text, &line, &more);
        if (status == BAC_OK && more)
            status = split(r, &line);
        if (status == BAC_OK && more)
            status = parse_line(r);
    }
    if (status == BAC_OK && !r->has_version)
        return refuse(r, "an empty file is no plan; bac plan writes one");
    return status;
}

bac_status bac_plan_parse(const char *text, size_t size, const char *path, const bac_net *net,
                          bac_plan **plan, bac_error *err) {
    reader r = {.net = net, .text = {&kind, path, text, text + size, 0, err}};
    bac_status status = bac_plan_create(net, &r.plan, err);
    if (status != BAC_OK)
        return status;
    r.seen = calloc(r.plan->n_layers, sizeof *r.seen);
    status = r.seen ? parse_all(&r) : bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    free(r.seen);
    if (status != BAC_OK) {
        bac_plan_free(r.plan);
        return status;
    }
    *plan = r.plan;
    return BAC_OK;
}

bac_status bac_plan_load(const char *path, const bac_net *net, bac_plan **plan, bac_error *err) {
    char *text = NULL;
    size_t size = 0;
    bac_status status = bac_file_read(path, FILE_LIMIT, &text, &size, err);
    if (status == BAC_OK)
        status = bac_plan_parse(text, size, path, net, plan, err);
    free(text);
    return status;
}
