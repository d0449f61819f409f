/* family.c - the families of devices by their names. */
#include "size.h"

#include <string.h>

static const char *const names[BAC_FAMILIES] = {"xilinx", "ecp5", "ice40"};

const char *bac_family_name(bac_family family) {
    return names[family];
}

bool bac_family_find(const char *name, bac_family *family) {
    for (int i = 0; i < BAC_FAMILIES; i++)
        if (strcmp(name, names[i]) == 0) {
            *family = (bac_family)i;
            return true;
        }
    return false;
}
