"""Small neural networks, trained in numpy, with nothing hidden.

Start with `nn.longhand`, then read `nn.network` (forward and backward), `run.update` (one update)
and `run.trainer` (the run).

What only part of a program's life needs, such as explanations, is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from . import blas  # noqa: F401 - before anything else loads numpy

# isort: split
from .arrays import Floats, Masks, Params
from .data import (
    BUILTIN_DATASETS,
    DATASET_NAMES,
    GATE_NAMES,
    HEADERS,
    MISSING_CHOICES,
    BuiltinDataset,
    Dataset,
    Part,
    Scaling,
    builtin,
    edited,
    encode,
    raw_inputs,
    raw_targets,
    split,
    standardised,
    standardised_targets,
    unscaled,
    unscaled_errors,
    unscaled_targets,
    with_extra,
)
from .errors import CoreError, DataError, Diverged, SpecError
from .nn.activations import ACTIVATIONS
from .nn.initializers import INITS
from .nn.literal_weights import Weights, freeze_weights, read_weights
from .nn.losses import LOSSES
from .nn.network import Backward, Forward, Layer, Network, backward, forward
from .nn.optimizers import OPTIMIZERS
from .nn.optimizers import OPTIMIZERS as RULES
from .nn.schedules import SCHEDULES
from .nn.wrong_backward import SLIPS, Slip
from .run.class_weights import ClassWeights, class_weight_text, class_weights, read_class_weight
from .run.confusion_matrix import (
    ClassScore,
    balanced_accuracy,
    class_names,
    class_of,
    class_scores,
    confusion_matrix,
    has_classes,
    is_imbalanced,
)
from .run.defaults import unreachable_targets, with_defaults
from .run.divergence_remedies import Remedy, remedies
from .run.epoch_record import EpochRecord
from .run.fingerprint import fingerprint, read_fingerprint
from .run.keyframes import KeyframeLimits
from .run.live_changes import Change, Entry, SetFrozen, SetRule, SetWeight
from .run.loading import choices_of, is_read, load
from .run.loss_history import Curve, History
from .run.metrics import (
    PartScores,
    Scores,
    accuracy,
    evaluate,
    mean_errors,
    r_squared,
    rows_decided,
    rows_right,
)
from .run.problem import Problem, build_problem
from .run.spec import DATA_FIELDS, EXTRAS, INIT_NAMES, OF_FILE, ORDERS, SCALES, Rows, RunSpec
from .run.stop_rules import RULES_TO_STOP, Stop, Watch
from .run.trace import Trace
from .run.trainer import Trainer
from .run.update import State
from .user_input.file_reading import Reading, ReadingStopped

if TYPE_CHECKING:  # where each is said again below, for the program
    from .analysis.decision_map import (
        Line,
        Plane,
        line_of,
        map_line,
        map_plane,
        plane_of,
        varying_inputs,
    )
    from .analysis.gradient_check import ArrayCheck, GradientCheck, check_gradient
    from .analysis.weights_in_units import weights_in_units
    from .data import (
        ColumnRole,
        Remark,
        Table,
        TableChoices,
        open_table,
        parse_table,
        read_table,
    )
    from .explanation import FUNCTIONS, Equation, Matrix, Phase, explain
    from .lessons import LESSONS, PARTS, Claim, ClaimState, Evidence, Lesson, Verdicts, evidence_of
    from .lessons.comparisons import COMPARISONS, Comparison
    from .run.ineffective_settings import IneffectiveSetting, ineffective_settings
    from .run.saved_run import SavedRun, read_saved

_LATER = {
    "analysis.decision_map": (
        "Line",
        "Plane",
        "line_of",
        "map_line",
        "map_plane",
        "plane_of",
        "varying_inputs",
    ),
    "analysis.gradient_check": ("ArrayCheck", "GradientCheck", "check_gradient"),
    "analysis.weights_in_units": ("weights_in_units",),
    "data": (
        "ColumnRole",
        "Remark",
        "Table",
        "TableChoices",
        "open_table",
        "parse_table",
        "read_table",
    ),
    "explanation": ("FUNCTIONS", "Equation", "Matrix", "Phase", "explain"),
    "lessons": (
        "LESSONS",
        "PARTS",
        "Claim",
        "ClaimState",
        "Evidence",
        "Lesson",
        "Verdicts",
        "evidence_of",
    ),
    "lessons.comparisons": ("COMPARISONS", "Comparison"),
    "run.ineffective_settings": ("IneffectiveSetting", "ineffective_settings"),
    "run.saved_run": ("SavedRun", "read_saved"),
}
"""The names that are imported when they are first used, by the module they are in."""

if not TYPE_CHECKING:  # or any name at all would seem to exist

    def __getattr__(name: str) -> object:
        for module, names in _LATER.items():
            if name in names:
                found = getattr(import_module(f".{module}", __name__), name)
                globals()[name] = found
                return found
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "ACTIVATIONS",
    "BUILTIN_DATASETS",
    "COMPARISONS",
    "DATASET_NAMES",
    "DATA_FIELDS",
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
    "OPTIMIZERS",
    "ORDERS",
    "PARTS",
    "RULES",
    "RULES_TO_STOP",
    "SCALES",
    "SCHEDULES",
    "SLIPS",
    "ArrayCheck",
    "Backward",
    "BuiltinDataset",
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
    "IneffectiveSetting",
    "KeyframeLimits",
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
    "SavedRun",
    "Scaling",
    "Scores",
    "SetFrozen",
    "SetRule",
    "SetWeight",
    "Slip",
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
    "build_problem",
    "builtin",
    "check_gradient",
    "choices_of",
    "class_names",
    "class_of",
    "class_scores",
    "class_weight_text",
    "class_weights",
    "confusion_matrix",
    "edited",
    "encode",
    "evaluate",
    "evidence_of",
    "explain",
    "fingerprint",
    "forward",
    "freeze_weights",
    "has_classes",
    "ineffective_settings",
    "is_imbalanced",
    "is_read",
    "line_of",
    "load",
    "map_line",
    "map_plane",
    "mean_errors",
    "open_table",
    "parse_table",
    "plane_of",
    "r_squared",
    "raw_inputs",
    "raw_targets",
    "read_class_weight",
    "read_fingerprint",
    "read_saved",
    "read_table",
    "read_weights",
    "remedies",
    "rows_decided",
    "rows_right",
    "split",
    "standardised",
    "standardised_targets",
    "unreachable_targets",
    "unscaled",
    "unscaled_errors",
    "unscaled_targets",
    "varying_inputs",
    "weights_in_units",
    "with_defaults",
    "with_extra",
]
