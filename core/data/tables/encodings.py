"""From the bytes of a file to its text: decoding and detection of the encoding.

Most files are UTF-8. Windows programs still write the local code page, so two of them, Korean
(CP949) and Western European (Windows-1252), are detected if the evidence for them is clear. A
remark then names the encoding.
"""

from __future__ import annotations

import codecs
import re
from itertools import chain
from typing import TYPE_CHECKING

from core.errors import DataError, SpecError
from core.printable import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST_ROW = 16 << 20
"""Maximum bytes in a row, the header included: a row has to fit in memory."""

AUTO = "auto"
"""UTF-8, or another encoding if the text shows clear signs of it."""

_BEGINNING = 4096  # bytes examined for the kind of file
_SAMPLE = 64 << 10  # bytes examined for the encoding
_KNOWN = {"cp949": "CP949 (Korean)", "cp1252": "Windows-1252 (Western European)"}

_NO_TEXTS = frozenset(
    {"charmap", "idna", "mbcs", "oem", "punycode", "raw_unicode_escape", "undefined"}
    | {"raw-unicode-escape", "unicode_escape", "unicode-escape", "utf-7", "rot13", "rot-13"}
)
"""Python codecs that are not encodings of files."""

_FREQUENT = frozenset(
    "가각간강거건게결경계고공과관교구국군금급기김나남내년노녀능다단당대도동두라란래력로료류률름리림마만매면명모목무문물미민"
    "박반방번병보복본부북분비사산상생서선성세소속수순술스습시식신실아안액양어업여연영오온외요용우운울원월위유육은을음의이인일"
    "임입자작장재전점정제조종주중지직진차천체초총최추출치타태통트판평품하학한합해행현형호화환회후히"
)
"""Frequent Korean syllables; any list of Korean names or words contains a few of them."""

_SIGNATURES = (
    (b"PK\x03\x04", "a zipped file, such as an Excel workbook", "export the table as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "export the table as CSV"),
    (b"\x1f\x8b", "compressed with gzip", "unpack it with gunzip"),
    (b"BZh", "compressed with bzip2", "unpack it with bunzip2"),
    (b"\xfd7zXZ\x00", "compressed with xz", "unpack it with unxz"),
    (b"PAR1", "a Parquet file", "export the table as CSV"),
    (b"SQLite format 3\x00", "an SQLite database", "export the table as CSV"),
    (b"\x89HDF", "an HDF5 file", "export the table as CSV"),
    (b"%PDF", "a PDF", "export the table as CSV"),
    (b"\x93NUMPY", "a numpy array", "export the table as CSV"),
)


_MARKUP = (
    (rb"\s*(?i:<!doctype|<html|<\?xml)", "a web page or another text with tags"),
    (rb"\s*(\{\s*[\"}]|\[\s*[\[{])", "JSON"),
)


def check_encoding(name: str) -> None:
    """Raise `SpecError` unless Python knows a text encoding of that name."""
    if name == AUTO:
        return
    try:
        known = isinstance(codecs.getincrementaldecoder(name)().decode(b""), str)
    except (LookupError, ValueError, AttributeError, TypeError):
        known = False
    known = known and codecs.lookup(name).name not in _NO_TEXTS
    if not known:
        raise SpecError(
            "encoding",
            f"encoding is {quoted(name)}; it must be auto or the name of an encoding, such as "
            "utf-8, cp949, euc-kr, windows-1252, utf-16 or shift_jis",
        )


class Decoder:
    r"""The text of a file in pieces of whole lines, with every line end turned into ``\n``.

    Parameters
    ----------
    blocks : iterable of bytes
        The content of the file, in chunks of any size.
    encoding : str
        The name of an encoding, or `AUTO`.

    Attributes
    ----------
    found : str
        The display name of a detected encoding; empty for UTF-8 or a given encoding. Final once
        all the text has been consumed.
    marked : bool
        Whether the file declares the encoding with a byte order mark.
    """

    def __init__(self, blocks: Iterable[bytes], encoding: str = AUTO) -> None:
        self.found = ""
        self.marked = False
        self._encoding = encoding
        self._blocks = blocks

    def __iter__(self) -> Iterator[str]:
        """Yield the text.

        Raises
        ------
        DataError
            If it is not text in that encoding, or a line is longer than `LONGEST_ROW`. The message
            gives the position.
        """
        if self._encoding != AUTO:
            known = codecs.lookup(self._encoding).name
            blocks = self._blocks if known == "utf-8" else _recoded(self._blocks, known)
            return self._texts(blocks, guess=False)
        first, blocks = _beginning(self._blocks)
        for signature, what, advice in _SIGNATURES:
            if first.startswith(signature):
                raise DataError(f"this is {what}, not a text; {advice}")
        for pattern, what in _MARKUP:
            if re.match(pattern, first.removeprefix(codecs.BOM_UTF8)):
                raise DataError(f"this is {what}, not a table; export the table as CSV")
        wide = _wide_encoding(first)
        if wide:
            self.found = "UTF-16"
            self.marked = first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
            return self._texts(_recoded(blocks, wide), guess=False)
        if b"\0" in first:  # now, since a binary file may have no line ends
            raise DataError(_zero(first, 0, 1))
        return self._texts(blocks, guess=True)

    def _texts(self, blocks: Iterable[bytes], guess: bool) -> Iterator[str]:
        start, line = 0, 1  # offset and line at which the piece begins
        codec = "utf-8"
        pieces = _lines(blocks)
        for data in pieces:
            if guess and not data.isascii():
                guess = False
                data, sample = _sampled(data, pieces)
                codec = self._guessed(sample)
            if b"\0" in data:
                raise DataError(_zero(data, start, line))
            try:
                text = data.decode(codec)
            except UnicodeDecodeError as fault:
                raise DataError(_not_text(codec, data, fault.start, start, line)) from None
            if start == 0:
                text = text.removeprefix("\ufeff")
            # Not splitlines(): it also splits at characters that editors do not break lines at.
            text = text.replace("\r\n", "\n").replace("\r", "\n")
            start += len(data)
            line += text.count("\n")
            yield text

    def _guessed(self, sample: bytes) -> str:
        """Return the codec for a sample that starts with the first non-ASCII line."""
        try:
            sample.decode("utf-8")
        except UnicodeDecodeError:
            for codec, certain in (("cp949", _is_korean), ("cp1252", _is_western)):
                if certain(sample):
                    self.found = _KNOWN[codec]
                    return codec
        return "utf-8"


def _beginning(blocks: Iterable[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Return the first bytes of a file, and an iterator over the whole file."""
    blocks = iter(blocks)
    first: list[bytes] = []
    length = 0
    for block in blocks:
        first.append(block)
        length += len(block)
        if length >= _BEGINNING:
            break
    return b"".join(first)[:_BEGINNING], chain(first, blocks)


def _wide_encoding(first: bytes) -> str:
    """Return the variant of UTF-16, by byte order mark or zero bytes; empty if it is not UTF-16."""
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = first[::2], first[1::2]
    if len(first) >= 8 and even.count(0) + odd.count(0) >= 0.45 * len(first):
        # Digits and separators, the bulk of a table, have a zero byte each.
        if odd.count(0) >= 0.9 * len(odd) and not even.count(0):
            return "utf-16-le"
        if even.count(0) >= 0.9 * len(even) and not odd.count(0):
            return "utf-16-be"
    return ""


def _recoded(blocks: Iterable[bytes], codec: str) -> Iterator[bytes]:
    """Convert bytes in another encoding to UTF-8."""
    decoder = codecs.getincrementaldecoder(codec)()
    line, ends_in_cr = 1, False
    for block in chain(blocks, (None,)):
        try:
            text = decoder.decode(block or b"", final=block is None)
        except UnicodeError as fault:
            # Bytes the decoder buffered from an earlier block contain no line end.
            good = fault.object[: fault.start] if isinstance(fault, UnicodeDecodeError) else b""
            known = good.decode(codec, "ignore")
            line += known.count("\n") + known.count("\r") - known.count("\r\n")
            raise DataError(
                f"the text is not {codec} (in line {line}); name its encoding with --encoding"
            ) from None
        line += text.count("\n") + text.count("\r") - text.count("\r\n")
        line -= ends_in_cr and text.startswith("\n")
        ends_in_cr = text.endswith("\r") if text else ends_in_cr
        yield text.encode("utf-8", "surrogatepass")


def _lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the file in pieces of whole lines.

    Raises
    ------
    DataError
        If a line is longer than `LONGEST_ROW`.
    """
    waiting: list[bytes] = []  # an incomplete line
    length, line = 0, 1  # its length, and the line on which the piece begins
    for block in blocks:
        waiting.append(block)
        length += len(block)
        data = b""
        if b"\n" in block or b"\r" in block or (len(waiting) > 1 and waiting[-2].endswith(b"\r")):
            data = b"".join(waiting)
            waiting = [data]
        elif length > LONGEST_ROW:
            raise DataError(too_long(line))
        end = _last_line_end(data)
        if end:
            waiting, length = [data[end:]], len(data) - end
            line += _line_ends(data[:end])
            yield data[:end]
    if length:
        yield b"".join(waiting)


def _last_line_end(data: bytes) -> int:
    """Return how many bytes are certainly whole lines: a final CR may be half of a CR LF."""
    return max(data.rfind(b"\n"), data.rfind(b"\r", 0, max(0, len(data) - 1))) + 1


def _line_ends(data: bytes) -> int:
    r"""Return how many lines end in the bytes; CR LF counts once."""
    return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")


def too_long(line: int) -> str:
    """Return the message for a row that is too long."""
    return (
        f"line {line}: the row is longer than {LONGEST_ROW >> 20} MiB; is this a table with a line "
        "for each sample?"
    )


def _zero(data: bytes, start: int, line: int) -> str:
    place = data.index(b"\0")
    where = f"byte {start + place + 1}, in line {line + _line_ends(data[:place])}, is zero"
    return f"this is not text ({where}); a spreadsheet must be exported as CSV"


def _not_text(codec: str, data: bytes, place: int, start: int, line: int) -> str:
    where = f"byte {start + place + 1}, in line {line + _line_ends(data[:place])}"
    what = "UTF-8" if codec == "utf-8" else f"{_KNOWN[codec]}, as its beginning is"
    return (
        f"the text is not {what} ({where}, is 0x{data[place]:02x}); name its encoding with "
        "--encoding, such as cp949 or windows-1252, or convert it: "
        "iconv -f ENCODING -t UTF-8 FILE > NEW"
    )


def _sampled(data: bytes, pieces: Iterator[bytes]) -> tuple[bytes, bytes]:
    """Return the piece joined with as many more as needed, and the sample to detect from.

    The sample is whole lines, starting with the first that is not ASCII, and so does not depend on
    how the file was cut.
    """
    first = re.search(rb"[\x80-\xff]", data)
    assert first is not None
    begin = max(data.rfind(end, 0, first.start()) for end in (b"\n", b"\r")) + 1
    parts, length = [data], len(data) - begin
    while length < _SAMPLE and (more := next(pieces, None)) is not None:
        parts.append(more)
        length += len(more)
    data = b"".join(parts)
    end = max(data.rfind(mark, begin, begin + _SAMPLE) for mark in (b"\n", b"\r")) + 1
    if end <= first.start():  # a single long line
        after = re.compile(rb"[\r\n]|\Z").search(data, first.start())
        end = after.end() if after else len(data)
    return data, data[begin:end]


def _is_korean(sample: bytes) -> bool:
    """Whether a text is CP949: the non-ASCII part is nearly all syllables, many of them frequent.

    The 2,350 syllables of KS X 1001 are encoded as B0-C8 followed by A1-FE. Chinese encodings use
    the same range, but there the bytes decode to random, mostly rare syllables.
    """
    try:
        text = sample.decode("cp949")
    except UnicodeDecodeError:
        return False
    signs = [sign for sign in text if not sign.isascii()]
    syllables = len(re.findall(rb"[\xb0-\xc8][\xa1-\xfe]", sample))
    frequent = sum(sign in _FREQUENT for sign in signs)
    return syllables >= 0.8 * len(signs) and frequent >= max(2, 0.4 * syllables)


def _is_western(sample: bytes) -> bool:
    """Whether a text is Windows-1252: isolated accented letters and common symbols.

    Other alphabets write whole words in bytes above 7F, so runs of such bytes are not accents. The
    code pages of Central Europe and Turkey have letters where Windows-1252 has symbols or rare
    Icelandic letters.
    """
    high = len(re.findall(rb"[\x80-\xff]", sample))
    usual = len(
        re.findall(
            rb"[\x80\x85\x91-\x97\xa0\xa3\xa7\xa9\xab\xae\xb0-\xb5\xb7\xb9-\xbf"
            rb"\xc0-\xcf\xd1-\xdc\xdf-\xef\xf1-\xfc\xff]",
            sample,
        )
    )
    odd = re.search(rb"[\x80-\xff]{3}|[A-Za-z][\x80-\x90\x98-\xbf][A-Za-z]", sample)
    return usual == high and odd is None and high <= 0.3 * len(sample)
