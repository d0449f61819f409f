/* test_edges.c - lengths and ranges exactly at their limits: names of a network, its layers and classes, the range of
 * the class, headers and type words of NPY files. One less or one more is another answer. */
#include "scratch.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A network whose name, layers and one class have these lengths. The last layer reads one of such a name. */
static bac_status parse(int net_name, int layer_name, int label, bac_net **net, bac_error *err) {
    static char name[3][128], text[1024];
    const int length[3] = {net_name, layer_name, label};
    for (int i = 0; i < 3; i++) {
        memset(name[i], 'a' + i, (size_t)length[i]);
        name[i][length[i]] = '\0';
    }
    const int n =
        snprintf(text, sizeof text,
                 "bnet 1\nname %s\nclasses %s second third\nlayer in input\n  positions 1\n"
                 "  channels 3\n  type s4\n  range -8 7\n  scale 1\n  rounding half_even\nend\n"
                 "layer %s flatten\n  from in\nend\nlayer best argmax\n  from %s\nend\n",
                 name[0], name[2], name[1], name[1]);
    /* The text ends where readable memory does. */
    char *edge = scratch_edge(text, (size_t)n);
    const bac_status status = bac_net_parse(edge, (size_t)n, "edge", net, err);
    scratch_edge_free(edge, (size_t)n);
    return status;
}

Test(bac_edges, names_have_at_most_63_letters) {
    bac_net *net = NULL;
    bac_error err = {0};
    cr_assert_eq(parse(BAC_MAX_NAME, BAC_MAX_NAME, BAC_MAX_NAME, &net, &err), BAC_OK, "%s",
                 scratch_error(&err));
    cr_assert_eq(strlen(bac_net_name(net)), BAC_MAX_NAME);
    cr_assert_eq(strlen(bac_net_layer(net, 1)->name), BAC_MAX_NAME);
    cr_assert_eq(strlen(bac_net_class(net, 0)), BAC_MAX_NAME);
    bac_net_free(net);
    for (int which = 0; which < 3; which++) {
        const int long_one = BAC_MAX_NAME + 1;
        err = (bac_error){0};
        cr_assert_eq(parse(which == 0 ? long_one : 3, which == 1 ? long_one : 3,
                           which == 2 ? long_one : 3, &net, &err),
                     BAC_ERR_INPUT);
        cr_assert(strncmp(err.where, "edge:", 5) == 0 && err.text[0], "%s", scratch_error(&err));
    }
}

Test(bac_edges, the_class_has_the_range_of_its_indices) {
    bac_net *net = NULL;
    bac_error err = {0};
    cr_assert_eq(parse(3, 3, 3, &net, &err), BAC_OK, "%s", scratch_error(&err));
    const bac_layer *class_layer = bac_net_layer(net, bac_net_layers(net) - 1);
    cr_assert_eq(class_layer->op, BAC_ARGMAX);
    cr_assert(class_layer->lo == 0 && class_layer->hi == 2, "%d..%d", class_layer->lo,
              class_layer->hi);
    cr_assert(class_layer->channel_lo[0] == 0 && class_layer->channel_hi[0] == 2);
    cr_assert(!class_layer->type.is_signed && class_layer->type.bits == 2);
    bac_net_free(net);
}

/* An NPY file of version 2 with one byte of data, whose header has `length` bytes. */
static bac_status load_header(const char *dir, size_t length, const char *dict, bac_error *err) {
    char *file = malloc(12 + length + 1);
    bac_array array;
    cr_assert(file && length > strlen(dict));
    memcpy(file, "\x93NUMPY\2\0", 8);
    for (int i = 0; i < 4; i++)
        file[8 + i] = (char)(length >> 8 * i & 255);
    memset(file + 12, ' ', length);
    memcpy(file + 12, dict, strlen(dict));
    file[12 + length - 1] = '\n';
    file[12 + length] = 5;
    scratch_write(scratch_path(dir, "a.npy"), file, 12 + length + 1);
    free(file);
    const bac_status status = bac_array_load(scratch_path(dir, "a.npy"), &array, err);
    if (!status) {
        cr_assert(array.ndim == 1 && array.dim[0] == 1 && ((uint8_t *)array.data)[0] == 5);
        bac_array_free(&array);
    }
    return status;
}

Test(bac_edges, an_npy_header_has_at_most_65535_bytes) {
    char *dir = scratch_dir();
    bac_error err = {0};
    const char *dict = "{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }";
    cr_assert_eq(load_header(dir, 65535, dict, &err), BAC_OK, "%s", scratch_error(&err));
    cr_assert_eq(load_header(dir, 65536, dict, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "too long"), "%s", scratch_error(&err));
    scratch_remove(dir);
}

/* A type word of 15 letters is told whole; of 16, it does not end. */
Test(bac_edges, an_npy_type_word_has_at_most_15_letters) {
    char *dir = scratch_dir();
    bac_error err = {0};
    cr_assert_eq(
        load_header(dir, 200,
                    "{'descr': 'abcdefghijklmno', 'fortran_order': False, 'shape': (1,), }", &err),
        BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "'abcdefghijklmno'"), "%s", scratch_error(&err));
    cr_assert_eq(
        load_header(dir, 200,
                    "{'descr': 'abcdefghijklmnop', 'fortran_order': False, 'shape': (1,), }", &err),
        BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "does not end"), "%s", scratch_error(&err));
    scratch_remove(dir);
}

Test(bac_edges, an_npy_array_has_at_most_8_dimensions) {
    char *dir = scratch_dir();
    bac_error err = {0};
    const char *dict = "{'descr': '|u1', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1), }";
    cr_assert_eq(load_header(dir, 200, dict, &err), BAC_ERR_INPUT);
    cr_assert(strstr(err.text, "more than 8"), "%s", scratch_error(&err));
    scratch_remove(dir);
}
