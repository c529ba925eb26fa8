"""How fast the app trains."""

from __future__ import annotations

PACES: tuple[tuple[str, float | None], ...] = (
    ("1", 1.0),
    ("10", 10.0),
    ("100", 100.0),
    ("1000", 1000.0),
    ("max", None),
)
"""Epochs a second: the name of each pace, and the number; None is as fast as it goes."""
