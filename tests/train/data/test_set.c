/* test_set.c - NPY sets, generated sets, and what all sets have in common. */
#include "make.h"
#include "scratch.h"
#include "signal.h"

#include <criterion/criterion.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[300], beside[320];
static char *dir;

static void begin(void) {
    dir = scratch_dir();
    snprintf(path, sizeof path, "%s/s.npy", dir);
}

static void end(void) {
    scratch_remove(dir);
}

TestSuite(bac_set_npy, .init = begin, .fini = end);

/* "labels" or "snr" beside s.npy */
static const char *at(const char *what) {
    snprintf(beside, sizeof beside, "%s/s-%s.npy", dir, what);
    return beside;
}

Test(bac_set, an_unknown_kind_is_refused_with_the_known_ones) {
    make_refused("frames.txt", BAC_ERR_INPUT, "wanted PATH.npy, PATH.h5");
    make_refused("", BAC_ERR_INPUT, "wanted PATH.npy, PATH.h5");
    make_refused("frames.npy:train", BAC_ERR_INPUT, "wanted PATH.npy, PATH.h5");
    make_refused("/nowhere/x.npy", BAC_ERR_IO, "/nowhere/x.npy: cannot open: No such file");
    bac_set_close(NULL);
}

Test(bac_set_npy, both_layouts_give_the_same_frames_in_any_order) {
    for (int planar = 0; planar < 2; planar++) {
        make_npy_frames(path, 20, 12, planar);
        bac_set *set = make_open(path);
        cr_assert(bac_set_count(set) == 20 && bac_set_positions(set) == 12);
        cr_assert(!bac_set_has_labels(set) && !bac_set_has_snr(set));
        uint64_t index[] = {19, 3, 4, 5, 5, 0, 18};
        float iq[7 * 24];
        cr_assert_eq(bac_set_read(set, index, 7, iq, NULL, NULL, NULL), BAC_OK);
        for (int i = 0; i < 7; i++) {
            for (uint64_t t = 0; t < 12; t++) {
                cr_assert_eq(iq[i * 24 + (int)t * 2], make_sample(index[i], t));
                cr_assert_eq(iq[i * 24 + (int)t * 2 + 1], -make_sample(index[i], t));
            }
        }
        cr_assert_eq(bac_set_read(set, NULL, 0, NULL, NULL, NULL, NULL), BAC_OK);
        bac_set_close(set);
    }
}

Test(bac_set_npy, labels_and_snr_of_every_type_read_alike) {
    static const bac_dtype types[] = {BAC_I8,  BAC_U8,  BAC_I16, BAC_U16,
                                      BAC_I32, BAC_I64, BAC_F32, BAC_F64};
    make_npy_frames(path, 20, 2, false);
    for (int k = 0; k < 8; k++) {
        int64_t data[20];
        for (int i = 0; i < 20; i++) {
            int v = 20 - i;
            switch (bac_dtype_size(types[k])) {
            case 1:
                ((int8_t *)data)[i] = (int8_t)v;
                break;
            case 2:
                ((int16_t *)data)[i] = (int16_t)v;
                break;
            case 4:
                if (types[k] == BAC_F32)
                    ((float *)data)[i] = (float)v;
                else
                    ((int32_t *)data)[i] = v;
                break;
            default:
                if (types[k] == BAC_F64)
                    ((double *)data)[i] = v;
                else
                    data[i] = v;
            }
        }
        bool real = types[k] == BAC_F32 || types[k] == BAC_F64;
        if (!real)
            make_npy(at("labels"), types[k], 1, (uint64_t[]){20}, data);
        make_npy(at("snr"), types[k], 1, (uint64_t[]){20}, data);
        bac_set *set = make_open(path);
        uint64_t index[3] = {0, 1, 11};
        float iq[3 * 4], snr[20];
        int32_t label[20];
        cr_assert_eq(bac_set_read(set, index, 3, iq, label, snr, NULL), BAC_OK);
        for (int i = 0; i < 3; i++) {
            cr_assert_eq(snr[i], (float)(20 - (int)index[i]));
            cr_assert_eq(label[i], 20 - (int)index[i]);
        }
        cr_assert_eq(bac_set_labels(set, 15, 5, label, snr, NULL), BAC_OK);
        cr_assert(label[4] == 1 && snr[4] == 1);
        bac_set_close(set);
    }
}

Test(bac_set_npy, labels_longer_than_one_piece_read_whole) {
    enum { N = 3000 };
    int16_t *data = malloc(N * sizeof *data);
    for (int i = 0; i < N; i++)
        data[i] = (int16_t)(i % 24);
    make_npy_frames(path, N, 1, false);
    make_npy(at("labels"), BAC_I16, 1, (uint64_t[]){N}, data);
    free(data);
    bac_set *set = make_open(path);
    int32_t *label = malloc(N * sizeof *label);
    cr_assert_eq(bac_set_labels(set, 1, N - 1, label, NULL, NULL), BAC_OK);
    for (int i = 1; i < N; i++)
        cr_assert_eq(label[i - 1], i % 24);
    free(label);
    bac_set_close(set);
}

Test(bac_set_npy, missing_truth_is_an_error_that_names_the_file) {
    make_npy_frames(path, 3, 4, false);
    bac_set *set = make_open(path);
    float iq[8], snr;
    int32_t label;
    bac_error err;
    cr_assert_eq(bac_set_read(set, &(uint64_t){0}, 1, iq, &label, NULL, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "/s-labels.npy"), "%s", err.text);
    cr_assert_eq(bac_set_read(set, &(uint64_t){0}, 1, iq, NULL, &snr, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "/s-snr.npy"), "%s", err.text);
    bac_set_close(set);
}

Test(bac_set_npy, wrong_files_are_refused) {
    static const double zero[64];
    make_npy(path, BAC_F64, 3, (uint64_t[]){2, 4, 2}, zero);
    make_refused(path, BAC_ERR_INPUT, "not float32");
    make_npy(path, BAC_F32, 3, (uint64_t[]){2, 4, 3}, zero);
    make_refused(path, BAC_ERR_INPUT, "neither [N][T][2] nor [N][2][T]");
    make_npy(path, BAC_F32, 1, (uint64_t[]){8}, zero);
    make_refused(path, BAC_ERR_INPUT, "neither [N][T][2] nor [N][2][T]");
    make_npy(path, BAC_F32, 3, (uint64_t[]){0, 4, 2}, zero);
    make_refused(path, BAC_ERR_INPUT, "N >= 1");
    make_npy_frames(path, 3, 4, false);
    make_npy(at("labels"), BAC_F32, 1, (uint64_t[]){3}, zero);
    make_refused(path, BAC_ERR_INPUT, "s-labels.npy: labels are integers");
    make_npy(at("labels"), BAC_I32, 1, (uint64_t[]){4}, zero);
    make_refused(path, BAC_ERR_INPUT, "one number for each of the 3 frames");
    make_npy(at("labels"), BAC_I32, 1, (uint64_t[]){3}, zero);
    make_npy(at("snr"), BAC_F32, 2, (uint64_t[]){3, 1}, zero);
    make_refused(path, BAC_ERR_INPUT, "s-snr.npy: one number for each");
    make_npy(at("snr"), BAC_F32, 1, (uint64_t[]){3}, zero);
    bac_set_close(make_open(path));
    scratch_write(at("snr"), "garbage", 7);
    make_refused(path, BAC_ERR_INPUT, "s-snr.npy: not an array");
}

/* A header that promises 2^60 frames must not be believed. */
Test(bac_set_npy, absurd_shapes_and_cut_files_are_refused) {
    char text[256] = "\x93NUMPY\x01\x00\x76\x00{'descr': '<f4', 'fortran_order': False, "
                     "'shape': (1152921504606846976, 1024, 2), }";
    size_t n = 10 + strlen(text + 10);
    memset(text + n, ' ', 128 - n);
    text[127] = '\n';
    scratch_write(path, text, 256);
    make_refused(path, BAC_ERR_INPUT, "do not match the shape");
    make_npy_frames(path, 3, 4, false);
    size_t size;
    char *bytes = scratch_read(path, &size);
    for (size_t cut = 0; cut < size; cut++) {
        scratch_write(path, bytes, cut);
        make_refused(path, BAC_ERR_INPUT, path);
    }
    free(bytes);
    cr_assert_eq(unlink(path), 0);
    cr_assert_eq(mkfifo(path, 0600), 0);
    make_refused(path, BAC_ERR_INPUT, "not a regular file");
}

Test(bac_set_npy, a_file_cut_after_opening_is_an_error_not_a_signal) {
    make_npy_frames(path, 30, 64, false);
    bac_set *set = make_open(path);
    cr_assert_eq(truncate(path, 128 + 10 * 64 * 8), 0);
    float iq[2 * 128];
    bac_error err;
    cr_assert_eq(bac_set_read(set, &(uint64_t){9}, 1, iq, NULL, NULL, &err), BAC_OK);
    cr_assert_eq(bac_set_read(set, (uint64_t[]){9, 10}, 2, iq, NULL, NULL, &err), BAC_ERR_IO);
    cr_assert(strstr(err.text, "ends at byte 5248"), "%s", err.text);
    bac_set_close(set);
}

Test(bac_set_npy, bad_numbers_are_refused_with_their_place) {
    float x[3 * 4 * 2] = {0}, snr[3] = {0, NAN, 0}, s[3];
    int8_t label[3] = {0, 1, -1};
    int32_t l[3];
    bac_error err;
    x[2 * (1 * 4 + 2)] = INFINITY;
    make_npy(path, BAC_F32, 3, (uint64_t[]){3, 4, 2}, x);
    make_npy(at("labels"), BAC_I8, 1, (uint64_t[]){3}, label);
    make_npy(at("snr"), BAC_F32, 1, (uint64_t[]){3}, snr);
    bac_set *set = make_open(path);
    cr_assert_eq(bac_set_read(set, &(uint64_t){1}, 1, x, NULL, NULL, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "frame 1, position 2, I is infinite"), "%s", err.text);
    cr_assert_eq(bac_set_labels(set, 0, 3, l, NULL, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "frame 2: label -1 is not in 0 .. 23"), "%s", err.text);
    cr_assert_eq(bac_set_labels(set, 0, 3, NULL, s, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "frame 1: its SNR"), "%s", err.text);
    bac_set_close(set);
}

/* ---- signal: ------------------------------------------------------------- */

static void check_generated(const char *spec, uint64_t i, uint64_t seed, uint32_t class_index,
                            double snr_db, uint64_t index) {
    static float got[2048], want[2048];
    bac_signal *signal;
    bac_signal_work *work;
    cr_assert_eq(bac_signal_create("radioml", seed, &signal, NULL), BAC_OK);
    cr_assert_eq(bac_signal_work_create(signal, &work, NULL), BAC_OK);
    bac_signal_frame(signal, work, class_index, snr_db, index, want);
    bac_signal_work_free(work);
    bac_signal_free(signal);
    bac_set *set = make_open(spec);
    int32_t label;
    float snr;
    cr_assert_eq(bac_set_positions(set), 1024);
    cr_assert_eq(bac_set_read(set, &i, 1, got, &label, &snr, NULL), BAC_OK);
    cr_assert_arr_eq(got, want, sizeof want);
    cr_assert_eq(label, (int32_t)class_index);
    cr_assert_eq(snr, (float)snr_db);
    bac_set_close(set);
}

Test(bac_set_signal, frame_i_is_class_major_then_snr_then_index) {
    const char *spec = "signal:radioml,count=10";
    bac_set *set = make_open(spec);
    cr_assert_eq(bac_set_count(set), 24 * 26 * 10);
    cr_assert(bac_set_has_labels(set) && bac_set_has_snr(set));
    bac_set_close(set);
    check_generated(spec, 0, 1, 0, -20, 0);
    check_generated(spec, 19, 1, 0, -18, 9);
    check_generated(spec, 24 * 260 - 1, 1, 23, 30, 9);
    spec = "signal:radioml,classes=FM+BPSK,snr=0:1:0.1,seed=18446744073709551615,count=2";
    set = make_open(spec);
    cr_assert_eq(bac_set_count(set), 2 * 11 * 2);
    bac_set_close(set);
    check_generated(spec, 3, UINT64_MAX, 3, 0.1, 1); /* BPSK comes first */
    check_generated(spec, 43, UINT64_MAX, 21, 10 * 0.1, 1);
    spec = "signal:radioml,snr=99.7:100:0.1,count=1"; /* 0.3 / 0.1 is below 3 in binary */
    set = make_open(spec);
    cr_assert_eq(bac_set_count(set), 24 * 4);
    bac_set_close(set);
    check_generated(spec, 3, 1, 0, 100, 0);
    check_generated("signal:radioml,count=4294967296,snr=3", UINT64_C(5) << 32 | 77, 1, 5, 3, 77);
}

Test(bac_set_signal, labels_need_no_frames) {
    bac_set *set = make_open("signal:textbook,count=1000000,seed=3");
    int32_t label[2000];
    float snr[2000];
    cr_assert_eq(bac_set_labels(set, 25999000, 2000, label, snr, NULL), BAC_OK);
    cr_assert(label[999] == 0 && snr[999] == 30 && label[1000] == 1 && snr[1000] == -20);
    bac_set_close(set);
}

Test(bac_set_signal, wrong_keys_are_refused) {
    make_refused("signal:radioml", BAC_ERR_INPUT, "Add count=N");
    make_refused("signal:", BAC_ERR_INPUT, "count=N");
    make_refused("signal:nonesuch,count=1", BAC_ERR_INPUT, "nonesuch");
    make_refused("signal:radioml,count=0", BAC_ERR_INPUT, "count=0: wanted");
    make_refused("signal:radioml,count=4294967297", BAC_ERR_INPUT, "count=4294967297: wanted");
    make_refused("signal:radioml,count=-1", BAC_ERR_INPUT, "count=-1: wanted");
    make_refused("signal:radioml,count=2x", BAC_ERR_INPUT, "count=2x: wanted");
    make_refused("signal:radioml,count=1,seed=18446744073709551616", BAC_ERR_INPUT, "seed=184");
    make_refused("signal:radioml,count=1,count=2", BAC_ERR_INPUT, "count is given twice");
    make_refused("signal:radioml,count=1,speed=2", BAC_ERR_INPUT, "speed is no key=value here");
    make_refused("signal:radioml,count", BAC_ERR_INPUT, "count is no key=value here");
    make_refused("signal:radioml,count=1,snr=1:0", BAC_ERR_INPUT, "snr=1:0: wanted");
    make_refused("signal:radioml,count=1,snr=", BAC_ERR_INPUT, "snr=: wanted");
    make_refused("signal:radioml,count=1,snr=0:1:0", BAC_ERR_INPUT, "snr=0:1:0: wanted");
    make_refused("signal:radioml,count=1,snr=0:1:2:3", BAC_ERR_INPUT, "snr=0:1:2:3: wanted");
    make_refused("signal:radioml,count=1,snr=nan", BAC_ERR_INPUT, "snr=nan: wanted");
    make_refused("signal:radioml,count=1,snr=0:101", BAC_ERR_INPUT, "snr=0:101: wanted");
    make_refused("signal:radioml,count=1,snr=0:1:1e-9", BAC_ERR_INPUT, "a larger STEP");
    make_refused("signal:radioml,count=1,classes=XYZ", BAC_ERR_INPUT, "XYZ is no class");
    make_refused("signal:radioml,count=1,classes=FM+FM", BAC_ERR_INPUT, "FM is named twice");
    make_refused("signal:radioml,count=1,classes=", BAC_ERR_INPUT, "classes=: wanted all");
}

typedef struct reader {
    bac_set *set;
    float sum;
} reader;

static void *read_frames(void *user) {
    reader *r = user;
    uint64_t index[24];
    float *iq = malloc(24 * 2048 * sizeof *iq);
    for (uint64_t i = 0; i < 24; i++)
        index[i] = i;
    for (int k = 0; k < 4; k++) {
        r->sum = 0;
        if (bac_set_read(r->set, index, 24, iq, NULL, NULL, NULL))
            break;
        for (int i = 0; i < 24 * 2048; i++)
            r->sum += iq[i];
    }
    free(iq);
    return NULL;
}

Test(bac_set_signal, several_threads_read_the_same_frames) {
    bac_set *set = make_open("signal:radioml,count=1,snr=10");
    pthread_t thread[4];
    reader r[4];
    for (int i = 0; i < 4; i++) {
        r[i] = (reader){set, 0};
        cr_assert_eq(pthread_create(&thread[i], NULL, read_frames, &r[i]), 0);
    }
    for (int i = 0; i < 4; i++)
        pthread_join(thread[i], NULL);
    cr_assert_neq(r[0].sum, 0);
    for (int i = 1; i < 4; i++)
        cr_assert_eq(r[i].sum, r[0].sum);
    bac_set_close(set);
}
