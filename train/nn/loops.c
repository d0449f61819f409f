/* loops.c - which level this processor runs. BAC_LEVEL (tests) wants one in particular. */
#include "loops.h"

extern const bac_loops bac_loops_plain;
#ifdef BAC_LEVELS_X86
extern const bac_loops bac_loops_v3, bac_loops_v4;
#endif

const bac_loops *bac_loops_here(void) {
#if defined(BAC_LEVEL)
    return &BAC_LEVEL;
#elif defined(BAC_LEVELS_X86)
    if (__builtin_cpu_supports("x86-64-v4"))
        return &bac_loops_v4;
    if (__builtin_cpu_supports("x86-64-v3"))
        return &bac_loops_v3;
#endif
    return &bac_loops_plain;
}
