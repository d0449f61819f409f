/* one_process.c - PROGRAM least|exactly LEVEL : all tests, if the processor is of that level
 *
 * LEVEL is the 3 of x86-64-v3. Exit 77 where the processor, real or emulated, does not reach it;
 * a failure where it must be exactly that level and is above: then nothing is emulated. */
#include "clones.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static one_test *tests;

void one_test_add(one_test *test) {
    test->next = tests;
    tests = test;
}

void one_check(const char *file, int line, const char *text, bool holds, const char *format, ...) {
    if (holds)
        return;
    va_list arguments;
    va_start(arguments, format);
    printf("%s:%d: not so: %s\n", file, line, text);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    exit(1);
}

int main(int argc, char **argv) {
    const int here = bac_x86_level(), wanted = argc == 3 ? atoi(argv[2]) : 0;
    const bool exactly = argc == 3 && strcmp(argv[1], "exactly") == 0;
    if (wanted < 1 || wanted > 4 || !(exactly || strcmp(argv[1], "least") == 0)) {
        fprintf(stderr, "usage: %s least|exactly 1..4\n", argv[0]);
        return 2;
    }
    if (here < wanted) {
        printf("SKIPPED: needs x86-64-v%d, this %sprocessor ends at x86-64-v%d\n", wanted,
               exactly ? "emulated " : "", here);
        return 77;
    }
    if (exactly && here > wanted) {
        printf("the processor is of level %d, not %d: is the emulator at work?\n", here, wanted);
        return 1;
    }
    int passed = 0;
    for (const one_test *test = tests; test; test = test->next, passed++) {
        printf("%s/%s\n", test->suite, test->name);
        fflush(stdout);
        test->body();
    }
    printf("%d tests passed on x86-64-v%d\n", passed, here);
    return passed == 0;
}
