/* net_page.h - the page of one network by one plan: what bac report writes. */
#ifndef BAC_TOOLS_REPORT_NET_PAGE_H
#define BAC_TOOLS_REPORT_NET_PAGE_H

#include "common/plan_option.h"
#include "eval.h"
#include "graph.h"
#include "html.h"
#include "machine.h"
#include "size_text.h"
#include "timeline.h"

#include <jansson.h>

typedef struct net_page {
    FILE *out;
    const planned *job;
    const char *net_path, *command;
    char net_hash[65], plan_hash[65]; /* SHA-256 of the file; of the plan's text */
    size_job size;
    graph graph;

    /* of some frames at their own pace through the cycle simulator */
    bac_driven driven;
    bac_machine *machine;
    timeline line;
    bool through; /* the frame of the timeline came out */

    const bac_eval *eval;  /* NULL: none */
    const char *plots;     /* a folder of SVG files that belong to it */
    const json_t *results; /* of a regression: results.json; NULL: none */
    const json_t *times;
    const char *regress_dir;
    bool front; /* explore */
} net_page;

/* Its chapters, in order. Each an exit status, or ARGS_GO_ON. */
void net_page_begin(const net_page *p);
void net_page_layers(const net_page *p);
void net_page_drawings(const net_page *p);
int net_page_front(const net_page *p);    /* net_front.c */
void net_page_eval(const net_page *p);    /* net_eval.c */
void net_page_regress(const net_page *p); /* net_regress.c */
void net_page_origin(const net_page *p);

enum {
    NET_SUMMARY,
    NET_GRAPH,
    NET_LAYERS,
    NET_TIMELINE,
    NET_FRONT,
    NET_ACCURACY,
    NET_VERIFIED,
    NET_ORIGIN
};
extern const html_chapter net_chapters[];

#endif
