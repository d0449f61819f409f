/* oracle_case write|compare SEED STYLE DIR - one random network for tests/train/export/oracle.sh:
 *   write    DIR/net.onnx and DIR/frames.npy, float32 [frames][C][T]
 *   compare  DIR/logits.npy, float64 [frames][classes], with the integers of the same network
 * STYLE: 1 free, 2 native. */
#include "export.h"
#include "random_nn.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES = 16, PATH = 512 };

static int fail(const bac_error *err) {
    printf("FAIL %s: %s\n", err->where, err->text);
    return EXIT_FAILURE;
}

static float *frames_of(uint64_t seed, const bac_nn *nn) {
    random_source r = {seed};
    const bac_nn_node *in = &nn->node[0];
    float *iq = malloc(sizeof *iq * FRAMES * in->T * in->C);
    if (iq)
        random_iq(&r, nn, FRAMES, iq);
    return iq;
}

static int write_case(const bac_nn *nn, const float *iq, const char *dir) {
    char path[PATH];
    bac_error err = {0};
    const bac_nn_node *in = &nn->node[0];
    float *turned = malloc(sizeof *turned * FRAMES * in->T * in->C);
    bac_array a = {.dtype = BAC_F32, .ndim = 3, .dim = {FRAMES, in->C, in->T}, .data = turned};
    for (uint32_t f = 0; turned && f < FRAMES; f++)
        for (uint32_t t = 0; t < in->T; t++)
            for (uint32_t c = 0; c < in->C; c++)
                turned[(f * in->C + c) * in->T + t] = iq[(f * in->T + t) * in->C + c];
    snprintf(path, sizeof path, "%.400s/net.onnx", dir);
    bac_status status = turned ? bac_export_onnx(nn, NULL, path, &err) : BAC_ERR_MEMORY;
    snprintf(path, sizeof path, "%.400s/frames.npy", dir);
    if (!status)
        status = bac_array_save(path, &a, &err);
    free(turned);
    return status ? fail(&err) : EXIT_SUCCESS;
}

static int compare_logits(const bac_net *net, const float *iq, const double *want) {
    bac_error err = {0};
    bac_run *run = NULL;
    const bac_layer *in = bac_net_layer(net, 0), *out = bac_net_logits(net);
    int32_t *codes = malloc(sizeof *codes * in->T * in->C), *got = malloc(sizeof *got * out->C);
    int exit_status = EXIT_SUCCESS;
    if (!codes || !got || bac_run_create(net, &run, &err))
        exit_status = fail(&err);
    for (uint32_t f = 0; !exit_status && f < FRAMES; f++) {
        if (bac_frame_quantise(net, iq + (size_t)f * in->T * in->C, codes, &err) ||
            bac_run_frame(run, codes, got, NULL, &err))
            exit_status = fail(&err);
        /* the file's bias counts float32(s_in * s_w): 2^-24 relative */
        for (uint32_t c = 0; !exit_status && c < out->C; c++) {
            double is = got[c] * out->scale[0], should = want[f * out->C + c];
            if (fabs(is - should) > 1e-6 * fmax(1, fabs(should))) {
                printf("FAIL frame %u logit %u: %.12g, the oracle says %.12g\n", f, c, is, should);
                exit_status = EXIT_FAILURE;
            }
        }
    }
    bac_run_free(run);
    free(codes);
    free(got);
    return exit_status;
}

static int compare_case(const bac_nn *nn, const float *iq, const char *dir) {
    char path[PATH];
    bac_error err = {0};
    bac_net *net = NULL;
    bac_array want = {0};
    snprintf(path, sizeof path, "%.400s/logits.npy", dir);
    int exit_status = EXIT_FAILURE;
    if (bac_export_net(nn, NULL, NULL, &net, NULL, &err) || bac_array_load(path, &want, &err))
        fail(&err);
    else if (want.dtype != BAC_F64 || want.ndim != 2 || want.dim[0] != FRAMES ||
             want.dim[1] != bac_net_logits(net)->C)
        printf("FAIL the oracle's logits are not float64 [%d][classes]\n", FRAMES);
    else
        exit_status = compare_logits(net, iq, want.data);
    bac_array_free(&want);
    bac_net_free(net);
    return exit_status;
}

int main(int argc, char **argv) {
    bac_nn *nn = NULL;
    bac_error err = {0};
    if (argc != 5)
        return EXIT_FAILURE;
    uint64_t seed = strtoull(argv[2], NULL, 10);
    if (random_nn(seed, (bac_nn_style)atoi(argv[3]), &nn, &err))
        return fail(&err);
    float *iq = frames_of(seed, nn);
    int exit_status = EXIT_FAILURE;
    if (iq)
        exit_status = strcmp(argv[1], "write") == 0 ? write_case(nn, iq, argv[4])
                                                    : compare_case(nn, iq, argv[4]);
    free(iq);
    bac_nn_free(nn);
    return exit_status;
}
