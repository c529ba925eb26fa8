"""Weights written out number by number: in a spec as tuples, in a file as JSON.

They let a run start from exactly the numbers of a notebook, or from those another run ended with.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias, TypeGuard

import numpy as np

from core.errors import DataError, SpecError
from core.printable import quoted, shortened
from core.user_input.file_reading import read_bytes

Weights: TypeAlias = tuple[tuple[str, tuple[float, ...] | tuple[tuple[float, ...], ...]], ...]
"""A name and the numbers of each array: ``(("W1", ((0.1, 0.2),)), ("b1", (0.0,)))``."""


MOST_WEIGHTS_MEBIBYTES = 64
"""Larger files of weights are refused: those of the largest network take a third of it."""

MOST_VALUES = 5_000_000
"""Files with more values are refused. The largest network has a fifth of that in weights."""


def freeze_weights(arrays: Mapping[str, object]) -> Weights:
    """Turn lists of numbers by name into the hashable form a spec holds.

    Parameters
    ----------
    arrays : mapping of str to lists
        ``W...``: a list of rows; ``b...``: a list of numbers. Arrays serve as well.

    Raises
    ------
    SpecError
        If a value is not made of finite numbers, or the rows differ in length.
    """
    for name in arrays:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,29}", name):
            raise SpecError("weights", f"{quoted(name)} cannot be the name of an array such as W1")
    return tuple((name, _freeze_array(name, rows)) for name, rows in arrays.items())


def read_weights(path: str | Path) -> Weights:
    """Read weights from a JSON file.

    Parameters
    ----------
    path : str or Path
        A file that holds ``{"W1": [[...], ...], "b1": [...], ...}``, or an object with such an
        object under ``weights``, as ``scratchnet-tui run --format json`` prints it.

    Raises
    ------
    SpecError
        If the file cannot be read, is not JSON, or holds something else.
    """
    return weights_in(read_object(path), path)


def weights_in(plain: Mapping[str, Any], path: str | Path) -> Weights:
    """Return the weights in what `read_object` has read. Errors as in `read_weights`."""
    name = shortened(str(path))
    arrays = plain["weights"] if isinstance(plain.get("weights"), dict) else plain
    if not arrays:
        raise _no_weights(name)
    try:
        return freeze_weights(arrays)
    except SpecError as error:
        raise SpecError("weights", f"{name}: {error}") from None


def read_object(path: str | Path) -> dict[str, Any]:
    """Return the JSON object that a file of weights holds.

    Raises
    ------
    SpecError
        If the file cannot be read, is not JSON, or holds no object.
    """
    name = shortened(str(path))
    try:
        plain = json.loads(
            _checked(read_bytes(Path(path), MOST_WEIGHTS_MEBIBYTES)).decode("utf-8-sig")
        )
    except DataError as error:
        raise SpecError("weights", f"{name}: {error}") from None
    except UnicodeDecodeError:
        raise SpecError("weights", f"{name} is not a text file in UTF-8") from None
    except json.JSONDecodeError as error:
        raise SpecError(
            "weights", f"{name}, line {error.lineno}, column {error.colno}: this is not JSON"
        ) from None
    except (RecursionError, ValueError):  # ValueError: an integer of thousands of digits
        raise SpecError("weights", f"{name} is not JSON that can be read") from None
    if not isinstance(plain, dict):
        raise _no_weights(name)
    return plain


def _no_weights(name: str) -> SpecError:
    return SpecError("weights", f'{name} must hold an object such as {{"W1": [[0.1, 0.2]]}}')


def _checked(content: bytes) -> bytes:
    """Return the content of a file, unless it has more values than could be meant.

    Values are counted by their separators, before any is parsed: a list takes 60 times the memory
    of the two brackets it is written with.
    """
    values = sum(map(content.count, (b",", b"[", b"{")))
    if values > MOST_VALUES:
        raise DataError(
            f"the file is too large; it holds about {values:,} values, and {MOST_VALUES:,} are the "
            "most"
        )
    return content


def _freeze_array(name: str, rows: object) -> tuple[float, ...] | tuple[tuple[float, ...], ...]:
    if isinstance(rows, np.ndarray):
        rows = rows.tolist()
    if not _is_list(rows) or not rows:
        raise SpecError("weights", f"{name} must be a list of numbers or of rows")
    if not any(_is_list(row) for row in rows):
        return tuple(_number(f"{name}[{j}]", value) for j, value in enumerate(rows))
    matrix: list[tuple[float, ...]] = []
    for i, row in enumerate(rows):
        if not _is_list(row) or (matrix and len(row) != len(matrix[0])):
            raise SpecError("weights", f"row {i} of {name} must be as long as the first row")
        matrix.append(tuple(_number(f"{name}[{i}][{j}]", value) for j, value in enumerate(row)))
    return tuple(matrix)


def _is_list(value: object) -> TypeGuard[list[object] | tuple[object, ...]]:
    return isinstance(value, list | tuple)


def _number(place: str, value: object) -> float:
    number = math.nan
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
    if not math.isfinite(number):
        raise SpecError("weights", f"{place} is {quoted(value)}; it must be a finite number")
    return number
