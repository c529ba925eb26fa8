"""Parsing a table cell as a number, in the formats people and programs use.

Prices come with a currency, shares with a percent sign, lengths with a unit; thousands are
separated by commas or blanks, and in half of Europe the comma is the decimal sign. What a comma
means is decided for a whole column, since a single cell can be ambiguous.
"""

from __future__ import annotations

import re
from math import isfinite
from typing import Literal, NamedTuple, TypeAlias

from .messages import is_number, shown

MISSING = frozenset(
    {"", "?", "na", "n/a", "nan", "null", "none", "-", ".", "#n/a", "<na>", "#null!"}
)
"""Cells that stand for a missing number, in lower case."""

MISSING_WORDS = frozenset({"", "?", "na", "n/a", "nan", "null", "#n/a", "<na>", "#null!"})
"""Cells that stand for a missing word; ``none`` and a dash may be real labels."""

Comma: TypeAlias = Literal["", "thousands", "decimal"]
"""What a comma in a number means; empty if unknown."""

_LONGEST = 80  # maximum length of a cell that is parsed as a number with a unit
_CURRENCIES = "$€£¥₩₹"
_SIGNED = re.compile(
    rf"""(?P<sign>[+\-\u2212]?)\s*
         (?P<prefix>[{_CURRENCIES}]?)\s*
         (?P<inner>[\-\u2212]?)
         (?P<body>\d[\d.,'\u00a0\u202f\u2009 ]*|[.,]\d+)
         (?P<power>[eE][+\-\u2212]?\d+)?
         (?P<gap>\s*)
         (?P<suffix>(?:[^\W\d_]|[%‰°{_CURRENCIES}µ])(?:[^\W\d_]|[/²³%°.]){{0,7}}|)""",
    re.VERBOSE,
)
_BLANKS = re.compile(r"(?<=\d)['\u00a0\u202f\u2009 ](?=\d{3}(?!\d))")
_THOUSANDS = re.compile(r"(?!0)\d{1,3}(,\d{3})+(\.\d*)?")  # no group of thousands begins with 0
_POINTED = re.compile(
    r"[+-]?(?!0)\d{1,3}(\.\d{3})+"
)  # thousands where the comma is the decimal sign
_DECIMAL = re.compile(rf"\d*,\d+|{_POINTED.pattern}(,\d*)?")

_DATE = re.compile(
    r"""\d{4}\s?[-/.년]\s?\d{1,2}(\s?[-/.월]\s?\d{1,2}일?)?([T\s]\s*\d{1,2}:\d{2}.*)?\.?
      | \d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{2,4}(\s+\d{1,2}:\d{2}.*)?
      | \d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(\s?[ap]m)?
      | (\d{1,2}[-\s])?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?
        [-\s,]+\d{1,4}(,?\s*\d{4})?(\s+\d{1,2}:\d{2}.*)?""",
    re.VERBOSE | re.IGNORECASE,
)


class Written(NamedTuple):
    """A number as written, split into its parts.

    Attributes
    ----------
    unit : tuple of str
        What precedes and follows it, such as ``("$", "")`` or ``("", "km")``.
    body : str
        Its sign, digits, points, commas and exponent, without blanks between thousands.
    """

    unit: tuple[str, str]
    body: str

    def comma(self) -> Comma:
        """Return the meaning of its comma if that is unambiguous; else the empty string."""
        digits = re.split("[eE]", self.body.lstrip("+-"))[0]
        if "," not in digits and digits.count(".") < 2:
            return ""
        thousands, decimal = _THOUSANDS.fullmatch(digits), _DECIMAL.fullmatch(digits)
        if thousands and not decimal:
            return "thousands"
        return "decimal" if decimal and not thousands else ""

    def value(self, comma: Comma) -> float | None:
        """Return the value if a comma has that meaning; None if it does not parse that way."""
        parts = re.fullmatch("([+-]?)([^eE]*)(.*)", self.body)
        assert parts is not None
        sign, digits, power = parts.groups()
        if "," in digits or digits.count(".") > 1:
            if comma == "thousands" and _THOUSANDS.fullmatch(digits):
                digits = digits.replace(",", "")
            elif comma == "decimal" and _DECIMAL.fullmatch(digits):
                digits = digits.replace(".", "").replace(",", ".")
            else:
                return None
        elif comma == "decimal" and "." in digits:
            if not _POINTED.fullmatch(digits):
                return None
            digits = digits.replace(".", "")
        try:
            number = float(sign + digits + power)
        except ValueError:
            return None
        return number if isfinite(number) else None


def written(cell: str) -> Written | None:
    """Split a cell into the parts of a number; None if it is not one."""
    # The pattern is quadratic in the number of blanks, so very long cells are not tried.
    found = _SIGNED.fullmatch(cell.strip()) if len(cell) <= _LONGEST else None
    if found is None or (found["sign"] and found["inner"]):
        return None
    body = found["body"].strip()
    plain = _BLANKS.sub("", body)
    if not re.fullmatch(r"[\d.,]+", plain):
        return None
    sign = found["sign"] or found["inner"]
    power = found["power"] or ""
    whole = sign + plain + power
    prefix, suffix = found["prefix"], found["suffix"]
    if not found["gap"] and body[-1] in " '\u00a0\u202f\u2009":
        return None
    return Written((prefix, suffix), whole.replace("\u2212", "-"))


def with_thousands(cell: str) -> float | None:
    """Return the value of a cell such as 1.200 or 879 if points separate thousands; else None."""
    text = cell.strip()
    pointed = _POINTED.fullmatch(text) or re.fullmatch(r"[+-]?\d{1,3}", text)
    return float(text.replace(".", "")) if pointed else None


def is_missing(cell: str) -> bool:
    """Whether a cell stands for a missing number."""
    return cell.strip().casefold() in MISSING


def is_missing_word(cell: str) -> bool:
    """Whether a cell stands for a missing word."""
    return cell.strip().casefold() in MISSING_WORDS


def looks_like_number(cell: str) -> bool:
    """Whether a cell holds a number in any supported format."""
    return is_number(cell) or written(cell) is not None


def looks_like_date(cell: str) -> bool:
    """Whether a cell holds a date or a time of day."""
    return len(cell) <= 40 and _DATE.fullmatch(cell.strip()) is not None


def is_badly_written(cell: str) -> bool:
    """Whether a cell is a malformed number rather than a word."""
    text = cell.strip().replace("_", "")
    return bool(text) and (
        is_number(text.replace(",", ""))
        or re.fullmatch("[+-]?0x[0-9a-f]+", text, re.IGNORECASE) is not None
    )


def why_no_number(cell: str) -> str:
    """Say why a cell cannot be read as a number."""
    seen = shown(cell)
    if is_number(cell):
        if isfinite(float(cell)):
            return f"{seen} is written in another way than the cells around it"
        if any(character.isdigit() for character in cell):
            return f"{seen} is too large; numbers go up to about 1.8e308"
        return f"{seen} is not a finite number; write one such as 0.5"
    if is_number(cell.replace("_", "")):
        return f"{seen} has an underscore; write the digits alone"
    if is_number(cell.replace(",", "")):
        return f"{seen} has a comma; write a decimal point and no thousands sign, as in 1234.5"
    if (own := written(cell)) is not None and any(own.unit):
        return f"{seen} has a unit that the cells around it have not; write the number alone"
    return f"{seen} is not a number; write one such as 0.5 or 1e-3"
