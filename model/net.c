/* net.c - creates, extends, finishes and frees a network. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_NOTE = 4096, MAX_NOTES = 1024 };

bac_status bac_net_create(const char *name, bac_net **net, bac_error *err) {
    *net = NULL;
    if (!name || !bac_name_valid(name)) {
        return bac_fail(err, BAC_ERR_INPUT, "network",
                        "its name must be letters, digits and _, at most %d, not a digit first",
                        BAC_MAX_NAME);
    }
    bac_net *fresh = calloc(1, sizeof *fresh);
    if (!fresh || !(fresh->name = strdup(name))) {
        free(fresh);
        return bac_no_memory(err, name);
    }
    *net = fresh;
    return BAC_OK;
}

static void free_strings(char **list, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        free(list[i]);
    free(list);
}

void bac_layer_free(bac_layer *layer) {
    if (!layer)
        return;
    if (layer->requant) {
        for (uint32_t c = 0; c < layer->C; c++)
            free(layer->requant[c].threshold);
    }
    free(layer->requant);
    free(layer->name);
    free(layer->in);
    free(layer->channel_lo);
    free(layer->channel_hi);
    free(layer->scale);
    free(layer->weight);
    free(layer->factor);
    free(layer->bias);
    free(layer->mul);
    free(layer);
}

void bac_net_free(bac_net *net) {
    if (!net)
        return;
    for (uint32_t i = 0; i < net->n_layer; i++)
        bac_layer_free(net->layer[i]);
    free(net->layer);
    free(net->hash);
    free_strings(net->note, net->n_note);
    free_strings(net->label, net->n_label);
    free(net->name);
    free(net);
}

static bac_status still_open(const bac_net *net, bac_error *err) {
    if (!net->finished)
        return BAC_OK;
    return bac_fail(err, BAC_ERR_INPUT, net->name, "the network is finished and cannot change");
}

/* Replaces characters that a quoted ASCII line cannot hold by '?'; provenance is for people
 * only. */
static void make_quotable(char *text) {
    for (; *text; text++) {
        if (*text < ' ' || *text > '~' || *text == '"')
            *text = '?';
    }
}

bac_status bac_net_note(bac_net *net, const char *text, bac_error *err) {
    bac_status status = still_open(net, err);
    if (status)
        return status;
    if (net->n_note == MAX_NOTES || strlen(text) > MAX_NOTE) {
        return bac_fail(err, BAC_ERR_INPUT, net->name,
                        "at most %d source lines of %d characters: shorten them", MAX_NOTES,
                        MAX_NOTE);
    }
    char *copy = strdup(text);
    char **grown = copy ? realloc(net->note, (net->n_note + 1) * sizeof *grown) : NULL;
    if (!grown) {
        free(copy);
        return bac_no_memory(err, net->name);
    }
    make_quotable(copy);
    net->note = grown;
    net->note[net->n_note++] = copy;
    return BAC_OK;
}

static bool label_valid(const char *label) {
    size_t n = 0;
    for (; label[n]; n++) {
        if (n >= BAC_MAX_NAME || label[n] <= ' ' || label[n] > '~' || label[n] == '#')
            return false;
    }
    return n > 0;
}

bac_status bac_net_set_classes(bac_net *net, const char *const *labels, uint32_t n,
                               bac_error *err) {
    bac_status status = still_open(net, err);
    if (status)
        return status;
    if (n == 0 || n > BAC_MAX_CHANNELS) {
        return bac_fail(err, BAC_ERR_INPUT, net->name, "1 .. %d class labels, not %u",
                        BAC_MAX_CHANNELS, n);
    }
    char **copy = bac_zalloc(n, sizeof *copy);
    if (!copy)
        return bac_no_memory(err, net->name);
    for (uint32_t i = 0; i < n && !status; i++) {
        if (!labels[i] || !label_valid(labels[i]))
            status = bac_fail(err, BAC_ERR_INPUT, net->name,
                              "class label %u must be 1 .. %d visible ASCII characters without #",
                              i, BAC_MAX_NAME);
        else if (!(copy[i] = strdup(labels[i])))
            status = bac_no_memory(err, net->name);
    }
    if (status) {
        free_strings(copy, n);
        return status;
    }
    free_strings(net->label, net->n_label);
    net->label = copy;
    net->n_label = n;
    return BAC_OK;
}

static bac_status make_room(bac_net *net, bac_error *err) {
    if (net->n_layer < net->cap_layer)
        return BAC_OK;
    uint32_t cap = net->cap_layer ? 2 * net->cap_layer : 16; /* n_layer <= BAC_MAX_LAYERS */
    bac_layer **layer = realloc(net->layer, cap * sizeof *layer);
    if (layer)
        net->layer = layer;
    uint32_t *hash = realloc(net->hash, cap * sizeof *hash);
    if (hash)
        net->hash = hash;
    if (!layer || !hash)
        return bac_no_memory(err, net->name);
    net->cap_layer = cap;
    return BAC_OK;
}

bac_status bac_net_append(bac_net *net, bac_layer *layer, bac_error *err) {
    bac_status status = make_room(net, err);
    if (status)
        return status;
    net->weights += bac_layer_weights(net, layer);
    net->elements += (uint64_t)layer->T * layer->C;
    net->hash[net->n_layer] = bac_name_hash(layer->name);
    net->layer[net->n_layer++] = layer;
    return BAC_OK;
}

/* *copy = n numbers of `from`, or NULL when from is NULL; false: out of memory */
static bool copy_array(void *copy_out, const void *from, uint64_t n, size_t size) {
    void **copy = copy_out;
    *copy = NULL;
    if (!from)
        return true;
    *copy = bac_alloc(n, size);
    if (!*copy)
        return false;
    memcpy(*copy, from, (size_t)n * size);
    return true;
}

static bool copy_requant(bac_layer *to, const bac_requant *from) {
    to->requant = bac_zalloc(to->C, sizeof *to->requant);
    if (!to->requant)
        return false;
    for (uint32_t c = 0; c < to->C; c++) {
        bac_requant *r = &to->requant[c];
        *r = from[c];
        r->threshold = NULL;
        if (r->form == BAC_FORM_THRESHOLD &&
            !copy_array(&r->threshold, from[c].threshold, r->n_thresholds, sizeof *r->threshold)) {
            return false;
        }
    }
    return true;
}

/* A deep copy of a layer that passed bac_layer_shape; NULL: out of memory */
static bac_layer *copy_layer(const bac_net *net, const bac_layer *from) {
    bac_layer *to = malloc(sizeof *to);
    if (!to)
        return NULL;
    *to = *from;
    to->requant = NULL;
    to->channel_lo = to->channel_hi = NULL;
    uint64_t weights = bac_layer_weights(net, from);
    bool ok = copy_array(&to->name, from->name, strlen(from->name) + 1, 1);
    ok &= copy_array(&to->in, from->in, from->n_in, sizeof *from->in);
    ok &= copy_array(&to->scale, from->scale, from->n_scale, sizeof *from->scale);
    ok &= copy_array(&to->weight, from->weight, weights, sizeof *from->weight);
    ok &= copy_array(&to->bias, from->bias, from->C, sizeof *from->bias);
    ok &= copy_array(&to->mul, from->mul, (uint64_t)from->n_in * from->C, sizeof *from->mul);
    if (ok && from->requant)
        ok = copy_requant(to, from->requant);
    if (!ok) {
        bac_layer_free(to);
        return NULL;
    }
    return to;
}

bac_status bac_net_add(bac_net *net, const bac_layer *layer, uint32_t *index, bac_error *err) {
    bac_status status = still_open(net, err);
    if (status)
        return status;
    bac_layer view = *layer; /* shallow: step 1 derives and clears fields in it */
    bac_check check = {.net = net, .layer = &view, .err = err};
    status = bac_layer_shape(&check);
    if (status)
        return status;
    bac_layer *own = copy_layer(net, &view);
    if (!own)
        return bac_no_memory(err, view.name);
    check.layer = own;
    status = bac_layer_values(&check);
    status = status ? status : bac_net_append(net, own, err);
    if (status)
        bac_layer_free(own);
    else if (index)
        *index = net->n_layer - 1;
    return status;
}

bac_status bac_net_finish(bac_net *net, bac_error *err) {
    bac_status status = still_open(net, err);
    uint32_t blamed;
    if (!status)
        status = bac_net_whole(net, &blamed, err);
    if (!status)
        net->finished = true;
    return status;
}
