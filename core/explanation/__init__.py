"""An update in words: every number of a `Trace`, with the formula and the arithmetic behind it.

`phases` says what comes after what; `ahead`, `back`, `slipped`, `rates` and `steps` make the
phases; `expressions` and `rule_words` have the formulas, and `equation` is what a formula with its
numbers looks like; `eliding` shortens the long ones.
"""

from __future__ import annotations

from .equation import Equation, Matrix, Phase, number
from .labelled_trace import row_name
from .phases import FUNCTIONS, explain

__all__ = ["FUNCTIONS", "Equation", "Matrix", "Phase", "explain", "number", "row_name"]
