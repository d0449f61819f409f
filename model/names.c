/* names.c - the words of the .bnet format, and number types. */
#include "fixed.h"

#include "internal.h"
#include "ints.h"

#include <string.h>

static const char *const op_name[BAC_OP_COUNT] = {
    [BAC_INPUT] = "input",     [BAC_CONV] = "conv",
    [BAC_FC] = "fc",           [BAC_REQUANT] = "requant",
    [BAC_ADD] = "add",         [BAC_CONCAT] = "concat",
    [BAC_MAXPOOL] = "maxpool", [BAC_GLOBALMAX] = "globalmax",
    [BAC_AVGPOOL] = "avgpool", [BAC_GLOBALAVG] = "globalavg",
    [BAC_FLATTEN] = "flatten", [BAC_ARGMAX] = "argmax",
};

static const char *const form_name[BAC_FORM_COUNT] = {
    [BAC_FORM_CONST] = "const", [BAC_FORM_SHIFT] = "shift",   [BAC_FORM_EVEN] = "even",
    [BAC_FORM_MUL] = "mul",     [BAC_FORM_THRESHOLD] = "thr",
};

static const char *const rounding_name[BAC_ROUND_COUNT] = {
    [BAC_ROUND_HALF_EVEN] = "half_even", [BAC_ROUND_FLOOR] = "floor",
    [BAC_ROUND_CEIL] = "ceil",           [BAC_ROUND_TO_ZERO] = "to_zero",
    [BAC_ROUND_HALF_UP] = "half_up",     [BAC_ROUND_HALF_DOWN] = "half_down",
    [BAC_ROUND_HALF_AWAY] = "half_away", [BAC_ROUND_UP] = "up",
};

static int find(const char *const *table, int n, const char *name) {
    for (int i = 0; i < n; i++) {
        if (strcmp(table[i], name) == 0)
            return i;
    }
    return -1;
}

const char *bac_op_name(bac_op op) {
    return (unsigned)op < BAC_OP_COUNT ? op_name[op] : "?";
}

const char *bac_form_name(bac_form form) {
    return (unsigned)form < BAC_FORM_COUNT ? form_name[form] : "?";
}

const char *bac_rounding_name(bac_rounding rounding) {
    return (unsigned)rounding < BAC_ROUND_COUNT ? rounding_name[rounding] : "?";
}

int bac_op_from_name(const char *name) {
    return find(op_name, BAC_OP_COUNT, name);
}

int bac_form_from_name(const char *name) {
    return find(form_name, BAC_FORM_COUNT, name);
}

int bac_rounding_from_name(const char *name) {
    return find(rounding_name, BAC_ROUND_COUNT, name);
}

int64_t bac_type_lo(bac_type type) {
    return type.is_signed ? -((int64_t)1 << (type.bits - 1)) : 0;
}

int64_t bac_type_hi(bac_type type) {
    return ((int64_t)1 << (type.is_signed ? type.bits - 1 : type.bits)) - 1;
}

bac_type bac_type_of_range(int64_t lo, int64_t hi) {
    /* numbers no stream can hold need more than 62 bits; 1 << 63 would overflow */
    return (bac_type){.is_signed = lo < 0,
                      .bits = (uint8_t)bac_min_u32(62, bac_bits_of(lo, hi, false))};
}

bool bac_numerals_begin(bac_numerals *n) {
    n->plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
    n->before = n->plain ? uselocale(n->plain) : (locale_t)0;
    return n->plain;
}

void bac_numerals_end(bac_numerals *n) {
    if (!n->plain)
        return;
    uselocale(n->before);
    freelocale(n->plain);
}

bool bac_name_valid(const char *name) {
    size_t n = 0;
    for (; name[n]; n++) {
        char ch = name[n];
        bool letter = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '_';
        if (n >= BAC_MAX_NAME || !(letter || (n > 0 && ch >= '0' && ch <= '9')))
            return false;
    }
    return n > 0;
}

int32_t bac_requant_apply(const bac_requant *r, int32_t code_lo, int32_t code_hi, int32_t x) {
    return bac_fixed_requant(r, code_lo, code_hi, x);
}
