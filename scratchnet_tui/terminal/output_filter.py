"""The last filter of output: it replaces whatever a terminal would interpret or hide.

Names are made printable where they are read, so there should be nothing left to replace. But a
single forgotten place would let an untrusted file control the terminal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

from rich.cells import cell_len

from core.printable import composed, printable

if TYPE_CHECKING:
    from rich.segment import Segment

_INSTEAD = "\N{REPLACEMENT CHARACTER}"


def sanitized(segment: Segment) -> Segment:
    """Return a segment with replacement characters for what must not be shown.

    It may take fewer cells than before, since some of what is replaced takes none.
    """
    text = segment.text
    if (text.isascii() and text.isprintable()) or segment.control:
        return segment
    meant = composed(text)
    if printable(text) != meant:
        fit = (sign if printable(sign) == sign else _INSTEAD * cell_len(sign) for sign in meant)
        meant = "".join(fit)
    return segment if meant == text else segment._replace(text=meant)


class SanitizedStream:
    """A text stream in place of standard output that makes all text printable.

    Everything but `write` is passed on to `stream`.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write text, with all but its line ends made printable."""
        return self._stream.write("\n".join(map(printable, text.split("\n"))))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
