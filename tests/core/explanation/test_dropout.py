"""An update under dropout, explained word for word: dropped units, and how the rest scale up."""

from __future__ import annotations

from typing import Any

import pytest

from core import Phase, RunSpec, Trainer, explain
from tests.helpers.strategies import table

# The network of test_by_hand: x = (1, 0.5), d = 1, alpha = 0.9, sigmoids. Half of the hidden units
# are left out, so the factor of h1 is 1 / (1 - 0.5) = 2, and that of h2 is 0:
#   phi1 = (0.598688, 0.5)     y1 = (1.197375, 0)       v2 = 0.5 * 1.197375 = 0.598688
#   y2 = sigmoid(v2) = 0.645356    e = 0.354644   delta2 = 0.645356 * 0.354644 * e = 0.081168
#   e1 = (0.5 * 0.081168 * 2, 0) = (0.081168, 0)
#   delta1 = (0.598688 * 0.401312 * 0.081168, 0) = (0.019501, 0)
WEIGHTS = (("W1", ((0.2, 0.4), (-0.3, 0.6))), ("W2", ((0.5, -0.1),)))
WHOLE = """
x | Input and target | x goes in, d should come out
x[x1] = 1
x[x2] = 0.5
d[y1] = 1
v1 | Weighted sums of layer 1 | v1 = W1 x
v1[h1] = 0.2*1 + 0.4*0.5 = 0.4
v1[h2] = -0.3*1 + 0.6*0.5 = 0
phi1 | Outputs of layer 1, before dropout | phi1 = sigmoid(v1) = 1 / (1 + exp(-v1))
phi1[h1] = 1 / (1 + exp(-0.4)) = 0.5987
phi1[h2] = 1 / (1 + exp(-0)) = 0.5
y1 | Outputs of layer 1, after dropout | y1 = phi1 * factor1
y1[h1] = 0.5987*2 = 1.1974
y1[h2] = 0.5*0 = 0 (left out)
v2 | Weighted sums of layer 2 | v2 = W2 y1
v2[y1] = 0.5*1.1974 + (-0.1)*0 = 0.5987
y2 | Outputs of layer 2 | y2 = sigmoid(v2) = 1 / (1 + exp(-v2))
y2[y1] = 1 / (1 + exp(-0.5987)) = 0.6454
e | Error of the output | e = d - y2
e[y1] = 1 - 0.6454 = 0.3546
E | Loss: squared error | E = 1/2 sum of e^2
E = 0.5*0.3546*0.3546 = 0.0629
delta2 | Delta of the output | delta2 = y2 (1 - y2) e
delta2[y1] = 0.6454*(1 - 0.6454)*0.3546 = 0.0812
e1 | Error of hidden layer 1 | e1 = (W2^T delta2) * factor1
e1[h1] = 0.5*0.0812*2 = 0.0812
e1[h2] = -0.1*0.0812*0 = 0 (left out)
delta1 | Delta of hidden layer 1 | delta1 = phi1 (1 - phi1) e1
delta1[h1] = 0.5987*(1 - 0.5987)*0.0812 = 0.0195
delta1[h2] = 0.5*(1 - 0.5)*0 = 0
dW1 | Step of the weights of layer 1 | dW1 = alpha * delta1 * x^T
dW1[h1,x1] = 0.9*0.0195*1 = 0.0176
dW1[h1,x2] = 0.9*0.0195*0.5 = 0.0088
dW1[h2,x1] = 0.9*0*1 = 0
dW1[h2,x2] = 0.9*0*0.5 = 0
dW2 | Step of the weights of layer 2 | dW2 = alpha * delta2 * y1^T
dW2[y1,h1] = 0.9*0.0812*1.1974 = 0.0875
dW2[y1,h2] = 0.9*0.0812*0 = 0
W1 | New weights of layer 1 | new W1 = old W1 + dW1
W1[h1,x1] = 0.2 + 0.0176 = 0.2176
W1[h1,x2] = 0.4 + 0.0088 = 0.4088
W1[h2,x1] = -0.3 + 0 = -0.3
W1[h2,x2] = 0.6 + 0 = 0.6
W2 | New weights of layer 2 | new W2 = old W2 + dW2
W2[y1,h1] = 0.5 + 0.0875 = 0.5875
W2[y1,h2] = -0.1 + 0 = -0.1
"""


def phases_of(factors: list[float], **settings: Any) -> dict[str, Phase]:
    """Explain the first update of the first seed that draws these factors for h1 and h2."""
    for seed in range(100):
        spec = RunSpec(
            hidden=(2,), init="literal", weights=WEIGHTS, dropout=0.5, seed=seed, **settings
        )
        trainer = Trainer(spec, table([[1.0, 0.5]], [[1.0]]))
        trace = trainer.step_sample()
        assert trace.factors is not None
        if trace.factors[0][0].tolist() == factors:
            return {phase.name: phase for phase in explain(trainer.problem, trace)}
    raise AssertionError("no seed draws these")


def lines(*phases: Phase) -> list[str]:
    written = []
    for phase in phases:
        written.append(f"{phase.name} | {phase.title} | {phase.formula}")
        written += [equation.text() for equation in phase.equations()]
    return written


def test_a_whole_update_word_for_word() -> None:
    assert lines(*phases_of([2.0, 0.0]).values()) == WHOLE.strip().split("\n")


def test_why_there_are_factors() -> None:
    phases = phases_of([0.0, 2.0])
    assert phases["y1"].note == (
        "A unit that dropout leaves out in this sample has the factor 0; one that is kept has "
        "1 / (1 - 0.5) = 2, so that the sums it feeds keep their size on average. "
        "Predictions are made by the whole network."
    )
    assert phases["e1"].note.endswith("a unit that was left out is not to blame.")
    assert phases["y1"].code == ("forward", "y = phi * factors[number - 1]")
    plain = Trainer(RunSpec(hidden=(2,)))
    for phase in explain(plain.problem, plain.step_sample()):
        words = f"{phase.name} {phase.title} {phase.formula} {phase.note}"
        assert not any(word in words for word in ("phi", "factor", "dropout", "left out"))


@pytest.mark.parametrize(
    ("slip", "name", "written"),
    [
        # dW2 = 0.9 * 0.081168 * (1.197375, 0) = (0.087470, 0); e1 = (0.587470 * 0.081168 * 2, 0)
        (
            "updated-weights",
            "e1",
            """
e1 | Error of hidden layer 1 | e1 = ((W2 + dW2)^T delta2) * factor1
e1[h1] = ((0.5 + 0.0875)*0.0812)*2 = 0.0954
e1[h2] = ((-0.1 + 0)*0.0812)*0 = 0 (left out)
""",
        ),
        # sigmoid(0.645356) = 0.655976, so delta2 = 0.655976 * 0.344024 * 0.354644 = 0.080033 = e1;
        # sigmoid(0.598688) = 0.645356, that of what the activation gave, before the factor
        (
            "slope-of-y",
            "delta1",
            """
delta1 | Delta of hidden layer 1 | delta1 = sigmoid(phi1) (1 - sigmoid(phi1)) e1
delta1[h1] = 0.6454*(1 - 0.6454)*0.0800 = 0.0183
delta1[h2] = 0.6225*(1 - 0.6225)*0 = 0
""",
        ),
        (
            "no-slope",
            "delta1",
            """
delta1 | Delta of hidden layer 1 | delta1 = e1
delta1[h1] = 0.0812
delta1[h2] = 0
""",
        ),
    ],
)
def test_what_a_slip_makes_of_it(slip: str, name: str, written: str) -> None:
    assert lines(phases_of([2.0, 0.0], slip=slip)[name]) == written.strip().split("\n")


def test_each_sample_of_a_batch_has_its_own_factors() -> None:
    weights = (("W1", ((1.0,),)), ("W2", ((1.0,), (2.0,))))
    linear = RunSpec(
        hidden=(1,), activation=("linear",), output="linear", init="literal", weights=weights,
        batch=0, dropout=0.2, seed=3,
    )  # fmt: skip
    trainer = Trainer(linear, table([[1.0]] * 20, [[1.0, 2.0]] * 20))
    phases = {phase.name: phase for phase in explain(trainer.problem, trainer.step_sample())}
    heard = {equation.text().partition(" = ")[2] for equation in phases["y1"].equations()}
    assert heard == {"1*0 = 0 (left out)", "1*1.25 = 1.25"}
    assert "leaves out in a sample" in phases["y1"].note
    # v2 = (1.25, 2.5) = y2, e = (-0.25, -0.5) = delta2; or 0, (1, 2)
    blamed = {equation.text().partition(" = ")[2] for equation in phases["e1"].equations()}
    assert blamed == {
        "(1*1 + 2*2)*0 = 0 (left out)",
        "(1*(-0.25) + 2*(-0.5))*1.25 = -1.5625",
    }
