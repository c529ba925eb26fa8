"""The kernel ends at the golden bits whatever compiles it, and with whichever instructions."""

from __future__ import annotations

import os
import platform
import shutil
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from core import Trainer
from core.arrays import Floats
from core.exact import erf, exp, log, log1p, normal_share, tanh, total
from core.run.compiled_loop import CompiledLoop
from core.run.epoch_record import EpochScores
from tests.helpers.c_compiler import compiler
from tests.helpers.golden_runs import EPOCHS, digest, golden_runs, train, trained
from tests.helpers.kernel_runner import DONE, KernelRunner, build_runner, level_options

ALL = 2**62
MAPS = (exp, log, log1p, tanh, erf, normal_share)
"""The functions of ``arrays.h``, in numpy."""

on_x86_64 = pytest.mark.skipif(
    platform.machine() not in ("x86_64", "AMD64"), reason="levels are those of x86-64"
)

UNKNOWN_COMPILER = """
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#undef __GNUC__
"""
"""Makes gcc a compiler of which the kernel knows only that it is one for C."""


BY_COMPILER = [("gcc", "-O0"), ("gcc", "-O2"), ("gcc", "-O3"), ("clang", "-O1"), ("clang", "-O3")]


@pytest.mark.parametrize(("name", "level"), BY_COMPILER)
def test_compilers(name: str, level: str, tmp_path: Path) -> None:
    assert_golden(build_runner(tmp_path / "runner", compiler(name), [level]))


@on_x86_64
@pytest.mark.parametrize("level", level_options())
@pytest.mark.parametrize("name", ["gcc", "clang"])
def test_levels(name: str, level: str, tmp_path: Path) -> None:
    options = level_options()[level]
    assert_golden(build_runner(tmp_path / "runner", compiler(name), need(options)))


@on_x86_64
@pytest.mark.parametrize("name", ["gcc", "clang"])
def test_all_that_this_processor_has(name: str, tmp_path: Path) -> None:
    # It may have instructions that multiply and add at once; they round once instead of twice.
    assert_golden(build_runner(tmp_path / "runner", compiler(name), ["-march=native"]))


@on_x86_64
def test_the_level_is_chosen_when_it_starts(tmp_path: Path) -> None:
    program = build_runner(tmp_path / "runner", compiler("gcc"), levels=True)
    assert_golden(program)
    emulator = found("qemu-x86_64")
    for processor in ("qemu64", "max"):  # without AVX, and with all that the emulator knows
        assert_golden([emulator, "-cpu", processor, *program], few())


def test_a_compiler_of_which_nothing_is_known(tmp_path: Path) -> None:
    first = tmp_path / "first.h"
    first.write_text(UNKNOWN_COMPILER, encoding="utf-8")
    assert_golden(build_runner(tmp_path / "runner", compiler("gcc"), ["-include", str(first)]))


@pytest.mark.parametrize("level", ["-O0", "-O3"])
def test_arm64(level: str, tmp_path: Path) -> None:
    path = compiler("aarch64-linux-gnu-gcc", required="REQUIRE_ARM64")
    program = build_runner(tmp_path / "runner", path, [level, "-static"])
    native = platform.machine() in ("aarch64", "arm64")
    command = program if native else [found("qemu-aarch64"), *program]
    assert_golden(command, few() if level == "-O0" else None)


SIZES = [
    (1, 1, 1, 1), (1, 3, 5, 7), (1, 8, 2, 8), (1, 9, 4, 16), (1, 17, 33, 25), (3, 5, 6, 9),
    (2, 13, 1, 11),
]  # fmt: skip
"""How many products, and of which rows, terms and columns: more and less than vectors have."""


def assert_product(runner: KernelRunner, count: int, rows: int, terms: int, width: int) -> None:
    """Multiply matrices by a program, one for all or one for each, and compare every bit."""
    luck = np.random.default_rng([count, rows, terms, width])
    a, b = luck.normal(size=(count, rows, terms)), luck.normal(size=(count, terms, width))
    for own in (a[:1], a):
        for other in (b[:1], b):
            steps = [rows * terms if len(own) > 1 else 0, terms * width if len(other) > 1 else 0]
            sizes = [rows, terms, width, count, *steps]
            code, found = runner.product(own, other, sizes, count * rows * width)
            expected = np.broadcast_to(
                total(own[..., None] * other[:, None], -2), (count, rows, width)
            )
            assert (code, bits_of(found)) == (DONE, bits_of(expected))


def numbers() -> Floats:
    """Return numbers of every size for the functions, few enough for numpy to be asked."""
    luck = np.random.default_rng(1)
    large = luck.normal(size=300) * 10.0 ** luck.integers(-320, 300, 300)
    edges = [0.0, -0.0, np.inf, -np.inf, 5e-324, -1.0, 1.0, 709.8, -745.2, 22.0, -0.5]
    return np.concatenate([luck.normal(size=300), 40.0 * luck.normal(size=300), large, edges])


def bits_of(array: Floats) -> bytes:
    return np.ascontiguousarray(array).tobytes()


def few() -> list[str]:
    """Return every sixth golden run, for what is slow."""
    return list(golden_runs())[::6]


def assert_golden(command: list[str], names: list[str] | None = None) -> None:
    """Train golden runs by a program, and compare every bit; then those of functions of arrays."""
    runner = KernelRunner(command)
    for sizes in SIZES:
        assert_product(runner, *sizes)
    for which, function in enumerate(MAPS):
        x = numbers()
        assert bits_of(runner.map(which, x, x.size, x.size)[1]) == bits_of(function(x))
    for name, run in golden_runs().items():
        if run.spec.slip == "none" and (names is None or name in names):
            epochs, found = by(runner, name)
            if run.kept.diverged is None:
                assert (epochs, found) == (EPOCHS, run.kept.sha256), name
            else:  # the kernel leaves it before the epoch in which numbers grow so large
                assert epochs < run.kept.diverged[1], name
                assert found == readably(name, epochs), name


def by(runner: KernelRunner, name: str) -> tuple[int, str]:
    """Return the epochs to which a program comes in a run, and the digest of what it has then."""
    trainer = begun(name)
    loop = CompiledLoop(trainer.problem, trainer.state, runner)
    values, far_out = loop.train(EPOCHS, ALL)
    assert far_out == (len(values) < EPOCHS)
    scores = EpochScores(trainer.problem, 1, values)
    first = [trainer.history.curve(column).values for column in trainer.history.columns]
    columns = np.stack(first, axis=1)
    if len(scores):
        columns = np.concatenate([columns, scores.columns()])
    since = trainer.record.solved_since
    if len(scores):
        since = scores.last_record(since).solved_since
    return len(values), digest(loop.state(), columns, since)


@cache
def begun(name: str) -> Trainer:
    """Return a golden run before any training."""
    return golden_runs()[name].start("readable")


@cache
def readably(name: str, epochs: int) -> str:
    """Return the digest of a run after some epochs in the readable engine."""
    trainer = golden_runs()[name].start("readable")
    return trained(trainer, train(trainer, epochs)).sha256


def need(options: list[str]) -> list[str]:
    """Return options of the compiler; skip the test if this processor lacks their instructions."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        pytest.skip("this system does not say what its processor has")
    has = set(text.split())
    missing = [each for each in options if each.startswith("-mavx") and each[2:] not in has]
    if missing:
        pytest.skip(
            f"!!!! this processor has no {', '.join(missing)}: NOT tested is that level !!!!"
        )
    return options


def found(program: str) -> str:
    """Return the path of an emulator; skip the test if there is none."""
    path = shutil.which(program)
    if path is None:
        missing = (
            f"!!!! there is no {program} on this machine: NOT tested is what it would run !!!!"
        )
        if os.environ.get("REQUIRE_ARM64"):
            pytest.fail(missing)
        pytest.skip(missing)
    return path
