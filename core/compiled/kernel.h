/* What the compiled engine is given, and its entry points. `core.run.compiled_loop` mirrors it. */

#ifndef SN_KERNEL_H
#define SN_KERNEL_H

#include <stdint.h>

/* Raised with every change of the structures or of what they mean. */
#define SN_ABI 2

/* The largest numbers that are accepted, so that no product of sizes overflows. */
#define SN_MOST_LAYERS 4096
#define SN_MOST_NUMBERS ((int64_t)1 << 40)
#define SN_MOST_UPDATES ((int64_t)1 << 62) /* and the most epochs */

enum { SN_SIGMOID, SN_TANH, SN_RELU, SN_LEAKY_RELU, SN_GELU, SN_LINEAR, SN_SOFTMAX,
       SN_ACTIVATIONS };
enum { SN_SQUARED_ERROR, SN_CROSS_ENTROPY, SN_LOSSES };
enum { SN_SGD, SN_MOMENTUM, SN_MOMENTUM_RESET, SN_NESTEROV, SN_RMSPROP, SN_ADAM, SN_OPTIMIZERS };
enum { SN_CONSTANT, SN_STEP, SN_INVERSE, SN_COSINE, SN_SCHEDULES };
enum { SN_SEQUENTIAL, SN_SHUFFLED, SN_FIRST_ONLY, SN_ORDERS };
enum { SN_UNJUDGED, SN_BINARY, SN_CLASSES, SN_JUDGED };
enum { SN_PARTS = 3, SN_SCORES = 4 };

/* What `sn_train` returns. */
enum {
    SN_DONE = 0,      /* it went as far as it was asked to */
    SN_FAR_OUT = 1,   /* a weight or a score grew too large; the state is that of the epoch before */
    SN_MISFIT = -1,   /* the structure, a choice or a size is not one that is accepted */
    SN_TOO_SMALL = -2 /* a buffer is shorter than `sn_sizes` says */
};

/* Rows that are scored; those of the first part are trained on. Row by row, contiguous. */
typedef struct {
    int64_t rows;          /* 0: the part does not exist */
    const double *x;       /* rows x inputs */
    const double *d;       /* rows x outputs */
    const double *factor;  /* rows: the weight of the row's class; NULL: all are 1 */
} sn_part;

/* A run: its settings, where it stands, and the buffers it works in.

   The arrays of parameters and `frozen` are all of `params_length`, and lie apart from each other.
   From `sn_begin` to `sn_end` only `records` and its length may be set to something else. */
typedef struct {
    int64_t abi, size; /* SN_ABI, and the size of this structure in bytes */

    int64_t inputs, layers, bias;
    const int64_t *units, *activations; /* layers each */

    int64_t loss, optimizer, schedule, period, order, batch; /* batch 0: all rows */
    double rate, momentum, l1, l2, dropout;
    const uint32_t *seed; /* the seed as 32-bit words, the lowest first; one word or more */
    int64_t seed_words;

    sn_part parts[SN_PARTS];  /* training, validation, test */
    int64_t judged;           /* how a row is judged to be right */
    const double *tolerance;  /* outputs */
    double tolerated_mse;
    double far_out;           /* weights from this size on are left to the readable engine */

    /* The state. Arrays of parameters are W1, b1, W2, ... one after the other, row by row. */
    double *params, *last_step, *memories[2]; /* memories as the optimizer has; else NULL */
    const uint8_t *frozen;                    /* 1: updates leave the parameter alone; or NULL */
    int64_t epoch, index, step, count; /* complete epochs; updates after those; in all; optimizer's */

    double *work;    /* workspace; see `sn_sizes` */
    int64_t *visits; /* the order of an epoch, and space to sort in */
    int64_t params_length, work_length, visits_length;

    double *records; /* an epoch each: mse, loss, accuracy, solved of each part */
    int64_t records_length, epochs; /* epochs: how many were completed by the last call */
} sn_run;

typedef struct {
    int64_t params, work, visits;
} sn_lengths;

int64_t sn_abi(void);
int64_t sn_sizes(const sn_run *run, sn_lengths *lengths);
int64_t sn_begin(sn_run *run);
int64_t sn_train(sn_run *run, int64_t epochs, int64_t updates);
int64_t sn_end(sn_run *run);

#endif
