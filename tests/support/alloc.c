/* alloc.c - see alloc.h. */
#include "alloc.h"

#include <stdint.h>

static size_t count, first_to_fail = SIZE_MAX;

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *s);
char *__real_strndup(const char *s, size_t n);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *s);
char *__wrap_strndup(const char *s, size_t n);

size_t alloc_count(void) {
    return __atomic_load_n(&count, __ATOMIC_RELAXED);
}

void alloc_fail_from(size_t n) {
    first_to_fail = alloc_count() + n;
}

int alloc_fail_never(void) {
    int refused = alloc_count() > first_to_fail;
    first_to_fail = SIZE_MAX;
    return refused;
}

static int refuse(void) {
    return __atomic_fetch_add(&count, 1, __ATOMIC_RELAXED) >= first_to_fail;
}

void *__wrap_malloc(size_t size) {
    return refuse() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size) {
    return refuse() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t size) {
    return refuse() ? NULL : __real_realloc(old, size);
}

char *__wrap_strdup(const char *s) {
    return refuse() ? NULL : __real_strdup(s);
}

char *__wrap_strndup(const char *s, size_t n) {
    return refuse() ? NULL : __real_strndup(s, n);
}
