"""What `scratchnet-tui list` prints: everything that can be chosen, with a line on each."""

from __future__ import annotations

import textwrap

from core import ACTIVATIONS, DATASET_NAMES, INITS, LESSONS, LOSSES, RULES, SLIPS, builtin

_LINES = {
    "rules": {name: rule.text for name, rule in RULES.items()},
    "orders": {
        "sequential": "the rows as they come",
        "shuffled": "another order in every epoch, decided by the seed",
        "first-only": "the first row alone: a return one indent too deep",
    },
}


def topics() -> dict[str, dict[str, str]]:
    """Return, for each topic of the command `list`, the names and a line on each."""
    return {
        "datasets": {name: builtin(name).description for name in DATASET_NAMES},
        "lessons": {name: lesson.title for name, lesson in LESSONS.items()},
        "rules": _LINES["rules"],
        "activations": {name: a.formula for name, a in ACTIVATIONS.items()},
        "losses": {name: loss.formula for name, loss in LOSSES.items()},
        "inits": {name: init.text for name, init in INITS.items()}
        | {"literal": "Exactly the numbers of --weights FILE.json."},
        "orders": _LINES["orders"],
        "slips": {name: slip.text for name, slip in SLIPS.items()},
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
