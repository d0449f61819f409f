/* packed.c - estimates the logic cells into which a packer puts LUTs, registers and carry cells.
 * bench/routed fitted the numbers. */
#include "size.h"

#include <string.h>

/* Logic cells for each LUT, each register, each carry cell without a LUT to share, and each
 * stage. */
static const struct packed {
    const char *family;
    double lut, ff, over, stage;
} packed[] = {
#include "packed.inc"
};

double bac_size_packed(const bac_size *s, bac_family family) {
    const double over = s->carry > s->lut ? s->carry - s->lut : 0;
    for (size_t i = 0; i < sizeof packed / sizeof *packed; i++)
        if (strcmp(packed[i].family, bac_family_name(family)) == 0)
            return packed[i].lut * s->lut + packed[i].ff * s->ff + packed[i].over * over +
                   (s->lut + s->ff > 0 ? packed[i].stage : 0);
    return s->site;
}
