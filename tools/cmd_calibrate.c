/* bac calibrate - how often a network is right at each margin, for the confidence of bac classify. */
#include "calibration.h"
#include "common/net_hash.h"
#include "common/tool.h"
#include "report/eval_text.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Least confidences for which the report says how much is answered, in percent */
static const uint32_t LEAST[] = {0, 30, 50, 70, 90, 95, 99};
enum { N_LEAST = sizeof LEAST / sizeof *LEAST };

/* A set that was classified, counted in the calibration's bins. */
typedef struct counted {
    const char *spec; /* NULL: not asked for */
    uint64_t frames, correct;
    bac_calibration_bin bin[BAC_CALIBRATION_BINS];
} counted;

typedef struct job {
    const char *net_path, *out;
    counted fit, check, other; /* the calibration's own frames; others; frames of no class */
    uint64_t threads;
    bool json;
    bac_net *net;
    bac_calibration c;
} job;

/* Classifies the frames of a set. *synthetic may be NULL. */
static bac_status classify(const job *j, const char *spec, bool labelled, bac_margin **list,
                           uint64_t *n, bool *synthetic, bac_error *err) {
    bac_set *set = NULL;
    tool_progress progress = {.what = "frames"};
    *list = NULL;
    bac_status status = bac_set_open(spec, &set, err);
    int32_t label; /* a set without labels says here what to do about it */
    if (!status && labelled)
        status = bac_set_labels(set, 0, 1, &label, NULL, err);
    if (!status) {
        *n = bac_set_count(set);
        if (synthetic)
            *synthetic = eval_is_synthetic(set, spec);
        status = bac_margins_of(j->net, set, labelled, args_threads(j->threads, 256),
                                tool_progress_go_on, &progress, list, err);
    }
    tool_progress_end(&progress);
    bac_set_close(set);
    return status;
}

static void count(const job *j, counted *to, const bac_margin *list, uint64_t n) {
    to->frames = n;
    for (uint64_t i = 0; i < n; i++) {
        bac_calibration_bin *b = &to->bin[bac_calibration_find(&j->c, list[i].margin)];
        b->frames++;
        b->correct += list[i].correct;
        to->correct += list[i].correct;
    }
}

static bac_status count_set(const job *j, counted *to, bool labelled, bac_error *err) {
    bac_margin *list;
    uint64_t n;
    if (!to->spec)
        return BAC_OK;
    bac_status status = classify(j, to->spec, labelled, &list, &n, NULL, err);
    if (!status)
        count(j, to, list, n);
    free(list);
    return status;
}

static bac_status calibrate(job *j, bac_error *err) {
    bac_margin *list = NULL;
    uint64_t n = 0;
    uint8_t hash[32];
    if (strlen(j->fit.spec) >= sizeof j->c.set)
        return bac_fail(err, BAC_ERR_INPUT, j->fit.spec, "a set's name has at most %zu characters",
                        sizeof j->c.set - 1);
    bac_status status = bac_net_load(j->net_path, &j->net, err);
    if (!status)
        status = tool_net_hash(j->net, hash, err);
    if (status)
        return status;
    tool_hash_text(hash, j->c.network);
    strcpy(j->c.set, j->fit.spec);
    status = classify(j, j->fit.spec, true, &list, &n, &j->c.synthetic, err);
    if (!status)
        status = bac_calibration_fit(&j->c, list, n, err);
    if (!status)
        count(j, &j->fit, list, n);
    free(list);
    if (!status)
        status = count_set(j, &j->check, true, err);
    if (!status)
        status = count_set(j, &j->other, false, err);
    return status;
}

static double share_of(uint64_t part, uint64_t all) {
    return all ? (double)part / (double)all : NAN;
}

/* Frames of `of` whose confidence is `percent` or more. */
static bac_calibration_bin answered(const job *j, const counted *of, uint32_t percent) {
    bac_calibration_bin sum = {0};
    for (uint32_t b = 0; b < j->c.n; b++)
        if (100 * bac_calibration_share(&j->c, b) >= percent) {
            sum.frames += of->bin[b].frames;
            sum.correct += of->bin[b].correct;
        }
    return sum;
}

/* Mean distance between the share of right answers that is stated and the one found, over frames. */
static double error_of(const job *j, const counted *of) {
    double sum = 0;
    for (uint32_t b = 0; b < j->c.n; b++)
        sum += fabs((double)of->bin[b].correct -
                    bac_calibration_share(&j->c, b) * (double)of->bin[b].frames);
    return sum / (double)of->frames;
}

static void print_share(uint64_t part, uint64_t all) {
    if (all)
        printf(" %8.2f %%", 100 * share_of(part, all));
    else
        printf(" %10s", "-");
}

static void print_bins(const job *j) {
    printf("%10s %10s %10s%s\n", "margin", "frames", "right", j->check.spec ? "      check" : "");
    for (uint32_t b = 0; b < j->c.n; b++) {
        const bac_calibration_bin *bin = &j->c.bin[b], *check = &j->check.bin[b];
        printf("%10u %10llu", bin->margin, (unsigned long long)bin->frames);
        print_share(bin->correct, bin->frames);
        if (j->check.spec)
            print_share(check->correct, check->frames);
        putchar('\n');
    }
}

static void print_answered(const job *j) {
    const counted *of = j->check.spec ? &j->check : &j->fit;
    printf("\n%10s %10s %10s%s\n", "confidence", "answered", "right",
           j->other.spec ? "      other" : "");
    for (uint32_t i = 0; i < N_LEAST; i++) {
        const bac_calibration_bin a = answered(j, of, LEAST[i]);
        printf("%8u %%", LEAST[i]);
        print_share(a.frames, of->frames);
        print_share(a.correct, a.frames);
        if (j->other.spec)
            print_share(answered(j, &j->other, LEAST[i]).frames, j->other.frames);
        putchar('\n');
    }
    printf("answered: frames of %s with this confidence and more; right: of these\n", of->spec);
    if (j->other.spec)
        printf("other: frames of %s with it, though they are of no class\n", j->other.spec);
}

static int print_text(const job *j) {
    printf("%s on %sframes of %s: %llu frames, %.2f %% right\n\n", bac_net_name(j->net),
           j->c.synthetic ? "synthetic " : "", j->fit.spec, (unsigned long long)j->fit.frames,
           100 * share_of(j->fit.correct, j->fit.frames));
    print_bins(j);
    if (j->check.spec)
        printf("check: %s, %llu frames, %.2f %% right; what is stated errs by %.2f points on "
               "average\n",
               j->check.spec, (unsigned long long)j->check.frames,
               100 * share_of(j->check.correct, j->check.frames), 100 * error_of(j, &j->check));
    print_answered(j);
    return EXIT_OK;
}

static json_t *json_of(const counted *of, bool labelled) {
    if (!of->spec)
        return json_null();
    return json_pack("{s:s, s:I, s:o}", "set", of->spec, "frames", (json_int_t)of->frames,
                     "correct", labelled ? json_integer((json_int_t)of->correct) : json_null());
}

static json_t *json_bins(const job *j) {
    json_t *list = json_array();
    for (uint32_t b = 0; b < j->c.n; b++)
        json_array_append_new(list, json_pack("{s:I, s:f, s:[I, I], s:[I, I], s:I}", "margin",
                                              (json_int_t)j->c.bin[b].margin, "confidence",
                                              bac_calibration_share(&j->c, b), "fit",
                                              (json_int_t)j->fit.bin[b].frames,
                                              (json_int_t)j->fit.bin[b].correct, "check",
                                              (json_int_t)j->check.bin[b].frames,
                                              (json_int_t)j->check.bin[b].correct, "other",
                                              (json_int_t)j->other.bin[b].frames));
    return list;
}

static int print_json(const job *j) {
    return tool_json_print(
        json_pack("{s:s, s:s, s:b, s:o, s:o, s:o, s:o, s:o, s:s?}", "network", bac_net_name(j->net),
                  "hash", j->c.network, "synthetic", j->c.synthetic, "fit", json_of(&j->fit, true),
                  "check", json_of(&j->check, true), "other", json_of(&j->other, false),
                  "check_error", j->check.spec ? json_real(error_of(j, &j->check)) : json_null(),
                  "bins", json_bins(j), "output", j->out));
}

static job asked;

static int start(const char *const operand[]) {
    asked.net_path = operand[0];
    asked.fit.spec = operand[1];
    tool_catch_interrupts();
    bac_status status = calibrate(&asked, &tool_error);
    if (!status && asked.out)
        status = bac_calibration_save(&asked.c, asked.out, &tool_error);
    int exit_status = status ? tool_fail() : asked.json ? print_json(&asked) : print_text(&asked);
    if (!status && !asked.json && asked.out)
        printf("wrote %s\n", asked.out);
    bac_net_free(asked.net);
    if (tool_interrupted())
        raise(tool_interrupted()); /* the shell is to see an interrupted command */
    return exit_status;
}

static const args_option options[] = {
    {"output", 'o', "FILE", "write the calibration, for bac classify --calibration",
     .text = &asked.out},
    {"check", 0, "SET", "labelled frames that the calibration has not seen",
     .text = &asked.check.spec},
    {"other", 0, "SET", "frames of nothing that the network knows, such as noise",
     .text = &asked.other.spec},
    {"threads", 0, "N", "worker threads; default: one a processor", .whole = &asked.threads,
     .least = 1, .most = 256},
    {"json", 0, NULL, "print JSON", .flag = &asked.json},
    {0}};

const args_verb verb_calibrate = {
    .name = "calibrate",
    .brief = "NET.bnet SET",
    .help = "how often the network is right, by the margin of its answer",
    .synopsis = "NET.bnet SET [-o FILE] [--check SET] [--other SET] [--threads N] [--json]",
    .about =
        "Classifies a labelled set and counts right answers by their margin, the largest logit\n"
        "minus the second. bac classify --calibration FILE then states this share as its\n"
        "confidence, and answers unknown where it is too small. --check states how well the\n"
        "shares hold on other frames, --other how often frames of no class are answered\n"
        "(docs/evaluation.md). SET: as bac eval takes it.",
    .example =
        "bac calibrate golden/nets/default.bnet signal:radioml,seed=202,count=20 -o default.cal",
    .options = {options},
    .operands = 2,
    .start = start,
};
