/* The training loop in C. */

#include <float.h>
#include <stdint.h>

/* A build that rounds otherwise would end at other bits: better none, the readable engine is right. */
#if FLT_EVAL_METHOD != 0 || defined(__FAST_MATH__)
#error "floating-point numbers must be rounded to double after every operation"
#endif
#ifdef _MSC_VER
#pragma fp_contract(off)
#endif

int64_t sn_abi(void);

/* The number of what Python relies on: names, arguments and their order. library.py expects it. */
int64_t sn_abi(void) { return 1; }
