"""What can go wrong.

Errors carry their facts as attributes, so that a command line can name the option at fault and a
screen can name the row, each from the same exception.
"""

from __future__ import annotations

from .printable import printable


class CoreError(Exception):
    """An error of the core, in one sentence that any terminal can show.

    Parameters
    ----------
    message : str
        The sentence, without a full stop. Text from outside that it quotes must go through
        `printable.quoted` or `printable.shortened`, which keep it short.
    """

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))


class SpecError(CoreError):
    """A setting of a run is not valid.

    Attributes
    ----------
    field : str
        The field of `RunSpec` at fault.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field

    def of(self, name: str) -> str:
        """Return the sentence with the setting under another name, such as ``--rate``."""
        message, own = str(self), f"{self.field.replace('_', ' ')} "
        return name + message[len(own) - 1 :] if message.startswith(own) else f"{name}: {message}"


class DataError(CoreError):
    """A table of data cannot be used; the message names the file, the row and the column."""


class Diverged(CoreError):  # noqa: N818 - an event of a run, not a fault of the program
    """A number of the run is no longer finite. The update that made it so was not applied.

    Attributes
    ----------
    name : str
        What is not finite: ``W2``, ``b1``, ``mse``, ...
    epoch : int
        The epoch in which it happened, counted from 1.
    step : int
        The update that would have made it so, counted from 1; 0 before any.
    """

    def __init__(self, name: str, epoch: int, step: int) -> None:
        if step == 0:
            message = (
                f"the untrained network already has no finite {name}: its numbers are too large"
            )
        else:
            message = f"{name} is no longer finite: diverged in epoch {epoch} at update {step}"
        super().__init__(message)
        self.name = name
        self.epoch = epoch
        self.step = step
