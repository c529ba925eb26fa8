"""Small neural networks, trained in numpy, with nothing hidden.

Start with `network` (forward and backward), then `step` (one update), then `trainer` (the run).
"""

from __future__ import annotations

from . import blas  # noqa: F401 - before anything else loads numpy

# isort: split
from .activations import ACTIVATIONS
from .changes import Change, Entry, SetFrozen, SetRule, SetWeight
from .class_weights import ClassWeights, class_weight_text, class_weights, read_class_weight
from .comparisons import COMPARISONS, Comparison
from .confusion import (
    ClassScore,
    balanced_accuracy,
    class_names,
    class_of,
    class_scores,
    confusion,
    has_confusion,
    uneven,
)
from .datasets import (
    DATASET_NAMES,
    GATE_NAMES,
    SOURCES,
    Dataset,
    Part,
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
from .metrics import PartScores, Scores, accuracy, evaluate, rows_decided, rows_right
from .network import Backward, Forward, Layer, Network, backward, forward
from .problem import Problem, pose
from .rules import RULES
from .schedules import SCHEDULES
from .slips import SLIPS, Slip
from .spec import EXTRAS, INIT_NAMES, ORDERS, SCALES, SOURCE, Rows, RunSpec
from .step import State
from .stopping import RULES_TO_STOP, Stop, Watch
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
    "ClassScore",
    "ClassWeights",
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
    "Line",
    "Masks",
    "Matrix",
    "Network",
    "Params",
    "Part",
    "PartScores",
    "Phase",
    "Plane",
    "Problem",
    "Reading",
    "ReadingStopped",
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
    "Stop",
    "Table",
    "Trace",
    "Trainer",
    "Verdicts",
    "Watch",
    "Weights",
    "accuracy",
    "backward",
    "balanced_accuracy",
    "builtin",
    "check_gradient",
    "class_names",
    "class_of",
    "class_scores",
    "class_weight_text",
    "class_weights",
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
    "parse_table",
    "plane_of",
    "pose",
    "raw_inputs",
    "read_class_weight",
    "read_table",
    "read_weights",
    "rows_decided",
    "rows_right",
    "split",
    "standardised",
    "take_up",
    "uneven",
    "unscaled",
    "varying_inputs",
    "with_extra",
]
