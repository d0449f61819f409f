#include "build.h"

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
#include <time.h>
#include <unistd.h>

typedef struct build {
    cosim_places at;
    cosim_variant variant;
    char work[COSIM_PATH], rtl[COSIM_PATH], obj[COSIM_PATH], log[COSIM_PATH];
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

static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static const char *compiler(void) {
    const char *cxx = getenv("CXX");
    return cxx && cxx[0] ? cxx : BAC_COSIM_CXX;
}

static bac_status hash_version(SHA2_CTX *hash, const char *program, bac_error *err) {
    char line[256];
    cosim_job job = {0};
    cosim_job_add_words(&job, program);
    cosim_job_add(&job, "--version");
    bac_status status = cosim_job_line(&job, line, sizeof line, err);
    cosim_job_clear(&job);
    cosim_hash_text(hash, line);
    return status;
}

static bac_status content_key(const build *b, char key[SHA256_DIGEST_STRING_LENGTH],
                              bac_error *err) {
    static const char *const suffixes[] = {".cpp", ".hpp", ".h", NULL};
    SHA2_CTX hash;
    SHA256Init(&hash);
    cosim_hash_text(&hash, variant_names[b->variant]);
    cosim_hash_text(&hash, fast_flags);
    cosim_hash_text(&hash, slow_flags);
    cosim_hash_text(&hash, verilator_flags);
    cosim_hash_text(&hash, trace_flags);
    cosim_hash_text(&hash, BAC_COSIM_LINK_FLAGS);
    bac_status status = hash_version(&hash, "verilator", err);
    if (status == BAC_OK)
        status = hash_version(&hash, compiler(), err);
    if (status == BAC_OK)
        status = cosim_hash_tree(&hash, b->rtl, err);
    if (status == BAC_OK)
        status = cosim_hash_files(&hash, b->at.sources, suffixes, err);
    if (status == BAC_OK)
        status = cosim_hash_file(&hash, b->at.bench, err);
    if (status == BAC_OK)
        status = cosim_hash_file(&hash, b->at.model, err);
    uint8_t digest[SHA256_DIGEST_LENGTH];
    SHA256Final(digest, &hash);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(key + 2 * i, 3, "%02x", digest[i]);
    return status;
}

static void show(void *user, size_t done, size_t total) {
    build *b = user;
    double now = seconds();
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
                seconds() - b->started);
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

static bac_status verilate(build *b, bac_error *err) {
    cosim_job job = {0};
    stage(b, "verilating");
    cosim_job_add(&job, "verilator");
    if (b->variant == COSIM_PINS) {
        cosim_job_add(&job, "--sc");
    } else {
        cosim_job_add(&job, "--cc");
        cosim_job_add(&job, "+define+BAC_TRACE"); /* every link as ports */
    }
    cosim_job_add_words(&job, verilator_flags);
    if (b->variant == COSIM_TRACE)
        cosim_job_add_words(&job, trace_flags);
    cosim_job_add(&job, "--Mdir");
    cosim_job_add(&job, "%s", b->obj);
    cosim_job_add(&job, "-f");
    cosim_job_add(&job, "bac_top.f");
    bac_status status = cosim_jobs_run(&job, 1, 1, b->rtl, b->log, show, b, err);
    cosim_job_clear(&job);
    return status;
}

static void compile_job(const build *b, cosim_job *job, const char *source, const char *object,
                        const char *optimise) {
    const bool trace = b->variant == COSIM_TRACE;
    cosim_job_add_words(job, compiler());
    cosim_job_add_words(job, "-std=c++17 -w -faligned-new -fcf-protection=none -DVL_TIME_CONTEXT");
    cosim_job_add(job, "%s", optimise);
    cosim_job_add(job, "-DVM_COVERAGE=0");
    cosim_job_add(job, "-DVM_SC=%d", b->variant == COSIM_PINS);
    cosim_job_add(job, "-DVM_TRACE=%d", trace);
    cosim_job_add(job, "-DVM_TRACE_FST=%d", trace);
    cosim_job_add(job, "-DVM_TRACE_VCD=0");
    const char *const folders[] = {b->obj,
                                   b->rtl,
                                   b->at.sources,
                                   b->at.headers,
                                   b->at.machine,
                                   BAC_VERILATOR_INCLUDE,
                                   BAC_VERILATOR_INCLUDE "/vltstd"};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        cosim_job_add(job, "-I%s", folders[i]);
    cosim_job_add(job, "-c");
    cosim_job_add(job, "%s", source);
    cosim_job_add(job, "-o");
    cosim_job_add(job, "%s", object);
}

static unsigned processors(void) {
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : (unsigned)n;
}

/* One job a unit, the slowest first: what runs every clock is compiled with more effort. */
static bac_status compile_jobs(const build *b, const cosim_units *units, cosim_job *jobs,
                               bac_error *err) {
    char source[COSIM_PATH], object[COSIM_PATH];
    bac_status status = BAC_OK;
    for (uint32_t i = 0; i < units->fast + units->slow && status == BAC_OK; i++) {
        bool fast = i < units->fast;
        const char *kind = fast ? "fast" : "slow";
        unsigned number = fast ? i : i - units->fast;
        status = cosim_path(source, err, "%s/%s%u.cpp", b->obj, kind, number);
        if (status == BAC_OK)
            status = cosim_path(object, err, "%s/%s%u.o", b->obj, kind, number);
        if (status == BAC_OK)
            compile_job(b, &jobs[i], source, object, fast ? fast_flags : slow_flags);
    }
    if (status == BAC_OK)
        status = cosim_path(source, err, "%s/%s", b->at.sources,
                            b->variant == COSIM_PINS ? "pins.cpp" : "bind.cpp");
    if (status == BAC_OK)
        status = cosim_path(object, err, "%s/bind.o", b->obj);
    if (status == BAC_OK)
        compile_job(b, &jobs[units->fast + units->slow], source, object, fast_flags);
    return status;
}

static bac_status compile(build *b, bac_error *err) {
    cosim_units units;
    stage(b, "compiling");
    bac_status status = cosim_units_write(b->obj, &units, err);
    if (status != BAC_OK)
        return status;
    size_t n = (size_t)units.fast + units.slow + 1;
    cosim_job *jobs = calloc(n, sizeof *jobs);
    if (!jobs)
        return bac_fail(err, BAC_ERR_MEMORY, b->obj, "out of memory");
    status = compile_jobs(b, &units, jobs, err);
    if (status == BAC_OK)
        status = cosim_jobs_run(jobs, n, processors(), b->obj, b->log, show, b, err);
    for (size_t i = 0; i < n; i++)
        cosim_job_clear(&jobs[i]);
    free(jobs);
    return status;
}

static bac_status link_bench(build *b, bac_error *err) {
    cosim_job job = {0};
    stage(b, "linking");
    struct dirent **list = NULL;
    int n = scandir(b->obj, &list, NULL, alphasort);
    cosim_job_add_words(&job, compiler());
    cosim_job_add_words(&job, BAC_COSIM_LINK_FLAGS);
    cosim_job_add(&job, "-Wl,-u,sc_main"); /* SystemC's own main, linked last, calls it */
    for (int i = 0; i < n; i++) {
        size_t length = strlen(list[i]->d_name);
        if (length > 2 && strcmp(list[i]->d_name + length - 2, ".o") == 0)
            cosim_job_add(&job, "%s", list[i]->d_name);
        free(list[i]);
    }
    free(list);
    if (b->variant == COSIM_PINS)
        cosim_job_add(&job, "%s", b->at.pins);
    cosim_job_add(&job, "%s", b->at.bench);
    cosim_job_add(&job, "%s", b->at.model);
    cosim_job_add_words(&job, BAC_COSIM_LINK_LIBRARIES);
    cosim_job_add(&job, "-o");
    cosim_job_add(&job, "%s/bench", b->work);
    bac_status status = cosim_jobs_run(&job, 1, 1, b->obj, b->log, show, b, err);
    cosim_job_clear(&job);
    return status;
}

static bac_status make_model(build *b, bac_error *err) {
    bac_status status = bac_dir_make(b->obj, true, err);
    if (status == BAC_OK)
        status = verilate(b, err);
    if (status == BAC_OK)
        status = compile(b, err);
    if (status == BAC_OK)
        status = link_bench(b, err);
    if (status != BAC_OK)
        show_log(b);
    cosim_remove(b->obj);
    if (b->terminal)
        fputs("\r\033[K", stderr);
    if (status == BAC_OK)
        fprintf(stderr, "bac cosim: model built in %.1f s\n", seconds() - b->started);
    return status;
}

/* Moves work/{rtl,bench,build.log} to the entry. The work folder keeps its lock file. */
static bac_status publish(const build *b, const char *model, bac_error *err) {
    char from[COSIM_PATH], to[COSIM_PATH], staging[COSIM_PATH];
    static const char *const parts[] = {"rtl", "bench", "build.log"};
    bac_status status = cosim_path(staging, err, "%s/entry", b->work);
    if (status == BAC_OK)
        status = bac_dir_make(staging, true, err);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && status == BAC_OK; i++) {
        status = cosim_path(from, err, "%s/%s", b->work, parts[i]);
        if (status == BAC_OK)
            status = cosim_path(to, err, "%s/%s", staging, parts[i]);
        if (status == BAC_OK && rename(from, to) != 0)
            status = bac_fail(err, BAC_ERR_IO, to, "cannot be made: %s", strerror(errno));
    }
    if (status == BAC_OK && rename(staging, model) != 0 && !cosim_exists(model))
        status = bac_fail(err, BAC_ERR_IO, model, "cannot be made: %s", strerror(errno));
    return status;
}

static bac_status build_locked(build *b, const char *model, bac_error *err) {
    char lock[COSIM_PATH];
    bac_status status = cosim_path(lock, err, "%s.lock", model);
    if (status != BAC_OK)
        return status;
    int fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0 || flock(fd, LOCK_EX) != 0)
        status = bac_fail(err, BAC_ERR_IO, lock, "cannot be locked: %s", strerror(errno));
    /* another process may have finished it while we waited */
    if (status == BAC_OK && !cosim_exists(model)) {
        b->started = seconds();
        status = make_model(b, err);
        if (status == BAC_OK)
            status = publish(b, model, err);
    }
    if (fd >= 0)
        close(fd);
    unlink(lock);
    return status;
}

bac_status cosim_build(cosim_cache *cache, cosim_variant variant, char model[COSIM_PATH],
                       bac_error *err) {
    char key[SHA256_DIGEST_STRING_LENGTH];
    build b = {.variant = variant, .stage = "", .terminal = isatty(STDERR_FILENO)};
    bac_status status = cosim_places_find(&b.at, err);
    if (status == BAC_OK)
        status = cosim_path(b.work, err, "%s", cache->work);
    if (status == BAC_OK)
        status = cosim_path(b.rtl, err, "%s", cache->rtl);
    if (status == BAC_OK)
        status = cosim_path(b.obj, err, "%s/obj", cache->work);
    if (status == BAC_OK)
        status = cosim_path(b.log, err, "%s/build.log", cache->work);
    if (status == BAC_OK)
        status = content_key(&b, key, err);
    if (status == BAC_OK)
        status = cosim_path(model, err, "%s/%.32s-%s", cache->dir, key, variant_names[variant]);
    if (status == BAC_OK && !cosim_exists(model))
        status = build_locked(&b, model, err);
    return status;
}
