/* csv.c - writes the accuracies as one table (RFC 4180, LF). */
#include "internal.h"
#include "out_file.h"

void bac_eval_put_field(FILE *out, const char *text) {
    bool quote = false;
    for (const char *p = text; *p; p++)
        quote = quote || *p == '"' || *p == ',' || (unsigned char)*p < ' ';
    if (quote)
        fputc('"', out);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    if (quote)
        fputc('"', out);
}

static void put_row(FILE *out, const bac_eval *e, uint32_t net, uint32_t class_index,
                    uint32_t snr_index) {
    const bac_eval_table *t = &e->net[net].table;
    bac_eval_rate r = bac_eval_rate_at(t, snr_index, class_index);
    if (r.frames == 0)
        return;
    char db[32] = "all";
    if (snr_index != BAC_EVAL_ALL)
        bac_eval_db(t->snr[snr_index], db);
    bac_eval_put_field(out, bac_eval_net_title(e, net));
    fputc(',', out);
    bac_eval_put_field(out, e->set);
    fprintf(out, ",%s,%s,", e->synthetic ? "yes" : "no", db);
    bac_eval_put_field(out, class_index == BAC_EVAL_ALL ? "all" : e->class_name[class_index]);
    fprintf(out, ",%llu,%llu,%.9g,%.9g,%.9g\n", (unsigned long long)r.frames,
            (unsigned long long)r.correct, r.accuracy, r.low, r.high);
}

static void put_table(FILE *out, const bac_eval *e) {
    fputs("network,set,synthetic,snr_db,class,frames,correct,accuracy,low95,high95\n", out);
    for (uint32_t k = 0; k < e->n_nets; k++) {
        const bac_eval_table *t = &e->net[k].table;
        uint32_t n_snr = t->has_snr ? t->n_snr : 0;
        put_row(out, e, k, BAC_EVAL_ALL, BAC_EVAL_ALL);
        for (uint32_t s = 0; s < n_snr; s++)
            put_row(out, e, k, BAC_EVAL_ALL, s);
        for (uint32_t c = 0; c < e->n_classes; c++) {
            put_row(out, e, k, c, BAC_EVAL_ALL);
            for (uint32_t s = 0; s < n_snr; s++)
                put_row(out, e, k, c, s);
        }
    }
}

bac_status bac_eval_csv(const bac_eval *eval, const char *path, bac_error *err) {
    bac_page page;
    if (bac_page_open(&page))
        put_table(page.file, eval);
    return bac_page_close(&page, false, path, err);
}
