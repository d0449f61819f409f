/* net_write.c - writes a network as .bnet text: canonical, one fact per line, so that a diff shows
 * which layer and channel changed. */
#include "internal.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* A growing text. After running out of memory it stays failed and ignores further text. */
typedef struct out {
    char *text;
    size_t size, cap;
    bool failed;
} out;

static bool make_room(out *o, size_t more) {
    if (o->failed)
        return false;
    if (more < o->cap - o->size)
        return true;
    size_t cap = o->cap + more + o->cap / 2 + 4096; /* far below SIZE_MAX: text is in memory */
    char *grown = realloc(o->text, cap);
    if (!grown) {
        o->failed = true;
        return false;
    }
    o->text = grown;
    o->cap = cap;
    return true;
}

__attribute__((format(printf, 2, 3))) static void put(out *o, const char *format, ...) {
    for (size_t room = 128;;) {
        if (!make_room(o, room))
            return;
        va_list args;
        va_start(args, format);
        int n = vsnprintf(o->text + o->size, room, format, args);
        va_end(args);
        if (n < 0)
            o->failed = true;
        if (n < 0)
            return;
        if ((size_t)n < room) {
            o->size += (size_t)n;
            return;
        }
        room = (size_t)n + 1;
    }
}

static void put_ints(out *o, const int32_t *v, uint64_t n) {
    for (uint64_t i = 0; i < n; i++)
        put(o, " %" PRId32, v[i]);
    put(o, "\n");
}

static void put_type(out *o, const char *key, bac_type type, bool weight) {
    bool bipolar = weight && type.is_signed && type.bits == 1;
    put(o, "  %s %c%u\n", key, bipolar ? 'b' : type.is_signed ? 's' : 'u', type.bits);
}

static void put_scale(out *o, const bac_layer *l) {
    if (!l->n_scale)
        return;
    put(o, "  scale");
    for (uint32_t i = 0; i < l->n_scale; i++)
        put(o, " %a", l->scale[i]);
    if (l->n_scale == 1)
        put(o, "  # %.9g", l->scale[0]); /* for people */
    put(o, "\n");
}

static void put_from(out *o, const bac_net *net, const bac_layer *l) {
    if (!l->n_in)
        return;
    put(o, "  from");
    for (uint32_t i = 0; i < l->n_in; i++)
        put(o, " %s", net->layer[l->in[i]]->name);
    put(o, "\n");
}

static void put_window(out *o, const bac_layer *l) {
    put(o, "  kernel %u\n  stride %u\n  pad %u %u\n", l->kernel, l->stride, l->pad_left,
        l->pad_right);
}

static void put_sum(out *o, const bac_layer *l) {
    put(o, "  acc %d %d\n", l->lo, l->hi);
    put_scale(o, l);
}

static void put_weighted(out *o, const bac_net *net, const bac_layer *l) {
    put(o, "  channels %u\n", l->C);
    if (l->op == BAC_CONV) {
        put(o, "  groups %u\n", l->groups);
        put_window(o, l);
    }
    put_type(o, "weight_type", l->weight_type, true);
    put(o, "  cost_bits %u\n", l->cost_bits);
    if (l->bias) {
        put(o, "  bias");
        put_ints(o, l->bias, l->C);
    }
    uint64_t n = bac_layer_weights(net, l) / l->C;
    for (uint32_t c = 0; c < l->C; c++) {
        const int32_t *w = l->weight + c * n;
        uint64_t j = 0;
        while (j < n && !w[j])
            j++;
        if (j == n)
            continue; /* a row of zeros is left out */
        put(o, "  w %u", c);
        put_ints(o, w, n);
    }
    put_sum(o, l);
}

static void put_add(out *o, const bac_layer *l) {
    for (uint32_t i = 0; i < l->n_in; i++) {
        const int32_t *mul = l->mul + (uint64_t)i * l->C;
        uint32_t same = 1;
        while (same < l->C && mul[same] == mul[0])
            same++;
        if (same == l->C && mul[0] == 1)
            continue;
        put(o, "  mul %u", i);
        put_ints(o, mul, same == l->C ? 1 : l->C);
    }
    put_sum(o, l);
}

static void put_coded(out *o, const bac_layer *l) {
    put_type(o, "type", l->type, false);
    put(o, "  range %d %d\n", l->code_lo, l->code_hi);
    put_scale(o, l);
}

static void put_requant(out *o, uint32_t c, const bac_requant *r) {
    put(o, "  ch %u %s", c, bac_form_name(r->form));
    switch (r->form) {
    case BAC_FORM_SHIFT:
    case BAC_FORM_EVEN:
        put(o, " %" PRId64 " %u\n", r->add, r->shift);
        break;
    case BAC_FORM_MUL:
        put(o, " %" PRId32 " %" PRId64 " %u\n", r->mul, r->add, r->shift);
        break;
    case BAC_FORM_THRESHOLD:
        put(o, " %c %" PRId64 " %u", r->decreasing ? '-' : '+', r->add, r->n_thresholds);
        put_ints(o, r->threshold, r->n_thresholds);
        break;
    default:
        put(o, " %" PRId64 "\n", r->add);
        break;
    }
}

static void put_layer(out *o, const bac_net *net, const bac_layer *l) {
    put(o, "\nlayer %s %s\n", l->name, bac_op_name(l->op));
    put_from(o, net, l);
    switch (l->op) {
    case BAC_INPUT:
        put(o, "  positions %u\n  channels %u\n", l->T, l->C);
        put_coded(o, l);
        put(o, "  rounding %s\n", bac_rounding_name(l->rounding));
        break;
    case BAC_CONV:
    case BAC_FC:
        put_weighted(o, net, l);
        break;
    case BAC_REQUANT:
        put_coded(o, l);
        for (uint32_t c = 0; c < l->C; c++)
            put_requant(o, c, &l->requant[c]);
        break;
    case BAC_ADD:
        put_add(o, l);
        break;
    case BAC_MAXPOOL:
        put_window(o, l);
        put_scale(o, l);
        break;
    case BAC_AVGPOOL:
        put_window(o, l);
        put(o, "  count_pad %d\n", l->count_pad);
        put_sum(o, l);
        break;
    case BAC_GLOBALAVG:
        put_sum(o, l);
        break;
    case BAC_ARGMAX:
        break;
    default:
        put_scale(o, l);
        break;
    }
    put(o, "end\n");
}

static void put_net(out *o, const bac_net *net) {
    put(o, "bnet 1\nname %s\n", net->name);
    for (uint32_t i = 0; i < net->n_note; i++)
        put(o, "source \"%s\"\n", net->note[i]);
    for (uint32_t i = 0; i < net->n_label; i++)
        put(o, "%s%s", i ? " " : "classes ", net->label[i]);
    if (net->n_label)
        put(o, "\n");
    for (uint32_t i = 0; i < net->n_layer; i++)
        put_layer(o, net, net->layer[i]);
}

bac_status bac_net_text(const bac_net *net, char **text, size_t *size, bac_error *err) {
    *text = NULL;
    *size = 0;
    if (!net->finished) {
        return bac_fail(err, BAC_ERR_INPUT, net->name, "finish the network before saving it");
    }
    out o = {0};
    bac_numerals numerals;
    if (bac_numerals_begin(&numerals))
        put_net(&o, net);
    else
        o.failed = true;
    bac_numerals_end(&numerals);
    if (o.failed) {
        free(o.text);
        return bac_no_memory(err, net->name);
    }
    *text = o.text;
    *size = o.size;
    return BAC_OK;
}

bac_status bac_net_save(const bac_net *net, const char *path, bac_error *err) {
    char *text;
    size_t size;
    bac_status status = bac_net_text(net, &text, &size, err);
    if (status)
        return status;
    status = bac_file_write(path, text, size, err);
    free(text);
    return status;
}
