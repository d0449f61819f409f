/* test_names.c - names of networks and layers come from those of files and tensors, made identifiers. */
#include "support.h"

#include <criterion/criterion.h>
#include <stdlib.h>

TestSuite(import_names, .timeout = 120);

/* conv(x), quantised */
static const char *layer(onnx_model *m, const char *x, const char *weights, int64_t in) {
    int64_t dims[3] = {4, in, 1};
    const char *w = onnx_weights(m, weights, 3, dims, 5, false);
    const char *y = onnx_node(m, "Relu", 1, onnx_conv(m, x, w, NULL, 1, 1, 0, 1));
    return onnx_quant(m, y, 0.05f, 5, false, false, NULL);
}

static onnx_model *model(void) {
    static const char *const weights[] = {"block0.dw.conv.weight", "7.weight", "A.weight",
                                          "z9.weight"};
    onnx_model *m = onnx_new(test_seed(2800), 2, 20);
    const char *y = quantised_input(m);
    for (size_t i = 0; i < sizeof weights / sizeof *weights; i++)
        y = layer(m, y, weights[i], i ? 4 : 2);
    finish_model(m, y, 4, 3);
    return m;
}

Test(import_names, layers_are_called_after_their_weights) {
    onnx_model *m = model();
    bac_net *net = import_model(m, NULL, NULL);
    layer_named(net, "block0_dw");
    layer_named(net, "block0_dw_q");
    layer_named(net, "conv_7");
    layer_named(net, "A");
    layer_named(net, "z9");
    layer_named(net, "fc");
    bac_net_free(net);
    onnx_free(m);
}

Test(import_names, a_network_is_called_after_its_file) {
    static const char *const files[][2] = {
        {"some/9net.v2.onnx", "_9net"}, {"0.onnx", "_0"}, {"a-9.onnx", "a_9"}};
    onnx_model *m = model();
    uint8_t *data = NULL;
    const size_t size = onnx_pack(m, &data);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        bac_net *net = NULL;
        cr_assert_eq(bac_import_onnx_memory(data, size, files[i][0], NULL, &net, NULL, NULL),
                     BAC_OK);
        cr_assert_str_eq(bac_net_name(net), files[i][1]);
        bac_net_free(net);
    }
    free(data);
    onnx_free(m);
}
