/* Vectors of doubles, and products of matrices made with them, each sum in order.

   The bits do not depend on the width of a vector: no operation adds across its lanes. */

#ifndef SN_VECTORS_H
#define SN_VECTORS_H

#include <float.h>
#include <stdint.h>
#include <string.h>

#include "levels.h"

#if defined(__GNUC__)
#define INLINE static inline __attribute__((always_inline))
#else
#define INLINE static inline
#endif

/* The number of doubles that are worked on at once, and the rows that a tile of a product has. */
#if defined(__AVX512F__)
enum { WIDTH = 8, TILE_ROWS = 8 };
#elif defined(__AVX__)
enum { WIDTH = 4, TILE_ROWS = 4 };
#elif defined(__aarch64__)
enum { WIDTH = 2, TILE_ROWS = 4 };
#else
enum { WIDTH = 2, TILE_ROWS = 2 };
#endif
enum { VECTORS = LANES / WIDTH };

#if defined(__GNUC__)
typedef double vector __attribute__((vector_size(8 * WIDTH), aligned(8), may_alias));
INLINE vector load(const double *from) { return *(const vector *)from; }
INLINE void store(double *to, vector value) { *(vector *)to = value; }
INLINE vector times(double factor, vector value) { return factor * value; }
INLINE vector plus(vector a, vector b) { return a + b; }
typedef int64_t marks __attribute__((vector_size(8 * WIDTH)));
INLINE marks no_marks(void) { return (marks){0}; }
INLINE marks mark_beyond(marks so_far, vector value, double bound) {
    return so_far | ~((value < bound) & (value > -bound));
}
#else
typedef struct {
    double lane[WIDTH];
} vector;
INLINE vector load(const double *from) {
    vector value;
    memcpy(value.lane, from, sizeof value.lane);
    return value;
}
INLINE void store(double *to, vector value) { memcpy(to, value.lane, sizeof value.lane); }
INLINE vector times(double factor, vector value) {
    for (int c = 0; c < WIDTH; c++) value.lane[c] = factor * value.lane[c];
    return value;
}
INLINE vector plus(vector a, vector b) {
    for (int c = 0; c < WIDTH; c++) a.lane[c] = a.lane[c] + b.lane[c];
    return a;
}
typedef struct {
    int64_t lane[WIDTH];
} marks;
INLINE marks no_marks(void) { return (marks){{0}}; }
INLINE marks mark_beyond(marks so_far, vector value, double bound) {
    for (int c = 0; c < WIDTH; c++)
        so_far.lane[c] |= !(value.lane[c] < bound && value.lane[c] > -bound);
    return so_far;
}
#endif

/* Whether a lane is marked: its value is NaN, or not within the bound. */
INLINE int any_mark(marks all) {
    int64_t lane[WIDTH], any = 0;
    memcpy(lane, &all, sizeof lane);
    for (int c = 0; c < WIDTH; c++) any |= lane[c];
    return any != 0;
}

/* ---- products of matrices ---- */

/* A matrix whose entry (r, k) is `at[r * row + k * term]`. */
typedef struct {
    const double *at;
    int64_t row, term;
} factors;

/* LANES columns of a few rows of a product; see `product`. */
INLINE void tile(double *out, int64_t width, factors a, const double *b, const double *bias,
                 int64_t terms, const int rows) {
    vector sum[TILE_ROWS][VECTORS];
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < VECTORS; v++)
            sum[r][v] = times(a.at[r * a.row], load(b + v * WIDTH));
    for (int64_t k = 1; k < terms; k++) {
        vector line[VECTORS];
        for (int v = 0; v < VECTORS; v++) line[v] = load(b + k * width + v * WIDTH);
        for (int r = 0; r < rows; r++)
            for (int v = 0; v < VECTORS; v++)
                sum[r][v] = plus(sum[r][v], times(a.at[r * a.row + k * a.term], line[v]));
    }
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < VECTORS; v++) {
            const vector all = sum[r][v];
            store(out + r * width + v * WIDTH, bias ? plus(all, load(bias + v * WIDTH)) : all);
        }
}

/* LANES columns of a product; see `product`. */
INLINE void strip(double *out, factors a, const double *b, const double *bias, int64_t rows,
                  int64_t width, int64_t terms) {
    int64_t r = 0;
    for (; r + TILE_ROWS <= rows; r += TILE_ROWS) {
        const factors part = {a.at + r * a.row, a.row, a.term};
        tile(out + r * width, width, part, b, bias, terms, TILE_ROWS);
    }
    for (; TILE_ROWS > 4 && r + 4 <= rows; r += 4) {
        const factors part = {a.at + r * a.row, a.row, a.term};
        tile(out + r * width, width, part, b, bias, terms, 4);
    }
    for (; r < rows; r++) {
        const factors part = {a.at + r * a.row, a.row, a.term};
        tile(out + r * width, width, part, b, bias, terms, 1);
    }
}

/* out[r][c] = sum over k of a(r, k) b[k][c], the terms in ascending order, then + bias[c].
   `out` has `rows` rows and `b` has `terms` rows of `width` numbers, a multiple of LANES. */
INLINE void product(double *out, factors a, const double *b, const double *bias, int64_t rows,
                    int64_t width, int64_t terms) {
    for (int64_t c = 0; c < width; c += LANES)
        strip(out + c, a, b + c, bias ? bias + c : bias, rows, width, terms);
}

#endif
