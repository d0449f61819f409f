/* test_chip.c - bac_chip against the machine and the reference, clock by clock, through stretches without a
 * pause (frames read from records) and with pauses, and through resets. */
#include "chip.h"
#include "support.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { INSIDE = 4096 };

typedef struct side {
    drawn d;
    bac_chip *chip;
    bac_machine *machine;
    bac_run *run;
    int32_t *codes, *logits;
    uint8_t *beat, *result; /* result: [INSIDE][bytes], of frames that have entered */
    size_t bytes;
    uint64_t entered, left;
    uint32_t at; /* beats of the frame that have entered */
    random_source r;
} side;

static side side_open(uint64_t seed) {
    side s = {.d = draw(seed), .r = {seed}};
    bac_error err = {0};
    const bac_layer *in = bac_net_layer(s.d.net, 0);
    cr_assert_eq(bac_chip_create(s.d.p, &s.chip, &err), BAC_OK, "%s", err.text);
    s.machine = machine_of(s.d.p);
    cr_assert_eq(bac_run_create(s.d.net, &s.run, &err), BAC_OK);
    s.bytes = bac_chip_result_bytes(s.d.p);
    s.codes = calloc((size_t)in->T * in->C, sizeof *s.codes);
    s.logits = calloc(bac_net_logits(s.d.net)->C, sizeof *s.logits);
    s.beat = calloc(bac_chip_beat_bytes(s.d.p), 1);
    s.result = calloc(INSIDE, s.bytes);
    cr_assert(s.codes && s.logits && s.beat && s.result);
    return s;
}

static void side_close(side *s) {
    bac_chip_free(s->chip);
    bac_machine_free(s->machine);
    bac_run_free(s->run);
    free(s->codes);
    free(s->logits);
    free(s->beat);
    free(s->result);
    drawn_free(&s->d);
}

/* The next frame, and its result. */
static void enter(side *s) {
    uint32_t class_index;
    random_frame(&s->r, s->d.net, s->codes);
    cr_assert_eq(bac_run_frame(s->run, s->codes, s->logits, &class_index, NULL), BAC_OK);
    bac_chip_pack(s->d.p, s->logits, class_index, s->result + s->entered % INSIDE * s->bytes);
}

static void clock_both(side *s, bool valid, bool ready, const char *what) {
    const uint32_t beats = bac_netlist_input(s->d.p)->beats;
    bac_error err = {0};
    bac_pins_in in = {.s_valid = valid, .s_last = s->at + 1 == beats, .m_ready = ready};
    bac_pins_out chip, machine;
    if (random_between(&s->r, 0, 15) == 0) { /* pins that change within a clock */
        const bac_pins_in other = {.s_valid = !valid, .m_ready = !ready};
        bac_chip_settle(s->chip, &other, &chip);
    }
    bac_chip_settle(s->chip, &in, &chip);
    bac_machine_tick(s->machine, &in, &machine);
    cr_assert(chip.s_ready == machine.s_ready && chip.m_valid == machine.m_valid &&
                  (!chip.m_valid || chip.m_last == machine.m_last),
              "%s: clock %llu", what, (unsigned long long)bac_machine_clock(s->machine));
    if (chip.m_valid) {
        cr_assert_lt(s->left, s->entered + 1, "%s: a result too many", what);
        cr_assert_arr_eq(bac_chip_result(s->chip), s->result + s->left % INSIDE * s->bytes,
                         s->bytes, "%s: result %llu", what, (unsigned long long)s->left);
    } else {
        cr_assert_null(bac_chip_result(s->chip));
    }
    bac_chip_beat(s->d.p, s->at, s->codes, s->beat);
    cr_assert_eq(bac_chip_edge(s->chip, s->beat, &err), BAC_OK, "%s: %s", what, err.text);
    cr_assert_not(bac_chip_tlast_error(s->chip));
    s->left += chip.m_valid && ready;
    if (valid && chip.s_ready && ++s->at == beats) {
        s->at = 0;
        s->entered++;
        enter(s);
    }
}

Test(bac_chip, is_the_machine_with_the_values_of_the_reference) {
    uint64_t seed = random_first_seed();
    for (uint64_t round = 0; round < random_rounds(60); round++, seed++) {
        char what[80];
        random_replay(seed, what);
        side s = side_open(seed);
        const uint64_t frame = s.d.p->cycles_per_frame;
        for (int reset = 0; reset < 2; reset++) {
            bac_chip_reset(s.chip);
            bac_machine_reset(s.machine);
            s.entered = s.left = s.at = 0;
            enter(&s);
            bool offered = false;
            for (uint64_t stretch = 0; stretch < 10; stretch++) {
                const bool steady = stretch % 3 != 1;
                const uint64_t clocks =
                    steady ? 5 * frame : (uint64_t)random_between(&s.r, 1, (int64_t)frame);
                for (uint64_t i = 0; i < clocks; i++) {
                    const uint64_t before = s.entered * 65536 + s.at;
                    offered = offered || steady || random_between(&s.r, 0, 2) > 0;
                    clock_both(&s, offered, steady || random_between(&s.r, 0, 3) > 0, what);
                    offered = offered && s.entered * 65536 + s.at == before; /* it waits */
                }
            }
            cr_assert_gt(s.left, 3, "%s", what);
        }
        side_close(&s);
    }
}

Test(bac_chip, tells_a_code_outside_the_range_and_a_wrong_tlast) {
    const char *text =
        "bnet 1\nname narrow\nlayer in input\n  positions 2\n  channels 1\n  type s4\n"
        "  range -7 7\n  scale 1\n  rounding half_even\nend\nlayer flat flatten\n  from in\nend\n"
        "layer best argmax\n  from flat\nend\n";
    bac_net *net;
    bac_netlist *p;
    bac_chip *chip;
    bac_error err = {0};
    cr_assert_eq(bac_net_parse(text, strlen(text), "text", &net, &err), BAC_OK, "%s: %s", err.where,
                 err.text);
    p = build(net, 1, NULL, 0);
    cr_assert_eq(bac_chip_create(p, &chip, &err), BAC_OK);
    const bac_pins_in in = {.s_valid = true, .m_ready = true};
    bac_pins_out out;
    const uint8_t low = 0xf8; /* -8 */
    bac_chip_settle(chip, &in, &out);
    cr_assert(out.s_ready);
    cr_assert_eq(bac_chip_edge(chip, &low, &err), BAC_ERR_INPUT);
    cr_assert_not_null(strstr(err.text, "code -8 is outside -7 .. 7"), "%s", err.text);
    cr_assert_not(bac_chip_tlast_error(chip));
    bac_chip_settle(chip, &in, &out); /* the second and last beat, without tlast */
    cr_assert_eq(bac_chip_edge(chip, (const uint8_t[]){3}, &err), BAC_OK);
    cr_assert(bac_chip_tlast_error(chip));
    bac_chip_reset(chip);
    cr_assert_not(bac_chip_tlast_error(chip));
    bac_chip_free(chip);
    bac_netlist_free(p);
    bac_net_free(net);
}
