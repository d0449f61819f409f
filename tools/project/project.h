/* project.h - bac rtl --project KIND: what a tool needs to take the folder of bac_ip as it is. */
#ifndef BAC_TOOLS_PROJECT_H
#define BAC_TOOLS_PROJECT_H

#include "axi.h"

#include <stdio.h>

/* What a project's files name. */
typedef struct project {
    const bac_netlist *p;
    const bac_axi *axi;
    bool testbench;     /* of bac rtl --testbench, beside it */
    uint32_t n_sources; /* Verilog, relative to the folder, bac_ip.v last */
    char **source;
    uint32_t n_images; /* for $readmemh, beside bac_ip.v */
    char **image;
    bool failed; /* out of memory */
} project;

typedef struct project_file {
    const char *name;
    void (*print)(FILE *out, const project *job);
    bool (*wanted)(const project *job); /* NULL: always */
} project_file;

/* A kind of project: a file tools/project/NAME.c, and a line of the table in project.c. */
enum { PROJECT_FILES = 5 };
typedef struct project_kind {
    const char *name, *next; /* next: what to type */
    project_file file[PROJECT_FILES];
} project_kind;
extern const project_kind project_vivado, project_quartus, project_fusesoc, project_yosys,
    project_litex;

/* NULL after a complaint that lists the kinds. */
const project_kind *project_of(const char *name);

/* Into dir, after bac_verilog_write_axi. ARGS_GO_ON, or the exit status after a complaint. */
int project_write(const project_kind *kind, const bac_netlist *netlist, const bac_axi *axi,
                  bool testbench, const char *dir);

/* ---- for the kinds: text.c */

/* Every word between `before` and `after`. */
void project_list(FILE *out, const char *before, const char *after, char *const *word, uint32_t n);
/* The block has a clock of its own for its input. */
bool project_two_clocks(const project *job);
/* What the version of bac begins with, MAJOR.MINOR. */
const char *project_version(char text[16]);

#endif
