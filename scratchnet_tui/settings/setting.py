"""One setting: its option, its row in the form, its column in a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .values import written

if TYPE_CHECKING:
    from core import Dataset, RunSpec


@dataclass(frozen=True)
class Option:
    """A setting as an option of the command line.

    Attributes
    ----------
    help : str
        The line in the help; ``{choices}`` stands for the choices of the setting.
    metavar : str
        The placeholder of the value in the help.
    read : callable
        ``read(text)``: the value. Raises ``argparse.ArgumentTypeError``.
    flag : str
        Such as ``--data-seed``; empty: derived from the name of the setting.
    also : tuple of str
        Other names of the option. Underscores in place of hyphens are always accepted too.
    action : Any
        The action of argparse, for a switch that takes no value.
    """

    help: str
    metavar: str = "NAME"
    read: Callable[[str], Any] = str
    flag: str = ""
    also: tuple[str, ...] = ()
    action: Any = None


@dataclass(frozen=True)
class Row:
    """A setting as a row of the form.

    The source is the `core.RunSpec`, or the `core.Stop` for a stop rule.

    Attributes
    ----------
    hint : str
        What it decides, and what may be typed; ``{choices}`` stands for the choices of the setting.
    label : str
        Empty: the name of the setting.
    read : callable
        ``read(label, text)``: the value that was typed. Raises `core.SpecError`.
    turns : tuple of str
        The values to turn through; empty: the choices of the setting.
    step : callable, optional
        ``step(source, by)``: the next value (1) or the one before (-1), for an endless range.
    text : callable, optional
        ``text(source)``: the present value, if it is not written as in a table.
    when : callable
        ``when(spec, dataset)``: whether the setting applies now.
    """

    hint: str
    label: str = ""
    read: Callable[[str, str], Any] = lambda _label, text: text
    turns: tuple[str, ...] = ()
    step: Callable[[Any, int], str] | None = None
    text: Callable[[Any], str] | None = None
    when: Callable[[RunSpec, Dataset | None], bool] = lambda _spec, _dataset: True


@dataclass(frozen=True)
class Setting:
    """One setting of a run.

    Attributes
    ----------
    name : str
        A field of `core.RunSpec`, or of `core.Stop` for a stop rule.
    group : str
        ``data``, ``network``, ``training`` or ``stop rules``: its group in the help and the form.
    option : Option, optional
        Its option, if it has one of its own.
    row : Row, optional
        Its row in the form. Some rows depend on more than their value and are built in `form`.
    choices : tuple of str
        The valid names, if it holds names.
    label : str
        Its heading in a table; empty: the name.
    show : callable, optional
        ``show(source)``: the value in a few characters; by default that of `values.written`.
    fields : tuple of str
        The fields it sets, if one text sets several.
    """

    name: str
    group: str
    option: Option | None = None
    row: Row | None = None
    choices: tuple[str, ...] = ()
    label: str = ""
    show: Callable[[Any], str] | None = None
    fields: tuple[str, ...] = ()
    right: bool = False

    @property
    def flag(self) -> str:
        """The option that sets it."""
        given = self.option.flag if self.option is not None else ""
        return given or f"--{self.name.replace('_', '-')}"

    @property
    def heading(self) -> str:
        """Its name in a table."""
        return self.label or self.name

    @property
    def help(self) -> str:
        """The help text of its option."""
        return "" if self.option is None else self.with_choices(self.option.help)

    def with_choices(self, text: str) -> str:
        """Return a text with the choices filled in."""
        return text.replace("{choices}", ", ".join(self.choices))

    def text(self, source: Any) -> str:
        """Return the value of a spec or of stop rules."""
        return self.show(source) if self.show else written(getattr(source, self.name))

    def changes(self, value: Any) -> dict[str, Any]:
        """Return the fields that a value sets."""
        return dict(zip(self.fields, value, strict=True)) if self.fields else {self.name: value}
