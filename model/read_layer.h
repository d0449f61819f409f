/* read_layer.h - reads one layer of a .bnet file. */
#ifndef BAC_READ_LAYER_H
#define BAC_READ_LAYER_H

#include "internal.h"
#include "read_text.h"

/* A key line of a layer. Lines are kept until `end`, because keys may have any order. */
typedef struct bac_row {
    int key;
    int64_t index; /* w, ch: channel of the line; mul: its input; other keys: -1 */
    bac_words words;
} bac_row;

typedef struct bac_rows {
    bac_row *row;
    uint32_t n, cap;
} bac_rows;

/* Keys in the order of docs/network-format.md. */
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

/* Reads the next line and cuts off its first word, the key. *more: false at the end of the file.
 * key: [BAC_MAX_NAME + 1]. */
bac_status bac_read_key(bac_text *text, bac_words *w, char *key, bool *more);

/* Reads a layer and appends it to the net. w: the rest of the line behind the word "layer"; reading
 * stops after the line "end". */
bac_status bac_read_layer(bac_text *text, bac_net *net, bac_words *w);

/* Reads the value of one key (a number, a type, a name) into the layer. */
bac_status bac_read_scalar(bac_row *row, const bac_net *net, bac_layer *l);
/* Reads one line of an array (bias, w, mul, ch), whose length bac_layer_shape has found. */
bac_status bac_read_array(bac_row *row, const bac_net *net, bac_layer *l);

/* Reads a name into name [BAC_MAX_NAME + 1]; `what` names it in messages. */
bac_status bac_read_name(bac_words *w, const char *what, char *name);

#endif
