/* support.h - folders, toy spaces and a trainer that only pretends. */
#ifndef BAC_TEST_SEARCH_SUPPORT_H
#define BAC_TEST_SEARCH_SUPPORT_H

#include "search.h"

#include <pthread.h>

/* A fresh folder, owned; toy_remove removes it with all that is in it. */
char *toy_dir(void);
void toy_remove(char *dir);

/* Writes DIR/base.recipe and parses "space 1", a line that names it, and `lines`. */
void toy_space(const char *dir, const char *lines, bac_search_space *space);
/* The same, and its trials. */
void toy_search(const char *dir, const char *lines, bac_search_space *space,
                bac_search_trials *trials);

/* A stand-in for bac_search_train. Accuracy rises with lr (so it says who is who) and with epochs,
 * score with weight_bits. */
typedef struct toy_trainer {
    pthread_mutex_t lock;
    uint32_t calls;
    uint32_t stop_after; /* calls that finish; then every one is "stopped". 0: never */
    double fails_from;   /* a trial with lr of at least this fails; 0: none */
    bool broken;         /* every call is an error */
    char log[8192];      /* "name:epochs " of every finished call, in order */
} toy_trainer;

bac_status toy_train(void *context, const bac_search_job *job, bac_search_result *result,
                     bool *finished, bac_error *err);

/* results.csv of DIR after collecting and writing; owned */
char *toy_csv(const bac_search_space *space, const bac_search_trials *trials, const char *dir);

#endif
