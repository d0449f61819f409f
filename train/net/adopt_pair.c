/* adopt_pair.c - copies a file's network into a recipe's network of the same shape; names of nodes
 * do not matter.
 *
 * Both lists of nodes are in the order of evaluation and are compared in parallel. A quantiser that
 * only one network has is skipped: float networks have fewer. */
#include "adopt.h"

#include <stdlib.h>

typedef struct walk {
    const bac_nn *to, *from;
    const char *path;
    int32_t *pair;     /* [to] node of from, or BAC_NN_NONE */
    uint32_t *same;    /* [to] the node of from with the same stream, through what is passed over */
    uint32_t *through; /* [from] the same among its own nodes */
    bac_error *err;
    char where[256];
} walk;

static const char *const OP[BAC_NN_OP_COUNT] = {"the input", "a convolution", "a quantiser",
                                                "a sum",     "a concat",      "a max pool",
                                                "a mean",    "a product",     "a flatten"};

static const char *kind(const bac_nn_node *n) {
    return n->fc ? "a fully connected layer" : n->global ? "a global maximum" : OP[n->op];
}

static bool may_lack(const bac_nn_node *n) {
    return n->op == BAC_NN_NORM && n->norm == BAC_NORM_NONE;
}

#define NAMES ": a recipe names the network of its file (docs/finetune.md)"

static const char *place(walk *w, const bac_nn_node *f) {
    snprintf(w->where, sizeof w->where, "%.190s:%.47s", w->path, f->name);
    return w->where;
}

static bac_status check_pair(walk *w, const bac_nn_node *n, const bac_nn_node *f) {
    const bac_conv_shape *a = &f->conv, *b = &n->conv;
    const bac_pool_shape *p = &f->pool, *q = &n->pool;
    const struct {
        const char *what;
        uint32_t file, recipe;
    } shape[] = {{"positions", f->T, n->T},
                 {"channels", f->C, n->C},
                 {"input channels", a->c_in, b->c_in},
                 {"groups", a->groups, b->groups},
                 {"padding in front", a->pad_left, b->pad_left},
                 {"padding behind", a->pad_right, b->pad_right},
                 {"stride", a->stride, b->stride},
                 {"kernel", a->kernel, b->kernel},
                 {"padding in front", p->pad_left, q->pad_left},
                 {"stride", p->stride, q->stride},
                 {"window", p->kernel, q->kernel}};
    if (f->op != n->op || f->fc != n->fc || f->global != n->global)
        return bac_fail(w->err, BAC_ERR_INPUT, place(w, f), "is %s, %s of the recipe %s" NAMES,
                        kind(f), n->name, kind(n));
    for (size_t i = sizeof shape / sizeof *shape; i-- > 0;)
        if (shape[i].file != shape[i].recipe)
            return bac_fail(w->err, BAC_ERR_INPUT, place(w, f),
                            "%s %u, %u at %s of the recipe" NAMES, shape[i].what, shape[i].file,
                            shape[i].recipe, n->name);
    for (uint32_t i = 0; i < n->n_in; i++) {
        uint32_t want = w->same[n->in[i]], got = w->through[f->in[i]];
        uint32_t swapped = n->op == BAC_NN_ADD ? w->through[f->in[1 - i]] : got;
        if (want != got && want != swapped)
            return bac_fail(w->err, BAC_ERR_INPUT, place(w, f),
                            "gets %s, %s of the recipe gets %s" NAMES, w->from->node[got].name,
                            n->name, w->from->node[want].name);
    }
    return BAC_OK;
}

static bac_status walk_nodes(walk *w) {
    const bac_nn *to = w->to, *from = w->from;
    uint32_t j = 0;
    for (uint32_t i = 0; i < to->n_node; i++) {
        const bac_nn_node *n = &to->node[i];
        for (; j < from->n_node && from->node[j].op != n->op && may_lack(&from->node[j]); j++)
            w->through[j] = w->through[from->node[j].in[0]];
        const bac_nn_node *f = j < from->n_node ? &from->node[j] : NULL;
        bool trivial = n->op == BAC_NN_FLATTEN && to->node[n->in[0]].T == 1;
        w->pair[i] = BAC_NN_NONE;
        if ((!f || f->op != n->op) && (may_lack(n) || trivial)) {
            w->same[i] = w->same[n->in[0]];
            continue;
        }
        if (!f)
            return bac_fail(w->err, BAC_ERR_INPUT, place(w, &from->node[from->n_node - 1]),
                            "is the file's last layer, the recipe goes on with %s" NAMES, n->name);
        bac_status status = check_pair(w, n, f);
        if (status)
            return status;
        w->pair[i] = (int32_t)j;
        w->same[i] = w->through[j] = j;
        j++;
    }
    if (j == from->n_node)
        return BAC_OK;
    return bac_fail(w->err, BAC_ERR_INPUT, place(w, &from->node[j]),
                    "is %s behind the recipe's last layer" NAMES, kind(&from->node[j]));
}

/* ---- what the two compute */

/* Length of the text that describes a difference of a pair; an empty text means no difference. */
enum { WHAT = BAC_DIFFERENCE - 2 * BAC_NN_NAME - 32 };

static int conv_differs(const walk *w, const bac_nn_node *n, const bac_nn_node *f,
                        char what[WHAT]) {
    size_t count = w->to->param[n->weight].n, each = count / n->C;
    if (n->weight_bits != f->weight_bits)
        return snprintf(what, WHAT, "has weights of %u bits, in the file of %u", n->weight_bits,
                        f->weight_bits);
    for (size_t i = 0; i < count; i++)
        if (n->wcode[i] != f->wcode[i] ||
            (n->wcode[i] != 0 && n->wscale[i / each] != f->wscale[i / each]))
            return snprintf(what, WHAT, "has weight %zu of scale %g, in the file of %g", i,
                            (double)n->wscale[i / each], (double)f->wscale[i / each]);
    return 0;
}

static int norm_differs(const walk *w, const bac_nn_node *n, const bac_nn_node *f,
                        char what[WHAT]) {
    bool shifts = w->to->style == BAC_NN_NATIVE && n->op == BAC_NN_NORM, shares = false;
    for (uint32_t i = 0; n->step != BAC_NN_NONE && i < w->to->n_node; i++)
        shares = shares || (&w->to->node[i] != n && w->to->node[i].step == n->step);
    if (n->bits != f->bits || n->is_signed != f->is_signed)
        return snprintf(what, WHAT, "has %s codes of %u bits, in the file %s of %u",
                        n->is_signed ? "signed" : "unsigned", n->bits,
                        f->is_signed ? "signed" : "unsigned", f->bits);
    for (uint32_t c = 0; c < n->C; c++) {
        if (n->scale[c] != f->scale[c])
            return snprintf(what, WHAT, "has scale %.9g, in the file %.9g%s", (double)n->scale[c],
                            (double)f->scale[c], shares ? "; 'share_scale no' keeps it" : "");
        if (shifts && (n->A[c] != f->A[c] || n->S[c] != f->S[c]))
            return snprintf(what, WHAT,
                            "adds %d and shifts by %u in channel %u, in the file %d, %u", n->A[c],
                            n->S[c], c, f->A[c], f->S[c]);
    }
    return 0;
}

static void find_difference(const walk *w, char text[BAC_DIFFERENCE]) {
    static const char *const STYLE[] = {"float", "free", "native"};
    text[0] = 0;
    if (w->to->style != w->from->style) {
        snprintf(text, BAC_DIFFERENCE, "the recipe is of %s style, the file of %s",
                 STYLE[w->to->style], STYLE[w->from->style]);
        return;
    }
    for (uint32_t i = 0; i < w->to->n_node && !*text; i++) {
        const bac_nn_node *n = &w->to->node[i];
        const bac_nn_node *f = w->pair[i] == BAC_NN_NONE ? n : &w->from->node[w->pair[i]];
        bool quantises = n->op == BAC_NN_NORM || n->op == BAC_NN_INPUT;
        if (w->pair[i] == BAC_NN_NONE && quantises) {
            snprintf(text, BAC_DIFFERENCE, "%s quantises what the file does not", n->name);
        } else if (quantises || n->op == BAC_NN_CONV) {
            char *what = text + sprintf(text, "%s (%s in the file) ", n->name, f->name);
            if (!(quantises ? norm_differs(w, n, f, what) : conv_differs(w, n, f, what)))
                *text = 0;
        }
    }
    for (uint32_t j = 0; j < w->from->n_node && !*text; j++)
        if (w->through[j] != j)
            snprintf(text, BAC_DIFFERENCE, "the file quantises at %s, the recipe does not",
                     w->from->node[j].name);
}

/* Takes the exponents of all the file's quantisers or of none, because a mixture would change
 * shifts. */
static void take_exponents(bac_nn *to, const bac_nn *from, const int32_t *pair) {
    for (uint32_t i = 0; i < to->n_node; i++)
        if (to->node[i].step != BAC_NN_NONE &&
            (pair[i] == BAC_NN_NONE || to->node[i].bits != from->node[pair[i]].bits ||
             (i == 0 && to->node[i].scale[0] != from->node[0].scale[0])))
            return;
    for (uint32_t i = 0; i < to->n_node; i++)
        if (to->node[i].step != BAC_NN_NONE)
            *bac_nn_numbers(to, to->node[i].step) = *bac_nn_numbers(from, from->node[pair[i]].step);
}

bac_status bac_nn_adopt_file(bac_nn *to, const bac_nn *from, const char *path,
                             char difference[BAC_DIFFERENCE], bac_error *err) {
    walk w = {.to = to,
              .from = from,
              .path = path,
              .pair = malloc(to->n_node * sizeof *w.pair),
              .same = calloc(to->n_node, sizeof *w.same),
              .through = calloc(from->n_node, sizeof *w.through),
              .err = err};
    bac_status status = w.pair && w.same && w.through
                            ? walk_nodes(&w)
                            : bac_fail(err, BAC_ERR_MEMORY, path, "out of memory");
    if (!status && to->style == BAC_NN_NATIVE && from->style == BAC_NN_NATIVE)
        take_exponents(to, from, w.pair);
    if (!status)
        status = bac_nn_adopt_pairs(to, from, w.pair, true, path, err);
    if (!status)
        find_difference(&w, difference);
    free(w.pair);
    free(w.same);
    free(w.through);
    return status;
}
