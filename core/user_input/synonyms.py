"""Other common names for what is offered here, and the nearest substitute for what is not.

Comparison ignores case, blanks, hyphens and underscores, so ``ReLU``, ``leaky_relu`` and
``LeakyReLU`` need no entries.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple


class Nearest(NamedTuple):
    """The nearest substitute for something that is not offered.

    Attributes
    ----------
    name : str
        A valid name.
    difference : str
        What differs, as a phrase that follows the name: ``which ...``, ``with ...``.
    """

    name: str
    difference: str


_ACTIVATIONS: Mapping[str, str] = {
    "logistic": "sigmoid",
    "expit": "sigmoid",
    "hyperbolic tangent": "tanh",
    "rectifier": "relu",
    "rectified linear": "relu",
    "lrelu": "leaky-relu",
    "identity": "linear",
    "none": "linear",
}

_SCALES = {
    "standardise": "standard",
    "standardize": "standard",
    "z score": "standard",
    "standard scaler": "standard",
    "off": "none",
    "no": "none",
}
_MIN_MAX = Nearest("standard", "for mean 0 and deviation 1")
_OTHER_SCALES = dict.fromkeys(("min max", "min max scaler", "normalise", "normalize"), _MIN_MAX)

SAME: Mapping[str, Mapping[str, str]] = {
    "dataset": {
        "load digits": "digits-8x8",
        "optdigits": "digits-8x8",
        "load iris": "iris",
        "fisher iris": "iris",
        "iris flowers": "iris",
        "make moons": "moons",
        "two moons": "moons",
        "half moons": "moons",
        "make blobs": "blobs",
        "spirals": "spiral",
        "two spirals": "spiral",
        "gaussian": "gauss",
        "reg plane": "plane",
        "reg gauss": "multi-gauss",
    },
    "activation": _ACTIVATIONS,
    "output": _ACTIVATIONS,
    "loss": {
        # 1/2 sum or mean: they differ only by a factor, which the learning rate can absorb.
        "mse": "squared-error",
        "mse loss": "squared-error",
        "l2 loss": "squared-error",
        "mean squared error": "squared-error",
        # Binary or categorical follows from the output: sigmoid or softmax.
        "bce": "cross-entropy",
        "bce loss": "cross-entropy",
        "binary cross entropy": "cross-entropy",
        "categorical cross entropy": "cross-entropy",
        "sparse categorical cross entropy": "cross-entropy",
        "cross entropy loss": "cross-entropy",
        "log loss": "cross-entropy",
        "negative log likelihood": "cross-entropy",
    },
    "rule": {
        "gd": "sgd",
        "gradient descent": "sgd",
        "stochastic gradient descent": "sgd",
        "heavy ball": "momentum",
        "sgd momentum": "momentum",
        "sgd with momentum": "momentum",
        "nag": "nesterov",
        "nesterov momentum": "nesterov",
    },
    "init": {
        "glorot": "xavier",
        "glorot uniform": "xavier",
        "xavier uniform": "xavier",
        "kaiming": "he",
        "kaiming uniform": "he",
        "he uniform": "he",
        "zeros": "zero",
    },
    "order": {
        "shuffle": "shuffled",
        "in order": "sequential",
        "unshuffled": "sequential",
    },
    "schedule": {
        "none": "constant",
        "fixed": "constant",
        "step decay": "step",
        "step lr": "step",
        "cosine annealing": "cosine",
        "cosine decay": "cosine",
        "inverse time": "inverse",
        "inverse time decay": "inverse",
    },
    "scale": _SCALES,
    "scale_target": _SCALES,
    "header": {
        "yes": "first",
        "true": "first",
        "0": "first",
        "no": "none",
        "false": "none",
    },
    "missing": {
        "error": "stop",
        "raise": "stop",
        "dropna": "drop",
        "remove": "drop",
        "skip": "drop",
        "fill": "mean",
        "impute": "mean",
        "indicator": "mark",
    },
    "extra": {
        "x1**2": "x1^2",
        "x2**2": "x2^2",
        "x1²": "x1^2",
        "x2²": "x2^2",
        "x1x2": "x1*x2",
        "x2*x1": "x1*x2",
        "sin(x1)": "sin x1",
        "sin(x2)": "sin x2",
    },
    "slip": {"off": "none"},
}
"""For each field of a `RunSpec`, exact synonyms of its valid names."""

_LONGEST = 100  # more than twice the longest name
_DIGITS = "real handwriting as well, in 8 x 8 pixels and 1,797 rows"
_NOT_BUILT_IN = "which is built in; a table of other data is read from a file"

_OTHER_ACTIVATIONS: Mapping[str, Nearest] = {
    "silu": Nearest("gelu", "whose curve has nearly the same shape"),
    "swish": Nearest("gelu", "whose curve has nearly the same shape"),
    "mish": Nearest("gelu", "whose curve has nearly the same shape"),
    "gelu tanh": Nearest("gelu", "in its exact form"),
    "elu": Nearest("leaky-relu", "which has a straight line below 0"),
    "selu": Nearest("leaky-relu", "which has a straight line below 0"),
    "prelu": Nearest("leaky-relu", "whose slope below 0 is 0.01 and is not learned"),
    "rrelu": Nearest("leaky-relu", "whose slope below 0 is always 0.01"),
    "relu6": Nearest("relu", "which goes on above 6"),
    "softplus": Nearest("relu", "which has a corner at 0"),
    "softsign": Nearest("tanh", "which comes sooner to -1 and 1"),
    "hard tanh": Nearest("tanh", "which has no corners"),
    "hard sigmoid": Nearest("sigmoid", "which has no corners"),
    "log sigmoid": Nearest("sigmoid", "with the loss cross-entropy, which takes the logarithm"),
    "log softmax": Nearest("softmax", "with the loss cross-entropy, which takes the logarithm"),
    "step": Nearest("sigmoid", "since a step has no slope to learn by"),
    "heaviside": Nearest("sigmoid", "since a step has no slope to learn by"),
    "threshold": Nearest("sigmoid", "since a step has no slope to learn by"),
}

OTHER: Mapping[str, Mapping[str, Nearest]] = {
    "dataset": {
        "mnist": Nearest("digits-8x8", _DIGITS),
        "emnist": Nearest("digits-8x8", _DIGITS),
        "fashion mnist": Nearest("digits-8x8", "which shows digits, in 8 x 8 pixels"),
        "cifar10": Nearest("digits-8x8", "which shows digits, in 8 x 8 pixels"),
        "digits": Nearest("digits-8x8", "real handwriting; digits-5x5 are five drawn pictures"),
        "circles": Nearest("circle", "a disc with a ring around it"),
        "make circles": Nearest("circle", "a disc with a ring around it"),
        "two circles": Nearest("circle", "a disc with a ring around it"),
        "flowers": Nearest("iris", "three species of one flower"),
        "wine": Nearest("iris", _NOT_BUILT_IN),
        "penguins": Nearest("iris", _NOT_BUILT_IN),
        "breast cancer": Nearest("iris", _NOT_BUILT_IN),
        "titanic": Nearest("iris", _NOT_BUILT_IN),
        "boston": Nearest("plane", _NOT_BUILT_IN),
        "boston housing": Nearest("plane", _NOT_BUILT_IN),
        "california housing": Nearest("plane", _NOT_BUILT_IN),
        "adder": Nearest("full-adder", "with a carry that comes in"),
        "half adder": Nearest("full-adder", "with a carry that comes in"),
        "autoencoder": Nearest("8-3-8", "which has to find a code for eight cases"),
        "encoder": Nearest("encoder-8-3", "and 8-3-8, which has to find the code itself"),
        "decoder": Nearest("decoder-3-8", "for three bits"),
        "seven segment": Nearest("seven-segment-to-digit", "or digit-to-seven-segment"),
    },
    "activation": _OTHER_ACTIVATIONS,
    "output": _OTHER_ACTIVATIONS,
    "loss": {
        "rmse": Nearest("squared-error", "which is smallest at the same weights"),
        "bce with logits": Nearest("cross-entropy", "with the output sigmoid or softmax"),
        "bce with logits loss": Nearest("cross-entropy", "with the output sigmoid or softmax"),
        "nll": Nearest("cross-entropy", "with the output softmax"),
        "nll loss": Nearest("cross-entropy", "with the output softmax"),
        "kl divergence": Nearest("cross-entropy", "which differs by the entropy of the targets"),
        "mae": Nearest("squared-error", "which weighs large errors more"),
        "l1 loss": Nearest("squared-error", "which weighs large errors more"),
        "huber": Nearest("squared-error", "which weighs large errors more"),
        "smooth l1": Nearest("squared-error", "which weighs large errors more"),
    },
    "rule": {
        "bgd": Nearest("sgd", "with the batch all"),
        "batch gradient descent": Nearest("sgd", "with the batch all"),
        "asgd": Nearest("sgd", "without the mean over the weights"),
        "adamw": Nearest("adam", "where l2 is a part of the slope"),
        "adamax": Nearest("adam", "which divides by a mean square"),
        "nadam": Nearest("adam", "which does not look ahead"),
        "radam": Nearest("adam", "which takes full steps from the start"),
        "amsgrad": Nearest("adam", "which may forget the largest slope"),
        "adagrad": Nearest("rmsprop", "which forgets old slopes"),
        "adadelta": Nearest("rmsprop", "which needs a rate"),
        "rprop": Nearest("rmsprop", "which goes by the size of the slopes too"),
    },
    "init": {
        "glorot normal": Nearest("xavier", "which draws evenly, with the same variance"),
        "xavier normal": Nearest("xavier", "which draws evenly, with the same variance"),
        "he normal": Nearest("he", "which draws evenly, with the same variance"),
        "kaiming normal": Nearest("he", "which draws evenly, with the same variance"),
        "lecun": Nearest("xavier", "which looks at the units a layer feeds too"),
        "lecun uniform": Nearest("xavier", "which looks at the units a layer feeds too"),
        "normal": Nearest("small", "drawn evenly from -0.1 to 0.1"),
        "random normal": Nearest("small", "drawn evenly from -0.1 to 0.1"),
        "random uniform": Nearest("uniform", "from -1 to 1"),
        "random": Nearest("uniform", "from -1 to 1"),
    },
    "order": {
        "random": Nearest("shuffled", "which visits each row once in every epoch"),
    },
    "schedule": {
        "exponential": Nearest("step", "which halves the rate after each period"),
        "exponential decay": Nearest("step", "which halves the rate after each period"),
        "linear": Nearest("cosine", "which also comes to 0 at the end of the period"),
        "warmup": Nearest("constant", "without a slow beginning"),
    },
    "scale": _OTHER_SCALES,
    "scale_target": _OTHER_SCALES,
    "missing": {
        "median": Nearest("mean", "of the rows trained on"),
        "zero": Nearest("mean", "of the rows trained on"),
        "mode": Nearest("mean", "which takes the most frequent word of a column of words"),
    },
}
"""For each field of a `RunSpec`, common names that are not offered, and the nearest substitute."""


def key(name: str) -> str:
    """Return a name in the form used for comparison, without case, blanks, hyphens, underscores."""
    return re.sub(r"[\s_-]+", "", name.casefold())


def same(field: str, name: str, valid: Collection[str]) -> str | None:
    """Return the valid name for what was typed; None unless it is an exact synonym.

    `field` is a field of `RunSpec`, or any other word: then there are no synonyms but other
    spellings.
    """
    if name in valid:
        return name
    wanted = key(name[:_LONGEST])
    named = {key(each): each for each in valid} if wanted else {}
    if wanted in named:
        return named[wanted]
    return next((own for also, own in SAME.get(field, {}).items() if key(also) == wanted), None)


def nearest(field: str, name: str) -> Nearest | None:
    """Return the nearest substitute for a name that is not valid; None if none is known."""
    wanted = key(name[:_LONGEST])
    found = OTHER.get(field, {}).items()
    return next((near for also, near in found if key(also) == wanted), None)
