/* The way into the compiled engine: what is given is checked, laid out, and handed to the kernel
   that suits the processor. */

#include <stddef.h>
#include <string.h>

#include "kernel_level.h"

sn_level sn_train_plain;
#ifdef SN_X86_LEVELS
sn_level sn_train_v3, sn_train_v4;
#endif

/* Under gcc's address sanitizer a fence that must not be touched stands behind every buffer. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
enum { FENCE = LANES };
#else
#define ASAN_POISON_MEMORY_REGION(from, size) ((void)(from), (void)(size))
enum { FENCE = 0 };
#endif

/* ---- what is accepted ---- */

static int among(int64_t value, int64_t count) { return value >= 0 && value < count; }

/* Whether a size is one that may be multiplied and added to others: see `area`. */
static int moderate(int64_t size) { return among(size, SN_MOST_NUMBERS + 1); }

/* Whether a count of updates or epochs leaves room to go on. */
static int countable(int64_t count) { return among(count, SN_MOST_UPDATES + 1); }

/* Whether doubles, or whole numbers as long, can lie at an address. */
static int aligned(const void *at) { return (uintptr_t)at % 8 == 0; }

/* The product of two sizes, or -1 if it is too large or one of them is. */
static int64_t area(int64_t a, int64_t b) {
    if (!moderate(a) || !moderate(b)) return -1;
    if (a && b > SN_MOST_NUMBERS / a) return -1;
    return a * b;
}

static int fits_part(const sn_part *part) {
    if (!moderate(part->rows) || (part->rows && (!part->x || !part->d))) return 0;
    return aligned(part->x) && aligned(part->d) && aligned(part->factor);
}

static int fits(const sn_run *run) {
    if (!run || !aligned(run) || run->abi != SN_ABI || run->size != (int64_t)sizeof *run) return 0;
    if (run->inputs < 1 || !moderate(run->inputs)) return 0;
    if (run->layers < 1 || run->layers > SN_MOST_LAYERS) return 0;
    if (!run->units || !run->activations) return 0;
    if (!aligned(run->units) || !aligned(run->activations)) return 0;
    for (int64_t l = 0; l < run->layers; l++) {
        if (run->units[l] < 1 || !moderate(run->units[l])) return 0;
        if (!among(run->activations[l], SN_ACTIVATIONS)) return 0;
    }
    if (!among(run->bias, 2) || !among(run->loss, SN_LOSSES)) return 0;
    if (!among(run->optimizer, SN_OPTIMIZERS) || !among(run->schedule, SN_SCHEDULES)) return 0;
    if (!among(run->order, SN_ORDERS) || !among(run->judged, SN_JUDGED)) return 0;
    if (run->period < 1 || run->batch < 0 || !run->seed || (uintptr_t)run->seed % 4) return 0;
    if (run->seed_words < 1 || !moderate(run->seed_words)) return 0;
    if (!(run->dropout >= 0.0 && run->dropout < 1.0)) return 0;
    if (!run->tolerance || !aligned(run->tolerance) || run->parts[0].rows < 1) return 0;
    for (int p = 0; p < SN_PARTS; p++)
        if (!fits_part(&run->parts[p])) return 0;
    return countable(run->epoch) && countable(run->step) && countable(run->count) &&
           run->index >= 0;
}

/* ---- the layout ---- */

static int64_t padded(int64_t n) { return (n + LANES - 1) / LANES * LANES; }

/* How many memories an optimizer has. */
static int64_t memories_of(int64_t optimizer) {
    if (optimizer == SN_SGD) return 0;
    return optimizer == SN_ADAM ? 2 : 1;
}

/* Space that is counted first and handed out then; `at` is NULL while it is counted. */
typedef struct {
    double *at;
    int64_t used, failed;
} space;

/* Space for so many rows; none, and the whole layout has failed, if a size is too large or -1. */
static double *claim(space *from, int64_t rows, int64_t width) {
    const int64_t size = moderate(width) ? area(rows, padded(width)) : -1;
    if (size < 0 || from->used > SN_MOST_NUMBERS - size) {
        from->failed = 1;
        return NULL;
    }
    double *const here = from->at ? from->at + from->used : NULL;
    if (here) ASAN_POISON_MEMORY_REGION(here + size, FENCE * sizeof(double));
    from->used += size + FENCE;
    return here;
}

/* The numbers of a layer's weights and biases, padded. */
static int64_t numbers_of(const layer *of, int64_t bias) {
    return area(of->inputs + bias, of->width);
}

/* Lay a run out in its workspace: layers first. Returns the numbers used, or -1 if too many. */
static int64_t lay_out(sn_run *run, net *of, layer *layers, double *work) {
    space from = {work, 0, 0};
    const int64_t rows = run->parts[0].rows, outputs = run->units[run->layers - 1];
    const int64_t memories = memories_of(run->optimizer);
    memset(of, 0, sizeof *of);
    of->run = run;
    of->layers = layers;
    of->visited = run->order == SN_FIRST_ONLY ? 1 : rows;
    of->batch = run->batch && run->batch < of->visited ? run->batch : of->visited;
    const int64_t at_once = of->batch > SCORED ? of->batch : SCORED;

    int64_t inputs = run->inputs;
    for (int64_t l = 0; l < run->layers; l++) {
        layer own = {inputs, run->units[l], padded(run->units[l]), run->activations[l], of->hidden,
                     NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL};
        const int64_t numbers = area(own.inputs + run->bias, own.width);
        if (numbers < 0) return -1;
        of->all += numbers;
        if (of->all > SN_MOST_NUMBERS) return -1;
        if (l + 1 < run->layers) of->hidden += own.units;
        inputs = own.units;
        if (work) layers[l] = own;
    }
    of->plain = run->optimizer == SN_SGD && !run->frozen && !(run->l1 > 0.0 || run->l2 > 0.0);
    of->stateful = (2 + memories) * of->all;
    of->w = claim(&from, 2 + memories, of->all);
    if (of->w) {
        of->step = of->w + of->all;
        of->m = memories > 0 ? of->step + of->all : NULL;
        of->s = memories > 1 ? of->m + of->all : NULL;
    }
    of->held = claim(&from, 2 + memories, of->all);
    of->g = claim(&from, 1, of->all);
    of->free = run->frozen ? claim(&from, 1, of->all) : NULL;
    const int drops = run->dropout > 0.0 && of->hidden > 0;
    if (drops) of->kept = claim(&from, 1, area(rows, of->hidden));
    if (run->order == SN_SHUFFLED) {
        of->x = claim(&from, 1, area(of->batch, run->inputs));
        of->d = claim(&from, 1, area(of->batch, outputs));
        of->factor = claim(&from, 1, of->batch);
    }
    int64_t place = 0, before = 0;
    for (int64_t l = 0; l < run->layers; l++) {
        const int64_t units = run->units[l], last = l + 1 == run->layers;
        double *by_unit = l ? claim(&from, units, before) : NULL;
        double *v = claim(&from, at_once, units), *phi = claim(&from, at_once, units);
        double *y = drops && !last ? claim(&from, at_once, units) : phi;
        double *e = claim(&from, at_once, units), *delta = claim(&from, at_once, units);
        if (work) {
            layer *own = &layers[l];
            own->weights = of->w + place;
            own->downhill = of->g + place;
            if (run->bias) own->bias = own->weights + own->inputs * own->width;
            place += numbers_of(own, run->bias);
            own->by_unit = by_unit;
            own->v = v;
            own->phi = phi;
            own->y = y;
            own->e = e;
            own->delta = delta;
        }
        before = units;
    }
    return from.failed ? -1 : from.used;
}

/* How many doubles the structures themselves take, at the start of the workspace. */
static int64_t doubles_for_net(void) { return padded(((int64_t)sizeof(net) + 7) / 8); }

static int64_t doubles_for_layers(const sn_run *run) {
    return padded((run->layers * (int64_t)sizeof(layer) + 7) / 8);
}

EXPORT int64_t sn_abi(void) { return SN_ABI; }

/* Tell how long the buffers of a run must be. Only the settings and sizes of `run` are read. */
EXPORT int64_t sn_sizes(const sn_run *run, sn_lengths *lengths) {
    if (!lengths || !fits(run)) return SN_MISFIT;
    sn_run copy = *run;
    net of;
    const int64_t work = lay_out(&copy, &of, NULL, NULL);
    int64_t params = 0, inputs = run->inputs;
    if (work < 0) return SN_MISFIT;
    for (int64_t l = 0; l < run->layers; l++) {
        params += (inputs + run->bias) * run->units[l]; /* no more than the padded ones */
        inputs = run->units[l];
    }
    for (int p = 0; p < SN_PARTS; p++)
        if (area(run->parts[p].rows, run->inputs) < 0 || area(run->parts[p].rows, inputs) < 0)
            return SN_MISFIT;
    lengths->params = params;
    lengths->work = work + doubles_for_net() + doubles_for_layers(run);
    lengths->visits = 3 * run->parts[0].rows;
    return SN_DONE;
}

/* ---- in and out ---- */

/* Copy parameters between the order of the caller and the layout: in, or out. */
static void carry(const net *of, double *given, double *laid_out, int in) {
    if (!given) return;
    for (int64_t l = 0; l < of->run->layers; l++) {
        const layer *own = &of->layers[l];
        for (int64_t i = 0; i < own->units; i++)
            for (int64_t j = 0; j < own->inputs; j++, given++) {
                double *place = laid_out + j * own->width + i;
                if (in) *place = *given;
                else *given = *place;
            }
        if (own->bias)
            for (int64_t i = 0; i < own->units; i++, given++) {
                double *place = laid_out + own->inputs * own->width + i;
                if (in) *place = *given;
                else *given = *place;
            }
        laid_out += numbers_of(own, of->run->bias);
    }
}

static void carry_all(net *of, int in) {
    const sn_run *run = of->run;
    carry(of, run->params, of->w, in);
    carry(of, run->last_step, of->step, in);
    if (of->m) carry(of, run->memories[0], of->m, in);
    if (of->s) carry(of, run->memories[1], of->s, in);
}

/* Lay out which parameters are free to change. */
static void free_parameters(const net *of) {
    const uint8_t *frozen = of->run->frozen;
    double *laid_out = of->free;
    for (int64_t l = 0; l < of->run->layers; l++) {
        const layer *own = &of->layers[l];
        for (int64_t i = 0; i < own->units; i++)
            for (int64_t j = 0; j < own->inputs; j++)
                laid_out[j * own->width + i] = *frozen++ ? 0.0 : 1.0;
        if (own->bias)
            for (int64_t i = 0; i < own->units; i++)
                laid_out[own->inputs * own->width + i] = *frozen++ ? 0.0 : 1.0;
        laid_out += numbers_of(own, of->run->bias);
    }
}

/* How many updates an epoch has. */
static int64_t batches_of(const net *of) { return (of->visited + of->batch - 1) / of->batch; }

/* The layout of a run that `sn_begin` has made, or NULL if there is none. */
static net *layout_of(sn_run *run) {
    net *of;
    sn_lengths least;
    if (sn_sizes(run, &least) != SN_DONE || !run->work || run->work_length < least.work)
        return NULL;
    of = (net *)(void *)run->work;
    if (!aligned(of) || of->run != run || run->index >= batches_of(of)) return NULL;
    return of;
}

/* Take a run in: lay its buffers out, and copy the state into them. */
EXPORT int64_t sn_begin(sn_run *run) {
    sn_lengths least;
    if (sn_sizes(run, &least) != SN_DONE) return SN_MISFIT;
    if (!run->params || !run->last_step || !run->work || !run->visits) return SN_MISFIT;
    if (!aligned(run->params) || !aligned(run->last_step)) return SN_MISFIT;
    if (!aligned(run->work) || !aligned(run->visits)) return SN_MISFIT;
    for (int64_t n = 0; n < memories_of(run->optimizer); n++)
        if (!run->memories[n] || !aligned(run->memories[n])) return SN_MISFIT;
    if (run->params_length < least.params || run->work_length < least.work ||
        run->visits_length < least.visits)
        return SN_TOO_SMALL;
    memset(run->work, 0, (size_t)least.work * sizeof(double));
    net *of = (net *)(void *)run->work;
    double *after = run->work + doubles_for_net();
    lay_out(run, of, (layer *)(void *)after, after + doubles_for_layers(run));
    if (run->index >= batches_of(of)) {
        of->run = NULL;
        return SN_MISFIT;
    }
    carry_all(of, 1);
    if (of->free) free_parameters(of);
    for (int64_t r = 0; r < run->parts[0].rows; r++) run->visits[r] = r;
    return SN_DONE;
}

/* Train at most so many epochs to their end, and at most so many updates.

   `records` gets a line for each epoch that was completed. Returns SN_DONE, or SN_FAR_OUT at the
   state before the epoch in which a number grew too large. */
EXPORT int64_t sn_train(sn_run *run, int64_t epochs, int64_t updates) {
    net *of = layout_of(run);
    if (!of || epochs < 0 || !countable(updates)) return SN_MISFIT;
    if (!run->records || !aligned(run->records)) return SN_MISFIT;
    if (run->records_length / (SN_PARTS * SN_SCORES) < epochs) return SN_TOO_SMALL;
    run->epochs = 0;
    return SN_FASTEST(sn_train_plain, sn_train_v3, sn_train_v4)(of, epochs, updates);
}

/* Copy the state out, to where it came from. */
EXPORT int64_t sn_end(sn_run *run) {
    net *of = layout_of(run);
    if (!of) return SN_MISFIT;
    carry_all(of, 0);
    return SN_DONE;
}
