"""Small neural networks, trained in numpy, with nothing hidden.

Start with `network` (forward and backward), then `step` (one update), then `trainer` (the run).
"""

from __future__ import annotations

from . import blas  # noqa: F401 - before anything else loads numpy

# isort: split
from .activations import ACTIVATIONS
from .changes import Change, Entry, SetFrozen, SetRule, SetWeight
from .comparisons import COMPARISONS, Comparison
from .confusion import class_names, class_of, confusion, has_confusion
from .datasets import (
    DATASET_NAMES,
    GATE_NAMES,
    SOURCES,
    Dataset,
    Scaling,
    Source,
    Table,
    builtin,
    edited,
    encode,
    open_table,
    parse_table,
    raw_inputs,
    read_table,
    split,
    standardised,
    unscaled,
    with_extra,
)
from .explaining import FUNCTIONS, Equation, Matrix, Phase, explain
from .files import Reading, ReadingStopped
from .gears import EpochRecord
from .gradcheck import ArrayCheck, GradientCheck, check_gradient
from .history import Curve, History
from .idle import Idle, without_effect
from .inits import INITS
from .lessons import (
    LESSONS,
    PARTS,
    Claim,
    ClaimState,
    Evidence,
    Lesson,
    Verdicts,
    evidence_of,
)
from .loading import load
from .losses import LOSSES
from .mapping import Line, Plane, line_of, map_line, map_plane, plane_of, varying_inputs
from .metrics import Scores, accuracy, evaluate, rows_decided, rows_right
from .network import Backward, Forward, Layer, Network, backward, forward
from .problem import Problem, pose
from .remedies import Remedy, remedies
from .rules import RULES
from .saved import Saved, read_saved
from .schedules import SCHEDULES
from .slips import SLIPS, Slip
from .spec import EXTRAS, INIT_NAMES, ORDERS, SCALES, SOURCE, Rows, RunSpec
from .step import State
from .stopping import RULES_TO_STOP, Stop, Watch
from .suiting import out_of_reach, take_up
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
    "PARTS",
    "RULES",
    "RULES_TO_STOP",
    "SCALES",
    "SCHEDULES",
    "SLIPS",
    "SOURCE",
    "SOURCES",
    "ArrayCheck",
    "Backward",
    "Change",
    "Claim",
    "ClaimState",
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
    "Idle",
    "Layer",
    "Lesson",
    "Line",
    "Masks",
    "Matrix",
    "Network",
    "Params",
    "Phase",
    "Plane",
    "Problem",
    "Reading",
    "ReadingStopped",
    "Remedy",
    "Rows",
    "RunSpec",
    "Saved",
    "Scaling",
    "Scores",
    "SetFrozen",
    "SetRule",
    "SetWeight",
    "Slip",
    "Source",
    "SpecError",
    "State",
    "Stop",
    "Table",
    "Trace",
    "Trainer",
    "Verdicts",
    "Watch",
    "Weights",
    "accuracy",
    "backward",
    "builtin",
    "check_gradient",
    "class_names",
    "class_of",
    "confusion",
    "edited",
    "encode",
    "evaluate",
    "evidence_of",
    "explain",
    "forward",
    "freeze_weights",
    "has_confusion",
    "line_of",
    "load",
    "map_line",
    "map_plane",
    "open_table",
    "out_of_reach",
    "parse_table",
    "plane_of",
    "pose",
    "raw_inputs",
    "read_saved",
    "read_table",
    "read_weights",
    "remedies",
    "rows_decided",
    "rows_right",
    "split",
    "standardised",
    "take_up",
    "unscaled",
    "varying_inputs",
    "with_extra",
    "without_effect",
]
