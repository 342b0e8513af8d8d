"""The logs of an environment: what is being logged, filtered as one types, and what was logged at another time."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Static

from console.domain.logs import Level, LogGroup
from console.domain.logs_times import moment
from console.ui.filter_input import FilterInput
from console.ui.gate import content, entitle, styled
from console.ui.line_list import LineList
from console.ui.logs_view import words
from console.ui.logs_view.lines import LogLines
from console.ui.screen import ConsoleScreen
from screens.logs_keys import LOGS_HELP, LOGS_KEYS, PATTERNS

if TYPE_CHECKING:
    from console.domain.environment import EnvironmentName
    from console.domain.logs import LogLine
    from console.errors import ConsoleError
    from console.services.logs_tail import Tail

TAKE_SECONDS = 0.08
"""How often lines that came are drawn: twelve times a second."""
BEGIN_MINUTES = 15
"""How far back it begins."""
HISTORY_LINES = 5_000
"""Lines that are read at once from another time."""
_LEVELS = (Level.UNKNOWN, Level.INFO, Level.WARN, Level.ERROR)


class LogsScreen(ConsoleScreen):
    """Several groups at once, in the order of time."""

    CSS_PATH = "logs.tcss"
    AUTO_FOCUS = ""
    HELP = LOGS_HELP
    BINDINGS = LOGS_KEYS

    def __init__(self, name: EnvironmentName) -> None:
        super().__init__(name)
        self.target = name
        self._known: tuple[LogGroup, ...] = ()
        self._groups: tuple[LogGroup, ...] = ()
        self._tail: Tail | None = None
        self._pattern = ""
        self._history = ""
        self._least = Level.UNKNOWN
        self._hides = True
        self._told: dict[str, object] = {}

    def compose_body(self) -> ComposeResult:
        with Vertical(id="lines-pane", classes="pane"):
            with Horizontal(id="state"):
                yield Static("Looking for the log groups…", id="mode")
                yield FilterInput()
            yield Static(id="problem")
            yield Static(id="nothing", classes="empty")
            yield LogLines(id="lines")
            with VerticalScroll(id="detail"):
                yield Static(id="detail-text")

    def on_mount(self) -> None:
        super().on_mount()
        entitle(self.query_one("#lines-pane"), "Logs")
        for name in ("#problem", "#nothing", "#detail"):
            self.query_one(name).display = False
        self.lines.focus()
        # While lines come by the thousand the garbage collector runs often: what stands already it need not visit.
        gc.freeze()
        self.set_interval(TAKE_SECONDS, self._take)
        self.work("groups", self._look_for_groups, self._begin, self._failed)

    def on_unmount(self) -> None:
        gc.unfreeze()
        if self._tail is not None:
            self._tail.stop()

    @property
    def lines(self) -> LogLines:
        return self.query_one(LogLines)

    # --- What is read ---

    def _look_for_groups(self) -> tuple[LogGroup, ...]:
        logs = self.app.services.logs
        return logs.described(logs.groups.of(self.target))

    def _begin(self, groups: tuple[LogGroup, ...]) -> None:
        """Those that were chosen, at first all that are there; and those that were not there yet when it began."""
        known = {group.name for group in self._known if group.exists is not False}
        chosen = {group.name for group in self._groups}
        self._known = groups
        there = tuple(
            group for group in groups if group.exists is not False and (group.name in chosen or group.name not in known)
        )
        self.show_groups(there or groups)

    def _failed(self, error: ConsoleError) -> None:
        self.query_one("#mode", Static).update("")
        nothing = self.query_one("#nothing", Static)
        nothing.display = True
        nothing.update(styled("[$text-error]$e[/]\n\nPress r to look again, escape to go back.", e=error.message))

    def show_groups(self, groups: Sequence[LogGroup]) -> None:
        """Follow these groups from the last minutes on."""
        self._groups = tuple(groups)
        begin = self.app.now() - timedelta(minutes=BEGIN_MINUTES)
        self._start_over("")
        self._tail = self.app.services.logs.tail(self._groups, self._pattern, _ms(begin)).start()
        self._show_state()

    def _start_over(self, history: str) -> None:
        if self._tail is not None:
            self._tail.stop()
            self._tail = None
        self._history = history
        self.lines.restart()

    def _take(self) -> None:
        if self._tail is not None:
            self.lines.add(self._tail.take())
        self._show_state()

    def _show_state(self) -> None:
        """Say how lines come and how many there are, where that has changed."""
        lines, tail = self.lines, self._tail
        kept, now = len(lines.buffer), self.app.now().timestamp()
        state = tail.state if tail else None
        if not self._groups or (state is None and not self._history):
            return
        from console.services.logs_tail import TailState

        state = state or TailState()
        mode = words.mode_words(state, following=lines.following, history=self._history, now=now)
        count = words.counts(len(lines.shown), kept, lines.buffer.dropped > 0)
        if self._changed("count", (count, self._groups)):
            entitle(self.query_one("#lines-pane"), f"Logs  {words.groups_title(self._groups)}", count)
        if self._changed("mode", (mode, self._least, self._pattern, self._hides)):
            least = f"  {self._least.word} and graver" if self._least is not Level.UNKNOWN else ""
            pattern = f"  pattern {self._pattern}" if self._pattern else ""
            marked = "" if self._hides else "  words marked"
            chosen = styled("[$text-accent]$least$pattern$marked[/]", least=least, pattern=pattern, marked=marked)
            self.query_one("#mode", Static).update(mode + chosen)
        if self._changed("problem", (state.problem, state.reason, state.mode)):
            problem = words.problem_words(state)
            self.query_one("#problem").display = problem is not None
            self.query_one("#problem", Static).update(problem or "")
        self._show_nothing(kept, waiting=bool(state.problem))

    def _changed(self, what: str, told: object) -> bool:
        """Whether it is not what the screen says already: each new saying lays the screen out again."""
        before = self._told.get(what)
        self._told[what] = told
        return before != told

    def _show_nothing(self, kept: int, *, waiting: bool) -> None:
        query = self.query_one("#filter", Input).value
        empty = not len(self.lines.shown) and not waiting
        if not self._changed("nothing", (empty, empty and (kept, query, self._pattern, self._least, self._groups))):
            return
        nothing = self.query_one("#nothing", Static)
        nothing.display = empty
        if empty:
            nothing.update(content(words.nothing_words(self._groups, query, self._pattern, self._least, kept)))

    # --- Keys ---

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What acts on lines wants groups."""
        if action in ("groups", "time", "pattern", "insights", "save", "pause"):
            return True if self._groups else None
        return super().check_action(action, parameters)

    def action_refresh(self) -> None:
        self.work("groups", self._look_for_groups, self._begin, self._failed)

    def action_filter(self) -> None:
        self.set_focus(self.query_one("#filter", Input))

    @on(Input.Changed, "#filter")
    def _filtered(self) -> None:
        self.lines.filter(self.query_one("#filter", Input).value, self._least, hides=self._hides)
        self._show_state()

    @on(Input.Submitted, "#filter")
    def _found(self) -> None:
        self.lines.focus()

    def action_hide(self) -> None:
        self._hides = not self._hides
        self._filtered()

    def action_level(self) -> None:
        self._least = _LEVELS[(_LEVELS.index(self._least) + 1) % len(_LEVELS)]
        self._filtered()

    def action_match(self, step: int) -> None:
        if not self.lines.go_to_match(step):
            self.app.tell("There is none " + ("below." if step > 0 else "above."))

    def action_pause(self) -> None:
        if self.lines.following:
            self.lines.hold(True)
        else:
            self.action_follow()

    def action_follow(self) -> None:
        """On with what comes; back from another time."""
        if self._history:
            self.show_groups(self._groups)
        else:
            self.lines.follow()

    @on(LogLines.Held)
    def _held(self) -> None:
        self._show_state()

    def action_unfold(self) -> None:
        """Show the line in full, or close it."""
        detail = self.query_one("#detail")
        detail.display = not detail.display and self.lines.current is not None
        self._show_line()

    @on(LineList.Highlighted)
    def _show_line(self) -> None:
        line = self.lines.current
        if line is not None and self.query_one("#detail").display:
            self.query_one("#detail-text", Static).update(words.line_in_full(line))

    def action_groups(self) -> None:
        from screens.logs_prompts import ChooseGroups

        def chosen(groups: tuple[LogGroup, ...] | None) -> None:
            if groups is not None and groups != self._groups:
                self.show_groups(groups)

        self.app.push_screen(ChooseGroups(self._known, self._groups), chosen)

    def action_pattern(self) -> None:
        from screens.logs_prompts import AskText

        def taken(pattern: str | None) -> None:
            if pattern is not None and pattern.strip() != self._pattern:
                self._pattern = pattern.strip()
                self.show_groups(self._groups)

        says = "Matched by AWS, in capitals and small letters as they are. Empty: every line.\n" + PATTERNS
        self.app.push_screen(AskText("CloudWatch filter pattern", says, self._pattern), taken)

    def action_time(self) -> None:
        from screens.logs_prompts import AskText

        def taken(text: str | None) -> None:
            if text is not None:
                self._go_to(moment(text, self.app.now()))

        says = "10:30 (the last one), -2h, 45m, or 2026-05-04T10:30."
        check = lambda text: moment(text, self.app.now())  # noqa: E731
        self.app.push_screen(AskText("Go to a time", says, check=check), taken)

    def _go_to(self, at: datetime) -> None:
        """To the time among the lines that are here, else read from there on."""
        if self.lines.go_to(_ms(at)):
            return
        self._start_over(f"{at.astimezone():%Y-%m-%d %H:%M:%S}")
        logs, groups, pattern = self.app.services.logs, self._groups, self._pattern
        self.work(
            "history",
            lambda: logs.read(groups, pattern, _ms(at), None, HISTORY_LINES),
            self._take_history,
            self.app.fail,
        )

    def _take_history(self, found: tuple[list[LogLine], bool]) -> None:
        lines, more = found
        self.lines.hold(True)
        self.lines.add(lines)
        self.lines.cursor = 0
        if more:
            self.app.tell(f"These are the first {len(lines):,} lines from there on.")
        self._show_state()

    def action_insights(self) -> None:
        from screens.logs_insights import InsightsScreen

        self.app.push_screen(InsightsScreen(self.target, self._groups))

    def action_save(self) -> None:
        from console.services.logs import save_lines
        from screens.logs_prompts import AskText

        shown = self.lines.shown
        lines = [shown.line(position) for position in range(len(shown))]

        def taken(path: str | None) -> None:
            if path and path.strip():
                self.work("save", lambda: save_lines(Path(path.strip()), lines), saved)

        def saved(count: int) -> None:
            self.app.tell(f"{count:,} lines were written.")

        name = f"{self.target.system}-{self.target.environment}-{self.app.now():%Y%m%dT%H%M%S}.log"
        says = f"{len(lines):,} lines, as they are shown. The file is new and yours alone (0600)."
        self.app.push_screen(AskText("Save to a file", says, name), taken)

    def action_back(self) -> None:
        """Escape: close the line, then clear the filter, then back."""
        field = self.query_one("#filter", Input)
        if field.has_focus or field.value:
            field.value = ""
            self.lines.focus()
        elif self.query_one("#detail").display:
            self.query_one("#detail").display = False
        else:
            super().action_back()


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
