"""One plot: the points of a metric, what is laid over it, and the thresholds of its alarms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.markup import escape
from textual import events
from textual.containers import Grid
from textual_hires_canvas import Canvas, HiResMode, TextAlign
from textual_plot import PlotWidget

from console.domain.metrics import Chart, Series
from console.ui.gate import clean
from console.ui.metrics_view.axes import Times, Values, time_marks, value_marks

_HEADROOM = 1.08
"""How much higher than its highest value a chart is."""
_FOOT = 0.05
"""How much lower than its lowest value a chart is, as a share of its height."""
_HALF_TIME = 4
"""Cells that a time and the frame take to the right of its mark."""
_FAR = 4.0
"""A threshold so many times over the highest value is named, but would press the line flat if it were drawn."""


class Inks(NamedTuple):
    """The colours of a chart, from the theme."""

    line: str
    over: str
    alarm: str
    near: str
    """Beside a threshold that no value has reached."""


class Drawing(NamedTuple):
    """All that a plot shows; equal drawings look alike."""

    chart: Chart
    series: Series
    over: Series | None
    start: float
    end: float
    period: int
    inks: Inks


class Line(NamedTuple):
    """A threshold that is drawn: where, its word, and its colour."""

    value: float
    words: str
    colour: str


class Top(NamedTuple):
    """How high a chart is, the thresholds in it, and the words of those far above it."""

    value: float
    lines: tuple[Line, ...]
    far: tuple[str, ...]


class MetricPlot(PlotWidget, can_focus=False, inherit_bindings=False):
    """Draws again only what has changed. The keys and the wheel belong to the screen."""

    margin_top = 0
    margin_bottom = 1
    margin_left = 10
    """The same for all, so that times stand below times: `1.02 GiB` and a blank on both sides."""

    def __init__(self) -> None:
        super().__init__(allow_pan_and_zoom=False)
        self._drawing: Drawing | None = None
        self._lines: tuple[Line, ...] = ()

    def _on_mount(self, event: events.Mount) -> None:
        """A chart that was taken away before its parts came has nothing to set up; the library would not notice.

        Else what was to be drawn before is drawn now: a size that came before the parts did not do it.
        """
        if not self.query("#plot"):
            event.prevent_default()
        else:
            self.call_after_refresh(self._draw)

    def _update_margin_sizes(self) -> None:
        """Of a chart that was taken away meanwhile there is nothing to lay out, either."""
        if self.query(Grid):
            super()._update_margin_sizes()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The page scrolls; the library's zoom would stop the event here."""
        event.prevent_default()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.prevent_default()

    def draw(self, drawing: Drawing) -> None:
        """Show these points."""
        if drawing == self._drawing:
            return
        self._drawing = drawing
        self._draw()

    def on_resize(self) -> None:
        if self._drawing is not None:
            self._draw()

    def _draw(self) -> None:
        drawing = self._drawing
        if drawing is None or not self.is_mounted or not self.query("#plot"):
            return
        inks, top = drawing.inks, top_of(drawing)
        self._lines = top.lines
        self._mark_axes(drawing, top.value)
        self.clear()
        for value, _, colour in top.lines:
            self.plot([drawing.start, drawing.end], [value, value], line_style=colour, hires_mode=HiResMode.BRAILLE)
        for series, colour in ((drawing.over, inks.over), (drawing.series, inks.line)):
            for stretch in series.stretches(drawing.period) if series else ():
                self._line(stretch, colour)

    def _line(self, stretch: Sequence[tuple[float, float]], colour: str) -> None:
        times, values = [at for at, _ in stretch], [value for _, value in stretch]
        if len(stretch) == 1:
            self.scatter(times, values, marker_style=colour, hires_mode=HiResMode.BRAILLE)
        else:
            self.plot(times, values, line_style=colour, hires_mode=HiResMode.BRAILLE)

    def _mark_axes(self, drawing: Drawing, top: float) -> None:
        points = [value for _, value in drawing.series.points]
        # A line at 0 stands over the frame, and not behind it.
        low = min([0.0, *points]) - top * _FOOT
        values = Values(drawing.chart.unit, whole=all(value.is_integer() for value in points))
        times = Times()
        marks = values.get_ticks(low, top, value_marks(self.size.height))
        width = self.size.width - self.margin_left
        self.set_y_formatter(values)
        self.set_yticks(marks)
        self.set_x_formatter(times)
        # A time at the right edge would be cut.
        last = drawing.end - (drawing.end - drawing.start) * _HALF_TIME / max(width, 1)
        ticks = times.get_ticks(drawing.start, drawing.end, time_marks(width))
        self.set_xticks([tick for tick in ticks if tick <= last])
        self.set_xlimits(drawing.start, drawing.end)
        self.set_ylimits(low, top)

    def _render_plot(self) -> None:
        """The library draws; then each threshold gets its word, which it has no way to ask for."""
        super()._render_plot()
        canvas = self.query_one("#plot", Canvas)
        for value, words, colour in self._lines:
            _, row = self.get_pixel_from_coordinate(0, value)
            canvas.write_text(2, max(1, row - 1), f"[{colour}]{escape(clean(words))}", TextAlign.LEFT)


def top_of(drawing: Drawing) -> Top:
    """How high a chart is: over its highest value and the thresholds near it."""
    seen = [value for series in (drawing.series, drawing.over) if series for _, value in series.points]
    highest, lowest = max(seen, default=0.0), min(seen, default=0.0)
    lines, far = [], []
    for threshold in drawing.chart.thresholds:
        words = threshold.words(drawing.chart, drawing.period)
        if threshold.value > highest * _FAR and highest > 0:
            far.append(words)
            continue
        reached = bool(seen) and (threshold.reached_by(highest) or threshold.reached_by(lowest))
        lines.append(Line(threshold.value, words, drawing.inks.alarm if reached else drawing.inks.near))
    top = max([highest, *(line.value for line in lines)]) * _HEADROOM
    return Top(top if top > 0 else 1.0, tuple(lines), tuple(far))
