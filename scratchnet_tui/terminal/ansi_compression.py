"""Fewer bytes for the same picture: styles are sent when they change, not with every word.

Rich sets and resets the style around each piece of text, and names the default colours each time.
That is about half of all the bytes sent.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

Style: TypeAlias = tuple[str, ...]
"""The codes that are set."""

_STYLE = re.compile(r"\x1b\[([\d;]*)m")
_HALVES = re.compile("▀+")
_MOVES = re.compile(r"(?:\n|\x1b\[[\d;]*[CH])*")  # what shows the same in every style

_CODE = re.compile(r"[34]8;5;\d+|[34]8;2;\d+;\d+;\d+|\d+")
_FOREGROUND = re.compile(r"3[0-79]$|9[0-7]$|38;")
_BACKGROUND = re.compile(r"4[0-79]$|10[0-7]$|48;")
_WEIGHT = re.compile(r"[12]$")
_ENDS = ((_FOREGROUND, "39"), (_BACKGROUND, "49"), (_WEIGHT, "22"))
_LINES = frozenset(("4", "7", "9", "21", "53"))  # lines and reverse, which show on blanks too


def compress(text: str) -> str:
    """Return a shorter text that leaves a terminal with the same picture.

    `text` contains text, styles and other sequences. The terminal is in its default style before
    and after it.
    """
    if "\x1b[" not in text:
        return text
    parts = _STYLE.split(text)
    sent = [parts[0]]
    present: Style = ()
    runs = _runs(parts)
    for (wanted, piece), (following, _) in zip(runs, [*runs[1:], ((), "")], strict=False):
        if wanted != present and not _shows_the_same(piece, wanted, present):
            if _HALVES.fullmatch(piece):
                wanted, piece = _turned(wanted, piece, present, following)
            sent.append(_change(wanted, present))
            present = wanted
        sent.append(piece)
    if present:
        sent.append("\x1b[m")
    return "".join(sent)


def _runs(parts: list[str]) -> list[tuple[Style, str]]:
    """Return the pieces of text that are not empty, with their styles."""
    runs: list[tuple[Style, str]] = []
    wanted: Style = ()
    for codes, piece in zip(parts[1::2], parts[2::2], strict=True):
        wanted = _after(wanted, codes)
        if piece:
            runs.append((wanted, piece))
    return runs


@lru_cache(maxsize=4096)
def _turned(wanted: Style, piece: str, present: Style, following: Style) -> tuple[Style, str]:
    """Return upper half blocks, or the equivalent lower ones if that is shorter."""
    codes = {code[:2]: code[2:] for code in wanted}
    if set(codes) != {"38", "48"} or not all(codes.values()):
        return wanted, piece
    other = (f"38{codes['48']}", f"48{codes['38']}")
    cost, turned = (
        len(_change(style, present)) + len(_change(following, style)) * (following != style)
        for style in (wanted, other)
    )
    return (other, "▄" * len(piece)) if turned < cost else (wanted, piece)


def _shows_the_same(piece: str, wanted: Style, present: Style) -> bool:
    """Tell whether a text looks alike in two styles: cursor moves always do, blanks mostly."""
    if _MOVES.fullmatch(piece):
        return True
    return not piece.strip(" ") and _on_blanks(wanted) == _on_blanks(present)


@lru_cache(maxsize=2048)
def _change(wanted: Style, present: Style) -> str:
    """Return the shortest sequence from one style to another."""
    if not wanted:
        return "\x1b[m"
    anew = f"\x1b[0;{';'.join(wanted)}m"
    codes = [code for code in wanted if code not in present]
    for code in present:
        if code in wanted:
            continue
        ground, default = next(((kind, end) for kind, end in _ENDS if kind.match(code)), (None, ""))
        if ground is None:  # what is not a colour or a weight is ended with all the rest
            return anew
        if ground is _WEIGHT:  # bold and dim end together
            codes = [default, *(other for other in wanted if ground.match(other)), *codes]
        elif not any(ground.match(other) for other in wanted):
            codes.append(default)
    return min(f"\x1b[{';'.join(codes)}m" if codes else "", anew, key=len)


@lru_cache(maxsize=512)
def _after(style: Style, codes: str) -> Style:
    """Return a style after a sequence: the codes set since the last reset."""
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
def normalised(codes: str) -> str:
    """Return the codes of a style without those of the default colours."""
    return ";".join(_after((), codes)) if codes else ""


@lru_cache(maxsize=512)
def on_blanks(codes: str) -> str:
    """Return those of the codes of a style that show on a blank."""
    style = _after((), codes) if codes else ()
    shown = _on_blanks(style)
    return ";".join(code for code in style if code in shown)


@lru_cache(maxsize=512)
def _on_blanks(style: Style) -> frozenset[str]:
    """Return the part of a style that shows on a blank: its background; with lines, all of it."""
    lined = not _LINES.isdisjoint(style)
    return frozenset(code for code in style if lined or _BACKGROUND.match(code))
