/* clones.h - one loop, several instruction sets.
 *
 * BAC_SIG_CLONES before a function makes GCC compile it for AVX-512, AVX2 and the baseline and
 * pick one when the program starts. All give the same bits: products and sums are never fused
 * (-ffp-contract=off), and sums run over BAC_SIG_LANES accumulators whatever the machine has.
 * Functions called inside are BAC_SIG_INLINE, so that they are compiled with their caller.
 */
#ifndef BAC_SIGNAL_CLONES_H
#define BAC_SIGNAL_CLONES_H

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) &&                             \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(BAC_SIG_NO_CLONES)
#define BAC_SIG_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define BAC_SIG_CLONES
#endif
#define BAC_SIG_INLINE static inline __attribute__((always_inline))

enum { BAC_SIG_LANES = 16 };

#endif
