"""The loss of every epoch in bounded memory, without losing extremes.

Epochs are grouped into buckets. When all are full, neighbours are merged in pairs. A bucket keeps
its lowest and highest value with their epochs, so a spike of one epoch in ten million survives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats, frozen


@dataclass(frozen=True, eq=False)
class Curve:
    """Values at ascending epochs: all of them in a short run, the extremes in a long one."""

    epochs: Floats
    values: Floats


_PENDING = 256
"""How many epochs are buffered and then added at once, which is cheaper than one by one."""


class _Extreme:
    """The lowest value of each bucket and its epoch; with sign -1, the negated highest."""

    def __init__(self, capacity: int, sign: float) -> None:
        self.sign = sign
        self.value = np.full(capacity, np.inf)
        self.epoch = np.zeros(capacity)

    def put(self, bucket: int, epochs: Floats, values: Floats) -> None:
        """Add consecutive epochs to a bucket."""
        best = int(np.argmin(self.sign * values))
        value = self.sign * values[best]
        if value < self.value[bucket]:
            self.value[bucket], self.epoch[bucket] = value, epochs[best]

    def put_rows(self, bucket: int, epochs: Floats, values: Floats) -> None:
        """Fill empty buckets, one per row of epochs and values of shape (buckets, stride)."""
        best = np.argmin(self.sign * values, axis=1)
        rows = np.arange(len(values))
        into = slice(bucket, bucket + len(values))
        self.value[into] = self.sign * values[rows, best]
        self.epoch[into] = epochs[rows, best]

    def copy_until(self, other: _Extreme, epoch: int, value: float, bucket: int) -> None:
        """Copy everything up to an epoch; `bucket` is its bucket, `value` its value.

        An extreme of that bucket that comes after the epoch is replaced by the epoch's value.
        """
        self.value[: bucket + 1] = other.value[: bucket + 1]
        self.epoch[: bucket + 1] = other.epoch[: bucket + 1]
        if self.epoch[bucket] > epoch or self.sign * value < self.value[bucket]:
            self.value[bucket], self.epoch[bucket] = self.sign * value, epoch

    def merge(self) -> None:
        """Merge buckets in pairs."""
        half = len(self.value) // 2
        pairs, epochs = self.value.reshape(half, 2), self.epoch.reshape(half, 2)
        best = np.argmin(pairs, axis=1)
        rows = np.arange(half)
        self.value[:half], self.epoch[:half] = pairs[rows, best], epochs[rows, best]
        self.value[half:], self.epoch[half:] = np.inf, 0.0


class History:
    """The recorded values of each epoch, from epoch 0 (untrained) on.

    Parameters
    ----------
    columns : sequence of str
        The names of the recorded values.
    capacity : int
        The fixed number of buckets; even, 2 or more.
    """

    def __init__(self, columns: Sequence[str] = ("mse", "loss"), capacity: int = 2048) -> None:
        if capacity < 2 or capacity % 2:
            raise ValueError(f"capacity is {capacity}; it must be an even number of 2 or more")
        self.columns = tuple(columns)
        """The names of the recorded values."""
        self._capacity = capacity
        self._stride = 1
        self._columns = [(_Extreme(capacity, 1.0), _Extreme(capacity, -1.0)) for _ in columns]
        self._pending: list[Floats] = []
        self._waiting = 0  # how many epochs are pending
        self._last: tuple[float, ...] = (0.0,) * len(self.columns)
        self._folded = 0

    def append(self, *values: float) -> None:
        """Record the next epoch: a finite number for each column."""
        self.extend(np.array([values]))

    def extend(self, values: Floats) -> None:
        """Record the next epochs: finite numbers, shape (epochs, columns)."""
        if not len(values):
            return
        self._last = tuple(values[-1].tolist())
        self._pending.append(values)
        self._waiting += len(values)
        if self._waiting >= _PENDING:
            self._fold()

    @property
    def count(self) -> int:
        """How many epochs are recorded; the last one is `count` - 1."""
        return self._folded + self._waiting

    def _fold(self) -> None:
        """Add the pending epochs to the buckets."""
        if not self._pending:
            return
        while self.count > self._capacity * self._stride:
            for low, high in self._columns:
                low.merge()
                high.merge()
            self._stride *= 2
        values = np.ascontiguousarray(np.concatenate(self._pending).T)
        for extremes, row in zip(self._columns, values, strict=True):
            for extreme in extremes:
                self._put(extreme, row)
        self._folded += self._waiting
        self._waiting = 0
        self._pending.clear()

    def _put(self, extreme: _Extreme, values: Floats) -> None:
        """Distribute values over the partly filled bucket, whole buckets and a partial last one."""
        stride = self._stride
        epochs = np.arange(self._folded, self._folded + len(values), dtype=np.float64)
        head = min(-self._folded % stride, len(values))
        whole = (len(values) - head) // stride
        tail = head + whole * stride
        bucket = self._folded // stride
        if head:
            extreme.put(bucket, epochs[:head], values[:head])
            bucket += 1
        if whole:
            shape = (whole, stride)
            rows = epochs[head:tail].reshape(shape), values[head:tail].reshape(shape)
            extreme.put_rows(bucket, *rows)
        if tail < len(values):
            extreme.put(bucket + whole, epochs[tail:], values[tail:])

    def curve(self, column: str = "mse") -> Curve:
        """Return the curve of one of `columns` so far.

        It has every epoch while each has its own bucket; after that, the lowest and highest of each
        bucket and the last epoch.
        """
        self._fold()
        which = self.columns.index(column)
        low, high = self._columns[which]
        used = -(-self.count // self._stride)
        if self._stride == 1:
            return Curve(frozen(low.epoch[:used].copy()), frozen(low.value[:used].copy()))
        epochs = np.stack([low.epoch[:used], high.epoch[:used]], axis=1)
        values = np.stack([low.value[:used], -high.value[:used]], axis=1)
        order = np.argsort(epochs, axis=1, kind="stable")
        points = np.stack([np.take_along_axis(each, order, axis=1) for each in (epochs, values)])
        points = points.reshape(2, -1)
        end = [[self.count - 1.0], [self._last[which]]]  # always include the last epoch
        points = np.concatenate([points, end], axis=1)
        points = points[:, np.append(np.diff(points[0]) > 0.0, True)]  # a bucket of one value
        return Curve(frozen(points[0].copy()), frozen(points[1].copy()))

    def until(self, epoch: int, *values: float) -> History:
        """Return a copy of the history up to and including `epoch`, for a branch of the run.

        `values` are those recorded for that epoch, one per column.
        """
        self._fold()
        early = History(self.columns, self._capacity)
        early._stride, early._folded, early._last = self._stride, epoch + 1, values
        for ours, theirs, value in zip(self._columns, early._columns, values, strict=True):
            for extreme, copy in zip(ours, theirs, strict=True):
                copy.copy_until(extreme, epoch, value, epoch // self._stride)
        return early

    @property
    def nbytes(self) -> int:
        """The memory the buckets take."""
        arrays: list[NDArray[np.float64]] = []
        for extremes in self._columns:
            for extreme in extremes:
                arrays += [extreme.value, extreme.epoch]
        return sum(array.nbytes for array in arrays)
