"""Small tables with large numeric targets and with repeated inputs, as users have them."""

from __future__ import annotations

from pathlib import Path

PRICES = tuple(
    (35.0 + 5.0 * i, 2900.0 * (35.0 + 5.0 * i) + 41000.0 + 17500.0 * ((i * 7) % 5 - 2))
    for i in range(24)
)
"""Size and price in ones, near a line: a spread of about 100,000."""

DISTANCES = tuple(
    (4.0 + 2.0 * (i // 3), round(0.09 * (4.0 + 2.0 * (i // 3)) ** 2 + (i * 11) % 17, 0))
    for i in range(36)
)
"""Speed and stopping distance, sorted by speed, each speed three times with other distances."""


def write_numbers(folder: Path, rows: tuple[tuple[float, float], ...]) -> str:
    """Write a table into a file and return its path."""
    path = folder / "numbers.csv"
    lines = ["x,y", *(f"{x:g},{y:.10g}" for x, y in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)
