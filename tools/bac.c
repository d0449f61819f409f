/* bac.c - the command line: finds the verb and starts it. */
#include "common/tool.h"
#include "common/words.h"
#include "read_text.h"

#include <stdio.h>
#include <string.h>

static const args_verb *const verbs[] = {
    &verb_import,  &verb_show,   &verb_cost,   &verb_run,    &verb_golden,   &verb_plan,
    &verb_explore, &verb_rtl,    &verb_build,  &verb_board,  &verb_walk,     &verb_cosim,
    &verb_debug,   &verb_size,   &verb_cycles, &verb_diff,   &verb_classify, &verb_signal,
    &verb_train,   &verb_export, &verb_shrink, &verb_search, &verb_eval,     &verb_calibrate,
    &verb_regress, &verb_report, &verb_cache};
enum { N_VERBS = sizeof verbs / sizeof *verbs };

static void print_help(FILE *out) {
    fputs("usage: bac VERB ...\n\n"
          "A trained, quantised, pruned 1-D CNN becomes streaming FPGA hardware, proven bit for "
          "bit.\n"
          "\nverbs:\n",
          out);
    for (size_t i = 0; i < N_VERBS; i++)
        fprintf(out, "  %-9s %-37s %s\n", verbs[i]->name, verbs[i]->brief, verbs[i]->help);
    fputs("\nbac VERB --help says more and gives an example; bac --version names the version;\n"
          "bac --completion bash|zsh and bac --man [VERB] print completions and man pages.\n"
          "Exit status: 0 fine, 1 a comparison failed, 2 wrong usage, 3 bad input.\n",
          out);
}

static int unknown_verb(const char *name) {
    const char *names[N_VERBS + 1] = {NULL};
    for (size_t i = 0; i < N_VERBS; i++)
        names[i] = verbs[i]->name;
    const char *near = bac_word_nearest(name, names, sizeof *names);
    if (near)
        fprintf(stderr, "bac: unknown verb %s; did you mean %s? (bac --help)\n", name, near);
    else
        fprintf(stderr, "bac: unknown verb %s (bac --help)\n", name);
    return EXIT_USAGE;
}

static const args_verb *verb_of(const char *name) {
    for (size_t i = 0; i < N_VERBS; i++)
        if (strcmp(name, verbs[i]->name) == 0)
            return verbs[i];
    return NULL;
}

/* bac --completion bash|zsh, bac --man [VERB]: prints the files that are installed beside bac. */
static int print_words(const char *what, const char *of) {
    const args_verb *verb = verb_of(of);
    if (strcmp(what, "--man") == 0 && (verb || !*of)) {
        words_man(verb, verbs, N_VERBS);
        return EXIT_OK;
    }
    if (strcmp(what, "--man") == 0)
        return unknown_verb(of);
    if (words_complete(of, verbs, N_VERBS))
        return EXIT_OK;
    fprintf(stderr, "bac: --completion bash, or --completion zsh, not '%s'\n", of);
    return EXIT_USAGE;
}

static int dispatch(int argc, char **argv) {
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        print_help(stdout);
        return EXIT_OK;
    }
    if (strcmp(name, "--completion") == 0 || strcmp(name, "--man") == 0)
        return print_words(name, argc > 2 ? argv[2] : "");
    if (strcmp(name, "--version") == 0) {
        puts("bac " BAC_VERSION);
        return EXIT_OK;
    }
    const args_verb *verb = verb_of(name);
    return verb ? args_run(verb, argc - 1, argv + 1) : unknown_verb(name);
}

int main(int argc, char **argv) {
    int status = dispatch(argc, argv);
    /* A full disk or a closed pipe must not look like success. */
    if ((fflush(stdout) != 0 || ferror(stdout)) && status == EXIT_OK) {
        fputs("bac: could not write all of the output\n", stderr);
        status = EXIT_INPUT;
    }
    return status;
}
