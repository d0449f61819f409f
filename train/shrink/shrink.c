/* shrink.c - passes over a network until one changes nothing. */
#include "shrink.h"

#include "plan.h"

#include <stdlib.h>
#include <string.h>

static bac_status copy_words(const bac_net *net, bac_net *small, bac_error *err) {
    const uint32_t n = bac_net_logits(net)->C;
    bac_status status = BAC_OK;
    for (uint32_t i = 0; bac_net_source(net, i) && !status; i++)
        status = bac_net_note(small, bac_net_source(net, i), err);
    if (status)
        return status;
    if (!bac_net_class(net, 0))
        return BAC_OK;
    const char **label = calloc(n, sizeof *label);
    if (!label)
        return bac_fail(err, BAC_ERR_MEMORY, bac_net_name(net), "out of memory");
    for (uint32_t c = 0; c < n; c++)
        label[c] = bac_net_class(net, c);
    status = bac_net_set_classes(small, label, n, err);
    free(label);
    return status;
}

static bac_status one_pass(const bac_net *net, bac_net **small, bac_error *err) {
    bac_shrink_plan plan;
    bac_status status = bac_shrink_plan_make(&plan, net, err);
    if (status)
        return status;
    bac_shrink_observe(&plan);
    bac_shrink_keep(&plan);
    int64_t *offset = calloc(plan.base[plan.n_layer], sizeof *offset);
    status = offset ? bac_net_create(bac_net_name(net), small, err)
                    : bac_fail(err, BAC_ERR_MEMORY, bac_net_name(net), "out of memory");
    for (uint32_t i = 0; i < plan.n_layer && !status; i++)
        status = bac_shrink_layer(&plan, i, offset, *small, err);
    if (!status)
        status = copy_words(net, *small, err);
    if (!status)
        status = bac_net_finish(*small, err);
    free(offset);
    bac_shrink_plan_free(&plan);
    if (status) {
        bac_net_free(*small);
        *small = NULL;
    }
    return status;
}

/* *same: whether both are one text. */
static bac_status compare(const bac_net *a, const bac_net *b, bool *same, bac_error *err) {
    char *text[2] = {NULL, NULL};
    size_t size[2];
    bac_status status = bac_net_text(a, &text[0], &size[0], err);
    if (!status)
        status = bac_net_text(b, &text[1], &size[1], err);
    *same = !status && size[0] == size[1] && memcmp(text[0], text[1], size[0]) == 0;
    free(text[0]);
    free(text[1]);
    return status;
}

/* Ends: no pass adds a channel, a weight or a form but `const`. */
bac_status bac_shrink(const bac_net *net, bac_net **small, bac_error *err) {
    bac_status status = BAC_OK;
    bac_net *before = NULL;
    *small = NULL;
    for (bool same = false; !same && !status;) {
        bac_net_free(before);
        before = *small;
        *small = NULL;
        status = one_pass(before ? before : net, small, err);
        if (!status)
            status = compare(before ? before : net, *small, &same, err);
    }
    bac_net_free(before);
    if (status) {
        bac_net_free(*small);
        *small = NULL;
    }
    return status;
}
