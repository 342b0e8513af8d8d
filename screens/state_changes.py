"""What the state screen changes: each shown in a question first, then done and looked at again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from textual.content import Content

from console.ui.format import duration
from console.ui.gate import content, styled
from console.ui.state_view.questions import (
    backup_line,
    change_content,
    lock_content,
    restore_content,
    version_line,
)
from screens.modals.confirm import ConfirmScreen
from screens.modals.fields import FieldsScreen
from screens.modals.pick import PickScreen
from screens.modals.raw_text import RawTextScreen
from screens.modals.state_change import StateChangeScreen

if TYPE_CHECKING:
    from console.domain.state import StateVersion
    from console.domain.state_lock import StateLock
    from console.errors import ConsoleError
    from console.services.state_changes import StateChange, StateChanged
    from console.services.state_imports import Import
    from console.services.state_locks import LockView
    from console.services.state_restoring import Restore
    from console.services.states import States
    from console.ui.ports import Reviewed, RunUpdate
    from screens.state import StateScreen

T = TypeVar("T")
IN_A_PLAN = "Replace it in a plan of its own: nothing is marked, and nothing done before you approve"
TAINT = "Taint it: every plan from now on replaces it, until it was applied"
_VERSIONS = 10


class StateChanges:
    """The ways from a key to a change, each through a question that may be left with Escape."""

    def __init__(self, screen: StateScreen) -> None:
        self._screen = screen
        self._app = screen.app

    @property
    def _states(self) -> States:
        """Only in threads: the first use builds the clients."""
        return self._app.services.states

    @property
    def _where(self) -> str:
        return "SANDBOX: " if self._screen.view is not None and self._screen.view.sandbox else ""

    # --- Moving, removing, tainting ---

    def move(self) -> None:
        address = self._screen.browser.address
        if address is None:
            return

        def planned(texts: tuple[str, ...] | None) -> None:
            if texts is not None and texts[0] != address:
                self._plan(lambda: self._states.changes.move(self._screen.target, address, texts[0]), "Move")

        self._app.push_screen(FieldsScreen(f"Move {address}", {"To which address?": address}), planned)

    def remove(self) -> None:
        address = self._screen.browser.address
        if address is not None:
            self._plan(lambda: self._states.changes.remove(self._screen.target, address), "Remove")

    def untaint(self) -> None:
        resource = self._screen.browser.resource
        if resource is not None:
            self._plan(lambda: self._states.changes.untaint(self._screen.target, resource.address), "Untaint")

    def replace(self) -> None:
        resource = self._screen.browser.resource
        if resource is None:
            return
        address, target = resource.address, self._screen.target

        def chosen(line: str | None) -> None:
            if line == TAINT:
                self._plan(lambda: self._states.changes.taint(target, address), "Taint")
            elif line == IN_A_PLAN:
                self._run_plan(lambda: self._planned_replacement(address), self._app.open_reviewed)

        self._app.push_screen(PickScreen(f"Replace {address}", [IN_A_PLAN, TAINT]), chosen)

    def _planned_replacement(self, address: str) -> Reviewed:
        from console.services.planning import PlanRequest

        secrets = self._app.drafts.secrets(self._screen.target)
        request = PlanRequest(self._screen.target, secrets=secrets, replace=(address,), why=f"replace {address}")
        return self._app.services.runs.plan(request, self._report, self._screen.leaving)

    def _plan(self, plan: Callable[[], StateChange], yes: str) -> None:
        def ask(change: StateChange) -> None:
            self._ask(
                f"{self._where}{change.title}",
                change_content(change),
                yes,
                change.typed,
                lambda typed: self._states.changes.carry_out(change, typed),
            )

        self._screen.work("look", plan, ask, self._screen.fail)

    def _ask(
        self, title: str, said: Content, yes: str, wanted: str | None, act: Callable[[str | None], StateChanged]
    ) -> None:
        def answered(typed: str | None) -> None:
            if typed is not None:
                self._screen.tell(content(f"{title}…"))
                self._screen.work("change", lambda: act(typed or None), self._done, self._screen.fail)

        self._app.push_screen(StateChangeScreen(title, said, yes=yes, typed=wanted), answered)

    def _done(self, done: StateChanged) -> None:
        kept = f" The state before is backup {done.backup.id}." if done.backup is not None else ""
        self._screen.tell(
            styled("[b $text-success]Done[/]: the state has serial $serial.$kept", serial=done.mark.serial, kept=kept)
        )
        self._screen.action_refresh()

    # --- Importing ---

    def import_one(self) -> None:
        target = self._screen.target

        def given(texts: tuple[str, ...] | None) -> None:
            if texts is not None:
                address, known_as = texts
                plan = self._states_later(address, known_as)
                self._run_plan(plan, self._imported)

        fields = {"Address in the configuration": "", "What the provider calls it (id, name, ARN)": ""}
        self._app.push_screen(
            FieldsScreen(f"Import into the state of {target}", fields, go_on="Plan the import"), given
        )

    def _states_later(self, address: str, known_as: str) -> Callable[[], Import]:
        secrets = self._app.drafts.secrets(self._screen.target)
        return lambda: self._states.imports.plan(
            self._screen.target, address, known_as, self._report, secrets=secrets, cancel=self._screen.leaving
        )

    def _imported(self, found: Import) -> None:
        if found.reviewed is not None:
            self._app.open_reviewed(found.reviewed)
            return
        said = (
            f"Nothing was imported: the configuration has no {found.address}.\nThe engine proposes this. Put it into "
            f"the configuration, correct it, and import again.\n\n{found.proposed}"
        )
        self._app.push_screen(RawTextScreen(f"A configuration for {found.address}", said, wrap=True))

    def _run_plan(self, plan: Callable[[], T], show: Callable[[T], None]) -> None:
        def planned(found: T) -> None:
            self._screen.tell(None)
            show(found)

        self._screen.tell(content("Planning…"))
        self._screen.work("plan", plan, planned, self._screen.fail)

    def _report(self, update: RunUpdate) -> None:
        """From the planning thread."""
        if not self._screen.leaving.is_set():
            read = update.progress.refreshed
            words = styled(
                "Planning: $stage, $read read  [$foreground-muted](escape stops it)[/]", stage=update.stage, read=read
            )
            self._app.call_from_thread(self._screen.tell, words)

    # --- Earlier states ---

    def backups(self) -> None:
        target = self._screen.target

        def look() -> dict[str, str]:
            now = self._app.now()
            found = {backup_line(one, now): one.id for one in self._states.backups(target)}
            return found | {version_line(one, now): one.id for one in self._versions()}

        def choose(found: dict[str, str]) -> None:
            if not found:
                self._app.tell("There is no earlier state yet: one is kept after every apply and before every change.")
                return
            title = "Compare which with the state now?"
            self._app.push_screen(PickScreen(title, list(found)), lambda line: self._restore(found.get(line or "")))

        self._screen.work("look", look, choose, self._screen.fail)

    def _versions(self) -> tuple[StateVersion, ...]:
        from console.errors import RefusedError

        try:
            found = self._states.sources.versions(self._screen.target, _VERSIONS)
        except RefusedError:
            return ()  # not in S3
        return tuple(one for one in found if one.serial is not None)

    def _restore(self, source: str | None) -> None:
        if source is None:
            return

        def ask(restore: Restore) -> None:
            self._ask(
                f"{self._where}Restore {source}",
                restore_content(restore),
                "Restore",
                restore.typed,
                lambda typed: self._states.restoring.carry_out(restore, typed),
            )

        self._screen.work("look", lambda: self._states.restoring.plan(self._screen.target, source), ask, self._failed)

    def _failed(self, error: ConsoleError) -> None:
        self._screen.fail(error)

    # --- The lock ---

    def lock(self) -> None:
        self._screen.work(
            "look", lambda: self._states.locks.view(self._screen.target), self._show_lock, self._screen.fail
        )

    def _show_lock(self, view: LockView) -> None:
        if view.lock is None:
            who = f", but {view.console} works on it with this console" if view.console else ""
            self._app.tell(f"The state of {view.environment} is not locked{who}.")
            return
        said, holder = lock_content(view, self._app.now()), view.lock.holder
        if view.against or not holder.id or self._app.read_only:
            self._app.push_screen(ConfirmScreen(f"The lock of {view.environment}", said, yes="Look again", no="Close"),
                                  lambda again: self.lock() if again else None)  # fmt: skip
            return

        def answered(typed: str | None) -> None:
            if typed is not None:
                self._screen.work(
                    "change",
                    lambda: self._states.locks.release(self._screen.target, typed),
                    self._released,
                    self._screen.fail,
                )

        self._app.push_screen(
            StateChangeScreen(
                f"{self._where}Release the lock of {view.environment}", said, yes="Release", typed=holder.id, what="ID"
            ),
            answered,
        )

    def _released(self, lock: StateLock) -> None:
        seconds = lock.age_seconds(self._app.now())
        held = f", held for {duration(seconds)}" if seconds is not None else ""
        self._screen.tell(
            styled(
                "[b $text-success]Released[/]: lock $id$held. Plan before you apply: what $who did may be half done.",
                id=lock.holder.id, held=held, who=lock.holder.who or "its holder",
            )
        )  # fmt: skip
