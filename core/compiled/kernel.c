/* The compiled engine: training and scoring, with the bits of `core.run.update`.

   Every number is made by the same operations in the same order as in numpy: + - * / sqrt and
   comparisons, and a sum always from its first term to its last. No loop adds across its lanes:
   the innermost loops run over the units of a layer, never over what is summed. So a compiler may
   use vectors of any width, but it must not fuse a multiplication with an addition
   (-ffp-contract=off), nor reorder a sum (no -ffast-math).

   This file is compiled once for each LEVEL of the processor; `entry.c` checks what it is given
   and chooses the level. Nothing is allocated here. */

#include <float.h>
#include <math.h> /* sqrt and fabs, which are exact everywhere, and nothing else */
#include <stddef.h>
#include <string.h>

#include "exact.h"
#include "kernel_level.h"
#include "random.h"
#include "vectors.h"

/* A build that rounds otherwise would end at other bits: better none, the readable engine is right. */
#if FLT_EVAL_METHOD != 0 || defined(__FAST_MATH__)
#error "floating-point numbers must be rounded to double after every operation"
#endif
#ifdef _MSC_VER
#pragma fp_contract(off)
#endif

#ifndef SN_LEVEL
#define SN_LEVEL sn_train_plain
#endif

/* ---- activations: see core.nn.activations ---- */

/* Do something with each of a number of values that is a multiple of LANES. */
#define EACH(count)                         \
    for (int64_t i = 0; i < (count); i += LANES) \
        for (int64_t k = i; k < i + LANES; k++)

static const double leak = 0.01, pi = 3.141592653589793;
static const double root_of_2_pi = 2.5066282746310002; /* sqrt(2 pi) */

INLINE void softmax(const double *v, double *y, int64_t n) {
    double highest = v[0], total;
    for (int64_t c = 1; c < n; c++) highest = v[c] > highest ? v[c] : highest;
    for (int64_t c = 0; c < n; c++) y[c] = exact_exp(v[c] - highest);
    total = y[0];
    for (int64_t c = 1; c < n; c++) total += y[c];
    for (int64_t c = 0; c < n; c++) y[c] = y[c] / total;
}

/* phi(v) of `rows` rows. */
INLINE void activate(const layer *of, const double *restrict v, double *restrict y, int64_t rows) {
    const int64_t count = rows * of->width;
    switch (of->activation) {
        case SN_SIGMOID: EACH(count) y[k] = 1.0 / (1.0 + exact_exp(-v[k])); break;
        case SN_TANH: EACH(count) y[k] = exact_tanh(v[k]); break;
        case SN_RELU: EACH(count) y[k] = v[k] < 0.0 ? 0.0 : v[k]; break;
        case SN_LEAKY_RELU: EACH(count) y[k] = v[k] < 0.0 ? leak * v[k] : v[k]; break;
        case SN_GELU: EACH(count) y[k] = v[k] * exact_normal_share(v[k]); break;
        case SN_LINEAR: EACH(count) y[k] = v[k]; break;
        default:
            for (int64_t r = 0; r < rows; r++)
                softmax(v + r * of->width, y + r * of->width, of->units);
    }
}

/* delta = phi'(v) e of `rows` rows. */
INLINE void pass_back(const layer *of, const double *restrict v, const double *restrict y,
                      const double *restrict e, double *restrict delta, int64_t rows) {
    const int64_t count = rows * of->width;
    switch (of->activation) {
        case SN_SIGMOID: EACH(count) delta[k] = (1.0 - y[k]) * y[k] * e[k]; break;
        case SN_TANH: EACH(count) delta[k] = (1.0 - y[k] * y[k]) * e[k]; break;
        case SN_RELU: EACH(count) delta[k] = (v[k] > 0.0 ? 1.0 : 0.0) * e[k]; break;
        case SN_LEAKY_RELU: EACH(count) delta[k] = (v[k] > 0.0 ? 1.0 : leak) * e[k]; break;
        case SN_GELU:
            EACH(count) {
                const double bell = exact_exp(-0.5 * v[k] * v[k]) / root_of_2_pi;
                delta[k] = (exact_normal_share(v[k]) + v[k] * bell) * e[k];
            }
            break;
        case SN_LINEAR: EACH(count) delta[k] = 1.0 * e[k]; break;
        default:
            for (int64_t r = 0; r < rows; r++) {
                const int64_t at = r * of->width;
                double shared = e[at] * y[at];
                for (int64_t c = 1; c < of->units; c++) shared += e[at + c] * y[at + c];
                for (int64_t c = 0; c < of->units; c++)
                    delta[at + c] = y[at + c] * (e[at + c] - shared);
            }
    }
}

/* ---- forward and backward: see core.nn.network ---- */

/* Run rows through the network; dropout only where `dropped` is true. */
INLINE void forward(net *of, const double *x, int64_t rows, const int64_t *visits) {
    factors fed = {x, of->run->inputs, 1};
    for (int64_t l = 0; l < of->run->layers; l++) {
        const layer *own = &of->layers[l];
        product(own->v, fed, own->weights, own->bias, rows, own->width, own->inputs);
        activate(own, own->v, own->phi, rows);
        fed.at = own->phi;
        if (visits && own->y != own->phi) {
            for (int64_t r = 0; r < rows; r++) {
                const double *kept = of->kept + visits[r] * of->hidden + own->first;
                const double *phi = own->phi + r * own->width;
                double *y = own->y + r * own->width;
                for (int64_t c = 0; c < own->units; c++) y[c] = phi[c] * kept[c];
            }
            fed.at = own->y;
        }
        fed.row = own->width;
    }
}

/* The error and the delta of the output layer. */
INLINE void output_delta(net *of, const layer *last, const double *d, const double *factor,
                         int64_t rows) {
    const int64_t units = last->units, width = last->width;
    const double *restrict y = last->phi;
    double *restrict e = last->e;
    for (int64_t r = 0; r < rows; r++)
        if (width == LANES) { /* a whole line at once, since it is read so right after */
            double target[LANES];
            for (int64_t c = 0; c < LANES; c++)
                target[c] = c < units ? d[r * units + c] : y[r * LANES + c];
            for (int64_t c = 0; c < LANES; c++) e[r * LANES + c] = target[c] - y[r * LANES + c];
        } else {
            for (int64_t c = 0; c < units; c++)
                e[r * width + c] = d[r * units + c] - y[r * width + c];
        }
    if (of->run->loss == SN_CROSS_ENTROPY)
        memcpy(last->delta, last->e, (size_t)(rows * width) * sizeof(double));
    else
        pass_back(last, last->v, last->phi, last->e, last->delta, rows);
    if (factor)
        for (int64_t r = 0; r < rows; r++)
            for (int64_t c = 0; c < units; c++) last->delta[r * width + c] *= factor[r];
}

/* Make and take the steps of a layer by plain gradient descent on one row. The update needs them no
   more: errors are passed back through `by_unit`, which still has the weights of before. */
INLINE marks step_by(double *w, double *step, const double *delta, int64_t width, double fed,
                     double rate, double far_out, marks beyond) {
    for (int64_t k = 0; k < width; k += WIDTH) {
        const vector own = times(rate, times(fed, load(delta + k)));
        const vector now = plus(load(w + k), own);
        store(step + k, own);
        store(w + k, now);
        beyond = mark_beyond(beyond, now, far_out);
    }
    return beyond;
}

INLINE void step_at_once(net *of, const layer *own, const double *fed, double rate) {
    const double far_out = of->run->far_out;
    const int64_t width = own->width, inputs = own->inputs;
    double *w = own->weights, *step = of->step + (own->weights - of->w);
    marks beyond = no_marks();
    for (int64_t j = 0; j < inputs; j++)
        beyond = step_by(w + j * width, step + j * width, own->delta, width, fed[j], rate, far_out,
                         beyond);
    if (own->bias)
        beyond = step_by(w + inputs * width, step + inputs * width, own->delta, width, 1.0, rate,
                         far_out, beyond);
    of->beyond += any_mark(beyond);
}

/* The downhill direction of every layer, not yet divided by the number of rows. */
INLINE void backward(net *of, const double *x, const double *d, const double *factor, int64_t rows,
                     const int64_t *visits, double rate) {
    static const double one = 1.0;
    const sn_run *run = of->run;
    output_delta(of, &of->layers[run->layers - 1], d, factor, rows);
    for (int64_t l = run->layers - 1; l >= 0; l--) {
        const layer *own = &of->layers[l], *before = l > 0 ? own - 1 : NULL;
        if (l > 0) {
            const factors delta = {own->delta, own->width, 1};
            product(before->e, delta, own->by_unit, NULL, rows, before->width, own->units);
            if (before->y != before->phi)
                for (int64_t r = 0; r < rows; r++) {
                    const double *kept = of->kept + visits[r] * of->hidden + before->first;
                    for (int64_t c = 0; c < before->units; c++)
                        before->e[r * before->width + c] *= kept[c];
                }
            pass_back(before, before->v, before->phi, before->e, before->delta, rows);
        }
        factors fed = {x, 1, run->inputs};
        if (l > 0) fed = (factors){before->y, 1, before->width};
        if (of->plain && rows == 1) {
            step_at_once(of, own, fed.at, rate);
            continue;
        }
        product(own->downhill, fed, own->delta, NULL, own->inputs, own->width, rows);
        if (own->bias) {
            const factors ones = {&one, 0, 0};
            product(own->downhill + own->inputs * own->width, ones, own->delta, NULL, 1,
                    own->width, rows);
        }
    }
}

/* ---- optimizers: see core.nn.optimizers and core.nn.penalty ---- */

static const double rms_kept = 0.99, adam_kept = 0.999, tiny = 1e-8;

/* What an update of some parameters needs; arrays of `count` numbers, a multiple of LANES. */
typedef struct {
    int64_t count;
    double *w, *step, *m, *s;
    const double *g, *free; /* free: 0 where a parameter is frozen; NULL: none is */
} stretch;

/* The sign of a number as numpy has it. */
INLINE double sign_of(double w) { return w > 0.0 ? 1.0 : (w < 0.0 ? -1.0 : (w == 0.0 ? 0.0 : w)); }

/* Divide by the number of rows, and add the penalty's pull. */
INLINE void settle(double *g, const double *w, int64_t count, double rows, double l1, double l2) {
    if (rows != 1.0) EACH(count) g[k] = g[k] / rows;
    if (l1 > 0.0 || l2 > 0.0) EACH(count) g[k] = g[k] + -(l1 * sign_of(w[k]) + l2 * w[k]);
}

/* Make the steps. */
INLINE void make_steps(const sn_run *run, const stretch *of, double rate, double whole_m,
                       double whole_s) {
    const int64_t count = of->count;
    const double mu = run->momentum;
    const double *restrict g = of->g;
    double *restrict step = of->step, *restrict m = of->m, *restrict s = of->s;
    switch (run->optimizer) {
        case SN_SGD: EACH(count) step[k] = rate * g[k]; break;
        case SN_MOMENTUM:
        case SN_MOMENTUM_RESET:
            EACH(count) {
                m[k] = mu * m[k] + rate * g[k];
                step[k] = m[k];
            }
            break;
        case SN_NESTEROV:
            EACH(count) {
                m[k] = mu * m[k] + rate * g[k];
                step[k] = mu * m[k] + rate * g[k];
            }
            break;
        case SN_RMSPROP:
            EACH(count) {
                m[k] = rms_kept * m[k] + (1.0 - rms_kept) * (g[k] * g[k]);
                step[k] = rate * g[k] / (sqrt(m[k]) + tiny);
            }
            break;
        default:
            EACH(count) {
                m[k] = mu * m[k] + (1.0 - mu) * g[k];
                s[k] = adam_kept * s[k] + (1.0 - adam_kept) * (g[k] * g[k]);
                step[k] = rate * (m[k] / whole_m) / (sqrt(s[k] / whole_s) + tiny);
            }
    }
}

/* Take the steps; return whether a weight is out of reach after it, or NaN. */
INLINE int take_steps(const stretch *of, double far_out) {
    double *w = of->w, *step = of->step;
    marks beyond = no_marks();
    if (of->free)
        for (int64_t k = 0; k < of->count; k++) step[k] = of->free[k] != 0.0 ? step[k] : 0.0;
    for (int64_t k = 0; k < of->count; k += WIDTH) {
        const vector now = plus(load(w + k), load(step + k));
        store(w + k, now);
        beyond = mark_beyond(beyond, now, far_out);
    }
    return any_mark(beyond);
}

/* Change the weights by the downhill direction that `backward` has left. */
INLINE void change(net *of, double rate, int64_t rows) {
    const sn_run *run = of->run;
    double whole_m = 1.0, whole_s = 1.0;
    if (run->optimizer == SN_ADAM) {
        whole_m = 1.0 - exact_power(run->momentum, (uint64_t)run->count);
        whole_s = 1.0 - exact_power(adam_kept, (uint64_t)run->count);
    }
    for (int64_t l = 0; l < run->layers; l++) {
        const layer *own = &of->layers[l];
        const int64_t count = own->inputs * own->width, biases = own->bias ? own->width : 0;
        settle(own->downhill, own->weights, count, (double)rows, run->l1, run->l2);
        settle(own->downhill + count, own->weights + count, biases, (double)rows, 0.0, 0.0);
    }
    stretch all = {of->all, of->w, of->step, of->m, of->s, of->g, of->free};
    make_steps(run, &all, rate, whole_m, whole_s);
    of->beyond += take_steps(&all, run->far_out);
}

/* Finish an update whose downhill direction, or steps, `backward` has left. */
INLINE void update(net *of, double rate, int64_t rows) {
    sn_run *run = of->run;
    run->count++;
    if (!(of->plain && rows == 1)) change(of, rate, rows);
    for (int64_t l = 1; l < run->layers; l++) turn(&of->layers[l], of->layers[l - 1].width);
}

/* ---- scores: see core.run.metrics ---- */

/* ln(1 + exp(v)). */
INLINE double softplus(double v) {
    const double size = v < 0.0 ? -v : v;
    return (v > 0.0 ? v : 0.0) + exact_log1p(exact_exp(-size));
}

/* The loss of one row, without its factor. */
INLINE double row_loss(const net *of, const layer *last, const double *v, const double *d,
                       const double *y) {
    const int64_t units = last->units;
    double sum = 0.0;
    if (of->run->loss == SN_SQUARED_ERROR) {
        for (int64_t c = 0; c < units; c++) {
            const double e = d[c] - y[c], term = 0.5 * e * e;
            sum = c ? sum + term : term;
        }
    } else if (last->activation == SN_SOFTMAX) {
        double highest = v[0], total = 0.0;
        for (int64_t c = 1; c < units; c++) highest = v[c] > highest ? v[c] : highest;
        for (int64_t c = 0; c < units; c++) {
            const double term = exact_exp(v[c] - highest);
            total = c ? total + term : term;
        }
        const double all = exact_log(total) + highest;
        for (int64_t c = 0; c < units; c++) {
            const double term = d[c] * (all - v[c]);
            sum = c ? sum + term : term;
        }
    } else {
        for (int64_t c = 0; c < units; c++) {
            const double term = d[c] * softplus(-v[c]) + (1.0 - d[c]) * softplus(v[c]);
            sum = c ? sum + term : term;
        }
    }
    return sum;
}

/* Whether a row of 0 and 1 is decided rightly. */
INLINE int decided(int64_t judged, const double *d, const double *y, int64_t units) {
    if (judged == SN_CLASSES) {
        int64_t target = 0, answer = 0;
        for (int64_t c = 1; c < units; c++) {
            target = d[c] > d[target] ? c : target;
            answer = y[c] > y[answer] ? c : answer;
        }
        return target == answer;
    }
    for (int64_t c = 0; c < units; c++)
        if ((y[c] > 0.5) != (d[c] > 0.5)) return 0;
    return 1;
}

/* Score a part of the data into `scores`; return whether the numbers are finite. */
INLINE int score(net *of, const sn_part *part, double penalty, double *scores) {
    const sn_run *run = of->run;
    const layer *last = &of->layers[run->layers - 1];
    const int64_t units = last->units, width = last->width;
    const int by_row = run->loss != SN_SQUARED_ERROR || part->factor;
    double squares = 0.0, losses = 0.0;
    int64_t right = 0;
    int within = 1;
    for (int64_t start = 0; start < part->rows; start += SCORED) {
        const int64_t rows = part->rows - start < SCORED ? part->rows - start : SCORED;
        forward(of, part->x + start * run->inputs, rows, NULL);
        for (int64_t r = 0; r < rows; r++) {
            const double *d = part->d + (start + r) * units;
            const double *y = last->phi + r * width, *v = last->v + r * width;
            for (int64_t c = 0; c < units; c++) {
                const double e = d[c] - y[c], size = e < 0.0 ? -e : e;
                squares = start + r + c ? squares + e * e : e * e;
                within &= size < run->tolerance[c];
            }
            if (run->judged) right += decided(run->judged, d, y, units);
            if (by_row) {
                double loss = row_loss(of, last, v, d, y);
                if (part->factor) loss = loss * part->factor[start + r];
                losses = start + r ? losses + loss : loss;
            }
        }
    }
    const double mse = squares / (double)(part->rows * units);
    scores[0] = mse;
    scores[1] = by_row ? losses / (double)part->rows : 0.5 * (double)units * mse;
    if (run->l1 > 0.0 || run->l2 > 0.0) scores[1] = scores[1] + penalty;
    scores[2] = (double)right / (double)part->rows;
    scores[3] = (double)(mse < run->tolerated_mse && within);
    return scores[0] - scores[0] == 0.0 && scores[1] - scores[1] == 0.0; /* finite */
}

/* The penalty on the weights. */
INLINE double penalty_of(const net *of) {
    const sn_run *run = of->run;
    double all = 0.0;
    if (!(run->l1 > 0.0 || run->l2 > 0.0)) return all;
    for (int64_t l = 0; l < run->layers; l++) {
        const layer *own = &of->layers[l];
        double sum = 0.0;
        for (int64_t i = 0; i < own->units; i++)
            for (int64_t j = 0; j < own->inputs; j++) {
                const double w = own->weights[j * own->width + i], size = w < 0.0 ? -w : w;
                const double term = run->l1 * size + 0.5 * run->l2 * w * w;
                sum = i + j ? sum + term : term;
            }
        all = l ? all + sum : sum;
    }
    return all;
}

/* ---- epochs ---- */

/* 2^-n, for n of 0 or more. */
INLINE double half_to_the(int64_t n) {
    uint64_t bits = 0;
    double power;
    if (n < 1023) bits = (uint64_t)(1023 - n) << 52;
    else if (n < 1075) bits = UINT64_C(1) << (1074 - n);
    memcpy(&power, &bits, sizeof power);
    return power;
}

/* The learning rate after so many complete epochs: see core.nn.schedules. */
INLINE double scheduled_rate(const sn_run *run, int64_t epoch) {
    const double period = (double)run->period;
    double factor = 1.0;
    if (run->schedule == SN_STEP) {
        factor = half_to_the(epoch / run->period);
    } else if (run->schedule == SN_INVERSE) {
        factor = 1.0 / (1.0 + (double)epoch / period);
    } else if (run->schedule == SN_COSINE) {
        const double t = (double)(epoch < run->period ? epoch : run->period);
        factor = 0.5 * (1.0 + exact_cos(pi * t / period));
    }
    return run->rate * factor;
}

/* Put 0 .. rows - 1 in the order of the keys, equal ones as they are: a merge sort. */
INLINE void sort(int64_t *order, int64_t *other, const uint64_t *keys, int64_t rows) {
    int64_t *from = order, *to = other;
    for (int64_t size = 1; size < rows; size *= 2) {
        for (int64_t start = 0; start < rows; start += 2 * size) {
            const int64_t middle = start + size < rows ? start + size : rows;
            const int64_t end = middle + size < rows ? middle + size : rows;
            int64_t left = start, right = middle;
            for (int64_t k = start; k < end; k++) {
                const int take_left =
                    left < middle && (right >= end || keys[from[left]] <= keys[from[right]]);
                to[k] = take_left ? from[left++] : from[right++];
            }
        }
        int64_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != order) memcpy(order, from, (size_t)rows * sizeof *order);
}

/* Draw what the present epoch draws: the order of the rows, and which units are dropped. */
INLINE void begin_epoch(net *of) {
    sn_run *run = of->run;
    const int64_t rows = run->parts[0].rows, epoch = run->epoch + 1;
    if (run->order == SN_SHUFFLED) {
        uint64_t *keys = (uint64_t *)(run->visits + 2 * rows);
        sn_stream stream = sn_open(run->seed, run->seed_words, SN_FOR_ORDER, epoch);
        for (int64_t r = 0; r < rows; r++) {
            keys[r] = sn_next(&stream);
            run->visits[r] = r;
        }
        sort(run->visits, run->visits + rows, keys, rows);
    }
    if (of->kept) {
        const double kept = 1.0 / (1.0 - run->dropout);
        sn_stream stream = sn_open(run->seed, run->seed_words, SN_FOR_DROPOUT, epoch);
        for (int64_t k = 0; k < rows * of->hidden; k++) {
            const double luck = (double)sn_next(&stream) * 0x1p-53;
            of->kept[k] = luck < run->dropout ? 0.0 : kept;
        }
    }
}

/* Train on one batch, the `index`-th of the epoch. */
INLINE void train_batch(net *of, double rate) {
    sn_run *run = of->run;
    const sn_part *part = &run->parts[0];
    const int64_t inputs = run->inputs, outputs = of->layers[run->layers - 1].units;
    const int64_t start = run->index * of->batch;
    const int64_t rows = of->visited - start < of->batch ? of->visited - start : of->batch;
    const int64_t *visits = run->visits + start;
    const double *x = part->x + start * inputs, *d = part->d + start * outputs;
    const double *factor = part->factor ? part->factor + start : NULL;
    if (run->order == SN_SHUFFLED) {
        for (int64_t r = 0; r < rows; r++) {
            const int64_t row = visits[r];
            memcpy(of->x + r * inputs, part->x + row * inputs, (size_t)inputs * sizeof *x);
            memcpy(of->d + r * outputs, part->d + row * outputs, (size_t)outputs * sizeof *d);
            if (factor) of->factor[r] = part->factor[row];
        }
        x = of->x;
        d = of->d;
        if (factor) factor = of->factor;
    }
    if (run->optimizer == SN_MOMENTUM_RESET && run->index == 0)
        memset(of->m, 0, (size_t)of->all * sizeof(double));
    forward(of, x, rows, visits);
    backward(of, x, d, factor, rows, visits, rate);
    update(of, rate, rows);
    run->step++;
    run->index++;
}

/* Keep the state, or go back to the one that was kept. */
INLINE void keep(net *of) {
    memcpy(of->held, of->w, (size_t)of->stateful * sizeof(double));
    of->held_index = of->run->index;
    of->held_step = of->run->step;
    of->held_count = of->run->count;
    of->beyond = 0;
}

INLINE void go_back(net *of) {
    memcpy(of->w, of->held, (size_t)of->stateful * sizeof(double));
    of->run->index = of->held_index;
    of->run->step = of->held_step;
    of->run->count = of->held_count;
}

sn_level SN_LEVEL;

int64_t SN_LEVEL(net *of, int64_t epochs, int64_t updates) {
    sn_run *run = of->run;
    const int64_t batches = (of->visited + of->batch - 1) / of->batch;
    for (int64_t l = 1; l < run->layers; l++) turn(&of->layers[l], of->layers[l - 1].width);
    while (run->epochs < epochs && updates > 0) {
        const double rate = scheduled_rate(run, run->epoch);
        keep(of);
        begin_epoch(of);
        for (; run->index < batches && updates > 0; updates--) train_batch(of, rate);
        int sound = of->beyond == 0;
        if (run->index == batches) {
            double *scores = run->records + run->epochs * SN_PARTS * SN_SCORES;
            const double penalty = penalty_of(of);
            for (int p = 0; p < SN_PARTS && sound; p++)
                if (run->parts[p].rows)
                    sound = score(of, &run->parts[p], penalty, scores + p * SN_SCORES);
            if (sound) {
                run->index = 0;
                run->epoch++;
                run->epochs++;
            }
        }
        if (!sound) {
            go_back(of);
            return SN_FAR_OUT;
        }
    }
    return SN_DONE;
}
