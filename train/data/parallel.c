#include "parallel.h"

#include "ints.h"

#include <pthread.h>

void bac_parallel(uint64_t threads, void *(*work)(void *), void *user) {
    pthread_t thread[BAC_PARALLEL_MOST];
    uint64_t started = 0;
    threads = bac_min_u64(threads, BAC_PARALLEL_MOST);
    while (started + 1 < threads && pthread_create(&thread[started], NULL, work, user) == 0)
        started++;
    work(user);
    for (uint64_t i = 0; i < started; i++)
        pthread_join(thread[i], NULL);
}
