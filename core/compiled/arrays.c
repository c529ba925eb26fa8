/* Products and functions of large arrays, with the bits of `core.exact`. Compiled once for each level
   of processors, as `kernel.c` is; `arrays_entry.c` chooses the level. */

#include "arrays.h"
#include "exact.h"
#include "vectors.h"

#ifndef SN_ARRAYS
#define SN_ARRAYS sn_arrays_plain
#endif
extern const sn_arrays SN_ARRAYS;

/* How many rows of a column are added up side by side. */
enum { ABREAST = 8 };

/* A few rows of one column of a product, each sum in order. */
INLINE void some_of_column(double *out, const double *a, const double *b, int64_t terms,
                           int64_t width, const int rows) {
    double sum[ABREAST];
    for (int r = 0; r < rows; r++) sum[r] = a[r * terms] * b[0];
    for (int64_t k = 1; k < terms; k++)
        for (int r = 0; r < rows; r++) sum[r] += a[r * terms + k] * b[k * width];
    for (int r = 0; r < rows; r++) out[r * width] = sum[r];
}

static void products(const sn_products *of) {
    const int64_t rows = of->rows, terms = of->terms, width = of->width;
    for (int64_t i = 0; i < of->count; i++) {
        const double *a = of->a + i * of->a_step, *b = of->b + i * of->b_step;
        double *out = of->out + i * rows * width;
        const factors all = {a, terms, 1};
        int64_t c = 0;
        for (; c + LANES <= width; c += LANES) strip(out + c, all, b + c, NULL, rows, width, terms);
        for (; c < width; c++) {
            int64_t r = 0;
            for (; r + ABREAST <= rows; r += ABREAST)
                some_of_column(out + r * width + c, a + r * terms, b + c, terms, width, ABREAST);
            for (; r < rows; r++)
                some_of_column(out + r * width + c, a + r * terms, b + c, terms, width, 1);
        }
    }
}

/* Straight loops, which become vectors. */
#define EVERY for (int64_t i = 0; i < count; i++)

static void map(int64_t which, const double *restrict in, double *restrict out, int64_t count) {
    switch (which) {
        case SN_MAP_EXP: EVERY out[i] = exact_exp(in[i]); break;
        case SN_MAP_LOG: EVERY out[i] = exact_log(in[i]); break;
        case SN_MAP_LOG1P: EVERY out[i] = exact_log1p(in[i]); break;
        case SN_MAP_TANH: EVERY out[i] = exact_tanh(in[i]); break;
        case SN_MAP_ERF: EVERY out[i] = exact_erf(in[i]); break;
        default: EVERY out[i] = exact_normal_share(in[i]);
    }
}

const sn_arrays SN_ARRAYS = {products, map};
