/* bac cycles - the cycle simulator of a plan: every clock, without simulating its Verilog. */
#include "common/plan_option.h"
#include "common/tool.h"
#include "out_file.h"
#include "report/cycles_print.h"
#include "report/timeline.h"
#include "trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { DEFAULT_FRAMES = 16, MAX_FRAMES = 1000000000, DEFAULT_SEED = 1 };

typedef struct request {
    const char *stall, *trace, *timeline;
    bool json;

    bac_drive drive;
    planned job;
    double predict_seconds;
} request;

static const char about[] =
    "Simulates every handshake of every link of a plan in every clock and prints for each\n"
    "stage the clocks in which it was busy, stalled by its input or stalled by its output.\n"
    "Timing does not depend on data, so no frames are needed. --stall and --seed make the\n"
    "pauses of bac cosim, which compares the Verilog with this simulator.\n"
    "\n"
    "Below the table, one frame's times: the clocks in which each layer takes its first\n"
    "beat, puts out its first and puts out its last. --timeline draws them.\n"
    "Exit status 1: deadlock; stderr names the link and the cause.";

static const char example[] =
    "bac cycles golden/nets/default.bnet --timeline build/timeline.svg\n"
    "bac cycles NET.bnet --plan PLAN.cfg --stall random:30 --seed 7 --trace a.trace";

/* Observers of the running machine. */
typedef struct watchers {
    bac_trace *trace; /* NULL: none */
    timeline line;
} watchers;

static void watch(void *user, const bac_machine *m) {
    watchers *w = user;
    if (w->trace)
        bac_trace_clock(w->trace, m);
    timeline_clock(&w->line, m);
}

static uint32_t terminal_width(void) {
    struct winsize size;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 100;
}

/* Writes a drawing; the file appears whole or not at all. */
static bac_status write_svg(const timeline *t, const char *path, bac_error *err) {
    bac_page page;
    if (bac_page_open(&page))
        timeline_svg(t, page.file);
    return bac_page_close(&page, false, path, err);
}

static int report(const request *r, const cycles *c, watchers *w) {
    planned_note(r->job.p);
    const bool through = timeline_finish(&w->line);
    int status = EXIT_OK;
    if (r->timeline && through && write_svg(&w->line, r->timeline, &tool_error) != BAC_OK)
        return tool_fail();
    if (r->json) {
        status = cycles_json(c);
    } else {
        cycles_text(c, stdout);
        if (through) {
            putchar('\n');
            timeline_text(&w->line, stdout, terminal_width());
        }
    }
    if (!c->got->deadlock)
        return status;
    fprintf(stderr, "DEADLOCK at clock %llu: nothing moves any more\n%s",
            (unsigned long long)c->got->clocks, c->got->deadlock);
    return EXIT_MISMATCH;
}

/* Whether it went wrong */
static bool run_machine(request *r, bac_machine *m, watchers *w, cycles *c, bac_driven *got) {
    bac_out file = {0};
    bool bad = r->trace && (bac_out_open(&file, r->trace, &tool_error) ||
                            bac_trace_open(file.file, r->job.p, 0, &w->trace, &tool_error));
    r->drive.watch = watch;
    r->drive.user = w;
    c->seconds = tool_seconds();
    bad = bad || bac_machine_drive(m, &r->drive, got, &tool_error);
    c->seconds = tool_seconds() - c->seconds;
    bac_trace_close(w->trace);
    bad = bad || (r->trace &&
                  (bac_out_close(&file, true, &tool_error) || bac_out_rename(&file, &tool_error)));
    w->trace = NULL;
    bac_out_drop(&file);
    return bad;
}

static int run(request *r) {
    bac_machine *m = NULL;
    bac_driven got = {0};
    watchers w = {0};
    cycles c = {.net = r->job.net,
                .p = r->job.p,
                .drive = &r->drive,
                .stall = r->stall,
                .got = &got,
                .predict_seconds = r->predict_seconds};
    const uint64_t middle = r->drive.frames / 2; /* a frame with others before and behind it */
    bool bad = bac_machine_create(r->job.p, &m, &tool_error) ||
               timeline_open(&w.line, r->job.p, middle, &tool_error) ||
               run_machine(r, m, &w, &c, &got);
    c.m = m;
    int exit_status = bad ? tool_fail() : report(r, &c, &w);
    free(got.deadlock);
    timeline_close(&w.line);
    bac_machine_free(m);
    return exit_status;
}

static int load_and_run(request *r, const char *path) {
    int status = planned_load(&r->job, path);
    if (status == ARGS_GO_ON) {
        r->predict_seconds = tool_seconds();
        status = planned_time(&r->job);
        r->predict_seconds = tool_seconds() - r->predict_seconds;
    }
    if (status == ARGS_GO_ON)
        status = run(r);
    planned_free(&r->job);
    return status;
}

static request asked = {.stall = "none", .drive = {.frames = DEFAULT_FRAMES, .seed = DEFAULT_SEED}};

static int start(const char *const operand[]) {
    if (bac_stall_parse(asked.stall, &asked.drive.stall, &tool_error) != BAC_OK)
        return args_complain("%s: %s", tool_error.where, tool_error.text);
    return load_and_run(&asked, operand[0]);
}

static const args_option options[] = {
    {"stall", 0, "PATTERN", "none, pace, .. as in bac cosim (none)", .text = &asked.stall},
    {"seed", 0, "N", "seed of the pauses (default 1)", .whole = &asked.drive.seed,
     .most = UINT64_MAX},
    {"frames", 0, "N", "number of frames, back to back (default 16)", .whole = &asked.drive.frames,
     .least = 1, .most = MAX_FRAMES},
    {"trace", 0, "OUT", "write every beat and stall of every link, for bac diff",
     .text = &asked.trace},
    {"timeline", 0, "OUT.svg", "draw the times of one frame in all layers",
     .text = &asked.timeline},
    {"json", 0, NULL, "print the figures as JSON", .flag = &asked.json},
    {0}};

const args_verb verb_cycles = {
    .name = "cycles",
    .brief = "NET.bnet",
    .help = "simulate the hardware of a plan clock by clock, without data",
    .synopsis = "NET.bnet [--plan PLAN.cfg] [--stall PATTERN] [--seed N] [--frames N] "
                "[--trace OUT] [--timeline OUT.svg] [--json]",
    .about = about,
    .example = example,
    .options = {options, plan_options},
    .operands = 1,
    .start = start,
};
