/* run.h - explores a network: finds candidates, builds them one by one, keeps results in a file. */
#ifndef BAC_TOOLS_EXPLORE_RUN_H
#define BAC_TOOLS_EXPLORE_RUN_H

#include "common/tool.h"
#include "option.h"

typedef struct explore_job {
    const bac_net *net;
    const char *path; /* of the network */
    explore_want want;
    uint32_t samples; /* samples per clock; 0: all choices */
    uint32_t most;    /* most candidates; 0: the library's default */
    uint32_t shard, shards;

    bac_explore *explore;
    bac_explore_counts counts;
    bac_limits limits;
    bac_explored *result;           /* [counts.candidates] */
    uint32_t built, refused, known; /* built in this run; refused ones of them; read from files */
    bool interrupted;
    double seconds;
} explore_job;

/* Finds the candidates. ARGS_GO_ON, or an exit status after a message. */
int explore_find(explore_job *job);
/* Builds the candidates of this shard whose results are not known, and keeps results in the file
 * csv (NULL: no file). After SIGINT or SIGTERM it finishes the current plan, sets `interrupted` and
 * returns. */
int explore_build(explore_job *job, const char *csv);
void explore_close(explore_job *job);

#endif
