/* image.h - $readmemh images of a stage's memories, as text.
 *
 * bac_kind.images opens each image by name and fills its words field by field, the highest field
 * first. The first failure is kept, and later calls do nothing. */
#ifndef BAC_STAGES_IMAGE_H
#define BAC_STAGES_IMAGE_H

#include "bac.h"

#include <stdio.h>

/* Largest width of a word: the width of a vector that IEEE 1364 guarantees. */
enum { BAC_IMAGE_WORD_BITS = 1 << 16 };

typedef struct bac_image {
    char *name, *text; /* owned */
    size_t size;       /* of the text */
} bac_image;

typedef struct bac_images {
    const char *stage; /* for messages */
    uint32_t n;
    bac_image *list; /* [n] */
    FILE *out;       /* text of the last image */
    uint8_t *bit;    /* bits of the open word, the highest first */
    uint32_t bits;
    bac_status failed;
    bac_error err;
} bac_images;

void bac_images_open(bac_images *images, const char *stage);
/* Completes the image before it and begins the image of this name. */
void bac_image_begin(bac_images *images, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Appends the next field of the open word. */
void bac_image_put(bac_images *images, uint32_t bits, int64_t value);
void bac_image_end_word(bac_images *images);
/* Completes the last image. Errors: memory; a word of too many bits, with stage and image. */
bac_status bac_images_finish(bac_images *images, bac_error *err);
void bac_images_free(bac_images *images);

#endif
