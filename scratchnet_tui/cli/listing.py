"""The output of `scratchnet-tui list`: everything that can be chosen, with a line on each."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from core import (
    ACTIVATIONS,
    DATASET_NAMES,
    EXTRAS,
    INIT_NAMES,
    INITS,
    LESSONS,
    LOSSES,
    OPTIMIZERS,
    ORDERS,
    RULES_TO_STOP,
    SCALES,
    SCHEDULES,
    SLIPS,
    builtin,
)

_LINES = {
    "rules": {name: rule.text for name, rule in OPTIMIZERS.items()},
    "schedules": {name: schedule.text for name, schedule in SCHEDULES.items()},
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
    "inits": {name: init.text for name, init in INITS.items()}
    | {"literal": "Exactly the numbers of --weights FILE.json."},
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
        "rules": _lines("rules", OPTIMIZERS),
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
    """Print one topic, or with None all of them under headings."""
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
