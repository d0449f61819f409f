/* net_page.h - bac report: the page about one network with one plan. */
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
    char net_hash[65], plan_hash[65]; /* SHA-256 of the network's file and of the plan's text */
    size_job size;
    graph graph;

    /* a simulation of a few frames at the plan's own pace */
    bac_driven driven;
    bac_machine *machine;
    timeline line;
    bool through; /* the timeline's frame reached the output */

    const bac_eval *eval;  /* NULL: no evaluation was given */
    const char *plots;     /* folder of the evaluation's SVG files */
    const json_t *results; /* results.json of a regression; NULL: none was given */
    const json_t *times;
    const char *regress_dir;
    bool front; /* explores plans and shows the front */
} net_page;

/* Print the chapters, in this order. An int is ARGS_GO_ON, or an exit status after a message. */
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
