"""A setting as a row of a form: what it shows, and its neighbours left and right.

A field knows nothing of widgets. It turns settings into text, and a wish into other settings.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core import SpecError
from core.user_input.printable import quoted
from scratchnet_tui.session.settings import Settings, ToRead

NOTHING = "-"
"""What a field shows when there is nothing to be set."""

LADDER = (1, 2, 3, 5, 7, 9)
"""The leading digits of the learning rates that [ and ] step through."""


@dataclass(frozen=True)
class Field:
    """One setting.

    Attributes
    ----------
    name : str
        The label of its row.
    hint : str
        What it decides, and what may be typed.
    text : callable
        ``text(settings) -> str``: the present value.
    parse : callable
        ``parse(settings, text) -> settings``: a value that was typed. Raises `core.CoreError`.
    choices : tuple of str
        The values to turn through, round in a circle.
    step : callable, optional
        ``step(settings, by) -> text``: the next value, where there is no end of choices.
    layer : int or None
        Which hidden layer it belongs to, counted from 0.
    told : callable
        ``told(settings) -> str``: a sentence on the present value, or several, each on a line of
        its own; empty if there is none.
    jump : callable, optional
        ``jump(settings, by) -> text``: the first value of the next group, where values have groups.
    more : callable
        ``more(settings) -> str``: what its row shows behind the present value.
    reads : callable
        ``reads(settings, text) -> ToRead``: the file that has to be read for a value that was
        typed. Whoever has read it puts it into `Settings.table` before `parse`. None: no file is
        read. Raises `core.CoreError` if that value is not legal.
    opens : str
        What Enter opens in the place of an input: ``columns`` or ``remarks``; empty: an input.
    """

    name: str
    hint: str
    text: Callable[[Settings], str]
    parse: Callable[[Settings, str], Settings]
    choices: tuple[str, ...] = ()
    step: Callable[[Settings, int], str] | None = None
    layer: int | None = None
    told: Callable[[Settings], str] = lambda _settings: ""
    jump: Callable[[Settings, int], str] | None = None
    more: Callable[[Settings], str] = lambda _settings: ""
    reads: Callable[[Settings, str], ToRead | None] = lambda _settings, _text: None
    opens: str = ""

    def turned(self, settings: Settings, by: int) -> list[str]:
        """Return the values to try when turning to the right (1) or to the left (-1), in order.

        Parameters
        ----------
        settings : Settings
            The present ones. A value that was typed and is no choice leads to the first or last.
        by : int
            1 or -1.
        """
        if self.step is not None:
            return [self.step(settings, by)]
        present = self.text(settings)
        if present == NOTHING:
            return []
        around = self.choices[::by]
        start = around.index(present) + 1 if present in around else 0
        return [text for text in (*around[start:], *around[:start]) if text != present]


@dataclass(frozen=True)
class Group:
    """Fields under a heading, and a short line below them that may be empty."""

    title: str
    fields: tuple[Field, ...]
    note: str = ""


def word(name: str, hint: str, choices: Sequence[str]) -> Field:
    """Return a field of the spec that holds one of several words."""
    return Field(
        name,
        f"{hint} One of {', '.join(choices)}.",
        lambda now: str(getattr(now.spec, name)),
        lambda now, text: now.having(**{name: text}),
        tuple(choices),
    )


def share(name: str, hint: str, choices: Sequence[str]) -> Field:
    """Return a field of the spec that holds a number, with a few to turn through."""
    return Field(
        name,
        hint,
        lambda now: f"{getattr(now.spec, name):g}",
        lambda now, text: now.having(**{name: real(name, text)}),
        tuple(choices),
    )


def whole(name: str, text: str) -> int:
    """Read a whole number, or refuse in a sentence."""
    try:
        return int(text)
    except ValueError:
        raise SpecError(name, f"{name} is {quoted(text)}; it must be a whole number") from None


def switched(name: str, text: str) -> bool:
    """Read on or off, or refuse in a sentence."""
    if text.lower() not in ("on", "off"):
        raise SpecError(name, f"{name} is {quoted(text)}; it must be on or off")
    return text.lower() == "on"


def number(name: str, text: str) -> float:
    """Read a number whose place says what it is, such as a cell or a weight.

    Raises
    ------
    SpecError
        Of the field `name`, if the text says none.
    """
    try:
        return float(text)
    except ValueError:
        raise SpecError(name, f"{quoted(text)} is not a number such as -0.5") from None


def real(name: str, text: str) -> float:
    """Read a number, or refuse in a sentence."""
    try:
        return float(text)
    except ValueError:
        raise SpecError(
            name, f"{name} is {quoted(text)}; it must be a number such as 0.1"
        ) from None


def neighbour(ladder: Sequence[int], value: int, by: int) -> int:
    """Return the next number of a ladder above (1) or below (-1) a value; its ends are ends."""
    if by > 0:
        return next((rung for rung in ladder if rung > value), value)
    return next((rung for rung in reversed(ladder) if rung < value), value)


def next_rate(rate: float, up: bool) -> float:
    """Return the neighbour of a learning rate on the ladder 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1, ...

    Parameters
    ----------
    rate : float
        The present rate, 0 or more.
    up : bool
        Whether to go up or down.

    Returns
    -------
    float
        The next rate; from 0 the way up starts at 0.1, and the ladder ends at 1e-6 and 9e6.
    """
    if rate == 0.0:
        return 0.1 if up else 0.0
    rungs = [float(f"{digit}e{power}") for power in range(-6, 7) for digit in LADDER]
    if up:
        return next((rung for rung in rungs if rung > rate * (1 + 1e-9)), rate)
    return next((rung for rung in reversed(rungs) if rung < rate * (1 - 1e-9)), rate)
