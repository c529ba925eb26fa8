/* Functions of whole arrays for numpy. `core.compiled.array_functions` calls them. */

#ifndef SN_ARRAYS_H
#define SN_ARRAYS_H

#include <stdint.h>

#include "levels.h"

enum { SN_MAP_EXP, SN_MAP_LOG, SN_MAP_LOG1P, SN_MAP_TANH, SN_MAP_ERF, SN_MAP_NORMAL_SHARE, SN_MAPS };

/* `count` products side by side: out (rows x width) = a (rows x terms) b (terms x width). All lie
   row by row; from one product to the next it is `a_step` and `b_step` numbers, 0 for the same. */
typedef struct {
    const double *a, *b;
    double *out;
    int64_t rows, terms, width; /* 1 or more */
    int64_t count, a_step, b_step;
} sn_products;

/* The functions of one level of processors. */
typedef struct {
    void (*products)(const sn_products *of);
    void (*map)(int64_t which, const double *in, double *out, int64_t count);
} sn_arrays;

extern const sn_arrays sn_arrays_plain;
#ifdef SN_X86_LEVELS
extern const sn_arrays sn_arrays_v3, sn_arrays_v4;
#endif

int64_t sn_product(const double *a, const double *b, double *out, int64_t rows, int64_t terms,
                   int64_t width, int64_t count, int64_t a_step, int64_t b_step);
int64_t sn_map(int64_t which, const double *in, double *out, int64_t count);

#endif
