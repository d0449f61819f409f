/* option.c - prices, and lists of options. */
#include "explore_internal.h"

#include <stdlib.h>

bac_price bac_price_sum(bac_price a, bac_price b) {
    return (bac_price){a.site + b.site, a.ff + b.ff, a.bram + b.bram, a.dsp + b.dsp};
}

bac_price bac_price_less(bac_price a, bac_price b) {
    return (bac_price){a.site - b.site, a.ff - b.ff, a.bram - b.bram, a.dsp - b.dsp};
}

/* True when the list has the same choice already, as cheap and as fast. */
static bool adds_nothing(const bac_options *o, const bac_option *option) {
    for (uint32_t i = 0; i < o->n; i++) {
        const bac_option *known = &o->list[i];
        if (bac_choice_equal(&known->choice, &option->choice) && known->clocks <= option->clocks &&
            known->price.site <= option->price.site && known->latency <= option->latency)
            return true;
    }
    return false;
}

bac_status bac_options_add(bac_options *o, const bac_option *option, bac_error *err) {
    if (adds_nothing(o, option))
        return BAC_OK;
    if (o->n == o->room) {
        bac_option *bigger = realloc(o->list, (o->room + 16) * sizeof *bigger);
        if (!bigger)
            return bac_fail(err, BAC_ERR_MEMORY, "options", "out of memory");
        o->list = bigger;
        o->room += 16;
    }
    o->list[o->n++] = *option;
    return BAC_OK;
}
