"""The fingerprint of a moment: eight signs by which two people see that they have the same bits.

It is short enough to be read aloud. If a single bit of a weight differs, so does the fingerprint,
but for one chance in 2^40, about a million million.
"""

from __future__ import annotations

import hashlib
import struct
import unicodedata

from core.arrays import Params
from core.errors import SpecError
from core.printable import quoted

SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
"""The signs of a fingerprint by their value, 0 to 31: no i, l, o and u, which are misread."""

EXAMPLE = "7k3f-9qxa"
"""What a fingerprint looks like."""

_LENGTH = 8
_HALF = _LENGTH // 2
_TAKEN_FOR = str.maketrans("oil", "011")  # signs that people read or type for others


def fingerprint(epoch: int, step: int, params: Params) -> str:
    """Return the fingerprint of a moment of a run, such as ``7k3f-9qxa``.

    It is made of the first 40 bits of the SHA-256 of

    - `epoch` and `step`, each as 8 bytes, the lowest first, and
    - the numbers of every array in the order of `params`, row by row, each as the 8 bytes of
      IEEE 754 double precision, the lowest first; -0.0 counts as 0.0.

    Each 5 of these bits, from the highest on, are a sign of `SIGNS`.

    Parameters
    ----------
    epoch : int
        How many epochs are complete, 0 or more: `State.epoch`.
    step : int
        How many updates are done since the beginning of the run, 0 or more, those of complete
        epochs included: `State.step`.
    params : Params
        All weights and biases. What the optimizer remembers is not a part of it.
    """
    content = hashlib.sha256(struct.pack("<QQ", epoch, step))
    for array in params.values():
        content.update((array + 0.0).astype("<f8", copy=False).tobytes())  # -0.0 + 0.0 is 0.0
    bits = int.from_bytes(content.digest()[:5], "big")
    signs = "".join(SIGNS[bits >> 5 * place & 31] for place in reversed(range(_LENGTH)))
    return f"{signs[:_HALF]}-{signs[_HALF:]}"


def read_fingerprint(text: str) -> str:
    """Return a fingerprint that somebody has typed, as `fingerprint` writes it.

    Capitals, blanks, and hyphens or dashes in any place or in none do no harm. O stands for 0, and
    I and L for 1.

    Raises
    ------
    SpecError
        If these are not eight signs of a fingerprint.
    """
    plain = unicodedata.normalize("NFKC", text).lower().translate(_TAKEN_FOR)
    signs = "".join(sign for sign in plain if not _parts(sign))
    if len(signs) != _LENGTH or not set(signs) <= set(SIGNS):
        raise SpecError(
            "fingerprint",
            f"fingerprint is {quoted(text)}; it must be eight of the signs 0-9 and a-z without "
            f"i, l, o and u, such as {EXAMPLE}",
        )
    return f"{signs[:_HALF]}-{signs[_HALF:]}"


def _parts(sign: str) -> bool:
    """Tell whether a character only parts others: a blank, a hyphen, a dash or a minus sign."""
    return sign.isspace() or sign == "\N{MINUS SIGN}" or unicodedata.category(sign) == "Pd"
