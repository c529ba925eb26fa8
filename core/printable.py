r"""Untrusted text made safe to display: names of files and columns, labels, values in messages.

Some characters control the terminal, some are invisible, some reorder the line. The author of a
table or file name can use any of them, so they are shown as escapes: ``\x1b``, ``\u202e``. Letters
of every script, accents and emoji stay. None of these functions raises, whatever it is given.
"""

from __future__ import annotations

import reprlib
import unicodedata

MOST_MARKS = 4
"""Maximum accents on one letter; Hebrew and Vietnamese need fewer."""

_UNSEEN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
"""Letters and accents that are invisible: fillers and variation selectors.

With them two names could look the same, and terminals disagree on their width.
"""

_SHORT, _HIGHEST = 200, 30  # characters; successive accents allowed by Unicode's stream-safe format

_BRIEF = reprlib.Repr()
_BRIEF.maxlevel = 3


def printable(text: str) -> str:
    r"""Return a text on one line, in Unicode's composed form, with unsafe characters escaped.

    Escaped, as ``\x1b``, ``\u200d`` or ``\U000e0041``, are control and format characters (joiners
    between emoji too), line ends, blanks other than the space, lone surrogates, invisible letters,
    and accents that have no base letter or exceed `MOST_MARKS`. The function is idempotent.
    """
    if text.isascii():
        return text if text.isprintable() else "".join(map(_escaped, text))
    shown: list[str] = []
    marks = MOST_MARKS  # accents on the last character; none may follow a blank or the start
    for sign in composed(text):
        if not sign.isprintable() or sign in _UNSEEN:
            shown.append(_escape(sign))
            marks = MOST_MARKS
        elif unicodedata.category(sign) in ("Mn", "Me"):
            shown.append(sign if marks < MOST_MARKS else _escape(sign))
            marks += 1
        else:
            shown.append(sign)
            marks = MOST_MARKS if sign == " " else 0
    return composed("".join(shown))  # now without the long runs that `composed` skips


def composed(text: str) -> str:
    """Return a text in Unicode's composed form (NFC), so that equivalent spellings are equal.

    Sorting a run of accents takes quadratic time, so a text with a run longer than any language
    needs is returned unchanged.
    """
    if len(text) > _SHORT:
        height = 0
        for sign in text:
            height = height + 1 if unicodedata.combining(sign) else 0
            if height > _HIGHEST:
                return text
    return unicodedata.normalize("NFC", text)


def _escaped(sign: str) -> str:
    return sign if sign.isprintable() else _escape(sign)


def _escape(sign: str) -> str:
    code = ord(sign)
    if code < 0x100:
        return {"\t": "\\t", "\n": "\\n", "\r": "\\r"}.get(sign, f"\\x{code:02x}")
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def shortened(text: str, most: int = 100) -> str:
    """Return a printable name or path of at most `most` (10 or more) characters.

    The middle of a longer text is left out.
    """
    if len(text) > 2 * most:  # do not escape what is left out anyway
        text = f"{text[:most]}...{text[-most:]}"
    text = printable(text)
    if len(text) <= most:
        return text
    ahead = (most - 3) * 2 // 3
    return f"{text[:ahead]}...{printable(text[3 + ahead - most :])}"


def quoted(value: object, most: int = 40) -> str:
    """Return any value as text for a message; at most `most` characters of it are shown.

    Examples: ``'fast'``, ``-1``, ``[1, 'a']``, ``'aaaa'... (500 characters)``, ``a whole number of
    about 5,000 digits``.
    """
    if isinstance(value, str):
        return _quoted_text(value, most)
    if isinstance(value, int) and value.bit_length() > 3.3 * most:
        return f"a whole number of about {value.bit_length() * 0.30103:,.0f} digits"
    try:
        text = printable(_BRIEF.repr(value))
    except (ValueError, RecursionError):  # Python refuses to print numbers of 5,000 digits
        return "an object" if isinstance(value, dict) else "a list"
    return text if len(text) <= most else f"{text[: most - 3]}..."


def _quoted_text(text: str, most: int) -> str:
    mark = '"' if "'" in text and '"' not in text else "'"
    shown = printable(text[: 2 * most])  # composing may shorten it
    if len(text) <= 2 * most and len(shown) <= most:
        return f"{mark}{shown}{mark}"
    return f"{mark}{shown[:most]}{mark}... ({len(text):,} characters)"
