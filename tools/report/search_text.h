/* search_text.h - prints the plan, the progress and the table of a search as text. */
#ifndef BAC_TOOLS_REPORT_SEARCH_TEXT_H
#define BAC_TOOLS_REPORT_SEARCH_TEXT_H

#include "search.h"

/* Trials and frames of each rung, on stdout. */
/* The same as JSON. Returns an exit status. */
int search_json_plan(const bac_search_space *space, const bac_search_trials *trials);
void search_text_plan(const bac_search_space *space, const bac_search_trials *trials);

/* What a callback of bac_search_run needs. */
typedef struct search_view {
    const bac_search_space *space;
    const bac_search_trials *trials;
    uint32_t shards;
    double shown;    /* seconds, when the live line was last written */
    uint64_t frames; /* that this process has still to train, the running trial's excluded */
} search_view;

/* A line a result on stdout, a live one on stderr where that is a terminal. */
void search_text_event(search_view *view, const bac_search_event *event);

/* The best `most` rows. */
void search_text_table(const bac_search_space *space, const bac_search_trials *trials,
                       const bac_search_table *table, uint32_t most);

#endif
