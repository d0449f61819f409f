/* rtl_top.h - the text of bac_top.v, and of the table of its links. */
#ifndef BAC_RTL_TOP_H
#define BAC_RTL_TOP_H

#include "pipeline.h"

#include <stdio.h>

/* False: out of memory, what was printed is incomplete. */
bool bac_print_top(FILE *out, const bac_pipeline *p);   /* bac_top.v */
bool bac_print_links(FILE *out, const bac_pipeline *p); /* bac_links.h */

/* The module that bac_top instantiates for a stage. */
const char *bac_module_of(const bac_stage *stage);

/* The module that bac_top puts beside this stage's; NULL: none. */
const char *bac_module_beside(const bac_pipeline *p, const bac_stage *stage);

#endif
