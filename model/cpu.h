/* cpu.h - what this processor can do, for code that is compiled for several levels. */
#ifndef BAC_CPU_H
#define BAC_CPU_H

#if defined(__x86_64__) && defined(__GNUC__)
/* The N of x86-64-vN, by the features that tell levels apart: clang 14 knows no name of a level. */
static inline int bac_x86_level(void) {
    if (!__builtin_cpu_supports("ssse3") || !__builtin_cpu_supports("sse4.2") ||
        !__builtin_cpu_supports("popcnt"))
        return 1;
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi2") ||
        !__builtin_cpu_supports("fma"))
        return 2;
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                   __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                   __builtin_cpu_supports("avx512vl")
               ? 4
               : 3;
}
#endif

#endif
