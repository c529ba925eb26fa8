"""The layout of a table's text: which separator it uses, and where the column names are.

The layout is detected from the beginning of the text, with a remark on anything unusual. Later
rows are then read as that layout says.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from core.errors import DataError
from core.printable import printable

from .encodings import LONGEST_ROW, too_long
from .messages import is_number, one_line, shown
from .numbers import is_missing, looks_like_number
from .remarks import Remark

if TYPE_CHECKING:
    from _csv import Reader as CsvReader
    from collections.abc import Iterable, Iterator, Sequence

SEPARATORS = {
    ",": "commas",
    ";": "semicolons",
    "\t": "tabs",
    "|": "bars",
    " ": "blanks",
    "  ": "two blanks or more",
}
"""The supported separators, and what messages call them."""

MOST_COLUMNS = 100_000
"""Tables with more columns than this are refused."""

_HEAD_CHARACTERS, _HEAD_LINES = 1 << 16, 8  # minimum size of the head used for detection
_HEAD_ROWS = 100  # rows of the head that are parsed, at most
_MOST_TITLES = 10  # title lines above the names, at most
_SEP = re.compile(r"sep=(.)", re.IGNORECASE)

_Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Layout:
    """The detected layout of a table.

    Attributes
    ----------
    separator : str
        A key of `SEPARATORS`. One blank stands for runs of blanks and tabs, two blanks for runs
        of two or more.
    names : tuple of str
        The column names, all distinct, also as displayed.
    passed : frozenset of int
        The starting lines of rows in the head that are not samples.
    unnamed : frozenset of int
        The columns for which the file has no name.
    """

    separator: str
    names: tuple[str, ...]
    passed: frozenset[int] = frozenset()
    unnamed: frozenset[int] = frozenset()
    remarks: tuple[Remark, ...] = ()

    @property
    def decimal_comma(self) -> bool:
        """Whether an ambiguous comma in a number is a decimal sign."""
        return self.separator == ";"


class Rows:
    """The rows of a table, one by one, each with the line in the file on which it starts.

    Parameters
    ----------
    texts : iterable of str
        The text of the file in pieces of whole lines. See `encodings.Decoder`.
    header : str
        One of `choices.HEADERS`.

    Attributes
    ----------
    line : int
        The line on which the last row ends.
    characters : int
        How many characters were consumed; the caller may reset it to 0.
    underscores : bool
        Whether an underscore has occurred so far.
    empty, comments, notes : int
        How many rows among the samples were skipped: only separators, comments, a single text.
    trailing : int
        How many rows had superfluous separators at the end.

    Raises
    ------
    DataError
        If the text is not a table, or it is unclear whether its first line holds the names.
    """

    def __init__(self, texts: Iterable[str], header: str = "auto") -> None:
        self.characters = 0
        self.underscores = False
        self.line = 0
        self.empty = self.comments = self.notes = self.trailing = 0
        self._since = 0  # characters passed on since the last complete row
        texts = iter(texts)
        head, rest, whole = _head_of(texts)
        self.layout = _layout(head, whole, header)
        lines = chain.from_iterable(map(self._hand_on, chain([head], rest)))
        self._reader = _reader(lines, self.layout.separator)

    def _hand_on(self, text: str) -> Iterable[str]:
        """Return the lines of a piece of text."""
        if self._since > LONGEST_ROW:  # the current row is too long
            raise DataError(too_long(self.line + 1))
        self._since += len(text)
        self.characters += len(text)
        self.underscores = self.underscores or "_" in text
        return io.StringIO(text)

    def __iter__(self) -> Iterator[_Row]:
        """Yield the samples.

        Raises
        ------
        DataError
            If the quoting is broken, or a row is too long.
        """
        reader, layout = self._reader, self.layout
        width = len(layout.names)
        while True:
            # A quoted cell may span lines, so a row starts after the line the last one ended on.
            line = self.line + 1
            try:
                row = next(reader, None)
            except csv.Error as fault:
                raise DataError(_quoting_fault(str(fault), line, reader.line_num)) from None
            if row is None:
                return
            self.line = reader.line_num
            self._since = 0
            if line in layout.passed:
                continue
            if not any(map(str.strip, row)):
                self.empty += len(row) > 1
                continue
            if width > 2 and _is_note(row):
                self.notes += 1
                continue
            if len(row) != width:
                if row[0].startswith("#"):
                    self.comments += 1
                    continue
                if len(row) > width and not _surplus(row, width):
                    self.trailing += 1
                    row = row[:width]
            yield line, row


def _reader(lines: Iterable[str], separator: str) -> CsvReader:
    """Return a CSV reader for lines with that separator."""
    if separator == " ":
        lines = (line.replace("\t", " ").strip(" \n") + "\n" for line in lines)
    elif separator == "  ":
        lines = (re.sub(" *\t *|  +", "\t", line.strip(" \t\n")) + "\n" for line in lines)
        separator = "\t"
    return csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=True)


def _is_note(row: Sequence[str]) -> bool:
    """Whether a row has text in its first cell and nothing else, such as a source."""
    if len(row) > 1 and row[1].strip():  # as in nearly all rows
        return False
    first = row[0].strip()
    alone = bool(first) and not any(map(str.strip, row[1:])) and not first.startswith("#")
    return alone and not looks_like_number(first) and not is_missing(first)


def _head_of(texts: Iterator[str]) -> tuple[str, Iterator[str], bool]:
    """Return the head of a text, the rest, and whether the head is the whole text.

    The head does not depend on how the text is cut into pieces.
    """
    parts: list[str] = []
    length = lines = 0
    for text in texts:
        parts.append(text)
        length += len(text)
        lines += text.count("\n")
        if (length >= _HEAD_CHARACTERS and lines >= _HEAD_LINES) or length > 2 * LONGEST_ROW:
            break
    text = "".join(parts)
    end = 0
    for number, match in enumerate(re.finditer("\n", text), 1):
        end = match.end()
        if number >= _HEAD_LINES and end >= _HEAD_CHARACTERS:
            break
    else:
        end = len(text)
    rest = text[end:]
    following = next(texts, None) if not rest else None
    after = [part for part in (rest, following) if part]
    return text[:end], chain(after, texts), not after


def _layout(head: str, whole: bool, header: str) -> Layout:
    """Detect the layout from the head of the text."""
    named = _SEP.match(head.lstrip("\n \"'"))
    separator = named[1] if named and named[1] in SEPARATORS else _separator(head)
    rows = [row for row in _rows(head, separator, whole) if any(map(str.strip, row[1]))]
    passed: list[int] = []
    remarks: list[Remark] = []
    if named and rows:
        passed.append(rows.pop(0)[0])
    notes = _comments(rows)
    if notes:
        what = "1 line" if len(notes) == 1 else f"{len(notes)} lines"
        verb = "is" if len(notes) == 1 else "are"
        remarks.append(Remark("comments", f"{what} of comment {verb} passed over"))
    titles = _titles(rows)
    if titles:
        passed += [line for line, _ in titles]
        first = next(cell for cell in titles[0][1] if cell.strip())
        what = f"line {titles[0][0]}, {shown(first)}, is taken as a title"
        remarks.append(Remark("title", what, remedy="take the title out of the file"))
    if not rows and not notes:
        raise DataError("the file is empty; it needs a line of column names and rows of numbers")
    names_row, said = _names(rows, notes, header)
    remarks += said
    body = rows
    if names_row is not None and rows and names_row[0] == rows[0][0]:
        body = rows[1:]
    passed += [line for line, _ in notes]
    if names_row is not None:
        passed.append(names_row[0])
        unit = _units(names_row[1], body)
        if unit is not None:
            passed.append(unit[0])
            what = ", ".join(shown(cell) for cell in unit[1][:3])
            remarks.append(
                Remark(
                    "units-row",
                    f"line {unit[0]}, {what}{', ...' * (len(unit[1]) > 3)}, is taken as units",
                    remedy="take the line of units out of the file",
                )
            )
    names, unnamed, said = _columns(names_row, body)
    remarks += said
    return Layout(
        separator,
        names,
        frozenset(passed),
        unnamed,
        tuple(remarks),
    )


# the separator


def _rows(head: str, separator: str, whole: bool = True) -> list[_Row]:
    """Split the head of a text into rows, as far as it can be parsed.

    `head` consists of whole lines. Unless it is the whole text, its last row may be incomplete.
    """
    reader = _reader(io.StringIO(head), separator)
    rows: list[_Row] = []
    line, cut = 0, False
    try:
        for row in reader:
            rows.append((line + 1, row))
            line = reader.line_num
            if len(rows) > _HEAD_ROWS:
                cut = True
                break
    except csv.Error:  # reported with its line when all rows are read
        cut = True
    return rows if whole or cut or len(rows) < 3 else rows[:-1]


def _separator(head: str) -> str:
    """Return the separator that gives the most rows the same number of cells.

    Ties go to the one that makes more of the cells numbers, then to the one that makes more cells:
    in ``0,5;1,5`` commas would also split all rows alike.

    Blanks occur in ordinary text too. They are chosen only if all rows agree, and if either no
    other separator works or tabs leave several numbers in a cell.
    """
    best, most = ",", (0.0, 0.0, 0)
    for separator in SEPARATORS:
        if separator not in head or (separator.isspace() and separator != "\t"):
            continue
        score = _agreement(head, separator)
        if score > most:
            best, most = separator, score
    if most == (0.0, 0.0, 0) or (best == "\t" and _is_glued(head)):
        for separator in (" ", "  "):
            if _agreement(head, separator)[0] == 1.0:
                return separator
    return best


def _agreement(head: str, separator: str) -> tuple[float, float, int]:
    """Rate a separator; tuples compare from worse to better.

    Returns
    -------
    tuple
        The share of rows with the most common width; the share of cells that are numbers if all
        rows have that width, else 0; the width.
    """
    rows = [row for _, row in _rows(head, separator) if any(map(str.strip, row))]
    rows = [row for row in rows if not row[0].startswith("#")] or rows
    counts = Counter(len(row) for row in rows if len(row) > 1)
    if not counts:
        return 0.0, 0.0, 0
    width, often = max(counts.items(), key=lambda item: (item[1], item[0]))
    if len(rows) > 2 and 1 < len(rows[0]) == width - 1 and often == len(rows) - 1:
        often += 1  # R writes no name for the column of row names
    cells = [cell for row in rows if len(row) == width for cell in row]
    share, numbers = often / len(rows), sum(map(looks_like_number, cells)) / len(cells)
    return share, numbers if share == 1.0 else 0.0, width


def _is_glued(head: str) -> bool:
    """Whether, with tabs as separators, the first cell of each row holds several numbers."""
    rows = [row for _, row in _rows(head, "\t") if any(map(str.strip, row))]
    firsts = [row[0].split() for row in rows[1:]]
    return bool(firsts) and all(
        len(parts) > 1 and all(is_number(part) or is_missing(part) for part in parts)
        for parts in firsts
    )


# lines above the names


def _comments(rows: list[_Row]) -> list[_Row]:
    """Remove comment lines, which start with ``#``, from the beginning and return them.

    The last of them stays if it has as many cells as the row below it, and its first cell is a
    bare ``#`` or the row below holds numbers: it is a header then.
    """
    notes: list[_Row] = []
    while rows and rows[0][1][0].lstrip().startswith("#"):
        row = rows[0][1]
        below = next((r for _, r in rows[1:] if not r[0].lstrip().startswith("#")), None)
        last = len(rows) < 2 or not rows[1][1][0].lstrip().startswith("#")
        names = last and below is not None and len(row) == len(below) > 1
        if names and (row[0].strip() == "#" or _could_hold_samples(below or ())):
            return notes
        notes.append(rows.pop(0))
    return notes


def _could_hold_samples(row: Sequence[str]) -> bool:
    return any(map(looks_like_number, row))


def _titles(rows: list[_Row]) -> list[_Row]:
    """Remove titles, lines of a single cell above several column names, and return them."""
    found = 0
    widths = Counter(sum(bool(cell.strip()) for cell in row) for _, row in rows[1:])
    usual = widths.most_common(1)[0][0] if widths else 0
    while found < min(_MOST_TITLES, len(rows) - 2):
        row = rows[found][1]
        filled = [cell for cell in row if cell.strip()]
        if len(filled) != 1 or usual < 2 or looks_like_number(filled[0]):
            break
        found += 1
    if not found or not _looks_like_names(rows[found][1]):
        return []
    titles, rows[:] = rows[:found], rows[found:]
    return titles


def _looks_like_names(row: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell.strip()]
    return len(filled) > 1 and not any(map(looks_like_number, filled))


# the names


def _names(rows: list[_Row], notes: list[_Row], header: str) -> tuple[_Row | None, list[Remark]]:
    """Return the row of column names, if there is one, and remarks on it."""
    if not rows:
        if not notes:
            raise DataError("the file is empty; it needs a line of column names and rows")
        return _uncommented(notes[-1]), []
    first = rows[0]
    if header == "none":
        return None, []
    if header == "first":
        return _uncommented(first), []
    line, cells = first
    if not cells[0].lstrip().startswith("#"):
        verdict, why = _first_line(cells, [row for _, row in rows[1:]])
        if verdict == "unclear":
            raise DataError(
                f"line {line} {why}, so there seems to be no header; say --header none if the line "
                "is a sample, or --header first if it has the names"
            )
        if verdict == "sample":
            beginning = ",".join(cell.strip() for cell in cells[:4]) + ",..." * (len(cells) > 4)
            return None, [
                Remark(
                    "no-header",
                    f"line {line}, {shown(beginning)}, is taken as a sample, for it {why}; the "
                    f"columns are called {_plain_names(len(cells))}",
                    remedy="--header none, or --header first if it has the names",
                )
            ]
        if why:
            return first, [
                Remark(
                    "number-names",
                    f"line {line} {why} and is taken as the names of the columns",
                    remedy="--header first, or --header none if it is a sample",
                )
            ]
        return first, []
    named = _uncommented(first)
    return named, [
        Remark(
            "comment-names",
            f"the names of the columns are taken from the comment in line {line}",
            remedy="--header first",
        )
    ]


def _plain_names(width: int) -> str:
    names = [f"x{number}" for number in range(1, width)]
    return ", ".join(names if width < 5 else [names[0], "...", names[-1]]) + ", y"


def _uncommented(row: _Row) -> _Row:
    """Return a row without a leading ``#``, unless the first cell holds nothing else."""
    line, cells = row
    bare = cells[0].lstrip().lstrip("#").strip() if cells[0].lstrip().startswith("#") else ""
    return (line, [bare, *cells[1:]]) if bare else row


def _first_line(first: Sequence[str], body: Sequence[Sequence[str]]) -> tuple[str, str]:
    """Decide whether the first row holds names or is a sample like those below.

    Returns
    -------
    tuple
        ``names``, ``sample`` or ``unclear``, and the reason; empty for clear names.
    """
    if not body:
        if len(first) > 1 and all(map(is_number, first)):
            return "sample", "holds only numbers"
        return "names", ""
    below = [
        [row[index] for row in body if index < len(row) and not is_missing(row[index])]
        for index in range(len(first))
    ]
    corner = not first[0].strip() and all(map(str.strip, first[1:])) and len(first) > 2
    if corner and all(row and row[0].strip() for row in body):
        return "names", ""  # a column of row names has no name itself
    number = [looks_like_number(cell) for cell in first]
    numbers_below = [
        bool(cells) and sum(map(looks_like_number, cells)) >= 0.9 * len(cells) for cells in below
    ]
    pairs = list(zip(first, number, below, numbers_below, strict=True))
    if any(not own and not is_missing(cell) and under for cell, own, _, under in pairs):
        return "names", ""
    over_numbers = [cell.strip() for cell, own, _, under in pairs if own and under]
    words = [(cell.strip(), cells) for cell, own, cells, _ in pairs if not own and cell.strip()]
    recurs = [any(word == cell.strip() for cell in cells) for word, cells in words]
    if not over_numbers:
        if len(words) > 1 and all(recurs) and not any(number):
            return "sample", "holds the words of the lines below"
        return "names", ""
    counts = _counts_from(over_numbers)
    if words and all(recurs):
        return "sample", "looks like the lines below"
    if counts is not None and len(over_numbers) >= (3 if counts == 0 else 4):
        return "names", f"counts from {over_numbers[0]}"
    if len(set(over_numbers)) < len(over_numbers) and not words:
        return "sample", "holds a number twice, which no two columns are called"
    if any(not _is_whole(cell) for cell in over_numbers):
        return "sample", "holds numbers over numbers"
    if words or counts is not None:
        return "unclear", f"holds {', '.join(map(shown, over_numbers[:3]))} over numbers"
    return "sample", "holds only numbers"


def _is_whole(cell: str) -> bool:
    return re.fullmatch(r"[+-]?\d+", cell) is not None


def _counts_from(cells: Sequence[str]) -> int | None:
    """Return the first of consecutive integers; None if the cells are not."""
    if not all(re.fullmatch(r"\d{1,9}", cell) for cell in cells):
        return None
    numbers = list(map(int, cells))
    steps = all(b - a == 1 for a, b in pairwise(numbers))
    return numbers[0] if steps else None


def _units(names: Sequence[str], body: Sequence[_Row]) -> _Row | None:
    """Return the row below the names if it holds units.

    Such a row has words over columns of numbers, words in brackets at most over other columns, and
    no numbers.
    """
    if len(body) < 2:
        return None
    first, others = body[0][1], [row for _, row in body[1:]]
    if len(first) > len(names):
        return None
    units = columns = 0
    for index, cell in enumerate(first):
        below = [row[index] for row in others if index < len(row) and not is_missing(row[index])]
        numbers = bool(below) and all(map(looks_like_number, below))
        if looks_like_number(cell):
            return None
        if is_missing(cell):
            columns += numbers
        elif numbers:
            units, columns = units + 1, columns + 1
        elif not re.fullmatch(r"\s*(\(.*\)|\[.*\])\s*", cell):
            return None
    return body[0] if units and 3 * units >= columns else None


def _columns(
    names_row: _Row | None, body: Sequence[_Row]
) -> tuple[tuple[str, ...], frozenset[int], list[Remark]]:
    """Return a name for each column, the columns the file does not name, and remarks on them.

    Raises
    ------
    DataError
        If there are too few columns or too many.
    """
    rows = [row for _, row in body]
    remarks: list[Remark] = []
    if names_row is None:
        width = Counter(map(len, rows)).most_common(1)[0][0]
        while width > 2 and all(len(row) >= width and not row[width - 1].strip() for row in rows):
            width -= 1
        _check_width(1, width, rows[0])
        return (*(f"x{number}" for number in range(1, width)), "y"), frozenset(), remarks
    line, given = names_row
    given = [one_line(name) for name in given]
    while len(given) > 1 and not given[-1]:
        last = len(given) - 1
        if any(len(row) > last and row[last].strip() for row in rows):
            break
        given.pop()
    width = len(given)
    if rows and all(len(row) == width + 1 and row[-1].strip() for row in rows):
        given = ["", *given]
        remarks.append(
            Remark(
                "row-names",
                f"the rows have one cell more than line {line} has names; the first is taken as "
                "the name of the row",
                remedy="write a name for each column",
            )
        )
    _check_width(line, len(given), given)
    unnamed = frozenset(index for index, name in enumerate(given) if not name)
    names, doubled = _told_apart(given)
    if doubled:
        what = ", ".join(f"{shown(given[index])} as {shown(names[index])}" for index in doubled[:5])
        remarks.append(
            Remark(
                "doubled-names",
                f"columns of one name are told apart: {what}{', ...' * (len(doubled) > 5)}",
                tuple(printable(names[index]) for index in doubled),
                "give each column a name of its own",
            )
        )
    return tuple(names), unnamed, remarks


def _surplus(row: Sequence[str], width: int) -> bool:
    """Whether a row has text in a cell beyond the last column."""
    return any(map(str.strip, row[width:]))


def _check_width(line: int, width: int, cells: Sequence[str]) -> None:
    if width > MOST_COLUMNS:
        raise DataError(f"line {line} has {width:,} cells; {MOST_COLUMNS:,} columns are the most")
    if width == 1:
        raise DataError(
            f"line {line}: there is only one column, {shown(cells[0])}; write at least an input "
            "and a target, separated by a comma, a semicolon, a tab, a bar or blanks"
        )


def _told_apart(given: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return names that are distinct as displayed, and the indices of those that were renamed."""
    taken = set(map(printable, given))
    seen: set[str] = set()
    names: list[str] = []
    doubled: list[int] = []
    numbers: dict[str, int] = {}  # last suffix tried per name, which keeps this linear
    for index, name in enumerate(given):
        wanted = own = name or f"x{index + 1}"
        while printable(own) in seen or (own != name and printable(own) in taken):
            number = numbers[wanted] = numbers.get(wanted, 1) + 1
            own = f"{wanted}.{number}"
        if name and own != name:
            doubled.append(index)
        seen.add(printable(own))
        names.append(own)
    return names, doubled


def _quoting_fault(fault: str, first: int, last: int) -> str:
    """Put an error of the csv module in plain words, for the row on lines `first` to `last`."""
    if "field limit" in fault:
        most = csv.field_size_limit()
        return f'line {first}: a cell has over {most} characters; is a quote (") not closed?'
    if "end of data" in fault:
        return f'line {first}: a quote (") is opened and not closed before the file ends'
    return f'line {last}: a closing quote (") must be followed by a separator or a line end'
