/* onnx.c - an ONNX file: what is imported is written as .bnet and read back. */
#include "fuzz.h"
#include "import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bac_net *net = NULL, *again = NULL;
    bac_import_report report = {0};
    bac_error err = {0};
    const bac_status status =
        bac_import_onnx_memory(data, size, "in.onnx", NULL, &net, &report, &err);
    fuzz_refusal(status, &err);
    if (status == BAC_OK) {
        bac_cost cost;
        bac_net_cost(net, &cost);
        const char *path = fuzz_file("out.bnet", (const uint8_t *)"", 0);
        if (cost.weights < 20000) {
            FUZZ_CHECK(bac_net_save(net, path, &err) == BAC_OK);
            FUZZ_CHECK(bac_net_load(path, &again, &err) == BAC_OK);
        }
    }
    bac_net_free(again);
    bac_net_free(net);
    bac_import_report_free(&report);
    return 0;
}
