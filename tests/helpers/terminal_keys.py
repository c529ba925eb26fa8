"""What a terminal sends for a key, by the name the table of commands has for it."""

from __future__ import annotations

import unicodedata

from textual.keys import REPLACED_KEYS, _get_unicode_name_from_key

from scratchnet_tui.commands import COMMANDS

_SEQUENCES = {
    "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~",
    "f6": "\x1b[17~", "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
    "home": "\x1b[H", "end": "\x1b[F", "insert": "\x1b[2~", "delete": "\x1b[3~",
    "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "shift+tab": "\x1b[Z",
    "shift+left": "\x1b[1;2D", "shift+right": "\x1b[1;2C",
    "tab": "\t", "enter": "\r", "escape": "\x1b", "backspace": "\x7f", "space": " ",
}  # fmt: skip

COMMAND_KEYS = tuple(key for entry in COMMANDS for key in entry.keys.split(","))
"""Every key of the table of commands."""

OTHER_KEYS = tuple(name for name in _SEQUENCES if name not in COMMAND_KEYS)
"""Keys of panes and dialogs."""


def bytes_of(key: str) -> bytes:
    """Return what is sent for a key."""
    if key in _SEQUENCES:
        return _SEQUENCES[key].encode()
    if key.startswith("ctrl+"):
        return bytes([ord(key[-1]) & 0x1F])
    if len(key) == 1:
        return key.encode()
    name = _get_unicode_name_from_key(REPLACED_KEYS.get(key, key))
    return unicodedata.lookup(name).encode()
