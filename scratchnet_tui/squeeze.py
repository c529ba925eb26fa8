"""Fewer bytes for the same picture: styles are sent when they change, not with every word.

Rich sets and resets the style around each piece of text, and names the default colours each time.
Over a slow line that is about half of all there is to send.
"""

from __future__ import annotations

import re
from functools import lru_cache

_STYLE = re.compile(r"\x1b\[([\d;]*)m")
_MOVES = re.compile(r"(?:\n|\x1b\[[\d;]*H)*")  # what shows the same in every style

_CODE = re.compile(r"[34]8;5;\d+|[34]8;2;\d+;\d+;\d+|\d+")
_FOREGROUND = re.compile(r"3[0-79]$|9[0-7]$|38;")
_BACKGROUND = re.compile(r"4[0-79]$|10[0-7]$|48;")
_LINES = frozenset(("4", "7", "9", "21", "53"))  # lines and reverse, which show on blanks too


def squeeze(text: str) -> str:
    """Return a shorter text that leaves a terminal with the same picture.

    Parameters
    ----------
    text : str
        What is to be sent: text, styles and other sequences. The terminal is in its default style
        before it.

    Returns
    -------
    str
        The same with fewer sequences of style. The terminal is in its default style after it.
    """
    if "\x1b[" not in text:
        return text
    parts = _STYLE.split(text)
    sent = [parts[0]]
    wanted: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    for codes, piece in zip(parts[1::2], parts[2::2], strict=True):
        wanted = _after(wanted, codes)
        if not piece:
            continue
        if wanted != present and not _shows_the_same(piece, wanted, present):
            sent.append(_change(wanted, present))
            present = wanted
        sent.append(piece)
    if present:
        sent.append("\x1b[m")
    return "".join(sent)


def _shows_the_same(piece: str, wanted: tuple[str, ...], present: tuple[str, ...]) -> bool:
    """Tell whether a text looks alike in two styles: moves always do, blanks mostly."""
    if _MOVES.fullmatch(piece):
        return True
    return not (piece.strip(" ") or _marks_blanks(wanted) or _marks_blanks(present))


def _change(wanted: tuple[str, ...], present: tuple[str, ...]) -> str:
    """Return the shortest sequence from one style to another."""
    if not wanted:
        return "\x1b[m"
    if wanted[: len(present)] == present:
        return f"\x1b[{';'.join(wanted[len(present) :])}m"
    return f"\x1b[0;{';'.join(wanted)}m"


@lru_cache(maxsize=512)
def _after(style: tuple[str, ...], codes: str) -> tuple[str, ...]:
    """Return a style after a sequence: what it has set since the last reset."""
    kept = list(style)
    for code in _CODE.findall(codes) or ("0",):
        if code == "0":
            kept.clear()
            continue
        for ground in (_FOREGROUND, _BACKGROUND):
            if ground.match(code):
                kept = [other for other in kept if not ground.match(other)]
        if code not in ("39", "49"):
            kept.append(code)
    return tuple(kept)


@lru_cache(maxsize=512)
def _marks_blanks(style: tuple[str, ...]) -> bool:
    return any(_BACKGROUND.match(code) or code in _LINES for code in style)
