/* bac cache - the built models: what they are, and their removal. */
#include "common/tool.h"
#include "cosim/build.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { EVER = 36500 };

static struct {
    bool prune, json;
    uint64_t days;
} asked = {.days = EVER + 1};

static int print(const cosim_cache *cache, const cosim_entry *e, size_t n) {
    uint64_t bytes = 0;
    json_t *list = asked.json ? json_array() : NULL;
    for (size_t i = 0; i < n; i++) {
        bytes += e[i].bytes;
        if (list)
            json_array_append_new(list, json_pack("{s:s, s:I, s:f}", "name", e[i].name, "bytes",
                                                  (json_int_t)e[i].bytes, "days", e[i].days));
        else
            printf("%-40s %8.1f MB   last used %.0f days ago\n", e[i].name,
                   1e-6 * (double)e[i].bytes, e[i].days);
    }
    if (list)
        return tool_json_print(json_pack("{s:s, s:I, s:o}", "folder", cache->dir, "bytes",
                                         (json_int_t)bytes, "models", list));
    printf("%zu models, %.1f MB in %s\n", n, 1e-6 * (double)bytes, cache->dir);
    return EXIT_OK;
}

static int prune(const cosim_cache *cache, const cosim_entry *e, size_t n) {
    const double least = asked.days > EVER ? 0 : (double)asked.days;
    size_t gone = 0;
    uint64_t bytes = 0;
    for (size_t i = 0; i < n; i++) {
        bool removed = false;
        if (e[i].days < least)
            continue;
        if (cosim_cache_remove(cache, &e[i], &removed, &tool_error))
            return tool_fail();
        gone += removed;
        bytes += removed ? e[i].bytes : 0;
    }
    printf("%zu of %zu models removed, %.1f MB, from %s\n", gone, n, 1e-6 * (double)bytes,
           cache->dir);
    return EXIT_OK;
}

static int start(const char *const operand[]) {
    (void)operand;
    cosim_cache cache;
    cosim_entry *entries = NULL;
    size_t n = 0;
    if (asked.days <= EVER && !asked.prune)
        return args_complain("--days goes with --prune");
    if (cosim_cache_open(&cache, &tool_error))
        return tool_fail();
    const bool bad = cosim_cache_list(&cache, &entries, &n, &tool_error);
    const int status = bad           ? tool_fail()
                       : asked.prune ? prune(&cache, entries, n)
                                     : print(&cache, entries, n);
    free(entries);
    cosim_cache_close(&cache);
    return status;
}

static const args_option options[] = {{"prune", 0, NULL, "remove the models", .flag = &asked.prune},
                                      {"days", 0, "N",
                                       "with --prune: only those not used for N days",
                                       .whole = &asked.days, .most = EVER},
                                      {"json", 0, NULL, "print JSON", .flag = &asked.json},
                                      {0}};

const args_verb verb_cache = {
    .name = "cache",
    .brief = "[--prune]",
    .help = "the built co-simulation models, and their removal",
    .synopsis = "[--prune [--days N]] [--json]",
    .about = "Lists the models that bac cosim and bac regress have built, with size and last use.\n"
             "They lie in $BAC_CACHE, else $XDG_CACHE_HOME/bac, else ~/.cache/bac. A model that\n"
             "is removed is built again when it is needed.",
    .example = "bac cache --prune --days 30",
    .options = {options},
    .start = start,
};
