/* build.h - builds a runnable bench from a folder of RTL, or finds it in a cache.
 *
 * The cache is $BAC_CACHE, else $XDG_CACHE_HOME/bac, else $HOME/.cache/bac. The name of an entry is
 * the SHA-256 of all its inputs: the RTL and memory images, the harness and its libraries, the
 * versions of Verilator and the compiler, the variant. An entry is built in a folder of another
 * name and renamed when complete, so no entry is partial. By a lock, two processes that need the
 * same entry share one build. Every entry may be deleted at any time.
 */
#ifndef BAC_TOOLS_COSIM_BUILD_H
#define BAC_TOOLS_COSIM_BUILD_H

#include "fs.h"

typedef enum cosim_variant {
    COSIM_PLAIN = 0, /* the fast bench */
    COSIM_TRACE,     /* the same with waves */
    COSIM_PINS,      /* every pin a SystemC signal */
    COSIM_COVERAGE,  /* the fast bench, and which lines, branches and signals it reached */
} cosim_variant;

typedef struct cosim_cache {
    char dir[BAC_PATH_ROOM];  /* the cache */
    char work[BAC_PATH_ROOM]; /* our own folder in it, removed by cosim_cache_close */
    char rtl[BAC_PATH_ROOM];  /* work/rtl: put the RTL here */
    int lock;                 /* held while `work` is in use; -1: none */
} cosim_cache;

/* Every function that returns bool returns true after a failure, with the reason in *err. */
bool cosim_cache_open(cosim_cache *cache, bac_error *err);
void cosim_cache_close(cosim_cache *cache);

/* One model of the cache, or a folder that a process works in. */
typedef struct cosim_entry {
    char name[256];
    uint64_t bytes; /* of all its files */
    double days;    /* since it was last run or built */
} cosim_entry;

/* The entries, by name; *entries is owned (free). */
bool cosim_cache_list(const cosim_cache *cache, cosim_entry **entries, size_t *n, bac_error *err);
/* Removes an entry unless a process holds its lock; *removed tells which of the two happened. */
bool cosim_cache_remove(const cosim_cache *cache, const cosim_entry *entry, bool *removed,
                        bac_error *err);

/* The key of a model, 32 digits: a hash of everything that determines the model built from
 * cache->rtl. Equal keys mean equal models. */
enum { COSIM_KEY = 33 };
bool cosim_key(const cosim_cache *cache, cosim_variant variant, char key[COSIM_KEY],
               bac_error *err);

/* Builds the model of cache->rtl unless the cache has it. model: the entry's folder; the program
 * model/bench must run in model/rtl, which holds the memory images. Progress and compiler errors go
 * to stderr. */
bool cosim_build(cosim_cache *cache, cosim_variant variant, char model[BAC_PATH_ROOM],
                 bac_error *err);

#endif
