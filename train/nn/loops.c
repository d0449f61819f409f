/* loops.c - chooses the level for this processor; BAC_LEVEL (tests) chooses a particular one. */
#include "loops.h"
#include "vector.h"

extern const bac_loops bac_loops_plain;
#ifdef BAC_LEVELS_X86
extern const bac_loops bac_loops_v3, bac_loops_v4;
#endif

const bac_loops *bac_loops_here(void) {
#if defined(BAC_LEVEL)
    return &BAC_LEVEL;
#elif defined(BAC_LEVELS_X86)
    const int level = bac_x86_level();
    if (level >= 3)
        return level == 3 ? &bac_loops_v3 : &bac_loops_v4;
#endif
    return &bac_loops_plain;
}
