"""Small neural networks, trained in numpy, with nothing hidden.

Start with `network` (forward and backward), then `step` (one update), then `trainer` (the run).
"""

from __future__ import annotations

from .activations import ACTIVATIONS
from .datasets import DATASET_NAMES, Dataset, builtin, read_table
from .gradcheck import ArrayCheck, GradientCheck, check_gradient
from .history import Curve, History
from .inits import INITS
from .lessons import LESSONS, Claim, Evidence, Lesson
from .losses import LOSSES
from .metrics import accuracy, evaluate, rows_decided, rows_right
from .network import Backward, Forward, Layer, Network, backward, forward
from .problem import Problem, load, pose, suited
from .rules import RULES
from .slips import SLIPS, Slip
from .spec import INIT_NAMES, ORDERS, RunSpec
from .step import State
from .trace import Trace
from .trainer import EpochRecord, Trainer
from .types import CoreError, DataError, Diverged, Floats, Params, SpecError
from .weights import Weights, freeze_weights, read_weights

__all__ = [
    "ACTIVATIONS",
    "DATASET_NAMES",
    "INITS",
    "INIT_NAMES",
    "LESSONS",
    "LOSSES",
    "ORDERS",
    "RULES",
    "SLIPS",
    "ArrayCheck",
    "Backward",
    "Claim",
    "CoreError",
    "Curve",
    "DataError",
    "Dataset",
    "Diverged",
    "EpochRecord",
    "Evidence",
    "Floats",
    "Forward",
    "GradientCheck",
    "History",
    "Layer",
    "Lesson",
    "Network",
    "Params",
    "Problem",
    "RunSpec",
    "Slip",
    "SpecError",
    "State",
    "Trace",
    "Trainer",
    "Weights",
    "accuracy",
    "backward",
    "builtin",
    "check_gradient",
    "evaluate",
    "forward",
    "freeze_weights",
    "load",
    "pose",
    "read_table",
    "read_weights",
    "rows_decided",
    "rows_right",
    "suited",
]
