/* plan_style.c - one style for a whole network. */
#include "plan.h"
#include "serial.h"

/* Two digits of every sample, and of the zero samples between two frames, in the input's beats. */
static bool has_clocks(const bac_net *net, const bac_plan *plan, const bac_layer *conv) {
    const uint64_t budget = bac_net_layer(net, 0)->T / plan->samples_per_clock;
    const uint32_t T = bac_net_layer(net, conv->in[0])->T;
    return 2 * ((uint64_t)T + bac_serial_gap(conv, T)) <= budget;
}

void bac_plan_set_style(const bac_net *net, bac_plan *plan, bac_style style) {
    const bac_style usual = style == BAC_STYLE_SERIAL ? BAC_STYLE_UNROLLED : style;
    for (uint32_t i = 0; i < plan->n_layers; i++)
        if (bac_plan_has_layer(bac_net_layer(net, i)))
            plan->layer[i] = (bac_layer_plan){.style = usual};
    for (uint32_t i = 0; style == BAC_STYLE_SERIAL && i < plan->n_layers; i++) {
        const uint32_t partner = bac_serial_partner(net, i);
        if (partner != 0 && has_clocks(net, plan, bac_net_layer(net, i)))
            plan->layer[i].style = plan->layer[partner].style = BAC_STYLE_SERIAL;
    }
}
