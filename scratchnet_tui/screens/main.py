"""The main screen: it holds the panes and hands each of them the newest snapshot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.events import Key
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from scratchnet_tui.commands import command
from scratchnet_tui.panes.bars import Bar, KeyBar, StatusBar
from scratchnet_tui.panes.lesson import LessonPane
from scratchnet_tui.panes.log import LogPane
from scratchnet_tui.panes.loss.pane import LossPane
from scratchnet_tui.panes.map.pane import MapPane
from scratchnet_tui.panes.predictions.pane import PredictionsPane
from scratchnet_tui.panes.rows_pane import RowsPane
from scratchnet_tui.panes.setup import SetupPane
from scratchnet_tui.panes.update.pane import UpdatePane
from scratchnet_tui.panes.weights.pane import WeightsPane
from scratchnet_tui.panes.weights.weight_matrix import WEIGHT_VIEWS, Touched
from scratchnet_tui.session.events import Lasts
from scratchnet_tui.session.moment import Moment
from scratchnet_tui.terminal.partial_updates import PartialUpdateScreen
from scratchnet_tui.text.rows import Row

from .arrangement import Wants
from .body import Body
from .notice import Notice

if TYPE_CHECKING:
    from scratchnet_tui.session.phase_stepper import Inside
    from scratchnet_tui.session.snapshot import Snapshot

PANES = ("loss", "predictions", "weights", "setup", "lesson", "log", "inside", "map")
"""The panes in the order of their numbers."""

_READING = (
    *("up", "down", "pageup", "pagedown", "home", "end"),
    *(key for name in ("zoom", "pane(5)") for key in command(name).keys.split(",")),
)
"""The keys that do not take away a text which is shown once."""


_TWO_LINES = 20
"""Rows from which on a notice may take two lines, the first over the last row of the panes."""

_NOTICE_STAYS = 2.0
"""Seconds that a notice stays while training goes on, even if it is true for an instant."""


class MainScreen(PartialUpdateScreen, Screen[None]):
    """Status, panes, notice and keys.

    ``composed()`` is called when the widgets exist, before they are laid out and painted: it may
    call `give`.
    """

    AUTO_FOCUS = "#loss"
    HORIZONTAL_BREAKPOINTS = [(0, "-cramped"), (60, "-broad")]  # noqa: RUF012 - declared so by Textual
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (16, "-high")]  # noqa: RUF012 - so is this

    def __init__(self, composed: Callable[[], None]) -> None:
        super().__init__()
        self._composed = composed
        self._log_axis = False
        self._view = "weights"
        self._training = False
        self._zoomed: RowsPane | None = None
        self._came_from: Widget | None = None
        self._snapshot: Snapshot | None = None
        self._notice: Notice | None = None
        self._told = 0.0
        self._wanted: object = None
        self._introduced = ""  # the lesson whose text has been shown

    def compose(self) -> ComposeResult:
        """Create the widgets."""
        yield Static("scratchnet-tui needs a window of 60 x 16 or more.", id="cramped")
        yield StatusBar()
        with Body():
            yield SetupPane()
            yield UpdatePane()
            yield LossPane()
            yield PredictionsPane()
            yield WeightsPane()
            yield LessonPane()
            yield MapPane()
            yield LogPane()
        yield Bar("notice-first")
        yield Bar("notice")
        yield KeyBar()

    def on_mount(self) -> None:
        """Update the footer when a pane now shows all of itself, or no longer does."""
        self._composed()
        self.screen_layout_refresh_signal.subscribe(self, lambda _: self.show_keys())

    def show(self, snapshot: Snapshot, running: bool, pace: str, speed: float) -> None:
        """Draw a snapshot in every visible pane."""
        self.give(snapshot, running, pace, speed)
        self._introduce(snapshot, running)
        self._review_notice(Moment.of(snapshot))
        self.draw_now()

    def give(self, snapshot: Snapshot, running: bool, pace: str, speed: float) -> None:
        """Hand a snapshot to every pane, and give each pane its place."""
        self._snapshot = snapshot
        self.show_status(running, pace, speed)
        self.query_one(UpdatePane).show(snapshot)
        self.query_one(LossPane).show(snapshot, self._log_axis)
        self.query_one(PredictionsPane).show(snapshot)
        self.query_one(WeightsPane).show(snapshot, self._view, _touched(snapshot.inside))
        self.query_one(SetupPane).show(snapshot)
        self.query_one(LessonPane).show(snapshot)
        self.query_one(MapPane).show(snapshot, running)
        self._arrange()

    def _arrange(self) -> None:
        """Rearrange the panes if they have something else to show."""
        snapshot = self._snapshot
        if snapshot is None:
            return
        lesson, weights = self.query_one(LessonPane), self.query_one(WeightsPane)
        predictions, plane = self.query_one(PredictionsPane), self.query_one(MapPane)
        zoomed = str(self._zoomed.id) if self._zoomed is not None else ""
        inside, taught = snapshot.inside is not None, snapshot.lesson is not None
        wanted = (
            predictions.lines, weights.shape, lesson.shape, plane.possible, inside, zoomed
        )  # fmt: skip
        if wanted == self._wanted:
            return
        self._wanted = wanted
        self.query_one(Body).lay_out(
            Wants(
                predictions=predictions.lines,
                weights=weights.lines,
                claims=lesson.claim_lines if taught else None,
                lesson=lesson.lines if taught else None,
                plane=plane.possible,
                inside=inside,
                zoomed=zoomed,
            )
        )

    def _introduce(self, snapshot: Snapshot, running: bool) -> None:
        """Show the text of a lesson once, if no pane shows it, until a key is pressed."""
        pane, lesson = self.query_one(LessonPane), snapshot.lesson
        if lesson is None or lesson.name != self._introduced:
            self._introduced = lesson.name if lesson is not None else ""
            if lesson is not None and not running and not pane.whole and not self.zoomed:
                self._zoom(pane)
                pane.focus()
                pane.introduce(True)
        elif pane.introduces and running:
            self.unzoom()

    def on_key(self, event: Key) -> None:
        """Close the text of a lesson; then the key acts as always."""
        if self.query_one(LessonPane).introduces and event.key not in _READING:
            self.unzoom()

    @property
    def snapshot(self) -> Snapshot | None:
        """What was drawn last; None before the first frame."""
        return self._snapshot

    def show_status(self, running: bool, pace: str, speed: float) -> None:
        """Show whether training is on, and how fast."""
        self._training = running
        if self._snapshot is not None:
            self.query_one(StatusBar).show(self._snapshot, running, pace, speed)
        self.show_keys()

    def show_keys(self) -> None:
        """Show the keys that matter now."""
        situation, idle = "running" if self._training else "paused", frozenset[str]()
        always, at_rest = SetupPane | UpdatePane | MapPane, PredictionsPane | WeightsPane
        if isinstance(self.focused, always) or (
            isinstance(self.focused, at_rest) and not self._training
        ):
            situation, idle = str(self.focused.id), self.focused.idle_hints
            if isinstance(self.focused, SetupPane) and not self.zoomed:
                idle |= {"back"}
            if isinstance(self.focused, SetupPane | PredictionsPane):
                situation = self.focused.situation
        self.query_one(KeyBar).show(situation, idle)

    def on_setup_pane_moved(self) -> None:
        """Show the keys of the row under the cursor."""
        self.show_keys()

    def about_to_draw(self) -> None:
        """Let no pane be drawn in a size that its rows were not made for."""
        for pane in self.query(RowsPane):
            pane.fit()

    def on_descendant_focus(self) -> None:
        """Show the keys of the pane with the focus."""
        self.show_keys()

    def tell(self, notice: Notice, kept: Sequence[str] = ()) -> None:
        """Show a notice above the keys as long as it is true, and add it to the log.

        `kept` are the texts for the log if they differ from the notice.
        """
        self._notice, self._told = notice, monotonic()
        self._show_notice()
        for text in reversed(kept or (notice.text,)):  # the log has the newest at the top
            self.query_one(LogPane).add(notice.moment.epoch, text, notice.mood)

    def key_was_pressed(self) -> None:
        """Remove a notice that lasts only until a key is pressed."""
        if self._notice is not None and self._notice.lasts is Lasts.KEY:
            self._notice = None
            self._show_notice()

    def _review_notice(self, now: Moment) -> None:
        """Remove a notice that is no longer true; during training, not before it can be read."""
        if self._notice is None or self._notice.holds(now):
            return
        if not self._training or monotonic() - self._told > _NOTICE_STAYS:
            self._notice = None
            self._show_notice()

    def _show_notice(self) -> None:
        """Draw the notice; the first of two lines covers the last row of the panes."""
        notice = self._notice
        most = 2 if self.size.height >= _TWO_LINES else 1
        lines = () if notice is None else notice.lines(self.size.width - 2, most)
        mood = "" if notice is None else notice.mood
        rows: list[Row] = [((f" {line}", mood),) for line in lines]
        self.set_class(len(rows) > 1, "-two-lines")
        self.query_one("#notice-first", Bar).put(rows[0] if len(rows) > 1 else ())
        self.query_one("#notice", Bar).put(rows[-1] if rows else ())

    def on_resize(self) -> None:
        """Wrap the notice anew."""
        if self.is_mounted:
            self._show_notice()

    def toggle_log_axis(self) -> None:
        """Switch between a linear and a logarithmic axis."""
        self._log_axis = not self._log_axis
        if self._snapshot is not None:
            self.query_one(LossPane).show(self._snapshot, self._log_axis)

    def next_weight_view(self) -> None:
        """Show the next of weights, gradient and last step from the next snapshot on."""
        views = tuple(WEIGHT_VIEWS)
        self._view = views[(views.index(self._view) + 1) % len(views)]

    def prepare(self, snapshot: Snapshot) -> None:
        """Compute what `show` will read, if that is expensive; called in another thread."""
        if self._view == "gradient":
            snapshot.gradient  # noqa: B018 - it is kept once it has been read

    def go_to(self, name: str) -> None:
        """Focus a pane; one that is hidden at this size opens over the others."""
        pane = self.query_one(f"#{name}", RowsPane)
        if self._zoomed is not None and self._zoomed is not pane:
            self.unzoom()
        if not pane.display or pane.has_class("-strip"):
            self._zoom(pane)
        if name == "inside" and self.focused is not pane:
            self._came_from = self.focused
        pane.focus()

    def come_back(self) -> None:
        """Return the focus to the pane that had it before the update was opened."""
        pane, self._came_from = self._came_from, None
        (pane or self.query_one(LossPane)).focus()

    @property
    def inside(self) -> Inside | None:
        """The update that is shown, if any."""
        return self._snapshot.inside if self._snapshot is not None else None

    @property
    def zoomed(self) -> bool:
        """Whether one pane fills the screen."""
        return self._zoomed is not None

    def toggle_zoom(self) -> None:
        """Let the pane with the focus fill the screen, or undo that."""
        if self._zoomed is not None:
            self.unzoom()
        elif isinstance(self.focused, RowsPane):
            self._zoom(self.focused)

    def _zoom(self, pane: RowsPane) -> None:
        self._zoomed = pane
        self._arrange()

    def unzoom(self) -> None:
        """Show all panes again."""
        pane, self._zoomed = self._zoomed, None
        if pane is None:
            return
        self.query_one(LessonPane).introduce(False)
        self._arrange()
        if not pane.display or pane.has_class("-strip"):
            self.query_one(UpdatePane if self.inside else LossPane).focus()


def _touched(inside: Inside | None) -> Touched | None:
    """Return what the phase that is shown touches."""
    if inside is None:
        return None
    return Touched(frozenset(inside.phase.params), frozenset(inside.phase.layers))
