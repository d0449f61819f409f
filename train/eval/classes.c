/* classes.c - maps labels of a set to classes of a network; names of the classes. */
#include "internal.h"
#include "signal.h"

#include <string.h>

/* Whether every class of the network is named, by a known modulation. */
static bool names_modulations(const bac_net *net, uint32_t n) {
    for (uint32_t c = 0; c < n; c++) {
        const char *name = bac_net_class(net, c);
        if (!name || bac_signal_class_index(name) < 0)
            return false;
    }
    return true;
}

static const char *name_of(const bac_net *net, uint32_t n, uint32_t c) {
    const char *name = bac_net_class(net, c);
    return name || n != BAC_SIGNAL_CLASSES ? name : bac_signal_class(c);
}

static bool same_classes(const bac_net *a, const bac_net *b, uint32_t n) {
    for (uint32_t c = 0; c < n; c++) {
        const char *x = name_of(a, n, c), *y = name_of(b, n, c);
        if (x && y && strcmp(x, y) != 0)
            return false;
    }
    return true;
}

static bac_status set_names(const bac_net *net, bac_eval *eval, bac_error *err) {
    for (uint32_t c = 0; c < eval->n_classes; c++) {
        char number[16];
        snprintf(number, sizeof number, "%u", c);
        const char *name = name_of(net, eval->n_classes, c);
        eval->class_name[c] = strdup(name ? name : number);
        if (!eval->class_name[c])
            return bac_eval_no_memory(err);
    }
    return BAC_OK;
}

bac_status bac_eval_classes(const bac_eval_job *job, bac_eval *eval, int32_t *class_of,
                            uint32_t labels, bac_error *err) {
    const bac_net *net = job->net[0], *other = job->net[1];
    uint32_t n = eval->n_classes;
    if (other && bac_net_logits(other)->C != n)
        return bac_fail(err, BAC_ERR_INPUT, bac_net_name(other),
                        "has %u classes, but %s has %u: they cannot be compared",
                        bac_net_logits(other)->C, bac_net_name(net), n);
    if (other && !same_classes(net, other, n))
        return bac_fail(err, BAC_ERR_INPUT, bac_net_name(other),
                        "names its classes otherwise than %s: they cannot be compared",
                        bac_net_name(net));
    if (other && !bac_net_class(net, 0))
        net = other; /* it may know the names */
    bool named = names_modulations(net, n);
    for (uint32_t l = 0; l < labels; l++)
        class_of[l] = l < n && !named ? (int32_t)l : -1;
    for (uint32_t c = 0; c < n && named; c++) {
        int label = bac_signal_class_index(bac_net_class(net, c));
        if ((uint32_t)label < labels)
            class_of[label] = (int32_t)c;
    }
    return set_names(net, eval, err);
}
