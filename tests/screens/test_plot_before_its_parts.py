"""A plot that is told what to draw before its parts are there draws it once they are."""

from __future__ import annotations

from textual.app import App
from textual.widgets import Static

from console.domain.metrics import Chart, Metric, Series
from console.ui.metrics_view.plot import Drawing, Inks, MetricPlot
from tests.fakes.pilot import until


async def test_what_was_drawn_too_early_is_drawn_when_the_plot_is_there(monkeypatch):
    monkeypatch.setattr(MetricPlot, "on_resize", lambda self: None)
    chart = Chart("ECS api", "CPU", (Metric.of("AWS/ECS", "CPUUtilization", ()),), "Average", "Percent")
    drawing = Drawing(chart, Series(((0.0, 1.0), (60.0, 2.0))), None, 0.0, 120.0, 60, Inks(*["white"] * 4))
    app: App[None] = App()
    async with app.run_test(size=(80, 24)) as pilot:
        plot = MetricPlot()
        await app.screen.mount(Static("before"))
        app.screen.mount(plot)
        plot.draw(drawing)
        await until(pilot, lambda: plot._datasets, "its line")
