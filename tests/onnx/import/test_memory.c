/* test_memory.c - each allocation of an import refused in turn: BAC_ERR_MEMORY, nothing lost. */
#include "alloc.h"
#include "support.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

TestSuite(import_memory, .timeout = 280);

static char *model_file(void) {
    onnx_model *m = rich_model();
    uint8_t *data = NULL;
    size_t size = onnx_pack(m, &data);
    char *path = temp_file(data, size);
    free(data);
    onnx_free(m);
    return path;
}

Test(import_memory, importing) {
    char *path = model_file();
    size_t n = 0;
    for (bool refused = true; refused; n++) {
        bac_net *net = NULL;
        bac_import_report report;
        bac_error err = {0};
        alloc_fail_from(n);
        bac_status status = bac_import_onnx(path, NULL, &net, &report, &err);
        refused = alloc_fail_never();
        cr_assert(status == (refused ? BAC_ERR_MEMORY : BAC_OK), "allocation %zu: %s: %s", n,
                  err.where, err.text);
        cr_assert(!net == (status != BAC_OK));
        bac_net_free(net);
        bac_import_report_free(&report);
    }
    cr_assert(n > 100);
    unlink(path);
    free(path);
}

Test(import_memory, costing) {
    char *path = model_file();
    size_t n = 0;
    for (bool refused = true; refused; n++) {
        bac_cost cost;
        bac_error err = {0};
        alloc_fail_from(n);
        bac_status status = bac_import_cost(path, &cost, &err);
        refused = alloc_fail_never();
        cr_assert(status == (refused ? BAC_ERR_MEMORY : BAC_OK), "allocation %zu: %s", n, err.text);
    }
    cr_assert(n > 50);
    unlink(path);
    free(path);
}
