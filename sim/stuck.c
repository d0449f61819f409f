#include "stuck.h"

#include "credit.h"
#include "kind.h"
#include "pipeline.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct stuck {
    const bac_netlist *p;
    const bac_link_state *link;
    FILE *out;
    uint32_t first;  /* the link that is named first */
    uint32_t second; /* the stream that is missed, or BAC_NO_LINK */
} stuck;

static bool blocked(const stuck *s, uint32_t link) {
    return s->link[link].valid && !s->link[link].ready;
}

static const char *name_of(const stuck *s, uint32_t link) {
    return s->p->links[link].name;
}

static const char *name_first(stuck *s, uint32_t link) {
    s->first = link;
    return name_of(s, link);
}

/* The stage that reads a link, seen through wires. */
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

/* True if a FIFO has no room for what its pipeline's entry lets in together. All that has entered is in
 * the FIFOs, because nothing moves. */
static bool full(const stuck *s, const bac_stage *entry, const bac_stage *fifo) {
    const bac_credits *c = entry->kind->credits(entry->params);
    const bac_credit_fifo *f = c->fifo;
    while (f->link != fifo->out[0])
        f++;
    const uint64_t held = s->link[fifo->in[0]].beats - s->link[fifo->out[0]].beats;
    return held + f->out > (uint64_t)f->rooms * f->out;
}

/* The link that waits because a FIFO is full: in front of it or, of a FIFO behind a pipeline, in front of
 * the pipeline's entry. BAC_NO_LINK: none. */
static uint32_t waits_for(const stuck *s, const bac_stage *fifo) {
    if (!bac_stage_is_fifo(fifo))
        return BAC_NO_LINK;
    const bac_stage *entry = bac_pipeline_entry(s->p, fifo->in[0]);
    const uint32_t link = entry ? entry->in[0] : fifo->in[0];
    return blocked(s, link) && (!entry || full(s, entry, fifo)) ? link : BAC_NO_LINK;
}

/* A full FIFO in front of a join whose other stream does not come. */
static bool explain_join(stuck *s, const bac_stage *fifo) {
    const uint32_t waiting = waits_for(s, fifo);
    if (waiting == BAC_NO_LINK)
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
            name_first(s, waiting), layer_name(s, join), name_of(s, missing), fifo->name,
            bac_stage_depth(fifo), fifo->name);
    s->second = missing;
    return true;
}

/* It has all it needs, and room behind it, and takes nothing. */
static bool explain_stage(stuck *s, const bac_stage *stage) {
    bool stands = blocked(s, stage->in[0]);
    for (uint32_t i = 0; i < stage->n_in; i++)
        stands = stands && s->link[stage->in[i]].valid;
    for (uint32_t i = 0; i < stage->n_out; i++)
        stands = stands && !blocked(s, stage->out[i]);
    if (stands)
        fprintf(s->out, "  link '%s' is the last one blocked: '%s' does not take its input\n",
                name_first(s, stage->in[0]), layer_name(s, stage));
    return stands;
}

static void explain_rest(stuck *s) {
    for (uint32_t i = 0; i < s->p->n_links; i++)
        if (!s->link[i].valid && !s->link[i].done) {
            fprintf(s->out,
                    "  every sample was taken, but beats were lost: the first link with too few "
                    "is '%s'\n",
                    name_first(s, i));
            return;
        }
    fprintf(s->out, "  every link is done, but the result is missing\n");
}

static void explain(stuck *s) {
    for (uint32_t i = 0; i < s->p->n_links; i++)
        if (s->p->links[i].to == BAC_NO_LINK && blocked(s, i)) {
            s->first = i;
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

/* Links at most NEAR stages from the ones that the explanation names: mark[i] is that distance + 1, 0
 * where it is further. */
enum { NEAR = 3 };
static void mark_near(const stuck *s, uint8_t *mark) {
    mark[s->first] = 1;
    if (s->second != BAC_NO_LINK)
        mark[s->second] = 1;
    for (uint8_t round = 1; round <= NEAR; round++)
        for (uint32_t i = 0; i < s->p->n_stages; i++) {
            const bac_stage *stage = &s->p->stages[i];
            bool touched = false;
            for (uint32_t k = 0; k < stage->n_in; k++)
                touched |= mark[stage->in[k]] == round;
            for (uint32_t k = 0; k < stage->n_out; k++)
                touched |= mark[stage->out[k]] == round;
            for (uint32_t k = 0; touched && k < stage->n_in; k++)
                if (!mark[stage->in[k]])
                    mark[stage->in[k]] = round + 1;
            for (uint32_t k = 0; touched && k < stage->n_out; k++)
                if (!mark[stage->out[k]])
                    mark[stage->out[k]] = round + 1;
        }
}

static bool print_links(const stuck *s) {
    uint8_t *mark = calloc(s->p->n_links, sizeof *mark);
    if (!mark)
        return false;
    mark_near(s, mark);
    uint32_t rest = 0;
    for (uint32_t i = 0; i < s->p->n_links; i++)
        if (mark[i])
            print_link(s, i);
        else
            rest++;
    if (rest > 0)
        fprintf(s->out, "  and %" PRIu32 " links further from the cause\n", rest);
    free(mark);
    return true;
}

char *bac_stuck_explain(const bac_netlist *p, const bac_link_state *links, uint32_t *first) {
    char *text = NULL;
    size_t length = 0;
    stuck s = {p, links, open_memstream(&text, &length), 0, BAC_NO_LINK};
    if (!s.out)
        return NULL;
    explain(&s);
    bool bad = !print_links(&s);
    if (first)
        *first = s.first;
    bad |= ferror(s.out) != 0;
    if (fclose(s.out) != 0 || bad) {
        free(text);
        return NULL;
    }
    return text;
}
