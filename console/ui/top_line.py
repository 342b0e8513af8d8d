"""The one line on top: where one is, and what may happen there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import getters
from textual.content import Content
from textual.widgets import Static

from console.ui.format import clock
from console.ui.gate import styled
from console.ui.host import Host

if TYPE_CHECKING:
    from console.domain.context import Context
    from console.domain.environment import EnvironmentName

PROTECTED = "protected"


class TopLine(Static):
    """Name, environment, account, region, mode as words and colour, engine, clock."""

    app = getters.app(Host)

    def __init__(self, environment: EnvironmentName | None = None) -> None:
        super().__init__(id="top-line")
        self._environment = environment

    def on_mount(self) -> None:
        self.app.context_known.subscribe(self, lambda _: self.show())
        self.app.summaries_loaded.subscribe(self, lambda _: self.show())
        self.set_interval(5, self.show)
        self.show()

    def on_resize(self) -> None:
        self.show()

    @property
    def environment(self) -> EnvironmentName | None:
        """What is highlighted or open."""
        return self._environment

    def at(self, environment: EnvironmentName | None) -> None:
        """The environment that is highlighted or open."""
        if environment != self._environment:
            self._environment = environment
            self.show()

    def show(self) -> None:
        """Draw the line, in the width there is: engine and account give way first."""
        left = [styled("[b $accent]infra-console[/]")]
        if self._environment:
            left.append(styled("[b]$n[/]", n=self._environment))
        context = self.app.context
        left.append(styled("[$foreground-muted]$w[/]", w=where(context)))
        right = [mode_words(context, self._production())]
        if context and context.engine:
            right.append(styled("[$foreground-muted]$e[/]", e=context.engine))
        right.append(Content(clock(self.app.now())))
        width = self.size.width - 2
        while len(right) > 2 and _length(left) + _length(right) + 2 > width:
            right.pop(1)
        if len(left) > 2 and _length(left) + _length(right) + 2 > width:
            left.pop(0)
        gap = max(2, width - _length(left) - _length(right))
        self.update(Content("  ").join(left) + Content(" " * gap) + Content("  ").join(right))

    def _production(self) -> bool:
        if self._environment is None:
            return False
        summary = self.app.summaries.get(self._environment)
        preset = summary.preset if summary is not None else None
        guarded = preset is not None and preset.protection.value == PROTECTED
        return guarded or self._environment.environment in ("production", "prod")


def where(context: Context | None) -> str:
    """Account and region; what is not known says so."""
    if context is None:
        return "looking for account and engine…"
    return f"{context.account or 'account unknown'} {context.region or 'region unknown'}"


def mode_words(context: Context | None, production: bool) -> Content:
    """SANDBOX, READ-ONLY, PRODUCTION or AWS, each a word on its colour; nothing until it is known."""
    if context is None:
        return Content()
    words = context.mode.split()
    if not context.sandbox:
        words.append("PRODUCTION" if production else "AWS")
    colours = {"SANDBOX": "success", "READ-ONLY": "primary", "PRODUCTION": "error", "AWS": "warning"}
    chips = [styled(f"[b $text-{colours[word]} on ${colours[word]}-muted] $w [/]", w=word) for word in words]
    return Content(" ").join(chips)


def _length(parts: list[Content]) -> int:
    return sum(part.cell_length for part in parts) + 2 * (len(parts) - 1)
