/* bac golden - freeze the streams of every layer, or verify the frozen ones. */
#include "common/tool.h"
#include "golden/golden.h"

#include <stdio.h>

static struct {
    const char *dir, *range;
    bool check, json;
} asked;

static int freeze(const char *net_path, const char *frames_path, const char *dir,
                  const char *range) {
    golden_set set;
    bool usage;
    int exit_status;
    if (golden_compute(net_path, frames_path, range, &set, &usage, &tool_error))
        exit_status = usage ? EXIT_USAGE : tool_fail(); /* args_range has complained */
    else
        exit_status = golden_freeze(&set, net_path, frames_path, dir);
    if (exit_status == EXIT_OK && asked.json)
        exit_status = tool_json_print(json_pack(
            "{s:s, s:I, s:I, s:I}", "folder", dir, "files", (json_int_t)2 * set.n_layers, "layers",
            (json_int_t)set.n_layers, "frames", (json_int_t)(set.to - set.from)));
    else if (exit_status == EXIT_OK)
        printf("%s: %u files of %u layers, %llu frame(s)\n", dir, 2 * set.n_layers, set.n_layers,
               (unsigned long long)(set.to - set.from));
    golden_free(&set);
    return exit_status;
}

static int verify(const char *dir) {
    char mismatch[1024];
    uint32_t files;
    if (golden_check(dir, mismatch, sizeof mismatch, &files, &tool_error))
        return tool_fail();
    if (asked.json) {
        const int status = tool_json_print(
            json_pack("{s:s, s:I, s:b, s:s?}", "folder", dir, "files", (json_int_t)files, "equal",
                      !mismatch[0], "mismatch", mismatch[0] ? mismatch : NULL));
        return status == EXIT_OK && mismatch[0] ? EXIT_MISMATCH : status;
    }
    if (mismatch[0]) {
        fprintf(stderr, "bac golden: %s\n", mismatch);
        return EXIT_MISMATCH;
    }
    printf("%s: %u files agree, element by element and by hash\n", dir, files);
    return EXIT_OK;
}

static int start(const char *const operand[]) {
    if (asked.check) {
        if (operand[1] || asked.dir || asked.range)
            return args_complain("--check takes one directory and nothing else");
        return verify(operand[0] ? operand[0] : "golden/vectors");
    }
    if (!operand[1] || !asked.dir)
        return args_complain("NET.bnet FRAMES.npy -o DIR, or --check [DIR]");
    return freeze(operand[0], operand[1], asked.dir, asked.range);
}

static const args_option options[] = {
    {"output", 'o', "DIR", "the folder to create", .text = &asked.dir},
    {"frames", 0, "A:B", "frames A up to but not including B; default: all", .text = &asked.range},
    {"check", 0, NULL, "compute the vectors in DIR again and compare", .flag = &asked.check},
    {"json", 0, NULL, "print JSON", .flag = &asked.json},
    {0}};

const args_verb verb_golden = {
    .name = "golden",
    .brief = "NET.bnet FRAMES.npy -o DIR | --check",
    .help = "freeze or verify vectors of every layer",
    .synopsis = "NET.bnet FRAMES.npy -o DIR [--frames A:B]  |  --check [DIR]",
    .about = "Writes the output stream of every layer, as NPY and as a $readmemh image, with a\n"
             "MANIFEST of SHA-256 sums and the command. --check computes the vectors of DIR\n"
             "(golden/vectors) again; if an element differs it names the first and exits 1.",
    .example = "bac golden golden/nets/default.bnet golden/frames/synthetic-48.npy \\\n"
               "    --frames 0:1 -o vectors\n"
               "bac golden --check vectors",
    .options = {options},
    .optional = 2,
    .start = start,
};
