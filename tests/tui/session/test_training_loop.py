"""The training loop: how many epochs at each pace, and that it never trains twice at once."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scratchnet_tui.session.session import Session, Slice
from scratchnet_tui.session.training_loop import Clock, TrainingLoop
from scratchnet_tui.settings.paces import PACES
from tests.helpers.app_driver import open_app


class StillClock(Clock):
    """Seconds that pass only when somebody trains or waits; it calls out at a deadline."""

    def __init__(self) -> None:
        self.time, self.deadline = 100.0, float("inf")
        self.at_deadline: Callable[[], None] = lambda: None

    def now(self) -> float:
        return self.time

    async def wait(self, wake: asyncio.Event, seconds: float) -> None:
        self.time += seconds
        await asyncio.sleep(0)
        if self.time >= self.deadline:
            self.at_deadline()


class Bench:
    """A fake session with a given cost an epoch, which records who trains it."""

    def __init__(self, clock: StillClock, cost: float = 1e-4) -> None:
        self.clock, self.cost = clock, cost
        self.look = 0.0  # what a snapshot costs
        self.begun = 0.0  # seconds that went into the epoch under way
        self.epochs, self.at_work, self.most_at_work = 0, 0, 0
        self.limits: list[int | None] = []
        self.diverged = ""
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Event()

    def train(self, seconds: float, limit: int | None) -> Slice:
        self.at_work += 1
        self.most_at_work = max(self.most_at_work, self.at_work)
        self.limits.append(limit)
        self.entered.set()
        assert self.gate.wait(10.0)
        self.begun += seconds
        epochs = int(self.begun / self.cost + 1e-9)
        epochs = epochs if limit is None else min(epochs, limit)
        self.begun = 0.0 if epochs == limit else self.begun - epochs * self.cost
        self.clock.time += epochs * self.cost if epochs == limit else seconds
        self.epochs += epochs
        self.at_work -= 1
        return Slice(epochs, ())

    def snapshot(self) -> object:
        assert self.at_work == 0, "a snapshot while training"
        self.clock.time += self.look
        return SimpleNamespace()


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


def loop_for(
    clock: StillClock,
    bench: Bench,
    pace: str = "max",
    draw: Callable[[object], None] = lambda _: None,
) -> TrainingLoop:
    session = cast("Session", bench)  # of which a loop needs no more than a bench has
    loop = TrainingLoop(session, draw, lambda _event: None, pace, clock)
    clock.at_deadline = loop.pause
    return loop


@pytest.mark.parametrize("name", ["1", "10", "100", "1000"])
@pytest.mark.parametrize("cost", [1e-6, 1e-4, 5e-4])
async def test_a_pace_is_kept(clock: StillClock, name: str, cost: float) -> None:
    bench = Bench(clock, cost)
    loop = loop_for(clock, bench, name)
    clock.deadline = clock.time + 60.0
    await loop.run()
    wanted = 60.0 * float(name)
    slack = 0.98 if float(name) * cost < 0.2 else 0.9  # there is a rest after each slice
    assert wanted * slack - 1 <= bench.epochs <= wanted * 1.01 + 1
    assert not loop.running


async def test_the_first_epoch_is_due_at_once(clock: StillClock) -> None:
    bench = Bench(clock)
    loop = loop_for(clock, bench, "1")
    clock.deadline = clock.time + 0.5
    await loop.run()
    assert bench.epochs == 1


@pytest.mark.parametrize("name", ["1", "10", "100", "1000"])
async def test_what_was_missed_while_training_was_slow_is_not_made_up_in_a_burst(
    clock: StillClock, name: str
) -> None:
    bench = Bench(clock, cost=0.02)  # 50 epochs a second at the best
    loop = loop_for(clock, bench, name)
    clock.deadline = clock.time + 30.0
    await loop.run()
    bench.cost, before = 1e-6, len(bench.limits)
    clock.deadline = clock.time + 1.0
    await loop.run()
    most = max(1.0, float(name) / 4)
    assert all(limit is not None and limit <= most for limit in bench.limits)
    assert len(bench.limits) > before


async def test_as_fast_as_it_goes_has_no_limit_and_hardly_rests(clock: StillClock) -> None:
    bench = Bench(clock, cost=1e-4)
    loop = loop_for(clock, bench)
    task = asyncio.create_task(loop.run())
    start = clock.time
    await until(lambda: clock.time >= start + 5.0)
    loop.pause()
    await task
    assert set(bench.limits) == {None}
    assert bench.epochs >= 0.99 * (clock.time - start) / 1e-4
    assert loop.speed == 0.0, "paused, there is no speed"


@pytest.mark.parametrize("look", [0.1, 0.3])
async def test_a_snapshot_of_much_data_is_seldom_taken(clock: StillClock, look: float) -> None:
    bench = Bench(clock, cost=1e-3)
    bench.look = look
    loop = loop_for(clock, bench)
    task = asyncio.create_task(loop.run())
    start = clock.time
    await until(lambda: clock.time >= start + 60.0)
    loop.pause()
    await task
    assert bench.epochs >= 0.85 * (clock.time - start) / bench.cost


async def test_the_pace_can_be_changed_within_its_bounds(clock: StillClock) -> None:
    loop = loop_for(clock, Bench(clock), "1")
    for by, names in (
        (1, ["10", "100", "1000", "max", "max"]),
        (-1, ["1000", "100", "10", "1", "1"]),
    ):
        for name in names:
            loop.change_pace(by)
            assert loop.pace == name
    assert [name for name, _ in PACES] == ["1", "10", "100", "1000", "max"]


@pytest.mark.parametrize("goal", [1, 3, 100])
@pytest.mark.parametrize("cost", [1e-6, 1e-3, 0.004])
async def test_a_goal_is_reached_exactly_in_slices_of_any_size(
    clock: StillClock, goal: int, cost: float
) -> None:
    bench = Bench(clock, cost)
    drawn: list[object] = []
    loop = loop_for(clock, bench, "1", drawn.append)
    await loop.run(goal)
    assert bench.epochs == goal
    assert not loop.running
    assert drawn


@given(st.integers(0, 10**6))
def test_goals_that_are_added_while_training_add_up(seed: int) -> None:
    luck = random.Random(seed)

    async def story() -> None:
        clock = StillClock()
        bench = Bench(clock, cost=0.001)
        loop = loop_for(clock, bench, luck.choice(["1", "max"]))
        tasks, goals = [], [luck.choice([1, 7, 100]) for _ in range(luck.randint(1, 5))]
        for goal in goals:
            tasks.append(asyncio.create_task(loop.run(goal)))
            for _ in range(luck.choice([0, 1, 5])):
                await asyncio.sleep(0)
        await asyncio.gather(*tasks)
        assert bench.epochs == sum(goals)
        assert bench.most_at_work == 1

    asyncio.run(story())


async def until(condition: Any) -> None:
    for _ in range(5000):
        if condition():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("never came about")


async def paused_within_a_slice(
    clock: StillClock, bench: Bench, loop: TrainingLoop
) -> asyncio.Task[None]:
    """Run, and pause while a slice is under way that will not end yet."""
    task = asyncio.create_task(loop.run())
    await until(bench.entered.is_set)
    bench.gate.clear()
    bench.entered.clear()
    await until(bench.entered.is_set)
    loop.pause()
    return task


async def test_to_pause_and_run_quickly_does_not_start_two_loops(clock: StillClock) -> None:
    bench = Bench(clock)
    loop = loop_for(clock, bench)
    tasks = [await paused_within_a_slice(clock, bench, loop)]
    for _ in range(3):
        tasks.append(asyncio.create_task(loop.run()))
        await asyncio.sleep(0)
        loop.pause()
        await asyncio.sleep(0)
    tasks.append(asyncio.create_task(loop.run()))
    await asyncio.sleep(0)
    bench.gate.set()
    slices = len(bench.limits)
    await until(lambda: len(bench.limits) > slices + 200)
    assert sum(not task.done() for task in tasks) == 1, "but one loop is left"
    assert bench.most_at_work == 1
    loop.pause()
    await asyncio.gather(*tasks)
    slices = len(bench.limits)
    await asyncio.sleep(0.01)
    assert len(bench.limits) == slices


@pytest.mark.parametrize("goal", [1, 100])
async def test_a_goal_set_right_after_a_pause_is_reached_exactly(
    clock: StillClock, goal: int
) -> None:
    bench = Bench(clock, cost=0.01)
    loop = loop_for(clock, bench)
    task = await paused_within_a_slice(clock, bench, loop)
    before = bench.epochs
    again = asyncio.create_task(loop.run(goal))
    await asyncio.sleep(0)
    bench.gate.set()
    await asyncio.gather(task, again)
    assert before + goal <= bench.epochs <= before + goal + 1, "but for the step under way"


async def test_alone_waits_for_the_slice_and_is_drawn(clock: StillClock) -> None:
    bench = Bench(clock)
    loop = loop_for(clock, bench)
    bench.gate.clear()
    task = asyncio.create_task(loop.run())
    await until(bench.entered.is_set)
    seen: list[int] = []
    alone = asyncio.create_task(loop.alone(lambda: seen.append(bench.at_work)))
    await asyncio.sleep(0.01)
    assert seen == []
    bench.gate.set()
    await alone
    assert seen == [0]
    loop.pause()
    await task


async def test_steps_asked_for_within_one_long_epoch_all_count(tmp_path: Path) -> None:
    """An epoch of a large table takes longer than a slice; s pressed twice is still two epochs."""
    from core import RunSpec

    path = tmp_path / "large.csv"
    path.write_text("a,b\n" + "0.1,0\n0.9,1\n" * 6000, encoding="utf-8")
    async with open_app(RunSpec(dataset=None, data_file=str(path), hidden=(200, 200))) as driver:
        driver.send_keys("s")
        await driver.wait_until(lambda: driver.app.training.running)
        await driver.pilot.pause(0.02)
        driver.send_keys("s")
        await driver.wait_until_idle()
        assert driver.status.epoch == 2


async def test_the_lock_is_kept_while_work_goes_on_whose_caller_has_been_cancelled(
    clock: StillClock,
) -> None:
    loop = loop_for(clock, Bench(clock))
    begun, other = threading.Event(), threading.Event()
    overlapped: list[bool] = []

    def long() -> None:
        begun.set()
        overlapped.append(other.wait(0.3))  # nobody else may begin before this has ended

    first = asyncio.create_task(loop.alone(long))
    await asyncio.to_thread(begun.wait, 10.0)
    for _ in range(3):  # also when it is cancelled again
        first.cancel()
        await asyncio.sleep(0)
    await loop.alone(other.set)
    assert overlapped == [False]
    with pytest.raises(asyncio.CancelledError):
        await first
