/* test_csv.c - the table on disk adds up. */
#include "eval.h"
#include "internal.h"
#include "scratch.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bac_eval *example(void) {
    bac_eval *e = NULL;
    cr_assert_eq(bac_eval_create(2, 1, true, &e, NULL), BAC_OK);
    e->set = strdup("a,\"b\"");
    e->class_name[0] = strdup("one");
    e->class_name[1] = strdup("two, or more");
    e->net[0].name = strdup("net");
    e->net[0].file = strdup("");
    for (uint32_t i = 0; i < 30; i++)
        cr_assert_eq(
            bac_eval_table_add(&e->net[0].table, i % 3 ? 10 : -6, i % 2, i % 5 % 2, 1, NULL),
            BAC_OK);
    return e;
}

Test(eval_csv, holds_each_accuracy_once_and_the_margins_are_sums) {
    char *dir = scratch_dir();
    const char *path = scratch_path(dir, "out.csv");
    bac_eval *e = example();
    cr_assert_eq(bac_eval_csv(e, path, NULL), BAC_OK);
    char *text = scratch_read(path, NULL), *save = NULL;
    unsigned all = 0, by_snr = 0, by_class = 0, cells = 0, lines = 0;
    char *line = strtok_r(text, "\n", &save);
    cr_assert_str_eq(line,
                     "network,set,synthetic,snr_db,class,frames,correct,accuracy,low95,high95");
    while ((line = strtok_r(NULL, "\n", &save))) {
        static const char start[] = "net,\"a,\"\"b\"\"\",no,";
        cr_assert_eq(strncmp(line, start, sizeof start - 1), 0, "%s", line);
        char snr[8];
        unsigned frames, correct;
        double accuracy, low, high;
        line += sizeof start - 1;
        cr_assert_eq(sscanf(line, "%7[^,]", snr), 1);
        line += strlen(snr) + 1;
        bool one_class = strncmp(line, "all,", 4) != 0;
        line = strchr(*line == '"' ? strchr(line + 1, '"') : line, ',') + 1;
        cr_assert_eq(sscanf(line, "%u,%u,%lf,%lf,%lf", &frames, &correct, &accuracy, &low, &high),
                     5, "%s", line);
        cr_assert_float_eq(accuracy, (double)correct / frames, 1e-8);
        cr_assert(low <= accuracy && accuracy <= high);
        bool one_snr = strcmp(snr, "all") != 0;
        *(one_snr ? one_class ? &cells : &by_snr : one_class ? &by_class : &all) += correct;
        lines++;
    }
    bac_eval_rate r = bac_eval_rate_at(&e->net[0].table, BAC_EVAL_ALL, BAC_EVAL_ALL);
    cr_assert_eq(lines, 1 + 2 + 2 + 4);
    cr_assert(all == r.correct && by_snr == all && by_class == all && cells == all);
    free(text);
    bac_eval_free(e);
    scratch_remove(dir);
}

Test(eval_csv, a_path_that_cannot_be_written_is_an_error) {
    bac_eval *e = example();
    bac_error err;
    cr_assert_eq(bac_eval_csv(e, "/nonexistent/out.csv", &err), BAC_ERR_IO);
    cr_assert_str_eq(err.where, "/nonexistent/out.csv");
    cr_assert_eq(bac_eval_csv(e, "/dev/full", &err), BAC_ERR_IO);
    bac_eval_free(e);
}
