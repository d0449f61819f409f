/* space.c - a search space. */
#include "fuzz.h"
#include "search.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static bac_search_space space;
    bac_error err = {0};
    space = (bac_search_space){0};
    const bac_status status =
        bac_search_parse((const char *)data, size, "/nowhere/in.space", &space, &err);
    fuzz_refusal(status, &err);
    bac_search_space_free(&space);
    return 0;
}
