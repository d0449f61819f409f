/* Checkpoints: what was saved comes back, and nothing else is taken for one. */
#include "scratch.h"
#include "small_run.h"

#include <criterion/criterion.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* The head of the file, as checkpoint.h orders it: 8 bytes each */
enum {
    HEAD_RECIPE = 8,
    HEAD_STEP = 16,
    HEAD_THETA = 24,
    HEAD_STATE = 32,
    HEAD_EPOCHS = 40,
    HEAD_SECONDS = 80,
    HEAD = 88,
    EPOCH = 48
};

typedef struct file {
    char *dir, *path, *data;
    size_t size;
} file;

/* The checkpoint of a small run that is part of the way through its second epoch */
static file made(const char *settings) {
    file f = {.dir = scratch_dir()};
    bac_recipe r = small_recipe(settings);
    bac_checkpoint run;
    small_train(&r, f.dir, 2, 4, &run);
    bac_checkpoint_free(&run);
    f.path = strdup(scratch_path(f.dir, "checkpoint.bin"));
    f.data = scratch_read(f.path, &f.size);
    cr_assert(f.size > HEAD + EPOCH);
    return f;
}

static void clear(file *f) {
    scratch_remove(f->dir);
    free(f->path);
    free(f->data);
}

static uint64_t get_u64(const file *f, size_t at) {
    uint64_t v;
    memcpy(&v, f->data + at, 8);
    return v;
}

/* FNV-1a, 64 bits */
static void seal(char *data, size_t size) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i + 8 < size; i++)
        hash = (hash ^ (unsigned char)data[i]) * 0x100000001b3u;
    memcpy(data + size - 8, &hash, 8);
}

/* Refused with file and reason; nothing is left of it. */
static void refused(const file *f, const void *data, size_t size, const char *text) {
    bac_checkpoint c;
    bac_error err = {0};
    scratch_write(f->path, data, size);
    cr_assert(bac_checkpoint_load(f->path, &c, &err) != BAC_OK, "taken for a checkpoint: %s", text);
    cr_assert(strstr(err.where, f->path) && strstr(err.text, text), "'%s', not '%s'",
              scratch_error(&err), text);
    cr_assert(!c.nn && !c.m && !c.v && !c.progress.epoch);
}

/* Whatever the file holds, with the right checksum: refused or loaded, never more. Returns the
 * status. */
static bac_status forged(const file *f, size_t at, const void *value, size_t size,
                         const char *text) {
    bac_checkpoint c;
    bac_error err = {0};
    char *copy = malloc(f->size);
    cr_assert(copy && at + size <= f->size);
    memcpy(copy, f->data, f->size);
    memcpy(copy + at, value, size);
    seal(copy, f->size);
    scratch_write(f->path, copy, f->size);
    bac_status status = bac_checkpoint_load(f->path, &c, &err);
    if (text)
        cr_assert(status != BAC_OK && strstr(err.text, text), "'%s', not '%s'", scratch_error(&err),
                  text);
    if (status == BAC_OK)
        bac_checkpoint_free(&c);
    free(copy);
    return status;
}

static size_t theta_at(const file *f) {
    return (size_t)(HEAD + get_u64(f, HEAD_RECIPE) + EPOCH * get_u64(f, HEAD_EPOCHS));
}

/* ---- what is right */

Test(train_checkpoint, what_was_saved_comes_back) {
    file f = made("");
    bac_checkpoint a, b;
    bac_error err = {0};
    cr_assert(get_u64(&f, HEAD_STEP) == 4 && get_u64(&f, HEAD_EPOCHS) == 1);
    cr_assert(bac_checkpoint_load(f.path, &a, &err) == BAC_OK, "%s", scratch_error(&err));
    cr_assert(a.progress.step == 4 && a.progress.n_epoch == 1 && a.progress.frames == 32);
    cr_assert(!bac_checkpoint_finished(&a));
    const char *again = scratch_path(f.dir, "again.bin");
    cr_assert(bac_checkpoint_save(&a, again, &err) == BAC_OK, "%s", scratch_error(&err));
    size_t size;
    char *data = scratch_read(again, &size);
    cr_assert(size == f.size && memcmp(data, f.data, size) == 0);
    cr_assert(bac_checkpoint_load(f.dir, &b, &err) == BAC_OK, "%s", scratch_error(&err));
    cr_assert(memcmp(a.nn->theta, b.nn->theta, a.nn->n_theta * sizeof(float)) == 0);
    double sum = 0;
    for (size_t j = 0; j < b.nn->n_theta; j++)
        sum += (double)b.v[j];
    cr_assert(memcmp(a.v, b.v, a.nn->n_theta * sizeof(float)) == 0 && sum > 0);
    free(data);
    bac_checkpoint_free(&a);
    bac_checkpoint_free(&b);
    clear(&f);
}

/* Files of before held seconds: they load, and the next one is without. */
Test(train_checkpoint, seconds_are_no_part_of_the_file_but_may_be_there) {
    file f = made("");
    double seconds = 12.5;
    bac_checkpoint c;
    size_t epoch = HEAD + (size_t)get_u64(&f, HEAD_RECIPE) + EPOCH - 8;
    cr_assert(get_u64(&f, HEAD_SECONDS) == 0 && get_u64(&f, epoch) == 0);
    cr_assert(forged(&f, epoch, &seconds, 8, NULL) == BAC_OK);
    cr_assert(forged(&f, HEAD_SECONDS, &seconds, 8, NULL) == BAC_OK);
    cr_assert(bac_checkpoint_load(f.path, &c, NULL) == BAC_OK);
    cr_assert(c.progress.seconds == 12.5);
    cr_assert(bac_checkpoint_save(&c, f.path, NULL) == BAC_OK);
    size_t size;
    char *data = scratch_read(f.path, &size);
    cr_assert(size == f.size && memcmp(data, f.data, size) == 0);
    free(data);
    bac_checkpoint_free(&c);
    clear(&f);
}

/* ---- damage */

Test(train_checkpoint, a_file_that_was_cut_is_refused_wherever) {
    file f = made("");
    for (size_t size = 0; size < f.size; size += size < HEAD + 16 ? 3 : 131)
        refused(&f, f.data, size, size < HEAD + 8 ? "is not a checkpoint" : "cut or damaged");
    refused(&f, f.data, f.size - 1, "cut or damaged");
    clear(&f);
}

Test(train_checkpoint, a_file_with_one_bit_changed_is_refused) {
    file f = made("");
    for (size_t at = 0; at < f.size; at += at < HEAD ? 3 : 97) {
        f.data[at] ^= 0x10;
        refused(&f, f.data, f.size, at < 8 ? "is not a checkpoint" : "cut or damaged");
        f.data[at] ^= 0x10;
    }
    clear(&f);
}

Test(train_checkpoint, another_kind_of_file_is_refused) {
    file f = made("");
    char zeros[4096] = {0};
    refused(&f, "recipe 1\n", 9, "is not a checkpoint");
    refused(&f, zeros, sizeof zeros, "is not a checkpoint");
    refused(&f, "", 0, "is not a checkpoint");
    clear(&f);
}

Test(train_checkpoint, no_file_is_refused_by_its_name) {
    char *dir = scratch_dir();
    bac_checkpoint c;
    bac_error err = {0};
    cr_assert(bac_checkpoint_load(dir, &c, &err) == BAC_ERR_IO);
    cr_assert(strstr(err.where, "checkpoint.bin"), "%s", scratch_error(&err));
    char far[2048];
    memset(far, '/', sizeof far);
    far[sizeof far - 1] = 0;
    cr_assert(bac_checkpoint_load(far, &c, &err) == BAC_ERR_INPUT, "%s", scratch_error(&err));
    scratch_remove(dir);
}

/* ---- forgeries: the checksum is right, the content is not */

Test(train_checkpoint, sizes_that_do_not_fit_are_refused) {
    file f = made("");
    const uint64_t size[] = {0, 1, 1u << 20, UINT32_MAX, (uint64_t)1 << 40, UINT64_MAX};
    const size_t field[] = {HEAD_RECIPE, HEAD_THETA, HEAD_STATE, HEAD_EPOCHS};
    for (size_t i = 0; i < sizeof field / sizeof *field; i++)
        for (size_t j = 0; j < sizeof size / sizeof *size; j++)
            if (size[j] != get_u64(&f, field[i]))
                cr_assert(forged(&f, field[i], &size[j], 8, NULL) != BAC_OK, "field %zu: %llx",
                          field[i], (unsigned long long)size[j]);
    clear(&f);
}

Test(train_checkpoint, a_recipe_that_is_none_is_refused) {
    file f = made("");
    cr_assert(forged(&f, HEAD, "recipe 2", 8, "version") != BAC_OK);
    cr_assert(forged(&f, HEAD + 30, "\0\0\0\0", 4, "plain text") != BAC_OK);
    clear(&f);
}

static size_t param_at(const file *f, const char *name) {
    bac_checkpoint c;
    size_t at = 0;
    scratch_write(f->path, f->data, f->size);
    cr_assert(bac_checkpoint_load(f->path, &c, NULL) == BAC_OK);
    for (uint32_t i = 0; i < c.nn->n_param; i++)
        if (strcmp(c.nn->param[i].name, name) == 0)
            at = theta_at(f) + c.nn->param[i].at * sizeof(float);
    cr_assert(at, "no parameter %s", name);
    bac_checkpoint_free(&c);
    return at;
}

Test(train_checkpoint, numbers_no_training_gives_are_refused) {
    file f = made("");
    const float bad[] = {NAN, INFINITY, -INFINITY};
    size_t weight = param_at(&f, "block0_pw.weight"), step = param_at(&f, "block0_pw_q.step");
    size_t input = param_at(&f, "input.step");
    size_t state = theta_at(&f) + 3 * sizeof(float) * (size_t)get_u64(&f, HEAD_THETA);
    for (int i = 0; i < 3; i++) {
        forged(&f, weight, &bad[i], 4, "no training gives");
        forged(&f, step, &bad[i], 4, "no training gives");
        forged(&f, state, &bad[i], 4, "no training gives");
    }
    forged(&f, step, &(float){-200}, 4, "no training gives");
    forged(&f, step, &(float){1e30f}, 4, "no training gives");
    forged(&f, input, &(float){-5}, 4, "no training gives"); /* fixed: it is -6 */
    cr_assert(forged(&f, weight, &(float){1e30f}, 4, NULL) == BAC_OK);
    for (size_t c = 0; c < 2; c++) { /* block0_dw_q: means, then variances of 2 channels */
        cr_assert(forged(&f, state + 4 * c, &(float){-1}, 4, NULL) == BAC_OK);
        forged(&f, state + 8 + 4 * c, &(float){-1}, 4, "no training gives");
    }
    clear(&f);
}

Test(train_checkpoint, any_byte_may_change_under_a_right_checksum) {
    file f = made("quantise=native");
    uint64_t loaded = 0;
    for (size_t at = HEAD + 40; at + 8 < f.size; at += 23) {
        char byte = (char)(f.data[at] ^ 0x55);
        loaded += forged(&f, at, &byte, 1, NULL) == BAC_OK;
    }
    cr_assert(loaded > 10);
    clear(&f);
}

/* ---- a full disk */

/* A limit on the size of files stands for it: the write fails in the same place. */
Test(train_checkpoint, a_failed_write_leaves_the_file_before_it) {
    file f = made("");
    bac_checkpoint c;
    bac_error err = {0};
    struct rlimit old, small = {f.size / 2, RLIM_INFINITY};
    cr_assert(bac_checkpoint_load(f.path, &c, &err) == BAC_OK);
    c.progress.step++;
    signal(SIGXFSZ, SIG_IGN);
    cr_assert(getrlimit(RLIMIT_FSIZE, &old) == 0);
    small.rlim_max = old.rlim_max;
    cr_assert(setrlimit(RLIMIT_FSIZE, &small) == 0);
    bac_status status = bac_checkpoint_save(&c, f.path, &err);
    cr_assert(setrlimit(RLIMIT_FSIZE, &old) == 0);
    cr_assert(status == BAC_ERR_IO && strstr(err.where, f.path), "%s", scratch_error(&err));
    bac_checkpoint_free(&c);
    cr_assert(bac_checkpoint_load(f.path, &c, &err) == BAC_OK && c.progress.step == 4);
    cr_assert(scratch_count(f.dir) == 1, "something is left beside it");
    bac_checkpoint_free(&c);
    clear(&f);
}
