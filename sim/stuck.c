#include "stuck.h"

#include "kind.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct stuck {
    const bac_netlist *p;
    const bac_link_state *link;
    FILE *out;
} stuck;

static bool blocked(const stuck *s, uint32_t link) {
    return s->link[link].valid && !s->link[link].ready;
}

static const char *name_of(const stuck *s, uint32_t link) {
    return s->p->links[link].name;
}

/* The stage that reads a link, looking through wires. */
static const bac_stage *reader_of(const stuck *s, uint32_t link) {
    const bac_stage *reader = bac_link_reader(s->p, link);
    while (reader && bac_stage_is(reader, BAC_KIND_WIRES))
        reader = bac_link_reader(s->p, reader->out[0]);
    return reader;
}

static const char *layer_name(const stuck *s, const bac_stage *stage) {
    return bac_net_layer(s->p->net, stage->layer)->name;
}

/* The link upstream of all FIFOs and wires that lead into this link. */
static uint32_t before_fifos(const stuck *s, uint32_t link) {
    const bac_stage *driver = bac_link_driver(s->p, link);
    while (driver && (bac_stage_is_fifo(driver) || bac_stage_is(driver, BAC_KIND_WIRES))) {
        link = driver->in[0];
        driver = bac_link_driver(s->p, link);
    }
    return link;
}

/* The input stream, upstream of `link`, for which a chain of joins waits; BAC_NO_LINK: none. */
static uint32_t missing_above(const stuck *s, uint32_t link) {
    if (s->link[link].valid)
        return BAC_NO_LINK;
    const bac_stage *driver = bac_link_driver(s->p, link);
    if (!driver || !bac_stage_is(driver, BAC_KIND_JOINS))
        return before_fifos(s, link);
    const uint32_t missing = missing_above(s, driver->in[0]);
    return missing != BAC_NO_LINK ? missing : missing_above(s, driver->in[1]);
}

/* Explains a full FIFO before a join whose other input has no beat. */
static bool explain_join(const stuck *s, const bac_stage *fifo) {
    uint32_t waiting = fifo->in[0];
    if (!bac_stage_is_fifo(fifo) || !blocked(s, waiting))
        return false;
    const bac_stage *join = reader_of(s, fifo->out[0]);
    uint32_t missing = BAC_NO_LINK;
    while (missing == BAC_NO_LINK && join && bac_stage_is(join, BAC_KIND_JOINS)) {
        missing = missing_above(s, join->in[0]);
        if (missing == BAC_NO_LINK)
            missing = missing_above(s, join->in[1]);
        if (missing == BAC_NO_LINK)
            join = reader_of(s, join->out[0]);
    }
    if (missing == BAC_NO_LINK)
        return false;
    fprintf(s->out,
            "  link '%s' is blocked in front of '%s', whose other input '%s' is starved:\n"
            "  the FIFO '%s' between them holds %" PRIu32
            " beats and is full; enlarge it with --fifo %s=DEPTH\n",
            name_of(s, waiting), layer_name(s, join), name_of(s, missing), fifo->name,
            bac_stage_depth(fifo), fifo->name);
    return true;
}

/* Explains a stage that takes nothing although its inputs have beats and its output is ready. */
static bool explain_stage(const stuck *s, const bac_stage *stage) {
    bool stands = blocked(s, stage->in[0]);
    for (uint32_t i = 0; i < stage->n_in; i++)
        stands = stands && s->link[stage->in[i]].valid;
    for (uint32_t i = 0; i < stage->n_out; i++)
        stands = stands && !blocked(s, stage->out[i]);
    if (stands)
        fprintf(s->out, "  link '%s' is the last one blocked: '%s' does not take its input\n",
                name_of(s, stage->in[0]), layer_name(s, stage));
    return stands;
}

static void explain_rest(const stuck *s) {
    for (uint32_t i = 0; i < s->p->n_links; i++)
        if (!s->link[i].valid && !s->link[i].done) {
            fprintf(s->out,
                    "  every sample was taken, but beats were lost: the first link with too few "
                    "is '%s'\n",
                    name_of(s, i));
            return;
        }
    fprintf(s->out, "  every link is done, but the result is missing\n");
}

static void explain(const stuck *s) {
    for (uint32_t i = 0; i < s->p->n_links; i++)
        if (s->p->links[i].to == BAC_NO_LINK && blocked(s, i)) {
            fprintf(s->out, "  the result waits for m_axis_tready\n");
            return;
        }
    for (uint32_t i = 0; i < s->p->n_stages; i++)
        if (explain_join(s, &s->p->stages[i]))
            return;
    for (uint32_t i = s->p->n_stages; i-- > 0;)
        if (explain_stage(s, &s->p->stages[i]))
            return;
    if (blocked(s, s->p->stages[0].in[0]))
        fprintf(s->out, "  the input is not taken\n");
    else
        explain_rest(s);
}

static void print_link(const stuck *s, uint32_t i) {
    const bac_link_state *l = &s->link[i];
    const bac_stage *reader = bac_link_reader(s->p, i);
    const char *word = l->valid   ? "blocked (valid, not ready)"
                       : l->done  ? "done"
                       : l->ready ? "starved (ready, not valid)"
                                  : "starved (not valid, not ready)";
    fprintf(s->out, "  %-28s -> %-28s %9" PRIu64 " beats  %s", name_of(s, i),
            reader ? reader->name : "", l->beats, word);
    if (reader && bac_stage_is_fifo(reader))
        fprintf(s->out, ", FIFO %" PRIu32, bac_stage_depth(reader));
    fputc('\n', s->out);
}

char *bac_stuck_explain(const bac_netlist *p, const bac_link_state *links) {
    char *text = NULL;
    size_t length = 0;
    stuck s = {p, links, open_memstream(&text, &length)};
    if (!s.out)
        return NULL;
    explain(&s);
    for (uint32_t i = 0; i < p->n_links; i++)
        print_link(&s, i);
    const bool bad = ferror(s.out) != 0;
    if (fclose(s.out) != 0 || bad) {
        free(text);
        return NULL;
    }
    return text;
}
