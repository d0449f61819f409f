/* text.c - what the kinds of projects share. */
#include "project/project.h"

#include <string.h>

void project_list(FILE *out, const char *before, const char *after, char *const *word, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        fprintf(out, "%s%s%s", before, word[i], after);
}

bool project_two_clocks(const project *job) {
    return job->axi->FIFO_AW > 0;
}

const char *project_version(char text[16]) {
    snprintf(text, 16, "%s", BAC_VERSION);
    char *second = strchr(text, '.');
    second = second ? strchr(second + 1, '.') : NULL;
    if (second)
        *second = 0;
    return text;
}
