"""The rows of the setup form one by one: typed, cycled, read from the screen and from the spec."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from core import RunSpec, Stop, load, parse_table
from scratchnet_tui.form.data_source import FAMILIES, NAMES
from tests.helpers.app_driver import AppDriver, open_app

POINTS = RunSpec(dataset="circle", bias=True, output="sigmoid")
SURFACE = RunSpec(dataset="plane", bias=True, output="linear", rate=0.1)
MEMORY = RunSpec(rule="momentum", rate=0.1)

ROWS = [
    # the spec, the row, what is typed, the field, its value, and what right and left lead to
    (MEMORY, "momentum", "0.7", "momentum", 0.7, "0"),
    (RunSpec(), "schedule", "inverse", "schedule", "inverse", "cosine"),
    (RunSpec(schedule="step"), "period", "30", "period", 30, "50"),
    (RunSpec(), "l1", "0.001", "l1", 0.001, "0.01"),
    (RunSpec(), "l2", "0.01", "l2", 0.01, "0.1"),
    (RunSpec(), "dropout", "0.2", "dropout", 0.2, "0.3"),
    (POINTS, "samples", "60", "samples", 60, "100"),
    (POINTS, "noise", "0.1", "noise", 0.1, "0.2"),
    (POINTS, "data seed", "7", "data_seed", 7, "8"),
    (POINTS, "extra", "x1*x2", "extra", ("x1*x2",), "sin x1"),
    (POINTS, "split", "0.8", "split", 0.8, "0.7"),
    (POINTS, "split", "0.7,0.15", "validation", 0.15, "1"),
    (POINTS, "weighting", "balanced", "class_weight", "balanced", "none"),
    (POINTS, "weighting", "1=2.5", "class_weight", (("1", 2.5),), "none"),
    (POINTS, "scale", "standard", "scale", "standard", "none"),
    (SURFACE, "scale d", "standard", "scale_target", "standard", "none"),
]


@pytest.mark.parametrize(
    ("spec", "row", "typed", "name", "value", "right"),
    ROWS,
    ids=[f"{entry[1]} {entry[2]}" for entry in ROWS],
)
async def test_a_row_is_typed_and_turned_and_reaches_the_run(
    spec: RunSpec, row: str, typed: str, name: str, value: object, right: str
) -> None:
    async with open_app(spec) as driver:
        await driver.train(2)
        await driver.go_to_row(row)
        await driver.type_value(typed)
        await driver.wait_until(lambda: driver.form_values()[row] == typed)
        assert getattr(driver.app.session.snapshot().problem.spec, name) == value
        live = row == "momentum"
        await driver.wait_until(
            lambda: ("Momentum 0.7 from epoch 2" if live else "new run") in driver.notice
        )
        assert driver.status.epoch == (2 if live else 0)
        await driver.press("right")
        await driver.wait_until(lambda: driver.form_values()[row] == right)
        assert f"< {right} >" in "\n".join(driver.pane_rows("setup"))
        await driver.press("escape", "s")
        await driver.wait_until(lambda: driver.status.epoch == (3 if live else 1))


async def test_rule_rate_and_momentum_change_live_and_the_notice_names_what_differs() -> None:
    async with open_app(size="wide") as driver:
        await driver.train(3)
        for row, typed, said in (
            ("rule", "momentum", "Rule momentum from epoch 3 on."),
            ("momentum", "0.5", "Momentum 0.5 from epoch 3 on."),
            ("rate", "0.2", "Learning rate 0.2 from epoch 3 on."),
            ("rule", "sgd", "Rule sgd from epoch 3 on."),
        ):
            await driver.go_to_row(row)
            await driver.type_value(typed)
            await driver.wait_until(lambda said=said: driver.notice == said, said)
        spec = driver.app.session.spec
        assert (spec.rule, spec.momentum, spec.rate) == ("sgd", 0.5, 0.2)
        assert "momentum" not in driver.form.names, "sgd has no use for it"


STOPS = [
    ("at epoch", "12", Stop(epochs=12), "10"),
    ("at mse", "0.05", Stop(loss=0.05), "0.01"),
    ("all right", "on", Stop(solved=True), "off"),
    ("patience", "50", Stop(patience=50), "100"),
]


@pytest.mark.parametrize(("row", "typed", "stop", "right"), STOPS, ids=[row[0] for row in STOPS])
async def test_a_stop_rule_is_typed_and_turned(
    row: str, typed: str, stop: Stop, right: str
) -> None:
    async with open_app() as driver:
        await driver.train(1)
        await driver.go_to_row(row)
        await driver.type_value(typed)
        await driver.wait_until(lambda: driver.form_values()[row] == typed)
        assert driver.app.session.stop == stop
        await driver.press("right")
        await driver.wait_until(lambda: driver.form_values()[row] in (right, "never"))
        assert driver.status.epoch == 1, "the run goes on from here"


# data of a file


async def _turn(driver: AppDriver, row: str, times: int) -> list[str]:
    seen = [driver.form_values()[row]]
    for _ in range(times):
        await driver.press("right")
        await driver.wait_until(lambda: driver.form_values()[row] != seen[-1])
        seen.append(driver.form_values()[row])
    return seen


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    """A CSV file with a column of text among the inputs, one of small numbers, and labels."""
    path = tmp_path / "flowers.csv"
    lines = ["0.1,red,0,iris", "0.9,blue,1,rose", "0.4,red,2,lily", "0.6,blue,1,iris"]
    path.write_text("\n".join(["length,colour,count,species", *lines, ""]), encoding="utf-8")
    return path


async def test_target_goes_through_the_columns_of_the_file_in_their_order(labels: Path) -> None:
    async with open_app(RunSpec(data_file=str(labels), dataset=None, output="softmax")) as driver:
        await driver.go_to_row("target")
        seen = await _turn(driver, "target", 4)
        assert seen == [
            "species (3 classes)", "length", "colour (2 classes)", "count", "species (3 classes)",
        ]  # fmt: skip
        spec = driver.app.session.spec
        assert (spec.target, spec.output, spec.loss) == (("species",), "softmax", "cross-entropy")
        await driver.type_value("class:count")
        await driver.wait_until(lambda: driver.form_values()["target"] == "class:count (3 classes)")
        assert driver.app.session.dataset.targets == ("0", "1", "2")


async def test_columns_are_ignored(labels: Path) -> None:
    async with open_app(RunSpec(data_file=str(labels), dataset=None, output="softmax")) as driver:
        await driver.go_to_row("ignore")
        seen = await _turn(driver, "ignore", 3)
        assert seen == ["none", "length", "colour", "count"]
        assert driver.app.session.dataset.features == ("length", "colour=blue", "colour=red")
        await driver.type_value("colour, count")
        await driver.wait_until(lambda: driver.form_values()["ignore"] == "colour,count")
        left = driver.app.session.dataset
        assert left.features == ("length",)
        assert driver.app.session.spec.ignore == ("colour", "count")
        await driver.type_value("petal")
        assert "there is no column 'petal'" in driver.dialog_text
        await driver.press("escape")
        await driver.go_to_row("target")
        assert (await _turn(driver, "target", 1))[-1] == "length"


async def test_a_column_with_a_comma_in_its_name_can_be_turned_to(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text('"size, cm",b,c\n0.1,0,1\n0.3,1,0\n', encoding="utf-8")
    async with open_app(RunSpec(data_file=str(path), dataset=None, bias=True)) as driver:
        await driver.go_to_row("target")
        assert (await _turn(driver, "target", 1))[-1] == "size, cm"
        assert driver.app.session.dataset.targets == ("size, cm",)


async def test_a_piped_table_is_called_stdin_and_stays(labels: Path) -> None:
    table = parse_table("-", [labels.read_bytes()])
    spec = RunSpec(data_file="-", dataset=None, output="softmax")
    async with open_app(spec, dataset=load(spec, table)) as driver:
        await driver.press("d")
        assert driver.form_values()["data set"] == "stdin"
        await driver.press("right")
        await driver.wait_until(lambda: driver.form_values()["data set"] == NAMES[0])
        await driver.press("left")
        await driver.wait_until(lambda: driver.form_values()["data set"] == "stdin")
        assert driver.app.session.spec.data_file == "-"
        await driver.wait_until_idle()
        assert driver.rows[0].startswith(" stdin ")


async def test_a_file_without_an_ending_can_be_come_back_to(
    labels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(labels.parent)
    labels.rename("flowers")
    async with open_app(RunSpec(data_file="flowers", dataset=None, output="softmax")) as driver:
        await driver.press("d", "right")
        await driver.wait_until(lambda: driver.form_values()["data set"] == NAMES[0])
        await driver.press("left")
        await driver.wait_until(lambda: driver.form_values()["data set"] == "flowers")


# larger steps, and what the footer names


@pytest.mark.parametrize(
    ("onward", "back"), [("pagedown", "pageup"), ("shift+right", "shift+left")]
)
async def test_a_key_goes_from_family_to_family(onward: str, back: str) -> None:
    async with open_app(size="wide") as driver:
        await driver.press("d")
        assert "Family gates, 5 of 7" in driver.pane_text("setup")
        seen = []
        for _ in FAMILIES:
            before = driver.form_values()["data set"]
            await driver.press(onward)
            await driver.wait_until(
                lambda before=before: driver.form_values()["data set"] != before
            )
            seen.append(driver.form_values()["data set"])
        assert seen[:3] == ["parity-2", "majority-3", "8-3-8"]
        assert seen[-1] == NAMES[0]
        assert len(set(seen)) == len(FAMILIES)
        await driver.press(back)
        await driver.wait_until(lambda: driver.form_values()["data set"] == seen[-2])


async def test_the_names_that_hold_what_is_typed_are_listed() -> None:
    async with open_app() as driver:
        await driver.press("d", "enter")
        await driver.wait_until(lambda: isinstance(driver.app.focused, Input))
        assert "parity-2" not in driver.dialog_text
        await driver.retype("parity")
        await driver.wait_until(lambda: "parity-2, parity-3" in driver.dialog_text)
        await driver.press("enter")
        await driver.wait_until(lambda: "must be one of" in driver.dialog_text, "a refusal is said")
        await driver.press("-", "4", "enter")
        await driver.wait_until(lambda: driver.app.session.spec.dataset == "parity-4")


async def test_the_footer_names_the_keys_of_the_row() -> None:
    async with open_app() as driver:
        for row, named in (("data set", "PgUp PgDn family"), ("layer 1", "Ins Del layer")):
            await driver.go_to_row(row)
            await driver.wait_until(lambda named=named: named in driver.footer, named)
            await driver.go_to_row("rate")
            await driver.wait_until(lambda named=named: named not in driver.footer)


@pytest.mark.parametrize("size", ["small", "wide"])
async def test_the_shapes_of_the_weights_are_seen_while_the_network_is_changed(size: str) -> None:
    async with open_app(RunSpec(dataset="parity-3", bias=True), size=size) as driver:
        await driver.go_to_row("layer 1")
        await driver.wait_until(
            lambda: "21 parameters: W1 4x3, b1 4, W2 1x4, b2 1" in driver.pane_text("setup")
        )
        assert "New layers start a new run." in driver.pane_text("setup") or size != "wide"
        await driver.press("insert")
        await driver.wait_until(lambda: "W2 4x4, b2 4, W3 1x4, b3 1" in driver.pane_text("setup"))
        assert driver.app.session.spec.hidden == (4, 4)
        await driver.go_to_row("init")  # a long hint
        await driver.wait_until(lambda: "W2 4x4, b2 4, W3 1x4, b3 1" in driver.pane_text("setup"))


async def test_weights_and_shares_that_are_not_legal_are_refused_and_change_nothing() -> None:
    async with open_app(POINTS) as driver:
        for row, typed, why in (
            ("weighting", "2=3", "0, 1"),
            ("weighting", "1=0", "above 0"),
            ("weighting", "most", "bad=5,ok=1"),
            ("split", "0.7,0.5", "more than 1"),
            ("split", "0.7,", "must be a number"),
        ):
            await driver.go_to_row(row)
            before = driver.app.session.spec
            await driver.type_value(typed)
            await driver.wait_until(lambda why=why: why in f"{driver.dialog_text}{driver.notice}")
            await driver.press("escape")
            await driver.wait_until_idle()
            assert driver.app.session.spec == before
