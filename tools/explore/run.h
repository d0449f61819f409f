/* run.h - explores a network: finds candidates, builds them one by one, keeps results in a file. */
#ifndef BAC_TOOLS_EXPLORE_RUN_H
#define BAC_TOOLS_EXPLORE_RUN_H

#include "common/tool.h"
#include "option.h"

typedef struct explore_job {
    const bac_net *net;
    const char *path; /* of the network */
    explore_want want;
    uint32_t samples; /* a clock; 0: all */
    uint32_t most;    /* candidates; 0: as many as the library likes */
    uint32_t shard, shards;

    bac_explore *explore;
    bac_explore_counts counts;
    bac_limits limits;
    bac_explored *result;           /* [counts.candidates] */
    uint32_t built, refused, known; /* now; of them; read from files */
    bool interrupted;
    double seconds;
} explore_job;

/* The candidates. ARGS_GO_ON, or an exit status after a message. */
int explore_find(explore_job *job);
/* Builds what is of this shard and not known. csv NULL: nothing is kept. SIGINT and SIGTERM end it
 * after the plan at hand, `interrupted` then. */
int explore_build(explore_job *job, const char *csv);
void explore_close(explore_job *job);

#endif
