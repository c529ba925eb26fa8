"""Small neural networks, trained in numpy, with nothing hidden.

Start with `network` (forward and backward), then `step` (one update), then `trainer` (the run).
"""

from __future__ import annotations

from .activations import ACTIVATIONS
from .changes import Change, Entry, SetFrozen, SetRule, SetWeight
from .comparisons import COMPARISONS, Comparison
from .datasets import (
    DATASET_NAMES,
    GATE_NAMES,
    SOURCES,
    Dataset,
    Scaling,
    Source,
    builtin,
    edited,
    encode,
    raw_inputs,
    read_table,
    split,
    standardised,
    with_extra,
)
from .explaining import FUNCTIONS, Equation, Matrix, Phase, explain
from .gears import EpochRecord
from .gradcheck import ArrayCheck, GradientCheck, check_gradient
from .history import Curve, History
from .inits import INITS
from .lessons import LESSONS, Claim, Evidence, Lesson
from .loading import load
from .losses import LOSSES
from .metrics import Scores, accuracy, evaluate, rows_decided, rows_right
from .network import Backward, Forward, Layer, Network, backward, forward
from .problem import Problem, pose, suited
from .rules import RULES
from .schedules import SCHEDULES
from .slips import SLIPS, Slip
from .spec import EXTRAS, INIT_NAMES, ORDERS, SCALES, SOURCE, Rows, RunSpec
from .step import State
from .suiting import take_up
from .trace import Trace
from .trainer import Trainer
from .types import CoreError, DataError, Diverged, Floats, Masks, Params, SpecError
from .weights import Weights, freeze_weights, read_weights

__all__ = [
    "ACTIVATIONS",
    "COMPARISONS",
    "DATASET_NAMES",
    "EXTRAS",
    "FUNCTIONS",
    "GATE_NAMES",
    "INITS",
    "INIT_NAMES",
    "LESSONS",
    "LOSSES",
    "ORDERS",
    "RULES",
    "SCALES",
    "SCHEDULES",
    "SLIPS",
    "SOURCE",
    "SOURCES",
    "ArrayCheck",
    "Backward",
    "Change",
    "Claim",
    "Comparison",
    "CoreError",
    "Curve",
    "DataError",
    "Dataset",
    "Diverged",
    "Entry",
    "EpochRecord",
    "Equation",
    "Evidence",
    "Floats",
    "Forward",
    "GradientCheck",
    "History",
    "Layer",
    "Lesson",
    "Masks",
    "Matrix",
    "Network",
    "Params",
    "Phase",
    "Problem",
    "Rows",
    "RunSpec",
    "Scaling",
    "Scores",
    "SetFrozen",
    "SetRule",
    "SetWeight",
    "Slip",
    "Source",
    "SpecError",
    "State",
    "Trace",
    "Trainer",
    "Weights",
    "accuracy",
    "backward",
    "builtin",
    "check_gradient",
    "edited",
    "encode",
    "evaluate",
    "explain",
    "forward",
    "freeze_weights",
    "load",
    "pose",
    "raw_inputs",
    "read_table",
    "read_weights",
    "rows_decided",
    "rows_right",
    "split",
    "standardised",
    "suited",
    "take_up",
    "with_extra",
]
