"""How the values of settings are written, the same in tables, in the form and in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core import RunSpec


def written(value: object) -> str:
    """Write a value: a switch as on or off, several with commas, a number as short as possible."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return ",".join(map(str, value)) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def data_name(spec: RunSpec) -> str:
    """Return the name of a run's data: a built-in set, a file without its folders, or ``stdin``.

    The name is printable, and its middle is left out if it is very long.
    """
    from core.printable import shortened
    from core.user_input.file_reading import STDIN

    if spec.data_file == STDIN:
        return "stdin"
    name = spec.dataset or str(spec.data_file).replace("\\", "/").rsplit("/", 1)[-1]
    return shortened(name, 60)


def split_text(spec: RunSpec) -> str:
    """Write a split as it is typed: ``0.8``, or with a share for validation ``0.7,0.15``."""
    return f"{spec.split:g}" + (f",{spec.validation:g}" if spec.validation else "")


def class_weight(spec: RunSpec) -> str:
    """Write the class weights as they are typed."""
    from core import class_weight_text

    return class_weight_text(spec.class_weight)
