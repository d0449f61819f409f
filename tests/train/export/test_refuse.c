/* What a file could not say exactly is refused: one line that names the node. */
#include "exported.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { CONV = 1, CONV_Q, POOL, HIDDEN, HIDDEN_Q, FC };

/* input, conv, conv_q, pool, hidden (with a bias if asked), hidden_q, fc */
static bac_nn *network(bac_nn_style style, bool hidden_bias) {
    bac_nn *nn = NULL;
    bac_error err = {0};
    bac_nn_norm norm = style == BAC_NN_NATIVE ? BAC_NORM_BIAS : BAC_NORM_BATCH;
    double scale = style == BAC_NN_NATIVE ? 0.125 : 0.1;
    bac_nn_conv_spec conv = {
        .channels = 4, .groups = 2, .kernel = 3, .stride = 1, .weight_bits = 6};
    bac_nn_conv_spec hidden = {
        .channels = 5, .groups = 1, .kernel = 1, .stride = 1, .weight_bits = 6, .fc = true};
    bac_nn_conv_spec fc = hidden;
    hidden.bias = hidden_bias;
    fc.bias = fc.per_tensor = true;
    cr_assert(bac_nn_create("net", style, &nn, &err) == BAC_OK);
    uint32_t x = bac_nn_input(nn, 16, 2, 8, 1.0 / 64);
    x = bac_nn_conv(nn, "conv", x, &conv);
    x = bac_nn_norm_act(nn, "conv_q", x, norm, BAC_ACT_RELU, 6, false, scale);
    x = bac_nn_globalmax(nn, "pool", x);
    x = bac_nn_conv(nn, "hidden", x, &hidden);
    x = bac_nn_norm_act(nn, "hidden_q", x, BAC_NORM_NONE, BAC_ACT_RELU, 6, false, scale);
    bac_nn_conv(nn, "fc", x, &fc);
    cr_assert(bac_nn_finish(nn, 7, &err) == BAC_OK, "%s", scratch_error(&err));
    return nn;
}

/* Refused with the node and the fragment, and nothing given; frees nn. */
static void check_refused(bac_nn *nn, const char *const *classes, const char *node,
                          const char *fragment) {
    bac_error err = {0};
    void *data = &err;
    size_t size = 1;
    bac_status status = bac_export_memory(nn, classes, &data, &size, &err);
    cr_assert(status == BAC_ERR_INPUT && !data && !size, "not refused: %s", fragment);
    cr_assert(strstr(err.where, "net:") == err.where && !strcmp(err.where + 4, node), "%s, not %s",
              err.where, node);
    cr_assert(strstr(err.text, fragment) && !strchr(err.text, '\n'), "'%s' lacks '%s'", err.text,
              fragment);
    bac_nn_free(nn);
}

Test(export_refuse, a_fine_network_is_not_refused) {
    for (int i = 0; i < 3; i++) {
        bac_nn *nn = network((bac_nn_style)i, i != BAC_NN_FREE);
        bac_error err = {0};
        void *data = NULL;
        size_t size = 0;
        cr_assert(bac_export_memory(nn, NULL, &data, &size, &err) == BAC_OK, "%s",
                  scratch_error(&err));
        free(data);
        bac_nn_free(nn);
    }
}

Test(export_refuse, a_weight_that_is_not_its_code) {
    bac_nn *nn = network(BAC_NN_FREE, false);
    nn->node[CONV].wreal[5] += 0.6f * nn->node[CONV].wscale[1];
    check_refused(nn, NULL, "conv", "weight 2 of channel 1");
    nn = network(BAC_NN_FREE, false);
    nn->node[CONV].wcode[0] = 32;
    nn->node[CONV].wreal[0] = 32 * nn->node[CONV].wscale[0];
    check_refused(nn, NULL, "conv", "weight 0 of channel 0");
}

Test(export_refuse, a_scale_that_is_no_scale) {
    bac_nn *nn = network(BAC_NN_FREE, false);
    nn->node[CONV].wscale[2] = 0;
    check_refused(nn, NULL, "conv", "the weights of channel 2 have scale 0");
    nn = network(BAC_NN_FREE, false);
    nn->node[CONV_Q].scale[0] = INFINITY;
    check_refused(nn, NULL, "conv_q", "its scale is inf");
}

Test(export_refuse, numbers_that_are_not_finite) {
    bac_nn *nn = network(BAC_NN_FREE, false);
    nn->theta[nn->param[nn->node[CONV_Q].gamma].at + 1] = NAN;
    check_refused(nn, NULL, "conv_q", "gamma 1 is not a finite number");
    nn = network(BAC_NN_FREE, false);
    nn->state[nn->node[CONV_Q].var + 3] = -1;
    check_refused(nn, NULL, "conv_q", "the variance of channel 3 is -1");
    nn = network(BAC_NN_FLOAT, true);
    nn->node[HIDDEN].wreal[2] = INFINITY;
    check_refused(nn, NULL, "hidden", "weight 2 is not a finite number");
}

Test(export_refuse, a_shift_that_is_not_what_the_scales_say) {
    bac_nn *nn = network(BAC_NN_NATIVE, false);
    nn->node[CONV_Q].S[1]++;
    check_refused(nn, NULL, "conv_q", "its scale must be that of its input or coarser");
}

Test(export_refuse, an_addend_beyond_float32) {
    bac_nn *nn = network(BAC_NN_NATIVE, false);
    cr_assert(nn->node[CONV_Q].S[0] > 0);
    nn->node[CONV_Q].A[0] = (1 << 26) + 1;
    check_refused(nn, NULL, "conv", "the bias of channel 0");
}

Test(export_refuse, a_hidden_bias_whose_unit_is_no_float32) {
    bac_nn *nn = network(BAC_NN_FREE, true);
    check_refused(nn, NULL, "hidden", "train this layer with batch norm");
}

Test(export_refuse, codes_that_are_not_the_range_of_their_bits) {
    bac_nn *nn = network(BAC_NN_FREE, false);
    nn->node[CONV_Q].code_hi = 60;
    check_refused(nn, NULL, "conv_q", "codes 0..60 are not the range of 6 bits");
}

Test(export_refuse, names_that_are_taken) {
    static const char *const taken[] = {"conv", "iq", "logits", "a.b", ""};
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
        bac_nn *nn = network(BAC_NN_FREE, false);
        snprintf(nn->node[POOL].name, sizeof nn->node[POOL].name, "%s", taken[i]);
        check_refused(nn, NULL, taken[i], "node 3 needs a name of its own");
    }
}

Test(export_refuse, labels_that_are_no_words) {
    const char *const blank[] = {"a", "b c", "d", "e", "f"}, *const empty[] = {"a", "", "d"};
    check_refused(network(BAC_NN_FREE, false), blank, "fc", "class label 1");
    check_refused(network(BAC_NN_FREE, false), empty, "fc", "class label 1");
}

Test(export_refuse, a_fully_connected_layer_in_groups) {
    bac_nn *nn = network(BAC_NN_FREE, false);
    nn->node[FC].conv.groups = 5;
    check_refused(nn, NULL, "fc", "make it a convolution");
}

Test(export_refuse, a_network_without_logits) {
    bac_nn *nn = network(BAC_NN_FREE, false);
    nn->node[FC].fc = false;
    check_refused(nn, NULL, "fc", "does not end in a fully connected layer");
}

Test(export_refuse, integers_of_a_float_network) {
    bac_nn *nn = network(BAC_NN_FLOAT, true);
    bac_net *net = NULL;
    bac_import_report report;
    bac_error err = {0};
    cr_assert(bac_export_net(nn, NULL, NULL, &net, &report, &err) == BAC_ERR_INPUT && !net);
    cr_assert(strstr(err.text, "train it with quantise native or free"));
    bac_import_report_free(&report);
    bac_nn_free(nn);
}
