/* train_output.c - see train_output.h. */
#include "train_output.h"

#include "common/tool.h"
#include "export.h"
#include "out_file.h"
#include "prune.h"
#include "signal.h"
#include "train.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_LOG = 1 << 28 };

/* Reads from an existing log the seconds of epochs that an earlier process finished; 0 without a
 * log. An unreadable log is ignored, because the log is written again. */
static void earlier_seconds(const char *path, uint32_t n, double *seconds) {
    char *text = NULL;
    size_t size;
    if (bac_file_read(path, MAX_LOG, &text, &size, NULL))
        return;
    for (char *line = strchr(text, '\n'); line; line = strchr(line + 1, '\n')) {
        char *end = line + 1 + strcspn(line + 1, "\n"), *last = end;
        unsigned long epoch = strtoul(line + 1, NULL, 10);
        while (last > line && *last != ',')
            last--;
        if (epoch >= 1 && epoch <= n && *last == ',')
            seconds[epoch - 1] = strtod(last + 1, NULL);
    }
    free(text);
}

bac_status train_output_log(const char *dir, const bac_progress *p, bac_error *err) {
    char path[BAC_RECIPE_PATH + 16];
    bac_page page;
    FILE *out = bac_page_open(&page);
    double *seconds = calloc((size_t)p->n_epoch + 1, sizeof *seconds);
    snprintf(path, sizeof path, "%.*s/log.csv", BAC_RECIPE_PATH, dir);
    bool good = out && seconds;
    if (good) {
        fputs("epoch,loss,train_accuracy,valid_accuracy,score,lr,seconds\n", out);
        earlier_seconds(path, p->n_epoch, seconds);
    }
    for (uint32_t i = 0; i < p->n_epoch && good; i++) {
        const bac_epoch *e = &p->epoch[i];
        fprintf(out, "%u,%.8g,%.6f,%.6f,%.8f,%.8g,%.1f\n", i + 1, e->loss, e->train_accuracy,
                e->valid_accuracy, e->score, e->lr, e->seconds > 0 ? e->seconds : seconds[i]);
    }
    free(seconds);
    return bac_page_close(&page, !good, path, err);
}

const char *const *train_output_labels(const bac_checkpoint *run) {
    static const char *label[BAC_SIGNAL_CLASSES];
    for (uint32_t c = 0; c < BAC_SIGNAL_CLASSES; c++)
        label[c] = bac_signal_class(c);
    return run->recipe.classes == BAC_SIGNAL_CLASSES ? label : NULL;
}

/* Prints the channels whose range is a single code: they are the same for every frame, usually
 * because their weights are pruned. */
static void print_constant_channels(const bac_net *net) {
    uint64_t constant = 0, all = 0;
    for (uint32_t i = 0; i < bac_net_layers(net); i++) {
        const bac_layer *layer = bac_net_layer(net, i);
        uint32_t here = 0;
        for (uint32_t c = 0; layer->op == BAC_REQUANT && c < layer->C; c++)
            here += layer->channel_lo[c] == layer->channel_hi[c];
        all += layer->op == BAC_REQUANT ? layer->C : 0;
        constant += here;
        if (here)
            printf("  %-14s %u of %u channels constant\n", layer->name, here, layer->C);
    }
    printf("constant channels %llu of %llu%s\n", (unsigned long long)constant,
           (unsigned long long)all,
           constant ? "; bac shrink removes those that carry nothing" : "");
}

static bac_status write_integers(const char *dir, const bac_checkpoint *run, bac_error *err) {
    char path[BAC_RECIPE_PATH + 16], trained[160];
    snprintf(path, sizeof path, "%.*s/net.bnet", BAC_RECIPE_PATH, dir);
    snprintf(trained, sizeof trained, "trained by recipe %s, seed %llu, on %s data",
             run->recipe.name, (unsigned long long)run->recipe.seed,
             strncmp(run->recipe.train, "signal:", 7) ? "recorded" : "synthetic");
    const char *notes[] = {trained, NULL};
    bac_net *net = NULL;
    bac_status status = bac_export_net(run->nn, train_output_labels(run), notes, &net, NULL, err);
    if (!status)
        status = bac_net_save(net, path, err);
    if (!status) {
        print_constant_channels(net);
        printf("wrote %s\n", path);
    }
    bac_net_free(net);
    return status;
}

bac_status train_output_net(const char *dir, const bac_checkpoint *run, bac_error *err) {
    char path[BAC_RECIPE_PATH + 16];
    snprintf(path, sizeof path, "%.*s/net.onnx", BAC_RECIPE_PATH, dir);
    bac_status status = bac_export_onnx(run->nn, train_output_labels(run), path, err);
    if (status)
        return status;
    bac_cost cost;
    bac_nn_cost(run->nn, &cost);
    printf("score %.6f: %.0f bit operations, %.0f weight bits, %llu of %llu weights\nwrote %s\n",
           cost.score, cost.bops, cost.w_bits, (unsigned long long)cost.nonzero,
           (unsigned long long)cost.weights, path);
    return run->nn->style == BAC_NN_FLOAT ? BAC_OK : write_integers(dir, run, err);
}

bac_status train_output_test(const bac_checkpoint *run, const char *spec, uint32_t threads,
                             train_tested *tested, bac_error *err) {
    bac_set *set = NULL;
    double accuracy;
    bac_status status = bac_set_open(spec, &set, err);
    if (!status && bac_set_positions(set) != run->nn->node[0].T)
        status =
            bac_fail(err, BAC_ERR_INPUT, spec, "has frames of %u samples, the network takes %u",
                     bac_set_positions(set), run->nn->node[0].T);
    if (!status)
        status = bac_nn_accuracy(run->nn, set, threads, &accuracy, err);
    if (!status) {
        double count = (double)bac_set_count(set);
        *tested = (train_tested){spec, bac_set_count(set), accuracy};
        printf("test: %.0f of %.0f frames of %s, %.2f %%\n", accuracy * count, count, spec,
               100 * accuracy);
    }
    bac_set_close(set);
    return status;
}
