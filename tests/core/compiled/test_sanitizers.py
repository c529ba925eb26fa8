"""The kernel stays within its memory and its whole numbers, whatever it is given."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import Dataset, RunSpec, Trainer
from core.compiled import library
from core.run.compiled_loop import CompiledLoop
from core.run.live_changes import SetFrozen
from tests.helpers.c_compiler import compiler
from tests.helpers.golden_runs import golden_runs
from tests.helpers.kernel_runner import (
    DONE,
    MISFIT,
    NOT_CALLED,
    TOO_SMALL,
    Edit,
    KernelRunner,
    build_runner,
    job_of,
    place_of,
)
from tests.helpers.strategies import bits, few_laws, laws, outcome, runs

SANITIZED = ["-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]

LARGEST = 2**63 - 1
ALL = 2**62

Run: TypeAlias = tuple[RunSpec, Dataset | None]


@pytest.fixture(scope="module")
def sanitized(tmp_path_factory: pytest.TempPathFactory) -> KernelRunner:
    """Return the kernel under the address sanitizer and the one of undefined behaviour."""
    target = tmp_path_factory.mktemp("sanitized") / "runner"
    environment = ["env", "ASAN_OPTIONS=detect_leaks=0", "UBSAN_OPTIONS=print_stacktrace=1"]
    return KernelRunner([*environment, *build_runner(target, compiler("gcc"), SANITIZED)])


# runs


def test_golden_runs(sanitized: KernelRunner) -> None:
    for run in golden_runs().values():
        if run.spec.slip == "none":
            trainer = run.start("readable")
            CompiledLoop(trainer.problem, trainer.state, sanitized).train(4, ALL)


@laws
@given(run=runs(), data=st.data())
def test_any_run_from_any_moment_to_any_moment(
    sanitized: KernelRunner, run: Run, data: st.DataObject
) -> None:
    trainer = Trainer(*run, engine="readable")
    for name, array in trainer.state.params.items():
        for place in data.draw(st.lists(places_in(array.shape), max_size=2)):
            trainer.change(SetFrozen(name, place, frozen=True))
    first, updates = data.draw(st.integers(0, 9)), data.draw(st.integers(1, 20))
    if outcome(lambda: [trainer.step_sample() for _ in range(first)]) is not None:
        return
    loop = CompiledLoop(trainer.problem, trainer.state, sanitized)
    loop.train(data.draw(st.integers(1, 9)), updates)
    ended = outcome(
        lambda: [trainer.step_sample() for _ in range(loop.position[2] - trainer.state.step)]
    )
    assert ended is None
    here, there = trainer.state, loop.state()
    assert (here.epoch, here.index, here.step) == (there.epoch, there.index, there.step)
    assert bits(here.params) == bits(there.params)
    memories = here.optimizer_state.memories, there.optimizer_state.memories
    for one, other in zip(*memories, strict=True):
        assert bits(one) == bits(other)


def places_in(shape: tuple[int, ...]) -> st.SearchStrategy[tuple[int, ...]]:
    return st.tuples(*(st.integers(0, size - 1) for size in shape))


# what is refused


class Job:
    """A run that the kernel would take, to be spoilt."""

    def __init__(self) -> None:
        spec = RunSpec(
            dataset="iris", split=0.5, validation=0.2, hidden=(3, 2), bias=True, rule="adam",
            order="shuffled", dropout=0.2, batch=7, seed=2**40,
        )  # fmt: skip
        trainer = Trainer(spec, engine="readable")
        trainer.change(SetFrozen("W1", (0, 0), frozen=True))
        fake = KernelRunner(())
        self.loop = CompiledLoop(trainer.problem, trainer.state, fake)
        self.run: Any = fake.begun

    def at(
        self, name: str, word: float, *, item: int = 0, index: int = -1, late: bool = False
    ) -> Edit:
        """Return the edit that gives a field this value; or, with `index`, an item of its array."""
        bits_ = word if isinstance(word, int) else struct.unpack("<q", struct.pack("<d", word))[0]
        return Edit(late, place_of(self.run, name, item), index, bits_)

    def words(self, *edits: Edit, epochs: int = 1, updates: int = -1) -> bytes:
        return job_of(self.run, epochs, updates, edits)


@pytest.fixture(scope="module")
def job() -> Job:
    return Job()


def test_as_it_is_it_is_taken(sanitized: KernelRunner, job: Job) -> None:
    codes = sanitized.codes(job.words(updates=ALL))
    assert codes == (library.INTERFACE, DONE, DONE, DONE, DONE)


NEGATIVE = [-1, -(2**63)]
HUGE = [2**40 + 1, 2**62, LARGEST - 7, LARGEST]

MISFITS: dict[str, Sequence[float]] = {
    "abi": [0, library.INTERFACE + 1],
    "size": [0, 8, LARGEST],
    "inputs": [0, *NEGATIVE, *HUGE],
    "layers": [0, *NEGATIVE, 4097, *HUGE],
    "bias": [2, *NEGATIVE, LARGEST],
    "loss": [2, *NEGATIVE, LARGEST],
    "optimizer": [6, *NEGATIVE, LARGEST],
    "schedule": [4, *NEGATIVE, LARGEST],
    "order": [3, *NEGATIVE, LARGEST],
    "judged": [3, *NEGATIVE, LARGEST],
    "period": [0, *NEGATIVE],
    "batch": NEGATIVE,
    "dropout": [-0.1, 1.0, float("nan"), float("inf")],
    "seed_words": [0, *NEGATIVE, *HUGE],
    "epoch": [*NEGATIVE, LARGEST],
    "index": [*NEGATIVE, 11, LARGEST],
    "step": [*NEGATIVE, LARGEST],
    "count": [*NEGATIVE, LARGEST],
    "parts.rows": [*NEGATIVE, *HUGE],
}


@pytest.mark.parametrize(
    ("name", "word"), [(name, word) for name, words in MISFITS.items() for word in words]
)
def test_values_that_do_not_fit(sanitized: KernelRunner, job: Job, name: str, word: float) -> None:
    codes = sanitized.codes(job.words(job.at(name, word), updates=ALL))
    assert codes.sizes == (DONE if name == "index" and word > 0 else MISFIT)
    assert (codes.begin, codes.train) == (MISFIT, NOT_CALLED)


@pytest.mark.parametrize("item", [1, 2])
@pytest.mark.parametrize("word", [*NEGATIVE, *HUGE])
def test_held_out_rows_that_do_not_fit(
    sanitized: KernelRunner, job: Job, item: int, word: int
) -> None:
    assert sanitized.codes(job.words(job.at("parts.rows", word, item=item))).begin == MISFIT


def test_the_rows_that_are_trained_on_have_to_exist(sanitized: KernelRunner, job: Job) -> None:
    assert sanitized.codes(job.words(job.at("parts.rows", 0))).begin == MISFIT


@pytest.mark.parametrize("index", [0, 1, 2])
@pytest.mark.parametrize("word", [0, *NEGATIVE, *HUGE])
def test_units_that_do_not_fit(sanitized: KernelRunner, job: Job, index: int, word: int) -> None:
    assert sanitized.codes(job.words(job.at("units", word, index=index))).begin == MISFIT


@pytest.mark.parametrize("index", [0, 1, 2])
@pytest.mark.parametrize("word", [*NEGATIVE, 7, LARGEST])
def test_activations_that_there_are_not(
    sanitized: KernelRunner, job: Job, index: int, word: int
) -> None:
    assert sanitized.codes(job.words(job.at("activations", word, index=index))).begin == MISFIT


@pytest.mark.parametrize(
    "sizes",
    [
        {"inputs": 2**39, "parts.rows": 2**39},
        {"inputs": 2**35, "parts.rows": 2**10},
        {"units": 2**35},
        {"units": 2**39},
        {"parts.rows": 2**39},
        {"parts.rows": 2**38},  # only dropout has five numbers for each of them
        {"inputs": 2**40, "units": 2**40, "parts.rows": 2**40},
    ],
)
def test_sizes_whose_product_is_too_large(
    sanitized: KernelRunner, job: Job, sizes: dict[str, int]
) -> None:
    edits = [job.at(name, word, index=0 if name == "units" else -1) for name, word in sizes.items()]
    codes = sanitized.codes(job.words(*edits))
    assert (codes.sizes, codes.begin) == (MISFIT, MISFIT)


NEEDED = [
    ("units", 0), ("activations", 0), ("seed", 0), ("tolerance", 0), ("params", 0),
    ("last_step", 0), ("memories", 0), ("memories", 1), ("work", 0), ("visits", 0),
    *((f"parts.{name}", item) for name in ("x", "d") for item in range(3)),
]  # fmt: skip


@pytest.mark.parametrize("word", [0, 1, 8 * 2**40 + 4])
@pytest.mark.parametrize(("name", "item"), NEEDED)
def test_addresses_of_nothing_and_crooked_ones(
    sanitized: KernelRunner, job: Job, name: str, item: int, word: int
) -> None:
    if name == "seed" and word % 4 == 0 < word:
        return  # the seed has words of 32 bits
    assert sanitized.codes(job.words(job.at(name, word, item=item), updates=ALL)).begin == MISFIT


@pytest.mark.parametrize("word", [-1, 0, -(2**63)])
@pytest.mark.parametrize("name", ["params_length", "work_length", "visits_length"])
def test_buffers_that_are_too_small(
    sanitized: KernelRunner, job: Job, name: str, word: int
) -> None:
    assert sanitized.codes(job.words(job.at(name, word), updates=ALL)).begin == TOO_SMALL


@pytest.mark.parametrize(("name", "less"), [("params_length", 1), ("inputs", -1), ("batch", -3)])
def test_buffers_of_another_run(sanitized: KernelRunner, job: Job, name: str, less: int) -> None:
    own = {"params_length": job.run.params_length, "inputs": job.run.inputs, "batch": 7}
    codes = sanitized.codes(job.words(job.at(name, own[name] - less), updates=ALL))
    assert codes.begin == TOO_SMALL


@pytest.mark.parametrize(
    ("edits", "epochs", "updates", "code"),
    [
        ([("records", 0)], 1, 1, MISFIT),
        ([("records", 4)], 1, 1, MISFIT),
        ([("records_length", 11)], 1, 1, TOO_SMALL),
        ([("records_length", -1)], 1, 1, TOO_SMALL),
        ([], -1, 1, MISFIT),
        ([], 1, LARGEST, MISFIT),
        ([], LARGEST, 1, TOO_SMALL),
        ([], 0, 0, DONE),
        ([], 1, 0, DONE),
        ([], 0, 1, DONE),
    ],
)
def test_training_that_cannot_be_recorded(
    sanitized: KernelRunner,
    job: Job,
    edits: list[tuple[str, int]],
    epochs: int,
    updates: int,
    code: int,
) -> None:
    made = [job.at(name, word) for name, word in edits]
    assert sanitized.codes(job.words(*made, epochs=epochs, updates=updates)).train == code


@pytest.mark.parametrize("word", [-1, 11, 12, LARGEST])
def test_a_place_that_is_not_in_the_epoch(sanitized: KernelRunner, job: Job, word: int) -> None:
    codes = sanitized.codes(job.words(job.at("index", word, late=True), updates=9))
    assert (codes.begin, codes.train) == (DONE, MISFIT)


# functions of arrays


def test_products_and_functions_of_arrays_of_any_size(sanitized: KernelRunner) -> None:
    luck = np.random.default_rng(2)
    for _ in range(40):
        count, rows, terms, width = (int(n) for n in luck.integers(1, (4, 40, 40, 40)))
        a, b = luck.normal(size=(count, rows, terms)), luck.normal(size=(count, terms, width))
        sizes = [rows, terms, width, count, rows * terms, terms * width]
        assert sanitized.product(a, b, sizes, count * rows * width)[0] == DONE
    for which in range(6):
        for size in (0, 1, 2, 7, 8, 9, 100):
            x = 1e3 * luck.normal(size=size)
            assert sanitized.map(which, x, size, size)[0] == DONE


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("word", [0, *NEGATIVE, *HUGE])
def test_sizes_of_products_that_do_not_fit(sanitized: KernelRunner, place: int, word: int) -> None:
    sizes = [2, 3, 4, 1, 0, 0]
    sizes[place] = word
    assert sanitized.product(np.ones(6), np.ones(12), sizes, 8)[0] == MISFIT


@pytest.mark.parametrize("sizes", [[2**20, 2**21, 2, 1], [2**30, 1, 2**11, 1], [2, 3, 4, 2**38]])
def test_products_that_are_too_large(sanitized: KernelRunner, sizes: list[int]) -> None:
    assert sanitized.product(np.ones(6), np.ones(12), [*sizes, 0, 0], 8)[0] == MISFIT


@pytest.mark.parametrize("steps", [[1, 0], [0, 11], [-6, 0], [6, LARGEST], [-(2**63), 12]])
def test_steps_that_are_no_matrix(sanitized: KernelRunner, steps: list[int]) -> None:
    assert sanitized.product(np.ones(6), np.ones(12), [2, 3, 4, 1, *steps], 8)[0] == MISFIT


def test_arrays_that_are_not_there(sanitized: KernelRunner) -> None:
    a, b, sizes = np.ones(6), np.ones(12), [2, 3, 4, 1, 0, 0]
    assert sanitized.product(None, b, sizes, 8)[0] == MISFIT
    assert sanitized.product(a, None, sizes, 8)[0] == MISFIT
    assert sanitized.product(a, b, sizes, -1)[0] == MISFIT
    assert sanitized.map(0, None, 6, 6)[0] == MISFIT
    assert sanitized.map(0, a, 6, -1)[0] == MISFIT
    assert sanitized.map(0, None, 0, -1)[0] == DONE


@pytest.mark.parametrize("which", [6, *NEGATIVE, LARGEST])
def test_functions_that_there_are_not(sanitized: KernelRunner, which: int) -> None:
    assert sanitized.map(which, np.ones(6), 6, 6)[0] == MISFIT


@pytest.mark.parametrize("size", [*NEGATIVE, *HUGE])
def test_sizes_of_functions_that_do_not_fit(sanitized: KernelRunner, size: int) -> None:
    assert sanitized.map(0, np.ones(6), size, 6)[0] == MISFIT


# whatever is said


fields = st.sampled_from(
    [
        "abi", "size", "inputs", "bias", "loss", "optimizer", "schedule", "period", "order",
        "batch", "rate", "momentum", "l1", "l2", "dropout", "seed_words", "parts.rows", "judged",
        "tolerated_mse", "far_out", "epoch", "index", "step", "count",
    ]
)  # fmt: skip
words = (
    st.integers(-3, 12)
    | st.sampled_from([2**k + d for k in (30, 31, 32, 33, 40, 53, 62) for d in (-1, 0, 1)])
    | st.integers(-(2**63), LARGEST)
    | st.floats()
)


@few_laws
@given(st.lists(st.tuples(fields, words, st.integers(0, 2)), min_size=1, max_size=4))
def test_whatever_is_said_memory_is_safe(
    sanitized: KernelRunner, job: Job, said: list[tuple[str, float, int]]
) -> None:
    edits = [
        job.at(name, word, item=item if name == "parts.rows" else 0) for name, word, item in said
    ]
    codes = sanitized.codes(job.words(*edits))
    assert codes.sizes in (DONE, MISFIT)
    assert codes.begin in (DONE, MISFIT, TOO_SMALL)


@pytest.mark.skipif(library.load() is None, reason=library.reason())
@pytest.mark.parametrize(
    "call",
    [
        lambda kernel: kernel.sn_sizes(None, ctypes.byref((ctypes.c_int64 * 3)())),
        lambda kernel: kernel.sn_begin(None),
        lambda kernel: kernel.sn_train(None, ctypes.c_int64(1), ctypes.c_int64(1)),
        lambda kernel: kernel.sn_end(None),
    ],
    ids=["sn_sizes", "sn_begin", "sn_train", "sn_end"],
)
def test_no_run_at_all(call: Callable[[Any], int]) -> None:
    assert np.int64(call(library.load())) == MISFIT
