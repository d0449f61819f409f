/* links.c - see links.h. */
#include "links.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The result's numbers are compared at the pins. */
static uint64_t data_bits(const bac_link *link) {
    return link->carries && link->to != BAC_NO_LINK ? link->width : 0;
}

/* A row of links.bin: of each link valid, ready, last, and its data, the first link on the left. */
static void print_task(FILE *out, const bac_netlist *p) {
    uint64_t at = 0;
    for (uint32_t k = 0; k < p->n_links; k++)
        at += 3 + data_bits(&p->links[k]);
    fprintf(out,
            "reg [%" PRIu64 ":0] links[0:`CLOCKS-1];\nreg [%" PRIu64 ":0] row;\n"
            "task check_links;\nbegin\n    row = links[n];\n",
            at - 1, at - 1);
    for (uint32_t k = 0; k < p->n_links; k++) {
        const uint64_t bits = data_bits(&p->links[k]);
        at -= 3 + bits;
        fprintf(out,
                "    if (dut.trace%u_valid !== row[%" PRIu64
                "] || dut.trace%u_ready !== row[%" PRIu64 "] || (row[%" PRIu64
                "] && dut.trace%u_last !== row[%" PRIu64 "])",
                k, at + bits + 2, k, at + bits + 1, at + bits + 2, k, at + bits);
        if (bits > 0)
            fprintf(out,
                    " || (row[%" PRIu64 "] && dut.trace%u_data !== row[%" PRIu64 ":%" PRIu64 "])",
                    at + bits + 2, k, at + bits - 1, at);
        fprintf(out,
                ") begin\n        bad = 1'b1;\n        $display(\"FAIL clock %%0d: link %s\", "
                "n);\n    end\n",
                p->links[k].name);
    }
    fprintf(out, "end\nendtask\n");
}

static FILE *open_in(const char *dir, const char *name, bac_error *err) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *file = fopen(path, "w");
    if (!file)
        bac_fail(err, BAC_ERR_IO, path, "cannot be written");
    return file;
}

bac_status links_open(links *l, const bac_netlist *p, uint32_t frames, const char *dir,
                      bac_error *err) {
    *l = (links){.p = p, .frames = frames, .layers = bac_net_layers(p->net)};
    l->stream = calloc((size_t)frames * l->layers, sizeof(int32_t *));
    if (!l->stream)
        return bac_fail(err, BAC_ERR_MEMORY, dir, "out of memory");
    l->out = open_in(dir, "links.bin", err);
    l->task = l->out ? open_in(dir, "links.vh", err) : NULL;
    if (!l->task)
        return BAC_ERR_IO;
    print_task(l->task, p);
    return bac_machine_create(p, &l->machine, err);
}

bac_status links_frame(links *l, uint32_t frame, const bac_run *run, bac_error *err) {
    for (uint32_t i = 0; i < l->layers; i++) {
        const bac_layer *layer = bac_net_layer(l->p->net, i);
        const size_t size = (size_t)layer->T * layer->C * sizeof(int32_t);
        int32_t *copy = malloc(size);
        if (!copy)
            return bac_fail(err, BAC_ERR_MEMORY, layer->name, "out of memory");
        memcpy(copy, bac_run_layer(run, i), size);
        l->stream[frame * l->layers + i] = copy;
    }
    return BAC_OK;
}

static void print_bits(FILE *out, int64_t value, uint32_t bits) {
    for (uint32_t i = bits; i > 0; i--)
        fputc('0' + (int)(value >> (i - 1) & 1), out);
}

/* Lanes as docs/streaming.md says; a number in digits has its most significant first. */
static void print_data(links *l, const bac_link *link, const bac_beat *beat) {
    const int32_t *values = l->stream[beat->frame % l->frames * l->layers + link->layer];
    const uint32_t bits = bac_link_bits(link);
    const uint32_t below =
        link->digits > 1 ? bits * (link->digits - 1 - beat->beat % link->digits) : 0;
    for (uint32_t i = link->lanes; i > 0; i--)
        print_bits(l->out,
                   (int64_t)values[beat->beat / link->digits * link->lanes + i - 1] >> below, bits);
}

static void print_any(FILE *out, uint64_t n) {
    for (; n > 0; n--)
        fputc('x', out);
}

void links_clock(links *l, const bac_pins_in *in) {
    bac_pins_out out;
    bac_machine_tick(l->machine, in, &out);
    for (uint32_t k = 0; k < l->p->n_links; k++) {
        const bac_link *link = &l->p->links[k];
        const bac_beat beat = bac_machine_link(l->machine, k);
        fprintf(l->out, "%d%d%d", beat.valid, beat.ready, beat.valid && beat.last);
        if (beat.valid && data_bits(link) > 0)
            print_data(l, link, &beat);
        else
            print_any(l->out, data_bits(link));
    }
    fputc('\n', l->out);
}

void links_reset(links *l) {
    bac_machine_reset(l->machine);
    for (uint32_t k = 0; k < l->p->n_links; k++)
        print_any(l->out, 3 + data_bits(&l->p->links[k]));
    fputc('\n', l->out);
}

bac_status links_close(links *l, bac_error *err) {
    bool bad = false;
    FILE *file[2] = {l->out, l->task};
    for (int i = 0; i < 2; i++)
        if (file[i]) {
            const bool failed = ferror(file[i]) != 0;
            if (fclose(file[i]) != 0 || failed)
                bad = true;
        }
    for (size_t i = 0; l->stream && i < (size_t)l->frames * l->layers; i++)
        free(l->stream[i]);
    free(l->stream);
    bac_machine_free(l->machine);
    return bad ? bac_fail(err, BAC_ERR_IO, "links.bin", "cannot be written") : BAC_OK;
}
