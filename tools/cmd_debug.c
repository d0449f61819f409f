/* bac debug - the first thing that goes wrong, in words and in waves that open at it. */
#include "common/plan_option.h"
#include "common/tool.h"
#include "cosim/again.h"
#include "stall.h"

#include <stdlib.h>

static struct {
    const char *stall, *frames, *wave, *rtl;
    bool json;
    uint64_t seed, first, last;
    planned job;
} asked = {.seed = 1, .stall = "none"};

static int check_words(void) {
    bac_stall stall;
    if (bac_stall_parse(asked.stall, &stall, &tool_error) != BAC_OK)
        return args_complain("%s: %s", tool_error.where, tool_error.text);
    if (asked.rtl && plan_option_given())
        return args_complain("what is given with --rtl is built already: no --plan, "
                             "--samples-per-clock or --fifo");
    return asked.wave ? cosim_wave_folder(asked.wave) : ARGS_GO_ON;
}

static int load_inputs(const char *net, const char *frames) {
    uint64_t n = 0;
    int32_t *codes = NULL;
    const int status = planned_load(&asked.job, net);
    if (status != ARGS_GO_ON)
        return status;
    if (bac_frames_load(frames, asked.job.net, &n, &codes, &tool_error) != BAC_OK)
        return tool_fail();
    free(codes); /* the bench reads them again; here it is only the file's health that counts */
    return args_range("frames", asked.frames, n, &asked.first, &asked.last) ? ARGS_GO_ON
                                                                            : EXIT_USAGE;
}

/* The model with waves searches as fast as the one without, so only one has to be built. */
static int build_and_run(const char *net, const char *frames) {
    cosim_cache cache;
    char model[BAC_PATH_ROOM];
    const cosim_bench bench = {.net = net,
                               .frames = frames,
                               .stall = asked.stall,
                               .wave = asked.wave,
                               .command = "bac debug",
                               .seed = asked.seed,
                               .first = asked.first,
                               .last = asked.last,
                               .json = asked.json,
                               .debug = true};
    if (cosim_cache_open(&cache, &tool_error))
        return tool_fail();
    const bool bad =
        cosim_provide(asked.job.net, asked.job.plan, asked.rtl, &cache, &tool_error) ||
        cosim_build(&cache, asked.wave ? COSIM_TRACE : COSIM_PLAIN, model, &tool_error);
    cosim_cache_close(&cache);
    if (!bad)
        cosim_bench_exec(&bench, model, &tool_error);
    return tool_fail();
}

static int start(const char *const operand[]) {
    int status = check_words();
    if (status == ARGS_GO_ON)
        status = load_inputs(operand[0], operand[1]);
    if (status == ARGS_GO_ON)
        status = build_and_run(operand[0], operand[1]);
    planned_free(&asked.job);
    return status;
}

static const args_option options[] = {
    {"wave", 0, "OUT.fst", "write waves around it, and OUT.gtkw and OUT.sucl to view them",
     .text = &asked.wave},
    {"rtl", 0, "DIR", "run the RTL in DIR (bac rtl -o DIR) instead of generating",
     .text = &asked.rtl},
    {"frames", 0, "A:B", "only these frames", .text = &asked.frames},
    {"stall", 0, "PATTERN", "pauses of source and sink, as bac cosim has them (default none)",
     .text = &asked.stall},
    {"seed", 0, "N", "seed of pauses and of registers before reset (default 1)",
     .whole = &asked.seed, .most = UINT64_MAX},
    {"json", 0, NULL, "print what was found as JSON", .flag = &asked.json},
    {0}};

const args_verb verb_debug = {
    .name = "debug",
    .brief = "NET.bnet FRAMES.npy",
    .help = "explain and show the first thing that goes wrong",
    .synopsis = "NET.bnet FRAMES.npy [--plan PLAN.cfg] [--rtl DIR] [--wave OUT.fst] "
                "[--frames A:B] [--stall PATTERN] [--seed N] [--json]",
    .about = "Runs the frames with every checker of bac cosim until one finds something: a value,\n"
             "a clock, a handshake, a machine that stands still. Then it runs the frames around\n"
             "that once more, and says in words what was expected and why, what came, which\n"
             "stage can have made it and what was right upstream of it. Clocks count from the\n"
             "first sample of the frame, times are those of the waves.\n"
             "\n"
             "--wave writes them: the model's values are in the same file, and the layouts for\n"
             "GTKWave and for Surfer open at the first wrong beat (docs/debugging.md).\n"
             "\n"
             "Exit status 0: no checker found anything; 1: this is the first.",
    .example = "bac debug NET.bnet FRAMES.npy --rtl DIR --wave wrong.fst\n"
               "gtkwave wrong.gtkw",
    .options = {options, plan_options},
    .operands = 2,
    .start = start,
};
