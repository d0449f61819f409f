#include "project/project.h"

#include "common/tool.h"
#include "out_file.h"
#include "path.h"

#include <stdlib.h>
#include <string.h>

enum { LIST_LIMIT = 1 << 20 };

static const project_kind *const kinds[] = {&project_vivado, &project_quartus, &project_fusesoc,
                                            &project_yosys, &project_litex};

const project_kind *project_of(const char *name) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i]->name, name) == 0)
            return kinds[i];
    args_complain("--project wants vivado, quartus, fusesoc, yosys or litex, not '%s'", name);
    return NULL;
}

static bool keep(char ***list, uint32_t *n, const char *word) {
    char **grown = realloc(*list, (*n + 1) * sizeof *grown);
    if (grown)
        *list = grown;
    if (!grown || !(grown[*n] = strdup(word)))
        return false;
    ++*n;
    return true;
}

static void keep_image(void *user, const char *name) {
    project *job = user;
    if (!job->failed)
        job->failed = !keep(&job->image, &job->n_images, name);
}

/* The lines of bac_ip.f, and the images. */
static bac_status read_lists(project *job, const char *dir) {
    char path[BAC_PATH_ROOM];
    char *text = NULL;
    size_t size = 0;
    bac_status status = bac_path(path, &tool_error, "%s/bac_ip.f", dir);
    if (status == BAC_OK)
        status = bac_file_read(path, LIST_LIMIT, &text, &size, &tool_error);
    for (char *line = text; status == BAC_OK && line && *line && !job->failed;) {
        char *end = strchr(line, '\n');
        if (end)
            *end = 0;
        job->failed = !keep(&job->source, &job->n_sources, line);
        line = end ? end + 1 : NULL;
    }
    free(text);
    if (status == BAC_OK)
        status = bac_verilog_images(job->p, keep_image, job, &tool_error);
    if (status == BAC_OK && job->failed)
        status = bac_fail(&tool_error, BAC_ERR_MEMORY, dir, "out of memory");
    return status;
}

static bac_status write_files(const project_kind *kind, const project *job, const char *dir) {
    bac_status status = BAC_OK;
    for (const project_file *f = kind->file; status == BAC_OK && f->name; f++) {
        char path[BAC_PATH_ROOM];
        bac_page page;
        if (f->wanted && !f->wanted(job))
            continue;
        status = bac_path(path, &tool_error, "%s/%s", dir, f->name);
        if (status == BAC_OK) {
            if (bac_page_open(&page))
                f->print(page.file, job);
            status = bac_page_close(&page, false, path, &tool_error);
        }
    }
    return status;
}

static void free_list(char **list, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        free(list[i]);
    free(list);
}

int project_write(const project_kind *kind, const bac_netlist *p, const bac_axi *axi,
                  bool testbench, const char *dir) {
    project job = {.p = p, .axi = axi, .testbench = testbench};
    bac_status status = read_lists(&job, dir);
    if (status == BAC_OK)
        status = write_files(kind, &job, dir);
    free_list(job.source, job.n_sources);
    free_list(job.image, job.n_images);
    return status == BAC_OK ? ARGS_GO_ON : tool_fail();
}
