"""Forward and backward passes worked with pencil and paper, in the comments."""

from __future__ import annotations

import math

import pytest

from core import RunSpec, Trace, Trainer
from tests.helpers.strategies import epochs, table

# A 2-2-1 network of sigmoids without bias, one sample, alpha = 0.9:
#
#     x = (1, 0.5)    d = 1    W1 = |  0.2  0.4 |    W2 = | 0.5  -0.1 |
#                                   | -0.3  0.6 |
#
# Forward, the same for both losses:
#
#     v1 = (0.2*1 + 0.4*0.5, -0.3*1 + 0.6*0.5)                      = (0.4, 0)
#     y1 = sigmoid of each: (1 / (1 + exp(-0.4)), 1 / (1 + exp(0)))
#        = (1 / 1.670320, 1 / 2)                                    = (0.598688, 0.5)
#     v  = 0.5*0.598688 - 0.1*0.5                                   = 0.249344
#     y  = 1 / (1 + exp(-0.249344)) = 1 / 1.779312                  = 0.562015
#     e  = 1 - 0.562015                                             = 0.437985
HIDDEN = [0.598688, 0.5]
OUTPUT, ERROR = 0.562015, 0.437985


def one_sample(loss: str) -> Trainer:
    weights = (("W1", ((0.2, 0.4), (-0.3, 0.6))), ("W2", ((0.5, -0.1),)))
    spec = RunSpec(hidden=(2,), loss=loss, rate=0.9, init="literal", weights=weights)
    return Trainer(spec, table([[1.0, 0.5]], [[1.0]]))


def hold_forward(trace: Trace) -> None:
    assert trace.v[0].tolist() == [pytest.approx([0.4, 0.0], abs=1e-6)]
    assert trace.y[0].tolist() == [pytest.approx(HIDDEN, abs=1e-6)]
    assert trace.v[1].tolist() == [pytest.approx([0.249344], abs=1e-6)]
    assert trace.y[1].tolist() == [pytest.approx([OUTPUT], abs=1e-6)]
    assert trace.e[1].tolist() == [pytest.approx([ERROR], abs=1e-6)]


def test_one_update_by_the_squared_error() -> None:
    # Backward, E = 1/2 e^2:
    #
    #     E      = 0.5 * 0.437985^2                                   = 0.095915
    #     delta  = y (1 - y) e = 0.562015*0.437985*0.437985           = 0.107812
    #     e1     = W2^T delta  = (0.5*0.107812, -0.1*0.107812)        = (0.053906, -0.010781)
    #     delta1 = y1 (1 - y1) e1
    #            = (0.598688*0.401312*0.053906, 0.5*0.5*-0.010781)    = (0.012951, -0.002695)
    #
    # Steps, dW = alpha delta y^T, both from the old weights:
    #
    #     dW2 = 0.9*0.107812 * (0.598688, 0.5)                        = (0.058091, 0.048515)
    #     dW1 = 0.9*0.012951 * (1, 0.5)                               = (0.011656, 0.005828)
    #           0.9*-0.002695 * (1, 0.5)                              = (-0.002426, -0.001213)
    #
    #     W2 = (0.558091, -0.051485)    W1 = |  0.211656  0.405828 |
    #                                        | -0.302426  0.598787 |
    trainer = one_sample("squared-error")
    trace = trainer.step_sample()
    hold_forward(trace)
    assert trace.loss.tolist() == pytest.approx([0.095915], abs=1e-6)
    assert trace.delta[1].tolist() == [pytest.approx([0.107812], abs=1e-6)]
    assert trace.e[0].tolist() == [pytest.approx([0.053906, -0.010781], abs=1e-6)]
    assert trace.delta[0].tolist() == [pytest.approx([0.012951, -0.002695], abs=1e-6)]
    assert trace.dW["W2"].tolist() == [pytest.approx([0.058091, 0.048515], abs=1e-6)]
    assert trace.dW["W1"].tolist() == [
        pytest.approx([0.011656, 0.005828], abs=1e-6),
        pytest.approx([-0.002426, -0.001213], abs=1e-6),
    ]
    in_bulk = one_sample("squared-error")
    epochs(in_bulk, 1)
    for each in (trainer, in_bulk):
        assert each.state.params["W2"].tolist() == [pytest.approx([0.558091, -0.051485], abs=1e-6)]
        assert each.state.params["W1"].tolist() == [
            pytest.approx([0.211656, 0.405828], abs=1e-6),
            pytest.approx([-0.302426, 0.598787], abs=1e-6),
        ]


def test_one_update_by_cross_entropy() -> None:
    # Backward, E = -[d ln y + (1 - d) ln(1 - y)]:
    #
    #     E      = -ln 0.562015                                       = 0.576227
    #     delta  = e, for the slope cancels                           = 0.437985
    #     e1     = W2^T delta  = (0.5*0.437985, -0.1*0.437985)        = (0.218993, -0.043799)
    #     delta1 = (0.598688*0.401312*0.218993, 0.25*-0.043799)       = (0.052615, -0.010950)
    #     dW2    = 0.9*0.437985 * (0.598688, 0.5)                     = (0.235995, 0.197093)
    #     dW1    = 0.9*0.052615 * (1, 0.5)                            = (0.047354, 0.023677)
    #              0.9*-0.010950 * (1, 0.5)                           = (-0.009855, -0.004927)
    #
    #     W2 = (0.735995, 0.097093)     W1 = |  0.247354  0.423677 |
    #                                        | -0.309855  0.595073 |
    trainer = one_sample("cross-entropy")
    trace = trainer.step_sample()
    hold_forward(trace)
    assert trace.loss.tolist() == pytest.approx([0.576227], abs=1e-6)
    assert trace.delta[1].tolist() == [pytest.approx([0.437985], abs=1e-6)]
    assert trace.e[0].tolist() == [pytest.approx([0.218993, -0.043799], abs=1e-6)]
    assert trace.delta[0].tolist() == [pytest.approx([0.052615, -0.010950], abs=1e-6)]
    assert trace.dW["W2"].tolist() == [pytest.approx([0.235995, 0.197093], abs=1e-6)]
    in_bulk = one_sample("cross-entropy")
    epochs(in_bulk, 1)
    for each in (trainer, in_bulk):
        assert each.state.params["W2"].tolist() == [pytest.approx([0.735995, 0.097093], abs=1e-6)]
        assert each.state.params["W1"].tolist() == [
            pytest.approx([0.247354, 0.423677], abs=1e-6),
            pytest.approx([-0.309855, 0.595073], abs=1e-6),
        ]


def test_one_update_of_a_batch_is_the_mean_of_its_samples() -> None:
    # One linear neuron with a bias: W = 0.5, b = 0, alpha = 0.8, three samples in batches of two.
    #
    #     sample   x   d   y = W x   e = delta   delta x
    #       1      1   1     0.5        0.5        0.5
    #       2      2   0     1.0       -1.0       -2.0
    #     mean                         -0.25      -0.75
    #
    #     dW = 0.8*-0.75 = -0.6, db = 0.8*-0.25 = -0.2; W = -0.1, b = -0.2
    #
    # The last batch is short, and its mean is of the one sample it has: x = 1, d = 0.
    #
    #     y = -0.1*1 - 0.2 = -0.3, e = 0.3; dW = 0.8*0.3*1 = 0.24 = db; W = 0.14, b = 0.04
    #
    # Afterwards y = 0.18, 0.32, 0.18 and e = 0.82, -0.32, -0.18:
    #     mse = (0.6724 + 0.1024 + 0.0324) / 3 = 0.8072 / 3 = 0.269067, and the loss half of it.
    weights = (("W1", ((0.5,),)), ("b1", (0.0,)))
    spec = RunSpec(
        hidden=(), output="linear", bias=True, rate=0.8, batch=2, init="literal", weights=weights
    )
    data = table([[1.0], [2.0], [1.0]], [[1.0], [0.0], [0.0]])
    readable, fast = Trainer(spec, data), Trainer(spec, data)
    first, last = readable.step_sample(), readable.step_sample()
    assert (first.samples, last.samples) == ((0, 1), (2,))
    assert first.downhill["W1"].item() == pytest.approx(-0.75)
    assert first.downhill["b1"].item() == pytest.approx(-0.25)
    assert first.after["W1"].item() == pytest.approx(-0.1)
    assert first.after["b1"].item() == pytest.approx(-0.2)
    epochs(fast, 1)
    for each in (readable, fast):
        assert each.state.params["W1"].item() == pytest.approx(0.14)
        assert each.state.params["b1"].item() == pytest.approx(0.04)
        assert each.record.mse == pytest.approx(0.8072 / 3)
        assert each.record.loss == pytest.approx(0.8072 / 6)


@pytest.mark.parametrize(
    ("loss", "value", "delta"),
    [
        # E = -ln y1 = ln 4; delta = e
        ("cross-entropy", math.log(4.0), [0.75, -0.75]),
        # E = 1/2 (0.75^2 + 0.75^2) = 0.5625. The shared part is sum e y = 0.75*0.25 - 0.75*0.75
        # = -0.375; delta = y (e + 0.375) = (0.25*1.125, 0.75*-0.375)
        ("squared-error", 0.5625, [0.28125, -0.28125]),
    ],
)
def test_one_pass_through_a_softmax(loss: str, value: float, delta: list[float]) -> None:
    # Two outputs with v = (0, ln 3): exp(v) = (1, 3), y = (1/4, 3/4). d = (1, 0), e = (3/4, -3/4)
    weights = (("W1", ((0.0,), (math.log(3.0),))),)
    spec = RunSpec(hidden=(), output="softmax", loss=loss, init="literal", weights=weights)
    trace = Trainer(spec, table([[1.0]], [[1.0, 0.0]])).step_sample()
    assert trace.y[0].tolist() == [pytest.approx([0.25, 0.75])]
    assert trace.e[0].tolist() == [pytest.approx([0.75, -0.75])]
    assert trace.loss.tolist() == pytest.approx([value])
    assert trace.delta[0].tolist() == [pytest.approx(delta)]
