"""The own exp and its like: near the true values, the same in C, and sums in a fixed order."""

from __future__ import annotations

import ctypes
import math
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from mpmath import mp, mpf

from core import exact
from core.arrays import Floats

Function = Callable[[Floats], Floats]

FUNCTIONS: dict[str, Function] = {
    "exp": exact.exp,
    "tanh": exact.tanh,
    "log": exact.log,
    "log1p": exact.log1p,
    "normal_share": exact.normal_share,
    "erf": exact.erf,
    "sin": exact.sin,
    "cos": exact.cos,
}
every = pytest.mark.parametrize("name", FUNCTIONS)
LARGEST, SMALLEST = np.finfo(np.float64).max, 5e-324


def spread(low: float, high: float, count: int = 1500) -> Floats:
    return np.random.default_rng(1).uniform(low, high, count)


def magnitudes(low: int, high: int) -> Floats:
    """Return numbers of both signs, their exponents spread evenly."""
    sizes = 2.0 ** spread(low, high)
    return np.where(np.arange(sizes.size) % 2 == 0, sizes, -sizes)


def true_value(name: str, x: float) -> mpf:
    if name == "normal_share":
        return mp.erfc(-mpf(x) / mp.sqrt(2)) / 2
    return getattr(mp, name)(mpf(x))


def worst_error(name: str, x: Floats) -> float:
    """Return the largest distance to the true value, in ulp of the double nearest to it."""
    worst = 0.0
    with mp.workprec(1300 if name in ("sin", "cos") and np.abs(x).max() > 2.0**60 else 250):
        for number, found in zip(x.tolist(), FUNCTIONS[name](x).tolist(), strict=True):
            true = true_value(name, number)
            unit = mpf(math.ulp(float(true)))
            worst = max(worst, float(abs(mpf(found) - true) / unit))
    return worst


ERRORS = [
    ("exp", 1.1, [spread(-1, 1), spread(-20, 20), spread(-708, 709.78), spread(-745.1, -708)]),
    ("exp", 1.1, [magnitudes(-1074, 0)]),
    ("tanh", 1.6, [spread(-0.2, 0.2), spread(0.15, 0.6), spread(-25, 25), magnitudes(-1074, 0)]),
    ("log", 0.9, [spread(0.5, 2), 1 + magnitudes(-50, -2), np.abs(magnitudes(-1074, 1024))]),
    ("log1p", 0.9, [spread(-1, 3), -1 + np.abs(magnitudes(-53, 0)), magnitudes(-1074, 0)]),
    ("log1p", 0.9, [np.abs(magnitudes(-4, 1024))]),
    ("normal_share", 1.8, [spread(-1, 1), spread(-4, 4), spread(-37.5, -3), magnitudes(-1074, 0)]),
    ("normal_share", 1.8, [spread(-38.4, -37.4)]),
    ("erf", 1.4, [spread(-1, 1), spread(-6, 6), magnitudes(-1074, 0)]),
    ("sin", 1.0, [spread(-4, 4), spread(-1e6, 1e6), magnitudes(-1074, 0), magnitudes(20, 1024)]),
    ("cos", 0.9, [spread(-4, 4), spread(-1e6, 1e6), magnitudes(-1074, 0), magnitudes(20, 1024)]),
    ("sin", 1.0, [np.arange(1, 2000) * (math.pi / 2)]),
    ("cos", 0.9, [np.arange(1, 2000) * (math.pi / 2)]),
]


@pytest.mark.parametrize(("name", "ulp", "samples"), ERRORS)
def test_the_error_is_no_larger_than_documented(
    name: str, ulp: float, samples: list[Floats]
) -> None:
    assert max(worst_error(name, x) for x in samples) <= ulp
    assert f"to {ulp} ulp" in (FUNCTIONS[name].__doc__ or "")


SPECIAL = {
    "exp": [
        (0.0, 1.0), (-0.0, 1.0), (math.inf, math.inf), (-math.inf, 0.0), (LARGEST, math.inf),
        (-LARGEST, 0.0), (709.782712893384, 1.7976931348622732e308), (709.7827128933841, math.inf),
        (-745.1332191019411, SMALLEST), (-745.1332191019412, 0.0),
    ],
    "tanh": [(0.0, 0.0), (-0.0, -0.0), (math.inf, 1.0), (-math.inf, -1.0), (SMALLEST, SMALLEST)],
    "log": [
        (1.0, 0.0), (0.0, -math.inf), (-0.0, -math.inf), (-1.0, math.nan), (math.inf, math.inf),
        (-math.inf, math.nan), (SMALLEST, -744.4400719213812),
    ],
    "log1p": [
        (0.0, 0.0), (-0.0, -0.0), (-1.0, -math.inf), (-2.0, math.nan), (math.inf, math.inf),
        (-math.inf, math.nan), (SMALLEST, SMALLEST), (-1e-300, -1e-300),
    ],
    "normal_share": [
        (0.0, 0.5), (-0.0, 0.5), (math.inf, 1.0), (-math.inf, 0.0), (-38.49, 0.0), (-39.0, 0.0),
    ],
    "erf": [(0.0, 0.0), (-0.0, -0.0), (math.inf, 1.0), (-math.inf, -1.0), (LARGEST, 1.0)],
    "sin": [(0.0, 0.0), (-0.0, -0.0), (math.inf, math.nan), (-math.inf, math.nan)],
    "cos": [(0.0, 1.0), (-0.0, 1.0), (math.inf, math.nan), (-math.inf, math.nan)],
}  # fmt: skip


@every
def test_special_values(name: str) -> None:
    x, y = np.array([*SPECIAL[name], (math.nan, math.nan)]).T
    found = FUNCTIONS[name](x)
    np.testing.assert_array_equal(found, y)
    number = ~np.isnan(y)
    np.testing.assert_array_equal(np.signbit(found[number]), np.signbit(y[number]))
    alone = np.array([FUNCTIONS[name](number[None])[0] for number in x])
    np.testing.assert_array_equal(alone, y)


@every
def test_a_number_has_one_value_in_whatever_company_and_shape(name: str) -> None:
    x = np.concatenate([spread(-5, 5, 9000), magnitudes(-1074, 1024), [math.nan, math.inf]])
    x = x[: x.size // 2 * 2]
    function = FUNCTIONS[name]
    y = function(x)
    for some in (slice(0, 4), slice(17, 18), slice(9000, 9008)):
        np.testing.assert_array_equal(function(x[some]), y[some])
    np.testing.assert_array_equal(function(x.reshape(2, -1).T), y.reshape(2, -1).T)
    np.testing.assert_array_equal(function(x[:6].reshape(3, 1, 2)), y[:6].reshape(3, 1, 2))
    np.testing.assert_array_equal(function(x[::-3]), y[::-3])
    assert float(function(np.array(x[3]))) == y[3]
    assert function(np.empty((0, 3))).shape == (0, 3)


@pytest.mark.parametrize("name", ["tanh", "erf", "sin"])
def test_odd_functions_change_their_sign_alone(name: str) -> None:
    x = np.concatenate([spread(-30, 30), magnitudes(-1074, 1024)])
    np.testing.assert_array_equal(FUNCTIONS[name](-x), -FUNCTIONS[name](x))


def test_cosine_is_even() -> None:
    x = np.concatenate([spread(-30, 30), magnitudes(-1074, 1024)])
    np.testing.assert_array_equal(exact.cos(-x), exact.cos(x))


@pytest.mark.parametrize("name", ["exp", "tanh", "log", "log1p", "normal_share", "erf"])
def test_what_rises_falls_by_a_rounding_at_most(name: str) -> None:
    x = np.sort(np.concatenate([spread(-40, 40, 20000), spread(-1, 1, 20000)]))
    if name in ("log", "log1p"):
        x = np.exp(x[np.abs(x) < 30]) - (name == "log1p")
    y = FUNCTIONS[name](x)
    assert (y[1:] >= np.nextafter(y[:-1], -np.inf)).all()


def test_large_angles_are_exact_too() -> None:
    # A classic: the double nearest to a multiple of pi / 2.
    assert exact.cos(np.array(6381956970095103.0 * 2.0**797)).item() == -4.687165924254628e-19
    assert exact.sin(np.array(1e22)).item() == -0.8522008497671888


# ---------------------------------------------------------------- the same in C


ALL = "".join(
    f"void all_{name}(const double *x, double *y, size_t n);\n"
    f"void all_{name}(const double *x, double *y, size_t n)\n"
    f"{{ for (size_t i = 0; i < n; i++) y[i] = exact_{name}(x[i]); }}\n"
    for name in FUNCTIONS
)
POWERS = """
void all_power(const double *x, const uint64_t *n, double *y, size_t count);
void all_power(const double *x, const uint64_t *n, double *y, size_t count)
{ for (size_t i = 0; i < count; i++) y[i] = exact_power(x[i], n[i]); }
"""
WARNINGS = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic", "-Wconversion"]
ROUNDING = ["-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math"]
HEADER = Path(exact.__file__).parent / "compiled"


@pytest.fixture(scope="module", params=["gcc -O0", "gcc -O3", "clang -O3"])
def in_c(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    compiler, level = request.param.split()
    if shutil.which(compiler) is None:
        pytest.skip(f"no {compiler} on this machine: the C header is not compared with numpy")
    folder = tmp_path_factory.mktemp("exact")
    source, library = folder / "all.c", folder / "all.so"
    source.write_text(f'#include <stddef.h>\n#include "exact.h"\n{ALL}{POWERS}')
    options = [*WARNINGS, *ROUNDING, level, f"-I{HEADER}", "-shared", "-fPIC"]
    subprocess.run([compiler, *options, str(source), "-o", str(library)], check=True)
    return ctypes.CDLL(str(library))


def assert_same_bits(found: Floats, expected: Floats, x: Floats) -> None:
    same = found.view(np.int64) == expected.view(np.int64)
    same |= np.isnan(found) & np.isnan(expected)
    assert same.all(), f"{np.count_nonzero(~same)} differ, the first at {x[~same][0].hex()}"


def arguments() -> Floats:
    random = np.random.default_rng(7)
    any_bits = random.integers(0, 2**64, 300_000, dtype=np.uint64).view(np.float64)
    specials = [number for pairs in SPECIAL.values() for number, _ in pairs]
    edges = [math.nan, 22.0, 40.0, -40.0, 2.0**-54, 2.0**20, math.log(2) / 2, math.sqrt(0.5)]
    edges = [float(near) for edge in edges for near in (edge, *np.nextafter(edge, [-99.0, 99.0]))]
    parts = [any_bits, *(random.normal(0.0, width, 200_000) for width in (1e-3, 1.0, 20.0, 400.0))]
    return np.concatenate([*parts, specials, edges])


@every
def test_c_gives_the_same_bits(in_c: ctypes.CDLL, name: str) -> None:
    x = arguments()
    if name in ("sin", "cos"):
        x = x[~(np.abs(x) >= 2.0**20) | np.isinf(x)]
    y = np.empty_like(x)
    doubles = ctypes.POINTER(ctypes.c_double)
    with np.errstate(all="raise", under="ignore", invalid="ignore"):
        expected = FUNCTIONS[name](x)
    in_c[f"all_{name}"](
        x.ctypes.data_as(doubles), y.ctypes.data_as(doubles), ctypes.c_size_t(x.size)
    )
    assert_same_bits(y, expected, x)


def test_c_gives_the_same_powers(in_c: ctypes.CDLL) -> None:
    x = np.concatenate([spread(0.0, 1.0), spread(-3.0, 3.0), 1.0 - np.abs(magnitudes(-50, -5))])
    n = (2.0 ** np.random.default_rng(2).uniform(0, 53, x.size)).astype(np.uint64) - np.uint64(1)
    y = np.empty_like(x)
    in_c["all_power"](*(ctypes.c_void_p(a.ctypes.data) for a in (x, n, y)), ctypes.c_size_t(x.size))
    pairs = zip(x.tolist(), n.tolist(), strict=True)
    assert_same_bits(y, np.array([exact.power(*pair) for pair in pairs]), x)


# ---------------------------------------------------------------- powers, products, sums


@pytest.mark.parametrize("n", [1, 2, 3, 7, 64, 1000, 12345, 10**6])
def test_powers_are_as_near_as_they_say(n: int) -> None:
    for x in (1.0 - spread(0.0, min(0.9, 100.0 / n), 50)).tolist():
        true = mpf(x) ** n
        assert abs(mpf(exact.power(x, n)) - true) <= n * mpf(math.ulp(float(true)))


def test_powers_at_the_edges() -> None:
    assert exact.power(0.9, 0) == exact.power(math.nan, 0) == exact.power(0.0, 0) == 1.0
    assert exact.power(0.9, 1) == 0.9
    assert exact.power(-2.0, 3) == -8.0
    assert exact.power(0.9, 2**53) == 0.0
    assert exact.power(1e200, 3) == math.inf
    assert exact.power(1.0, 2**53) == 1.0


def in_order(terms: list[float]) -> float:
    result = terms[0]
    for term in terms[1:]:
        result = result + term
    return result


def product_by_hand(a: Floats, b: Floats) -> Floats:
    rows, columns = a.tolist(), b.T.tolist()
    return np.array([
        [in_order([p * q for p, q in zip(row, column, strict=True)]) for column in columns]
        for row in rows
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("n", "k", "m"), [(1, 1, 1), (1, 3, 4), (4, 4, 1), (5, 300, 2), (32, 64, 40), (70, 2, 90)]
)
def test_a_product_adds_in_order(n: int, k: int, m: int) -> None:
    random = np.random.default_rng(3)
    a, b = random.normal(size=(n, k)), random.normal(size=(k, m))
    expected = product_by_hand(a, b)
    assert_same_bits(exact.matmul(a, b), expected, expected)
    assert_same_bits(exact.matmul(np.asfortranarray(a), b.T.copy().T), expected, expected)
    assert_same_bits(exact.matmul(a[0], b), expected[0], expected[0])
    assert_same_bits(exact.matmul(a, b[:, 0]), expected[:, 0], expected[:, 0])
    assert exact.matmul(a[0], b[:, 0]).item() == expected[0, 0]


@pytest.mark.parametrize("size", [2, 40])
def test_leading_axes_of_a_product_are_broadcast(size: int) -> None:
    random = np.random.default_rng(4)
    a, b = random.normal(size=(3, 1, size, size)), random.normal(size=(2, size, size))
    found = exact.matmul(a, b)
    assert found.shape == (3, 2, size, size)
    for i in range(3):
        for j in range(2):
            np.testing.assert_array_equal(found[i, j], product_by_hand(a[i, 0], b[j]))


@pytest.mark.parametrize("size", [1, 100])
def test_a_sum_starts_with_its_first_product_and_lets_everything_through(size: int) -> None:
    minus_nothing = exact.matmul(np.full((size, 2), -0.0), np.ones((2, size)))
    assert np.signbit(minus_nothing).all()
    a = np.full((size, 2), math.inf)
    with np.errstate(invalid="ignore"):
        assert np.isnan(exact.matmul(a, np.array([[1.0], [-1.0]]))).all()
    assert (exact.matmul(np.empty((size, 0)), np.empty((0, 3))) == np.zeros((size, 3))).all()


@pytest.mark.parametrize("shape", [(7,), (1000,), (3, 5), (50, 2, 40), (2, 3, 400), (1, 1)])
def test_totals_add_in_order(shape: tuple[int, ...]) -> None:
    a = np.random.default_rng(5).normal(size=shape)
    for axis in range(-a.ndim, a.ndim):
        lanes = np.moveaxis(a, axis, -1).reshape(-1, shape[axis]).tolist()
        found = exact.total(a, axis)
        assert found.shape == tuple(np.delete(shape, axis))
        assert found.ravel().tolist() == [in_order(lane) for lane in lanes]
    assert exact.total_all(a) == in_order(a.ravel().tolist())
    assert a.flags.writeable  # and no view of it is given away
    assert not np.shares_memory(exact.total(a, 0), a)


def test_the_total_of_nothing_is_0() -> None:
    assert exact.total(np.empty((0, 3)), 0).tolist() == [0.0, 0.0, 0.0]
    assert exact.total_all(np.empty(0)) == 0.0
    assert np.signbit(exact.total(np.array([-0.0, -0.0])))
