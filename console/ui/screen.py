"""The base of every screen: top line, walk path, panes, footer, and work in threads that cannot kill the app."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import getters
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from console.errors import ConsoleError
from console.ui.changing_keys import changes
from console.ui.host import Host
from console.ui.top_line import TopLine
from console.ui.walk_path import WalkPath

if TYPE_CHECKING:
    from textual.binding import ActiveBinding

    from console.domain.environment import EnvironmentName

T = TypeVar("T")

LEAST_WIDTH, LEAST_HEIGHT = 60, 15
"""Cells. In less there is no room for rows and what one would like to know of them."""
LOW = 22
"""Rows below which what is beside a list gives way to the list."""
TOO_SMALL = f"This terminal is too small for the console: enlarge it to {LEAST_WIDTH} columns and {LEAST_HEIGHT} rows."


class ConsoleScreen(Screen[None]):
    """One place of the console. Subclasses say STEP (if on the walk), HELP (Markdown) and `compose_body`."""

    app = getters.app(Host)

    STEP: ClassVar[str] = ""
    """Which step of the walk this is: `Environment`, `Variables`, `Preview`, `Run`, `Outputs`; empty if none."""

    def __init__(self, environment: EnvironmentName | None = None) -> None:
        super().__init__()
        self.environment = environment
        self._work: dict[str, tuple[Worker[Any], Callable[[Any], None], Callable[[ConsoleError], None]]] = {}

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self.draw_again())

    def draw_again(self) -> None:
        """The theme changed: draw what carries colours of its own (cells of tables) again."""

    def on_resize(self) -> None:
        """Say so where there is no room; nothing of the screen is lost, it is only not drawn."""
        width, height = self.app.size
        too_small = width < LEAST_WIDTH or height < LEAST_HEIGHT
        if too_small and not self.query("#too-small"):
            # Mounted when it is needed: the first frame of a terminal that is large enough does not pay for it.
            from textual.widgets import Static

            self.mount(Static(TOO_SMALL, id="too-small"))
        self.set_class(too_small, "-too-small")
        self.set_class(height < LOW, "-low")

    def compose(self) -> ComposeResult:
        yield TopLine(self.environment)
        if self.STEP:
            yield WalkPath(self.STEP)
        with Container(id="body"):
            yield from self.compose_body()
        yield from self.compose_footer()

    def compose_footer(self) -> ComposeResult:
        """The keys of this screen, on the bottom line."""
        from console.ui.key_footer import KeyFooter

        yield KeyFooter(show_command_palette=False, compact=True)

    def compose_body(self) -> ComposeResult:
        """The panes between the top and the bottom line."""
        raise NotImplementedError

    def work(
        self,
        group: str,
        task: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[ConsoleError], None] | None = None,
    ) -> None:
        """Run a blocking task in a thread; `done` gets its result here, `failed` its error (else a notification).

        Of one group only the newest counts: the result of an older task that comes later is dropped.
        """
        worker = self.run_worker(task, group=group, thread=True, exit_on_error=False)
        self._work[group] = (worker, done, failed or self.app.fail)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Hand results on, and turn whatever a thread raised into one sentence."""
        worker, done, failed = self._work.get(event.worker.group, (None, None, None))
        if worker is not event.worker or done is None or failed is None:
            return
        if event.state is WorkerState.SUCCESS:
            done(event.worker.result)
        elif event.state is WorkerState.ERROR and event.worker.error is not None:
            error = event.worker.error
            if not isinstance(error, ConsoleError):
                from console.ui.run_session import unexpected

                error = unexpected(error)
            failed(error)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The filter is not offered where one is typing.

        Its key has priority: the field is open before the app looks at the next key, so that keys which come at once
        are typed and not taken for what they do in the table.
        """
        types = getattr(self.focused, "check_consume_key", None)
        return action != "filter" or types is None or not types("slash", "/")

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """What the footer, the help and the palette offer: read-only, only what looks."""
        found = super().active_bindings
        if not self.app.read_only:
            return found
        return {key: active for key, active in found.items() if not changes(active.node, active.binding.action)}

    def action_back(self) -> None:
        """Escape: to where one came from; nothing entered is lost."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
