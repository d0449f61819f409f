/* test_designs.c - random networks by random plans become the hardware that golden/rtl/random.txt has on record: a change
 * of a lowering, a width, a depth or a price shows in a review, also where the results stay right. With BAC_TEST_FREEZE
 * set the file is written. */
#include "image.h"
#include "random_plan.h"
#include "scratch.h"
#include "size.h"
#include "top.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FROZEN TEST_NETS "/golden/rtl/random.txt"

enum { USUAL = 500, SEEDS = 600, LINE = 160 };

static void print_images(FILE *out, const bac_netlist *p) {
    for (uint32_t s = 0; s < p->n_stages; s++) {
        bac_images images;
        bac_error err = {0};
        if (!p->stages[s].kind->images)
            continue;
        bac_images_open(&images, p->stages[s].name);
        p->stages[s].kind->images(&p->stages[s], &images);
        cr_assert_eq(bac_images_finish(&images, &err), BAC_OK, "%s", err.text);
        for (uint32_t i = 0; i < images.n; i++)
            fprintf(out, "%s\n%s", images.list[i].name, images.list[i].text);
        bac_images_free(&images);
    }
}

/* The SHA-256 of bac_top.v, of the table of its links and, where no code is so wide that a table of thresholds has a
 * million words, of its memories. */
static void digest_of(const bac_netlist *p, bool wide, char digest[SHA256_DIGEST_STRING_LENGTH]) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    cr_assert(bac_print_top(out, p) && bac_print_links(out, p));
    if (!wide)
        print_images(out, p);
    cr_assert_eq(fclose(out), 0);
    SHA256Data((const uint8_t *)text, size, digest);
    free(text);
}

/* A line of the file: seed, what the design is and costs, and its digest. */
static void describe(uint64_t seed, char line[LINE]) {
    random_limits limits = random_small(seed);
    limits.wild = seed > USUAL;
    limits.edges = seed > USUAL && seed % 2 == 0;
    bac_net *net = NULL;
    bac_plan *plan = NULL;
    bac_netlist *p = NULL;
    bac_error err = {0};
    random_source r = {seed};
    cr_assert_eq(random_net(seed, &limits, &net, &err), BAC_OK, "%s", err.text);
    cr_assert_eq(random_plan(&r, net, &plan, &p, &err), BAC_OK, "%s", err.text);
    char digest[SHA256_DIGEST_STRING_LENGTH];
    digest_of(p, limits.wide, digest);
    bac_size *of = calloc(p->n_stages, sizeof *of), total, other;
    cr_assert_eq(bac_size_netlist(p, BAC_FAMILY_XILINX, of, &total, &err), BAC_OK, "%s", err.text);
    cr_assert_eq(bac_size_netlist(p, BAC_FAMILY_ICE40, of, &other, &err), BAC_OK, "%s", err.text);
    snprintf(line, LINE,
             "%3" PRIu64 " %" PRIu32 " stages, %.1f sites, %.1f registers, %.0f block memories, "
             "%.1f iCE40 cells, %.32s\n",
             seed, p->n_stages, total.site, total.ff, total.bram, other.site, digest);
    free(of);
    bac_netlist_free(p);
    bac_plan_free(plan);
    bac_net_free(net);
}

Test(bac_verilog_designs, are_those_on_record) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        char line[LINE];
        describe(seed, line);
        fputs(line, out);
    }
    cr_assert_eq(fclose(out), 0);
    if (getenv("BAC_TEST_FREEZE"))
        scratch_write(FROZEN, text, size);
    char *frozen = scratch_read(FROZEN, NULL);
    const char *is = text, *was = frozen;
    while (*is && *was) {
        const int n = (int)strcspn(is, "\n") + 1, m = (int)strcspn(was, "\n") + 1;
        cr_assert(n == m && memcmp(is, was, (size_t)n) == 0,
                  "another design; golden/rtl/README.md says how to record it if it is meant\nnow "
                  "%.*swas %.*s",
                  n, is, m, was);
        is += n;
        was += m;
    }
    cr_assert(!*is && !*was, "as many designs as on record");
    free(frozen);
    free(text);
}
