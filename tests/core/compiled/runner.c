/* Runs the kernel in a process of its own, whatever it was compiled by and for.

   A job comes in on standard input, what has become of it goes out on standard output; both are
   words of 64 bits, the lowest byte first. tests/helpers/kernel_runner.py is the other side. An
   array is the number of its words, or -1 for NULL, and the words.

   To train. In: a sign, how much, how many edits, the edits, then what sn_run holds in its order,
   without the buffers; seeds and masks have a word for each item. An edit is when it is made, 0 before sn_begin and 1 after it,
   a place in sn_run, an index or -1, and a word: it goes to that place, or to that index of the
   array which the place points to. All memory has been reserved then, so it need not be true.

   Out: what each function returned; where the run stands; the parameters, the last step and the
   memories; the records.

   To call sn_product or sn_map. In: a sign; the whole numbers that it is given, in their order; the
   number of results; the arrays. Out: what it returned; the results.

   Every array has memory of its own, not a byte more than it needs, for the address sanitizer. */

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arrays.h"
#include "kernel.h"

#define TO_TRAIN INT64_C(0x31304a4e53)    /* "SNJ01" */
#define TO_MULTIPLY INT64_C(0x31304d4e53) /* "SNM01" */
#define TO_MAP INT64_C(0x3130464e53)      /* "SNF01" */
#define MOST ((int64_t)1 << 24)           /* words of an array that are taken */

enum { NOT_CALLED = 99 };

static void stop(const char *why) {
    fprintf(stderr, "runner: %s\n", why);
    exit(3);
}

/* ---- in ---- */

static void take(void *to, size_t count) {
    if (count && fread(to, 8, count, stdin) != count) stop("the job ends too soon");
}

static int64_t whole(void) {
    int64_t value;
    take(&value, 1);
    return value;
}

static double number(void) {
    double value;
    take(&value, 1);
    return value;
}

/* Memory for so many bytes, or one: malloc may return NULL for none. */
static void *reserve(int64_t count, size_t size) {
    void *const memory = malloc(count > 0 ? (size_t)count * size : 1);
    if (!memory) stop("there is no memory");
    return memory;
}

/* An array of words, and how many there are; NULL if it is not there. */
static void *words(int64_t *count) {
    *count = whole();
    if (*count == -1) return NULL;
    if (*count < 0 || *count > MOST) stop("an array is too long");
    void *const array = reserve(*count, 8);
    take(array, (size_t)*count);
    return array;
}

/* Memory for so many words that are 0, or NULL for -1. */
static void *words_for(int64_t count) {
    if (count == -1) return NULL;
    if (count < 0 || count > MOST) stop("an array is too long");
    void *const array = reserve(count, 8);
    memset(array, 0, (size_t)count * 8);
    return array;
}

static void *array(int64_t least) {
    int64_t count;
    void *const found = words(&count);
    if (found && count < least) stop("an array is too short");
    return found;
}

/* An array of words that are narrower in memory. */
static uint32_t *seed(void) {
    int64_t count;
    uint64_t *const wide = words(&count);
    if (!wide) return NULL;
    uint32_t *const narrow = reserve(count, sizeof *narrow);
    for (int64_t k = 0; k < count; k++) narrow[k] = (uint32_t)wide[k];
    free(wide);
    return narrow;
}

static uint8_t *masks(int64_t least) {
    uint64_t *const wide = array(least);
    if (!wide) return NULL;
    uint8_t *const narrow = reserve(least, sizeof *narrow);
    for (int64_t k = 0; k < least; k++) narrow[k] = (uint8_t)wide[k];
    free(wide);
    return narrow;
}

/* Take a run in, and return how many parameters it has. */
static int64_t take_run(sn_run *run) {
    int64_t count;
    memset(run, 0, sizeof *run);
    run->abi = whole();
    run->size = whole();
    if (run->size != (int64_t)sizeof *run) stop("sn_run has another size");
    run->inputs = whole();
    run->layers = whole();
    run->bias = whole();
    run->units = array(run->layers);
    run->activations = array(run->layers);
    run->loss = whole();
    run->optimizer = whole();
    run->schedule = whole();
    run->period = whole();
    run->order = whole();
    run->batch = whole();
    run->rate = number();
    run->momentum = number();
    run->l1 = number();
    run->l2 = number();
    run->dropout = number();
    run->seed = seed();
    run->seed_words = whole();
    for (int p = 0; p < SN_PARTS; p++) {
        run->parts[p].rows = whole();
        run->parts[p].x = array(0);
        run->parts[p].d = array(0);
        run->parts[p].factor = array(0);
    }
    run->judged = whole();
    run->tolerance = array(0);
    run->tolerated_mse = number();
    run->far_out = number();
    run->params = words(&count);
    run->last_step = array(count);
    run->memories[0] = array(count);
    run->memories[1] = array(count);
    run->frozen = masks(count);
    run->epoch = whole();
    run->index = whole();
    run->step = whole();
    run->count = whole();
    run->params_length = count;
    return count;
}

/* ---- out ---- */

static void give(const void *from, int64_t count) {
    if (count > 0 && fwrite(from, 8, (size_t)count, stdout) != (size_t)count) stop("cannot write");
}

static void give_array(const void *from, int64_t count) {
    if (!from) count = -1;
    give(&count, 1);
    give(from, count);
}

/* ---- edits ---- */

typedef struct {
    int64_t late, place, index, word;
} edit;

static void make(const edit *of, sn_run *run) {
    char *const at = (char *)run + of->place;
    if (of->place < 0 || of->place > (int64_t)(sizeof *run - 8)) stop("an edit is out of place");
    if (of->index < 0) {
        memcpy(at, &of->word, 8);
    } else {
        int64_t *list;
        memcpy(&list, at, sizeof list);
        list[of->index] = of->word;
    }
}

static void finish(void) {
    if (getchar() != EOF) stop("the job does not end");
}

static void call_function(int64_t sign) {
    int64_t given[6], count, code;
    take(given, sign == TO_MULTIPLY ? 6 : 2);
    count = whole();
    double *const out = words_for(count);
    double *const a = array(0), *const b = sign == TO_MULTIPLY ? array(0) : NULL;
    finish();
    if (sign == TO_MULTIPLY)
        code = sn_product(a, b, out, given[0], given[1], given[2], given[3], given[4], given[5]);
    else
        code = sn_map(given[0], a, out, given[1]);
    give(&code, 1);
    give_array(out, count);
}

static void train(void) {
    const int64_t epochs = whole(), updates = whole(), edits = whole();
    if (edits < 0 || edits > MOST) stop("there are too many edits");
    edit *const list = reserve(edits, sizeof *list);
    take(list, (size_t)edits * 4);

    sn_run run;
    const int64_t params = take_run(&run);
    finish();

    int64_t codes[5] = {sn_abi(), NOT_CALLED, NOT_CALLED, NOT_CALLED, NOT_CALLED};
    sn_lengths lengths = {0, 0, 0};
    codes[1] = sn_sizes(&run, &lengths);
    run.work = reserve(lengths.work, sizeof *run.work);
    run.work_length = lengths.work;
    run.visits = reserve(lengths.visits, sizeof *run.visits);
    run.visits_length = lengths.visits;
    run.records_length = epochs >= 0 && epochs <= MOST ? epochs * SN_PARTS * SN_SCORES : 0;
    run.records = reserve(run.records_length, sizeof *run.records);
    memset(run.records, 0, (size_t)run.records_length * sizeof *run.records);

    const sn_run held = run; /* what is given back is that, whatever edits have made of it */
    for (int64_t k = 0; k < edits; k++)
        if (!list[k].late) make(&list[k], &run);
    if (edits) codes[1] = sn_sizes(&run, &lengths);
    codes[2] = sn_begin(&run);
    for (int64_t k = 0; k < edits; k++)
        if (list[k].late) make(&list[k], &run);
    if (codes[2] == SN_DONE && updates >= 0) codes[3] = sn_train(&run, epochs, updates);
    const int trained = codes[3] == SN_DONE || codes[3] == SN_FAR_OUT;
    if (trained) codes[4] = sn_end(&run);

    give(codes, 5);
    give(&run.epoch, 1);
    give(&run.index, 1);
    give(&run.step, 1);
    give(&run.count, 1);
    give_array(held.params, params);
    give_array(held.last_step, params);
    give_array(held.memories[0], params);
    give_array(held.memories[1], params);
    give_array(held.records, trained ? run.epochs * SN_PARTS * SN_SCORES : 0);
}

int main(void) {
    const uint16_t probe = 1;
    uint8_t lowest;
    memcpy(&lowest, &probe, 1);
    if (lowest != 1) stop("the highest byte comes first here");
    if (sizeof(void *) != 8) stop("an address does not have 64 bits here");
    const int64_t sign = whole();
    if (sign == TO_TRAIN) train();
    else if (sign == TO_MULTIPLY || sign == TO_MAP) call_function(sign);
    else stop("this is not a job");
    return fflush(stdout) == 0 ? 0 : 3;
}
