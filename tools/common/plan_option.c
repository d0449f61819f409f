#include "plan_option.h"

#include "tool.h"

#include <string.h>

static struct {
    const char *path;
    uint64_t samples; /* 0: not asked for */
    args_list fifos;  /* NAME=DEPTH as typed */
} asked;

const args_option plan_options[] = {
    {"plan", 0, "PLAN.cfg", "plan: how each layer is built (docs/plans.md)", .text = &asked.path},
    {"samples-per-clock", 0, "S", "samples of the input per beat (default: the plan's, or 1)",
     .whole = &asked.samples, .least = 1, .most = 65536},
    {"fifo", 0, "NAME=DEPTH", "depth of a FIFO in beats; may be repeated", .list = &asked.fifos},
    {0}};

void plan_option_put_word(FILE *out, const char *name, const char *value,
                          void (*put)(FILE *, const char *)) {
    if (!value)
        return;
    fprintf(out, " --%s", name);
    put(out, value);
}

void plan_option_put(FILE *out, void (*put)(FILE *, const char *)) {
    plan_option_put_word(out, "plan", asked.path, put);
    if (asked.samples)
        fprintf(out, " --samples-per-clock %llu", (unsigned long long)asked.samples);
    for (uint32_t i = 0; i < asked.fifos.n; i++)
        plan_option_put_word(out, "fifo", asked.fifos.text[i], put);
}

uint32_t plan_option_samples(void) {
    return (uint32_t)asked.samples;
}

bool plan_option_more(void) {
    return asked.path || asked.fifos.n > 0;
}

bool plan_option_given(void) {
    return asked.samples || plan_option_more();
}

static int read_fifos(bac_plan *plan) {
    for (uint32_t i = 0; i < asked.fifos.n; i++) {
        const char *text = asked.fifos.text[i], *equals = strchr(text, '=');
        char name[2 * BAC_MAX_NAME];
        uint64_t depth;
        size_t length = equals ? (size_t)(equals - text) : 0;
        if (length == 0 || length >= sizeof name)
            return args_complain("--fifo wants NAME=DEPTH, not '%s'", text);
        if (!args_integer("fifo", equals + 1, 1, 65536, &depth))
            return EXIT_USAGE;
        memcpy(name, text, length);
        name[length] = '\0';
        if (bac_plan_set_fifo(plan, name, (uint32_t)depth, &tool_error))
            return tool_fail();
    }
    return ARGS_GO_ON;
}

int plan_option_read(const bac_net *net, bac_plan **plan) {
    if (asked.path ? bac_plan_load(asked.path, net, plan, &tool_error)
                   : bac_plan_create(net, plan, &tool_error))
        return tool_fail();
    if (asked.samples)
        (*plan)->samples_per_clock = (uint32_t)asked.samples;
    return read_fifos(*plan);
}

int planned_load(planned *job, const char *path) {
    *job = (planned){0};
    return bac_net_load(path, &job->net, &tool_error) ? tool_fail()
                                                      : plan_option_read(job->net, &job->plan);
}

int planned_build(planned *job) {
    return bac_compile(job->net, job->plan, &job->p, &tool_error) ? tool_fail() : ARGS_GO_ON;
}

int planned_time(planned *job) {
    return bac_compile_times(job->net, job->plan, &job->p, &tool_error) ? tool_fail() : ARGS_GO_ON;
}

void planned_note(const bac_netlist *p) {
    if (p->shallow)
        fprintf(
            stderr,
            "bac %s: FIFO '%s' is made shallower than the %u beats that the frames' pace needs: "
            "the predicted clocks do not hold\n",
            args_name(), p->shallow, (unsigned)p->shallow_need);
    else if (!p->steady)
        fprintf(
            stderr,
            "bac %s: the frames' times reach no steady state: the predicted clocks do not hold\n",
            args_name());
}

void planned_free(planned *job) {
    bac_netlist_free(job->p);
    bac_plan_free(job->plan);
    bac_net_free(job->net);
}
