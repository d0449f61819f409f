#include "csv.h"

#include "out_file.h"
#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD = 512, FIGURES = 10, LARGEST_FILE = 1 << 26 };

static const char columns[] =
    "candidate,plan,built,samples_per_clock,clocks_per_frame,latency_clocks,sites,lut,ff,carry,srl,"
    "lut_ram,bram,dsp,cells,mhz,frames_per_s,msps,latency_ns\n";

static void figures_of(bac_explored *r, double *at[FIGURES]) {
    bac_size *s = &r->size;
    double *const all[FIGURES] = {&s->site, &s->lut,  &s->ff,  &s->carry, &s->srl,
                                  &s->ram,  &s->bram, &s->dsp, &s->cell,  &r->mhz};
    memcpy(at, all, sizeof all);
}

/* The first line of a file; a file with another first line is refused. */
static void head_of(const explore_job *job, char text[HEAD]) {
    snprintf(text, HEAD,
             "# bac explore 2, network %.200s, family %s, clock %.10g MHz, %" PRIu32
             " candidates, hash %016" PRIx64 "\n",
             bac_net_name(job->net), bac_family_name(job->want.family), job->want.clock_mhz,
             job->counts.candidates, bac_explore_hash(job->explore));
}

static void put_row(FILE *out, const explore_job *job, uint32_t i) {
    char real[TOOL_REAL_SIZE];
    bac_explored r = job->result[i];
    const explore_rates x = explore_rates_of(job, i);
    double *figure[FIGURES];
    fprintf(out, "%" PRIu32 ",%s,%s", i, x.spec, r.built == BAC_BUILT ? "yes" : "refused");
    if (r.built == BAC_BUILT) {
        fprintf(out, ",%" PRIu32 ",%" PRIu64 ",%" PRIu64, r.samples_per_clock, r.clocks, r.latency);
        figures_of(&r, figure);
        for (int k = 0; k < FIGURES; k++) {
            tool_real(*figure[k], real);
            fprintf(out, ",%s", real);
        }
        fprintf(out, ",%.6g,%.6g,%.6g", x.frames, x.msps, x.latency_ns);
    }
    fputc('\n', out);
}

bac_status explore_csv_write(const explore_job *job, const char *path, bac_error *err) {
    bac_page page;
    char head[HEAD];
    FILE *out = bac_page_open(&page);
    if (!out)
        return bac_page_close(&page, true, path, err);
    head_of(job, head);
    fprintf(out, "%s%s", head, columns);
    for (uint32_t i = 0; i < job->counts.candidates; i++)
        if (job->result[i].built != BAC_BUILT_NOT)
            put_row(out, job, i);
    return bac_page_close(&page, false, path, err);
}

/* "N," */
static bool take_whole(const char **p, uint64_t *value) {
    char *end;
    errno = 0;
    *value = strtoull(*p, &end, 10);
    const bool good = end != *p && errno == 0 && *end == ',';
    *p = end + good;
    return good;
}

static bool take_word(const char **p, const char *word) {
    const size_t n = strlen(word);
    const bool good = strncmp(*p, word, n) == 0;
    *p += good ? n : 0;
    return good;
}

/* One line without its end. */
static bool take_row(explore_job *job, const char *p) {
    uint64_t i, samples = 0;
    char spec[BAC_EXPLORE_SPEC];
    bac_explored r = {.built = BAC_BUILT};
    double *figure[FIGURES];
    if (!take_whole(&p, &i) || i >= job->counts.candidates)
        return false;
    bac_explore_spec(job->explore, (uint32_t)i, spec);
    if (!take_word(&p, spec) || !take_word(&p, ","))
        return false;
    if (strcmp(p, "refused") == 0) {
        r.built = BAC_BUILT_REFUSED;
    } else {
        bool good = take_word(&p, "yes,") && take_whole(&p, &samples) &&
                    take_whole(&p, &r.clocks) && take_whole(&p, &r.latency) && r.clocks > 0;
        figures_of(&r, figure);
        for (int k = 0; good && k < FIGURES; k++) {
            char *end;
            *figure[k] = strtod(p, &end);
            good = end != p && *end == ',' && *figure[k] >= 0;
            p = end + good;
        }
        if (!good)
            return false;
    }
    r.samples_per_clock = (uint32_t)samples;
    job->known += job->result[i].built == BAC_BUILT_NOT;
    job->result[i] = r;
    return true;
}

static bac_status take_lines(explore_job *job, char *text, const char *path, bac_error *err) {
    char head[HEAD];
    const char *p = text;
    head_of(job, head);
    if (!take_word(&p, head))
        return bac_fail(err, BAC_ERR_INPUT, path,
                        "is of another network, target, question or version of the prices; its "
                        "first line should be %.*s",
                        (int)strlen(head) - 1, head);
    if (!take_word(&p, columns))
        return bac_fail(err, BAC_ERR_INPUT, path, "line 2: not the columns of bac explore");
    uint32_t line = 3;
    for (char *at = text + (p - text); *at; line++) {
        char *end = strchr(at, '\n');
        if (end)
            *end = '\0';
        if (!end || !take_row(job, at))
            return bac_fail(err, BAC_ERR_INPUT, path,
                            "line %" PRIu32 ": not a result of this exploration", line);
        at = end + 1;
    }
    return BAC_OK;
}

bac_status explore_csv_read(explore_job *job, const char *path, bac_error *err) {
    char *data = NULL;
    size_t size = 0;
    bac_status status = bac_file_read(path, LARGEST_FILE, &data, &size, err);
    if (status == BAC_OK)
        status = take_lines(job, data, path, err);
    free(data);
    return status;
}
