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
    HEADERS,
    MISSING_CHOICES,
    SOURCES,
    ColumnRole,
    Dataset,
    Part,
    Remark,
    Scaling,
    Source,
    Table,
    TableChoices,
    builtin,
    edited,
    encode,
    open_table,
    parse_table,
    raw_inputs,
    raw_targets,
    read_table,
    split,
    standardised,
    standardised_targets,
    unscaled,
    unscaled_errors,
    unscaled_targets,
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
from .loading import choices_of, is_read, load
from .losses import LOSSES
from .mapping import Line, Plane, line_of, map_line, map_plane, plane_of, varying_inputs
from .metrics import (
    PartScores,
    Scores,
    accuracy,
    evaluate,
    mean_errors,
    r_squared,
    rows_decided,
    rows_right,
)
from .network import Backward, Forward, Layer, Network, backward, forward
from .problem import Problem, pose
from .remedies import Remedy, remedies
from .rules import RULES
from .saved import Saved, read_saved
from .schedules import SCHEDULES
from .slips import SLIPS, Slip
from .spec import EXTRAS, INIT_NAMES, OF_FILE, ORDERS, SCALES, SOURCE, Rows, RunSpec
from .step import State
from .stopping import RULES_TO_STOP, Stop, Watch
from .suiting import out_of_reach, take_up
from .trace import Trace
from .trainer import Trainer
from .types import CoreError, DataError, Diverged, Floats, Masks, Params, SpecError
from .units import weights_in_units
from .weights import Weights, freeze_weights, read_weights

__all__ = [
    "ACTIVATIONS",
    "COMPARISONS",
    "DATASET_NAMES",
    "EXTRAS",
    "FUNCTIONS",
    "GATE_NAMES",
    "HEADERS",
    "INITS",
    "INIT_NAMES",
    "LESSONS",
    "LOSSES",
    "MISSING_CHOICES",
    "OF_FILE",
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
    "ColumnRole",
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
    "Part",
    "PartScores",
    "Phase",
    "Plane",
    "Problem",
    "Reading",
    "ReadingStopped",
    "Remark",
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
    "TableChoices",
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
    "choices_of",
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
    "is_read",
    "line_of",
    "load",
    "map_line",
    "map_plane",
    "mean_errors",
    "open_table",
    "out_of_reach",
    "parse_table",
    "plane_of",
    "pose",
    "r_squared",
    "raw_inputs",
    "raw_targets",
    "read_class_weight",
    "read_saved",
    "read_table",
    "read_weights",
    "remedies",
    "rows_decided",
    "rows_right",
    "split",
    "standardised",
    "standardised_targets",
    "take_up",
    "uneven",
    "unscaled",
    "unscaled_errors",
    "unscaled_targets",
    "varying_inputs",
    "weights_in_units",
    "with_extra",
    "without_effect",
]
