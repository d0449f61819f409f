#include "args.h"

#include "ints.h"
#include "read_text.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *name = "";

const char *args_name(void) {
    return name;
}

int args_complain(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "bac %s: ", name);
    vfprintf(stderr, format, arguments);
    fprintf(stderr, " (bac %s --help)\n", name);
    va_end(arguments);
    return EXIT_USAGE;
}

/* The i-th option of all tables, or NULL. */
static const args_option *option_at(const args_verb *verb, size_t i) {
    for (size_t k = 0; k < sizeof verb->options / sizeof *verb->options && verb->options[k]; k++)
        for (const args_option *o = verb->options[k]; o->name; o++)
            if (i-- == 0)
                return o;
    return NULL;
}

static void print_help(const args_verb *verb) {
    const args_option *o;
    printf("usage: bac %s %s\n\n%s\n\noptions:\n", verb->name, verb->synopsis, verb->about);
    for (size_t i = 0; (o = option_at(verb, i)); i++) {
        char left[64];
        int n = o->letter ? snprintf(left, sizeof left, "-%c, --%s", o->letter, o->name)
                          : snprintf(left, sizeof left, "--%s", o->name);
        if (o->value && n > 0 && (size_t)n < sizeof left)
            snprintf(left + n, sizeof left - (size_t)n, " %s", o->value);
        printf("  %-24s %s\n", left, o->help);
    }
    printf("  %-24s %s\n\nexample:\n", "--help", "this text");
    for (const char *line = verb->example; *line;) {
        int length = (int)strcspn(line, "\n");
        printf("  %.*s\n", length, line);
        line += length + (line[length] == '\n');
    }
}

static int unknown_option(const args_verb *verb, const char *word) {
    const char *names[32] = {"help"};
    const args_option *o;
    char stem[32];
    size_t n = 1;
    for (; n < 31 && (o = option_at(verb, n - 1)); n++)
        names[n] = o->name;
    const char *text = word + 1 + (word[1] == '-');
    snprintf(stem, sizeof stem, "%.*s", (int)strcspn(text, "="), text);
    const char *near = bac_word_nearest(stem, names, sizeof *names);
    return near ? args_complain("unknown option %s; did you mean --%s?", word, near)
                : args_complain("unknown option %s", word);
}

/* Finds the option that `word` names. *inline_value: what follows = or the letter, or NULL. */
static const args_option *find(const args_verb *verb, const char *word, const char **inline_value) {
    const args_option *o;
    *inline_value = NULL;
    for (size_t i = 0; (o = option_at(verb, i)); i++) {
        if (word[1] != '-') {
            if (!o->letter || word[1] != o->letter)
                continue;
            if (word[2])
                *inline_value = word + 2;
            return o;
        }
        size_t length = strlen(o->name);
        if (strncmp(word + 2, o->name, length) != 0)
            continue;
        if (word[2 + length] == '=')
            *inline_value = word + 2 + length + 1;
        else if (word[2 + length])
            continue;
        return o;
    }
    return NULL;
}

static int take_value(const args_option *o, const char *value) {
    if (o->list && o->list->n == ARGS_LIST_MOST)
        return args_complain("at most %d --%s", ARGS_LIST_MOST, o->name);
    if (o->list)
        o->list->text[o->list->n++] = value;
    else if (o->text)
        *o->text = value;
    else if (!args_integer(o->name, value, o->least, o->most, o->whole))
        return EXIT_USAGE;
    return ARGS_GO_ON;
}

/* Handles the option at argv[*i] and steps over its value. */
static int take_option(const args_verb *verb, int argc, char **argv, int *i,
                       const args_option **seen) {
    const char *word = argv[*i];
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        print_help(verb);
        return EXIT_OK;
    }
    const char *value = NULL;
    const args_option *o = find(verb, word, &value);
    if (!o)
        return unknown_option(verb, word);
    if (o->flag) {
        if (value)
            return args_complain("--%s takes no value", o->name);
        *o->flag = true;
        return ARGS_GO_ON;
    }
    if (!value) {
        if (*i + 1 >= argc)
            return args_complain("%s needs a value: %s", word, o->value);
        value = argv[++*i];
    }
    for (; *seen && !o->list; seen++)
        if (*seen == o)
            return args_complain("--%s is given twice", o->name);
    if (!o->list)
        *seen = o;
    return take_value(o, value);
}

int args_run(const args_verb *verb, int argc, char **argv) {
    const args_option *seen[64] = {NULL}; /* more than any verb has */
    const char *operand[ARGS_MAX_OPERANDS] = {NULL};
    int n = 0;
    bool options_end = false;
    name = verb->name;
    for (int i = 1; i < argc; i++) {
        if (!options_end && strcmp(argv[i], "--") == 0) {
            options_end = true;
        } else if (!options_end && argv[i][0] == '-' && argv[i][1]) {
            int status = take_option(verb, argc, argv, &i, seen);
            if (status != ARGS_GO_ON)
                return status;
        } else if (n >= verb->operands + verb->optional) {
            return args_complain("one operand too many: %s", argv[i]);
        } else {
            operand[n++] = argv[i];
        }
    }
    if (n < verb->operands)
        return args_complain("usage: bac %s %s", verb->name, verb->synopsis);
    return verb->start(operand);
}

static bool digits(const char *text, const char **end, uint64_t *value) {
    if (!isdigit((unsigned char)*text))
        return false;
    char *stop;
    errno = 0;
    *value = strtoull(text, &stop, 10);
    *end = stop;
    return errno == 0;
}

bool args_integer(const char *option, const char *text, uint64_t lo, uint64_t hi, uint64_t *value) {
    if (bac_parse_count(text, lo, hi, value))
        return true;
    args_complain("--%s wants an integer of %llu..%llu, not '%s'", option, (unsigned long long)lo,
                  (unsigned long long)hi, text);
    return false;
}

uint32_t args_threads(uint64_t asked, uint64_t most) {
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return (uint32_t)(asked ? asked : bac_min_u64(processors < 1 ? 1 : (uint64_t)processors, most));
}

bool args_shard(const char *text, uint64_t most, uint32_t *i, uint32_t *n) {
    char first[32];
    uint64_t shard, shards;
    const char *slash = strchr(text, '/');
    if (!slash || slash - text >= (long)sizeof first) {
        args_complain("--shard wants I/N, 0/8 for the first of eight, not '%s'", text);
        return false;
    }
    snprintf(first, sizeof first, "%.*s", (int)(slash - text), text);
    if (!args_integer("shard I/N: N", slash + 1, 1, most, &shards) ||
        !args_integer("shard I/N: I", first, 0, shards - 1, &shard))
        return false;
    *i = (uint32_t)shard;
    *n = (uint32_t)shards;
    return true;
}

bool args_range(const char *option, const char *text, uint64_t n, uint64_t *from, uint64_t *to) {
    *from = 0;
    *to = n;
    if (!text)
        return true;
    const char *p = text;
    bool good = *p == ':' || digits(p, &p, from);
    if (good && *p == ':')
        good = !*++p || digits(p, &p, to);
    else if (good)
        *to = *from + 1;
    if (good && !*p && *from < *to && *to <= n)
        return true;
    args_complain("--%s wants A:B with 0 <= A < B <= %llu (the frames there are), not '%s'", option,
                  (unsigned long long)n, text);
    return false;
}
