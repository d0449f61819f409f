#include "stall_spec.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

typedef struct stall_name {
    const char *name;
    bac_stall_kind kind;
    bool value_needed;
    uint32_t limit; /* 0: takes no value */
} stall_name;

static const stall_name names[] = {
    {"none", BAC_STALL_NONE, false, 0},
    {"random", BAC_STALL_RANDOM, true, BAC_STALL_MAX_PERCENT},
    {"burst", BAC_STALL_BURST, true, BAC_STALL_MAX_BURST},
    {"starve", BAC_STALL_STARVE, false, BAC_STALL_MAX_PERCENT},
    {"block", BAC_STALL_BLOCK, false, BAC_STALL_MAX_PERCENT},
};

static bool parse_value(const char *text, uint32_t limit, uint32_t *value) {
    char *end = NULL;
    if (!isdigit((unsigned char)text[0]) || strlen(text) > 6)
        return false;
    unsigned long v = strtoul(text, &end, 10);
    if (*end != '\0' || v < 1 || v > limit)
        return false;
    *value = (uint32_t)v;
    return true;
}

bac_status bac_stall_parse(const char *text, bac_stall *stall, bac_error *err) {
    const char *colon = strchr(text, ':');
    size_t length = colon ? (size_t)(colon - text) : strlen(text);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const stall_name *n = &names[i];
        if (strlen(n->name) != length || strncmp(text, n->name, length) != 0)
            continue;
        *stall = (bac_stall){.kind = n->kind, .value = n->limit ? BAC_STALL_DEFAULT_PERCENT : 0};
        if (!colon && !n->value_needed)
            return BAC_OK;
        if (colon && n->limit && parse_value(colon + 1, n->limit, &stall->value))
            return BAC_OK;
        if (!n->limit)
            return bac_fail(err, BAC_ERR_INPUT, "--stall", "'%.40s': %s takes no value", text,
                            n->name);
        return bac_fail(err, BAC_ERR_INPUT, "--stall", "'%.40s': write %s:N with N from 1 to %u",
                        text, n->name, (unsigned)n->limit);
    }
    return bac_fail(err, BAC_ERR_INPUT, "--stall",
                    "unknown pattern '%.40s': none, random:P, burst:N, starve[:P] or block[:P]",
                    text);
}
