#include "bench.h"

#include "compile.h"
#include "verilog.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool generate(const bac_net *net, const bac_plan *plan, const char *dir, bac_error *err) {
    bac_netlist *p = NULL;
    bool bad = bac_compile(net, plan, &p, err) || bac_verilog_write(p, plan, NULL, dir, err);
    bac_netlist_free(p);
    return bad;
}

bool cosim_provide(const bac_net *net, const bac_plan *plan, const char *rtl,
                   const cosim_cache *cache, bac_error *err) {
    char probe[BAC_PATH_ROOM];
    if (!rtl)
        return generate(net, plan, cache->rtl, err);
    static const char *const needed[] = {"bac_top.f", "bac_links.h", "plan.cfg"};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (bac_path(probe, err, "%s/%s", rtl, needed[i]))
            return true;
        if (!cosim_exists(probe))
            return bac_fail(err, BAC_ERR_INPUT, rtl, "no %s here; make one with bac rtl",
                            needed[i]);
    }
    return cosim_copy_tree(rtl, cache->rtl, err);
}

/* Absolute, because the bench runs in another folder; the file itself need not exist. */
static bool absolute(const char *path, char out[BAC_PATH_ROOM], bac_error *err) {
    char here[BAC_PATH_ROOM];
    if (path[0] == '/')
        return bac_path(out, err, "%s", path);
    if (!getcwd(here, sizeof here))
        return bac_fail(err, BAC_ERR_IO, ".", "no current folder: %s", strerror(errno));
    return bac_path(out, err, "%s/%s", here, path);
}

void cosim_bench_exec(const cosim_bench *b, const char *model, bac_error *err) {
    char bench[BAC_PATH_ROOM], rtl[BAC_PATH_ROOM], net[BAC_PATH_ROOM], input[BAC_PATH_ROOM];
    char wave[BAC_PATH_ROOM] = "", coverage[BAC_PATH_ROOM] = "", seed[32], jobs[32], frames[64],
         wave_frames[64];
    if (bac_path(bench, err, "%s/bench", model) || bac_path(rtl, err, "%s/rtl", model) ||
        absolute(b->net, net, err) || absolute(b->frames, input, err) ||
        (b->wave && absolute(b->wave, wave, err)) ||
        (b->coverage && absolute(b->coverage, coverage, err)))
        return;
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)b->seed);
    snprintf(jobs, sizeof jobs, "%llu", (unsigned long long)b->jobs);
    snprintf(frames, sizeof frames, "%llu:%llu", (unsigned long long)b->first,
             (unsigned long long)b->last);
    snprintf(wave_frames, sizeof wave_frames, "%llu:%llu", (unsigned long long)b->wave_first,
             (unsigned long long)b->wave_last);
    enum { FIRST = 15, MOST = 27 };
    const char *argv[MOST] = {bench,     "--net",     net,        "--input", input,
                              "--stall", b->stall,    "--seed",   seed,      "--frames",
                              frames,    "--command", b->command, "--jobs",  jobs};
    size_t n = FIRST;
    if (b->wave) {
        argv[n++] = "--wave";
        argv[n++] = wave;
    }
    if (b->wave && !b->debug) {
        argv[n++] = "--wave-frames";
        argv[n++] = wave_frames;
    }
    if (b->plusarg)
        argv[n++] = b->plusarg;
    if (b->debug)
        argv[n++] = "--debug";
    if (b->json)
        argv[n++] = "--json";
    if (b->links)
        argv[n++] = "--links";
    if (b->plain_loop)
        argv[n++] = "--plain-loop";
    argv[n] = NULL;
    if (b->coverage)
        setenv("BAC_COSIM_COVERAGE", coverage, 1);
    setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
    if (chdir(rtl) == 0) /* memory images are named relative to it */
        execv(bench, (char *const *)argv);
    bac_fail(err, BAC_ERR_IO, bench, "cannot be run: %s", strerror(errno));
}
