"""An update in words: every number of a `Trace`, with the formula and the arithmetic behind it.

`phases` says what comes after what; `forward`, `backward`, `wrong_backward`, `schedule` and
`update` make the phases from a `labelled_trace`; `network_formulas` and `optimizer_formulas` have
the formulas. `equation` is what a formula with its numbers looks like; `elision` shortens it.
"""

from __future__ import annotations

from .equation import Equation, Matrix, Phase, number
from .labelled_trace import row_name
from .phases import FUNCTIONS, explain

__all__ = ["FUNCTIONS", "Equation", "Matrix", "Phase", "explain", "number", "row_name"]
