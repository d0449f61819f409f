/* Hostile files: whatever the bytes, a one-line error or a valid network; never a crash. */
#include "support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(import_hostile, .timeout = 280);

/* Refused in one line, or lowered; both leave nothing behind (the sanitizer checks). */
static bac_status survive(const uint8_t *data, size_t size) {
    char *path = temp_file(data, size);
    bac_net *net = NULL;
    bac_import_report report;
    bac_error err = {0};
    bac_cost cost;
    bac_status status = bac_import_onnx(path, NULL, &net, &report, &err);
    if (status) {
        cr_assert(net == NULL && err.text[0] && !strchr(err.text, '\n') && err.where[0]);
        for (const char *p = err.text; *p; p++)
            cr_assert(*p >= ' ' && *p <= '~');
    } else {
        bac_net_free(net);
        bac_import_report_free(&report);
    }
    bac_import_cost(path, &cost, &err);
    unlink(path);
    free(path);
    return status;
}

Test(import_hostile, a_file_cut_anywhere) {
    onnx_model *m = rich_model();
    uint8_t *data = NULL;
    size_t size = onnx_pack(m, &data);
    cr_assert(survive(data, size) == BAC_OK);
    for (size_t n = 0; n < size; n += n < 64 ? 1 : 17)
        cr_assert(survive(data, n) != BAC_OK, "cut at %zu of %zu", n, size);
    free(data);
    onnx_free(m);
}

Test(import_hostile, flipped_bytes) {
    onnx_model *m = rich_model();
    uint8_t *data = NULL;
    size_t size = onnx_pack(m, &data);
    uint8_t *bad = malloc(size);
    m->seed = test_seed(11) * 2 + 1;
    printf("replay with BAC_TEST_SEED=%llu\n", (unsigned long long)test_seed(11));
    for (int n = 0; n < 1500; n++) {
        memcpy(bad, data, size);
        for (uint32_t k = onnx_random(m, 4) + 1; k > 0; k--)
            bad[onnx_random(m, (uint32_t)size)] = (uint8_t)onnx_random(m, 256);
        survive(bad, size);
    }
    free(bad);
    free(data);
    onnx_free(m);
}

/* The same with whole fields replaced: dims, attributes, names of the structures themselves. */
Test(import_hostile, random_numbers_in_every_field) {
    static const int64_t odd[] = {
        0, -1, 1, 2, 7, 1 << 20, (int64_t)1 << 31, (int64_t)1 << 40, INT64_MAX, INT64_MIN};
    for (int n = 0; n < 600; n++) {
        onnx_model *m = rich_model();
        m->seed = test_seed(12) + (uint64_t)n * 2654435761u + 1;
        Bac__Onnx__Graph *g = m->graph;
        int64_t value = odd[onnx_random(m, sizeof odd / sizeof *odd)];
        Bac__Onnx__Node *node = g->node[onnx_random(m, (uint32_t)g->n_node)];
        Bac__Onnx__Tensor *t = g->initializer[onnx_random(m, (uint32_t)g->n_initializer)];
        switch (onnx_random(m, 6)) {
        case 0:
            if (t->n_dims)
                t->dims[onnx_random(m, (uint32_t)t->n_dims)] = value;
            break;
        case 1:
            t->data_type = (int32_t)value;
            break;
        case 2:
            t->raw_data.len = t->raw_data.len / 2;
            break;
        case 3:
            if (node->n_attribute) {
                Bac__Onnx__Attribute *a =
                    node->attribute[onnx_random(m, (uint32_t)node->n_attribute)];
                if (a->n_ints)
                    a->ints[onnx_random(m, (uint32_t)a->n_ints)] = value;
                else
                    a->i = value;
            }
            break;
        case 4:
            node->input[onnx_random(m, (uint32_t)node->n_input)] =
                g->node[onnx_random(m, (uint32_t)g->n_node)]->output[0];
            break;
        default:
            node->op_type = g->node[onnx_random(m, (uint32_t)g->n_node)]->op_type;
            break;
        }
        uint8_t *data = NULL;
        size_t size = onnx_pack(m, &data);
        survive(data, size);
        free(data);
        onnx_free(m);
    }
}

static void refuse(onnx_model *m, const char *fragment) {
    check_refused(m, fragment);
}

Test(import_hostile, cycles_and_missing_values) {
    onnx_model *m = rich_model();
    m->graph->node[2]->input[0] = m->graph->node[m->graph->n_node - 1]->output[0];
    refuse(m, "cycle");
    m = rich_model();
    m->graph->node[0]->input[1] = strcpy(onnx_alloc(m, 8), "gone");
    refuse(m, "'gone' is not defined");
    m = rich_model();
    m->graph->node[1]->output[0] = m->graph->node[0]->output[0];
    refuse(m, "defined twice");
    m = rich_model();
    m->graph->initializer[1]->name = m->graph->initializer[0]->name;
    refuse(m, "given twice");
    m = rich_model();
    m->graph->node[3]->n_output = 0;
    refuse(m, "not defined");
}

static Bac__Onnx__Tensor *weights(onnx_model *m) {
    for (size_t i = 0; i < m->graph->n_initializer; i++)
        if (!strcmp(m->graph->initializer[i]->name, "a.weight"))
            return m->graph->initializer[i];
    return NULL;
}

Test(import_hostile, tensors_that_lie_about_themselves) {
    onnx_model *m = rich_model();
    weights(m)->raw_data.len -= 4;
    refuse(m, "'a.weight' has 23 values where its shape needs 24");
    m = rich_model();
    weights(m)->raw_data.len -= 1;
    refuse(m, "'a.weight'");
    m = rich_model();
    weights(m)->dims[0] = -4;
    refuse(m, "negative or too large");
    m = rich_model();
    weights(m)->dims[0] = weights(m)->dims[1] = weights(m)->dims[2] = (int64_t)1 << 26;
    refuse(m, "negative or too large");
    m = rich_model();
    weights(m)->dims[0] = 1 << 26;
    weights(m)->dims[1] = weights(m)->dims[2] = 1;
    refuse(m, "where its shape needs 67108864");
    m = rich_model();
    weights(m)->data_type = 8;
    refuse(m, "element type 8");
    m = rich_model();
    ProtobufCBinaryData text = {3, (uint8_t *)strcpy(onnx_alloc(m, 4), "abc")};
    weights(m)->n_string_data = 1;
    weights(m)->string_data = &text;
    refuse(m, "element type");
    m = rich_model();
    weights(m)->has_data_location = 1;
    weights(m)->data_location = 1;
    refuse(m, "outside the file");
}

Test(import_hostile, files_that_are_no_onnx) {
    bac_net *net = NULL;
    bac_error err = {0};
    cr_assert(bac_import_onnx("/nonexistent/net.onnx", NULL, &net, NULL, &err) != BAC_OK);
    cr_assert(bac_import_onnx("/", NULL, &net, NULL, &err) != BAC_OK);
    static const char *const texts[] = {"", "bnet 1\nname x\n", "\x08\x07", "\x3a\x00"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        cr_assert(survive((const uint8_t *)texts[i], i == 3 ? 2 : strlen(texts[i])) != BAC_OK);
}

Test(import_hostile, a_long_chain_and_doubling_concats_end_in_an_error) {
    onnx_model *m = onnx_new(5, 2, 16);
    const char *y = quantised_input(m);
    for (int i = 0; i < 300; i++)
        y = i % 2 ? onnx_node(m, "Relu", 1, y) : onnx_node(m, "Sub", 2, onnx_scalar(m, 0.1f), y);
    finish_model(m, y, 2, 3);
    refuse(m, "without a quantiser");
    m = onnx_new(5, 2, 16);
    y = quantised_input(m);
    for (int i = 0; i < 300; i++) /* one affine step whose numbers grow */
        y = onnx_node(m, i % 2 ? "Add" : "Mul", 2, onnx_scalar(m, 1.1f), y);
    finish_model(m, onnx_quant(m, y, 1, 8, true, false, NULL), 2, 3);
    refuse(m, "without a quantiser");
    m = onnx_new(5, 2, 16);
    y = quantised_input(m);
    for (int i = 0; i < 40; i++) {
        y = onnx_node(m, "Concat", 2, y, y);
        onnx_int(m, "axis", 1);
    }
    finish_model(m, y, 2, 3);
    refuse(m, "too large");
}

Test(import_hostile, options_out_of_range) {
    onnx_model *m = rich_model();
    uint8_t *data = NULL;
    size_t size = onnx_pack(m, &data);
    char *path = temp_file(data, size);
    bac_import_options opt = {.add_bits = 40};
    bac_net *net = NULL;
    bac_error err = {0};
    cr_assert(bac_import_onnx(path, &opt, &net, NULL, &err) == BAC_ERR_INPUT && !net);
    unlink(path);
    free(path);
    free(data);
    onnx_free(m);
}
