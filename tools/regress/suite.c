/* suite.c - memory and error messages of a suite. */
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>

const char *suite_text(suite *s, const char *format, ...) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    va_list args;
    if (!out)
        return NULL;
    va_start(args, format);
    vfprintf(out, format, args);
    va_end(args);
    if (fclose(out) != 0 || !suite_grow((void **)&s->owned, s->n_owned, sizeof *s->owned)) {
        free(text);
        return NULL;
    }
    return s->owned[s->n_owned++] = text;
}

/* The room is always a power of two. */
bool suite_grow(void **list, uint32_t n, size_t size) {
    if (n != 0 && (n & (n - 1)) != 0)
        return true;
    void *more = realloc(*list, (n ? 2 * (size_t)n : 1) * size);
    if (more)
        *list = more;
    return more != NULL;
}

bac_status suite_refuse(const suite *s, uint32_t line, bac_error *err, const char *format, ...) {
    char where[BAC_TEXT_WHERE];
    va_list args;
    snprintf(where, sizeof where, "%.230s:%u", s->path, line);
    va_start(args, format);
    bac_vfail(err, BAC_ERR_INPUT, where, format, args);
    va_end(args);
    return BAC_ERR_INPUT;
}

void suite_free(suite *s) {
    for (uint32_t i = 0; i < s->n_nets; i++)
        bac_net_free(s->net[i].net);
    for (uint32_t i = 0; i < s->n_designs; i++)
        bac_plan_free(s->design[i].plan);
    for (uint32_t g = 0; g < s->n_groups; g++) {
        for (int axis = 0; axis < SUITE_AXES; axis++)
            free(s->group[g].axis[axis].value);
        free(s->group[g].each.name);
        free(s->group[g].each.value);
    }
    for (uint32_t i = 0; i < s->n_owned; i++)
        free(s->owned[i]);
    free(s->owned);
    free(s->group);
    free(s->net);
    free(s->design);
    free(s->frames);
    free(s->cases);
    *s = (suite){0};
}
