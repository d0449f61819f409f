/* test_memory.c - each allocation refused in turn: always BAC_ERR_MEMORY, nothing lost (a
 * sanitizer sees leaks), nothing left half made. */
#include "alloc.h"
#include "internal.h"
#include "random_net.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef bac_status action(void *what, bac_error *err);

/* Runs `act` with its n-th allocation refused for n = 0, 1, ... until it needs fewer. */
static void starve(action *act, void *what) {
    size_t n = 0;
    for (bool refused = true; refused; n++) {
        bac_error err;
        alloc_fail_from(n);
        bac_status status = act(what, &err);
        refused = alloc_fail_never();
        cr_assert_eq(status, refused ? BAC_ERR_MEMORY : BAC_OK, "allocation %zu", n);
        if (refused)
            cr_assert_str_eq(err.text, "out of memory");
    }
    cr_assert_gt(n, 1, "nothing was allocated");
}

static bac_status parse(void *text, bac_error *err) {
    bac_net *net;
    bac_status status = bac_net_parse(text, strlen(text), "t", &net, err);
    cr_assert(!status == !!net);
    bac_net_free(net);
    return status;
}

Test(bac_memory, parsing) {
    char *tiny = scratch_read(TINY_NET, NULL);
    starve(parse, tiny);
    free(tiny);
}

static bac_status load(void *path, bac_error *err) {
    bac_net *net;
    bac_status status = bac_net_load(path, &net, err);
    bac_net_free(net);
    return status;
}

Test(bac_memory, loading) {
    starve(load, (char[]){TINY_NET});
}

static bac_status save(void *net, bac_error *err) {
    return bac_net_save(net, "/dev/null", err);
}

static bac_status save_to_file(void *net, bac_error *err) {
    char *dir = getenv("BAC_MEMORY_DIR");
    char path[512];
    snprintf(path, sizeof path, "%s/n.bnet", dir);
    return bac_net_save(net, path, err);
}

Test(bac_memory, saving) {
    bac_net *net;
    char *dir = scratch_dir();
    setenv("BAC_MEMORY_DIR", dir, 1);
    cr_assert_eq(bac_net_load(TINY_NET, &net, NULL), BAC_OK);
    starve(save, net);
    starve(save_to_file, net);
    cr_assert_eq(scratch_count(dir), 1);
    bac_net_free(net);
    scratch_remove(dir);
}

static bac_status run_create(void *net, bac_error *err) {
    bac_run *run;
    bac_status status = bac_run_create(net, &run, err);
    cr_assert(!status == !!run);
    bac_run_free(run);
    return status;
}

Test(bac_memory, preparing_a_run) {
    random_limits limits = random_usual();
    limits.channels = 24; /* dense and sparse layers */
    for (uint64_t seed = 1; seed <= 10; seed++) {
        bac_net *net;
        cr_assert_eq(random_net(seed, &limits, &net, NULL), BAC_OK);
        starve(run_create, net);
        bac_net_free(net);
    }
}

static bac_status build(void *what, bac_error *err) {
    const bac_net *from = what;
    const char *label[] = {"low", "middle", "high"};
    bac_net *net;
    bac_status status = bac_net_create("copy", &net, err);
    if (status)
        return status;
    status = bac_net_note(net, "a copy", err);
    if (!status)
        status = bac_net_set_classes(net, label, 3, err);
    for (uint32_t i = 0; i < bac_net_layers(from) && !status; i++) {
        bac_layer l = *bac_net_layer(from, i);
        if (l.op == BAC_ADD)
            l.mul = NULL;
        status = bac_net_add(net, &l, NULL, err);
    }
    if (!status)
        status = bac_net_finish(net, err);
    bac_net_free(net);
    return status;
}

Test(bac_memory, building) {
    bac_net *net;
    cr_assert_eq(bac_net_load(TINY_NET, &net, NULL), BAC_OK);
    starve(build, net);
    bac_net_free(net);
}

static bac_status load_frames(void *net, bac_error *err) {
    uint64_t n;
    int32_t *codes;
    char path[512];
    snprintf(path, sizeof path, "%s/f.npy", getenv("BAC_MEMORY_DIR"));
    bac_status status = bac_frames_load(path, net, &n, &codes, err);
    cr_assert(!status == !!codes);
    free(codes);
    return status;
}

Test(bac_memory, loading_frames) {
    bac_net *net;
    char *dir = scratch_dir();
    setenv("BAC_MEMORY_DIR", dir, 1);
    int8_t data[32] = {0};
    bac_array a = {.dtype = BAC_I8, .ndim = 2, .dim = {16, 2}, .data = data};
    cr_assert_eq(bac_array_save(scratch_path(dir, "f.npy"), &a, NULL), BAC_OK);
    cr_assert_eq(bac_net_load(TINY_NET, &net, NULL), BAC_OK);
    starve(load_frames, net);
    bac_net_free(net);
    scratch_remove(dir);
}
