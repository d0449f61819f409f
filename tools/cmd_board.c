/* bac board - sends frames to a board over its serial line and compares its answers with the C
 * model. */
#include "board/link.h"
#include "common/net_hash.h"
#include "common/tool.h"
#include "read_text.h"
#include "sigmf.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AHEAD = 2 }; /* frames that are sent before the first of them is answered */

typedef struct result {
    uint32_t class_index, want_class;
    uint64_t margin, want_margin;
} result;

typedef struct job {
    const char *port, *range, *patience_text;
    uint64_t baud;
    bool json;
    double patience;
    bac_net *net;
    uint64_t first, n; /* frames */
    int32_t *codes;    /* [n][T][C] */
    result *list;      /* [n] */
    uint64_t wrong;
    double seconds;
    board_link link;
} job;

static job asked = {.baud = BAC_BOARD_BAUD, .patience = 3};

/* ---- frames */

static size_t frame_size(const job *j) {
    const bac_layer *in = bac_net_layer(j->net, 0);
    return (size_t)in->T * in->C;
}

static int pick_range(job *j, uint64_t n) {
    uint64_t last;
    if (!args_range("frames", j->range, n, &j->first, &last))
        return EXIT_USAGE;
    j->n = last - j->first;
    return ARGS_GO_ON;
}

static int load_array(job *j, const char *path) {
    uint64_t n;
    if (bac_frames_load(path, j->net, &n, &j->codes, &tool_error))
        return tool_fail();
    const int status = pick_range(j, n);
    if (status == ARGS_GO_ON)
        memmove(j->codes, j->codes + j->first * frame_size(j),
                j->n * frame_size(j) * sizeof *j->codes);
    return status;
}

/* The frames of a recording, at the level that bac classify gives them. */
static int load_recording(job *j, const char *path) {
    const bac_layer *in = bac_net_layer(j->net, 0);
    bac_sigmf *recording = NULL;
    bac_sigmf_cut *cut = NULL;
    float *iq = NULL;
    if (in->C != 2)
        return tool_refuse(path, "a recording has two channels, I and Q; the network takes %u",
                           in->C);
    bool bad = bac_sigmf_open(path, &recording, &tool_error) ||
               bac_sigmf_cut_create(recording, in->T, in->T, &cut, &tool_error);
    int status = bad ? tool_fail() : pick_range(j, bac_sigmf_frames(cut));
    if (status == ARGS_GO_ON) {
        iq = calloc(frame_size(j), sizeof *iq);
        j->codes = calloc(j->n * frame_size(j) + 1, sizeof *j->codes);
        bad = (!iq || !j->codes) && bac_fail(&tool_error, BAC_ERR_MEMORY, path, "out of memory");
        for (uint64_t i = 0; i < j->n && !bad; i++)
            bad = bac_sigmf_frame(cut, j->first + i, BAC_SIGMF_DEFAULT, 1, iq, &tool_error) ||
                  bac_frame_quantise(j->net, iq, j->codes + i * frame_size(j), &tool_error);
        status = bad ? tool_fail() : ARGS_GO_ON;
    }
    free(iq);
    bac_sigmf_cut_free(cut);
    bac_sigmf_close(recording);
    return status;
}

/* What the C model answers. */
static bac_status expect(job *j, bac_error *err) {
    const uint32_t classes = bac_net_logits(j->net)->C;
    int32_t *logits = calloc(classes, sizeof *logits);
    bac_run *run = NULL;
    bac_status status = logits ? bac_run_create(j->net, &run, err)
                               : bac_fail(err, BAC_ERR_MEMORY, j->port, "out of memory");
    for (uint64_t i = 0; i < j->n && status == BAC_OK; i++) {
        result *r = &j->list[i];
        int64_t second = INT64_MIN;
        status = bac_run_frame(run, j->codes + i * frame_size(j), logits, &r->want_class, err);
        for (uint32_t k = 0; k < classes; k++)
            if (k != r->want_class && logits[k] > second)
                second = logits[k];
        r->want_margin = (uint64_t)(logits[r->want_class] - second);
    }
    bac_run_free(run);
    free(logits);
    return status;
}

/* ---- the board */

static bool is_wrong(const result *r) {
    return r->class_index != r->want_class || r->margin != r->want_margin;
}

static bac_status check_identity(const job *j, bac_error *err) {
    const bac_layer *in = bac_net_layer(j->net, 0);
    const board_identity *id = &j->link.id;
    uint8_t hash[32];
    bac_status status = tool_net_hash(j->net, hash, err);
    if (status != BAC_OK)
        return status;
    if (memcmp(hash, id->hash, sizeof id->hash) != 0)
        return bac_fail(err, BAC_ERR_INPUT, j->port,
                        "the board has another network than %s: frames of [%u][%u], %u classes, "
                        "hash %02x%02x%02x%02x, not %02x%02x%02x%02x",
                        bac_net_name(j->net), id->T, id->C, id->classes, id->hash[0], id->hash[1],
                        id->hash[2], id->hash[3], hash[0], hash[1], hash[2], hash[3]);
    if (id->T != in->T || id->C != in->C || id->code_bytes < 1 || id->code_bytes > 4 ||
        id->class_bytes < 1 || id->class_bytes > 8 || id->margin_bytes < 1 || id->margin_bytes > 8)
        return bac_fail(err, BAC_ERR_INPUT, j->port, "the board contradicts itself");
    return BAC_OK;
}

static void print_result(const job *j, uint64_t i) {
    const result *r = &j->list[i];
    char name[TOOL_CLASS_SIZE], other[TOOL_CLASS_SIZE];
    printf("%7" PRIu64 "  %5" PRIu32 "  %-12s %8" PRIu64, j->first + i, r->class_index,
           tool_class(j->net, r->class_index, name), r->margin);
    if (is_wrong(r))
        printf("  the model: %s, %" PRIu64, tool_class(j->net, r->want_class, other),
               r->want_margin);
    putchar('\n');
}

static bac_status take(job *j, uint64_t i, const board_answer *a, bac_error *err) {
    if (a->status != 0)
        return bac_fail(err, BAC_ERR_IO, j->port, "the board says of frame %" PRIu64 ": %s%s",
                        j->first + i, board_status_text(a->status),
                        a->status == 1 || a->status == 3 ? "; is the line good for this --baud?"
                                                         : "");
    if (a->class_index >= bac_net_logits(j->net)->C)
        return bac_fail(err, BAC_ERR_INPUT, j->port, "the board says class %" PRIu64,
                        a->class_index);
    j->list[i].class_index = (uint32_t)a->class_index;
    j->list[i].margin = a->margin;
    j->wrong += is_wrong(&j->list[i]);
    if (!j->json)
        print_result(j, i);
    return BAC_OK;
}

/* Sends all frames, at most AHEAD more than are answered. */
static bac_status stream(job *j, bac_error *err) {
    const size_t n = board_frame_bytes(&j->link.id);
    uint8_t *bytes = malloc(n);
    uint64_t sent = 0, done = 0;
    uint8_t number = 0;
    tool_progress progress = {.what = "frames", .total = j->n};
    bac_status status = bytes ? BAC_OK : bac_fail(err, BAC_ERR_MEMORY, j->port, "out of memory");
    const double start = tool_seconds();
    while (status == BAC_OK && done < j->n && !tool_interrupted()) {
        bool answered;
        board_answer a = {0};
        if (board_link_sent(&j->link) && sent < j->n && sent - done < AHEAD) {
            board_frame_write(&j->link.id, j->codes + sent * frame_size(j), bytes);
            board_link_send(&j->link, bytes, n);
            sent++;
        }
        status = board_link_wait(&j->link, &answered, &a, err);
        if (status != BAC_OK || !answered)
            continue;
        if (done > 0 && a.number != (uint8_t)(number + 1))
            status = bac_fail(err, BAC_ERR_IO, j->port, "an answer is missing: number %u after %u",
                              a.number, number);
        number = a.number;
        if (status == BAC_OK)
            status = take(j, done++, &a, err);
        if (j->json)
            tool_progress_step(&progress, done);
    }
    j->seconds = tool_seconds() - start;
    tool_progress_end(&progress);
    j->n = status == BAC_OK ? done : j->n;
    free(bytes);
    return status;
}

/* ---- output */

static int print_json(const job *j) {
    json_t *list = json_array();
    char name[TOOL_CLASS_SIZE];
    for (uint64_t i = 0; i < j->n; i++) {
        const result *r = &j->list[i];
        json_array_append_new(
            list, json_pack("{s:I, s:s, s:I, s:I, s:I, s:I}", "frame", (json_int_t)(j->first + i),
                            "class", tool_class(j->net, r->class_index, name), "class_index",
                            (json_int_t)r->class_index, "margin", (json_int_t)r->margin,
                            "expected_class_index", (json_int_t)r->want_class, "expected_margin",
                            (json_int_t)r->want_margin));
    }
    return tool_json_print(json_pack(
        "{s:s, s:s, s:I, s:I, s:I, s:f, s:o}", "network", bac_net_name(j->net), "port", j->port,
        "baud", (json_int_t)j->baud, "frames", (json_int_t)j->n, "mismatches", (json_int_t)j->wrong,
        "frames_per_second", (double)j->n / fmax(j->seconds, 1e-9), "results", list));
}

static int finish(const job *j) {
    const int status = j->wrong ? EXIT_MISMATCH : EXIT_OK;
    if (j->json) {
        const int printed = print_json(j);
        return printed == EXIT_OK ? status : printed;
    }
    printf("\n%" PRIu64 " frames, %" PRIu64 " unlike the C model, %.1f frames a second\n", j->n,
           j->wrong, (double)j->n / fmax(j->seconds, 1e-9));
    return status;
}

static int talk(job *j) {
    if (board_link_open(&j->link, j->port, j->baud, j->patience, &tool_error) ||
        check_identity(j, &tool_error))
        return tool_fail();
    if (!j->json)
        printf("%7s  %5s  %-12s %8s\n", "frame", "class", "", "margin");
    tool_catch_interrupts();
    if (stream(j, &tool_error)) {
        fflush(stdout);
        return tool_fail();
    }
    return tool_interrupted() ? 128 + tool_interrupted() : finish(j);
}

static int start(const char *const operand[]) {
    job *j = &asked;
    char *end;
    j->port = operand[0];
    if (j->patience_text)
        j->patience = strtod(j->patience_text, &end);
    if (j->patience_text && (*end || !(j->patience > 0) || j->patience > 3600))
        return args_complain("--timeout wants seconds above 0, not '%s'", j->patience_text);
    int status = bac_net_load(operand[1], &j->net, &tool_error) ? tool_fail() : ARGS_GO_ON;
    if (status == ARGS_GO_ON)
        status = bac_ends_with(operand[2], ".sigmf-meta") ? load_recording(j, operand[2])
                                                          : load_array(j, operand[2]);
    if (status == ARGS_GO_ON && !(j->list = calloc(j->n + 1, sizeof *j->list)))
        status = tool_refuse(operand[2], "out of memory");
    if (status == ARGS_GO_ON)
        status = expect(j, &tool_error) ? tool_fail() : talk(j);
    board_link_close(&j->link);
    free(j->list);
    free(j->codes);
    bac_net_free(j->net);
    return status;
}

static const args_option options[] = {
    {"baud", 0, "N", "rate of the serial line, as of bac build (1000000)", .whole = &asked.baud,
     .least = 300, .most = 12000000},
    {"frames", 0, "A:B", "frames A to B-1 only", .text = &asked.range},
    {"timeout", 0, "SECONDS", "silence after which the board counts as absent (3)",
     .text = &asked.patience_text},
    {"json", 0, NULL, "print JSON", .flag = &asked.json},
    {0}};

const args_verb verb_board = {
    .name = "board",
    .brief = "PORT NET.bnet FRAMES",
    .help = "classify frames on a board, compared with the C model",
    .synopsis = "PORT NET.bnet FRAMES.npy|REC.sigmf-meta [--baud N] [--frames A:B] "
                "[--timeout SECONDS] [--json]",
    .about =
        "Sends frames over a serial port to a board with a bitstream of bac build --board, and\n"
        "prints the class and the margin (largest logit minus second largest) of each. Each\n"
        "answer is compared with the C model; exit status 1 if one differs. A board that is\n"
        "absent, silent or unplugged, or that has another network: one line, exit status 3.\n"
        "Frames are read as by bac run and bac classify. Protocol: docs/boards.md.",
    .example = "bac board /dev/ttyUSB1 golden/nets/default.bnet golden/frames/synthetic-48.npy "
               "--frames 0:8",
    .options = {options},
    .operands = 3,
    .start = start,
};
