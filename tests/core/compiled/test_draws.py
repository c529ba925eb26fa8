"""What the kernel draws and looks up for an epoch is what Python does, to the last bit."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.nn.schedules import LONGEST_PERIOD, SCHEDULES, rate_at
from core.rng import Purpose, permutation, uniforms
from core.run.sampling import masks
from tests.helpers.c_compiler import FOLDER, build
from tests.helpers.strategies import laws

SOURCE = Path(__file__).with_name("inside.c")

BORDERS = [0, 1, 2**31, 2**32 - 1, 2**32, 2**64 - 1, 2**64, 2**96, 2**128 - 1, 2**128, 2**130 + 7]
seeds = st.sampled_from(BORDERS) | st.integers(0, 2**40) | st.integers(0, 2**300)
epochs = (
    st.integers(1, 10**6)
    | st.sampled_from([2**32 - 1, 2**32, 2**32 + 1, 2**33, 2**62])
    | st.integers(1, 2**62)
)


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    """Return the inside of the kernel."""
    path = tmp_path_factory.mktemp("inside") / "inside.so"
    build(path, sources=[SOURCE], after=[f"-I{FOLDER}", "-fvisibility=default"])
    library = ctypes.CDLL(str(path))
    for name in ("stream", "drawn", "sorted"):
        getattr(library, name).restype = None
    library.rate.restype = ctypes.c_double
    return library


@laws
@given(seed=seeds, epoch=epochs, purpose=st.sampled_from(Purpose), count=st.integers(1, 40))
def test_streams(kernel: ctypes.CDLL, seed: int, epoch: int, purpose: Purpose, count: int) -> None:
    numbers = np.zeros(count, np.uint64)
    words = words_of(seed)
    kernel.stream(
        at(words), long(len(words)), ctypes.c_uint32(purpose), long(epoch), long(count), at(numbers)
    )
    np.testing.assert_array_equal(
        numbers.astype(np.float64) * 2.0**-53, uniforms(seed, purpose, epoch, count)
    )


@laws
@given(
    seed=seeds,
    epoch=epochs,
    rows=st.integers(1, 300),
    hidden=st.integers(1, 20),
    dropout=st.floats(0.0, 1.0, exclude_max=True),
)
def test_orders_and_dropout(
    kernel: ctypes.CDLL, seed: int, epoch: int, rows: int, hidden: int, dropout: float
) -> None:
    visits, kept = np.zeros(3 * rows, np.int64), np.zeros((rows, hidden))
    words = words_of(seed)
    kernel.drawn(
        at(words), long(len(words)), long(epoch), ctypes.c_double(dropout), long(rows),
        long(hidden), at(visits), at(kept),
    )  # fmt: skip
    np.testing.assert_array_equal(visits[:rows], permutation(seed, epoch, rows))
    np.testing.assert_array_equal(kept, masks(seed, epoch, dropout, (rows, hidden)))


@laws
@given(st.lists(st.integers(0, 5) | st.integers(0, 2**53 - 1), min_size=1, max_size=100))
def test_rows_with_the_same_number_stay_in_order(kernel: ctypes.CDLL, drawn: list[int]) -> None:
    keys = np.array(drawn, np.uint64)
    order, other = np.arange(len(keys)), np.zeros(len(keys), np.int64)
    kernel.sorted(at(order), at(other), at(keys), long(len(keys)))
    np.testing.assert_array_equal(order, np.argsort(keys, kind="stable"))


@laws
@given(
    name=st.sampled_from(tuple(SCHEDULES)),
    first=st.floats(0.0, 1e300),
    period=st.integers(1, 2000) | st.integers(1, 10**29) | st.just(2**53 + 1),
    epoch=st.integers(0, 3000) | st.integers(0, 2**50),
)
def test_rates(kernel: ctypes.CDLL, name: str, first: float, period: int, epoch: int) -> None:
    given = min(period, LONGEST_PERIOD)
    number = list(SCHEDULES).index(name)
    found = kernel.rate(long(number), ctypes.c_double(first), long(given), long(epoch))
    assert found == rate_at(name, first, period, epoch)


def words_of(seed: int) -> NDArray[np.uint32]:
    """Split a seed into words of 32 bits, the lowest first; 0 is one word."""
    count = max(1, -(-seed.bit_length() // 32))
    return np.array([seed >> 32 * k & 0xFFFFFFFF for k in range(count)], np.uint32)


def at(array: NDArray[Any]) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)


long = ctypes.c_int64
