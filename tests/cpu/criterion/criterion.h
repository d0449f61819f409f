/* criterion.h - what test files want of Criterion, in one process
 *
 * Criterion starts every test by exec of its own program. Under an emulator without binfmt that
 * leaves the emulator: the test would run, and pass, on the real processor. Here tests are called
 * one after the other by the main() of one_process.c, and the first failure ends the program. */
#ifndef ONE_PROCESS_CRITERION_H
#define ONE_PROCESS_CRITERION_H
#pragma GCC system_header /* macros without arguments for "..." */

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

typedef struct one_test {
    const char *suite, *name;
    void (*body)(void);
    struct one_test *next;
} one_test;
void one_test_add(one_test *test);

/* text: of the macro's arguments; then the condition and the message of the test, if any. */
void one_check(const char *file, int line, const char *text, bool holds, const char *format, ...);

#define Test(s, n)                                                                                 \
    static void s##_##n(void);                                                                     \
    __attribute__((constructor)) static void s##_##n##_add(void) {                                 \
        static one_test test = {.suite = #s, .name = #n, .body = s##_##n};                         \
        one_test_add(&test);                                                                       \
    }                                                                                              \
    static void s##_##n(void)

#define cr_log_info(...)            (void)printf(__VA_ARGS__)
#define cr_assert(...)              one_check(__FILE__, __LINE__, #__VA_ARGS__, __VA_ARGS__, "")
#define cr_assert_fail(...)         cr_assert(false, __VA_ARGS__)
#define cr_assert_not_null(...)     cr_assert_not_null_(__VA_ARGS__, "")
#define cr_assert_not_null_(p, ...) one_check(__FILE__, __LINE__, #p, (p) != NULL, __VA_ARGS__)
#define cr_assert_eq(a, ...)        cr_assert_eq_(a, __VA_ARGS__, "")
#define cr_assert_eq_(a, b, ...)                                                                   \
    one_check(__FILE__, __LINE__, #a " == " #b, (a) == (b), __VA_ARGS__)
#define cr_assert_arr_eq(a, b, ...) cr_assert_arr_eq_(a, b, __VA_ARGS__, "")
#define cr_assert_arr_eq_(a, b, size, ...)                                                         \
    one_check(__FILE__, __LINE__, #a " == " #b, memcmp(a, b, size) == 0, __VA_ARGS__)

#endif
