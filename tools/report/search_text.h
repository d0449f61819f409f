/* search_text.h - prints the plan, the progress and the table of a search as text. */
#ifndef BAC_TOOLS_REPORT_SEARCH_TEXT_H
#define BAC_TOOLS_REPORT_SEARCH_TEXT_H

#include "search.h"

/* Trials and frames of each rung, on stdout. */
/* The same as JSON. Returns an exit status. */
int search_json_plan(const bac_search_space *space, const bac_search_trials *trials);
void search_text_plan(const bac_search_space *space, const bac_search_trials *trials);

/* State of the display during bac_search_run. */
typedef struct search_view {
    const bac_search_space *space;
    const bac_search_trials *trials;
    uint32_t shards;
    double shown;    /* time of the last live line in seconds */
    uint64_t frames; /* frames that this process still has to train, without the running trial's */
} search_view;

/* Prints one line for each result on stdout, and a live line on stderr if that is a terminal. */
void search_text_event(search_view *view, const bac_search_event *event);

/* Prints the best rows, at most `most`. */
void search_text_table(const bac_search_space *space, const bac_search_trials *trials,
                       const bac_search_table *table, uint32_t most);

#endif
