/* pool.h - processes side by side, each with its output in files; none outlives this one. */
#ifndef BAC_TOOLS_REGRESS_POOL_H
#define BAC_TOOLS_REGRESS_POOL_H

#include "bac.h"

#include <sys/types.h>

enum { POOL_MOST = 256 };

typedef struct pool_slot {
    pid_t pid; /* 0: free */
    uint32_t tag;
    double started, limit; /* seconds */
    bool late;
} pool_slot;

typedef struct pool {
    uint32_t n, busy; /* slots */
    pool_slot slot[POOL_MOST];
} pool;

/* In the new process: does the work and returns an exit status, or becomes another program. */
typedef int pool_child(void *user);

/* There has to be a free slot. limit: seconds until it is ended; 0: none. */
bac_status pool_start(pool *p, pool_child *child, void *user, const char *out, const char *err_path,
                      uint32_t tag, double limit, bac_error *err);

typedef struct pool_end {
    uint32_t tag;
    int how; /* as of waitpid */
    bool late;
    double seconds;
} pool_end;

/* One that has ended; false: none has, and a moment went by. */
bool pool_wait(pool *p, pool_end *end);
/* Ends them all, and what they started, at once. */
void pool_kill(pool *p);

#endif
