/* XOR by a 3-4-1 network of sigmoids, one sample at a time, with every shape known to the compiler:
 * what the kernel for all shapes is measured against. It does the work of an epoch in the app,
 * which is training, and then scoring every row with the new weights.
 *
 *     fixed_xor EPOCHS W1 (12 numbers, row by row) W2 (4 numbers)
 *
 * prints the microseconds of an epoch, and the mean squared error after the last one as a C99
 * hexadecimal number: that of the kernel, to the last bit.
 */
#define _POSIX_C_SOURCE 199309L
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "exact.h"

enum { ROWS = 4, INPUTS = 3, UNITS = 4 };

static const double x[ROWS][INPUTS] = {{0, 0, 1}, {0, 1, 1}, {1, 0, 1}, {1, 1, 1}};
static const double d[ROWS] = {0, 1, 1, 0};
static const double rate = 0.9;
static double W1[UNITS][INPUTS], W2[UNITS];

static double sigmoid(double v) { return 1.0 / (1.0 + exact_exp(-v)); }

static double forward(const double *input, double *hidden) {
    double v = 0.0;
    for (int i = 0; i < UNITS; i++) {
        double sum = W1[i][0] * input[0];
        for (int j = 1; j < INPUTS; j++) sum += W1[i][j] * input[j];
        hidden[i] = sum;
    }
    for (int i = 0; i < UNITS; i++) hidden[i] = sigmoid(hidden[i]);
    v = W2[0] * hidden[0];
    for (int i = 1; i < UNITS; i++) v += W2[i] * hidden[i];
    return sigmoid(v);
}

static double epoch(void) {
    double hidden[UNITS], total = 0.0;
    for (int row = 0; row < ROWS; row++) {
        double y = forward(x[row], hidden);
        double delta = (d[row] - y) * (y * (1.0 - y));
        for (int i = 0; i < UNITS; i++) {
            double back = W2[i] * delta * (hidden[i] * (1.0 - hidden[i]));
            W2[i] += rate * (delta * hidden[i]);
            for (int j = 0; j < INPUTS; j++) W1[i][j] += rate * (back * x[row][j]);
        }
    }
    for (int row = 0; row < ROWS; row++) {
        double e = d[row] - forward(x[row], hidden);
        total = row ? total + e * e : e * e;
    }
    return total / ROWS;
}

static double now(void) {
    struct timespec moment;
    clock_gettime(CLOCK_MONOTONIC, &moment);
    return (double)moment.tv_sec + 1e-9 * (double)moment.tv_nsec;
}

int main(int count, char **words) {
    if (count != 2 + UNITS * INPUTS + UNITS) return 2;
    long epochs = atol(words[1]);
    for (int i = 0; i < UNITS * INPUTS; i++) W1[i / INPUTS][i % INPUTS] = atof(words[2 + i]);
    for (int i = 0; i < UNITS; i++) W2[i] = atof(words[2 + UNITS * INPUTS + i]);
    double start = now(), mse = 0.0;
    for (long done = 0; done < epochs; done++) mse = epoch();
    printf("%.6f %a\n", (now() - start) / (double)epochs * 1e6, mse);
    return 0;
}
