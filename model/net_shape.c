/* net_shape.c - step 1 of checking a layer: the numbers that determine every array's length.
 *
 * All numbers are compared with the limits of bac.h here, before any allocation.
 */
#include "internal.h"

static const bac_layer *input_of(const bac_check *check, uint32_t i) {
    return check->net->layer[check->layer->in[i]];
}

/* Checks that a number of a layer is 1..most; messages name its key. */
static bac_status check_range(bac_check *check, const char *key, uint32_t v, int most) {
    return v >= 1 && v <= (uint32_t)most
               ? BAC_OK
               : bac_refuse(check, key, -1, "%s %u: 1 .. %d", key, v, most);
}

static bac_status check_name(bac_check *check) {
    const bac_layer *l = check->layer;
    if (!l->name || !bac_name_valid(l->name)) {
        return bac_refuse(check, NULL, -1,
                          "a layer's name is letters, digits and _, at most %d, not a digit first",
                          BAC_MAX_NAME);
    }
    if (bac_net_find(check->net, l->name) >= 0) {
        return bac_refuse(check, NULL, -1, "two layers are called '%s': rename one", l->name);
    }
    return BAC_OK;
}

static bac_status check_place(bac_check *check) {
    const bac_net *net = check->net;
    const bac_layer *l = check->layer;
    if ((unsigned)l->op >= BAC_OP_COUNT) {
        return bac_refuse(check, NULL, -1, "there is no operator %d", (int)l->op);
    }
    if (net->n_layer >= BAC_MAX_LAYERS) {
        return bac_refuse(check, NULL, -1, "a network has at most %d layers", BAC_MAX_LAYERS);
    }
    if ((l->op == BAC_INPUT) != (net->n_layer == 0)) {
        return bac_refuse(check, NULL, -1, "the first layer, and no other, is the input");
    }
    if (net->n_layer > 0 && net->layer[net->n_layer - 1]->op == BAC_ARGMAX) {
        return bac_refuse(check, NULL, -1, "nothing follows the argmax");
    }
    return BAC_OK;
}

static bac_status check_inputs(bac_check *check) {
    bac_layer *l = check->layer;
    bool many = l->op == BAC_ADD || l->op == BAC_CONCAT;
    uint32_t least = l->op == BAC_INPUT ? 0 : many ? 2 : 1;
    uint32_t most = many ? BAC_MAX_INPUTS : least;
    if (l->n_in < least || l->n_in > most || (l->n_in > 0 && !l->in)) {
        return bac_refuse(check, "from", -1, "a layer '%s' takes %u .. %u inputs, not %u",
                          bac_op_name(l->op), least, most, l->n_in);
    }
    if (l->n_in == 0)
        l->in = NULL;
    for (uint32_t i = 0; i < l->n_in; i++) {
        if (l->in[i] >= check->net->n_layer) {
            return bac_refuse(check, "from", -1, "input %u is not an earlier layer", i);
        }
        const bac_layer *x = input_of(check, i);
        if (x->T != input_of(check, 0)->T) {
            return bac_refuse(check, "from", -1, "'%s' has %u positions and '%s' has %u", x->name,
                              x->T, input_of(check, 0)->name, input_of(check, 0)->T);
        }
        if (l->op == BAC_ADD && x->C != input_of(check, 0)->C) {
            return bac_refuse(check, "from", -1, "'%s' has %u channels and '%s' has %u", x->name,
                              x->C, input_of(check, 0)->name, input_of(check, 0)->C);
        }
    }
    return BAC_OK;
}

/* Fields that belong to other operators are cleared, so that equal layers are equal structs. */
static void clear_unused(bac_layer *l) {
    bool weighted = l->op == BAC_CONV || l->op == BAC_FC;
    bool coded = l->op == BAC_INPUT || l->op == BAC_REQUANT;
    if (!weighted) {
        l->weight = l->bias = NULL;
        l->weight_type = (bac_type){0};
        l->cost_bits = l->groups = 0;
        if (l->op != BAC_MAXPOOL && l->op != BAC_AVGPOOL)
            l->kernel = l->stride = l->pad_left = l->pad_right = 0;
    }
    if (l->op == BAC_FC) {
        l->groups = l->kernel = l->stride = 1;
        l->pad_left = l->pad_right = 0;
    }
    if (!coded) {
        l->type = (bac_type){0};
        l->code_lo = l->code_hi = 0;
    }
    if (l->op != BAC_INPUT)
        l->rounding = BAC_ROUND_HALF_EVEN;
    l->count_pad = l->count_pad && l->op == BAC_AVGPOOL;
    l->divisor = 0;
    l->factor = NULL;
    if (l->op != BAC_REQUANT)
        l->requant = NULL;
    if (l->op != BAC_ADD)
        l->mul = NULL;
    if (l->op == BAC_ARGMAX)
        l->n_scale = 0; /* a class index has no real value */
    if (l->n_scale == 0)
        l->scale = NULL;
    l->channel_lo = l->channel_hi = NULL;
    l->lo = l->hi = 0;
}

/* Sets T of a convolution or a pool. */
static bac_status slide_window(bac_check *check) {
    bac_layer *l = check->layer;
    uint32_t T = input_of(check, 0)->T;
    if (check_range(check, "kernel", l->kernel, BAC_MAX_POSITIONS) ||
        check_range(check, "stride", l->stride, BAC_MAX_POSITIONS))
        return BAC_ERR_INPUT;
    /* Hence every window holds a real sample: the first ends at kernel-1-pad_left >= 0 and the
     * last starts at or before T + pad_right - kernel < T. */
    if (l->pad_left >= l->kernel || l->pad_right >= l->kernel) {
        return bac_refuse(check, "pad", -1, "pads %u %u must be smaller than the kernel, %u",
                          l->pad_left, l->pad_right, l->kernel);
    }
    uint32_t padded = T + l->pad_left + l->pad_right; /* < 3 * 2^20 */
    if (padded < l->kernel) {
        return bac_refuse(check, "kernel", -1, "kernel %u is longer than the padded input, %u",
                          l->kernel, padded);
    }
    l->T = (padded - l->kernel) / l->stride + 1;
    return BAC_OK;
}

static bac_status check_weight_count(bac_check *check) {
    const uint64_t weights =
        bac_layer_weights(check->net, check->layer); /* <= 2^16 * 2^16 * 2^20 */
    if (weights <= BAC_MAX_ELEMENTS && check->net->weights + weights <= BAC_MAX_TOTAL)
        return BAC_OK;
    return bac_refuse(check, NULL, -1, "%llu weights: at most %d in a layer and %d in a network",
                      (unsigned long long)weights, BAC_MAX_ELEMENTS, BAC_MAX_TOTAL);
}

static bac_status shape_weighted(bac_check *check) {
    bac_layer *l = check->layer;
    const bac_layer *x = input_of(check, 0);
    if (check_range(check, "channels", l->C, BAC_MAX_CHANNELS))
        return BAC_ERR_INPUT;
    if (l->op == BAC_FC && x->T != 1) {
        return bac_refuse(check, "from", -1,
                          "an fc sees one position, '%s' has %u: flatten or pool it first", x->name,
                          x->T);
    }
    if (l->groups < 1 || l->C % l->groups || x->C % l->groups) {
        return bac_refuse(check, "groups", -1, "groups %u must divide %u input and %u channels",
                          l->groups, x->C, l->C);
    }
    if (slide_window(check))
        return BAC_ERR_INPUT;
    if (l->weight_type.bits < 1 || l->weight_type.bits > BAC_MAX_CODE_BITS) {
        return bac_refuse(check, "weight_type", -1, "weights have 1 .. %d bits, not %u",
                          BAC_MAX_CODE_BITS, l->weight_type.bits);
    }
    if (check_range(check, "cost_bits", l->cost_bits, 32))
        return BAC_ERR_INPUT;
    return check_weight_count(check);
}

/* An average pool is a depthwise convolution whose weights are all 1. */
static bac_status shape_average(bac_check *check) {
    bac_layer *l = check->layer;
    if (l->op == BAC_AVGPOOL) {
        if (slide_window(check))
            return BAC_ERR_INPUT;
        l->groups = l->C;
        l->weight_type.bits = 1;
        if (check_weight_count(check))
            return BAC_ERR_INPUT;
    }
    l->divisor = bac_average_divisor(l, input_of(check, 0)->T);
    if (l->divisor == 0) {
        return bac_refuse(check, "pad", -1,
                          "its windows hold numbers of samples that no divisor below 2^31 is a "
                          "multiple of: count the padding, or pad less");
    }
    return BAC_OK;
}

static bac_status shape_coded(bac_check *check) {
    const bac_layer *l = check->layer;
    const int most = bac_op_code_bits(l->op);
    if (l->type.bits < 1 || l->type.bits > most) {
        return bac_refuse(check, "type", -1, "codes have 1 .. %d bits, not %u", most, l->type.bits);
    }
    if (l->code_lo > l->code_hi || l->code_lo < bac_type_lo(l->type) ||
        l->code_hi > bac_type_hi(l->type)) {
        return bac_refuse(check, "range", -1,
                          "range %d %d does not lie inside %d .. %d of its type", l->code_lo,
                          l->code_hi, (int)bac_type_lo(l->type), (int)bac_type_hi(l->type));
    }
    if ((unsigned)l->rounding >= BAC_ROUND_COUNT) {
        return bac_refuse(check, "rounding", -1, "there is no rounding mode %d", (int)l->rounding);
    }
    return BAC_OK;
}

static bac_status shape_input(bac_check *check) {
    const bac_layer *l = check->layer;
    if (check_range(check, "positions", l->T, BAC_MAX_POSITIONS) ||
        check_range(check, "channels", l->C, BAC_MAX_CHANNELS))
        return BAC_ERR_INPUT;
    if (l->n_scale != 1) {
        return bac_refuse(check, "scale", -1, "the input has exactly one scale");
    }
    return shape_coded(check);
}

/* Shapes that follow from the inputs' shapes alone; 64 inputs of 2^16 channels, or T*C of 2^26, do
 * not overflow. */
static bac_status shape_derived(bac_check *check) {
    bac_layer *l = check->layer;
    const bac_layer *x = input_of(check, 0);
    uint32_t C = x->C;
    l->T = x->T;
    if (l->op == BAC_CONCAT) {
        C = 0;
        for (uint32_t i = 0; i < l->n_in; i++)
            C += input_of(check, i)->C;
    } else if (l->op == BAC_FLATTEN) {
        C = x->T * x->C;
        l->T = 1;
    } else if (l->op == BAC_GLOBALMAX || l->op == BAC_GLOBALAVG) {
        l->T = 1;
    } else if (l->op == BAC_ARGMAX) {
        if (x->T != 1) {
            return bac_refuse(check, "from", -1, "the argmax sees one position, '%s' has %u",
                              x->name, x->T);
        }
        C = 1;
    }
    if (C > BAC_MAX_CHANNELS) {
        return bac_refuse(check, "from", -1, "%u channels: at most %d", C, BAC_MAX_CHANNELS);
    }
    l->C = C;
    if (l->op == BAC_AVGPOOL || l->op == BAC_GLOBALAVG)
        return shape_average(check);
    return l->op == BAC_MAXPOOL ? slide_window(check) : BAC_OK;
}

static bac_status check_size(bac_check *check) {
    const bac_layer *l = check->layer;
    uint64_t elements = (uint64_t)l->T * l->C;
    if (elements > BAC_MAX_ELEMENTS || check->net->elements + elements > BAC_MAX_TOTAL) {
        return bac_refuse(check, NULL, -1,
                          "%u positions of %u channels: at most %d numbers in a stream and %d in "
                          "all of them",
                          l->T, l->C, BAC_MAX_ELEMENTS, BAC_MAX_TOTAL);
    }
    if (l->n_scale > 1 && l->n_scale != l->C) {
        return bac_refuse(check, "scale", -1, "%u scales for %u channels: one, or one a channel",
                          l->n_scale, l->C);
    }
    return BAC_OK;
}

bac_status bac_layer_shape(bac_check *check) {
    if (check_name(check) || check_place(check) || check_inputs(check))
        return BAC_ERR_INPUT;
    const bac_op op = check->layer->op;
    clear_unused(check->layer);
    if (op == BAC_REQUANT && shape_coded(check))
        return BAC_ERR_INPUT;
    bac_status status = op == BAC_INPUT                  ? shape_input(check)
                        : op == BAC_CONV || op == BAC_FC ? shape_weighted(check)
                                                         : shape_derived(check);
    return status ? status : check_size(check);
}
