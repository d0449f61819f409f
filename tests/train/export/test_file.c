/* The file: deterministic, importable with everything it brings, whole or not there. */
#include "exported.h"
#include "random_nn.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static bac_nn *network(uint64_t seed, bac_nn_style style) {
    bac_nn *nn = NULL;
    bac_error err = {0};
    cr_assert(random_nn(seed, style, &nn, &err) == BAC_OK, "%s", scratch_error(&err));
    return nn;
}

/* The text of a network as a .bnet file; free */
static char *text_of(const char *dir, const bac_net *net) {
    bac_error err = {0};
    size_t size = 0;
    const char *path = scratch_path(dir, "net.bnet");
    cr_assert(bac_net_save(net, path, &err) == BAC_OK, "%s", scratch_error(&err));
    return scratch_read(path, &size);
}

Test(export_file, the_same_network_gives_the_same_bytes) {
    for (uint64_t seed = 1; seed <= 30; seed++) {
        bac_nn *a = network(seed, (bac_nn_style)(seed % 3)), *b = network(seed, a->style);
        void *data[2];
        size_t size[2];
        bac_error err = {0};
        cr_assert(bac_export_memory(a, NULL, &data[0], &size[0], &err) == BAC_OK);
        cr_assert(bac_export_memory(b, NULL, &data[1], &size[1], &err) == BAC_OK);
        cr_assert(size[0] == size[1] && memcmp(data[0], data[1], size[0]) == 0);
        free(data[0]);
        free(data[1]);
        bac_nn_free(a);
        bac_nn_free(b);
    }
}

Test(export_file, importing_it_gives_the_same_net) {
    char *dir = scratch_dir();
    for (uint64_t seed = 1; seed <= 30; seed++) {
        bac_nn *nn = network(seed, seed % 2 ? BAC_NN_FREE : BAC_NN_NATIVE);
        uint32_t C = nn->node[nn->n_node - 1].C;
        const char *const labels[] = {"OOK", "4ASK", "8ASK", "BPSK", "QPSK", "8PSK"};
        bac_net *direct = NULL, *read = NULL;
        bac_error err = {0};
        cr_assert(C <= 6);
        const char *path = scratch_path(dir, "random.onnx"); /* the network's own name */
        cr_assert(bac_export_net(nn, labels, NULL, &direct, NULL, &err) == BAC_OK);
        cr_assert(bac_export_onnx(nn, labels, path, &err) == BAC_OK, "%s", scratch_error(&err));
        cr_assert(bac_import_onnx(path, NULL, &read, NULL, &err) == BAC_OK, "%s",
                  scratch_error(&err));
        char *a = text_of(dir, direct), *b = text_of(dir, read);
        cr_assert_str_eq(a, b);
        cr_assert_str_eq(bac_net_class(read, C - 1), labels[C - 1]);
        cr_assert_null(bac_net_class(read, C));
        free(a);
        free(b);
        bac_net_free(direct);
        bac_net_free(read);
        bac_nn_free(nn);
    }
    scratch_remove(dir);
}

Test(export_file, labels_of_the_importer_go_before_those_of_the_file) {
    char *dir = scratch_dir();
    bac_nn *nn = network(3, BAC_NN_NATIVE);
    uint32_t C = nn->node[nn->n_node - 1].C;
    const char *const labels[] = {"a", "b", "c", "d", "e", "f"};
    const char *const others[] = {"g", "h", "i", "j", "k", "l"};
    bac_import_options opt = {.classes = others, .n_classes = C};
    bac_net *net = NULL;
    bac_error err = {0};
    const char *path = scratch_path(dir, "net.onnx");
    cr_assert(bac_export_onnx(nn, labels, path, &err) == BAC_OK);
    cr_assert(bac_import_onnx(path, &opt, &net, NULL, &err) == BAC_OK, "%s", scratch_error(&err));
    cr_assert_str_eq(bac_net_class(net, 0), "g");
    bac_net_free(net);
    bac_nn_free(nn);
    scratch_remove(dir);
}

Test(export_file, notes_are_kept_in_the_network) {
    char *dir = scratch_dir();
    bac_nn *nn = network(5, BAC_NN_NATIVE);
    const char *const notes[] = {"trained by recipe x", "on synthetic data", NULL};
    bac_net *net = NULL;
    bac_error err = {0};
    cr_assert(bac_export_net(nn, NULL, notes, &net, NULL, &err) == BAC_OK);
    char *text = text_of(dir, net);
    cr_assert(strstr(text, "source \"imported from QONNX, producer bac, opset 13\"\n"
                           "source \"trained by recipe x\"\nsource \"on synthetic data\"\n"),
              "%.300s", text);
    free(text);
    bac_net_free(net);
    bac_nn_free(nn);
    scratch_remove(dir);
}

Test(export_file, a_full_disk_keeps_the_old_file_and_leaves_nothing) {
    char *dir = scratch_dir();
    bac_nn *nn = network(1, BAC_NN_FREE);
    bac_error err = {0};
    size_t size = 0;
    char path[512];
    snprintf(path, sizeof path, "%s", scratch_path(dir, "net.onnx"));
    scratch_write(path, "old", 3);
    struct rlimit limit = {100, RLIM_INFINITY};
    signal(SIGXFSZ, SIG_IGN);
    cr_assert(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    bac_status status = bac_export_onnx(nn, NULL, path, &err);
    limit.rlim_cur = RLIM_INFINITY;
    setrlimit(RLIMIT_FSIZE, &limit);
    cr_assert(status == BAC_ERR_IO && strstr(err.where, path), "%s", scratch_error(&err));
    char *text = scratch_read(path, &size);
    cr_assert(size == 3 && scratch_count(dir) == 1);
    free(text);
    bac_nn_free(nn);
    scratch_remove(dir);
}

Test(export_file, a_missing_folder_is_an_error) {
    char *dir = scratch_dir();
    bac_nn *nn = network(1, BAC_NN_FLOAT);
    bac_error err = {0};
    cr_assert(bac_export_onnx(nn, NULL, scratch_path(dir, "none/net.onnx"), &err) == BAC_ERR_IO);
    cr_assert(scratch_count(dir) == 0 && !strchr(err.text, '\n'));
    bac_nn_free(nn);
    scratch_remove(dir);
}
