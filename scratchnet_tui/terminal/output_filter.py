"""The last look at text on its way out: nothing that a terminal would obey or hide gets past it.

Names are made printable where they come in, so there should never be anything to do here. But one
place that was forgotten would be enough to give a stranger's file the terminal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

from rich.cells import cell_len

from core.user_input.printable import composed, printable

if TYPE_CHECKING:
    from rich.segment import Segment

_INSTEAD = "\N{REPLACEMENT CHARACTER}"


def sanitized(segment: Segment) -> Segment:
    """Return a piece of a picture with replacement signs for what is not fit to be shown.

    It may take fewer cells than before, for some of that takes none.
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
    """A stream of lines to a person or a program, in the place of standard output.

    Parameters
    ----------
    stream : file
        Where the text goes, line ends and all. Whatever else is asked of a stream, it answers.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write text, with all but its line ends made printable."""
        return self._stream.write("\n".join(map(printable, text.split("\n"))))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
