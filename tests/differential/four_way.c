/* four_way SEED DIR - one random network, computed three ways that must agree, and what a fourth is compared with.
 *
 *   1 the quantised graph in float64: the network as QONNX, node by node (onnx/import/float_run.h)
 *   2 the reference: integers (model/)
 *   3 the cycle simulator at the pins, with pauses and a reset (sim/chip.h): in which clock which bytes are there
 *   4 the Verilog: DIR gets it, and what 2 and 3 say of each pin and of each link in each clock (pins.hex, links.h);
 *     tb_pins.v compares
 *
 * Prints a line of what the network has. Exit status 1: they differ; 3: QONNX cannot state this network exactly.
 */
#include "chip.h"
#include "float_run.h"
#include "links.h"
#include "net_export.h"
#include "random_plan.h"
#include "verilog.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FRAMES = 4, MOST_CLOCKS = 400000, REFUSED = 3 };
static const double NEAR = 0x1p-30;

typedef struct four {
    random_source r;
    bac_net *net;
    bac_plan *plan;
    bac_netlist *p;
    bac_graph graph;
    bac_float_run real;
    double unit; /* of the graph's streams */
    bac_run *run;
    bac_chip *chip;
    links links;
    int32_t *codes, *logits; /* codes: [FRAMES][T][C] */
    uint8_t *beat, *result;  /* result: [FRAMES][result_bytes], the reference's, as at the pins */
    uint32_t beat_bytes, result_bytes;
    uint64_t clocks, rows; /* rows: with the clock of a reset */
    bool wrong;            /* some tlast of the source are */
    FILE *pins;
    bac_error err;
} four;

static int differ(const char *what, uint64_t frame, uint64_t at) {
    fprintf(stderr, "differ: %s, frame %llu, at %llu\n", what, (unsigned long long)frame,
            (unsigned long long)at);
    return 1;
}

static int stop(const four *f) {
    fprintf(stderr, "%s: %s\n", f->err.where, f->err.text);
    return 2;
}

/* Every width of 1 to 16 bits in turn. */
static bac_status draw_network(four *f, uint64_t seed) {
    const random_limits limits = {.positions = 13,
                                  .channels = 4,
                                  .kernel = 5,
                                  .bits = (uint32_t)(1 + seed % 16),
                                  .blocks = 3,
                                  .wild = seed % 3 == 0,
                                  .plain = seed % 2 == 0,
                                  .bare = seed % 4 == 0,
                                  .edges = true};
    bac_status status = random_net(seed, &limits, &f->net, &f->err);
    return status ? status : random_plan(&f->r, f->net, &f->plan, &f->p, &f->err);
}

/* The graph of the network; all of its streams are integers times `unit`. */
static bac_status open_graph(four *f) {
    void *data = NULL;
    size_t size = 0;
    int exponent;
    bac_status status = bac_export_integers(f->net, &data, &size, &f->err);
    if (status)
        return status;
    status = bac_graph_parse(data, size, "net.onnx", &f->graph, &f->err);
    free(data);
    status = status ? status : bac_graph_fold(&f->graph);
    const double scale = bac_net_layer(f->net, 0)->scale[0];
    f->unit = frexp(scale, &exponent) == 0.5 ? scale : 1;
    return status ? status : bac_float_run_create(&f->graph, &f->real);
}

/* 1 against 2, of one frame: every logit, and the first of the largest. A mean that no quantiser follows is
 * rounded in float64 (a 13th is no binary fraction), so a logit is the integer that lies within NEAR. */
static int compare_float(four *f, uint64_t frame, const int32_t *codes, uint32_t class_index) {
    const bac_layer *in = bac_net_layer(f->net, 0), *out = bac_net_logits(f->net);
    double *x = calloc((size_t)in->T * in->C, sizeof *x);
    size_t n = 0;
    double best = -INFINITY;
    uint32_t first = 0;
    int bad = 0;
    if (!x)
        return 2;
    for (uint32_t t = 0; t < in->T; t++)
        for (uint32_t c = 0; c < in->C; c++)
            x[c * in->T + t] = codes[t * in->C + c] * in->scale[0];
    if (bac_float_run_frame(&f->real, x) == BAC_OK) {
        const double *want = bac_float_run_logits(&f->real, &n);
        for (uint32_t c = 0; c < n && !bad; c++) {
            const double code = rint(want[c] / f->unit);
            if (code > best) {
                best = code;
                first = c;
            }
            if (n != out->C || code != f->logits[c] || fabs(want[c] / f->unit - code) > NEAR)
                bad = differ("a logit in float64", frame, c);
        }
    }
    free(x);
    if (!bad && (n != out->C || first != class_index))
        bad = differ("the class in float64", frame, class_index);
    return bad;
}

static int answer_frames(four *f) {
    const bac_layer *in = bac_net_layer(f->net, 0);
    const size_t size = (size_t)in->T * in->C;
    uint32_t class_index = 0;
    for (uint64_t i = 0; i < FRAMES; i++) {
        int32_t *codes = f->codes + i * size;
        random_frame(&f->r, f->net, codes);
        if (bac_run_frame(f->run, codes, f->logits, &class_index, &f->err) ||
            links_frame(&f->links, (uint32_t)i, f->run, &f->err))
            return stop(f);
        bac_chip_pack(f->p, f->logits, class_index, f->result + i * f->result_bytes);
        const int bad = compare_float(f, i, codes, class_index);
        if (bad)
            return bad;
    }
    return 0;
}

/* ---- the pins */

static void print_bytes(FILE *out, const uint8_t *bytes, uint32_t n) {
    for (uint32_t i = n; i > 0; i--)
        fprintf(out, "%02x", bytes ? bytes[i - 1] : 0);
}

/* A line of pins.hex: rst, s_tvalid, s_tlast, m_tready, then what the answers are: s_tready, m_tvalid, m_tlast,
 * tlast_error, a bit each; m_axis_tdata and s_axis_tdata. */
static void print_clock(const four *f, bool rst, const bac_pins_in *in, const bac_pins_out *out,
                        const uint8_t *result) {
    const bool bit[8] = {rst,          in->s_valid,  in->s_last,  in->m_ready,
                         out->s_ready, out->m_valid, out->m_last, bac_chip_tlast_error(f->chip)};
    unsigned word = 0;
    for (unsigned i = 0; i < 8; i++)
        word = word << 1 | bit[i];
    fprintf(f->pins, "%02x", word);
    print_bytes(f->pins, result, f->result_bytes);
    print_bytes(f->pins, in->s_valid ? f->beat : NULL, f->beat_bytes);
    fputc('\n', f->pins);
}

/* What source and sink have done since reset. */
typedef struct driven {
    uint64_t entered, left, idle;
    uint32_t at;
    bool offered, wrong_last;
} driven;

static int one_clock(four *f, driven *d, unsigned pause) {
    const uint32_t beats = bac_netlist_input(f->p)->beats;
    const size_t size = (size_t)bac_net_layer(f->net, 0)->T * bac_net_layer(f->net, 0)->C;
    if (!d->offered && d->entered < FRAMES && !random_chance(&f->r, pause)) {
        d->offered = true;
        d->wrong_last = f->wrong && random_chance(&f->r, 3);
    }
    const bac_pins_in in = {d->offered, d->offered && (d->at + 1 == beats) != d->wrong_last,
                            !random_chance(&f->r, pause)};
    bac_pins_out out;
    if (d->offered)
        bac_chip_beat(f->p, d->at, f->codes + d->entered * size, f->beat);
    bac_chip_settle(f->chip, &in, &out);
    const uint8_t *result = bac_chip_result(f->chip);
    if (out.m_valid && (d->left >= d->entered + (d->at > 0) ||
                        memcmp(result, f->result + d->left * f->result_bytes, f->result_bytes)))
        return differ("a result of the cycle simulator", d->left, f->clocks);
    print_clock(f, false, &in, &out, out.m_valid ? result : NULL);
    links_clock(&f->links, &in);
    if (bac_chip_edge(f->chip, f->beat, &f->err))
        return stop(f);
    const bool moved = (in.s_valid && out.s_ready) || (out.m_valid && in.m_ready);
    d->idle = moved ? 0 : d->idle + 1;
    d->left += out.m_valid && in.m_ready;
    if (in.s_valid && out.s_ready) {
        d->offered = false;
        d->at = (d->at + 1) % beats;
        d->entered += d->at == 0;
    }
    f->clocks++;
    f->rows++;
    return 0;
}

/* Until all frames have left; at first, perhaps, only some clocks and a reset. */
static int drive(four *f) {
    const unsigned pause = (unsigned)random_between(&f->r, 0, 3) * 25;
    f->wrong = random_chance(&f->r, 50);
    const uint64_t frame = f->p->cycles_per_frame;
    uint64_t reset = random_chance(&f->r, 50)
                         ? (uint64_t)random_between(&f->r, 1, (int64_t)(3 * frame + 20))
                         : 0;
    driven d = {0};
    while (d.left < FRAMES || reset) {
        if (reset && f->clocks == reset) {
            print_clock(f, true, &(bac_pins_in){0}, &(bac_pins_out){0}, NULL);
            links_reset(&f->links);
            f->rows++;
            bac_chip_reset(f->chip);
            d = (driven){0};
            reset = 0;
        }
        const int bad = one_clock(f, &d, pause);
        if (bad)
            return bad;
        if (f->clocks >= MOST_CLOCKS || (d.idle > 20 * frame + 1000 && d.left < FRAMES))
            return differ("a deadlock of the cycle simulator", d.left, f->clocks);
        if (d.left == FRAMES && reset > f->clocks)
            reset = f->clocks;
    }
    return 0;
}

static void tell(const four *f, uint64_t seed) {
    unsigned styles = 0;
    const bac_layer *in = bac_net_layer(f->net, 0);
    printf("seed %llu: %u positions, %u channels, %llu clocks,", (unsigned long long)seed, in->T,
           in->C, (unsigned long long)f->clocks);
    for (uint32_t i = 0; i < bac_net_layers(f->net); i++) {
        printf(" %s", bac_op_name(bac_net_layer(f->net, i)->op));
        if (bac_plan_has_layer(bac_net_layer(f->net, i)))
            styles |= 1u << f->plan->layer[i].style;
    }
    for (bac_style s = BAC_STYLE_UNROLLED; s < BAC_STYLE_COUNT; s++)
        if (styles >> s & 1)
            printf(" %s", bac_style_name(s));
    putchar('\n');
}

static int work(four *f, uint64_t seed, const char *dir) {
    char path[4096];
    if (draw_network(f, seed))
        return stop(f);
    if (open_graph(f))
        return stop(f) == 2 ? REFUSED : 0;
    const bac_layer *in = bac_net_layer(f->net, 0);
    f->beat_bytes = bac_chip_beat_bytes(f->p);
    f->result_bytes = bac_chip_result_bytes(f->p);
    f->codes = calloc((size_t)FRAMES * in->T * in->C, sizeof *f->codes);
    f->logits = calloc(bac_net_logits(f->net)->C, sizeof *f->logits);
    f->beat = calloc(f->beat_bytes, 1);
    f->result = calloc(FRAMES, f->result_bytes);
    if (!f->codes || !f->logits || !f->beat || !f->result)
        return 2;
    if (bac_run_create(f->net, &f->run, &f->err) || bac_chip_create(f->p, &f->chip, &f->err) ||
        bac_verilog_write(f->p, f->plan, NULL, dir, &f->err) ||
        links_open(&f->links, f->p, FRAMES, dir, &f->err))
        return stop(f);
    int bad = answer_frames(f);
    snprintf(path, sizeof path, "%s/pins.hex", dir);
    f->pins = fopen(path, "w");
    if (!bad && f->pins)
        bad = drive(f);
    if (!f->pins || ferror(f->pins) || fclose(f->pins))
        return 2;
    snprintf(path, sizeof path, "%s/tb.defines", dir);
    FILE *defines = fopen(path, "w");
    if (!defines ||
        fprintf(defines, "-DBAC_TRACE -DSW=%u -DMW=%u -DCLOCKS=%llu\n", f->beat_bytes * 8,
                f->result_bytes * 8, (unsigned long long)f->rows) < 0 ||
        fclose(defines))
        return 2;
    if (!bad)
        tell(f, seed);
    return bad;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: four_way SEED DIR\n");
        return 2;
    }
    const uint64_t seed = strtoull(argv[1], NULL, 10);
    four f = {.r = {seed}};
    int status = work(&f, seed, argv[2]);
    if (links_close(&f.links, &f.err) && status == 0)
        status = stop(&f);
    bac_float_run_free(&f.real);
    bac_graph_free(&f.graph);
    bac_chip_free(f.chip);
    bac_run_free(f.run);
    bac_netlist_free(f.p);
    bac_plan_free(f.plan);
    bac_net_free(f.net);
    free(f.codes);
    free(f.logits);
    free(f.beat);
    free(f.result);
    return status;
}
