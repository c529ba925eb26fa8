"""Explanations written out by hand, word for word. The numbers are those of `nn/test_by_hand`."""

from __future__ import annotations

import math

import pytest

from core import Matrix, Phase, RunSpec, SetFrozen, Trainer, explain
from tests.helpers.strategies import table

# x = (1, 0.5), d = 1, alpha = 0.9, sigmoids: see test_by_hand for the six digits of each number.
WEIGHTS = (("W1", ((0.2, 0.4), (-0.3, 0.6))), ("W2", ((0.5, -0.1),)))
FORWARD = """
x | Input and target | x goes in, d should come out
x[x1] = 1
x[x2] = 0.5
d[y1] = 1
v1 | Weighted sums of layer 1 | v1 = W1 x
v1[h1] = 0.2*1 + 0.4*0.5 = 0.4
v1[h2] = -0.3*1 + 0.6*0.5 = 0
y1 | Outputs of layer 1 | y1 = sigmoid(v1) = 1 / (1 + exp(-v1))
y1[h1] = 1 / (1 + exp(-0.4)) = 0.5987
y1[h2] = 1 / (1 + exp(-0)) = 0.5
v2 | Weighted sums of layer 2 | v2 = W2 y1
v2[y1] = 0.5*0.5987 + (-0.1)*0.5 = 0.2493
y2 | Outputs of layer 2 | y2 = sigmoid(v2) = 1 / (1 + exp(-v2))
y2[y1] = 1 / (1 + exp(-0.2493)) = 0.5620
e | Error of the output | e = d - y2
e[y1] = 1 - 0.5620 = 0.4380
"""
BACKWARD = {
    "squared-error": """
E | Loss: squared error | E = 1/2 sum of e^2
E = 0.5*0.4380*0.4380 = 0.0959
delta2 | Delta of the output | delta2 = y2 (1 - y2) e
delta2[y1] = 0.5620*(1 - 0.5620)*0.4380 = 0.1078
e1 | Error of hidden layer 1 | e1 = W2^T delta2
e1[h1] = 0.5*0.1078 = 0.0539
e1[h2] = -0.1*0.1078 = -0.0108
delta1 | Delta of hidden layer 1 | delta1 = y1 (1 - y1) e1
delta1[h1] = 0.5987*(1 - 0.5987)*0.0539 = 0.0130
delta1[h2] = 0.5*(1 - 0.5)*(-0.0108) = -0.0027
dW1 | Step of the weights of layer 1 | dW1 = alpha * delta1 * x^T
dW1[h1,x1] = 0.9*0.0130*1 = 0.0117
dW1[h1,x2] = 0.9*0.0130*0.5 = 0.0058
dW1[h2,x1] = 0.9*(-0.0027)*1 = -0.0024
dW1[h2,x2] = 0.9*(-0.0027)*0.5 = -0.0012
dW2 | Step of the weights of layer 2 | dW2 = alpha * delta2 * y1^T
dW2[y1,h1] = 0.9*0.1078*0.5987 = 0.0581
dW2[y1,h2] = 0.9*0.1078*0.5 = 0.0485
W1 | New weights of layer 1 | new W1 = old W1 + dW1
W1[h1,x1] = 0.2 + 0.0117 = 0.2117
W1[h1,x2] = 0.4 + 0.0058 = 0.4058
W1[h2,x1] = -0.3 + (-0.0024) = -0.3024
W1[h2,x2] = 0.6 + (-0.0012) = 0.5988
W2 | New weights of layer 2 | new W2 = old W2 + dW2
W2[y1,h1] = 0.5 + 0.0581 = 0.5581
W2[y1,h2] = -0.1 + 0.0485 = -0.0515
""",
    "cross-entropy": """
E | Loss: cross entropy | E = -sum of (d ln(y2) + (1 - d) ln(1 - y2))
E = -(1*ln(0.5620) + (1 - 1)*ln(1 - 0.5620)) = 0.5762
delta2 | Delta of the output | delta2 = e
delta2[y1] = 0.4380
e1 | Error of hidden layer 1 | e1 = W2^T delta2
e1[h1] = 0.5*0.4380 = 0.2190
e1[h2] = -0.1*0.4380 = -0.0438
delta1 | Delta of hidden layer 1 | delta1 = y1 (1 - y1) e1
delta1[h1] = 0.5987*(1 - 0.5987)*0.2190 = 0.0526
delta1[h2] = 0.5*(1 - 0.5)*(-0.0438) = -0.0109
dW1 | Step of the weights of layer 1 | dW1 = alpha * delta1 * x^T
dW1[h1,x1] = 0.9*0.0526*1 = 0.0474
dW1[h1,x2] = 0.9*0.0526*0.5 = 0.0237
dW1[h2,x1] = 0.9*(-0.0109)*1 = -0.0099
dW1[h2,x2] = 0.9*(-0.0109)*0.5 = -0.0049
dW2 | Step of the weights of layer 2 | dW2 = alpha * delta2 * y1^T
dW2[y1,h1] = 0.9*0.4380*0.5987 = 0.2360
dW2[y1,h2] = 0.9*0.4380*0.5 = 0.1971
W1 | New weights of layer 1 | new W1 = old W1 + dW1
W1[h1,x1] = 0.2 + 0.0474 = 0.2474
W1[h1,x2] = 0.4 + 0.0237 = 0.4237
W1[h2,x1] = -0.3 + (-0.0099) = -0.3099
W1[h2,x2] = 0.6 + (-0.0049) = 0.5951
W2 | New weights of layer 2 | new W2 = old W2 + dW2
W2[y1,h1] = 0.5 + 0.2360 = 0.7360
W2[y1,h2] = -0.1 + 0.1971 = 0.0971
""",
}


def lines(phases: tuple[Phase, ...]) -> list[str]:
    written = []
    for phase in phases:
        written.append(f"{phase.name} | {phase.title} | {phase.formula}")
        written += [equation.text() for equation in phase.equations()]
    return written


def phases_of(trainer: Trainer) -> tuple[Phase, ...]:
    return explain(trainer.problem, trainer.step_sample())


@pytest.mark.parametrize("loss", BACKWARD)
def test_a_whole_update_word_for_word(loss: str) -> None:
    spec = RunSpec(hidden=(2,), loss=loss, init="literal", weights=WEIGHTS)
    phases = phases_of(Trainer(spec, table([[1.0, 0.5]], [[1.0]])))
    assert lines(phases) == (FORWARD + BACKWARD[loss]).replace("\n\n", "\n").strip().split("\n")


def test_what_the_phases_touch_and_why() -> None:
    spec = RunSpec(hidden=(2,), init="literal", weights=WEIGHTS)
    phases = phases_of(Trainer(spec, table([[1.0, 0.5]], [[1.0]])))
    assert [(each.name, each.params, each.layers) for each in phases] == [
        ("x", (), (0,)),
        ("v1", ("W1",), (0, 1)),
        ("y1", (), (1,)),
        ("v2", ("W2",), (1, 2)),
        ("y2", (), (2,)),
        ("e", (), (2,)),
        ("E", (), (2,)),
        ("delta2", (), (2,)),
        ("e1", ("W2",), (1, 2)),
        ("delta1", (), (1,)),
        ("dW1", ("W1",), (0, 1)),
        ("dW2", ("W2",), (1, 2)),
        ("W1", ("W1",), (0, 1)),
        ("W2", ("W2",), (1, 2)),
    ]
    notes = {each.name: each.note for each in phases}
    assert "row 1" in notes["x"]
    assert "the old W2, from before this update" in notes["e1"]


def test_the_picture_of_a_step() -> None:
    spec = RunSpec(hidden=(2,), init="literal", weights=WEIGHTS)
    phases = phases_of(Trainer(spec, table([[1.0, 0.5]], [[1.0]])))
    alpha, delta, signal, sign, step = next(p for p in phases if p.name == "dW1").picture
    assert (alpha, sign) == ("0.9", "=")
    for part, name, rows, columns in (
        (delta, "delta1", ("h1", "h2"), ("",)),
        (signal, "x^T", ("",), ("x1", "x2")),
        (step, "dW1", ("h1", "h2"), ("x1", "x2")),
    ):
        assert isinstance(part, Matrix)
        assert (part.name, part.rows, part.columns) == (name, rows, columns)


def test_a_batch_word_for_word() -> None:
    # One linear neuron, W = 0.5 and b = 0, alpha = 0.8; samples (x, d) = (1, 1) and (2, 0).
    weights = (("W1", ((0.5,),)), ("b1", (0.0,)))
    spec = RunSpec(
        hidden=(), output="linear", bias=True, rate=0.8, batch=2, init="literal", weights=weights
    )
    phases = phases_of(Trainer(spec, table([[1.0], [2.0], [1.0]], [[1.0], [0.0], [0.0]])))
    assert (
        lines(phases)
        == """
x | Input and target | x goes in, d should come out
x[x1] row 1 = 1
d[y1] row 1 = 1
x[x1] row 2 = 2
d[y1] row 2 = 0
v1 | Weighted sums of layer 1 | v1 = W1 x + b1
v1[y1] row 1 = 0.5*1 + 0 = 0.5
v1[y1] row 2 = 0.5*2 + 0 = 1
y1 | Outputs of layer 1 | y1 = v1
y1[y1] row 1 = 0.5
y1[y1] row 2 = 1
e | Error of the output | e = d - y1
e[y1] row 1 = 1 - 0.5 = 0.5
e[y1] row 2 = 0 - 1 = -1
E | Loss: squared error | E = 1/2 sum of e^2
E row 1 = 0.5*0.5*0.5 = 0.125
E row 2 = 0.5*(-1)*(-1) = 0.5
delta1 | Delta of the output | delta1 = e, for the slope is 1
delta1[y1] row 1 = 1*0.5 = 0.5
delta1[y1] row 2 = 1*(-1) = -1
dW1 | Step of the weights of layer 1 | dW1 = alpha * mean over the batch of delta1 * x^T
dW1[y1,x1] = 0.8*(0.5*1 + (-1)*2) / 2 = -0.6000
db1 | Step of the biases of layer 1 | db1 = alpha * mean over the batch of delta1
db1[y1] = 0.8*(0.5 + (-1)) / 2 = -0.2
W1 | New weights of layer 1 | new W1 = old W1 + dW1
W1[y1,x1] = 0.5 + (-0.6000) = -0.1000
b1 | New biases of layer 1 | new b1 = old b1 + db1
b1[y1] = 0 + (-0.2) = -0.2
""".strip().split("\n")
    )


def test_samples_of_a_batch_are_told_apart_by_their_rows_of_the_data() -> None:
    trainer = Trainer(RunSpec(batch=2))
    trainer.step_sample()
    phases = {each.name: each for each in phases_of(trainer)}
    assert [equation.left for equation in phases["e"].equations()] == ["e[y] row 3", "e[y] row 4"]
    assert [equation.left for equation in phases["E"].equations()] == ["E row 3", "E row 4"]
    picture = phases["dW2"].picture
    assert (picture[0], picture[3]) == ("0.9 / 2", "=")
    assert isinstance(picture[1], Matrix)
    assert isinstance(picture[2], Matrix)
    assert picture[1].columns == picture[2].rows == ("row 3", "row 4")


def test_a_softmax_word_for_word() -> None:
    weights = (("W1", ((0.0,), (math.log(2.0),))),)
    spec = RunSpec(hidden=(), output="softmax", init="literal", weights=weights)
    phases = {p.name: p for p in phases_of(Trainer(spec, table([[1.0]], [[1.0, 0.0]])))}
    assert phases["y1"].formula == "y1 = softmax(v1) = exp(v1) / sum of all exp(v1)"
    assert [equation.text() for equation in phases["y1"].equations()] == [
        "y1[y1] = exp(0) / (exp(0) + exp(0.6931)) = 0.3333",
        "y1[y2] = exp(0.6931) / (exp(0) + exp(0.6931)) = 0.6667",
    ]
    assert phases["delta1"].formula == "delta1 = y1 (e - sum of all e y1)"
    assert phases["delta1"].equation(1).text() == (
        "delta1[y2] = 0.6667*(-0.6667 - (0.6667*0.3333 + (-0.6667)*0.6667)) = -0.2963"
    )


@pytest.mark.parametrize(
    ("slip", "written", "right", "function"),
    [
        (
            "updated-weights",
            """
e1 | Error of hidden layer 1 | e1 = (W2 + dW2)^T delta2
e1[h1] = (0.5 + 0.0581)*0.1078 = 0.0602
e1[h2] = (-0.1 + 0.0485)*0.1078 = -0.0056
""",
            "e1 = W2^T delta2",
            "updated_weights",
        ),
        (
            "slope-of-y",
            # sigmoid(0.5987) = 0.6454, sigmoid(0.5) = 0.6225; the output: sigmoid(0.5620) = 0.6369
            """
delta2 | Delta of the output | delta2 = sigmoid(y2) (1 - sigmoid(y2)) e
delta2[y1] = 0.6369*(1 - 0.6369)*0.4380 = 0.1013
delta1 | Delta of hidden layer 1 | delta1 = sigmoid(y1) (1 - sigmoid(y1)) e1
delta1[h1] = 0.6454*(1 - 0.6454)*0.0506 = 0.0116
delta1[h2] = 0.6225*(1 - 0.6225)*(-0.0101) = -0.0024
""",
            "delta1 = y1 (1 - y1) e1",
            "slope_of_y",
        ),
        (
            "no-slope",
            """
delta1 | Delta of hidden layer 1 | delta1 = e1
delta1[h1] = 0.0539
delta1[h2] = -0.0108
""",
            "delta1 = y1 (1 - y1) e1",
            "no_slope",
        ),
        (
            "sign",
            """
e | Error of the output | e = y2 - d
e[y1] = 0.5620 - 1 = -0.4380
""",
            "e = d - y2",
            "sign",
        ),
    ],
)
def test_what_a_slip_touches_word_for_word(
    slip: str, written: str, right: str, function: str
) -> None:
    spec = RunSpec(hidden=(2,), slip=slip, init="literal", weights=WEIGHTS)
    phases = phases_of(Trainer(spec, table([[1.0, 0.5]], [[1.0]])))
    touched = tuple(each for each in phases if each.note.startswith("Slip: "))
    assert lines(touched) == written.strip().split("\n")
    assert touched[-1].note.endswith(f" Right would be {right}.")
    assert {each.code[0] for each in touched} == {function}
    (error,) = (each for each in phases if each.name == "e")
    assert error.code[0] == ("sign" if slip == "sign" else "backward_with")


@pytest.mark.parametrize("slip", ["slope-of-y", "no-slope"])
def test_a_slip_that_changes_nothing_says_so(slip: str) -> None:
    spec = RunSpec(hidden=(2,), activation=("linear",), slip=slip, loss="cross-entropy")
    phases = phases_of(Trainer(spec))
    notes = [each.note for each in phases if each.note.startswith("Slip: ")]
    assert [note.endswith(" Here it makes no difference.") for note in notes] == [True]


def test_new_weights_that_are_frozen_have_moved_all_the_same_for_the_slip() -> None:
    spec = RunSpec(hidden=(2,), slip="updated-weights", init="literal", weights=WEIGHTS)
    trainer = Trainer(spec, table([[1.0, 0.5]], [[1.0]]))
    trainer.change(SetFrozen("W2", (0, 0), frozen=True))
    phases = {each.name: each for each in phases_of(trainer)}
    assert phases["e1"].equation(0).text() == "e1[h1] = (0.5 + 0.0581)*0.1078 = 0.0602"
    assert "as if it had moved" in phases["e1"].note
    assert phases["dW2"].equation(0).text() == "dW2[y1,h1] = 0 (frozen)"
