"""The wall: every environment at a glance, one after the other in full, and what goes into alarm at once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from console.services.wall import WallDetail
from console.ui.format import plural
from console.ui.gate import content, entitle, styled
from console.ui.metrics_view.plot import Inks
from console.ui.screen import ConsoleScreen
from console.ui.top_line import TopLine
from console.ui.wall_view.ages import age_words
from console.ui.wall_view.charts import Slots, WallCharts, slots_for
from console.ui.wall_view.overview import Fit, overview
from console.ui.wall_view.shown import shown_lines
from console.ui.wall_view.turns import Turns

if TYPE_CHECKING:
    from console.domain.environment import EnvironmentName
    from console.errors import ConsoleError
    from console.services.wall import WallLook, WallRow

REFRESH_SECONDS = {True: 10.0, False: 60.0}
"""In the sandbox, and on AWS, where points come once a minute and every metric that is asked for is paid for."""
TURN_SECONDS = 15.0
FRAME = 2
"""Lines of a pane's border."""
NOTHING = (
    "Nothing stands that could be watched.\n\nHere stand, one line each, the environments that were applied, and of "
    "one after the other its alarms, charts and services. Apply one first (1 shows all of them), then press r."
)


class WallScreen(ConsoleScreen):
    """Looks again by itself, one look at a time. Without names: every environment of which something stands."""

    CSS_PATH = "wall.tcss"
    AUTO_FOCUS = ""
    HELP = """
All environments on one line each, and one of them in full: its alarms with since when, the charts that matter, its ECS
services with their deployment, the rollout under way, its last run, cost and budget.

- It turns to the next environment every 15 seconds, and **at once** to one in which an alarm goes off.
- **space** holds it still, **n** and **p** turn it by hand, **o** picks an environment from a list.
- **enter** opens the charts of the one that is shown, **2** to **9** its other places, **escape** leaves the wall.
- Everything says as of when it is. What could not be asked again stays, with its age and why; it is tried again by
  itself, later each time, and goes on as soon as AWS answers.
- In the sandbox it looks every 10 seconds, on AWS once a minute: the alarms of all environments of a region in one
  call, and points and services of the environment that is shown.
"""
    BINDINGS = [
        Binding("n,right", "turn(1)", "Next", id="wall.next", key_display="n", tooltip="The next environment"),
        Binding("p,left", "turn(-1)", "Previous", id="wall.previous", key_display="p",
                tooltip="The environment before"),
        Binding("space", "pause", "Pause", id="wall.pause", tooltip="Hold this environment, or go on turning"),
        Binding("o", "pick", "Pick", id="wall.pick", tooltip="Choose the environment from a list"),
        Binding("enter", "charts", "Charts", id="wall.charts", key_display="enter",
                tooltip="Every chart of this environment, and its alarms with their history"),
        Binding("r", "refresh", "Refresh", id="wall.refresh", show=False, tooltip="Look again now"),
        Binding("escape", "back", "Back", id="wall.back", key_display="esc", tooltip="To where you came from"),
    ]  # fmt: skip

    def __init__(self, names: Sequence[EnvironmentName] = ()) -> None:
        super().__init__()
        self.names = tuple(names)
        self.found: WallLook | None = None
        """What was seen last."""
        self.looks = 0
        """How many looks have come."""
        self._clock = time.monotonic
        self._turns = Turns(self._clock, TURN_SECONDS)
        self._looking = False
        self._again = False
        self._offered = (False, False)
        """What `check_action` said last."""
        self._looked_at = 0.0
        self._details: dict[EnvironmentName, WallDetail] = {}
        """What was seen of each last: it stays while newer answers do not come."""
        self._told: dict[str, Content] = {}

    def compose_body(self) -> ComposeResult:
        with Vertical(id="wall"):
            yield Static(id="wall-state")
            with Container(id="wall-top"):
                yield Static(id="wall-overview", classes="pane")
                yield Static(id="wall-shown", classes="pane")
            yield WallCharts(self._inks)
            yield Static("Looking at the environments…", id="wall-nothing", classes="empty")

    def on_mount(self) -> None:
        super().on_mount()
        entitle(self.query_one("#wall-overview"), "Environments")
        self._show_panes(False)
        self.set_interval(1.0, self._tick)
        self.look()

    def on_screen_resume(self) -> None:
        self._tick()

    # --- Looking ---

    def look(self, *, fresh: bool = False) -> None:
        """Ask for what is due, or for all of it; a look under way ends first, and then one more follows."""
        if self._looking:
            self._again = True
            return
        self._looking, self._again, self._looked_at = True, False, self._clock()
        names, shown, most = self.names, self._turns.shown, self._slots.most
        # What is nearly as old as a refresh is due with it.
        seconds = 0.0 if fresh else self._every * 0.9
        self.work(
            "wall",
            lambda: self.app.services.wall.look(names, shown, most=most, seconds=seconds),
            self._take,
            self._failed,
        )

    @property
    def _every(self) -> float:
        context = self.app.context
        return REFRESH_SECONDS[context is not None and context.sandbox]

    @property
    def _slots(self) -> Slots:
        return slots_for(*self.app.size)

    def _tick(self) -> None:
        """Once a second, while it is seen: turn, look again, and let ages grow."""
        if not (self.app.screen is self or self.app.screen.is_modal):
            return
        turned = self._turns.due() and self._turns.step(1)
        if turned:
            self._show_all()
        if turned or self._clock() - self._looked_at >= self._every:
            self.look()
        self._say()

    def _take(self, found: WallLook) -> None:
        self._looking, self.found, self.looks = False, found, self.looks + 1
        if found.detail is not None:
            self._details[found.detail.name] = found.detail
        self._turns.over([row.name for row in found.rows], found.detail.name if found.detail else None)
        if self._turns.alarmed({row.name: row.in_alarm for row in found.rows}):
            self._again = True
        self._show_all()
        self._offer_keys()
        if self._again:
            self.look()

    def _failed(self, error: ConsoleError) -> None:
        """Nothing that the service foresees: say it, and try again later."""
        self._looking = False
        self.app.fail(error)

    # --- Drawing ---

    @property
    def row(self) -> WallRow | None:
        """The environment that is shown in full."""
        rows = self.found.rows if self.found else ()
        return next((row for row in rows if row.name == self._turns.shown), None)

    def detail_of(self, row: WallRow) -> WallDetail:
        """What was seen of it last."""
        return self._details.get(row.name) or WallDetail(row.name)

    def draw_again(self) -> None:
        self._told.clear()
        self._show_all()

    def on_resize(self) -> None:
        super().on_resize()
        self._told.clear()
        if self.found is not None:
            self.call_after_refresh(self._show_all)
            self.look()

    def _show_all(self) -> None:
        if self.found is None or not self.is_mounted:
            return
        self._show_panes(bool(self.found.rows))
        for selector, lines in zip(("#wall-overview", "#wall-shown"), self._lines, strict=True):
            # The same for every environment: charts that moved with each turn could not be compared.
            self.query_one(selector).styles.height = lines + FRAME
        self.query_one(TopLine).at(self._turns.shown)
        self._say()
        row = self.row
        if row is None:
            self.query_one("#wall-nothing", Static).update(content(self.found.problem or NOTHING))
            return
        entitle(self.query_one("#wall-shown"), row.name)
        look = self.detail_of(row).look
        words = look.problem or ("Asking for its points…" if look.at is None else "Nothing of it is measured.")
        self.query_one(WallCharts).show(look.value, self._slots, words if row.watched else "")

    def _show_panes(self, there: bool) -> None:
        for selector in ("#wall-top", "#wall-charts"):
            self.query_one(selector).display = there
        self.query_one("#wall-nothing").display = not there

    def _say(self) -> None:
        """The words, where they have changed: each new saying lays the screen out again."""
        found = self.found
        if found is None:
            return
        now, every, shown = self.app.now(), self._every, self._turns.shown
        self._update("#wall-state", self._state())
        room = self.query_one("#wall-overview", Static)
        self._update("#wall-overview", overview(found.rows, shown, now, every, self._fit(room)))
        row = self.row
        if row is not None:
            fit = self._fit(self.query_one("#wall-shown", Static))
            self._update("#wall-shown", shown_lines(row, self.detail_of(row), now, every, fit))

    def _fit(self, pane: Static) -> Fit:
        lines = self._lines
        return Fit(pane.content_size.width or self.app.size.width, lines[0] if pane.id == "wall-overview" else lines[1])

    @property
    def _lines(self) -> tuple[int, int]:
        """How many lines the overview and the shown environment may take."""
        width, height = self.app.size
        if width < 100:
            return (3, 4) if height < 32 else (6, 8)
        return (8, 8) if height < 50 else (10, 10)

    def _update(self, selector: str, words: Content) -> None:
        if self._told.get(selector) != words:
            self._told[selector] = words
            self.query_one(selector, Static).update(words)

    def _state(self) -> Content:
        """`3 environments  ·  turns every 15 s  ·  charts of the last 3h as of 10:04:05`."""
        found = self.found
        if found is None:
            return Content()
        parts = [styled("[b]$n[/]", n=plural(len(found.rows), "environment"))]
        if self._turns.paused:
            parts.append(styled("[$text-warning]paused[/]"))
        elif len(found.rows) > 1:
            parts.append(content(f"turns every {self._turns.seconds:.0f} s"))
        row = self.row
        charts = self.detail_of(row).look if row is not None and row.watched else None
        if charts is not None and (charts.at is not None or charts.problem):
            parts.append(styled("charts of the last 3h $a", a=age_words(charts, self.app.now(), self._every)))
        if found.problem:
            parts.append(styled("[$text-warning]! $p[/]", p=found.problem))
        return content("  ·  ").join(parts)

    def _inks(self) -> Inks:
        theme = self.app.theme_variables
        return Inks(theme["primary"], theme["secondary"], theme["error"], theme["warning"])

    # --- Keys ---

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """To turn there have to be several environments, to look closer one."""
        if action in ("turn", "pick", "pause"):
            return True if len(self._turns.order) > 1 else None
        if action == "charts":
            return True if self.row is not None and self.row.watched else None
        return super().check_action(action, parameters)

    def _offer_keys(self) -> None:
        """Draw the footer anew where it offers other keys: Textual makes all its keys anew for that."""
        offered = (len(self._turns.order) > 1, self.row is not None and self.row.watched)
        if offered != self._offered:
            self._offered = offered
            self.refresh_bindings()

    def action_turn(self, step: int) -> None:
        if self._turns.step(step):
            self._show_all()
            self.look()

    def action_pause(self) -> None:
        self._turns.paused = not self._turns.paused
        self._say()

    def action_pick(self) -> None:
        from screens.modals.pick import PickScreen

        def chosen(text: str | None) -> None:
            name = next((name for name in self._turns.order if str(name) == text), None)
            if name is not None:
                self._turns.go(name)
                self._show_all()
                self.look()

        self.app.push_screen(PickScreen("Show which environment?", [str(name) for name in self._turns.order]), chosen)

    def action_charts(self) -> None:
        if self.row is not None:
            self.app.open_place("metrics", self.row.name)

    def action_refresh(self) -> None:
        self.look(fresh=True)
