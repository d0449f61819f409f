/* style.c - gives a whole network one style. */
#include "distributed.h"
#include "plan.h"

/* True when a convolution with two digits per number keeps up with the input's beats (including the
 * zero samples between frames that cannot overlap), and its numbers are narrow enough for a serial
 * stage. */
static bool can_be_serial(const bac_net *net, const bac_plan *plan, const bac_layer *conv,
                          const bac_layer *requant, bool add) {
    const uint64_t budget = bac_net_layer(net, 0)->T / plan->samples_per_clock;
    const bac_serial_fit fit = bac_serial_fit_in(net, conv, add, 0, budget);
    const bac_serial_shape shape = {fit.window, fit.digit_bits, fit.digits, 1, add};
    bac_distributed sums;
    bac_error err;
    if (2 * ((uint64_t)fit.window.T + fit.gap) > budget ||
        bac_distributed_lower(net, conv, requant, &shape, &sums, &err) != BAC_OK)
        return false;
    bac_distributed_free(&sums);
    return true;
}

void bac_plan_set_style(const bac_net *net, bac_plan *plan, bac_style style) {
    const bac_style usual = style == BAC_STYLE_SERIAL ? BAC_STYLE_UNROLLED : style;
    for (uint32_t i = 0; i < plan->n_layers; i++)
        if (bac_plan_has_layer(bac_net_layer(net, i)))
            plan->layer[i] = (bac_layer_plan){.style = usual};
    for (uint32_t i = 0; style == BAC_STYLE_SERIAL && i < plan->n_layers; i++) {
        const uint32_t requant = bac_serial_fused_requant(net, i);
        if (requant == BAC_NO_LAYER)
            continue;
        const bac_layer *linear = bac_net_layer(net, i);
        const uint32_t add = linear->op == BAC_CONV ? bac_serial_fused_add(net, i) : BAC_NO_LAYER;
        if (!can_be_serial(net, plan, linear, bac_net_layer(net, requant), add != BAC_NO_LAYER))
            continue;
        plan->layer[i].style = plan->layer[requant].style = BAC_STYLE_SERIAL;
        if (add != BAC_NO_LAYER)
            plan->layer[add].style = BAC_STYLE_SERIAL;
    }
}
