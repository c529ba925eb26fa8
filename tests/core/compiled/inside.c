/* Lets a test call functions that kernel.c keeps to itself. */

#include "kernel.c"

/* The first 53 bits of each number of a stream: see sn_open and sn_next. */
void stream(const uint32_t *seed, int64_t words, uint32_t purpose, int64_t epoch, int64_t count,
            uint64_t *numbers) {
    sn_stream from = sn_open(seed, words, purpose, epoch);
    for (int64_t k = 0; k < count; k++) numbers[k] = sn_next(&from);
}

/* What an epoch, counted from 1, draws: the order in `visits`, of three times as many places as
   there are rows, and the factors of dropout. */
void drawn(const uint32_t *seed, int64_t words, int64_t epoch, double dropout, int64_t rows,
           int64_t hidden, int64_t *visits, double *kept) {
    sn_run run;
    net of;
    memset(&run, 0, sizeof run);
    memset(&of, 0, sizeof of);
    run.seed = seed;
    run.seed_words = words;
    run.epoch = epoch - 1;
    run.dropout = dropout;
    run.order = SN_SHUFFLED;
    run.parts[0].rows = rows;
    run.visits = visits;
    of.run = &run;
    of.hidden = hidden;
    of.kept = kept;
    begin_epoch(&of);
}

/* Sort as an order is sorted: `order` holds 0, 1, 2, ... */
void sorted(int64_t *order, int64_t *other, const uint64_t *keys, int64_t rows) {
    sort(order, other, keys, rows);
}

/* The rate after so many complete epochs. */
double rate(int64_t schedule, double first, int64_t period, int64_t epoch) {
    sn_run run;
    memset(&run, 0, sizeof run);
    run.schedule = schedule;
    run.rate = first;
    run.period = period;
    return scheduled_rate(&run, epoch);
}
