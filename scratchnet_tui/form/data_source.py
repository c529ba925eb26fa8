"""The source of the data: a data set, or the path of a file followed by options.

The data sets are grouped in families, so that one can go through them in larger steps too.
"""

from __future__ import annotations

import os
import re
import shlex
from argparse import ArgumentTypeError
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core import (
    BUILTIN_DATASETS,
    DATASET_NAMES,
    OF_FILE,
    DataError,
    RunSpec,
    SpecError,
    is_read,
    with_defaults,
)
from core.data.tables.messages import plain_name
from core.printable import printable, quoted, shortened
from core.user_input.file_reading import STDIN, as_pasted, looks_like_a_path
from scratchnet_tui.session.setup import Setup, ToRead
from scratchnet_tui.settings.option_values import to_columns

from .field import Field

if TYPE_CHECKING:
    from core import Table


def _family(name: str) -> str:
    """Return the family of a data set in the form; the parities are one."""
    return BUILTIN_DATASETS[name].family.split("-")[0] if name in BUILTIN_DATASETS else "files"


FAMILIES: tuple[str, ...] = tuple(dict.fromkeys(map(_family, DATASET_NAMES)))
"""The families of the data sets, in the order of the first of each."""

NAMES: tuple[str, ...] = tuple(
    sorted(DATASET_NAMES, key=lambda name: FAMILIES.index(_family(name)))
)
"""The data sets, family by family."""


def _label(file: str) -> str:
    """Return the label of a file in the form: its name, or its path if the name could mislead."""
    name = "stdin" if file == STDIN else Path(file).name
    misleads = Path(name).exists() and Path(file).resolve() != Path(name).resolve()
    return printable(file if misleads else name)


def _show_data(now: Setup) -> str:
    return now.spec.dataset or _label(now.spec.data_file or "")


def data_field(setup: Setup) -> Field:
    """Return the field of the data set, with the file that was used last among its choices."""
    names = NAMES if setup.file is None else (*NAMES, _label(setup.file))

    def jump(now: Setup, by: int) -> str:
        families = list(dict.fromkeys(map(_family, names)))
        there = families.index(_family(_show_data(now))) + by
        return next(name for name in names if _family(name) == families[there % len(families)])

    def remark(now: Setup) -> str:
        if now.spec.dataset is None:
            return "PageUp and PageDown go to the data sets."
        family = _family(now.spec.dataset)
        mates = [name for name in NAMES if _family(name) == family]
        place = f"{mates.index(now.spec.dataset) + 1} of {len(mates)}"
        return f"Family {family}, {place}; PageUp and PageDown go to the others."

    return Field(
        "data set",
        "The data to learn: a name, or the path of a table; options such as --header none may "
        "follow it.",
        _show_data,
        _take_data,
        names,
        remark=remark,
        jump=jump,
        reads=_file_to_read,
    )


def _take_data(now: Setup, text: str) -> Setup:
    """Apply the name of a data set, or else the path of a file followed by options."""
    path, chosen = parted(text)
    file = _file_of(now, path, bool(chosen))
    if file is None:
        fresh = {name: RunSpec.__dataclass_fields__[name].default for name in OF_FILE}
        return taken(now, **(fresh | chosen | {"dataset": path, "data_file": None}))
    named: dict[str, Any] = {"dataset": None, "data_file": file}
    before = _as_used(now, file)
    how = {name: (before | chosen)[name] for name in _OF_READING if name in before | chosen}
    wanted = to_read(RunSpec(**named, **how))
    table = now.table
    if not is_read(wanted.file, wanted.header, wanted.encoding, table):
        asked = (*chosen.get("target", ()), *chosen.get("keep", ()))
        from core import open_table

        table = open_table(wanted.file, None, wanted.header, wanted.encoding, asked)
    assert table is not None
    now = replace(now, table=table)
    kept = _still_meant(before, chosen, table)
    try:
        found = taken(now, **(named | kept | chosen))
    except DataError:
        if not (now.digest and now.digest != table.digest) or not any(map(kept.get, _OF_COLUMNS)):
            raise
        kept |= dict.fromkeys(_OF_COLUMNS, ())  # what suited the file as it was
        found = taken(now, **(named | kept | chosen))
    return replace(found, file=file, note=_given_up(before, kept, chosen))


_OF_COLUMNS = ("target", "ignore", "keep")
"""The settings that name columns of a file."""

_OF_READING = ("header", "encoding")
"""The settings that decide what a file holds."""


def _as_used(now: Setup, file: str) -> dict[str, Any]:
    """Return how a file was used last; `strict` holds only for the path it was typed behind."""
    return dict(now.used) | {"strict": False} if file == now.file else {}


def _still_meant(
    before: Mapping[str, Any], chosen: Mapping[str, Any], table: Table
) -> dict[str, Any]:
    """Return how a file was used before, without columns that can no longer be used so.

    Those are the columns that the file does not have, and those chosen for something else.
    """
    there = frozenset(map(printable, table.names))
    found = dict(before)
    for field in _OF_COLUMNS:
        others = [name for other in _OF_COLUMNS if other != field for name in chosen.get(other, ())]
        gone = {plain_name(name, there) for name in others}
        names = {name: plain_name(name, there) for name in before.get(field, ())}
        if names:
            found[field] = tuple(
                name for name, plain in names.items() if plain in there and plain not in gone
            )
    return found


def _given_up(before: Mapping[str, Any], kept: Mapping[str, Any], chosen: Mapping[str, Any]) -> str:
    """Return which columns are no longer used as before although the user has not asked for it."""
    parts = []
    for field in _OF_COLUMNS:
        names = (
            [] if field in chosen else [n for n in before.get(field, ()) if n not in kept[field]]
        )
        if names:
            parts.append(f"{field} {shortened(', '.join(names), 60)}")
    return f"Given up, for it does not suit any more: {'; '.join(parts)}." if parts else ""


_COLUMN_NAMES = dict.fromkeys(_OF_COLUMNS, to_columns)
_OPTION = re.compile(rf"\s--({'|'.join(OF_FILE)})(?=[\s=]|$)")


def parted(text: str) -> tuple[str, dict[str, Any]]:
    """Split a path, or the name of a data set, from the options of a file that follow it.

    Parameters
    ----------
    text : str
        Such as ``my table.csv --header none --ignore 'row, id'``. If the whole text is the path of
        a file, there are no options.

    Returns
    -------
    tuple of str and dict
        The path, and the fields of `core.OF_FILE` that are chosen.

    Raises
    ------
    SpecError
        If the options cannot be understood.
    """
    first = _OPTION.search(text)
    if first is None or os.path.lexists(text):
        return text, {}
    try:
        words = shlex.split(text[first.start() :])
    except ValueError:
        raise SpecError("data_file", "a quote behind the path is not closed") from None
    chosen: dict[str, Any] = {}
    while words:
        word, _, value = words.pop(0).partition("=")
        name = word.removeprefix("--")
        if not word.startswith("--") or name not in OF_FILE:
            valid = ", ".join(f"--{each}" for each in OF_FILE)
            raise SpecError(
                "data_file", f"{quoted(word)} stands behind the path; it may be {valid}"
            )
        if name == "strict":
            chosen[name] = True
            continue
        if not value and (not words or words[0].startswith("--")):
            raise SpecError(name, f"--{name} needs a value behind it")
        value = value or words.pop(0)
        try:
            chosen[name] = _COLUMN_NAMES.get(name, str)(value)
        except ArgumentTypeError as fault:
            raise SpecError(name, f"--{name} {fault}") from None
    return text[: first.start()].rstrip(), chosen


def _file_of(now: Setup, text: str, plainly: bool = False) -> str | None:
    """Return the path that a text means; None for a (perhaps misspelt) name of a data set.

    With `plainly` the text is a path whatever it looks like.
    """
    if text in DATASET_NAMES:
        return None
    if now.file is not None and text in (now.file, _label(now.file)):
        return now.file
    # Path.is_file raises for names that are too long; this takes any text.
    is_path = plainly or looks_like_a_path(text) or os.path.isfile(text)  # noqa: PTH113
    return as_pasted(text) if is_path else None


def _file_to_read(now: Setup, text: str) -> ToRead | None:
    """Return the file to read for a typed text; standard input cannot be read again."""
    path, chosen = parted(text)
    file = _file_of(now, path, bool(chosen))
    if file is None or file == STDIN:
        return None
    before = _as_used(now, file)
    how = {name: before[name] for name in before if name not in _OF_COLUMNS} | chosen
    return to_read(RunSpec(dataset=None, data_file=file, **how))


def to_read(spec: RunSpec) -> ToRead:
    """Return what is to be read for a spec of a file."""
    assert spec.data_file is not None
    return ToRead(spec.data_file, spec.header, spec.encoding, (*spec.target, *spec.keep))


def taken(now: Setup, **changes: Any) -> Setup:
    """Return the setup with other fields of the spec, and the matching data."""
    spec, dataset = with_defaults(now.spec, changes, now.table)
    return replace(now, spec=spec, dataset=dataset, table=dataset.table or now.table, note="")
