r"""Text from outside, made fit to be shown: names of files and columns, labels, values in refusals.

A terminal obeys some characters, hides others, and lets others turn the line around. Whoever writes
a table or names a file chooses them, so they are shown as escapes: ``\x1b``, ``\u202e``. Letters
of every script, accents and emoji stay. No way of writing a value down can fail.
"""

from __future__ import annotations

import reprlib
import unicodedata

MOST_MARKS = 4
"""The most accents on one letter; Hebrew and Vietnamese need fewer."""

_UNSEEN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
"""Characters that count as letters or accents and show nothing: fillers and variation selectors.

They would give two names one picture, and terminals differ in how many cells they take.
"""

_SHORT, _HIGHEST = 200, 30  # characters; accents in a row that Unicode's stream-safe form allows

_BRIEF = reprlib.Repr()
_BRIEF.maxlevel = 3


def printable(text: str) -> str:
    r"""Return a text on one line, with everything escaped that a terminal obeys, hides or reorders.

    Parameters
    ----------
    text : str
        Any text, lone surrogates included.

    Returns
    -------
    str
        The same text where it is harmless, in Unicode's composed form. Control and format
        characters (joiners between emoji too), line ends, blanks other than the space, lone
        surrogates, invisible letters, and accents that stand on nothing or on a heap of others are
        escaped as ``\x1b``, ``\u200d`` or ``\U000e0041``. What is returned comes back unchanged.
    """
    if text.isascii():
        return text if text.isprintable() else "".join(map(_escaped, text))
    shown: list[str] = []
    marks = MOST_MARKS  # on the last sign; on nothing, and on a blank, there is room for none
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
    return composed("".join(shown))  # no heap is left that kept its order till now


def composed(text: str) -> str:
    """Return a text in Unicode's composed form (NFC), so that one spelling stands for two.

    Putting a heap of accents in order takes the square of its height, so a text with a heap that
    no language needs is returned as it is.
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
    """Return a name or path fit to be shown, its middle left out where it is long.

    Parameters
    ----------
    text : str
        Any text.
    most : int
        The most characters that are returned, 10 or more.
    """
    if len(text) > 2 * most:  # what would be left out anyway need not be looked at
        text = f"{text[:most]}...{text[-most:]}"
    text = printable(text)
    if len(text) <= most:
        return text
    ahead = (most - 3) * 2 // 3
    return f"{text[:ahead]}...{printable(text[3 + ahead - most :])}"


def quoted(value: object, most: int = 40) -> str:
    """Return what somebody gave, fit to stand in a sentence, whatever it is.

    Parameters
    ----------
    value : object
        A text, which is put into quotes, or any other value.
    most : int
        The most characters that are shown; a longer text is cut at its end.

    Returns
    -------
    str
        Such as ``'fast'``, ``-1``, ``[1, 'a']``, ``'aaaa'... (500 characters)`` or ``a whole
        number of about 5,000 digits``.
    """
    if isinstance(value, str):
        return _quoted_text(value, most)
    if isinstance(value, int) and value.bit_length() > 3.3 * most:
        return f"a whole number of about {value.bit_length() * 0.30103:,.0f} digits"
    try:
        text = printable(_BRIEF.repr(value))
    except (ValueError, RecursionError):  # Python does not write out numbers of 5,000 digits
        return "an object" if isinstance(value, dict) else "a list"
    return text if len(text) <= most else f"{text[: most - 3]}..."


def _quoted_text(text: str, most: int) -> str:
    mark = '"' if "'" in text and '"' not in text else "'"
    shown = printable(text[: 2 * most])  # composing may make fewer of them
    if len(text) <= 2 * most and len(shown) <= most:
        return f"{mark}{shown}{mark}"
    return f"{mark}{shown[:most]}{mark}... ({len(text):,} characters)"
