/* What is compiled for several levels of processors, and which level this processor has. */

#ifndef SN_LEVELS_H
#define SN_LEVELS_H

/* How many numbers the loops work on at once, whatever the processor. */
enum { LANES = 8 };

#if defined(_MSC_VER)
#define EXPORT __declspec(dllexport)
#elif defined(__GNUC__)
#define EXPORT __attribute__((visibility("default")))
#else
#define EXPORT
#endif

/* One of three, for the widest vectors that the processor and the system have. */
#ifdef SN_X86_LEVELS
#define SN_FASTEST(plain, v3, v4) (sn_level_here() == 4 ? (v4) : sn_level_here() == 3 ? (v3) : (plain))

static inline int sn_level_here(void) {
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl"))
        return 4;
    return __builtin_cpu_supports("avx2") ? 3 : 0;
}
#else
#define SN_FASTEST(plain, v3, v4) (plain)
#endif

#endif
