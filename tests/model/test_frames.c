/* test_frames.c - real samples and files of frames to codes. */
#include "random_net.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bac_net *make_net(uint32_t T, uint32_t C, bac_type type, bac_rounding rounding,
                         double scale) {
    bac_net *net;
    bac_error err;
    bac_layer in = {.op = BAC_INPUT,
                    .name = "in",
                    .T = T,
                    .C = C,
                    .type = type,
                    .n_scale = 1,
                    .scale = &scale,
                    .rounding = rounding,
                    .code_lo = (int32_t)bac_type_lo(type),
                    .code_hi = (int32_t)bac_type_hi(type)};
    cr_assert_eq(bac_net_create("frames", &net, &err), BAC_OK);
    cr_assert_eq(bac_net_add(net, &in, NULL, &err), BAC_OK, "%s", scratch_error(&err));
    return net;
}

static const char *save(const char *dir, bac_dtype dtype, uint32_t ndim, uint64_t a, uint64_t b,
                        uint64_t c, void *data) {
    const char *path = scratch_path(dir, "frames.npy");
    bac_array array = {.dtype = dtype, .ndim = ndim, .dim = {a, b, c}, .data = data};
    cr_assert_eq(bac_array_save(path, &array, NULL), BAC_OK);
    return path;
}

Test(bac_frame_quantise, rounds_in_the_networks_mode_and_clips) {
    float x[] = {0.5f, 1.5f, -0.5f, -1.5f, 1.4999999f, 100, -100, 0};
    int32_t want[BAC_ROUND_COUNT][8] = {
        [BAC_ROUND_HALF_EVEN] = {0, 2, 0, -2, 1, 7, -8, 0},
        [BAC_ROUND_FLOOR] = {0, 1, -1, -2, 1, 7, -8, 0},
        [BAC_ROUND_CEIL] = {1, 2, 0, -1, 2, 7, -8, 0},
        [BAC_ROUND_TO_ZERO] = {0, 1, 0, -1, 1, 7, -8, 0},
        [BAC_ROUND_HALF_UP] = {1, 2, 0, -1, 1, 7, -8, 0},
        [BAC_ROUND_HALF_DOWN] = {0, 1, -1, -2, 1, 7, -8, 0},
        [BAC_ROUND_HALF_AWAY] = {1, 2, -1, -2, 1, 7, -8, 0},
        [BAC_ROUND_UP] = {1, 2, -1, -2, 2, 7, -8, 0},
    };
    for (int mode = 0; mode < BAC_ROUND_COUNT; mode++) {
        bac_net *net = make_net(4, 2, (bac_type){true, 4}, (bac_rounding)mode, 1);
        int32_t codes[8];
        cr_assert_eq(bac_frame_quantise(net, x, codes, NULL), BAC_OK);
        for (int i = 0; i < 8; i++) {
            cr_assert_eq(codes[i], want[mode][i], "%s of %g", bac_rounding_name((bac_rounding)mode),
                         (double)x[i]);
        }
        bac_net_free(net);
    }
}

/* 1/49 rounds down, and 49 * (1/49) is below 1: a reciprocal would floor 49 to code 0. */
Test(bac_frame_quantise, divides_by_the_scale_instead_of_multiplying_by_its_reciprocal) {
    bac_net *net = make_net(1, 1, (bac_type){true, 16}, BAC_ROUND_FLOOR, 49);
    int flips = 0;
    for (int m = 1; m < 4000; m++) {
        float x = (float)(49 * m);
        int32_t code;
        cr_assert_eq(bac_frame_quantise(net, &x, &code, NULL), BAC_OK);
        cr_assert_eq(code, m);
        flips += floor((double)x * (1 / 49.0)) < m;
    }
    cr_assert_gt(flips, 0, "the scale shows no difference");
    bac_net_free(net);
}

Test(bac_frame_quantise, refuses_what_is_not_finite_by_position_and_channel) {
    bac_net *net = make_net(3, 2, (bac_type){true, 4}, BAC_ROUND_HALF_EVEN, 1);
    float x[6] = {0};
    int32_t codes[6];
    bac_error err;
    x[2 * 2 + 1] = NAN;
    cr_assert_eq(bac_frame_quantise(net, x, codes, &err), BAC_ERR_INPUT);
    cr_assert_str_eq(scratch_error(&err), "in: position 2, channel 1 is not a number");
    x[2 * 2 + 1] = -INFINITY;
    cr_assert_eq(bac_frame_quantise(net, x, codes, &err), BAC_ERR_INPUT);
    cr_assert_str_eq(scratch_error(&err), "in: position 2, channel 1 is infinite");
    bac_net_free(net);
}

Test(bac_frames_load, finds_the_layout_and_quantises) {
    char *dir = scratch_dir();
    bac_net *net = make_net(3, 2, (bac_type){true, 8}, BAC_ROUND_HALF_EVEN, 0.5);
    float tc[12], ct[12];
    for (int n = 0; n < 2; n++) {
        for (int t = 0; t < 3; t++) {
            for (int c = 0; c < 2; c++) {
                tc[n * 6 + t * 2 + c] = ct[n * 6 + c * 3 + t] = (float)(n * 100 + t * 10 + c) / 4;
            }
        }
    }
    for (int layout = 0; layout < 2; layout++) {
        uint64_t n, a = layout ? 2 : 3, b = layout ? 3 : 2;
        int32_t *codes, want[6];
        bac_error err;
        const char *path = save(dir, BAC_F32, 3, 2, a, b, layout ? ct : tc);
        cr_assert_eq(bac_frames_load(path, net, &n, &codes, &err), BAC_OK, "%s",
                     scratch_error(&err));
        cr_assert_eq(n, 2);
        for (int f = 0; f < 2; f++) {
            cr_assert_eq(bac_frame_quantise(net, tc + f * 6, want, NULL), BAC_OK);
            cr_assert_arr_eq(codes + f * 6, want, sizeof want);
        }
        free(codes);
        path = save(dir, BAC_F32, 2, a, b, 0, layout ? ct : tc);
        cr_assert_eq(bac_frames_load(path, net, &n, &codes, &err), BAC_OK);
        cr_assert_eq(n, 1);
        cr_assert_eq(codes[5], 10); /* t = 2, c = 1: 21 / 4 / 0.5 = 10.5, to even */
        free(codes);
    }
    bac_net_free(net);
    scratch_remove(dir);
}

Test(bac_frames_load, a_square_frame_is_time_first) {
    char *dir = scratch_dir();
    bac_net *net = make_net(2, 2, (bac_type){true, 8}, BAC_ROUND_HALF_EVEN, 1);
    int8_t data[] = {1, 2, 3, 4};
    uint64_t n;
    int32_t *codes;
    cr_assert_eq(bac_frames_load(save(dir, BAC_I8, 3, 1, 2, 2, data), net, &n, &codes, NULL),
                 BAC_OK);
    cr_assert_arr_eq(codes, ((int32_t[]){1, 2, 3, 4}), 16);
    free(codes);
    bac_net_free(net);
    scratch_remove(dir);
}

static void refuses(const char *path, const bac_net *net, const char *says) {
    uint64_t n;
    int32_t *codes;
    bac_error err;
    cr_assert_eq(bac_frames_load(path, net, &n, &codes, &err), BAC_ERR_INPUT, "%s", says);
    cr_assert_str_eq(err.where, path);
    cr_assert_not_null(strstr(err.text, says), "%s", err.text);
    cr_assert_null(codes);
}

Test(bac_frames_load, codes_outside_the_range_are_refused_by_place) {
    char *dir = scratch_dir();
    bac_net *s4 = make_net(3, 2, (bac_type){true, 4}, BAC_ROUND_HALF_EVEN, 1);
    int8_t data[12] = {0};
    data[6 + 2 * 2 + 1] = 8;
    refuses(save(dir, BAC_I8, 3, 2, 3, 2, data), s4,
            "frame 1, position 2, channel 1: code 8 is outside -8 .. 7");
    data[6 + 2 * 2 + 1] = 0;
    data[6 + 1 * 3 + 2] = -9; /* the same place in [N][C][T] */
    refuses(save(dir, BAC_I8, 3, 2, 2, 3, data), s4,
            "frame 1, position 2, channel 1: code -9 is outside -8 .. 7");
    bac_net_free(s4);
    scratch_remove(dir);
}

Test(bac_frames_load, samples_that_are_not_finite_are_refused_by_place) {
    char *dir = scratch_dir();
    bac_net *net = make_net(3, 2, (bac_type){true, 4}, BAC_ROUND_HALF_EVEN, 1);
    float data[12] = {0};
    data[6 + 2 * 2 + 1] = NAN;
    refuses(save(dir, BAC_F32, 3, 2, 3, 2, data), net,
            "frame 1, position 2, channel 1 is not a number");
    data[6 + 2 * 2 + 1] = INFINITY;
    refuses(save(dir, BAC_F32, 3, 2, 3, 2, data), net,
            "frame 1, position 2, channel 1 is infinite");
    bac_net_free(net);
    scratch_remove(dir);
}

Test(bac_frames_load, unsigned_and_wide_codes_need_such_an_input) {
    char *dir = scratch_dir();
    bac_net *s8 = make_net(3, 2, (bac_type){true, 8}, BAC_ROUND_HALF_EVEN, 1);
    bac_net *u8 = make_net(3, 2, (bac_type){false, 8}, BAC_ROUND_HALF_EVEN, 1);
    bac_net *u12 = make_net(3, 2, (bac_type){false, 12}, BAC_ROUND_HALF_EVEN, 1);
    uint8_t bytes[6] = {255, 1, 2, 3, 4, 5};
    uint16_t words[6] = {4095, 1, 2, 3, 4, 5};
    uint64_t n;
    int32_t *codes;
    const char *path = save(dir, BAC_U8, 3, 1, 3, 2, bytes);
    refuses(path, s8, "s8");
    cr_assert_eq(bac_frames_load(path, u8, &n, &codes, NULL), BAC_OK);
    cr_assert_eq(codes[0], 255);
    free(codes);
    path = save(dir, BAC_U16, 3, 1, 3, 2, words);
    refuses(path, u8, "u8");
    cr_assert_eq(bac_frames_load(path, u12, &n, &codes, NULL), BAC_OK);
    cr_assert_eq(codes[0], 4095);
    free(codes);
    path = save(dir, BAC_I16, 3, 1, 3, 2, words);
    cr_assert_eq(bac_frames_load(path, u12, &n, &codes, NULL), BAC_OK);
    free(codes);
    refuses(path, s8, "s8");
    bac_net_free(s8);
    bac_net_free(u8);
    bac_net_free(u12);
    scratch_remove(dir);
}

Test(bac_frames_load, a_missing_file_or_input_is_an_error) {
    bac_net *net;
    uint64_t n;
    int32_t *codes, code;
    bac_error err;
    float x = 0;
    cr_assert_eq(bac_net_create("empty", &net, NULL), BAC_OK);
    cr_assert_eq(bac_frame_quantise(net, &x, &code, &err), BAC_ERR_INPUT);
    cr_assert_eq(bac_frames_load("/nonexistent.npy", net, &n, &codes, &err), BAC_ERR_INPUT);
    cr_assert_not_null(strstr(err.text, "no input"));
    bac_net_free(net);
    net = make_net(3, 2, (bac_type){true, 8}, BAC_ROUND_HALF_EVEN, 1);
    cr_assert_eq(bac_frames_load("/nonexistent.npy", net, &n, &codes, &err), BAC_ERR_IO);
    cr_assert_str_eq(err.where, "/nonexistent.npy");
    bac_net_free(net);
}

Test(bac_frames_load, other_shapes_and_types_are_refused_with_what_is_wanted) {
    char *dir = scratch_dir();
    bac_net *net = make_net(3, 2, (bac_type){true, 8}, BAC_ROUND_HALF_EVEN, 1);
    double data[12] = {0};
    refuses(save(dir, BAC_F32, 3, 1, 3, 3, data), net, "[1][3][3]: the network wants");
    refuses(save(dir, BAC_F32, 1, 6, 0, 0, data), net, "[6]: the network wants");
    refuses(save(dir, BAC_F32, 3, 0, 3, 2, data), net, "[0][3][2]: the network wants");
    refuses(save(dir, BAC_F64, 3, 1, 3, 2, data), net, "astype");
    refuses(save(dir, BAC_I64, 3, 1, 3, 2, data), net, "astype");
    bac_net_free(net);
    scratch_remove(dir);
}
