"""What the databases screen changes: each shown in a question first, then begun and watched."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from console.errors import ConsoleError, InputError, RunStoppedError
from console.services.databases_restores import LATEST, read_moment, window_words
from console.ui.databases_view.plans import delete_content, restore_content, restored_content, snapshot_content
from console.ui.gate import content, styled
from screens.modals.given import Given, GivenScreen
from screens.modals.long_confirm import LongConfirmScreen

if TYPE_CHECKING:
    from console.domain.databases import Database, Snapshot
    from console.services.databases import Databases
    from console.services.databases_restores import RestoreEnd, RestorePlan
    from console.services.databases_snapshots import SnapshotPlan
    from screens.databases import DatabasesScreen


class DatabaseChanges:
    """The ways from a key to a change, each through a question that may be left with Escape."""

    def __init__(self, screen: DatabasesScreen) -> None:
        self._screen = screen
        self._app = screen.app

    @property
    def _databases(self) -> Databases:
        """Only in threads: the first use builds the clients."""
        return self._app.services.databases

    @property
    def _where(self) -> str:
        context = self._app.context
        return " in the SANDBOX" if context is not None and context.sandbox else ""

    @property
    def _database(self) -> str | None:
        view = self._screen.view
        return view.database.address.name if view else None

    # --- A snapshot ---

    def snapshot(self) -> None:
        target, database = self._screen.target, self._database
        self._screen.work("look", lambda: self._databases.snapshots.plan(target, database, None), self._name_it)

    def _name_it(self, plan: SnapshotPlan) -> None:
        title = f"Snapshot of {plan.database.address.name}{self._where}"

        def answered(given: tuple[str, ...] | None) -> None:
            if given is not None:
                self._make(plan, given[0])

        self._app.push_screen(
            GivenScreen(title, snapshot_content(plan), [Given("Name", plan.name)], yes="Make it"), answered
        )

    def _make(self, plan: SnapshotPlan, name: str) -> None:
        kept, address = self._databases.snapshots, plan.database.address

        def make() -> Snapshot:
            # Planned once more with the name that was given: it may be taken, or be none.
            wanted = kept.plan(plan.environment, address.name, name)
            begun = kept.create(wanted)
            return kept.wait(address, begun, on_change=self._snapshot_report, cancel=self._screen.leaving)

        def made(found: Snapshot) -> None:
            self._screen.tell(styled("[b $text-success]Available[/]: the snapshot $name.", name=found.name))
            self._screen.action_refresh()

        self._screen.work("snapshot", make, made, self._not_judged)

    def _snapshot_report(self, found: Snapshot) -> None:
        percent = f" {found.percent} %" if found.percent is not None else ""
        self._report(styled("[b $text-primary]$s$p[/]  $name", s=found.status, p=percent, name=found.name))

    # --- A restore ---

    def restore(self) -> None:
        """The highlighted snapshot."""
        view, snapshot = self._screen.view, self._screen.snapshot
        if view is None or snapshot is None:
            return
        question = styled("The snapshot [b]$s[/] becomes a new database beside the original.", s=snapshot.name)

        def answered(given: tuple[str, ...] | None) -> None:
            if given is not None:
                self._plan(given[0], snapshot=snapshot.id, at=None)

        name = self._databases.restores.proposed_name(view.database)
        self._app.push_screen(self._asking(question, [Given("New name", name)]), answered)

    def restore_moment(self) -> None:
        """A moment of the window."""
        view = self._screen.view
        if view is None:
            return
        window = view.database.window
        if window is None:
            self._app.fail(InputError(f"{view.database.address} has no window of moments: restore a snapshot (b)."))
            return
        question = content(f"A moment becomes a new database beside the original: {window_words(window)}.")

        def answered(given: tuple[str, ...] | None) -> None:
            if given is None:
                return
            try:
                self._plan(given[0], snapshot=None, at=read_moment(given[1]))
            except InputError as error:
                self._app.fail(error)

        fields = [
            Given("New name", self._databases.restores.proposed_name(view.database)),
            Given("Moment (UTC) or latest", LATEST),
        ]
        self._app.push_screen(self._asking(question, fields), answered)

    def _asking(self, question: Content, fields: list[Given]) -> GivenScreen:
        return GivenScreen(f"Restore {self._database}{self._where}", question, fields, yes="Show what it does…")

    def _plan(self, to: str, *, snapshot: str | None, at: datetime | None) -> None:
        target, database = self._screen.target, self._database

        def ask(plan: RestorePlan) -> None:
            def answered(agreed: bool | None) -> None:
                if agreed:
                    self._begin(plan)

            where = "SANDBOX: make" if plan.sandbox else "Make"
            title = f"{where} {plan.restore.to}?"
            self._app.push_screen(LongConfirmScreen(title, restore_content(plan), yes="Restore"), answered)

        restores = self._databases.restores
        self._screen.work("look", lambda: restores.plan(target, database, to, snapshot=snapshot, at=at), ask)

    def _begin(self, plan: RestorePlan) -> None:
        restores = self._databases.restores

        def watch() -> RestoreEnd:
            restores.start(plan)
            return restores.wait(plan.restore, on_change=self._restore_report, cancel=self._screen.leaving)

        def ended(end: RestoreEnd) -> None:
            self._screen.tell(restored_content(end))
            if self._app.screen is not self._screen and not end.good:
                self._app.fail(ConsoleError(f"The restore of {plan.restore.to} failed: {end.database.status}."))

        self._screen.tell(content(f"The restore to {plan.restore.to} is begun…"))
        self._screen.work("restore", watch, ended, self._not_judged)

    def _restore_report(self, found: Database | None) -> None:
        status = found.status if found else "waiting for AWS to show it"
        lacks = f", without {', '.join(found.parts)}" if found and found.parts else ""
        name = found.address.name if found else ""
        self._report(styled("[b $text-primary]$s[/]$l  $name", s=status, l=lacks, name=name))

    # --- Deleting ---

    def delete(self) -> None:
        snapshot = self._screen.snapshot
        if snapshot is None:
            return
        if snapshot.automatic:
            self._app.fail(InputError(f"{snapshot.name} was made automatically: it goes when its retention is over."))
            return

        def answered(given: tuple[str, ...] | None) -> None:
            if given is not None:
                self._delete(snapshot, given[0])

        fields = [Given("Type its name", must=snapshot.name)]
        title = f"Delete a snapshot{self._where}?"
        self._app.push_screen(GivenScreen(title, delete_content(snapshot), fields, yes="Delete"), answered)

    def _delete(self, snapshot: Snapshot, typed: str) -> None:
        def done(_: None) -> None:
            self._app.tell(f"The snapshot {snapshot.name} is deleted.")
            self._screen.action_refresh()

        self._screen.work("change", lambda: self._databases.snapshots.delete(snapshot, typed), done)

    # --- What is told ---

    def _report(self, words: Content) -> None:
        """From the waiting thread."""
        if not self._screen.leaving.is_set():
            self._app.call_from_thread(self._screen.tell, words)

    def _not_judged(self, error: ConsoleError) -> None:
        if isinstance(error, RunStoppedError):
            return
        self._screen.tell(None)
        self._app.fail(error)
