/* bac signal - writes a set of synthetic frames. */
#define _GNU_SOURCE /* asprintf */

#include "common/tool.h"
#include "read_text.h"
#include "set.h"
#include "set_write.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct job {
    const char *profile, *classes, *snr, *count, *seed, *out;
    const char *rate; /* as typed */
    uint64_t threads;
    bool json;
    bac_set_about about;
    double seconds;
    bool stopped;
} job;

static bool go_on(void *user, uint64_t done) {
    tool_progress_step(user, done);
    return !tool_interrupted();
}

static int write_set(job *j, bac_set *set) {
    tool_progress progress = {.what = "frames", .total = j->about.n};
    double start = tool_seconds();
    tool_catch_interrupts();
    bac_status status = bac_set_write(set, j->out, &j->about, args_threads(j->threads, 256), go_on,
                                      &progress, &j->stopped, &tool_error);
    tool_progress_end(&progress);
    j->seconds = tool_seconds() - start;
    if (status)
        return tool_fail();
    if (j->stopped) {
        fprintf(stderr, "bac signal: %s: interrupted; nothing was written\n", j->out);
        raise(tool_interrupted()); /* the shell is to see an interrupted command */
        return EXIT_INPUT;
    }
    if (j->json)
        return tool_json_print(json_pack(
            "{s:s, s:b, s:s, s:I, s:I, s:o, s:f}", "set", j->out, "synthetic", 1, "profile",
            j->profile, "frames", (json_int_t)j->about.n, "samples", (json_int_t)j->about.T,
            "sample_rate", j->rate ? tool_json_number(j->about.rate) : json_null(),
            "frames_per_second", (double)j->about.n / j->seconds));
    double bytes = (double)j->about.n * (j->about.T * 8 + 8);
    printf("%s: %llu synthetic frames of profile %s, %.1f MB, %.0f frames a second\n", j->out,
           (unsigned long long)j->about.n, j->profile, bytes / 1e6,
           (double)j->about.n / j->seconds);
    return EXIT_OK;
}

static int open_and_write(job *j, const char *spec, const char *command) {
    bac_set *set = NULL;
    bac_status status = bac_set_open(spec, &set, &tool_error);
    if (status == BAC_ERR_INPUT) {
        bool whole = strcmp(tool_error.where, spec) == 0; /* the spec, which the user never saw */
        return args_complain("%s%s%s", whole ? "" : tool_error.where, whole ? "" : ": ",
                             tool_error.text);
    }
    if (status)
        return tool_fail();
    j->about = (bac_set_about){.profile = j->profile,
                               .command = command,
                               .seed = strtoull(j->seed, NULL, 10),
                               .n = bac_set_count(set),
                               .T = bac_set_positions(set),
                               .rate = j->rate ? strtod(j->rate, NULL) : 1};
    int exit_status = write_set(j, set);
    bac_set_close(set);
    return exit_status;
}

static int work(job *j) {
    char *spec = NULL, *command = NULL;
    bool good =
        asprintf(&spec, "signal:%s,seed=%s,count=%s,snr=%s,classes=%s", j->profile, j->seed,
                 j->count, j->snr, j->classes) >= 0 &&
        asprintf(&command, "bac signal --profile %s --seed %s --count %s --snr %s --classes %s",
                 j->profile, j->seed, j->count, j->snr, j->classes) >= 0;
    int exit_status = good ? open_and_write(j, spec, command) : tool_refuse("", "out of memory");
    free(command);
    free(spec);
    return exit_status;
}

/* Refuses a value with characters that have a meaning in the syntax of sets. */
static int plain(const char *option, const char *text) {
    return strpbrk(text, ",=") || !*text ? args_complain("--%s '%s' is not one value", option, text)
                                         : EXIT_OK;
}

static bool positive(const char *text) {
    char *end;
    const double value = strtod(text, &end);
    return end != text && !*end && isfinite(value) && value > 0;
}

static int check(job *j) {
    const char *classes = j->classes;
    j->profile = j->profile ? j->profile : "radioml";
    j->classes = classes ? classes : "all";
    j->snr = j->snr ? j->snr : "-20:30:2";
    j->seed = j->seed ? j->seed : "1";
    if (!j->count)
        return args_complain("how many frames of each class and SNR? Add --count N");
    if (!j->out)
        return args_complain("where to? Add -o SET.npy, .h5 or .sigmf-meta");
    if (!bac_set_writable(j->out))
        return args_complain("-o %s: the name ends in .npy, .h5, .hdf5 or .sigmf-meta", j->out);
    if (j->rate && !bac_ends_with(j->out, ".sigmf-meta"))
        return args_complain("--rate is written into .sigmf-meta; -o %s has no place for it",
                             j->out);
    if (j->rate && !positive(j->rate))
        return args_complain("--rate wants samples a second, a number above 0, not '%s'", j->rate);
    if (plain("profile", j->profile) || plain("classes", j->classes) || plain("snr", j->snr) ||
        plain("count", j->count) || plain("seed", j->seed))
        return EXIT_USAGE;
    return EXIT_OK;
}

static job asked;

static int start(const char *const operand[]) {
    (void)operand;
    int exit_status = check(&asked);
    return exit_status == EXIT_OK ? work(&asked) : exit_status;
}

static const args_option options[] = {
    {"out", 'o', "SET", "SET.npy (labels and SNR beside it), SET.h5 or SET.sigmf-meta",
     .text = &asked.out},
    {"count", 0, "N", "frames of each class and SNR", .text = &asked.count},
    {"profile", 0, "NAME", "radioml (default) or textbook; docs/signals.md",
     .text = &asked.profile},
    {"classes", 0, "A+B..", "labels joined by +, or all (default)", .text = &asked.classes},
    {"snr", 0, "A:B:STEP", "SNRs in dB, -100 .. 100; default -20:30:2; A alone is one SNR",
     .text = &asked.snr},
    {"seed", 0, "S", "seed, 0 .. 2^64 - 1; default 1", .text = &asked.seed},
    {"rate", 0, "HZ", "sample rate that SET.sigmf-meta states, in samples a second (1)",
     .text = &asked.rate},
    {"json", 0, NULL, "print JSON", .flag = &asked.json},
    {"threads", 0, "N", "worker threads; default: one a processor", .whole = &asked.threads,
     .least = 1, .most = 256},
    {0}};

const args_verb verb_signal = {
    .name = "signal",
    .brief = "-o SET --count N",
    .help = "write synthetic frames of 24 modulations",
    .synopsis = "-o SET --count N [--profile P] [--classes C] [--snr A:B:STEP] [--seed S] "
                "[--rate HZ] [--json]",
    .about =
        "Writes synthetic frames of 1024 complex samples in 24 modulations, ordered by class,\n"
        "then SNR, then index. A frame depends only on profile, seed, class, SNR and\n"
        "index: the same command makes the same bytes on every computer, with any number\n"
        "of threads. Call figures that are measured on these frames synthetic.",
    .example = "bac signal --profile radioml --count 20 --seed 7 -o set.npy\n"
               "bac signal --profile textbook --classes QPSK+FM --snr 10 --count 4 -o "
               "rec.sigmf-meta",
    .options = {options},
    .start = start,
};
