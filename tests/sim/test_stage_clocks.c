/* test_stage_clocks.c - what each stage needs against what the whole needs. */
#include "support.h"

#include <criterion/criterion.h>

Test(bac_stage_clocks, the_slowest_stage_sets_the_frame_of_random_plans) {
    uint64_t seed = random_first_seed();
    const uint64_t rounds = random_rounds(1000);
    for (uint64_t round = 0; round < rounds; round++, seed++) {
        char text[80];
        drawn d = draw(seed);
        uint64_t most = 0;
        for (uint32_t i = 0; i < d.p->n_stages; i++) {
            const uint64_t clocks = bac_stage_clocks(d.p, &d.p->stages[i]);
            most = clocks > most ? clocks : most;
        }
        cr_assert_eq(most, d.p->cycles_per_frame, "%llu, not %llu (%s)", (unsigned long long)most,
                     (unsigned long long)d.p->cycles_per_frame, random_replay(seed, text));
        drawn_free(&d);
    }
}
