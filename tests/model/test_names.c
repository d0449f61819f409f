/* test_names.c - the words of the format and number types. */
#include "bac.h"

#include <criterion/criterion.h>
#include <string.h>

Test(bac_names, every_name_reads_back_as_itself) {
    for (int i = 0; i < BAC_OP_COUNT; i++) {
        cr_assert_eq(bac_op_from_name(bac_op_name((bac_op)i)), i);
    }
    for (int i = 0; i < BAC_FORM_COUNT; i++) {
        cr_assert_eq(bac_form_from_name(bac_form_name((bac_form)i)), i);
    }
    for (int i = 0; i < BAC_ROUND_COUNT; i++) {
        cr_assert_eq(bac_rounding_from_name(bac_rounding_name((bac_rounding)i)), i);
    }
}

Test(bac_names, unknown_names_are_minus_one) {
    cr_assert_eq(bac_op_from_name("Conv"), -1);
    cr_assert_eq(bac_form_from_name(""), -1);
    cr_assert_eq(bac_rounding_from_name("half"), -1);
    cr_assert_str_eq(bac_op_name(BAC_OP_COUNT), "?");
    cr_assert_str_eq(bac_form_name(BAC_FORM_COUNT), "?");
    cr_assert_str_eq(bac_rounding_name(BAC_ROUND_COUNT), "?");
}

static void is_smallest(int64_t lo, int64_t hi, bool is_signed, unsigned bits) {
    bac_type t = bac_type_of_range(lo, hi);
    cr_assert(t.is_signed == is_signed && t.bits == bits, "%lld..%lld: %c%u", (long long)lo,
              (long long)hi, t.is_signed ? 's' : 'u', t.bits);
}

Test(bac_names, the_type_of_a_range_is_the_smallest) {
    is_smallest(0, 0, false, 1);
    is_smallest(0, 1, false, 1);
    is_smallest(0, 2, false, 2);
    is_smallest(5, 255, false, 8);
    is_smallest(0, 256, false, 9);
    is_smallest(-1, 0, true, 1);
    is_smallest(-1, 1, true, 2);
    is_smallest(-128, 127, true, 8);
    is_smallest(-129, 0, true, 9);
    is_smallest(-1, 128, true, 9);
    is_smallest(INT32_MIN, INT32_MAX, true, 32);
    is_smallest(0, INT32_MAX, false, 31);
}

Test(bac_names, a_type_holds_what_its_ends_say) {
    cr_assert_eq(bac_type_lo((bac_type){true, 8}), -128);
    cr_assert_eq(bac_type_hi((bac_type){true, 8}), 127);
    cr_assert_eq(bac_type_lo((bac_type){false, 8}), 0);
    cr_assert_eq(bac_type_hi((bac_type){false, 8}), 255);
    cr_assert_eq(bac_type_hi((bac_type){false, 32}), 4294967295);
}

Test(bac_names, an_error_is_one_line_and_may_be_unwanted) {
    bac_error err;
    cr_assert_eq(bac_fail(&err, BAC_ERR_IO, "my\nfile", "a\nb\tc %d", 7), BAC_ERR_IO);
    cr_assert_str_eq(err.text, "a?b?c 7");
    cr_assert_str_eq(err.where, "my?file");
    cr_assert_eq(err.code, BAC_ERR_IO);
    cr_assert_eq(bac_fail(NULL, BAC_ERR_MEMORY, "file", "x"), BAC_ERR_MEMORY);
    char longer[2000];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = 0;
    bac_fail(&err, BAC_ERR_INPUT, longer, "%s", longer);
    cr_assert_eq(strlen(err.where), sizeof err.where - 1);
    cr_assert_eq(strlen(err.text), sizeof err.text - 1);
}
