/* suite.c - a regression suite, without the files that it names: reading and expanding. */
#include "regress/suite.h"
#include "fuzz.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static suite s;
    bac_error err = {0};
    s = (suite){0};
    const bac_status status = suite_load(fuzz_file("in.cfg", data, size), "/nowhere", &s, &err);
    fuzz_refusal(status, &err);
    suite_free(&s);
    return 0;
}
