/* bac cosim - the C model and the verilated Verilog, frame by frame, stream by stream. */
#include "build/recover.h"
#include "common/plan_option.h"
#include "common/tool.h"
#include "cosim/again.h"
#include "stall.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WAVE_FRAMES = 8, DEFAULT_SEED = 1, MOST_JOBS = 1024 };

typedef struct request {
    const char *net_path, *frames_path;
    const char *stall, *frames, *wave, *wave_frames, *wave_on_fail, *rtl, *bitstream, *plusarg,
        *coverage;
    char plus[256]; /* plusarg as the Verilog reads it */
    bool json, links, pins, plain_loop;

    uint64_t seed, jobs, first, last, wave_first, wave_last;
    planned job;
} request;

static const char about[] =
    "Builds the verilated model of the network unless the cache has it ($BAC_CACHE, else\n"
    "~/.cache/bac, by content hash), runs the frames through it and compares every value\n"
    "of every stream with the C model, every handshake with the AXI4-Stream rules, every\n"
    "link in every clock with the cycle simulator (bac cycles), and, without stalls or at\n"
    "the frames' pace, the clocks with their closed form.\n"
    "\n"
    "Stall patterns, which follow from the seed:\n"
    "  none        no pauses\n"
    "  pace        a frame's samples arrive evenly over the clocks that the plan needs\n"
    "  random:P    both sides idle P percent of the clocks\n"
    "  burst:N     both sides move N clocks, then pause\n"
    "  starve[:P]  only the input pauses\n"
    "  block[:P]   only the output pauses, often for longer than a frame\n"
    "\n"
    "A:B means frames A to B-1. Exit status 1: a value or a clock differs; stderr names\n"
    "the first and gives the command that runs its frame alone with waves.";

static const char example[] = "bac cosim golden/nets/default.bnet golden/frames/synthetic-48.npy\n"
                              "bac cosim NET.bnet FRAMES.npy --stall random:30 --seed 7 --frames "
                              "3:4 --wave out.fst";

/* Checks the options that can be checked without reading a file. */
static int check_words(request *r) {
    bac_stall stall;
    if (bac_stall_parse(r->stall, &stall, &tool_error) != BAC_OK)
        return args_complain("%s: %s", tool_error.where, tool_error.text);
    if ((r->rtl || r->bitstream) && plan_option_given())
        return args_complain("what is given with --rtl or --bitstream is built already: no --plan, "
                             "--samples-per-clock or --fifo");
    if (r->bitstream && (r->rtl || r->wave || r->wave_frames || r->wave_on_fail || r->links ||
                         r->pins || r->plain_loop || r->coverage))
        return args_complain(
            "--bitstream sees the pins of a device only: no --rtl, --wave, --links, "
            "--pins or --coverage");
    if (r->jobs > 1 && (r->wave || r->bitstream || r->coverage))
        return args_complain("--wave, --bitstream and --coverage run in one process: no --jobs");
    if (r->coverage && (r->wave || r->wave_on_fail || r->pins))
        return args_complain("--coverage needs a model of its own: no --wave, no --pins");
    if (r->wave_frames && !r->wave)
        return args_complain("--wave-frames needs --wave OUT.fst");
    if (r->wave && r->wave_on_fail)
        return args_complain(
            "--wave shows the frames that are named, --wave-on-fail those that fail: one "
            "of them");
    if (r->pins && (r->wave || r->wave_on_fail || r->links || r->plain_loop))
        return args_complain("--pins sees the result only: no --wave, no --links");
    if (r->plusarg && (!strchr(r->plusarg, '=') || strlen(r->plusarg) + 2 > sizeof r->plus))
        return args_complain(
            "--plusarg wants NAME=VALUE, as $value$plusargs(\"NAME=%%d\", v) reads it");
    return ARGS_GO_ON;
}

/* A long trace must be requested explicitly. */
static int check_wave(request *r, uint64_t n) {
    if (!args_range("wave-frames", r->wave_frames, n, &r->wave_first, &r->wave_last))
        return EXIT_USAGE;
    if (r->wave_on_fail)
        return cosim_wave_folder(r->wave_on_fail);
    if (!r->wave)
        return ARGS_GO_ON;
    if (!r->wave_frames) {
        r->wave_first = r->first;
        r->wave_last = r->last;
    }
    if (r->wave_first < r->first || r->wave_last > r->last)
        return args_complain("--wave-frames must lie inside --frames");
    uint64_t frames = r->wave_last - r->wave_first;
    uint32_t T = bac_net_layer(r->job.net, 0)->T;
    if (!r->wave_frames && frames > WAVE_FRAMES)
        return args_complain("--wave would trace %llu frames, %.1f million clocks at about 1 kB "
                             "each; choose with --wave-frames A:B or --frames A:B",
                             (unsigned long long)frames, 1e-6 * (double)frames * T);
    return cosim_wave_folder(r->wave);
}

static int load_inputs(request *r) {
    uint64_t n = 0;
    int32_t *codes = NULL;
    int status = planned_load(&r->job, r->net_path);
    if (status != ARGS_GO_ON)
        return status;
    if (bac_frames_load(r->frames_path, r->job.net, &n, &codes, &tool_error) != BAC_OK)
        return tool_fail();
    free(codes); /* the file is only checked here; the bench reads it again */
    return args_range("frames", r->frames, n, &r->first, &r->last) ? check_wave(r, n) : EXIT_USAGE;
}

/* The bench found fault: where, and with waves. Returns after a failure alone. */
static int run_debug(const request *r, cosim_bench bench) {
    cosim_cache cache;
    char model[BAC_PATH_ROOM];
    bench.wave = r->wave_on_fail;
    bench.debug = true;
    bench.links = false;
    if (cosim_cache_open(&cache, &tool_error))
        return tool_fail();
    const bool bad = cosim_provide(r->job.net, r->job.plan, r->rtl, &cache, &tool_error) ||
                     cosim_build(&cache, COSIM_TRACE, model, &tool_error);
    cosim_cache_close(&cache);
    if (!bad)
        cosim_bench_exec(&bench, model, &tool_error);
    return tool_fail();
}

/* Runs the model that was built. */
static int run_bench(request *r, const char *model) {
    char *command = cosim_debug_command(r->net_path, r->frames_path, r->rtl);
    int how = EXIT_INPUT;
    if (!command)
        return tool_refuse("cosim", "out of memory");
    if (r->plusarg)
        snprintf(r->plus, sizeof r->plus, "+%s", r->plusarg);
    const cosim_bench bench = {.net = r->net_path,
                               .frames = r->frames_path,
                               .stall = r->stall,
                               .wave = r->wave,
                               .coverage = r->coverage,
                               .command = command,
                               .plusarg = r->plusarg ? r->plus : NULL,
                               .seed = r->seed,
                               .jobs = r->jobs,
                               .first = r->first,
                               .last = r->last,
                               .wave_first = r->wave_first,
                               .wave_last = r->wave_last,
                               .json = r->json,
                               .links = r->links,
                               .plain_loop = r->plain_loop};
    if (!r->wave_on_fail) {
        cosim_bench_exec(&bench, model, &tool_error);
        how = tool_fail();
    } else if (cosim_bench_wait(&bench, model, &how, &tool_error)) {
        how = tool_fail();
    } else if (how == EXIT_MISMATCH) {
        how = run_debug(r, bench);
    }
    free(command);
    return how;
}

/* Runs the design that bac build made. */
static int run_bitstream(request *r) {
    const recover_question question = {.dir = r->bitstream,
                                       .stall = r->stall,
                                       .seed = r->seed,
                                       .first = r->first,
                                       .last = r->last,
                                       .frames = r->frames_path,
                                       .json = r->json};
    return recover_compare(&r->job, &question);
}

static int build_and_run(request *r) {
    cosim_cache cache;
    char model[BAC_PATH_ROOM];
    cosim_variant variant = r->pins       ? COSIM_PINS
                            : r->wave     ? COSIM_TRACE
                            : r->coverage ? COSIM_COVERAGE
                                          : COSIM_PLAIN;
    if (cosim_cache_open(&cache, &tool_error))
        return tool_fail();
    const bool bad = cosim_provide(r->job.net, r->job.plan, r->rtl, &cache, &tool_error) ||
                     cosim_build(&cache, variant, model, &tool_error);
    cosim_cache_close(&cache);
    return bad ? tool_fail() : run_bench(r, model);
}

static request asked = {.seed = DEFAULT_SEED, .jobs = 1, .stall = "none"};

static int start(const char *const operand[]) {
    asked.net_path = operand[0];
    asked.frames_path = operand[1];
    int status = check_words(&asked);
    if (status == ARGS_GO_ON && asked.coverage)
        status = cosim_wave_folder(asked.coverage);
    if (status == ARGS_GO_ON)
        status = load_inputs(&asked);
    if (status == ARGS_GO_ON)
        status = asked.bitstream ? run_bitstream(&asked) : build_and_run(&asked);
    planned_free(&asked.job);
    return status;
}

static const args_option options[] = {
    {"stall", 0, "PATTERN", "pauses of source and sink (default none)", .text = &asked.stall},
    {"seed", 0, "N", "seed of pauses and of registers before reset (default 1)",
     .whole = &asked.seed, .most = UINT64_MAX},
    {"jobs", 'j', "N", "processes over parts of the frames, one report (default 1)",
     .whole = &asked.jobs, .least = 1, .most = MOST_JOBS},
    {"frames", 0, "A:B", "only these frames", .text = &asked.frames},
    {"wave", 0, "OUT.fst", "write waves, and OUT.gtkw to view them", .text = &asked.wave},
    {"wave-frames", 0, "A:B", "write waves only while these frames are inside",
     .text = &asked.wave_frames},
    {"wave-on-fail", 0, "OUT.fst", "if a checker finds fault: what bac debug says, and its waves",
     .text = &asked.wave_on_fail},
    {"coverage", 0, "OUT.dat", "write what of the Verilog was reached, for verilator_coverage",
     .text = &asked.coverage},
    {"json", 0, NULL, "print the figures as JSON", .flag = &asked.json},
    {"links", 0, NULL, "print a table of all streams: beats, clocks stalled and starved",
     .flag = &asked.links},
    {"rtl", 0, "DIR", "run the RTL in DIR (bac rtl -o DIR) instead of generating",
     .text = &asked.rtl},
    {"plusarg", 0, "NAME=VALUE", "for the $value$plusargs of your own Verilog (--rtl)",
     .text = &asked.plusarg},
    {"bitstream", 0, "DIR", "run the design that bac build -o DIR made, beside its Verilog",
     .text = &asked.bitstream},
    {"pins", 0, NULL, "make every pin a SystemC signal: slower, checks only the result",
     .flag = &asked.pins},
    {"plain-loop", 0, NULL, "run the bench without SystemC, to measure SystemC's cost",
     .flag = &asked.plain_loop},
    {0}};

const args_verb verb_cosim = {
    .name = "cosim",
    .brief = "NET.bnet FRAMES.npy",
    .help = "compare the C model and the verilated Verilog",
    .synopsis = "NET.bnet FRAMES.npy [--stall PATTERN] [--seed N] [--frames A:B] "
                "[--jobs N] [--wave OUT.fst | --wave-on-fail OUT.fst] [--plan PLAN.cfg] [--json]",
    .about = about,
    .example = example,
    .options = {options, plan_options},
    .operands = 2,
    .start = start,
};
