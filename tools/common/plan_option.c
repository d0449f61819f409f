#include "plan_option.h"

#include "tool.h"

#include <string.h>

const args_option *plan_option_lines(plan_option *o) {
    const args_option lines[] = {
        {"plan", 0, "PLAN.cfg", "how each layer is built (docs/plans.md)", .text = &o->path},
        {"samples-per-clock", 0, "S", "samples of the input in a beat, instead of the plan's (1)",
         .whole = &o->samples, .least = 1, .most = 65536},
        {"fifo", 0, "NAME=DEPTH", "make this FIFO DEPTH beats deep; may be repeated",
         .list = &o->fifos},
        {0}};
    memcpy(o->lines, lines, sizeof lines);
    return o->lines;
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
    if (o->samples)
        fprintf(out, " --samples-per-clock %llu", (unsigned long long)o->samples);
    for (uint32_t i = 0; i < o->fifos.n; i++)
        put_option(out, "fifo", o->fifos.text[i], put);
}

bool plan_option_given(const plan_option *o) {
    return o->path || o->samples || o->fifos.n > 0;
}

static int read_fifos(const plan_option *o, bac_plan *plan) {
    for (uint32_t i = 0; i < o->fifos.n; i++) {
        const char *text = o->fifos.text[i], *equals = strchr(text, '=');
        char name[2 * BAC_MAX_NAME];
        uint64_t depth;
        bac_error err = {0};
        size_t length = equals ? (size_t)(equals - text) : 0;
        if (length == 0 || length >= sizeof name)
            return args_complain("--fifo wants NAME=DEPTH, not '%s'", text);
        if (!args_integer("fifo", equals + 1, 1, 65536, &depth))
            return EXIT_USAGE;
        memcpy(name, text, length);
        name[length] = '\0';
        if (bac_plan_set_fifo(plan, name, (uint32_t)depth, &err))
            return tool_fail(&err);
    }
    return ARGS_GO_ON;
}

int plan_option_read(const plan_option *o, const bac_net *net, bac_plan **plan) {
    bac_error err = {0};
    if (o->path ? bac_plan_load(o->path, net, plan, &err) : bac_plan_create(net, plan, &err))
        return tool_fail(&err);
    if (o->samples)
        (*plan)->samples_per_clock = (uint32_t)o->samples;
    return read_fifos(o, *plan);
}

int planned_load(planned *job, const plan_option *o, const char *path) {
    bac_error err = {0};
    *job = (planned){0};
    return bac_net_load(path, &job->net, &err) ? tool_fail(&err)
                                               : plan_option_read(o, job->net, &job->plan);
}

int planned_build(planned *job) {
    bac_error err = {0};
    return bac_compile(job->net, job->plan, &job->p, &err) ? tool_fail(&err) : ARGS_GO_ON;
}

void planned_note(const bac_netlist *p) {
    if (p->shallow)
        fprintf(stderr,
                "bac %s: FIFO '%s' is made shallower than the %u beats that it takes to keep the "
                "frames' pace: the clocks will not be as predicted\n",
                args_name(), p->shallow, (unsigned)p->shallow_need);
    else if (!p->steady)
        fprintf(stderr,
                "bac %s: the frames' times do not settle: the clocks will not be as predicted\n",
                args_name());
}

void planned_free(planned *job) {
    bac_netlist_free(job->p);
    bac_plan_free(job->plan);
    bac_net_free(job->net);
}
