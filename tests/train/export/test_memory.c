/* Each allocation of an export refused in turn: BAC_ERR_MEMORY, nothing lost. */
#include "alloc.h"
#include "exported.h"
#include "net_export.h"
#include "random_nn.h"

#include <criterion/criterion.h>
#include <stdlib.h>

TestSuite(export_memory, .timeout = 280);

Test(export_memory, exporting) {
    for (int style = 0; style < 3; style++) {
        bac_nn *nn = NULL;
        bac_error err = {0};
        size_t n = 0;
        cr_assert(random_nn(2, (bac_nn_style)style, &nn, &err) == BAC_OK);
        for (bool refused = true; refused; n++) {
            void *data = NULL;
            size_t size = 0;
            alloc_fail_from(n);
            bac_status status = bac_export_memory(nn, NULL, &data, &size, &err);
            refused = alloc_fail_never();
            cr_assert(status == (refused ? BAC_ERR_MEMORY : BAC_OK), "allocation %zu: %s", n,
                      err.text);
            cr_assert(!data == (status != BAC_OK));
            free(data);
        }
        cr_assert(n > 50);
        bac_nn_free(nn);
    }
}

Test(export_memory, making_integers) {
    bac_nn *nn = NULL;
    bac_error err = {0};
    size_t n = 0;
    cr_assert(random_nn(4, BAC_NN_NATIVE, &nn, &err) == BAC_OK);
    for (bool refused = true; refused; n++) {
        bac_net *net = NULL;
        bac_import_report report;
        alloc_fail_from(n);
        bac_status status = bac_export_net(nn, NULL, NULL, &net, &report, &err);
        refused = alloc_fail_never();
        cr_assert(status == (refused ? BAC_ERR_MEMORY : BAC_OK), "allocation %zu: %s: %s", n,
                  err.where, err.text);
        cr_assert(!net == (status != BAC_OK));
        bac_net_free(net);
        bac_import_report_free(&report);
    }
    cr_assert(n > 100);
    bac_nn_free(nn);
}

Test(export_memory, exporting_integers) {
    bac_net *net = NULL;
    bac_error err = {0};
    size_t n = 0;
    cr_assert(bac_net_load(SHIPPED, &net, &err) == BAC_OK);
    for (bool refused = true; refused; n += 7) { /* thousands of like ones */
        void *data = NULL;
        size_t size = 0;
        alloc_fail_from(n);
        bac_status status = bac_export_integers(net, &data, &size, &err);
        refused = alloc_fail_never();
        cr_assert(status == (refused ? BAC_ERR_MEMORY : BAC_OK), "allocation %zu: %s", n, err.text);
        cr_assert(!data == (status != BAC_OK));
        free(data);
    }
    cr_assert(n > 500);
    bac_net_free(net);
}
