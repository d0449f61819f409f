#include "build.h"

#include "common/tool.h"
#include "job.h"
#include "places.h"
#include "units.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

typedef struct build {
    cosim_places at;
    cosim_variant variant;
    const char *work, *rtl; /* the cache's */
    char obj[COSIM_PATH], log[COSIM_PATH];
    const char *stage;
    double started, shown;
    bool terminal;
} build;

static const char *const variant_names[] = {"plain", "trace", "pins"};

/* Optimisation of the code that runs every clock, and of the rest (set-up, trace tables). */
static const char fast_flags[] = "-O2", slow_flags[] = "-O0";
static const char verilator_flags[] =
    "-O3 --assert --x-assign unique --x-initial unique -Wno-fatal -Wno-lint -Wno-style "
    "--top-module bac_top --prefix Vbac_top --output-split 5000 "
    "--output-split-cfuncs 500";
/* Depth 2 shows the top and what each of its stages holds, not the thousands of adders below, which
 * make the build four times as long. */
static const char trace_flags[] = "--trace-fst --trace-structs --no-trace-params --trace-depth 2 "
                                  "--trace-max-array 64 --trace-max-width 65536";

static const char *compiler(void) {
    const char *cxx = getenv("CXX");
    return cxx && cxx[0] ? cxx : BAC_COSIM_CXX;
}

static bool hash_version(SHA2_CTX *hash, const char *program, bac_error *err) {
    char line[256];
    cosim_job job = {0};
    cosim_job_add_words(&job, program);
    cosim_job_add(&job, "--version");
    bool bad = cosim_job_line(&job, line, sizeof line, err);
    cosim_job_clear(&job);
    cosim_hash_text(hash, line);
    return bad;
}

static bool content_key(const build *b, char key[SHA256_DIGEST_STRING_LENGTH], bac_error *err) {
    static const char *const suffixes[] = {".cpp", ".hpp", ".h", NULL};
    SHA2_CTX hash;
    SHA256Init(&hash);
    cosim_hash_text(&hash, variant_names[b->variant]);
    cosim_hash_text(&hash, fast_flags);
    cosim_hash_text(&hash, slow_flags);
    cosim_hash_text(&hash, verilator_flags);
    cosim_hash_text(&hash, trace_flags);
    cosim_hash_text(&hash, BAC_COSIM_LINK_FLAGS);
    bool bad = hash_version(&hash, "verilator", err) || hash_version(&hash, compiler(), err) ||
               cosim_hash_tree(&hash, b->rtl, err) ||
               cosim_hash_files(&hash, b->at.sources, suffixes, err) ||
               cosim_hash_file(&hash, b->at.bench, err) || cosim_hash_file(&hash, b->at.model, err);
    uint8_t digest[SHA256_DIGEST_LENGTH];
    SHA256Final(digest, &hash);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(key + 2 * i, 3, "%02x", digest[i]);
    return bad;
}

static void show(void *user, size_t done, size_t total) {
    build *b = user;
    double now = tool_seconds();
    if (!b->terminal || (now - b->shown < 0.2 && done < total))
        return;
    b->shown = now;
    fprintf(stderr, "\rbac cosim: building the model: %s %zu of %zu, %.0f s \033[K", b->stage, done,
            total, now - b->started);
}

static void stage(build *b, const char *name) {
    b->stage = name;
    if (!b->terminal)
        fprintf(stderr, "bac cosim: building the model: %s (%.0f s)\n", name,
                tool_seconds() - b->started);
}

/* The end of the log, where compilers say what is wrong. */
static void show_log(const build *b) {
    enum { TAIL = 4000 };
    char *text = NULL;
    size_t size = 0;
    if (bac_file_read(b->log, (size_t)1 << 26, &text, &size, NULL) == BAC_OK)
        fprintf(stderr, "%s%s\n", b->terminal ? "\n" : "", text + (size > TAIL ? size - TAIL : 0));
    free(text);
}

static bool verilate(build *b, bac_error *err) {
    cosim_job job = {0};
    stage(b, "verilating");
    cosim_job_add_words(&job, b->variant == COSIM_PINS
                                  ? "verilator --sc"
                                  : "verilator --cc +define+BAC_TRACE"); /* every link as ports */
    cosim_job_add_words(&job, verilator_flags);
    if (b->variant == COSIM_TRACE)
        cosim_job_add_words(&job, trace_flags);
    cosim_job_add(&job, "--Mdir %s -f bac_top.f", b->obj);
    bool bad = cosim_jobs_run(&job, 1, 1, b->rtl, b->log, show, b, err);
    cosim_job_clear(&job);
    return bad;
}

static void compile_job(const build *b, cosim_job *job, const char *source, const char *object,
                        const char *optimise) {
    const char *trace = b->variant == COSIM_TRACE ? "1" : "0";
    cosim_job_add_words(job, compiler());
    cosim_job_add(job,
                  "-std=c++17 -w -faligned-new -fcf-protection=none -DVL_TIME_CONTEXT %s "
                  "-DVM_COVERAGE=0 -DVM_SC=%s -DVM_TRACE=%s -DVM_TRACE_FST=%s -DVM_TRACE_VCD=0",
                  optimise, b->variant == COSIM_PINS ? "1" : "0", trace, trace);
    cosim_job_add(job, "-I%s -I%s -I%s -I%s -I%s -I%s -I%s -c %s -o %s", b->obj, b->rtl,
                  b->at.sources, b->at.headers, b->at.machine, BAC_VERILATOR_INCLUDE,
                  BAC_VERILATOR_INCLUDE "/vltstd", source, object);
}

/* One job a unit, the slowest first: what runs every clock is compiled with more effort. */
static bool compile_jobs(const build *b, const cosim_units *units, cosim_job *jobs,
                         bac_error *err) {
    char source[COSIM_PATH], object[COSIM_PATH];
    for (uint32_t i = 0; i < units->fast + units->slow; i++) {
        bool fast = i < units->fast;
        const char *kind = fast ? "fast" : "slow";
        unsigned number = fast ? i : i - units->fast;
        if (cosim_path(source, err, "%s/%s%u.cpp", b->obj, kind, number) ||
            cosim_path(object, err, "%s/%s%u.o", b->obj, kind, number))
            return true;
        compile_job(b, &jobs[i], source, object, fast ? fast_flags : slow_flags);
    }
    if (cosim_path(source, err, "%s/%s", b->at.sources,
                   b->variant == COSIM_PINS ? "pins.cpp" : "bind.cpp") ||
        cosim_path(object, err, "%s/bind.o", b->obj))
        return true;
    compile_job(b, &jobs[units->fast + units->slow], source, object, fast_flags);
    return false;
}

static bool compile(build *b, bac_error *err) {
    cosim_units units;
    stage(b, "compiling");
    if (cosim_units_write(b->obj, &units, err))
        return true;
    size_t n = (size_t)units.fast + units.slow + 1;
    cosim_job *jobs = calloc(n, sizeof *jobs);
    if (!jobs)
        return bac_fail(err, BAC_ERR_MEMORY, b->obj, "out of memory");
    bool bad = compile_jobs(b, &units, jobs, err) ||
               cosim_jobs_run(jobs, n, args_threads(0, UINT32_MAX), b->obj, b->log, show, b, err);
    for (size_t i = 0; i < n; i++)
        cosim_job_clear(&jobs[i]);
    free(jobs);
    return bad;
}

static bool link_bench(build *b, bac_error *err) {
    cosim_job job = {0};
    stage(b, "linking");
    struct dirent **list = NULL;
    int n = scandir(b->obj, &list, NULL, alphasort);
    cosim_job_add_words(&job, compiler());
    cosim_job_add_words(&job,
                        BAC_COSIM_LINK_FLAGS " -Wl,-u,sc_main"); /* what SystemC's main calls */
    for (int i = 0; i < n; i++) {
        size_t length = strlen(list[i]->d_name);
        if (length > 2 && strcmp(list[i]->d_name + length - 2, ".o") == 0)
            cosim_job_add(&job, "%s", list[i]->d_name);
        free(list[i]);
    }
    free(list);
    if (b->variant == COSIM_PINS)
        cosim_job_add(&job, "%s", b->at.pins);
    cosim_job_add(&job, "%s %s " BAC_COSIM_LINK_LIBRARIES " -o %s/bench", b->at.bench, b->at.model,
                  b->work);
    bool bad = cosim_jobs_run(&job, 1, 1, b->obj, b->log, show, b, err);
    cosim_job_clear(&job);
    return bad;
}

static bool make_model(build *b, bac_error *err) {
    bool bad = bac_dir_make(b->obj, true, err) || verilate(b, err) || compile(b, err) ||
               link_bench(b, err);
    if (bad)
        show_log(b);
    cosim_remove(b->obj);
    if (b->terminal)
        fputs("\r\033[K", stderr);
    if (!bad)
        fprintf(stderr, "bac cosim: model built in %.1f s\n", tool_seconds() - b->started);
    return bad;
}

static bool put(const char *from, const char *to, bac_error *err) {
    return rename(from, to) != 0 &&
           bac_fail(err, BAC_ERR_IO, to, "cannot be made: %s", strerror(errno));
}

/* Moves work/{rtl,bench,build.log} to the entry. The work folder keeps its lock file. */
static bool publish(const build *b, const char *model, bac_error *err) {
    char from[COSIM_PATH], to[COSIM_PATH], staging[COSIM_PATH];
    static const char *const parts[] = {"rtl", "bench", "build.log"};
    bool bad = cosim_path(staging, err, "%s/entry", b->work) || bac_dir_make(staging, true, err);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && !bad; i++)
        bad = cosim_path(from, err, "%s/%s", b->work, parts[i]) ||
              cosim_path(to, err, "%s/%s", staging, parts[i]) || put(from, to, err);
    return bad || (put(staging, model, err) && !cosim_exists(model));
}

static bool build_locked(build *b, const char *model, bac_error *err) {
    char lock[COSIM_PATH];
    int fd = -1;
    bool bad = cosim_path(lock, err, "%s.lock", model) || cosim_lock(lock, LOCK_EX, &fd, err);
    /* another process may have finished it while we waited */
    if (!bad && !cosim_exists(model)) {
        b->started = tool_seconds();
        bad = make_model(b, err) || publish(b, model, err);
    }
    if (fd >= 0) {
        close(fd);
        unlink(lock);
    }
    return bad;
}

bool cosim_build(cosim_cache *cache, cosim_variant variant, char model[COSIM_PATH],
                 bac_error *err) {
    char key[SHA256_DIGEST_STRING_LENGTH];
    build b = {.variant = variant,
               .work = cache->work,
               .rtl = cache->rtl,
               .stage = "",
               .terminal = isatty(STDERR_FILENO)};
    return cosim_places_find(&b.at, err) || cosim_path(b.obj, err, "%s/obj", cache->work) ||
           cosim_path(b.log, err, "%s/build.log", cache->work) || content_key(&b, key, err) ||
           cosim_path(model, err, "%s/%.32s-%s", cache->dir, key, variant_names[variant]) ||
           (!cosim_exists(model) && build_locked(&b, model, err));
}
