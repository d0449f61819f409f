/* plot.c - which figures, and how they come into DIR: all or none. Everything is made in a fresh
 * folder inside DIR and then moved out of it. */
#include "plot.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_FIGURES = 4 + 2 * (BAC_EVAL_MAX_SNR + 1) };

typedef struct plots {
    const bac_eval *eval;
    char *work;                 /* the fresh folder */
    char *script[MOST_FIGURES]; /* NAME.gp */
    uint32_t n;
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

bac_status bac_eval_plot_ready(const char *dir, bac_error *err) {
    char *work = NULL;
    bac_status status = bac_eval_gnuplot(NULL, NULL, 0, err);
    if (!status)
        status = bac_eval_work_make(dir, &work, err);
    if (!status)
        rmdir(work);
    free(work);
    return status;
}

static bac_status remember(plots *p, const char *name, bac_error *err) {
    size_t size = strlen(name) + 4;
    p->script[p->n] = malloc(size);
    if (!p->script[p->n])
        return bac_eval_no_memory(err);
    snprintf(p->script[p->n++], size, "%s.gp", name);
    return BAC_OK;
}

static bac_status add_confusion(plots *p, uint32_t net, uint32_t snr_index, bac_error *err) {
    char name[64], db[32] = "all";
    if (snr_index != BAC_EVAL_ALL)
        bac_eval_db(p->eval->net[net].table.snr[snr_index], db);
    snprintf(name, sizeof name, "confusion_%s%s%s", db, snr_index == BAC_EVAL_ALL ? "" : "dB",
             net ? "_against" : "");
    for (uint32_t i = 0; i < p->n; i++) /* asked for twice */
        if (strncmp(p->script[i], name, strlen(name)) == 0 && p->script[i][strlen(name)] == '.')
            return BAC_OK;
    bac_status status = bac_eval_plot_confusion(p->eval, net, snr_index, p->work, name, err);
    return status ? status : remember(p, name, err);
}

static bac_status add_net(plots *p, uint32_t net, const bac_eval_matrices *matrices,
                          bac_error *err) {
    const bac_eval_table *t = &p->eval->net[net].table;
    const char *name = net ? "accuracy_by_class_against" : "accuracy_by_class";
    bac_status status = BAC_OK;
    if (t->has_snr) {
        status = bac_eval_plot_heat(p->eval, net, p->work, name, err);
        if (!status)
            status = remember(p, name, err);
    }
    for (uint32_t i = 0; i < matrices->n && !status; i++) {
        int at = bac_eval_snr_index(t, matrices->db[i]);
        if (at >= 0)
            status = add_confusion(p, net, (uint32_t)at, err);
    }
    if (!status && (matrices->all || !t->has_snr))
        status = add_confusion(p, net, BAC_EVAL_ALL, err);
    return status;
}

static bac_status add_all(plots *p, const bac_eval_matrices *matrices, bac_error *err) {
    const bac_eval *e = p->eval;
    bac_status status = BAC_OK;
    if (e->net[0].table.has_snr) {
        status = bac_eval_plot_curves(e, p->work, err);
        if (!status)
            status = remember(p, "accuracy_by_snr", err);
    }
    if (!status && e->n_nets == 2 && e->paired.has_snr) {
        status = bac_eval_plot_difference(e, p->work, err);
        if (!status)
            status = remember(p, "difference_by_snr", err);
    }
    for (uint32_t k = 0; k < e->n_nets && !status; k++)
        status = add_net(p, k, matrices, err);
    return status;
}

bac_status bac_eval_plot(const bac_eval *eval, const char *dir, const bac_eval_matrices *matrices,
                         uint32_t *figures, bac_error *err) {
    plots p = {.eval = eval};
    if (eval->n_classes > BAC_EVAL_MOST_DRAWN)
        return bac_fail(err, BAC_ERR_INPUT, eval->set, "%u classes: at most %d can be drawn",
                        eval->n_classes, BAC_EVAL_MOST_DRAWN);
    bac_status status = bac_eval_work_make(dir, &p.work, err);
    if (status)
        return status;
    status = add_all(&p, matrices, err);
    if (!status)
        status = bac_eval_gnuplot(p.work, p.script, p.n, err);
    bac_status moved = bac_eval_work_deliver(p.work, status ? NULL : dir, status ? NULL : err);
    if (!status)
        status = moved;
    if (figures)
        *figures = status ? 0 : p.n;
    for (uint32_t i = 0; i < p.n; i++)
        free(p.script[i]);
    free(p.work);
    return status;
}
