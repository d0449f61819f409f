/* plot.c - chooses the figures and writes them to DIR, all or none: they are made in a fresh folder
 * inside DIR and then moved to DIR. */
#include "plot.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct plots {
    const bac_eval *eval;
    const bac_eval_matrices *matrices;
    uint32_t figures;
} plots;

bac_status bac_eval_work_make(const char *dir, char **work, bac_error *err) {
    size_t size = strlen(dir) + 32;
    bac_status status = bac_dir_make(dir, true, err);
    if (status)
        return status;
    *work = malloc(size);
    if (!*work)
        return bac_eval_no_memory(err);
    snprintf(*work, size, "%s/.bac-eval-XXXXXX", dir);
    if (mkdtemp(*work))
        return BAC_OK;
    free(*work);
    *work = NULL;
    return bac_fail(err, BAC_ERR_IO, dir, "cannot be written: %s", strerror(errno));
}

bac_status bac_eval_work_deliver(const char *work, const char *dir, bac_error *err) {
    bac_status status = BAC_OK;
    DIR *d = opendir(work);
    if (!d)
        return bac_fail(err, BAC_ERR_IO, work, "cannot be read: %s", strerror(errno));
    for (struct dirent *entry; (entry = readdir(d));) {
        char from[4400], to[4400];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        snprintf(from, sizeof from, "%s/%s", work, entry->d_name);
        snprintf(to, sizeof to, "%s/%s", dir ? dir : work, entry->d_name);
        if (dir && !status && rename(from, to) != 0)
            status = bac_fail(err, BAC_ERR_IO, to, "cannot be written: %s", strerror(errno));
        if (!dir || status)
            unlink(from);
    }
    closedir(d);
    rmdir(work);
    return status;
}

bac_status bac_eval_draw(const char *dir, bac_eval_draw_fn *draw, void *user, bac_error *err) {
    char *work = NULL;
    bac_status status = bac_eval_work_make(dir, &work, err);
    if (status)
        return status;
    status = draw(user, work, err);
    bac_status moved = bac_eval_work_deliver(work, status ? NULL : dir, status ? NULL : err);
    free(work);
    return status ? status : moved;
}

bac_status bac_eval_plot_ready(const char *dir, bac_error *err) {
    char *work = NULL;
    bac_status status = bac_eval_gnuplot(NULL, NULL, err);
    if (!status)
        status = bac_eval_work_make(dir, &work, err);
    if (!status)
        rmdir(work);
    free(work);
    return status;
}

static bac_status add_confusion(plots *p, uint32_t net, uint32_t snr_index, const char *work,
                                bac_error *err) {
    char name[64], path[4400], db[32] = "all";
    if (snr_index != BAC_EVAL_ALL)
        bac_eval_db(p->eval->net[net].table.snr[snr_index], db);
    snprintf(name, sizeof name, "confusion_%s%s%s", db, snr_index == BAC_EVAL_ALL ? "" : "dB",
             net ? "_against" : "");
    snprintf(path, sizeof path, "%s/%s.gp", work, name);
    if (access(path, F_OK) == 0) /* asked for twice */
        return BAC_OK;
    p->figures++;
    return bac_eval_plot_confusion(p->eval, net, snr_index, work, name, err);
}

static bac_status add_net(plots *p, uint32_t net, const char *work, bac_error *err) {
    const bac_eval_table *t = &p->eval->net[net].table;
    const char *name = net ? "accuracy_by_class_against" : "accuracy_by_class";
    bac_status status = BAC_OK;
    p->figures += t->has_snr;
    if (t->has_snr)
        status = bac_eval_plot_heat(p->eval, net, work, name, err);
    for (uint32_t i = 0; i < p->matrices->n && !status; i++) {
        int at = bac_eval_snr_index(t, p->matrices->db[i]);
        if (at >= 0)
            status = add_confusion(p, net, (uint32_t)at, work, err);
    }
    if (!status && (p->matrices->all || !t->has_snr))
        status = add_confusion(p, net, BAC_EVAL_ALL, work, err);
    return status;
}

static bac_status add_all(void *user, const char *work, bac_error *err) {
    plots *p = user;
    const bac_eval *e = p->eval;
    bool curves = e->net[0].table.has_snr, pairs = e->n_nets == 2 && e->paired.has_snr;
    bac_status status = curves ? bac_eval_plot_curves(e, work, err) : BAC_OK;
    if (!status && pairs)
        status = bac_eval_plot_difference(e, work, err);
    p->figures = (uint32_t)curves + pairs;
    for (uint32_t k = 0; k < e->n_nets && !status; k++)
        status = add_net(p, k, work, err);
    return status;
}

bac_status bac_eval_plot(const bac_eval *eval, const char *dir, const bac_eval_matrices *matrices,
                         uint32_t *figures, bac_error *err) {
    plots p = {.eval = eval, .matrices = matrices};
    if (eval->n_classes > BAC_EVAL_MOST_DRAWN)
        return bac_fail(err, BAC_ERR_INPUT, eval->set, "%u classes: at most %d can be drawn",
                        eval->n_classes, BAC_EVAL_MOST_DRAWN);
    bac_status status = bac_eval_draw(dir, add_all, &p, err);
    if (figures)
        *figures = status ? 0 : p.figures;
    return status;
}
