"""One chart with its frame: title, figures and unit; the plot in it is made when it first comes into view."""

from __future__ import annotations

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from console.domain.metrics import Chart, Series, Standing
from console.domain.metrics_units import shown
from console.domain.metrics_window import period_words
from console.services.monitoring import Look
from console.ui.gate import content, entitle, styled
from console.ui.metrics_view.plot import Drawing, Inks, MetricPlot, top_of


class ChartPane(Vertical, can_focus=True):
    """A chart that one can choose with the arrow keys."""

    class Placed(Message):
        """The pane has a place and a size now: only then it is known whether it is in view."""

    def __init__(self, chart: Chart) -> None:
        super().__init__(classes="chart")
        self.chart = chart
        self._plot: MetricPlot | None = None
        self._empty: Static | None = None

    def on_resize(self) -> None:
        self.post_message(self.Placed())

    def show(
        self, chart: Chart, look: Look, inks: Inks, *, overlaid: bool = False, full: bool = False, alone: bool = False
    ) -> None:
        """Draw what was read of it; over the whole screen with what it is of, and so below one that stands alone."""
        self.chart = chart
        if not self.is_attached:
            # Its screen was left while the answer came.
            return
        start, end, period = look.bounds(chart)
        series = look.series.get(chart.key, Series())
        over = look.over.get(chart.key)
        drawing = Drawing(chart, series, over, start, end, period, inks)
        entitle(self, self._title(chart, series, full=full), self._figures(drawing, overlaid=overlaid, alone=alone))
        blank = not series.points and not (over and over.points)
        if blank:
            self._say(series)
            return
        if self._plot is None:
            self._plot = MetricPlot()
            self.mount(self._plot)
        self._plot.display = True
        if self._empty is not None:
            self._empty.display = False
        self._plot.draw(drawing)

    def _say(self, series: Series) -> None:
        """Why there is nothing to draw: no line is not a line at 0."""
        words = "No data in this time, which is not 0."
        if series.standing is not Standing.COMPLETE:
            words = f"CloudWatch answered {series.standing}. {series.said}"
        if self._empty is None:
            self._empty = Static(classes="empty")
            self.mount(self._empty)
        self._empty.update(content(words))
        self._empty.display = True
        if self._plot is not None:
            self._plot.display = False

    def _title(self, chart: Chart, series: Series, *, full: bool) -> Content:
        of = f"{chart.group}: " if full else ""
        bad = "" if series.standing is Standing.COMPLETE else f"  ! {series.standing}"
        return styled(
            "$o$t  [b]$v[/][$text-warning]$b[/]", o=of, t=chart.title, v=shown(series.last, chart.unit), b=bad
        )

    def _figures(self, drawing: Drawing, *, overlaid: bool, alone: bool) -> Content:
        chart, series = drawing.chart, drawing.series
        summed = f" / {period_words(drawing.period)}" if chart.statistic in ("Sum", "SampleCount") else ""
        parts = [chart.group] if alone else []
        parts.append(f"{chart.statistic}{summed}")
        if series.points or overlaid:
            mean = f"avg {shown(series.mean, chart.unit)}"
            parts.append(f"{mean} over {shown(drawing.over.mean if drawing.over else None, chart.unit)}"
                         if overlaid else mean)  # fmt: skip
        if series.points:
            parts += [f"min {shown(series.lowest, chart.unit)}", f"max {shown(series.highest, chart.unit)}"]
        far = top_of(drawing).far
        parts += [f"{words}, above" for words in far]
        return content("  ".join(parts), lines=False)
