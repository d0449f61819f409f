/* step.c - runs a step's program, at most once for the same inputs. */
#include "build.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool build_path(const build *b, char path[BAC_PATH_ROOM], const char *name) {
    return bac_path(path, &tool_error, "%s/%s", b->dir, name);
}

json_t *build_json(const build *b, const char *name) {
    char path[BAC_PATH_ROOM];
    json_error_t why;
    if (build_path(b, path, name))
        return NULL;
    json_t *root = json_load_file(path, 0, &why);
    if (!root)
        bac_fail(&tool_error, BAC_ERR_INPUT, path, "%s; remove the file and build again", why.text);
    return root;
}

/* ---- the programs */

typedef struct program {
    const char *name, *package; /* program, Debian package */
    bool route;                 /* needed only to place and route */
} program;

static const program programs[] = {{"yosys", "yosys", false},
                                   {"nextpnr-ice40", "nextpnr-ice40", true},
                                   {"icepack", "fpga-icestorm", true}};

bool build_find_program(const char *name, char file[BAC_PATH_ROOM]) {
    const char *path = getenv("PATH");
    for (; path && *path; path += strcspn(path, ":"), path += *path == ':')
        if (!bac_path(file, NULL, "%.*s/%s", (int)strcspn(path, ":"), path, name) &&
            access(file, X_OK) == 0)
            return true;
    return false;
}

static bool version(const char *name, const char *option, char text[BUILD_TEXT]) {
    cosim_job job = {0};
    cosim_job_add_words(&job, name);
    cosim_job_add_words(&job, option);
    bool bad = cosim_job_line(&job, text, BUILD_TEXT, &tool_error);
    cosim_job_clear(&job);
    return bad;
}

int build_tools(build *b) {
    char file[BAC_PATH_ROOM];
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        if ((b->how->route || !programs[i].route) && !build_find_program(programs[i].name, file))
            return tool_refuse(programs[i].name,
                               "not found; it is in the Debian package %s (apt-get install %s)",
                               programs[i].package, programs[i].package);
    if (version("yosys", "-V", b->yosys))
        return tool_fail();
    if (!b->how->route)
        return ARGS_GO_ON;
    return version("nextpnr-ice40", "--version", b->router) ? tool_fail() : ARGS_GO_ON;
}

/* ---- steps */

static bool key_of(const build *b, const build_step *step, const cosim_job *job,
                   char key[SHA256_DIGEST_STRING_LENGTH]) {
    char path[BAC_PATH_ROOM];
    uint8_t digest[SHA256_DIGEST_LENGTH];
    SHA2_CTX hash;
    bool bad = false;
    SHA256Init(&hash);
    cosim_hash_text(&hash, step->version);
    for (size_t i = 0; i < job->n; i++)
        cosim_hash_text(&hash, job->word[i]);
    for (const char *const *name = step->inputs; *name && !bad; name++) {
        const size_t n = strlen(*name);
        bad = build_path(b, path, *name) ||
              ((*name)[n - 1] == '/' ? cosim_hash_tree(&hash, path, &tool_error)
                                     : cosim_hash_file(&hash, path, &tool_error));
    }
    SHA256Final(digest, &hash);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(key + 2 * i, 3, "%02x", digest[i]);
    return bad;
}

/* True when all outputs exist and were made from the present inputs. */
static bool is_done(const build *b, const build_step *step, const char *mark, const char *key) {
    char path[BAC_PATH_ROOM];
    char *text = NULL;
    size_t size = 0;
    bool done = bac_file_read(mark, 1024, &text, &size, NULL) == BAC_OK && strcmp(text, key) == 0;
    for (const char *const *name = step->outputs; done && *name; name++)
        done = !build_path(b, path, *name) && cosim_exists(path);
    free(text);
    return done;
}

static void tick(void *user, size_t done, size_t total) {
    build *b = user;
    (void)done;
    (void)total;
    if (!tool_live(&b->shown))
        return;
    tool_live_begin();
    fprintf(stderr, "bac %s: %s, %.0f s", args_name(), b->stage, tool_seconds() - b->started);
    tool_live_end();
}

bool build_step_run(build *b, const build_step *step, cosim_job *job) {
    char key[SHA256_DIGEST_STRING_LENGTH], mark[BAC_PATH_ROOM], folder[BAC_PATH_ROOM],
        at[BAC_PATH_ROOM];
    bool bad = bac_path(folder, &tool_error, "%s/steps", b->dir) ||
               bac_path(mark, &tool_error, "%s/%s", folder, step->name) ||
               bac_path(b->log, &tool_error, "%s/%s.out", folder, step->name) ||
               build_path(b, at, step->folder ? step->folder : ".") ||
               bac_dir_make(folder, true, &tool_error) || key_of(b, step, job, key);
    if (!bad && is_done(b, step, mark, key)) {
        fprintf(stderr, "bac %s: %s: done before\n", args_name(), step->does);
    } else if (!bad) {
        b->stage = step->does;
        b->started = tool_seconds();
        unlink(mark);
        unlink(b->log);
        bad = cosim_jobs_run(job, 1, 1, at, b->log, tick, b, &tool_error);
        tool_live_wipe();
        fprintf(stderr, "bac %s: %s: %s after %.0f s\n", args_name(), step->does,
                bad ? "failed" : "done", tool_seconds() - b->started);
        if (bad) {
            const bac_error why = tool_error;
            bac_fail(&tool_error, BAC_ERR_IO, step->does, "%s %s; its words are in %s", why.where,
                     why.text, b->log);
        } else {
            bad = bac_file_write(mark, key, strlen(key), &tool_error);
        }
    }
    cosim_job_clear(job);
    return bad;
}
