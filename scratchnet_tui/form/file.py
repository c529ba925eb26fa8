"""How a file is read and what its columns are used for: the form rows of a file."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from core import (
    HEADERS,
    MISSING_CHOICES,
    OF_FILE,
    DataError,
    RunSpec,
    SpecError,
    with_defaults,
)
from core.data.tables.messages import plain_name
from core.printable import printable
from core.user_input.file_reading import STDIN
from scratchnet_tui.session.setup import Setup, ToRead
from scratchnet_tui.text.file_remarks import in_form, in_full

from .data_source import taken, to_read
from .field import Field

if TYPE_CHECKING:
    from core import ColumnRole

_NONE = "none"
_NAMED = 3  # columns that are named if there is little room
_ENCODINGS = ("auto", "utf-8", "cp949", "windows-1252", "utf-16", "shift_jis")


def _columns(now: Setup) -> tuple[str, ...]:
    return () if now.dataset is None else now.dataset.columns


def _targets(now: Setup) -> tuple[str, ...]:
    """Return the target columns: those chosen, or else the last remaining one."""
    if now.spec.target or now.dataset is None:
        return tuple(map(printable, now.spec.target))
    return (now.dataset.label or now.dataset.targets[0],)


def _read(text: str, columns: Iterable[str]) -> tuple[str, ...]:
    """Read the names of columns; a column whose own name contains a comma is found too."""
    return (text,) if text in columns else tuple(name.strip() for name in text.split(","))


def with_columns(now: Setup, **changes: Any) -> Setup:
    """Return the setup with other uses of the columns of the file, or of its missing cells.

    Settings that depend on the inputs and targets are adapted. The data must be a file, and the
    changes are of the fields `core.OF_FILE`.
    """
    # Rows that were edited have their numbers in the order of the columns as they were.
    found = taken(now, rows=None, **changes)
    if now.dataset is None or found.dataset is None:
        return found
    if now.dataset.kind == found.dataset.kind:
        return found
    suited = _suited(found)
    return found.having(output=suited.output, loss=suited.loss)


def _suited(now: Setup) -> RunSpec:
    """Return the default run on these data."""
    names = ("dataset", "data_file", *OF_FILE)
    spec, _ = with_defaults(RunSpec(), {name: getattr(now.spec, name) for name in names}, now.table)
    return spec


def _plain(now: Setup, names: Iterable[str]) -> set[str]:
    """Return the printable names of columns, without what they are read as."""
    there = frozenset(map(printable, _columns(now)))
    return {plain_name(name, there) for name in names}


def _kept(now: Setup, others: Iterable[str]) -> tuple[str, ...]:
    """Return the columns that are kept as inputs, without some that now have another use."""
    gone = _plain(now, others)
    return tuple(name for name in now.spec.keep if not _plain(now, (name,)) & gone)


def target_field(setup: Setup) -> Field:
    """Return the field of a file's target columns."""

    def take(now: Setup, text: str) -> Setup:
        names = _read(text, _columns(now))
        return with_columns(now, target=names, keep=_kept(now, names))

    def classes(now: Setup) -> str:
        known = now.dataset is not None and now.dataset.label
        return f"{len(now.dataset.targets)} classes" if now.dataset and known else ""

    ignored = set(map(printable, setup.spec.ignore))
    return Field(
        "target",
        "The column to be learned; the others are inputs. Separate several with commas. "
        "class:NAME reads numbers as labels.",
        lambda now: ",".join(_targets(now)),
        take,
        tuple(name for name in _columns(setup) if name not in ignored),
        more=classes,
    )


def _aside(now: Setup) -> list[ColumnRole]:
    """Return the columns that are ignored by default."""
    return [] if now.dataset is None else [c for c in now.dataset.roles if c.role == "aside"]


def ignore_field(setup: Setup) -> Field:
    """Return the field of the ignored columns of a file."""

    def take(now: Setup, text: str) -> Setup:
        names = () if text in ("", _NONE) else _read(text, _columns(now))
        return with_columns(now, ignore=names, keep=_kept(now, names))

    def of_themselves(now: Setup) -> str:
        aside = [column.name for column in _aside(now)]
        return f"{','.join(aside)} aside" if len(aside) <= _NAMED else f"{len(aside)} aside"

    def remark(now: Setup) -> str:
        aside = [f"{column.name} {column.why}" for column in _aside(now)]
        more = f"; and {len(aside) - _NAMED} more" * (len(aside) > _NAMED)
        return f"Aside without being named: {'; '.join(aside[:_NAMED])}{more}." if aside else ""

    targets = _plain(setup, setup.spec.target)
    return Field(
        "ignore",
        "Columns to leave out: neither inputs nor targets; or none. Separate several with commas.",
        lambda now: ",".join(map(printable, now.spec.ignore)) or _NONE,
        take,
        (_NONE, *(name for name in _columns(setup) if name not in targets)),
        more=lambda now: of_themselves(now) if _aside(now) else "",
        remark=remark,
    )


def _cannot_be_typed(_now: Setup, _text: str) -> Setup:
    raise SpecError("data_file", "this row is no value; Enter opens it")


def _counts(now: Setup) -> str:
    roles = [] if now.dataset is None else [column.role for column in now.dataset.roles]
    inputs, targets = roles.count("input"), roles.count("target")
    left_out = len(roles) - inputs - targets
    return f"{inputs} in, {left_out} left out" if left_out else f"{inputs} in"


COLUMNS_FIELD = Field(
    "columns",
    "Enter opens the list: each column as input, target or aside, as numbers or words.",
    _counts,
    _cannot_be_typed,
    opens="columns",
)
"""The field that opens the list of columns."""


def _count_remarks(now: Setup) -> str:
    number = 0 if now.dataset is None else len(now.dataset.remarks)
    return f"{number} remark{'s' * (number != 1)}"


def _file_remarks(now: Setup) -> str:
    remarks = () if now.dataset is None else now.dataset.remarks
    return "".join(f"\n- {in_form(in_full(remark))}" for remark in remarks)


REMARKS_FIELD = Field(
    "read as",
    "Enter shows all that is to be said of how the file was read.",
    _count_remarks,
    _cannot_be_typed,
    remark=_file_remarks,
    opens="remarks",
)
"""The field of what there is to be said of how the file was read."""

MISSING_FIELD = Field(
    "missing",
    "Missing cells: stop refuses them, drop leaves out the row, mean fills them, mark does so "
    f"and adds an input that says where. One of {', '.join(MISSING_CHOICES)}.",
    lambda now: now.spec.missing,
    lambda now, text: with_columns(now, missing=text),
    MISSING_CHOICES,
)
"""The field of what is done about missing cells."""


def _reading_field(name: str, hint: str, choices: tuple[str, ...]) -> Field:
    """Return a field for which a new value requires reading the file again.

    The columns may have other names then, so the choices for them are dropped.
    """

    def changed(now: Setup, text: str) -> dict[str, Any]:
        if text == getattr(now.spec, name):
            return {}
        changes = {name: text, "target": (), "ignore": (), "keep": ()}
        now.having(**changes)  # refuses what is not valid
        if now.spec.data_file == STDIN:
            raise DataError(
                f"what was piped in cannot be read again; start with --{name}={shlex.quote(text)} "
                "behind the pipe"
            )
        return changes

    def reads(now: Setup, text: str) -> ToRead | None:
        changes = changed(now, text)
        return to_read(now.having(**changes).spec) if changes else None

    def take(now: Setup, text: str) -> Setup:
        changes = changed(now, text)
        return with_columns(now, **changes) if changes else now

    def remark(now: Setup) -> str:
        piped = now.spec.data_file == STDIN
        return "What was piped in cannot be read again in another way." if piped else ""

    return Field(
        name,
        hint,
        lambda now: str(getattr(now.spec, name)),
        take,
        choices,
        remark=remark,
        reads=reads,
    )


HEADER_FIELD = _reading_field(
    "header",
    "Whether the first row has the names of the columns (first) or is a sample (none). One of "
    f"{', '.join(HEADERS)}.",
    HEADERS,
)
"""The field that says whether the first row of a file has the names."""

ENCODING_FIELD = _reading_field(
    "encoding",
    "The encoding of the text: auto, or a name such as cp949. The file is read again with it.",
    _ENCODINGS,
)
"""The field of the encoding of a file."""
