/* recipe.c - a training recipe: what is accepted gives a text that parses to the same text. */
#include "recipe.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static bac_recipe recipe, again;
    char *text[2] = {NULL, NULL};
    bac_error err = {0};
    const bac_status status =
        bac_recipe_parse((const char *)data, size, "in.recipe", &recipe, &err);
    fuzz_refusal(status, &err);
    if (status == BAC_OK) {
        FUZZ_CHECK(bac_recipe_text(&recipe, &text[0], &err) == BAC_OK);
        FUZZ_CHECK(bac_recipe_parse(text[0], strlen(text[0]), "out.recipe", &again, &err) ==
                   BAC_OK);
        FUZZ_CHECK(bac_recipe_text(&again, &text[1], &err) == BAC_OK);
        FUZZ_CHECK(strcmp(text[0], text[1]) == 0);
    }
    free(text[0]);
    free(text[1]);
    return 0;
}
