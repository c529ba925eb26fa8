/* The way into the functions of whole arrays: sizes are checked, and the level is chosen. */

#include <stddef.h>

#include "arrays.h"
#include "kernel.h"

static const sn_arrays *fastest(void) {
    return SN_FASTEST(&sn_arrays_plain, &sn_arrays_v3, &sn_arrays_v4);
}

/* Whether sizes are 1 or more and their product is one that is accepted. */
static int fits(int64_t a, int64_t b, int64_t c) {
    if (a < 1 || b < 1 || c < 1) return 0;
    return a <= SN_MOST_NUMBERS / b && a * b <= SN_MOST_NUMBERS / c;
}

/* Make `count` products of matrices; see `sn_products`. Steps are 0, or a whole matrix. */
EXPORT int64_t sn_product(const double *a, const double *b, double *out, int64_t rows,
                          int64_t terms, int64_t width, int64_t count, int64_t a_step,
                          int64_t b_step) {
    if (!a || !b || !out) return SN_MISFIT;
    if (!fits(count, rows, terms) || !fits(count, terms, width) || !fits(count, rows, width))
        return SN_MISFIT;
    if ((a_step && a_step != rows * terms) || (b_step && b_step != terms * width))
        return SN_MISFIT;
    const sn_products of = {a, b, out, rows, terms, width, count, a_step, b_step};
    fastest()->products(&of);
    return SN_DONE;
}

/* Put a function of each number into `out`, which must not overlap with `in`. */
EXPORT int64_t sn_map(int64_t which, const double *in, double *out, int64_t count) {
    if (which < 0 || which >= SN_MAPS || count < 0 || count > SN_MOST_NUMBERS) return SN_MISFIT;
    if (count && (!in || !out)) return SN_MISFIT;
    fastest()->map(which, in, out, count);
    return SN_DONE;
}
