"""What the rollout screen does: each thing shown in a question first, then done by the services."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.content import Content

from console.domain.rollout import RolloutStatus
from console.errors import InputError
from console.ui.gate import content, styled
from console.ui.rollout_view.questions import abort_content, go_on_content, pause_content
from console.ui.rollout_view.ways import waits_for_approval
from screens.modals.confirm import ConfirmScreen
from screens.modals.given import Given, GivenScreen
from screens.rollout_back import RolloutBack
from screens.rollout_driving import drive

if TYPE_CHECKING:
    from collections.abc import Callable

    from console.domain.rollout import RolloutRecord
    from console.domain.rollout_file import RolloutFile
    from console.services.rollouts.rollouts import Rollouts
    from screens.modals.rollout_start import StartAnswer
    from screens.rollout import RolloutScreen


class RolloutDeeds:
    """The ways from a key to a deed, each through a question that may be left with Escape."""

    def __init__(self, screen: RolloutScreen) -> None:
        self._screen = screen
        self._app = screen.app
        self.back = RolloutBack(screen)

    @property
    def _rollouts(self) -> Rollouts:
        """Only in threads: the first use builds the clients."""
        return self._app.services.rollouts

    def _ask(self, title: str, question: Content, yes: str, go_on: Callable[[], None]) -> None:
        def answered(agreed: bool | None) -> None:
            if agreed:
                go_on()

        self._app.push_screen(ConfirmScreen(title, question, yes=yes), answered)

    # --- Begin ---

    def start(self) -> None:
        system = self._screen.system

        def look() -> tuple[RolloutFile, bool]:
            return self._rollouts.file(system), self._app.services.context.sandbox

        self._screen.work("look", look, lambda found: self._offer(system, *found))

    def _offer(self, system: str, file: RolloutFile, sandbox: bool) -> None:
        from screens.modals.rollout_start import StartScreen

        def answered(answer: StartAnswer | None) -> None:
            if answer is not None:
                self._screen.work("start", lambda: self._begin(answer), self._begun)

        self._app.push_screen(StartScreen(system, file, self._app.summaries, _in(sandbox)), answered)

    def _begin(self, answer: StartAnswer) -> RolloutRecord:
        return self._rollouts.start(answer.names, answer.values, answer.why)

    def _begun(self, record: RolloutRecord) -> None:
        drive(self._screen, record)
        self._screen.choose(record.id)

    # --- Approve ---

    def approve(self) -> None:
        """The whole plan first, on a screen of its own, which asks for the approval."""
        record = self._screen.record
        part = waits_for_approval(record) if record is not None else None
        if record is None or part is None or part.run is None:
            return
        from screens.rollout_review import Found, RolloutReviewScreen, look_up

        def show(found: Found) -> None:
            self._app.push_screen(RolloutReviewScreen(record, part, found, lambda: drive(self._screen, record)))

        self._screen.work(
            "look",
            lambda: look_up(self._app.services, record, part),
            show,
        )

    # --- On, pause, abort ---

    def go_on(self) -> None:
        record = self._screen.record
        if record is None:
            return
        paused = record.status is RolloutStatus.PAUSED

        def go() -> None:
            act = self._rollouts.resume if paused else self._rollouts.promote
            self._screen.work("wish", lambda: act(record.id), self._drive)

        title = f"{'Resume' if paused else 'Go on with'} {record.id}{_in(record.sandbox)}?"
        self._ask(title, go_on_content(record), "Resume" if paused else "Go on", go)

    def _drive(self, record: RolloutRecord) -> None:
        drive(self._screen, record)
        self._screen.action_refresh()

    def pause(self) -> None:
        record = self._screen.record
        if record is not None:
            wish = self._wishing(record, "Paused as soon as what is under way is over.", self._rollouts.pause)
            self._ask(f"Pause {record.id}{_in(record.sandbox)}?", pause_content(record), "Pause", wish)

    def abort(self) -> None:
        record = self._screen.record
        if record is not None:
            wish = self._wishing(record, "It is being ended.", self._rollouts.abort)
            self._ask(f"Abort {record.id}{_in(record.sandbox)}?", abort_content(record), "Abort", wish)

    def _wishing(self, record: RolloutRecord, words: str, wish: Callable[[str], RolloutRecord]) -> Callable[[], None]:
        def done(_: RolloutRecord) -> None:
            self._screen.action_refresh()

        def go() -> None:
            self._app.tell(words)
            self._screen.work("wish", lambda: wish(record.id), done)

        return go

    # --- Back ---

    def roll_back(self) -> None:
        record = self._screen.record
        if record is not None:
            self.back.ask(record)

    # --- The report ---

    def report(self) -> None:
        record = self._screen.record
        if record is None:
            return
        question = content(
            "Verdict, plans, cost, approvals, timings, measurements and whether the audit log holds, in a new file: "
            "its ending says how it is written (.html, .md or .json)."
        )

        def answered(given: tuple[str, ...] | None) -> None:
            if given is not None:
                path = Path(given[0]).expanduser()
                self._screen.work("report", lambda: self._written(record, path), self._told)

        name = f"{record.system}-rollout-{record.number}.html"
        self._app.push_screen(
            GivenScreen(f"Report of {record.id}", question, [Given("File", name)], yes="Write it"), answered
        )

    def _written(self, record: RolloutRecord, path: Path) -> tuple[Path, ...]:
        form = path.suffix.removeprefix(".")
        if form not in ("md", "html", "json"):
            raise InputError(f"A report is written as .html, .md or .json, and {path.name} is none of them.")
        return self._app.services.rollout_reports.write(record, form, path)

    def _told(self, paths: tuple[Path, ...]) -> None:
        more = f" and {len(paths) - 1} pictures beside it" if len(paths) > 1 else ""
        self._screen.tell(styled("The report is in [b]$p[/]$more.", p=paths[0].absolute(), more=more))


def _in(sandbox: bool) -> str:
    """For the title of a question."""
    return " in the SANDBOX" if sandbox else ""
