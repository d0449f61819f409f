#include "fifos.h"

#include <string.h>

int fifos_take(fifos *f, const char *verb, int argc, char **argv) {
    int kept = 1;
    for (int i = 1; i < argc; i++) {
        const char *text = NULL;
        if (strncmp(argv[i], "--fifo=", 7) == 0)
            text = argv[i] + 7;
        else if (strcmp(argv[i], "--fifo") == 0 && i + 1 < argc)
            text = argv[++i];
        if (!text) {
            argv[kept++] = argv[i];
            continue;
        }
        if (f->n == FIFOS_MAX) {
            args_complain(verb, "at most %d --fifo", FIFOS_MAX);
            return -1;
        }
        f->text[f->n++] = text;
    }
    return kept;
}

bool fifos_read(fifos *f, const char *verb) {
    for (uint32_t i = 0; i < f->n; i++) {
        const char *text = f->text[i], *equals = strchr(text, '=');
        uint64_t depth;
        size_t length = equals ? (size_t)(equals - text) : 0;
        if (length == 0 || length >= sizeof f->name[i]) {
            args_complain(verb, "--fifo wants NAME=DEPTH, not '%s'", text);
            return false;
        }
        if (!args_integer(verb, "fifo", equals + 1, 1, 65536, &depth))
            return false;
        memcpy(f->name[i], text, length);
        f->name[i][length] = '\0';
        f->list[i] = (bac_fifo_depth){f->name[i], (uint32_t)depth};
    }
    return true;
}

args_option fifos_option(const char **unused) {
    return (args_option){.name = "fifo",
                         .value = "NAME=DEPTH",
                         .help = "generate this FIFO with DEPTH words; may be repeated",
                         .text = unused};
}
