"""What is said of the engine that trains."""

from __future__ import annotations

from core import RunSpec
from core.compiled import library


def slower(asked: str, spec: RunSpec) -> str:
    """Say that training is slower here than elsewhere, and why; empty where it is not.

    A sentence without a full stop. Nothing is said to those who asked for the readable engine, nor
    of a run with a slip, which no other engine trains.

    Parameters
    ----------
    asked : str
        The engine that was asked for: ``auto``, ``compiled`` or ``readable``.
    """
    if asked == "readable" or spec.slip != "none" or library.load() is not None:
        return ""
    return (
        f"there is no compiled engine ({library.reason()}); the readable one gives the same "
        "numbers, more slowly"
    )
