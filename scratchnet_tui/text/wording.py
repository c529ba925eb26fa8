"""How numbers and runs are worded, the same on the command line and on the screen."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len, chop_cells, set_cell_size

from core import OPTIMIZERS, Network, RunSpec
from scratchnet_tui.settings.table import with_value
from scratchnet_tui.settings.values import data_name

TEST_SET_USED = "the test set was used for a choice, so it says less about new rows;"
"""What is said when training was stopped by what the test set says; how to do better follows."""


KEEPS_MOMENTUM = tuple(name for name, rule in OPTIMIZERS.items() if rule.uses_momentum)
"""The rules that make use of the setting momentum."""


_GAP = "  "
_NAME = 4  # the fewest cells to which a name is cut

_REGULARISATION = ("l1", "l2", "dropout")  # the regularisation settings


@dataclass(frozen=True)
class Fact:
    """A short part of the description of a run.

    `short` is the text for little room; empty if the fact can be left out then.
    """

    text: str
    short: str = ""


def facts(spec: RunSpec, network: Network) -> tuple[Fact, ...]:
    """Return the description of a run: data, shape, loss, rule and so on.

    The most important facts come first.
    """
    activations = [layer.activation for layer in network.layers]
    if len(set(activations)) == 1:
        activations = activations[:1]
    data = data_name(spec) + "*" * (spec.rows is not None)
    layers = f"{'/'.join(activations)}{' +bias' if spec.bias else ''}"
    rule = f"{spec.rule} {spec.rate:g}"
    parts = [
        Fact(data, data),
        Fact(f"{network.shape} {layers}", network.shape),
        Fact(spec.loss.replace("-", " ")),
        Fact(rule, rule),
    ]
    if spec.class_weight != "none":
        parts.append(Fact(with_value("class_weight", spec)))
    if spec.schedule != "constant":
        parts.append(Fact(f"{spec.schedule} {spec.period}"))
    parts += [Fact(with_value(name, spec)) for name in _REGULARISATION if getattr(spec, name)]
    if spec.batch != 1:
        parts.append(Fact(with_value("batch", spec)))
    if spec.order != "sequential":
        parts.append(Fact(spec.order.replace("-", " ")))
    if spec.slip != "none":
        parts.append(Fact(f"slip: {spec.slip}", "slip!"))
    parts.append(Fact("given weights" if spec.init == "literal" else f"seed {spec.seed}"))
    return tuple(parts)


def describe(spec: RunSpec, network: Network) -> tuple[str, ...]:
    """Return the `facts` of a run in full; a star after the data means that rows were edited."""
    return tuple(fact.text for fact in facts(spec, network))


def described(spec: RunSpec, network: Network, room: int) -> str:
    """Return the `facts` of a run within `room` cells, two blanks apart.

    Optional facts are dropped first, from the end; then the others take their short form. If that
    is still too long, the name of the data is cut, and at last the shape is left out, so that rate
    and slip can still be seen.
    """
    said = list(facts(spec, network))
    while _width(fact.text for fact in said) > room and not all(fact.short for fact in said):
        last = max(i for i, fact in enumerate(said) if not fact.short)
        del said[last]
    texts = [fact.text for fact in said]
    if _width(texts) <= room:
        return _GAP.join(texts)
    name, *others = (fact.short for fact in said)
    left = room - _width(others) - len(_GAP)
    if cell_len(name) > left:
        name = set_cell_size(name, left - 1).rstrip() + "…" if left > _NAME else ""
    if not name and _width(others) > room:
        others = others[1:]
    return _GAP.join(filter(None, (name, *others)))


def _width(texts: Iterable[str]) -> int:
    return cell_len(_GAP.join(texts))


def signed(value: float, width: int = 7, decimals: int = 3) -> str:
    """Write a number with its sign in a fixed width, and 0 only if it is 0.

    Parameters
    ----------
    value : float
        Any number.
    width : int
        At least 7 characters.
    decimals : int
        The most digits after the point.

    Returns
    -------
    str
        Such as ``+3.2140``, ``-12.050``, ``+1.2e-5`` or ``+inf``; right-justified.
    """
    if value == 0.0:
        return f"{'0':>{width}}"
    if not math.isfinite(value):
        return f"{value:+}".rjust(width)
    if 10.0**-decimals <= abs(value) < 10.0 ** (width - 2):
        whole = len(f"{abs(value):.0f}")
        text = f"{value:+.{max(0, min(decimals, width - 2 - whole))}f}"
    else:
        text = _scientific(value, width)
    return text.rjust(width)


def _scientific(value: float, width: int) -> str:
    for digits in (2, 1, 0):
        mantissa, exponent = f"{value:+.{digits}e}".split("e")
        text = f"{mantissa}e{int(exponent)}"
        if len(text) <= width:
            break
    return text


def rounded(value: float, width: int, decimals: int, sign: bool = False) -> str:
    """Write a number rounded to a fixed width, with fewer decimals if it is large.

    Parameters
    ----------
    value : float
        Any number.
    width : int
        At least 4 characters, or 5 with a sign.
    decimals : int
        The most digits after the point.
    sign : bool
        Whether a plus is written too.

    Returns
    -------
    str
        Such as ``0.25``, ``+0.25``, ``-12.1``, ``1e12`` or ``nan``; right-justified. Only 0 itself
        is written without a point. A number too large for the width is written as a bound that it
        exceeds.
    """
    plus = "+" if sign else ""
    if value == 0.0:
        return f"{'0':>{width}}"
    if not math.isfinite(value):
        return f"{value:{plus}}".rjust(width)
    tries = [f"{value:{plus}.{places}f}" for places in range(decimals, -1, -1)]
    mantissa, exponent = f"{value:{plus}.0e}".split("e")
    tries.append(f"{mantissa}e{int(exponent)}")
    beyond = ">1e9" if value > 0.0 else "<-9"
    return next((text for text in tries if len(text) <= width), beyond).rjust(width)


def small(value: float) -> str:
    """Write a loss in at most eight characters: ``0.25136``, ``0.00016``, ``1.6e-07``."""
    text = f"{value:.5f}"
    if value == 0.0 or (value >= 1e-4 and len(text) <= 8):
        return text
    return f"{value:.1e}"


def share_explained(value: float | None, decimals: int = 4) -> str:
    """Write R2 with fixed decimals, as 1 only if it is 1; a dash for None."""
    if value is None:
        return "-"
    if value <= -10.0:
        return f"{value:.0e}"
    most = 1.0 if value == 1.0 else 1.0 - 10.0**-decimals
    return f"{min(value, most):.{decimals}f}"


def count(value: float) -> str:
    """Write a count or a speed briefly: ``950``, ``1.2k``, ``34k``, ``2.5M``."""
    for size, unit in ((1e6, "M"), (1e3, "k")):
        if value >= size * 0.9995:
            scaled = value / size
            return f"{scaled:.1f}{unit}" if scaled < 9.95 else f"{scaled:.0f}{unit}"
    return f"{value:.0f}"


def plain(value: float, decimals: int | None = None) -> str:
    """Write a finite input or target: ``1``, ``0.25``, ``-3.5``.

    `decimals` is the number of digits after the point; by default as few as needed.
    """
    if decimals is None or abs(value) >= 1e6:
        return f"{value:.4g}"
    return f"{value:.{decimals}f}"


def fit(name: str, width: int) -> str:
    """Cut or left-pad a name to a width in cells; a Hangul letter takes two.

    The value is kept in the name of a one-hot column, such as ``colour=red``, because it is what
    distinguishes the column.
    """
    if cell_len(name) > width and "=" in name.strip("="):
        name = "=" + name.rpartition("=")[2]
    return " " * max(0, width - cell_len(name)) + set_cell_size(name, min(width, cell_len(name)))


def wrapped(text: str, width: int) -> list[str]:
    """Wrap a text to lines of at most `width` cells, but not at hyphens as in cross-entropy."""
    if cell_len(text) == len(text):
        return textwrap.wrap(text, width, break_on_hyphens=False)
    lines: list[str] = []  # textwrap counts characters, and some take two cells
    for word in text.split():
        first, *rest = chop_cells(word, width)
        if lines and cell_len(f"{lines[-1]} {first}") <= width and not rest:
            lines[-1] += f" {first}"
        else:
            lines += [first, *rest]
    return lines


def as_sentences(notes: Iterable[str]) -> str:
    """Join notes, which have neither capital nor full stop, as sentences."""
    return " ".join(f"{note[0].upper()}{note[1:]}." for note in notes)
