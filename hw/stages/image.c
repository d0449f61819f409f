/* image.c - see image.h. */
#include "image.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void fail(bac_images *m, bac_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void fail(bac_images *m, bac_status status, const char *format, ...) {
    char text[256];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    if (m->failed == BAC_OK)
        m->failed = bac_fail(&m->err, status, m->stage, "%s", text);
}

void bac_images_open(bac_images *m, const char *stage) {
    *m = (bac_images){.stage = stage, .bit = malloc(BAC_IMAGE_WORD_BITS)};
    if (!m->bit)
        fail(m, BAC_ERR_MEMORY, "out of memory");
}

static void close_text(bac_images *m) {
    if (!m->out)
        return;
    const bool bad = ferror(m->out) != 0;
    if (fclose(m->out) != 0 || bad)
        fail(m, BAC_ERR_MEMORY, "out of memory");
    m->out = NULL;
}

void bac_image_begin(bac_images *m, const char *format, ...) {
    char name[2 * BAC_MAX_NAME + 64];
    close_text(m);
    if (m->failed)
        return;
    va_list values;
    va_start(values, format);
    vsnprintf(name, sizeof name, format, values);
    va_end(values);
    bac_image *bigger = realloc(m->list, (m->n + 1) * sizeof *m->list);
    if (!bigger) {
        fail(m, BAC_ERR_MEMORY, "out of memory");
        return;
    }
    m->list = bigger;
    bac_image *image = &m->list[m->n++];
    *image = (bac_image){.name = strdup(name)};
    m->out = image->name ? open_memstream(&image->text, &image->size) : NULL;
    if (!m->out)
        fail(m, BAC_ERR_MEMORY, "out of memory");
}

void bac_image_put(bac_images *m, uint32_t bits, int64_t value) {
    if (m->failed)
        return;
    if (bits > BAC_IMAGE_WORD_BITS - m->bits) {
        fail(
            m, BAC_ERR_INPUT,
            "a word of %s has more than %d bits, the widest vector that Verilog promises; plan the "
            "layer with fewer lanes, elements or inputs a clock",
            m->list[m->n - 1].name, BAC_IMAGE_WORD_BITS);
        return;
    }
    for (uint32_t i = bits; i-- > 0;)
        m->bit[m->bits++] = (uint8_t)((uint64_t)value >> (i < 64 ? i : 63) & 1u);
}

void bac_image_end_word(bac_images *m) {
    if (m->failed)
        return;
    uint32_t digit = 0, n = (4 - m->bits % 4) % 4;
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

bac_status bac_images_finish(bac_images *m, bac_error *err) {
    close_text(m);
    if (m->failed && err)
        *err = m->err;
    return m->failed;
}

void bac_images_free(bac_images *m) {
    close_text(m);
    for (uint32_t i = 0; i < m->n; i++) {
        free(m->list[i].name);
        free(m->list[i].text);
    }
    free(m->list);
    free(m->bit);
    *m = (bac_images){0};
}
