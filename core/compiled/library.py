"""Finds and loads the compiled kernel: the shared library that `kernel.c` becomes on installation.

Where there is none, training goes on in numpy, with the same numbers, only slower. `reason` says
why there is none; nothing here raises. What helps is nearly always to install again with a C
compiler on the machine: ``pip install .``, or ``make kernel`` in a checkout.

A library is used only if its interface has the number that is expected here, and if it was built
from the sources that lie beside this file: one left from before a change may give other bits.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..printable import printable

if TYPE_CHECKING:
    import ctypes

INTERFACE = 2
"""What `sn_abi` has to return: another number whenever the kernel's functions are called otherwise.

Its other place is `SN_ABI` in ``kernel.h``.
"""

FILE_NAME = "scratchnet_kernel" + (".dll" if sys.platform == "win32" else ".so")

_HERE = Path(__file__).parent

_AGAIN = "install again to build the present one"


@dataclass(frozen=True)
class Search:
    """What was found: either the library, or one clause that says why there is none."""

    library: ctypes.CDLL | None
    reason: str


def load() -> ctypes.CDLL | None:
    """Return the compiled kernel, or None if there is none that can be used.

    It is looked for once: beside this file, where an installed package has it, then in the folder
    ``core/compiled`` of each absolute entry of `sys.path`, where an editable installation has it.
    """
    return _search().library


def reason() -> str:
    """Say in one clause, for a user, why `load` returns None; empty if it returns a library.

    It begins with a small letter and has no full stop: "no compiled kernel is installed; ...".
    """
    return _search().reason


def search(folders: Iterable[Path]) -> Search:
    """Load the first library in these folders that can be used.

    If none can, the reason is about the first one there is.
    """
    reasons = []
    for folder in folders:
        file = folder / FILE_NAME
        if file.is_file():
            found = _open(file)
            if found.library is not None:
                return found
            reasons.append(found.reason)
    nothing = "no compiled kernel is installed; installing again with a C compiler builds it"
    return Search(None, reasons[0] if reasons else nothing)


@cache
def _search() -> Search:
    entries = [Path(entry) for entry in sys.path if Path(entry).is_absolute()]
    return search([_HERE, *(entry / "core" / "compiled" for entry in entries)])


def _open(file: Path) -> Search:
    try:
        import ctypes
    except ImportError:  # Python was built on a machine without libffi
        return Search(None, "this Python has no ctypes, which loads the compiled kernel")
    try:
        library = ctypes.CDLL(str(file))
        library.sn_abi.restype = ctypes.c_int64
        library.sn_sources.restype = ctypes.c_char_p
        interface, sources, present = library.sn_abi(), library.sn_sources(), _sources()
    except (OSError, AttributeError) as error:  # another processor's, damaged; another library
        why = printable(str(error))
        return Search(None, f"the compiled kernel cannot be loaded ({why}); {_AGAIN}")
    if interface != INTERFACE:
        found = f"the compiled kernel has interface {interface} instead of {INTERFACE}"
        return Search(None, f"{found}; {_AGAIN}")
    if sources != present and present:  # some distributions leave sources out
        return Search(None, f"the compiled kernel was built from other sources; {_AGAIN}")
    return Search(library, "")


def _sources() -> bytes:
    """Return what CMakeLists.txt puts into `sn_sources`: the SHA-256 of each source, by name."""
    files = sorted(_HERE.glob("*.[ch]"))
    return "".join(hashlib.sha256(file.read_bytes()).hexdigest() for file in files).encode()
