"""Where the data come from: the data set, or a file and which of its columns are what.

The data sets stand in families, so that one can go through them in larger steps as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from core import DATASET_NAMES, SOURCES, RunSpec, take_up
from core.files import STDIN, as_pasted, looks_like_a_path
from core.printable import printable

from .base import Field, Settings

_NONE = "none"


def _family(name: str) -> str:
    """Return the family a data set stands under in the form; the parities are one."""
    return SOURCES[name].family.split("-")[0] if name in SOURCES else "files"


FAMILIES: tuple[str, ...] = tuple(dict.fromkeys(map(_family, DATASET_NAMES)))
"""The families of the data sets, in the order of the first of each."""

NAMES: tuple[str, ...] = tuple(
    sorted(DATASET_NAMES, key=lambda name: FAMILIES.index(_family(name)))
)
"""The data sets, family by family."""


def _label(file: str) -> str:
    """Return what a file is called in the form: its name, or its path where that could mislead."""
    name = "stdin" if file == STDIN else Path(file).name
    misleads = Path(name).exists() and Path(file).resolve() != Path(name).resolve()
    return printable(file if misleads else name)


def _show_data(now: Settings) -> str:
    return now.spec.dataset or _label(now.spec.data_file or "")


def data_field(settings: Settings) -> Field:
    """Return the field of the data set, with the file that was used last among its choices."""
    names = NAMES if settings.file is None else (*NAMES, _label(settings.file))

    def jump(now: Settings, by: int) -> str:
        families = list(dict.fromkeys(map(_family, names)))
        there = families.index(_family(_show_data(now))) + by
        return next(name for name in names if _family(name) == families[there % len(families)])

    def told(now: Settings) -> str:
        if now.spec.dataset is None:
            return "PageUp and PageDown go to the data sets."
        family = _family(now.spec.dataset)
        mates = [name for name in NAMES if _family(name) == family]
        place = f"{mates.index(now.spec.dataset) + 1} of {len(mates)}"
        return f"Family {family}, {place}; PageUp and PageDown go to the others."

    return Field(
        "data set",
        "The data to learn: a name (left and right go through them), or the path of a CSV file.",
        _show_data,
        _take_data,
        names,
        told=told,
        jump=jump,
        reads=_file_to_read,
    )


def _take_data(now: Settings, text: str) -> Settings:
    """Take the name of a data set, or else the path of a file."""
    file = _file_of(now, text)
    if file is None:
        return _taken(now, dataset=text, data_file=None, target=(), ignore=())
    return replace(_taken(now, dataset=None, data_file=file, target=(), ignore=()), file=file)


def _file_of(now: Settings, text: str) -> str | None:
    """Return the path that is meant by a text; None if it is, or was to be, a data set's name."""
    if text in DATASET_NAMES:
        return None
    if now.file is not None and text in (now.file, _label(now.file)):
        return now.file
    return as_pasted(text) if looks_like_a_path(text) else None


def _file_to_read(now: Settings, text: str) -> str | None:
    """Return the file to read for a text that was typed; what was piped in cannot come again."""
    file = _file_of(now, text)
    return None if file == STDIN else file


def _taken(now: Settings, **changes: Any) -> Settings:
    spec, dataset = take_up(now.spec, changes, now.table)
    return replace(now, spec=spec, dataset=dataset, table=dataset.table or now.table)


def _columns(now: Settings) -> tuple[str, ...]:
    return () if now.dataset is None else now.dataset.columns


def _targets(now: Settings) -> tuple[str, ...]:
    """Return the columns that are learned: those chosen, or else the last that is left."""
    if now.spec.target or now.dataset is None:
        return tuple(map(printable, now.spec.target))
    return (now.dataset.label or now.dataset.targets[0],)


def _read(text: str, columns: Iterable[str]) -> tuple[str, ...]:
    """Read the names of columns; a name with a comma in it stands for itself."""
    return (text,) if text in columns else tuple(name.strip() for name in text.split(","))


def target_field(settings: Settings) -> Field:
    """Return the field of a file's target columns."""

    def take(now: Settings, text: str) -> Settings:
        # Rows that were edited have their numbers in the order of the columns as they were.
        taken = _taken(now, target=_read(text, _columns(now)), rows=None)
        if not now.dataset or not taken.dataset or now.dataset.kind == taken.dataset.kind:
            return taken
        names = ("dataset", "data_file", "target", "ignore")  # targets of another kind
        chosen = {name: getattr(taken.spec, name) for name in names}
        suited, _ = take_up(RunSpec(), chosen, taken.table)
        return taken.having(output=suited.output, loss=suited.loss)

    def classes(now: Settings) -> str:
        known = now.dataset is not None and now.dataset.label
        return f"{len(now.dataset.targets)} classes" if now.dataset and known else ""

    ignored = set(map(printable, settings.spec.ignore))
    return Field(
        "target",
        "The column to be learned; the others are inputs. Separate several with commas. "
        "class:NAME reads numbers as labels.",
        lambda now: ",".join(_targets(now)),
        take,
        tuple(name for name in _columns(settings) if name not in ignored),
        more=classes,
    )


def ignore_field(settings: Settings) -> Field:
    """Return the field of the columns of a file that are left aside."""

    def take(now: Settings, text: str) -> Settings:
        names = () if text in ("", _NONE) else _read(text, _columns(now))
        return _taken(now, ignore=names, rows=None)

    targets = {printable(name.removeprefix("class:")) for name in settings.spec.target}
    return Field(
        "ignore",
        "Columns to leave out: neither inputs nor targets; or none. Separate several with commas.",
        lambda now: ",".join(map(printable, now.spec.ignore)) or _NONE,
        take,
        (_NONE, *(name for name in _columns(settings) if name not in targets)),
    )
