/* read_layer.h - reads one layer of a .bnet file. */
#ifndef BAC_READ_LAYER_H
#define BAC_READ_LAYER_H

#include "internal.h"
#include "read_text.h"

/* A key line inside a layer, kept until `end` because keys come in any order. */
typedef struct bac_row {
    int key;
    int64_t index; /* w, ch, mul: the channel or input the row is about; otherwise -1 */
    bac_words words;
} bac_row;

typedef struct bac_rows {
    bac_row *row;
    uint32_t n, cap;
} bac_rows;

/* Keys in the order of docs/network-format.md */
enum {
    KEY_FROM,
    KEY_POSITIONS,
    KEY_CHANNELS,
    KEY_GROUPS,
    KEY_KERNEL,
    KEY_STRIDE,
    KEY_PAD,
    KEY_COUNT_PAD,
    KEY_TYPE,
    KEY_RANGE,
    KEY_WEIGHT_TYPE,
    KEY_COST_BITS,
    KEY_BIAS,
    KEY_W,
    KEY_MUL,
    KEY_ACC,
    KEY_SCALE,
    KEY_ROUNDING,
    KEY_CH,
    KEY_COUNT
};

/* The next line, its first word a key; *more = false at the end of the file. key: [BAC_MAX_NAME +
 * 1] */
bac_status bac_read_key(bac_text *text, bac_words *w, char *key, bool *more);

/* Reads from behind the word "layer" to the line "end" and appends the layer to the net. */
bac_status bac_read_layer(bac_text *text, bac_net *net, bac_words *w);

/* The value of one key that is a number, a type, a name ... into the layer. */
bac_status bac_read_scalar(bac_row *row, const bac_net *net, bac_layer *l);
/* The same for bias, w, mul, ch: arrays whose lengths are known by now. */
bac_status bac_read_array(bac_row *row, const bac_net *net, bac_layer *l);

/* name: [BAC_MAX_NAME + 1] */
bac_status bac_read_name(bac_words *w, const char *what, char *name);

#endif
