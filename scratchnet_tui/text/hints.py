"""What the app says to a key that no event of the session answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core import GradientCheck, Problem

WELCOME = "Space runs and pauses; ? opens the help."
SLOWER = "No compiled engine: slower (6: why)."
NO_LESSON = "No lesson is open; press l to choose one."
NO_CELL = "Choose a cell with left and right first."
NO_WEIGHT = "Go to the weights (3) and choose one first."
CHECKING = "Checking the gradient ..."
UPDATE_LEFT = "Out of the update again. Space runs and pauses."

_READABLE = (
    "The readable engine. At full speed, core/compiled/kernel.c does the same if it was compiled."
)
_SLIPPED = "With a slip, every update runs through this readable engine."


def refused(reason: str) -> str:
    """Say that what was asked for has not been done."""
    return f"Not done: {reason}."


def idle_key(key: str) -> str:
    """Say that a key has no meaning where it was pressed."""
    return f"{key} does nothing here; ? lists the keys."


def checked(found: GradientCheck) -> str:
    """Give the result of a gradient check in a sentence."""
    word = "right" if found.right else "wrong" if found.finite else "not finite"
    return f"The gradient is {word}. The check changed nothing."


def engine_shown(problem: Problem) -> str:
    """Say when the source that is shown is the code that runs."""
    return _READABLE if problem.spec.slip == "none" else _SLIPPED
