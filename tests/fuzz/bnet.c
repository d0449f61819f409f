/* bnet.c - a .bnet file: what is accepted is written, read back equal, and run on one frame of zeros. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_MACS = 200000, MOST_ELEMENTS = 20000 }; /* of networks that are run */

static char *saved(const bac_net *net, size_t *size) {
    char *text = NULL;
    const char *path = fuzz_file("out.bnet", (const uint8_t *)"", 0);
    FUZZ_CHECK(bac_net_save(net, path, NULL) == BAC_OK);
    FUZZ_CHECK(bac_file_read(path, (size_t)1 << 30, &text, size, NULL) == BAC_OK);
    return text;
}

static void round_trip(const bac_net *net) {
    bac_net *again = NULL;
    bac_error err;
    size_t size[2];
    char *text[2] = {saved(net, &size[0]), NULL};
    FUZZ_CHECK(bac_net_parse(text[0], size[0], "out.bnet", &again, &err) == BAC_OK);
    text[1] = saved(again, &size[1]);
    FUZZ_CHECK(size[0] == size[1] && memcmp(text[0], text[1], size[0]) == 0);
    bac_net_free(again);
    free(text[0]);
    free(text[1]);
}

static bool is_small(const bac_net *net) {
    bac_cost cost;
    uint64_t elements = 0;
    for (uint32_t i = 0; i < bac_net_layers(net); i++)
        elements += (uint64_t)bac_net_layer(net, i)->T * bac_net_layer(net, i)->C;
    bac_net_cost(net, &cost);
    return cost.macs <= MOST_MACS && elements <= MOST_ELEMENTS;
}

/* Every implementation of the loops gives the same logits. */
static void run(const bac_net *net) {
    const bac_layer *in = bac_net_layer(net, 0);
    int32_t *codes = calloc((size_t)in->T * in->C, sizeof *codes);
    const uint32_t classes = bac_net_logits(net)->C;
    int32_t *logits = calloc((size_t)classes * 2, sizeof *logits);
    uint32_t class_index[2];
    FUZZ_CHECK(codes && logits);
    for (uint32_t i = 0; i < in->T * in->C; i++)
        codes[i] = (int32_t)(in->lo + (int64_t)i % ((int64_t)in->hi - in->lo + 1));
    for (int k = 0; k < 2; k++) {
        bac_run *r = NULL;
        bac_error err;
        FUZZ_CHECK(bac_run_create_with(net, k ? BAC_RUN_PORTABLE : BAC_RUN_PLAIN, &r, &err) ==
                   BAC_OK);
        FUZZ_CHECK(bac_run_frame(r, codes, logits + (size_t)k * classes, &class_index[k], &err) ==
                   BAC_OK);
        bac_run_free(r);
    }
    FUZZ_CHECK(memcmp(logits, logits + classes, classes * sizeof *logits) == 0);
    FUZZ_CHECK(class_index[0] == class_index[1]);
    free(codes);
    free(logits);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bac_net *net = NULL;
    bac_error err = {0};
    const bac_status status = bac_net_parse((const char *)data, size, "in.bnet", &net, &err);
    fuzz_refusal(status, &err);
    if (status == BAC_OK && is_small(net)) {
        round_trip(net);
        run(net);
    }
    bac_net_free(net);
    return 0;
}
