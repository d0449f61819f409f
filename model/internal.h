/* internal.h - functions that only the files of libbac share. */
#ifndef BAC_INTERNAL_H
#define BAC_INTERNAL_H

#include "bac.h"

#include <locale.h>

struct bac_net {
    char *name;
    char **note;
    uint32_t n_note;
    char **label; /* class labels */
    uint32_t n_label;
    bac_layer **layer; /* pointers, so that a layer stays where it is while the net grows */
    uint32_t *hash;    /* of each layer's name */
    uint32_t n_layer, cap_layer;
    uint64_t weights, elements; /* totals, held against BAC_MAX_TOTAL */
    bool finished;
};

/* The most bits that an operator's codes may have. */
static inline int bac_op_code_bits(bac_op op) {
    return op == BAC_REQUANT ? BAC_MAX_WIDE_BITS : BAC_MAX_CODE_BITS;
}

/* One layer under examination. A refusal leaves in key and row which line of a .bnet file
 * is to blame (NULL: the whole layer; row -1: the only line with that key), so that the
 * reader can name it and a builder needs not care. */
typedef struct bac_check {
    const bac_net *net;
    bac_layer *layer;
    bac_error *err;
    const char *key;
    int64_t row;
} bac_check;

/* Records key, row and the message; returns BAC_ERR_INPUT. */
bac_status bac_refuse(bac_check *check, const char *key, int64_t row, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Step 1 validates op, inputs and the numbers that determine the shape. It reads no array except
 * `in` and clears fields that the op does not use. Afterwards the length of every array is known
 * and within limits. */
bac_status bac_layer_shape(bac_check *check);
/* Step 2 validates the arrays' contents, then derives ranges and type (net_range.c). */
bac_status bac_layer_values(bac_check *check);
bac_status bac_layer_ranges(bac_check *check);
/* Appends a layer that passed both steps and takes ownership; after a failure the caller owns
 * it. */
bac_status bac_net_append(bac_net *net, bac_layer *layer, bac_error *err);
/* Validates the rules about the whole graph; *layer: the layer that breaks one. */
bac_status bac_net_whole(const bac_net *net, uint32_t *layer, bac_error *err);

/* average.c: fills the weights (all 1) and the factors of an average pool. */
bac_status bac_average_fill(bac_check *check);
/* Number of samples of a frame of T positions that lie in window t. */
uint32_t bac_window_samples(const bac_layer *layer, uint32_t T, uint32_t t);

void bac_layer_free(bac_layer *layer);
uint64_t bac_layer_weights(const bac_net *net, const bac_layer *layer); /* length of weight[] */
bac_status bac_no_memory(bac_error *err, const char *where);

bool bac_name_valid(const char *name);
uint32_t bac_name_hash(const char *name);
/* Index of the layer of that name; -1: there is none. */
int64_t bac_net_find(const bac_net *net, const char *name);

/* malloc and calloc of n * size bytes, at least 1; NULL also when the product overflows. */
void *bac_alloc(uint64_t n, size_t size);
void *bac_zalloc(uint64_t n, size_t size);

/* Reads up to *size bytes from byte `at` on; *size becomes the number read. */
bac_status bac_file_take(const char *path, int fd, uint64_t at, void *data, size_t *size,
                         bac_error *err);
/* bac_file_write of n pieces, one after the other. */
typedef struct bac_part {
    const void *data;
    size_t size;
} bac_part;
bac_status bac_file_write_parts(const char *path, const bac_part *part, size_t n, bac_error *err);

/* Between begin and end this thread reads and prints real numbers with a decimal point, in any
 * locale of the program. begin returns false when memory is short. */
typedef struct bac_numerals {
    locale_t plain, before;
} bac_numerals;
bool bac_numerals_begin(bac_numerals *numerals);
void bac_numerals_end(bac_numerals *numerals);

#endif
