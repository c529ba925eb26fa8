/* A network laid out for the loops of `kernel.c`, which is compiled for several processors. */

#ifndef SN_KERNEL_LEVEL_H
#define SN_KERNEL_LEVEL_H

#include "kernel.h"
#include "levels.h"

/* Rows of numbers are padded to a multiple of LANES; SCORED rows are scored at once. */
enum { SCORED = 32 };

/* A layer. Rows of `width` numbers hold one for each unit and then padding, which stays 0 where
   it could reach another number. */
typedef struct {
    int64_t inputs, units, width, activation;
    int64_t first;              /* how many hidden units come before it */
    double *weights, *bias;     /* inputs x width: the transpose of W; width, or NULL */
    double *by_unit;            /* units x width of the layer before: W itself; not in the first */
    double *downhill;           /* as weights, then as bias */
    double *v, *phi, *y, *e, *delta; /* rows x width; y is phi but for dropout */
} layer;

/* A run, laid out. `w`, `step`, `m` and `s` have `all` numbers each and follow one another. */
typedef struct {
    sn_run *run;
    layer *layers;
    int64_t hidden;           /* hidden units */
    int64_t visited, batch;   /* rows that an epoch visits, and rows of a full batch */
    int64_t all, stateful;    /* numbers in w; in all that a state has */
    double *w, *step, *m, *s; /* m and s: NULL if the optimizer has none */
    double *g, *free, *held;  /* downhill; 0 where frozen, or NULL; the state that was kept */
    double *kept;             /* dropout's factors, rows x hidden; NULL without dropout */
    double *x, *d, *factor;   /* a shuffled batch */
    int64_t plain;            /* whether an update is nothing but rate times downhill */
    int64_t beyond;           /* how many weights an update of this epoch has put out of reach */
    int64_t held_index, held_step, held_count;
} net;

/* Trains as `sn_train` does, with the instructions of one level of processors. */
typedef int64_t sn_level(net *of, int64_t epochs, int64_t updates);

/* Copy W row by row, from its transpose. */
static inline void turn(const layer *of, int64_t before) {
    for (int64_t i = 0; i < of->units; i++)
        for (int64_t j = 0; j < of->inputs; j++)
            of->by_unit[i * before + j] = of->weights[j * of->width + i];
}

#endif
