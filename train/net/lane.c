/* lane.c - see lane.h. */
#include "lane.h"

#include <stdlib.h>

bac_status bac_lane_create(const bac_nn *nn, const bac_nn *teacher, uint32_t B, bool gradients,
                           bac_lane *lane, bac_error *err) {
    const bac_nn_node *in = &nn->node[0], *last = &nn->node[nn->n_node - 1];
    *lane = (bac_lane){0};
    bac_status status = bac_nn_work_create(nn, B, gradients, &lane->work, err);
    if (!status && gradients)
        status = bac_nn_batch_create(nn, 1, B, &lane->alone, err);
    if (!status && teacher)
        status = bac_nn_work_create(teacher, B, false, &lane->teacher, err);
    if (status)
        return status;
    lane->iq = malloc((size_t)B * in->T * in->C * sizeof(float));
    lane->dlogit = malloc((size_t)B * last->C * sizeof(float));
    lane->label = malloc(B * sizeof(int32_t));
    if (!lane->iq || !lane->dlogit || !lane->label)
        return bac_fail(err, BAC_ERR_MEMORY, nn->name, "out of memory");
    return BAC_OK;
}

void bac_lane_free(bac_lane *lane) {
    bac_nn_work_free(lane->work);
    bac_nn_work_free(lane->teacher);
    bac_nn_batch_free(lane->alone);
    free(lane->iq);
    free(lane->dlogit);
    free(lane->label);
}

bac_status bac_lane_read(bac_lane *lane, bac_set *set, const char *where, uint32_t classes,
                         const uint64_t *index, uint32_t n, bac_error *err) {
    bac_status status = bac_set_read(set, index, n, lane->iq, lane->label, NULL, err);
    for (uint32_t i = 0; !status && i < n; i++)
        if (lane->label[i] < 0 || (uint32_t)lane->label[i] >= classes)
            status =
                bac_fail(err, BAC_ERR_INPUT, where,
                         "frame %llu is of class %d, the network has %u: raise classes, or leave "
                         "such frames out",
                         (unsigned long long)index[i], lane->label[i], classes);
    return status;
}
