/* pool.h - runs several processes at once, with their output in files. All end with this
 * process. */
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

/* Runs in the new process: it does the work and returns an exit status, or executes a program. */
typedef int pool_child(void *user);

/* Starts a process in a free slot, which must exist. out, err_path: files of its output. limit:
 * seconds after which it is killed; 0: none. */
bac_status pool_start(pool *p, pool_child *child, void *user, const char *out, const char *err_path,
                      uint32_t tag, double limit, bac_error *err);

typedef struct pool_end {
    uint32_t tag;
    int how; /* status from waitpid */
    bool late;
    double seconds;
} pool_end;

/* Waits a short time for a process to end and describes it in *end; false: none has ended. */
bool pool_wait(pool *p, pool_end *end);
/* Kills all processes and their children at once. */
void pool_kill(pool *p);

#endif
