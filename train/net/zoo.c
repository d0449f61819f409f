/* zoo.c - builds the network of a recipe. */
#include "zoo.h"

#include "read_text.h"

#include <string.h>

bool bac_recipe_is_file(const char *path) {
    return bac_ends_with(path, ".onnx") || bac_ends_with(path, ".bnet");
}

static const struct {
    const char *network;
    void (*build)(const bac_recipe *, bac_nn *);
} ZOO[] = {{"bacalhaunet", bac_zoo_bacalhaunet},
           {"table1", bac_zoo_bacalhaunet},
           {"vgg10", bac_zoo_vgg10},
           {"mobilenetv3-small", bac_zoo_mobilenetv3}};

bac_status bac_recipe_network(const bac_recipe *recipe, bac_nn **nn, bac_error *err) {
    size_t i = 0, n = sizeof ZOO / sizeof *ZOO;
    *nn = NULL;
    bac_status status = bac_recipe_check(recipe, err);
    if (status)
        return status;
    while (i < n && strcmp(ZOO[i].network, recipe->network) != 0)
        i++;
    if (i == n)
        return bac_fail(err, BAC_ERR_INPUT, *recipe->path ? recipe->path : recipe->name,
                        "network '%s' is not one this program builds", recipe->network);
    status = bac_nn_create(recipe->name, recipe->style, nn, err);
    if (status)
        return status;
    (*nn)->keeps_scales = recipe->style == BAC_NN_FREE && bac_recipe_is_file(recipe->init);
    ZOO[i].build(recipe, *nn);
    status = bac_nn_finish(*nn, recipe->seed, err);
    if (status) {
        bac_nn_free(*nn);
        *nn = NULL;
    }
    return status;
}
