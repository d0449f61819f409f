#include "summary.h"

#include <stdio.h>

bool summary_has_weights(const bac_layer *l) {
    return l->op == BAC_CONV || l->op == BAC_FC;
}

void summary_count(const bac_net *net, const bac_layer *l, summary *s) {
    if (summary_has_weights(l)) {
        uint64_t c_in = (uint64_t)bac_net_layer(net, l->in[0])->C / l->groups, nonzero = 0;
        uint64_t weights = l->C * c_in * l->kernel;
        for (uint64_t i = 0; i < weights; i++)
            nonzero += l->weight[i] != 0;
        s->weights += weights;
        s->nonzero += nonzero;
        s->macs += nonzero * l->T;
    }
    for (uint32_t c = 0; l->op == BAC_REQUANT && c < l->C; c++) {
        s->form[l->requant[c].form]++;
        if (l->channel_lo[c] == l->channel_hi[c]) {
            s->constant++;
            s->dead += l->channel_lo[c] == 0;
        }
    }
}

void summary_type(bac_type type, bool weight, char text[8]) {
    bool bipolar = weight && type.is_signed && type.bits == 1;
    snprintf(text, 8, "%c%u", bipolar ? 'b' : type.is_signed ? 's' : 'u', type.bits);
}

void summary_geometry(const bac_net *net, const bac_layer *l, char *text, size_t size) {
    text[0] = 0;
    if (!bac_op_convolves(l->op) && l->op != BAC_MAXPOOL)
        return;
    char padding[32] = "", groups[32] = "", stride[24] = "";
    if (l->stride != 1)
        snprintf(stride, sizeof stride, " s%u", l->stride);
    if (l->pad_left || l->pad_right)
        snprintf(padding, sizeof padding, " p%u+%u", l->pad_left, l->pad_right);
    if (l->op == BAC_CONV && l->groups > 1) {
        if (l->groups == bac_net_layer(net, l->in[0])->C)
            snprintf(groups, sizeof groups, " dw");
        else
            snprintf(groups, sizeof groups, " g%u", l->groups);
    }
    snprintf(text, size, "k%u%s%s%s", l->kernel, stride, padding, groups);
}
