"""What `scratchnet-tui list` prints: everything that can be chosen, with a line on each."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from core import (
    ACTIVATIONS,
    DATASET_NAMES,
    EXTRAS,
    INIT_NAMES,
    LESSONS,
    LOSSES,
    ORDERS,
    RULES,
    RULES_TO_STOP,
    SCALES,
    SCHEDULES,
    SLIPS,
    builtin,
)

_LINES = {
    "rules": {
        "sgd": "dW = alpha * downhill",
        "momentum": "a share of the last step is kept in the next",
        "momentum-reset": "the same, but forgotten at the end of every epoch: a known slip",
        "nesterov": "momentum that looks ahead to where it is going",
        "rmsprop": "each weight has its own pace: the slope by its mean size of late",
        "adam": "rmsprop with a momentum, corrected for its cold start",
    },
    "schedules": {
        "constant": "the rate stays as it is",
        "step": "the rate is stepped down once in every period",
        "inverse": "the rate falls like 1/t; after a period it is half",
        "cosine": "the rate falls to nothing along half a cosine, over a period",
    },
    "extras": {
        "x1^2": "the first input squared",
        "x2^2": "the second input squared",
        "x1*x2": "the product of the first two",
        "sin x1": "the sine of the first",
        "sin x2": "the sine of the second",
    },
    "scales": {
        "none": "the inputs as they are",
        "standard": "each input gets mean 0 and standard deviation 1",
    },
    "inits": {
        "uniform": "evenly from -1 to 1",
        "literal": "exactly the numbers of --weights FILE.json",
    },
    "orders": {
        "sequential": "the rows as they come",
        "shuffled": "another order in every epoch, decided by the seed",
        "first-only": "the first row alone: a return one indent too deep",
    },
}


def _lines(topic: str, names: Iterable[str]) -> dict[str, str]:
    return {name: _LINES[topic].get(name, "") for name in names}


def topics() -> dict[str, dict[str, str]]:
    """Return, for each topic of the command `list`, the names and a line on each."""
    return {
        "datasets": {name: builtin(name).description for name in DATASET_NAMES},
        "lessons": {name: lesson.title for name, lesson in LESSONS.items()},
        "rules": _lines("rules", RULES),
        "activations": {name: a.formula for name, a in ACTIVATIONS.items()},
        "losses": {name: loss.formula for name, loss in LOSSES.items()},
        "inits": _lines("inits", INIT_NAMES),
        "orders": _lines("orders", ORDERS),
        "slips": {name: slip.text for name, slip in SLIPS.items()},
        "schedules": _lines("schedules", SCHEDULES),
        "extras": _lines("extras", EXTRAS),
        "scales": _lines("scales", SCALES),
        "stops": RULES_TO_STOP,
    }


def print_list(topic: str | None) -> None:
    """Print one topic, or all of them under headings.

    Parameters
    ----------
    topic : str or None
        The topic, or None for all.
    """
    for heading, entries in topics().items():
        if topic is None:
            print(f"{heading}:")
        if topic in (None, heading):
            _print_entries(entries)


def _print_entries(entries: dict[str, str]) -> None:
    width = max(map(len, entries)) + 2
    for name, line in entries.items():
        print(
            textwrap.fill(
                line, 88, initial_indent=f"  {name:<{width}}", subsequent_indent=" " * (width + 2)
            )
        )
