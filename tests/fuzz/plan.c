/* plan.c - a plan of the network tiny: what is accepted gives a text that parses to the same text, and a
 * netlist or a reason. */
#include "plan.h"
#include "compile.h"
#include "fuzz.h"
#include "netlist.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    bac_plan *plan = NULL, *again = NULL;
    bac_netlist *netlist = NULL;
    char *text[2] = {NULL, NULL};
    bac_error err = {0};
    bac_status status =
        bac_plan_parse((const char *)data, size, "in.cfg", fuzz_tiny(), &plan, &err);
    fuzz_refusal(status, &err);
    if (status == BAC_OK) {
        FUZZ_CHECK(bac_plan_text(fuzz_tiny(), plan, &text[0], &err) == BAC_OK);
        FUZZ_CHECK(bac_plan_parse(text[0], strlen(text[0]), "out.cfg", fuzz_tiny(), &again, &err) ==
                   BAC_OK);
        FUZZ_CHECK(bac_plan_text(fuzz_tiny(), again, &text[1], &err) == BAC_OK);
        FUZZ_CHECK(strcmp(text[0], text[1]) == 0);
        status = bac_compile_times(fuzz_tiny(), plan, &netlist, &err);
        fuzz_refusal(status, &err);
    }
    bac_netlist_free(netlist);
    bac_plan_free(again);
    bac_plan_free(plan);
    free(text[0]);
    free(text[1]);
    return 0;
}
