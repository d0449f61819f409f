#include "words.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { TABLES = sizeof((args_verb *)0)->options / sizeof *((args_verb *)0)->options };

static const args_option help_option = {"help", 'h', NULL, "print the help text", .flag = NULL};

/* The i-th option of all tables, --help behind them, or NULL. */
static const args_option *option_at(const args_verb *verb, size_t i) {
    for (size_t k = 0; k < TABLES && verb->options[k]; k++)
        for (const args_option *o = verb->options[k]; o->name; o++)
            if (i-- == 0)
                return o;
    return i == 0 ? &help_option : NULL;
}

/* ---- completions: verbs, then the options of the verb, else files */

static void complete_bash(const args_verb *const *verbs, size_t n) {
    fputs("# bash completion of bac; made by bac --completion bash\n"
          "_bac() {\n"
          "    local cur=${COMP_WORDS[COMP_CWORD]} words\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
          "        words=\"",
          stdout);
    for (size_t i = 0; i < n; i++)
        printf("%s ", verbs[i]->name);
    fputs("--help --version\"\n"
          "    else\n"
          "        case ${COMP_WORDS[1]} in\n",
          stdout);
    for (size_t v = 0; v < n; v++) {
        const args_option *o;
        printf("        %s) words=\"", verbs[v]->name);
        for (size_t i = 0; (o = option_at(verbs[v], i)); i++)
            printf("%s--%s", i ? " " : "", o->name);
        fputs("\" ;;\n", stdout);
    }
    fputs("        *) words= ;;\n"
          "        esac\n"
          "    fi\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ] || [ \"${cur:0:1}\" = - ]; then\n"
          "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
          "    else\n"
          "        mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
          "    fi\n"
          "}\n"
          "complete -o filenames -F _bac bac\n",
          stdout);
}

/* Text inside '...[...]' of zsh's _arguments. */
static void put_zsh(const char *text) {
    for (; *text; text++) {
        if (*text == '\n')
            putchar(' ');
        else if (*text == '\'')
            fputs("'\\''", stdout);
        else
            printf("%s%c", strchr("[]:\\", *text) ? "\\" : "", *text);
    }
}

static void complete_zsh(const args_verb *const *verbs, size_t n) {
    fputs("#compdef bac\n# zsh completion of bac; made by bac --completion zsh\n"
          "if (( CURRENT == 2 )); then\n"
          "    local -a verbs=(\n",
          stdout);
    for (size_t i = 0; i < n; i++) {
        printf("        '%s:", verbs[i]->name);
        put_zsh(verbs[i]->help);
        fputs("'\n", stdout);
    }
    fputs("    )\n    _describe verb verbs\n    return\nfi\n"
          "local verb=$words[2]\nshift words\n(( CURRENT-- ))\ncase $verb in\n",
          stdout);
    for (size_t v = 0; v < n; v++) {
        const args_option *o;
        printf("%s)\n    _arguments \\\n", verbs[v]->name);
        for (size_t i = 0; (o = option_at(verbs[v], i)); i++) {
            printf("        '--%s[", o->name);
            put_zsh(o->help);
            printf("]%s%s%s' \\\n", o->value ? ":" : "", o->value ? o->value : "",
                   o->value ? ":_files" : "");
        }
        fputs("        '*:file:_files'\n    ;;\n", stdout);
    }
    fputs("esac\n", stdout);
}

bool words_complete(const char *shell, const args_verb *const *verbs, size_t n) {
    if (strcmp(shell, "bash") == 0)
        complete_bash(verbs, n);
    else if (strcmp(shell, "zsh") == 0)
        complete_zsh(verbs, n);
    else
        return false;
    return true;
}

/* ---- man pages */

/* Prints text for a man page: escapes control characters at the start of a line, \ and -. */
static void put_man(const char *text) {
    bool begins = true;
    for (; *text; text++) {
        if (begins && (*text == '.' || *text == '\''))
            fputs("\\&", stdout);
        begins = *text == '\n';
        if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '-')
            fputs("\\-", stdout);
        else
            putchar(*text);
    }
}

static void put_title(const char *verb) {
    fputs(".TH BAC", stdout);
    for (const char *c = verb; *c; c++)
        putchar(toupper((unsigned char)*c));
    fputs(" 1 \"\" \"bac " BAC_VERSION "\" \"bac\"\n.SH NAME\nbac", stdout);
}

static void man_verb(const args_verb *verb) {
    const args_option *o;
    char title[64];
    snprintf(title, sizeof title, "-%s", verb->name);
    put_title(title);
    put_man(title);
    fputs(" \\- ", stdout);
    put_man(verb->help);
    printf("\n.SH SYNOPSIS\n.B bac %s\n", verb->name);
    put_man(verb->synopsis);
    fputs("\n.SH DESCRIPTION\n.nf\n", stdout);
    put_man(verb->about);
    fputs("\n.fi\n.SH OPTIONS\n", stdout);
    for (size_t i = 0; (o = option_at(verb, i)); i++) {
        fputs(".TP\n.B ", stdout);
        if (o->letter)
            printf("\\-%c, ", o->letter);
        fputs("\\-\\-", stdout);
        put_man(o->name);
        if (o->value)
            printf(" %s", o->value);
        putchar('\n');
        put_man(o->help);
        putchar('\n');
    }
    fputs(".SH EXAMPLE\n.nf\n", stdout);
    put_man(verb->example);
    fputs("\n.fi\n.SH \"EXIT STATUS\"\n0 fine, 1 a comparison failed, 2 wrong usage, 3 bad "
          "input.\n.SH \"SEE ALSO\"\n.BR bac (1)\n",
          stdout);
}

void words_man(const args_verb *verb, const args_verb *const *verbs, size_t n) {
    if (verb) {
        man_verb(verb);
        return;
    }
    put_title("");
    fputs(" \\- quantised, pruned 1\\-D CNNs as streaming FPGA hardware\n.SH SYNOPSIS\n"
          ".B bac\nVERB ...\n.SH DESCRIPTION\n"
          "A trained, quantised, pruned 1\\-D CNN becomes streaming FPGA hardware, proven bit for "
          "bit.\n.SH VERBS\n",
          stdout);
    for (size_t i = 0; i < n; i++) {
        printf(".TP\n.BR bac\\-%s (1)\n", verbs[i]->name);
        put_man(verbs[i]->help);
        putchar('\n');
    }
    fputs(".SH \"EXIT STATUS\"\n0 fine, 1 a comparison failed, 2 wrong usage, 3 bad input.\n",
          stdout);
}
