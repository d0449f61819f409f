/* image.h - $readmemh images of a stage's memories, as text.
 *
 * bac_kind.images opens each image by name and fills its words field by field, the highest field
 * first. The first failure is remembered, and every call behind it does nothing. */
#ifndef BAC_STAGES_IMAGE_H
#define BAC_STAGES_IMAGE_H

#include "bac.h"

#include <stdio.h>

/* Bits of a word: what IEEE 1364 promises a vector. */
enum { BAC_IMAGE_WORD_BITS = 1 << 16 };

typedef struct bac_image {
    char *name, *text; /* owned */
    size_t size;       /* of the text */
} bac_image;

typedef struct bac_images {
    const char *stage; /* for messages */
    uint32_t n;
    bac_image *list; /* [n] */
    FILE *out;       /* of the last one */
    uint8_t *bit;    /* of the open word, the highest first */
    uint32_t bits;
    bac_status failed;
    bac_error err;
} bac_images;

void bac_images_open(bac_images *images, const char *stage);
/* The image of this name begins; the one before it is complete. */
void bac_image_begin(bac_images *images, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The open word's next field. */
void bac_image_put(bac_images *images, uint32_t bits, int64_t value);
void bac_image_end_word(bac_images *images);
/* The last image is complete. Errors: memory; a word of too many bits, by stage and image. */
bac_status bac_images_finish(bac_images *images, bac_error *err);
void bac_images_free(bac_images *images);

#endif
