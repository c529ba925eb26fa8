"""What the core computes is the same everywhere: no number is taken that a machine may choose.

numpy's and Python's exp, sums and products differ in their last bits from one machine, or one
version, to another. `core.exact` has those that do not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import core

FOLDER = Path(core.__file__).parent
FILES = sorted(set(FOLDER.rglob("*.py")) - {FOLDER / "exact.py", FOLDER / "nn" / "longhand.py"})

_FUNCTIONS = """
exp exp2 expm1 log log2 log10 log1p logaddexp logaddexp2 sin cos tan asin acos atan atan2 arcsin
arccos arctan arctan2 sinh cosh tanh asinh acosh atanh arcsinh arccosh arctanh erf erfc gamma
lgamma pow power float_power square cbrt hypot dist sinc sum nansum fsum sumprod cumsum nancumsum
prod nanprod cumprod mean nanmean fmean average std nanstd var nanvar median nanmedian quantile
percentile cov corrcoef dot vdot vecdot matvec vecmat inner matmul einsum tensordot kron linalg
fft polynomial convolve correlate trapezoid interp polyfit polyval gradient histogram linspace
logspace geomspace round around
"""
FUNCTIONS = frozenset(_FUNCTIONS.split())
"""Functions of numpy and math that no promise covers. Some differ, of some the order is open."""

METHODS = frozenset(
    ("sum", "mean", "std", "var", "dot", "prod", "cumsum", "cumprod", "round", "trace")
)
"""Those that arrays have as methods."""

MODULES = frozenset(("cmath", "statistics"))

EXCEPTIONS = {
    "whole numbers, and their sums are exact": {
        "analysis/finite_differences.py": {"sum"},
        "analysis/gradient_check.py": {"sum"},
        "compiled/array_functions.py": {"prod"},
        "data/builtin/truth_tables.py": {"sum"},  # bits
        "data/dataset.py": {"sum"},  # zeros and ones
        "data/tables/encodings.py": {"sum"},
        "data/tables/layout.py": {"sum"},
        "data/tables/messages.py": {"sum"},
        "data/tables/samples.py": {"sum"},
        "data/transforms.py": {"sum", "cumsum"},  # rows of a group
        "nn/initializers.py": {"prod"},
        "nn/literal_weights.py": {"sum"},
        "nn/network.py": {"sum"},
        "run/compiled_loop.py": {"prod"},
        "run/confusion_matrix.py": {"sum"},
        "run/keyframes.py": {"sum"},
        "run/loss_history.py": {"sum"},
        "run/problem.py": {"sum"},
        "user_input/validation.py": {"sum", "**"},
    },
    "it only asks whether every number is finite": {"data/tables/cells.py": {"sum"}},
    "a bound: what it does not clear is computed": {"run/metrics.py": {"sum"}},
}
"""By reason: what a file may use all the same."""

ALLOWED = {file: names for group in EXCEPTIONS.values() for file, names in group.items()}


def used(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and name of each use of such a function or operator."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name in MODULES:
                    yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            if node.module in MODULES:
                yield node.lineno, node.module
            if node.module in ("math", "numpy"):
                for alias in node.names:
                    if alias.name in FUNCTIONS:
                        yield node.lineno, alias.name
        elif isinstance(node, ast.Attribute):
            if isinstance(node.value, ast.Name) and node.value.id in ("math", "np", "numpy"):
                if node.attr in FUNCTIONS:
                    yield node.lineno, node.attr
            elif node.attr in ("reduce", "accumulate") and ast.unparse(node.value) in (
                *("np.add", "np.multiply", "np.logaddexp"),
            ):
                yield node.lineno, node.attr
        elif isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Attribute) and function.attr in METHODS:
                if not (
                    isinstance(function.value, ast.Name) and function.value.id in ("np", "math")
                ):
                    yield node.lineno, function.attr
            elif isinstance(function, ast.Name) and function.id in ("sum", "pow"):
                yield node.lineno, function.id
        elif isinstance(node, ast.BinOp | ast.AugAssign):
            if isinstance(node.op, ast.MatMult):
                yield node.lineno, "@"
            elif isinstance(node.op, ast.Pow) and not _is_power_of_2(node):
                yield node.lineno, "**"


def _is_power_of_2(node: ast.BinOp | ast.AugAssign) -> bool:
    return (
        isinstance(node, ast.BinOp)
        and isinstance(node.left, ast.Constant)
        and node.left.value in (2, 2.0)
    )


@pytest.mark.parametrize("file", FILES, ids=[str(f.relative_to(FOLDER)) for f in FILES])
def test_a_file_takes_no_number_that_a_machine_may_choose(file: Path) -> None:
    allowed = ALLOWED.get(file.relative_to(FOLDER).as_posix(), set())
    found = list(used(ast.parse(file.read_text(encoding="utf-8"))))
    assert [(line, name) for line, name in found if name not in allowed] == []
    assert allowed <= {name for _, name in found}, "an exception that is no longer needed"


def test_every_exception_is_for_a_file_there_is() -> None:
    assert set(ALLOWED) <= {file.relative_to(FOLDER).as_posix() for file in FILES}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("a @ b", ["@"]),
        ("a @= b", ["@"]),
        ("x ** 2", ["**"]),
        ("x **= y", ["**"]),
        ("2.0 ** -53 + 2 ** n", []),
        ("np.exp(x)", ["exp"]),
        ("map(math.log, xs)", ["log"]),
        ("from math import sin, sqrt", ["sin"]),
        ("import statistics", ["statistics"]),
        ("x.sum(axis=0) + np.sum(x)", ["sum", "sum"]),
        ("sum(xs)", ["sum"]),
        ("scaling.mean + x.mean()", ["mean"]),
        ("np.add.reduce(x); np.logical_or.reduce(x); np.maximum.accumulate(x)", ["reduce"]),
        ("np.linalg.norm(x)", ["linalg"]),
        ("exp(x) + total(x) + matmul(a, b) + np.sqrt(x) + np.abs(x)", []),
    ],
)
def test_what_counts_as_a_use(code: str, names: list[str]) -> None:
    assert sorted(name for _, name in used(ast.parse(code))) == sorted(names)
