/* chip.c - a machine, the frame that is being taken, and the results that have not left. */
#include "chip.h"
#include "steady.h"

#include <stdlib.h>
#include <string.h>

struct bac_chip {
    const bac_netlist *p; /* borrowed */
    bac_steady *machine;
    bac_run *run;
    bac_pins_in in; /* of the last settle */
    bac_pins_out out;
    int32_t *codes, *logits; /* of the frame that is being taken */
    uint32_t beat, beats;
    bool early; /* its result is known already */
    bool tlast_error;
    uint64_t begun;            /* frames taken, whole, since reset */
    uint8_t *result;           /* [room][bytes], a ring */
    uint64_t made, left, room; /* results since reset, those that have left */
    size_t bytes;
};

static bac_status no_memory(bac_error *err) {
    return bac_fail(err, BAC_ERR_MEMORY, "chip", "out of memory");
}

bac_status bac_chip_create(const bac_netlist *p, bac_chip **chip, bac_error *err) {
    const bac_layer *in = bac_net_layer(p->net, 0);
    bac_chip *c = calloc(1, sizeof *c);
    *chip = NULL;
    if (!c)
        return no_memory(err);
    c->p = p;
    c->beats = bac_netlist_input(p)->beats;
    c->bytes = bac_chip_result_bytes(p);
    bac_status status = bac_steady_create(p, &c->machine, err);
    if (!status)
        status = bac_run_create(p->net, &c->run, err);
    if (!status) {
        c->room = 4;
        c->codes = calloc((size_t)in->T * in->C, sizeof *c->codes);
        c->logits = calloc(bac_net_logits(p->net)->C, sizeof *c->logits);
        c->result = calloc(c->room, c->bytes);
        status = c->codes && c->logits && c->result ? BAC_OK : no_memory(err);
    }
    if (status)
        bac_chip_free(c);
    else
        *chip = c;
    return status;
}

void bac_chip_free(bac_chip *c) {
    if (!c)
        return;
    bac_steady_free(c->machine);
    bac_run_free(c->run);
    free(c->codes);
    free(c->logits);
    free(c->result);
    free(c);
}

void bac_chip_reset(bac_chip *c) {
    bac_steady_reset(c->machine);
    c->beat = 0;
    c->early = c->tlast_error = false;
    c->begun = c->made = c->left = 0;
}

void bac_chip_settle(bac_chip *c, const bac_pins_in *in, bac_pins_out *out) {
    bac_steady_settle(c->machine, in, &c->out);
    c->in = *in;
    *out = c->out;
}

static uint8_t *slot(const bac_chip *c, uint64_t result) {
    return c->result + result % c->room * c->bytes;
}

/* Twice the room, where one more result would not fit. */
static bac_status make_room(bac_chip *c, bac_error *err) {
    if (c->made - c->left < c->room)
        return BAC_OK;
    uint8_t *larger = calloc(2 * c->room, c->bytes);
    if (!larger)
        return no_memory(err);
    for (uint64_t i = c->left; i < c->made; i++)
        memcpy(larger + i % (2 * c->room) * c->bytes, slot(c, i), c->bytes);
    free(c->result);
    c->result = larger;
    c->room *= 2;
    return BAC_OK;
}

/* Codes lie in the range, so that the reference refuses none. */
static void make_result(bac_chip *c) {
    uint32_t class_index = 0;
    (void)bac_run_frame(c->run, c->codes, c->logits, &class_index, NULL);
    bac_chip_pack(c->p, c->logits, class_index, slot(c, c->made));
    c->made++;
}

/* A result that leaves before its frame is whole does not depend on the samples that are missing
 * (of a last window that a stride leaves out): any codes will do for them. */
static void make_early(bac_chip *c) {
    const bac_layer *in = bac_net_layer(c->p->net, 0);
    const uint32_t lanes = bac_netlist_input(c->p)->lanes;
    for (uint64_t i = (uint64_t)c->beat * lanes; i < (uint64_t)in->T * in->C; i++)
        c->codes[i] = in->code_lo;
    make_result(c);
    c->early = true;
}

const uint8_t *bac_chip_result(bac_chip *c) {
    if (!c->out.m_valid)
        return NULL;
    if (c->left == c->made)
        make_early(c);
    return slot(c, c->left);
}

static bac_status take(bac_chip *c, const uint8_t *tdata, bac_error *err) {
    bac_error why = {0};
    bac_status status = bac_chip_take(c->p, c->beat, 1, tdata, c->codes, &why);
    if (status)
        bac_fail(err, status, why.where, "frame %llu since reset: %.450s",
                 (unsigned long long)c->begun, why.text);
    const bool last = c->beat + 1 == c->beats;
    c->tlast_error |= c->in.s_last != last;
    c->beat++;
    if (!last)
        return status;
    if (!c->early)
        make_result(c);
    c->early = false;
    c->beat = 0;
    c->begun++;
    return status;
}

bac_status bac_chip_edge(bac_chip *c, const uint8_t *s_tdata, bac_error *err) {
    bac_status status = BAC_OK;
    const uint64_t begun = c->begun;
    if (c->out.m_valid && c->in.m_ready) {
        (void)bac_chip_result(c); /* made, even if nobody has looked */
        c->left++;
    }
    if (c->in.s_valid && c->out.s_ready)
        status = take(c, s_tdata, err);
    bac_status machine = bac_steady_edge(c->machine, c->begun > begun, err);
    machine = machine ? machine : make_room(c, err);
    return machine ? machine : status;
}

bool bac_chip_tlast_error(const bac_chip *c) {
    return c->tlast_error;
}
