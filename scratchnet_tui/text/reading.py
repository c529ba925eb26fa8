"""The progress of reading a file, in words."""

from __future__ import annotations

from core import Reading


def progress(reading: Reading) -> str:
    """Return how far a file has been read: ``34 of 250 MB, 1,204,000 rows``."""
    if not reading.bytes:
        return "nothing has come yet"
    size = f" of {_mb(reading.size)}" if reading.size else ""
    rows = f", {reading.rows:,} rows" if reading.rows else ""
    return f"{_mb(reading.bytes)}{size} MB{rows}"


def _mb(number: int) -> str:
    return f"{number / 1e6:.0f}" if number >= 10e6 else f"{number / 1e6:.1f}"
