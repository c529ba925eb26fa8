"""Large arrays by the compiled library: every bit as in numpy, whatever the shapes."""

from __future__ import annotations

import ctypes
import itertools
import subprocess
from pathlib import Path

import numpy as np
import pytest

from core import exact
from core.arrays import Floats
from core.compiled import array_functions, library
from tests.helpers.c_compiler import FOLDER, build, compile_c, compiler, flags
from tests.helpers.kernel_runner import level_options

from .test_builds import need

NAMES = ("exp", "log", "log1p", "tanh", "erf", "normal_share")
each_function = pytest.mark.parametrize("name", NAMES)


@pytest.fixture
def compiled() -> None:
    if library.load() is None:
        pytest.skip(library.reason())


def numbers(*shape: int) -> Floats:
    return np.random.default_rng(3).uniform(-2.0, 2.0, shape)


def assert_same_bits(found: Floats, expected: Floats) -> None:
    assert found.shape == expected.shape
    same = (found.view(np.int64) == expected.view(np.int64)) | (
        np.isnan(found) & np.isnan(expected)
    )
    assert same.all()


def in_numpy(patch: pytest.MonkeyPatch, function: str, *arrays: Floats) -> Floats:
    """Return what a function of `core.exact` makes where there is no library."""
    with patch.context() as without:
        without.setattr(library, "load", lambda: None)
        result: Floats = getattr(exact, function)(*arrays)
    return result


WIDE = np.concatenate(
    [
        numbers(3000),
        40.0 * numbers(3000),
        2.0 ** (500.0 * numbers(1000)),
        -(2.0 ** (500.0 * numbers(1000))),
        [0.0, -0.0, np.inf, -np.inf, np.nan, 5e-324, 1.7e308],
    ]
)


@pytest.mark.usefixtures("compiled")
@each_function
def test_a_function_has_the_same_bits(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = array_functions.mapped(name, WIDE)
    assert found is not None
    assert_same_bits(found, in_numpy(monkeypatch, name, WIDE))
    assert_same_bits(getattr(exact, name)(WIDE), found)
    for some in (WIDE[:6000].reshape(20, 3, 100).T, WIDE[::-2], WIDE[:1], WIDE[:0]):
        found = array_functions.mapped(name, some)
        assert found is not None
        assert_same_bits(found, in_numpy(monkeypatch, name, some))


@pytest.mark.usefixtures("compiled")
def test_products_of_all_small_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    for rows, terms, width in itertools.product((1, 2, 7, 8, 9, 21), (1, 2, 5), range(1, 19)):
        a, b = numbers(rows, terms), numbers(width, terms).T
        found = array_functions.product(a, b)
        assert found is not None
        assert_same_bits(found, in_numpy(monkeypatch, "matmul", a, b))


SHAPES = [
    ((90, 33), (33, 17)),
    ((300, 40), (40, 1)),
    ((40,), (40, 300)),
    ((300, 40), (40,)),
    ((4, 5, 30, 11), (11, 13)),
    ((30, 11), (4, 5, 11, 13)),
    ((1, 1, 30, 11), (4, 5, 11, 13)),
    ((4, 5, 30, 11), (1, 5, 11, 13)),
    ((5, 30, 11), (4, 1, 11, 13)),
    ((4, 1, 30, 11), (1, 1, 11, 13)),
    ((1, 30, 11), (2, 1, 11, 40)),
]


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize(("a_shape", "b_shape"), SHAPES)
@pytest.mark.parametrize("turned", [False, True])
def test_large_products_of_every_shape(
    a_shape: tuple[int, ...],
    b_shape: tuple[int, ...],
    turned: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a, b = numbers(*a_shape), numbers(*b_shape)
    if turned:  # the same numbers, laid out otherwise
        a = np.array(a.swapaxes(0, -1), order="C").swapaxes(0, -1)
        b = np.array(b.swapaxes(0, -1), order="C").swapaxes(0, -1)
    found = exact.matmul(a, b)
    assert_same_bits(found, in_numpy(monkeypatch, "matmul", a, b))
    np.testing.assert_allclose(found, a @ b, rtol=0.0, atol=1e-12)
    assert found.flags.c_contiguous


@pytest.mark.usefixtures("compiled")
def test_what_is_not_finite_goes_through_a_product(monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = numbers(60, 40), numbers(40, 30)
    a[3, 4], a[5, 6], b[7, 8], b[39, 29] = np.nan, np.inf, -np.inf, 1e308
    a[:, 39] *= 1e10
    with np.errstate(all="ignore"):
        assert_same_bits(exact.matmul(a, b), in_numpy(monkeypatch, "matmul", a, b))


@pytest.mark.usefixtures("compiled")
def test_large_arrays_are_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def mapped(name: str, x: Floats) -> Floats | None:
        calls.append(name)
        return x

    monkeypatch.setattr(array_functions, "mapped", mapped)
    exact.tanh(numbers(100))
    assert calls == []
    exact.tanh(numbers(100, 100))
    assert calls == ["tanh"]


@pytest.mark.parametrize("level", ["plain", *level_options()])
def test_every_level_of_processors_has_the_same_bits(
    level: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "level.so"
    build(target, after=need(level_options().get(level, [])))
    loaded = ctypes.CDLL(str(target))
    for name, arrays in [(name, (WIDE,)) for name in NAMES] + [
        ("matmul", (numbers(rows, 40), numbers(40, 27))) for rows in range(9, 18)
    ]:
        expected = in_numpy(monkeypatch, name, *arrays)
        with monkeypatch.context() as patch:
            patch.setattr(library, "load", lambda: loaded)
            assert_same_bits(getattr(exact, name)(*arrays), expected)


def test_without_a_library_nothing_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "load", lambda: None)
    assert array_functions.mapped("exp", numbers(3)) is None
    assert array_functions.product(numbers(3, 3), numbers(3, 3)) is None


def test_an_unknown_function_is_left_to_numpy() -> None:
    assert array_functions.mapped("sin", numbers(3)) is None


PROGRAM = """
#include <stdio.h>
#include <stdlib.h>
#include "arrays.h"
#include "kernel.h"

static double *filled(int64_t count) {
    double *at = malloc((size_t)count * sizeof *at);
    for (int64_t i = 0; at && i < count; i++) at[i] = (double)(i % 7) - 3.0;
    return at;
}

int main(void) {
    double one = 1.0, two = 0.0;
    for (int64_t rows = 1; rows < 20; rows++)
        for (int64_t terms = 1; terms < 4; terms++)
            for (int64_t width = 1; width < 20; width++)
                for (int64_t count = 1; count < 3; count++) {
                    double *a = filled(rows * terms), *b = filled(count * terms * width);
                    double *out = filled(count * rows * width);
                    if (sn_product(a, b, out, rows, terms, width, count, 0, terms * width))
                        return 1;
                    free(a), free(b), free(out);
                }
    for (int64_t which = 0; which < SN_MAPS; which++)
        for (int64_t count = 0; count < 20; count++) {
            double *in = filled(count), *out = filled(count);
            if (sn_map(which, in, out, count) && count) return 2;
            free(in), free(out);
        }
    const int64_t most = INT64_MAX;
    if (sn_product(&one, &one, &two, 1, 1, 0, 1, 0, 0) != SN_MISFIT) return 3;
    if (sn_product(&one, &one, &two, most, most, 1, 1, 0, 0) != SN_MISFIT) return 4;
    if (sn_product(&one, &one, &two, 1, most, most, most, 0, 0) != SN_MISFIT) return 5;
    if (sn_product(&one, &one, &two, -1, 1, -1, 1, 0, 0) != SN_MISFIT) return 6;
    if (sn_product(&one, &one, &two, 1, 1, 1, 1, 2, 0) != SN_MISFIT) return 7;
    if (sn_product(NULL, &one, &two, 1, 1, 1, 1, 0, 0) != SN_MISFIT) return 8;
    if (sn_map(SN_MAPS, &one, &two, 1) != SN_MISFIT) return 9;
    if (sn_map(-1, &one, &two, 1) != SN_MISFIT) return 10;
    if (sn_map(0, &one, &two, -1) != SN_MISFIT) return 11;
    if (sn_map(0, &one, NULL, 1) != SN_MISFIT) return 12;
    puts("done");
    return 0;
}
"""
"""Every buffer is just as long as it has to be."""


@pytest.mark.parametrize("name", ["gcc", "clang"])
def test_no_byte_beyond_an_array_is_touched(name: str, tmp_path: Path) -> None:
    source, target = tmp_path / "program.c", tmp_path / "program"
    source.write_text(PROGRAM, encoding="utf-8")
    sources = [str(source), str(FOLDER / "arrays.c"), str(FOLDER / "arrays_entry.c")]
    sanitizers = ["-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
    compile_c([compiler(name), *flags(), *sanitizers, f"-I{FOLDER}", *sources], target)
    done = subprocess.run([str(target)], capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr
