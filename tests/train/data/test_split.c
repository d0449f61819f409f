/* test_split.c - numpy's legacy shuffle, and the challenge's split of RadioML's file. */
#include "make.h"
#include "numpy_random.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first output of the reference mt19937.c with its default seed, and of numpy 1.24:
 * RandomState(2018).bytes(16).hex() = faa4e1e1 66ea0ced e238b51a 094b69f1, little endian */
Test(bac_split, the_generator_is_mersenne_twister_as_numpy_seeds_it) {
    bac_numpy_random r;
    bac_numpy_seed(&r, 5489);
    cr_assert_eq(bac_numpy_next(&r), 3499211612u);
    bac_numpy_seed(&r, 2018);
    cr_assert_eq(bac_numpy_next(&r), 0xe1e1a4fau);
    cr_assert_eq(bac_numpy_next(&r), 0xed0cea66u);
    cr_assert_eq(bac_numpy_next(&r), 0x1ab538e2u);
    cr_assert_eq(bac_numpy_interval(&r, 0), 0); /* draws nothing */
    cr_assert_eq(bac_numpy_next(&r), 0xf1694b09u);
}

/* import numpy as np; np.random.seed(2018)
 * for b in range(624):
 *     l = list(range(b*20, b*20+20)); np.random.shuffle(l); print(l[:2])     # blocks 0, 1, 26, 623
 */
static const struct {
    uint32_t block, test[2];
} small[] = {{0, {5, 3}}, {1, {36, 26}}, {25, {506, 519}}, {26, {526, 530}}, {623, {12473, 12467}}};

Test(bac_split, blocks_of_20_split_as_numpy_splits_them) {
    char *dir = scratch_dir();
    char path[300], spec[320];
    snprintf(path, sizeof path, "%s/r.h5", dir);
    make_h5_radioml(path, 20, 26, 8, NULL);
    snprintf(spec, sizeof spec, "%s:test", path);
    bac_set *set = make_open(spec);
    cr_assert_eq(bac_set_count(set), 624 * 2);
    for (size_t k = 0; k < sizeof small / sizeof *small; k++) {
        for (uint64_t j = 0; j < 2; j++) {
            float iq[16], snr;
            int32_t label;
            uint64_t i = small[k].block * 2 + j;
            cr_assert_eq(bac_set_read(set, &i, 1, iq, &label, &snr, NULL), BAC_OK);
            cr_assert_eq(iq[0], make_sample(small[k].test[j], 0));
            cr_assert_eq(iq[15], -make_sample(small[k].test[j], 7));
            cr_assert_eq(label, small[k].block / 26);
            cr_assert_eq(snr, -20 + 2 * (float)(small[k].block % 26));
        }
    }
    bac_set_close(set);
    scratch_remove(dir);
}

/* The same with blocks of 4096: print(l[:4]) of blocks 0, 1 and 623, and over all indices in order
 *     flat = np.array(all, dtype=np.uint64).ravel()
 *     print((flat * np.arange(1, len(flat) + 1, dtype=np.uint64)).sum(dtype=np.uint64))
 */
Test(bac_split, all_of_radioml_shuffles_as_numpy_shuffles_it) {
    static const uint32_t first[4] = {2521, 2209, 3417, 1009}, second[4] = {6085, 5171, 4754, 4493},
                          last[4] = {2553771, 2552312, 2552865, 2552333};
    uint32_t *list = malloc(4096 * sizeof *list);
    uint64_t sum = 0, at = 0;
    bac_numpy_random r;
    bac_numpy_seed(&r, 2018);
    for (uint32_t b = 0; b < 624; b++) {
        for (uint32_t i = 0; i < 4096; i++)
            list[i] = b * 4096 + i;
        bac_numpy_shuffle(&r, list, 4096);
        const uint32_t *want = b == 0 ? first : b == 1 ? second : b == 623 ? last : list;
        cr_assert_arr_eq(list, want, sizeof first);
        for (uint32_t i = 0; i < 4096; i++)
            sum += list[i] * ++at;
    }
    free(list);
    cr_assert_eq(sum, UINT64_C(5565601144001669573));
}

/* numpy itself, where it is installed */
Test(bac_split, equals_numpy_of_this_machine) {
    static const char script[] = "import numpy as np\n"
                                 "np.random.seed(2018)\n"
                                 "for n in [1, 2, 3, 20, 63, 64, 65, 1000, 4096]:\n"
                                 "    for b in range(5):\n"
                                 "        l = list(range(n)) if b % 2 else np.arange(n)\n"
                                 "        np.random.shuffle(l)\n"
                                 "        print(*l)\n";
    static const char *const python[] = {"python3", "/usr/bin/python3"};
    char command[1024] = "";
    for (size_t p = 0; p < 2 && !command[0]; p++) {
        snprintf(command, sizeof command, "%s -c 'import numpy' 2>/dev/null", python[p]);
        if (system(command) == 0)
            snprintf(command, sizeof command, "%s -c '%s'", python[p], script);
        else
            command[0] = 0;
    }
    if (!command[0]) {
        printf("SKIPPED: comparison with numpy needs python3 with numpy\n");
        fflush(stdout);
        cr_skip_test();
    }
    FILE *numpy = popen(command, "r");
    cr_assert_not_null(numpy);
    static const uint32_t sizes[] = {1, 2, 3, 20, 63, 64, 65, 1000, 4096};
    static uint32_t list[4096];
    bac_numpy_random r;
    bac_numpy_seed(&r, 2018);
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        for (int b = 0; b < 5; b++) {
            for (uint32_t i = 0; i < sizes[s]; i++)
                list[i] = i;
            bac_numpy_shuffle(&r, list, sizes[s]);
            for (uint32_t i = 0; i < sizes[s]; i++) {
                unsigned want;
                cr_assert_eq(fscanf(numpy, "%u", &want), 1);
                cr_assert_eq(list[i], want, "size %u, round %d, element %u", sizes[s], b, i);
            }
        }
    }
    cr_assert_eq(pclose(numpy), 0);
}

/* np.random.seed(2018); l = list(range(20)); np.random.shuffle(l); print(l[:2])  ->  [5, 3] */
Test(bac_split, a_file_of_one_snr_splits_too) {
    char *dir = scratch_dir();
    char path[300], spec[320];
    snprintf(path, sizeof path, "%s/r.h5", dir);
    snprintf(spec, sizeof spec, "%s:test", path);
    make_h5_radioml(path, 20, 1, 2, NULL);
    bac_set *set = make_open(spec);
    float iq[2 * 4];
    int32_t label[2];
    cr_assert_eq(bac_set_count(set), 48);
    cr_assert_eq(bac_set_read(set, (uint64_t[]){0, 1}, 2, iq, label, NULL, NULL), BAC_OK);
    cr_assert(iq[0] == 5 && iq[4] == 3 && label[1] == 0);
    bac_set_close(set);
    scratch_remove(dir);
}

/* Train and test together are every frame once, and no frame changes its class or SNR. */
Test(bac_split, train_and_test_are_all_frames_once) {
    char *dir = scratch_dir();
    char path[300], spec[320];
    snprintf(path, sizeof path, "%s/r.hdf5", dir);
    make_h5_radioml(path, 13, 4, 2, NULL);
    enum { N = 24 * 4 * 13 };
    int seen[N] = {0};
    uint64_t total = 0;
    for (int part = 0; part < 2; part++) {
        snprintf(spec, sizeof spec, "%s:%s", path, part ? "train" : "test");
        bac_set *set = make_open(spec);
        uint64_t n = bac_set_count(set);
        cr_assert_eq(n, 24 * 4 * (part ? 11 : 2)); /* ceil(1.3) = 2 */
        int32_t *labels = malloc(n * sizeof *labels);
        float *snrs = malloc(n * sizeof *snrs);
        cr_assert_eq(bac_set_labels(set, 0, n, labels, snrs, NULL), BAC_OK);
        for (uint64_t i = 0; i < n; i++) {
            float iq[4], snr;
            int32_t label;
            cr_assert_eq(bac_set_read(set, &i, 1, iq, &label, &snr, NULL), BAC_OK);
            uint32_t row = (uint32_t)iq[0];
            cr_assert_eq(label, row / 13 / 4);
            cr_assert_eq(snr, -20 + 2 * (float)(row / 13 % 4));
            cr_assert(labels[i] == label && snrs[i] == snr);
            seen[row]++;
        }
        total += n;
        free(labels);
        free(snrs);
        bac_set_close(set);
    }
    cr_assert_eq(total, N);
    for (int i = 0; i < N; i++)
        cr_assert_eq(seen[i], 1);
    scratch_remove(dir);
}

static void check_wrong(const char *path, uint64_t row, int class_index, int64_t snr,
                        const char *word) {
    make_wrong wrong = {row, class_index, snr};
    char spec[320];
    snprintf(spec, sizeof spec, "%s:train", path);
    make_h5_radioml(path, 5, 3, 2,
                    &wrong); /* rows: class = row / 15, SNR = -20 + 2 * (row / 5 % 3) */
    make_refused(spec, BAC_ERR_INPUT, word);
}

Test(bac_split, a_file_out_of_order_is_refused_with_its_first_wrong_row) {
    char *dir = scratch_dir();
    char path[300];
    snprintf(path, sizeof path, "%s/r.h5", dir);
    check_wrong(path, 0, 1, -20, "row 0 ");
    check_wrong(path, 0, 0, -18, "row 1 ");  /* then -20 comes after -18 */
    check_wrong(path, 4, 0, -18, "row 8 ");  /* the first block ends early, so the second should */
    check_wrong(path, 5, 0, -20, "row 10 "); /* the first is one too long, so is not the second */
    check_wrong(path, 7, 0, -16, "row 7 ");
    check_wrong(path, 10, 0, -18, "row 10 ");
    check_wrong(path, 14, 1, -16, "row 14 ");
    check_wrong(path, 15, 0, -16, "row 15 ");
    check_wrong(path, 100, 6, -18, "row 100 (class 6, -18 dB)"); /* was -16 */
    check_wrong(path, 100, 7, -16, "row 100 ");
    check_wrong(path, 359, 23, -18, "row 359 ");
    check_wrong(path, 200, -1, 0, "row 200: Y is not one-hot");
    check_wrong(path, 200, -2, 0, "row 200: Y is not one-hot");
    scratch_remove(dir);
}

Test(bac_split, other_files_have_no_split) {
    char *dir = scratch_dir();
    char path[300], spec[320];
    snprintf(path, sizeof path, "%s/ours.h5", dir);
    snprintf(spec, sizeof spec, "%s:train", path);
    make_h5_ours(path, 48, 4);
    make_refused(spec, BAC_ERR_INPUT, "RadioML 2018.01A's file");
    make_h5_radioml(path, 1, 2, 4, NULL); /* one frame each: all to the test set */
    make_refused(spec, BAC_ERR_INPUT, "none to train on");
    make_h5_frames(path, 10, 4, 0);
    make_refused(spec, BAC_ERR_INPUT, "RadioML 2018.01A's file");
    /* 23 classes and a half */
    make_h5_radioml(path, 2, 2, 4, NULL);
    int64_t hot[94 * 24] = {0}, snr[94];
    for (int i = 0; i < 94; i++) {
        hot[i * 24 + i / 4] = 1;
        snr[i] = i / 2 % 2;
    }
    make_h5_frames(path, 94, 4, 0);
    make_h5(path, false, "Y", H5T_STD_I64LE, 2, (hsize_t[]){94, 24}, NULL, hot);
    make_h5(path, false, "Z", H5T_STD_I64LE, 2, (hsize_t[]){94, 1}, NULL, snr);
    make_refused(spec, BAC_ERR_INPUT, "94 rows are not 24 classes of equal size");
    scratch_remove(dir);
}
