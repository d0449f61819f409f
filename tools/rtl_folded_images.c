/* rtl_folded_images.c - weights, biases, multipliers and requantisers as $readmemh images. */
#include "folded.h"
#include "pipeline_internal.h"
#include "rtl_folded.h"
#include "rtl_folded_internal.h"
#include "rtl_linear.h"
#include "rtl_params.h"

#include <stdlib.h>
#include <string.h>

enum { PATH_ROOM = 4096, WORD_BITS_MAX = 1 << 16 };

uint32_t bac_folded_bits(const int32_t *value, size_t n) {
    int32_t lo = 0, hi = 0;
    for (size_t i = 0; i < n; i++) {
        lo = value[i] < lo ? value[i] : lo;
        hi = value[i] > hi ? value[i] : hi;
    }
    return bac_bits_of(lo, hi, true);
}

int32_t *bac_folded_factors(const bac_layer *add, const bac_stage *s) {
    const size_t C = add->C;
    int32_t *factor = calloc(2 * C, sizeof *factor);
    if (!factor)
        return NULL;
    for (size_t c = 0; c < C; c++) {
        factor[c] = s->part == 1 ? add->mul[c] : 1;
        factor[C + c] = add->mul[s->part * C + c];
    }
    return factor;
}

bac_status bac_folded_requant(const bac_pipeline *p, const bac_stage *s,
                              bac_fold_requant_lowered *lowered) {
    bac_error err;
    const bac_layer *l = bac_net_layer(p->net, s->layer);
    const bac_layer *from = bac_net_layer(p->net, l->in[0]);
    return bac_fold_requant_lower(l->requant, l->C, from->channel_lo, from->channel_hi, l->code_lo,
                                  l->code_hi, lowered, &err);
}

/* ---- one image ------------------------------------------------------------- */

/* Words are filled field by field, the highest first, and printed as one hexadecimal line. */
typedef struct image {
    FILE *out;
    char *text;
    uint8_t *bit; /* bit: the open word's, the highest first */
    size_t size;
    uint32_t bits;
} image;

static bool image_open(image *m) {
    *m = (image){.bit = malloc(WORD_BITS_MAX)};
    m->out = m->bit ? open_memstream(&m->text, &m->size) : NULL;
    return m->out != NULL;
}

static void put(image *m, uint32_t bits, int64_t value) {
    for (uint32_t i = bits; i-- > 0 && m->bits < WORD_BITS_MAX;)
        m->bit[m->bits++] = (uint8_t)((uint64_t)value >> (i < 64 ? i : 63) & 1u);
}

static void end_word(image *m) {
    uint32_t lead = (4 - m->bits % 4) % 4, digit = 0, n = lead;
    for (uint32_t i = 0; i < m->bits; i++) {
        digit = digit << 1 | m->bit[i];
        if (++n % 4 == 0) {
            fprintf(m->out, "%x", digit);
            digit = 0;
        }
    }
    fputc('\n', m->out);
    m->bits = 0;
}

/* Writes dir/NAME + END and closes the image. */
static bac_status image_close(image *m, const char *dir, const char *name, const char *end,
                              bac_error *err) {
    char path[PATH_ROOM];
    int n = snprintf(path, sizeof path, "%s/%s%s", dir, name, end);
    bool ok = m->out && ferror(m->out) == 0;
    if (m->out && fclose(m->out) != 0)
        ok = false;
    bac_status status = BAC_OK;
    if (n < 0 || n >= (int)sizeof path)
        status = bac_fail(err, BAC_ERR_IO, dir, "the path is too long");
    else if (!ok)
        status = bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    else
        status = bac_file_write(path, m->text, m->size, err);
    free(m->text);
    free(m->bit);
    return status;
}

/* ---- bac_fold_conv --------------------------------------------------------- */

typedef struct word_shape {
    uint32_t stride, side, lanes_in, words; /* words: C_IN/LANES_IN */
    uint32_t rotation, offset, select, weight;
} word_shape;

static void put_tap(image *m, const word_shape *w, bool last, uint32_t k, uint32_t i,
                    int32_t value) {
    uint32_t step = k / w->stride;
    put(m, 1, last);
    put(m, w->rotation, step % w->side);
    put(m, w->offset,
        (int64_t)((step / w->side) * w->stride + k % w->stride) * w->words + i / w->lanes_in);
    put(m, w->select, i % w->lanes_in);
    put(m, w->weight, value);
    end_word(m);
}

static void put_channel(image *m, const word_shape *w, const bac_layer *l, uint32_t group_in,
                        uint32_t c) {
    if (l->op == BAC_MAXPOOL) {
        for (uint32_t k = 0; k < l->kernel; k++)
            put_tap(m, w, k + 1 == l->kernel, k, c, 0);
        return;
    }
    uint32_t first = c / (l->C / l->groups) * group_in, left = 0;
    size_t row = (size_t)group_in * l->kernel;
    for (size_t at = 0; at < row; at++)
        left += l->weight[c * row + at] != 0;
    if (left == 0)
        put_tap(m, w, true, 0, first, 0);
    for (uint32_t k = 0; k < l->kernel; k++)
        for (uint32_t i = 0; i < group_in; i++) {
            int32_t value = l->weight[c * row + (size_t)i * l->kernel + k];
            if (value != 0)
                put_tap(m, w, --left == 0, k, first + i, value);
        }
}

static bac_status conv_images(const bac_pipeline *p, const bac_stage *s, const char *dir,
                              bac_error *err) {
    const bac_layer *l = bac_net_layer(p->net, s->layer);
    const bac_link *in = &p->links[s->in[0]];
    bool pool = l->op == BAC_MAXPOOL;
    word_shape w = {.stride = l->stride,
                    .side = s->side,
                    .lanes_in = in->lanes,
                    .words = in->C / in->lanes,
                    .rotation = bac_ceil_log2(s->side),
                    .select = bac_ceil_log2(in->lanes),
                    .weight = pool ? 0 : bac_weight_bits(l)};
    w.offset =
        bac_ceil_log2((uint64_t)((l->kernel - 1) / l->stride / s->side + 1) * l->stride * w.words);
    w.offset = w.offset ? w.offset : 1;
    image m;
    if (image_open(&m))
        for (uint32_t c = 0; c < l->C; c++)
            put_channel(&m, &w, l, in->C / (pool ? 1 : l->groups), c);
    bac_status status = image_close(&m, dir, l->name, ".mem", err);
    if (status != BAC_OK || pool)
        return status;
    if (image_open(&m))
        for (uint32_t c = 0; c < l->C; c++) {
            put(&m, l->type.bits, l->bias ? l->bias[c] : 0);
            end_word(&m);
        }
    return image_close(&m, dir, l->name, "_bias.mem", err);
}

/* ---- bac_fold_fc ----------------------------------------------------------- */

/* The inputs of the n-th word of an output; false: it has no such word. */
static bool fc_word(const int32_t *row, size_t inputs, uint32_t n, uint32_t *input) {
    for (size_t i = 0; i < inputs; i++)
        if (row[i] != 0 && n-- == 0) {
            *input = (uint32_t)i;
            return true;
        }
    return false;
}

typedef struct cursor {
    uint32_t output, word; /* output == N_OUT: the lane is done */
} cursor;

static uint32_t next_output(const bac_folded_lanes *g, uint32_t n_out, uint32_t lane,
                            uint32_t from) {
    while (from < n_out && g->lane[from] != lane)
        from++;
    return from;
}

static void put_fc_field(image *m, const bac_layer *l, const bac_folded_lanes *g, size_t inputs,
                         uint32_t lanes_in, uint32_t lane, cursor *at) {
    uint32_t index_bits = bac_ceil_log2(inputs / lanes_in), input = 0;
    index_bits = index_bits ? index_bits : 1;
    bool done = at->output == l->C, last = false;
    int32_t weight = 0;
    if (!done) {
        const int32_t *row = l->weight + (size_t)at->output * inputs;
        if (fc_word(row, inputs, at->word, &input))
            weight = row[input];
        last = at->word + 1 == g->words[at->output];
    }
    put(m, 1, last);
    put(m, index_bits, input / lanes_in);
    put(m, bac_ceil_log2(lanes_in), input % lanes_in);
    put(m, bac_weight_bits(l), weight);
    if (done)
        return;
    at->word++;
    if (last)
        *at = (cursor){next_output(g, l->C, lane, at->output + 1), 0};
}

static bac_status fc_images(const bac_pipeline *p, const bac_stage *s, const char *dir,
                            bac_error *err) {
    const bac_layer *l = bac_net_layer(p->net, s->layer);
    const bac_link *in = &p->links[s->in[0]];
    uint32_t elements = p->links[s->out[0]].lanes;
    size_t inputs = (size_t)in->T * in->C;
    bac_folded_lanes given;
    bac_status status = bac_folded_give(l, inputs, s->side, elements, &given, err);
    if (status != BAC_OK)
        return status;
    cursor *at = calloc(s->side, sizeof *at);
    image m;
    if (image_open(&m) && at) {
        for (uint32_t lane = 0; lane < s->side; lane++)
            at[lane].output = next_output(&given, l->C, lane, 0);
        for (uint32_t n = 0; n < s->words; n++) {
            for (uint32_t lane = s->side; lane-- > 0;)
                put_fc_field(&m, l, &given, inputs, in->lanes, lane, &at[lane]);
            end_word(&m);
        }
    }
    free(at);
    status = image_close(&m, dir, l->name, ".mem", err);
    uint32_t slot_bits = bac_ceil_log2(given.slots) ? bac_ceil_log2(given.slots) : 1;
    if (status == BAC_OK && image_open(&m))
        for (uint32_t beat = 0; beat < l->C / elements; beat++) {
            for (uint32_t e = elements; e-- > 0;) {
                uint32_t o = beat * elements + e;
                put(&m, l->type.bits, l->bias ? l->bias[o] : 0);
                put(&m, bac_ceil_log2(s->side / elements), given.lane[o] / elements);
                put(&m, slot_bits, given.slot[o]);
            }
            end_word(&m);
        }
    if (status == BAC_OK)
        status = image_close(&m, dir, l->name, "_table.mem", err);
    bac_folded_lanes_free(&given);
    return status;
}

/* ---- bac_fold_add, bac_fold_requant ---------------------------------------- */

/* Elements of the memory's words: a beat that spans positions repeats the channels. */
static uint32_t words_of(uint32_t C, uint32_t lanes) {
    return C > lanes ? C / lanes : 1;
}

static bac_status add_images(const bac_pipeline *p, const bac_stage *s, const char *dir,
                             bac_error *err) {
    const bac_layer *l = bac_net_layer(p->net, s->layer);
    uint32_t lanes = p->links[s->in[0]].lanes;
    int32_t *factor = bac_folded_factors(l, s);
    if (!factor)
        return bac_fail(err, BAC_ERR_MEMORY, l->name, "out of memory");
    uint32_t a = bac_folded_bits(factor, l->C), b = bac_folded_bits(factor + l->C, l->C);
    image m;
    if (image_open(&m))
        for (uint32_t n = 0; n < words_of(l->C, lanes); n++) {
            for (uint32_t e = lanes; e-- > 0;) {
                uint32_t c = (n * lanes + e) % l->C;
                put(&m, b, factor[l->C + c]);
                put(&m, a, factor[c]);
            }
            end_word(&m);
        }
    free(factor);
    return image_close(&m, dir, s->name, ".mem", err);
}

static bac_status threshold_images(const bac_layer *l, const bac_link *in,
                                   const bac_fold_requant_lowered *q, const char *dir,
                                   bac_error *err) {
    uint32_t words = words_of(l->C, in->lanes);
    bac_status status = BAC_OK;
    for (uint32_t e = 0; status == BAC_OK && e < in->lanes; e++)
        for (uint32_t stage = 0; status == BAC_OK && stage < q->bits; stage++) {
            char end[32];
            image m;
            snprintf(end, sizeof end, "_%02u_%02u.mem", e, stage);
            if (image_open(&m))
                for (uint32_t n = 0; n < words; n++)
                    for (uint32_t j = 0; j < (uint32_t)1 << stage; j++) {
                        int32_t t = 0;
                        bool has =
                            bac_fold_requant_threshold(q, (n * in->lanes + e) % l->C, stage, j, &t);
                        put(&m, 1, !has);
                        put(&m, in->type.bits, t);
                        end_word(&m);
                    }
            status = image_close(&m, dir, l->name, end, err);
        }
    return status;
}

static bac_status requant_images(const bac_pipeline *p, const bac_stage *s, const char *dir,
                                 bac_error *err) {
    const bac_layer *l = bac_net_layer(p->net, s->layer);
    const bac_link *in = &p->links[s->in[0]];
    bac_fold_requant_lowered q;
    image m;
    if (bac_folded_requant(p, s, &q) != BAC_OK)
        return bac_fail(err, BAC_ERR_MEMORY, l->name, "out of memory");
    if (image_open(&m))
        for (uint32_t n = 0; n < words_of(l->C, in->lanes); n++) {
            for (uint32_t e = in->lanes; e-- > 0;) {
                const bac_fold_requant_channel *c = &q.channel[(n * in->lanes + e) % l->C];
                if (q.threshold) {
                    put(&m, 1, c->minus);
                    put(&m, l->type.bits, c->add);
                } else {
                    put(&m, q.eb, c->extra);
                    put(&m, q.mb, c->mul);
                    put(&m, q.ab, c->add);
                }
            }
            end_word(&m);
        }
    bac_status status = image_close(&m, dir, l->name, ".mem", err);
    if (status == BAC_OK && q.threshold)
        status = threshold_images(l, in, &q, dir, err);
    bac_fold_requant_lowered_free(&q);
    return status;
}

bac_status bac_images_folded(const bac_pipeline *p, const bac_stage *s, const char *dir,
                             bac_error *err) {
    switch (s->kind) {
    case BAC_STAGE_FOLD_CONV:
        return conv_images(p, s, dir, err);
    case BAC_STAGE_FOLD_FC:
        return fc_images(p, s, dir, err);
    case BAC_STAGE_FOLD_ADD:
        return add_images(p, s, dir, err);
    case BAC_STAGE_FOLD_REQUANT:
        return requant_images(p, s, dir, err);
    default:
        return BAC_OK;
    }
}
