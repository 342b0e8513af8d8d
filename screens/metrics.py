"""Metrics of an environment: its charts, laid out from what was applied, and its alarms."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import ContentSwitcher, Static

from console.domain.metrics import STATISTICS
from console.domain.metrics_window import RANGES, Window
from console.ui.gate import styled
from console.ui.metrics_view.alarm_pane import AlarmPane
from console.ui.metrics_view.grid import ChartGrid
from console.ui.metrics_view.pane import ChartPane
from console.ui.metrics_view.plot import Inks
from console.ui.metrics_view.state_line import Shown, state_line
from console.ui.screen import ConsoleScreen

if TYPE_CHECKING:
    from console.domain.environment import EnvironmentName
    from console.errors import ConsoleError
    from console.services.monitoring import Look, Overlay
    from screens.metrics_choices import MetricsChoices

REFRESH_SECONDS = {True: 10.0, False: 60.0}
"""In the sandbox, and on AWS, where points come once a minute and every metric that is asked for is paid for."""
MOST_PATIENT = 8
"""How many times as long it waits at most after failures."""
CHOSEN_STATISTICS = (None, *STATISTICS)
OF_CHARTS = ("enlarge", "span", "zoom", "pan", "now", "statistic", "lay_over", "move")
"""What is offered only where there are charts in view."""


class MetricsScreen(ConsoleScreen):
    """Looks again by itself; what is older than it should be says so."""

    CSS_PATH = "metrics.tcss"
    AUTO_FOCUS = ""
    HELP = """
What CloudWatch measures of this environment, laid out from the resources that were applied, with the thresholds of
their alarms drawn in. The arrow keys go from chart to chart, **enter** gives one the whole screen.

- A gap in a line is a gap in the data: nothing was measured there, which is not 0.
- **[** and **]** choose the range, **+** and **-** zoom, **,** and **.** move through time, **0** comes back to now.
- **s** goes through the statistics; at first each metric shows the one that says most about it.
- **o** lays an earlier period or another environment over the charts, **n** adds any other metric, **w** writes a file.
- **a** shows the alarms with their reason, and **enter** there the history of one.
- On AWS it looks once a minute: points do not come more often, and CloudWatch counts the metrics that are asked for.
"""
    BINDINGS = [
        Binding("enter", "enlarge", "Large", id="metrics.enlarge", key_display="enter",
                tooltip="This chart over the whole screen, and back"),
        Binding("left_square_bracket", "span(-1)", "Shorter", show=False, key_display="["),
        Binding("right_square_bracket", "span(1)", "Range", id="metrics.span", key_display="[ ]",
                tooltip="A shorter or a longer range: 15 minutes to 30 days"),
        Binding("plus,equals_sign", "zoom(0.5)", "Zoom", id="metrics.zoom", key_display="+ -",
                tooltip="Zoom in or out: half the range, or twice"),
        Binding("minus", "zoom(2)", "Zoom out", show=False),
        Binding("comma", "pan(-0.25)", "Earlier", id="metrics.earlier", show=False, key_display=",",
                tooltip="A quarter of the range back in time"),
        Binding("full_stop", "pan(0.25)", "Later", id="metrics.later", show=False, key_display=".",
                tooltip="A quarter of the range forward in time"),
        Binding("0", "now", "Now", id="metrics.now", show=False, tooltip="The last 3 hours, up to now"),
        Binding("s", "statistic", "Stats", id="metrics.statistic",
                tooltip="Average, minimum, maximum, sum, percentiles; then each metric's own again"),
        Binding("a", "alarms", "Alarms", id="metrics.alarms", tooltip="The alarms, or the charts again"),
        Binding("space", "pause", "Pause", id="metrics.pause", show=False,
                tooltip="Stop looking again, or go on"),
        Binding("o", "lay_over", "Over", id="metrics.over", tooltip="An earlier period or another environment"),
        Binding("n", "add_metric", "Add", id="metrics.add", show=False,
                tooltip="Any other metric of this account"),
        Binding("delete", "drop_metric", "Drop", id="metrics.drop", show=False, tooltip="Take your own chart off"),
        Binding("w", "write", "Write", id="metrics.write", show=False,
                tooltip="A file: CSV, JSON or a picture"),
        Binding("r", "refresh", "Refresh", id="metrics.refresh", show=False,
                tooltip="Look again now, also at what was applied"),
        Binding("left", "move(-1, 0)", "Chart", id="metrics.move", show=False, key_display="arrows",
                tooltip="From chart to chart"),
        Binding("right", "move(1, 0)", "To the right", show=False),
        Binding("up", "move(0, -1)", "Up", show=False),
        Binding("down", "move(0, 1)", "Down", show=False),
        Binding("escape", "back", "Back", id="metrics.back", key_display="esc", tooltip="To where you came from"),
    ]  # fmt: skip

    def __init__(self, name: EnvironmentName) -> None:
        super().__init__(name)
        self.target = name
        self.window = Window(RANGES["3h"])
        self.statistic: str | None = None
        self.overlay: Overlay | None = None
        self.found: Look | None = None
        """What was read last."""
        self._paused = False
        self._looking = False
        self._failure = ""
        self._failures = 0
        self._clock = time.monotonic
        self._looked_at = 0.0
        self._state: Content | None = None
        self._choices: MetricsChoices | None = None

    def compose_body(self) -> ComposeResult:
        with Vertical(id="metrics-pane"):
            yield Static(id="state")
            with ContentSwitcher(initial="waiting"):
                yield Static("Looking at what was applied…", id="waiting", classes="empty")
                yield ChartGrid(self._draw)
                yield AlarmPane()

    def on_mount(self) -> None:
        super().on_mount()
        self.set_interval(1.0, self._tick)
        self.look()

    def on_screen_resume(self) -> None:
        if self.found is not None:
            self._tick()

    # --- Looking ---

    def look(self, *, fresh: bool = False) -> None:
        """Ask for everything anew; of several that were begun only the newest counts."""
        self._looking, self._looked_at = True, self._clock()
        window, statistic, overlay = self.window, self.statistic, self.overlay

        def read() -> Look:
            return self.app.services.monitoring.look(
                self.target, window, statistic=statistic, overlay=overlay, fresh=fresh
            )

        self._say_state()
        self.work("metrics", read, self._take, self._failed)

    def _tick(self) -> None:
        """Once a second: the age of what is shown, and whether it is time to look again."""
        here = self.app.screen is self or self.app.screen.is_modal
        # Longer each time that AWS does not answer: it may have been asked too much.
        due = self._clock() - self._looked_at >= self._every * min(2**self._failures, MOST_PATIENT)
        if here and due and not self._looking and not self._paused and self.window.end is None:
            self.look()
        self._say_state()

    @property
    def _every(self) -> float:
        context = self.app.context
        return REFRESH_SECONDS[context is not None and context.sandbox]

    def _take(self, found: Look) -> None:
        self._looking, self._failure, self._failures, self.found = False, "", 0, found
        grid = self.query_one(ChartGrid)
        grid.fill(found.charts)
        self._show_alarms()
        switcher = self.query_one(ContentSwitcher)
        if switcher.current == "waiting":
            switcher.current = "charts" if found.charts else "alarms"
            if self.app.screen is self:
                self.call_after_refresh(self._focus_first)
        self._say_state()
        self.refresh_bindings()

    def _focus_first(self) -> None:
        grid = self.query_one(ChartGrid)
        if self.query_one(ContentSwitcher).current == "alarms":
            self.query_one(AlarmPane).table.focus()
        elif grid.panes:
            grid.panes[0].focus(scroll_visible=False)

    def _failed(self, error: ConsoleError) -> None:
        """What was seen last stays, with its age; where nothing was seen yet the sentence stands alone."""
        self._looking, self._failure, self._failures = False, error.message, self._failures + 1
        if self.found is None:
            words = styled("[$text-error]$e[/]\n\nPress r to look again, escape to go back.", e=error.message)
            self.query_one("#waiting", Static).update(words)
        self._say_state()

    def _say_state(self) -> None:
        if self.found is None:
            return
        over = self.overlay.words if self.overlay else ""
        shown = Shown(self.window, self.statistic, over, self._paused, self._failure, self._every)
        line = state_line(self.found, shown, self.app.now())
        if line != self._state:
            self._state = line
            self.query_one("#state", Static).update(line)

    # --- Drawing ---

    def draw_again(self) -> None:
        if self.found is not None:
            self._show_alarms()
            self.query_one(ChartGrid).fill(self.found.charts)

    def _draw(self, pane: ChartPane) -> None:
        if self.found is None:
            return
        theme = self.app.theme_variables
        inks = Inks(theme["primary"], theme["secondary"], theme["error"], theme["warning"])
        chart = next((chart for chart in self.found.charts if chart.key == pane.chart.key), pane.chart)
        pane.show(chart, self.found, inks, overlaid=self.overlay is not None, full=self.grid.full is pane)

    def _show_alarms(self) -> None:
        if self.found is not None:
            variables = self.app.theme_variables
            colours = {name: variables[f"text-{name}"] for name in ("success", "warning", "error")}
            self.query_one(AlarmPane).show(self.found.alarms, colours, self.app.now())

    def on_alarm_pane_history_wanted(self, message: AlarmPane.HistoryWanted) -> None:
        alarm, monitoring = message.alarm, self.app.services.monitoring
        self.work(
            "history",
            lambda: monitoring.history(self.target, alarm),
            lambda events: self.query_one(AlarmPane).tell(alarm, events),
        )

    # --- Keys ---

    @property
    def choices(self) -> MetricsChoices:
        """What is chosen in lists, imported when it is first asked for."""
        if self._choices is None:
            from screens.metrics_choices import MetricsChoices

            self._choices = MetricsChoices(self)
        return self._choices

    @property
    def grid(self) -> ChartGrid:
        return self.query_one(ChartGrid)

    @property
    def _charts_shown(self) -> bool:
        return self.found is not None and self.query_one(ContentSwitcher).current == "charts"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What acts on charts wants them in view, and one's own chart to be chosen before it is dropped."""
        if action == "drop_metric":
            chosen = self.grid.chosen if self.is_mounted else None
            return chosen is not None and chosen.chart.own
        if action in OF_CHARTS:
            return self._charts_shown
        if action == "alarms":
            return self.found is not None and bool(self.found.charts)
        if action == "write":
            return self.found is not None
        return super().check_action(action, parameters)

    def action_refresh(self) -> None:
        self.look(fresh=True)

    def action_enlarge(self) -> None:
        grid = self.grid
        grid.enlarge(None if grid.full is not None else grid.chosen)

    def action_back(self) -> None:
        switcher = self.query_one(ContentSwitcher)
        if self.grid.full is not None:
            self.grid.enlarge(None)
        elif switcher.current == "alarms" and self.found is not None and self.found.charts:
            self.action_alarms()
        else:
            super().action_back()

    def action_move(self, across: int, down: int) -> None:
        self.grid.move(across, down)

    def action_alarms(self) -> None:
        switcher = self.query_one(ContentSwitcher)
        switcher.current = "charts" if switcher.current == "alarms" else "alarms"
        self.call_after_refresh(self._focus_first)
        self.refresh_bindings()

    def action_span(self, step: int) -> None:
        """The next longer or shorter of the ranges."""
        spans = sorted(RANGES.values())
        longer = [span for span in spans if (span > self.window.span if step > 0 else span < self.window.span)]
        if longer:
            self._go(Window((longer[0] if step > 0 else longer[-1]), self.window.end))

    def action_zoom(self, factor: float) -> None:
        self._go(self.window.zoomed(factor, self.app.now().timestamp()))

    def action_pan(self, share: float) -> None:
        self._go(self.window.panned(share, self.app.now().timestamp()))

    def action_now(self) -> None:
        self._go(Window(RANGES["3h"]))

    def _go(self, window: Window) -> None:
        if window != self.window:
            self.window = window
            self.look()

    def action_statistic(self) -> None:
        index = CHOSEN_STATISTICS.index(self.statistic)
        self.statistic = CHOSEN_STATISTICS[(index + 1) % len(CHOSEN_STATISTICS)]
        self.look()

    def action_pause(self) -> None:
        self._paused = not self._paused
        self._say_state()
        if not self._paused:
            self.look()

    def action_lay_over(self) -> None:
        self.choices.lay_over()

    def action_add_metric(self) -> None:
        self.choices.add_metric()

    def action_drop_metric(self) -> None:
        self.choices.drop_metric()

    def action_write(self) -> None:
        self.choices.write()
