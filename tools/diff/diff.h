/* diff.h - where two files of a kind first differ. */
#ifndef BAC_TOOLS_DIFF_H
#define BAC_TOOLS_DIFF_H

/* Each prints the first divergence and what lies around it, and returns an exit status. */
int diff_traces(const char *a, const char *b); /* bac cycles --trace */
int diff_waves(const char *a, const char *b);  /* FST: bac cosim --wave, bac debug --wave */

#endif
