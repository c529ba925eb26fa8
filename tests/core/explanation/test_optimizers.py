"""Explanations of optimizers with state, schedules and penalties, each line worked out by hand."""

from __future__ import annotations

import pytest

from core import Phase, RunSpec, Trainer, explain
from tests.helpers.strategies import table

# One weight of 0.5, x = 1, d = 1, all of it linear; alpha = 0.5 and mu = 0.5. First g is
# 1 - 0.5 = 0.5, and then what the first step has left of it.


def second_update(**settings: object) -> tuple[Phase, ...]:
    values = {"rate": 0.5, "momentum": 0.5, "order": "sequential"} | settings
    spec = RunSpec.from_json(
        {"hidden": [], "output": "linear", "init": "literal", "weights": {"W1": [[0.5]]}} | values
    )
    trainer = Trainer(spec, table([[1.0]] * 2, [[1.0]] * 2))
    trainer.step_sample()
    return explain(trainer.problem, trainer.step_sample())


RULES_BY_HAND = {
    # dW = 0.25, W = 0.75, g = 0.25
    "momentum": """
gW1[y1,x1] = 0.25*1 = 0.25
mW1[y1,x1] = 0.5*0.25 + 0.5*0.25 = 0.25
dW1[y1,x1] = 0.25
W1[y1,x1] = 0.75 + 0.25 = 1
""",
    # m = 0.25, dW = 0.375, W = 0.875, g = 0.125
    "nesterov": """
gW1[y1,x1] = 0.125*1 = 0.125
mW1[y1,x1] = 0.5*0.25 + 0.5*0.125 = 0.1875
dW1[y1,x1] = 0.5*0.1875 + 0.5*0.125 = 0.1562
W1[y1,x1] = 0.875 + 0.1562 = 1.0312
""",
    # s = 0.0025, dW = 0.25 / 0.05 = 5, W = 5.5, g = -4.5, s = 0.002475 + 0.2025
    "rmsprop": """
gW1[y1,x1] = -4.5000*1 = -4.5000
sW1[y1,x1] = 0.99*0.0025 + 0.01*(-4.5000)*(-4.5000) = 0.2050
dW1[y1,x1] = 0.5*(-4.5000) / (sqrt(0.2050) + 1.0e-08) = -4.9697
W1[y1,x1] = 5.5000 + (-4.9697) = 0.5303
""",
    # m = 0.25, s = 0.00025, dW = 0.5 * 0.5 / 0.5 = 0.5, W = 1, g = 1e-8
    "adam": """
gW1[y1,x1] = 1.0e-08*1 = 1.0e-08
mW1[y1,x1] = 0.5*0.25 + (1 - 0.5)*1.0e-08 = 0.1250
sW1[y1,x1] = 0.999*2.5e-04 + 0.001*1.0e-08*1.0e-08 = 2.5e-04
dW1[y1,x1] = 0.5*(0.1250 / (1 - 0.5**2)) / (sqrt(2.5e-04 / (1 - 0.999**2)) + 1.0e-08) = 0.2358
W1[y1,x1] = 1.0000 + 0.2358 = 1.2358
""",
}


@pytest.mark.parametrize("rule", RULES_BY_HAND)
def test_a_rule_with_a_memory_line_by_line(rule: str) -> None:
    phases = second_update(rule=rule)
    after_delta = phases[[each.name for each in phases].index("delta1") + 1 :]
    written = [equation.text() for each in after_delta for equation in each.equations()]
    assert written == RULES_BY_HAND[rule].strip().split("\n")
    named = {each.name: each for each in after_delta}
    assert "delta1 * x^T" in named["gW1"].formula
    if rule == "adam":
        assert "update t = 2 of the rule" in named["dW1"].note
        assert "1 - mu^t = 0.75" in named["dW1"].note
        assert "1 - 0.999^t = 0.0020" in named["dW1"].note


def test_a_memory_that_is_emptied_is_told() -> None:
    notes, texts = {}, {}
    for rule in ("momentum", "momentum-reset"):
        phases = {each.name: each for each in second_update(rule=rule, batch=2)}
        notes[rule] = phases["mW1"].note
        texts[rule] = phases["mW1"].equation(0).text()
    assert texts["momentum"] == "mW1[y1,x1] = 0.5*0.25 + 0.5*0.25 = 0.25"
    assert texts["momentum-reset"] == "mW1[y1,x1] = 0.5*0 + 0.5*0.25 = 0.125"
    told = " This rule emptied its memory at the start of epoch 2: a known slip."
    assert notes["momentum-reset"] == notes["momentum"] + told


@pytest.mark.parametrize(
    ("schedule", "period", "text"),
    [
        ("step", 1, "alpha = 0.5*0.5**1 = 0.25"),
        ("step", 2, "alpha = 0.5*0.5**0 = 0.5"),
        ("inverse", 1, "alpha = 0.5 / (1 + 1/1) = 0.25"),
        ("cosine", 2, "alpha = 0.5*(1 + cos(pi*1/2))/2 = 0.25"),
        ("cosine", 1, "alpha = 0.5*(1 + cos(pi*1/1))/2 = 0"),
    ],
)
def test_a_schedule_says_which_rate_holds_and_why(schedule: str, period: int, text: str) -> None:
    phases = {each.name: each for each in second_update(schedule=schedule, period=period, batch=2)}
    alpha = phases["alpha"]
    assert alpha.equation(0).text() == text
    assert alpha.title == f"Learning rate in epoch 2: the {schedule} schedule"
    assert alpha.note.startswith(f"1 epoch is complete, the period is {period}. ")
    rate = text.rpartition(" ")[2]
    assert phases["dW1"].equation(0).text().startswith(f"dW1[y1,x1] = {rate}*(0.25*1 + 0.25*1) / 2")
    assert "alpha" not in [each.name for each in second_update()]


@pytest.mark.parametrize(
    ("penalty", "part", "direction"),
    [
        # W = 0.5; one epoch of sgd with alpha = 0 leaves it there
        ({"l1": 0.25}, "pW1[y1,x1] = -(0.25*1) = -0.25", "0.5*1 + (-0.25) = 0.25"),
        ({"l2": 0.5}, "pW1[y1,x1] = -(0.5*0.5) = -0.25", "0.5*1 + (-0.25) = 0.25"),
        ({"l1": 0.25, "l2": 0.5}, "pW1[y1,x1] = -(0.25*1 + 0.5*0.5) = -0.5", "0.5*1 + (-0.5) = 0"),
    ],
)
def test_a_penalty_has_its_part_in_the_direction(
    penalty: dict[str, float], part: str, direction: str
) -> None:
    phases = {each.name: each for each in second_update(rate=0.0, bias=False, **penalty)}
    assert phases["pW1"].equation(0).text() == part
    assert phases["gW1"].equation(0).text() == f"gW1[y1,x1] = {direction}"
    assert phases["gW1"].formula == "gW1 = delta1 * x^T + pW1"
    symbols = [s for s in ("l1 sign(W1)", "l2 W1") if s[:2] in penalty]
    assert phases["pW1"].formula == f"pW1 = -({' + '.join(symbols)})"
    assert "comes on top" in phases["E"].note
