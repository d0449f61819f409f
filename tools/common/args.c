#include "args.h"

#include "ints.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int args_complain(const char *verb, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "bac %s: ", verb);
    vfprintf(stderr, format, arguments);
    fprintf(stderr, " (bac %s --help)\n", verb);
    va_end(arguments);
    return EXIT_USAGE;
}

/* Levenshtein distance of two words, of which only the first 31 letters count. */
static size_t distance(const char *a, const char *b) {
    enum { MOST = 31 };
    size_t na = strnlen(a, MOST), nb = strnlen(b, MOST);
    size_t row[MOST + 1];
    for (size_t j = 0; j <= nb; j++)
        row[j] = j;
    for (size_t i = 1; i <= na; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= nb; j++) {
            size_t change = diagonal + (a[i - 1] != b[j - 1]);
            size_t edit = 1 + bac_min_u64(row[j], row[j - 1]);
            diagonal = row[j];
            row[j] = bac_min_u64(change, edit);
        }
    }
    return row[nb];
}

const char *args_nearest(const char *word, const char *const *names, size_t n) {
    const char *best = NULL;
    size_t least = 1 + strlen(word) / 2; /* more than half wrong is another word */
    for (size_t i = 0; i < n; i++) {
        size_t d = distance(word, names[i]);
        if (d < least || (!best && d <= least && strncmp(word, names[i], 2) == 0)) {
            least = d;
            best = names[i];
        }
    }
    return best;
}

static void print_help(const args_verb *verb) {
    printf("usage: bac %s %s\n\n%s\n\noptions:\n", verb->name, verb->synopsis, verb->about);
    for (size_t i = 0; i < verb->n_options; i++) {
        const args_option *o = &verb->options[i];
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

static int unknown_option(const args_verb *verb, const char *word, const char *name) {
    const char *names[32];
    size_t n = 0;
    for (; n < verb->n_options && n < 31; n++)
        names[n] = verb->options[n].name;
    names[n++] = "help";
    const char *near = args_nearest(name, names, n);
    if (near)
        return args_complain(verb->name, "unknown option %s; did you mean --%s?", word, near);
    return args_complain(verb->name, "unknown option %s", word);
}

/* Finds the option that `word` names. *inline_value: what follows = or the letter, or NULL. */
static const args_option *find(const args_verb *verb, const char *word, const char **inline_value) {
    *inline_value = NULL;
    for (size_t i = 0; i < verb->n_options; i++) {
        const args_option *o = &verb->options[i];
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

/* Handles the option at argv[*i] and steps over its value. */
static int take_option(const args_verb *verb, int argc, char **argv, int *i) {
    const char *word = argv[*i];
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        print_help(verb);
        return EXIT_OK;
    }
    const char *value = NULL;
    const args_option *o = find(verb, word, &value);
    if (!o) {
        char name[32];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(word + 1, "="), word + 1);
        return unknown_option(verb, word, name[0] == '-' ? name + 1 : name);
    }
    if (o->flag) {
        if (value)
            return args_complain(verb->name, "--%s takes no value", o->name);
        *o->flag = true;
        return ARGS_GO_ON;
    }
    if (!value) {
        if (*i + 1 >= argc)
            return args_complain(verb->name, "%s needs a value: %s", word, o->value);
        value = argv[++*i];
    }
    if (*o->text)
        return args_complain(verb->name, "--%s is given twice", o->name);
    *o->text = value;
    return ARGS_GO_ON;
}

int args_parse(const args_verb *verb, int argc, char **argv,
               const char *operand[ARGS_MAX_OPERANDS]) {
    int n = 0;
    bool options_end = false;
    memset(operand, 0, ARGS_MAX_OPERANDS * sizeof *operand);
    for (int i = 1; i < argc; i++) {
        if (!options_end && strcmp(argv[i], "--") == 0) {
            options_end = true;
        } else if (!options_end && argv[i][0] == '-' && argv[i][1]) {
            int status = take_option(verb, argc, argv, &i);
            if (status != ARGS_GO_ON)
                return status;
        } else if (n >= verb->max_operands) {
            return args_complain(verb->name, "one operand too many: %s", argv[i]);
        } else {
            operand[n++] = argv[i];
        }
    }
    if (n < verb->min_operands)
        return args_complain(verb->name, "usage: bac %s %s", verb->name, verb->synopsis);
    return ARGS_GO_ON;
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

bool args_integer(const char *verb, const char *option, const char *text, uint64_t lo, uint64_t hi,
                  uint64_t *value) {
    const char *end;
    if (digits(text, &end, value) && !*end && *value >= lo && *value <= hi)
        return true;
    args_complain(verb, "--%s wants an integer of %llu..%llu, not '%s'", option,
                  (unsigned long long)lo, (unsigned long long)hi, text);
    return false;
}

bool args_threads(const char *verb, const char *text, uint64_t most, uint64_t *threads) {
    if (text)
        return args_integer(verb, "threads", text, 1, most, threads);
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    *threads = bac_min_u64(processors < 1 ? 1 : (uint64_t)processors, most);
    return true;
}

bool args_range(const char *verb, const char *option, const char *text, uint64_t n, uint64_t *from,
                uint64_t *to) {
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
    args_complain(verb, "--%s wants A:B with 0 <= A < B <= %llu (the frames there are), not '%s'",
                  option, (unsigned long long)n, text);
    return false;
}
