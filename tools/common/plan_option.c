#include "plan_option.h"

#include "tool.h"

#include <string.h>

int plan_option_take(plan_option *o, const char *verb, int argc, char **argv) {
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
        if (o->n_fifos == PLAN_FIFOS_MAX) {
            args_complain(verb, "at most %d --fifo; a plan takes more", PLAN_FIFOS_MAX);
            return -1;
        }
        o->fifo[o->n_fifos++] = text;
    }
    return kept;
}

void plan_option_lines(plan_option *o, args_option lines[PLAN_OPTIONS]) {
    lines[0] = (args_option){.name = "plan",
                             .value = "PLAN.cfg",
                             .help = "how each layer is built (docs/plans.md)",
                             .text = &o->path};
    lines[1] = (args_option){.name = "samples-per-clock",
                             .value = "S",
                             .help = "samples of the input in a beat, instead of the plan's (1)",
                             .text = &o->samples};
    lines[2] = (args_option){.name = "fifo",
                             .value = "NAME=DEPTH",
                             .help = "make this FIFO DEPTH beats deep; may be repeated",
                             .text = &o->in_help};
}

static void put_option(FILE *out, const char *name, const char *value,
                       void (*put)(FILE *, const char *)) {
    if (!value)
        return;
    fprintf(out, " --%s", name);
    put(out, value);
}

void plan_option_put(const plan_option *o, FILE *out, void (*put)(FILE *, const char *)) {
    put_option(out, "plan", o->path, put);
    put_option(out, "samples-per-clock", o->samples, put);
    for (uint32_t i = 0; i < o->n_fifos; i++)
        put_option(out, "fifo", o->fifo[i], put);
}

bool plan_option_given(const plan_option *o) {
    return o->path || o->samples || o->n_fifos > 0;
}

static int read_fifos(const plan_option *o, const char *verb, bac_plan *plan) {
    for (uint32_t i = 0; i < o->n_fifos; i++) {
        const char *text = o->fifo[i], *equals = strchr(text, '=');
        char name[2 * BAC_MAX_NAME];
        uint64_t depth;
        bac_error err = {0};
        size_t length = equals ? (size_t)(equals - text) : 0;
        if (length == 0 || length >= sizeof name)
            return args_complain(verb, "--fifo wants NAME=DEPTH, not '%s'", text);
        if (!args_integer(verb, "fifo", equals + 1, 1, 65536, &depth))
            return EXIT_USAGE;
        memcpy(name, text, length);
        name[length] = '\0';
        if (bac_plan_set_fifo(plan, name, (uint32_t)depth, &err))
            return tool_fail(verb, &err);
    }
    return ARGS_GO_ON;
}

int plan_option_read(const plan_option *o, const char *verb, const bac_net *net, bac_plan **plan) {
    bac_error err = {0};
    uint64_t samples = 0;
    if (o->samples && !args_integer(verb, "samples-per-clock", o->samples, 1, 65536, &samples))
        return EXIT_USAGE;
    if (o->path ? bac_plan_load(o->path, net, plan, &err) : bac_plan_create(net, plan, &err))
        return tool_fail(verb, &err);
    if (samples)
        (*plan)->samples_per_clock = (uint32_t)samples;
    int status = read_fifos(o, verb, *plan);
    if (status != ARGS_GO_ON) {
        bac_plan_free(*plan);
        *plan = NULL;
    }
    return status;
}

void plan_option_note(const char *verb, const bac_pipeline *p) {
    if (p->shallow)
        fprintf(stderr,
                "bac %s: FIFO '%s' is made shallower than the %u beats that it takes to keep the "
                "frames' pace: the clocks will not be as predicted\n",
                verb, p->shallow, (unsigned)p->shallow_need);
    else if (!p->steady)
        fprintf(stderr,
                "bac %s: the frames' times do not settle: the clocks will not be as predicted\n",
                verb);
}
