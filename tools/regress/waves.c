/* waves.c - runs one failure of every kind again, alone, with waves. */
#include "cosim/fs.h"
#include "ints.h"
#include "pool.h"
#include "regress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_WAVES = 8 };

/* "bac debug ..": this program, by the shell that its words are quoted for. */
static int run_child(void *user) {
    char self[BAC_PATH_ROOM], command[2 * BAC_PATH_ROOM];
    const ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0)
        return 127;
    self[n] = '\0';
    setenv("BAC_SELF", self, 1);
    snprintf(command, sizeof command, "exec \"$BAC_SELF\"%s", (const char *)user + strlen("bac"));
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    return 127;
}

/* The run exits with the status of a failed comparison; success means that the file of waves
 * exists. */
static bac_status record(const regress *r, pool *p, uint32_t i, const char *dir, bac_error *err) {
    char wave[BAC_PATH_ROOM], log[BAC_PATH_ROOM];
    pool_end end;
    const uint64_t first = regress_first_frame(&r->result[i]);
    if (bac_path(wave, err, "%s/waves/%.16s.fst", dir, r->result[i].key) ||
        bac_path(log, err, "%s/waves/%.16s.log", dir, r->result[i].key))
        return BAC_ERR_INPUT;
    if (cosim_exists(wave))
        return BAC_OK;
    char *command = regress_rerun(r, i, first, wave);
    bac_status status = command ? BAC_OK : bac_fail(err, BAC_ERR_MEMORY, wave, "out of memory");
    if (status == BAC_OK)
        status = pool_start(p, run_child, command, log, log, i, (double)r->s->timeout, err);
    while (status == BAC_OK && !pool_wait(p, &end) && !tool_interrupted())
        continue;
    pool_kill(p);
    free(command);
    return status;
}

bac_status regress_waves(const regress *r, const regress_buckets *b, const char *dir,
                         bac_error *err) {
    char path[BAC_PATH_ROOM];
    pool p = {.n = 1};
    if (bac_path(path, err, "%s/waves", dir))
        return BAC_ERR_INPUT;
    bac_status status = b->n ? bac_dir_make(path, true, err) : BAC_OK;
    for (uint32_t k = 0; status == BAC_OK && k < bac_min_u32(b->n, MOST_WAVES); k++) {
        if (tool_interrupted())
            break;
        fprintf(stderr, "bac regress: waves of failure %u of %u\n", k + 1,
                bac_min_u32(b->n, MOST_WAVES));
        if (r->result[b->list[k].first].bench)
            status = record(r, &p, b->list[k].first, dir, err);
    }
    return status;
}
