"""What is chosen in lists on the metrics screen: what is laid over, further metrics, the file that is written."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from console.domain.environment import EnvironmentState
from console.domain.metrics import DAY_SECONDS, Metric
from console.services.exports import write_new
from console.services.metrics_files import as_csv, as_document
from console.services.monitoring import Overlay
from screens.modals.pick import PickScreen

if TYPE_CHECKING:
    from screens.metrics import MetricsScreen

NOTHING = "nothing"
EARLIER = {"a day before": float(DAY_SECONDS), "a week before": 7.0 * DAY_SECONDS}
FORMATS = {"CSV, a line a point": "csv", "JSON, with the alarms": "json", "A picture of this screen": "svg"}


class MetricsChoices:
    """The ways from a key through a list to what it does."""

    def __init__(self, screen: MetricsScreen) -> None:
        self._screen = screen
        self._app = screen.app

    def lay_over(self) -> None:
        others = [
            summary.name
            for summary in self._app.summaries.values()
            if summary.name.system == self._screen.target.system
            and summary.name != self._screen.target
            and summary.state is not EnvironmentState.NEVER_APPLIED
        ]
        offered = {words: Overlay(words, earlier_seconds=seconds) for words, seconds in EARLIER.items()}
        offered |= {str(name): Overlay(str(name), other=name) for name in others}

        def chosen(words: str | None) -> None:
            if words is not None:
                self._screen.overlay = offered.get(words)
                self._screen.look()

        known = [*offered, NOTHING] if self._screen.overlay is not None else list(offered)
        self._app.push_screen(PickScreen("Lay what over the charts?", known), chosen)

    # --- Further metrics ---

    def add_metric(self) -> None:
        """All namespaces first: one of them may hold thousands of metrics."""
        screen = self._screen

        def namespaces() -> list[str]:
            return sorted({metric.namespace for metric in screen.app.services.monitoring.listed(screen.target)})

        self._app.tell("Asking CloudWatch what there is…")
        screen.work("listing", namespaces, self._choose_namespace)

    def _choose_namespace(self, namespaces: list[str]) -> None:
        if not namespaces:
            self._app.tell("CloudWatch has measured nothing in this account within two weeks.")
            return
        screen = self._screen

        def chosen(namespace: str | None) -> None:
            if namespace is not None:
                screen.work(
                    "listing", lambda: screen.app.services.monitoring.listed(screen.target, namespace), self._choose
                )

        self._app.push_screen(PickScreen("Of which namespace?", namespaces), chosen)

    def _choose(self, metrics: tuple[Metric, ...]) -> None:
        screen = self._screen
        lines = {str(metric).removeprefix(f"{metric.namespace}/"): metric for metric in metrics}

        def keep(metric: Metric) -> None:
            screen.work(
                "keeping", lambda: screen.app.services.monitoring.keep(screen.target, metric), lambda _: screen.look()
            )

        def chosen(line: str | None) -> None:
            if line is not None:
                keep(lines[line])

        self._app.push_screen(PickScreen("Which metric?", list(lines)), chosen)

    def drop_metric(self) -> None:
        """Take the chosen chart off, where it is one of the operator's own."""
        screen, pane = self._screen, self._screen.grid.chosen
        if pane is None or not pane.chart.own:
            return
        metric = pane.chart.metrics[0]
        screen.work(
            "keeping", lambda: screen.app.services.monitoring.drop(screen.target, metric), lambda _: screen.look()
        )

    # --- Files ---

    def write(self) -> None:
        def chosen(words: str | None) -> None:
            if words is not None:
                self._write(FORMATS[words])

        self._app.push_screen(PickScreen("Write what, into this folder?", list(FORMATS)), chosen)

    def _write(self, kind: str) -> None:
        screen, look = self._screen, self._screen.found
        if look is None:
            return
        name, stamp = screen.target, f"{self._app.now():%Y%m%d-%H%M%S}"
        path = Path.cwd() / f"metrics-{name.system}-{name.environment}-{stamp}.{kind}"
        picture = screen.app.export_screenshot(title=str(name)) if kind == "svg" else ""

        def write() -> Path:
            if kind == "csv":
                text = as_csv(look)
            elif kind == "json":
                document = as_document(name, look, sandbox=screen.app.services.monitoring.sandbox)
                text = json.dumps(document, indent=2, default=_moment)
            else:
                text = picture
            write_new(path, text)
            return path

        screen.work("writing", write, lambda written: self._app.tell(f"Written: {written}"))


def _moment(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
