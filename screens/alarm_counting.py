"""How alarms stand: asked aside for the environment that stayed highlighted, shown with the age of the answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from console.errors import ConsoleError
from console.ui.screen import ConsoleScreen

if TYPE_CHECKING:
    from textual.content import Content
    from textual.timer import Timer

    from console.domain.alarms import AlarmStanding
    from console.domain.environment import EnvironmentName
    from console.domain.overview import EnvironmentSummary

SETTLED_SECONDS = 0.5
"""An environment that is only passed by on the way to another is not asked for: its state would have to be read."""
TICK_SECONDS = 10.0
OLD = {True: timedelta(seconds=20), False: timedelta(minutes=5)}
"""After which time the alarms are asked for again, in the sandbox and on AWS."""


class AlarmCountingScreen(ConsoleScreen):
    """Subclasses say which environment is `highlighted`, and draw what is known of it in `show_details`."""

    def __init__(self) -> None:
        super().__init__()
        self._alarms: dict[EnvironmentName, AlarmStanding | ConsoleError] = {}
        self._asked_at: dict[EnvironmentName, datetime] = {}
        self._settling: Timer | None = None

    @property
    def highlighted(self) -> EnvironmentSummary | None:
        """The environment that the keys act on."""
        raise NotImplementedError

    def show_details(self) -> None:
        """Draw what is known of the highlighted environment."""
        raise NotImplementedError

    def count_alarms(self) -> None:
        """Begin to ask for the alarms of the highlighted environment, a moment after it was highlighted, and again."""
        self.set_interval(TICK_SECONDS, self._tick_alarms)

    def alarms_of(self, summary: EnvironmentSummary) -> Content | None:
        """What is known of them, in words; None for what has no alarms because nothing of it stands."""
        from console.ui.environment_view import alarms_content

        if not self._watched(summary):
            return None
        return alarms_content(self._alarms.get(summary.name), summary.name, self.app.now())

    def settle(self) -> None:
        """The highlighted environment is another one: if it stays, its alarms are asked for."""
        if self._settling is not None:
            self._settling.stop()
        self._settling = self.set_timer(SETTLED_SECONDS, self._ask_for_alarms)

    def _watched(self, summary: EnvironmentSummary) -> bool:
        return summary.last_run is not None and summary.state.stands

    def _tick_alarms(self) -> None:
        if self.app.screen is self:
            self._ask_for_alarms()
            self.show_details()

    def _ask_for_alarms(self) -> None:
        summary, context = self.highlighted, self.app.context
        # Without a context it is not known yet whether there is an AWS to ask.
        if summary is None or context is None or not self._watched(summary):
            return
        if summary.state.moves or str(summary.name) in self.app.runs_under_way:
            return
        asked, now, name = self._asked_at.get(summary.name), self.app.now(), summary.name
        if asked is not None and now - asked < OLD[context.sandbox]:
            return
        self._asked_at[name] = now

        def take(found: AlarmStanding | ConsoleError) -> None:
            self._alarms[name] = found
            self.show_details()

        self.work(f"alarms of {name}", lambda: self.app.services.monitoring.alarms(name), take, take)
