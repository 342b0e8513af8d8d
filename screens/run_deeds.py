"""What can be done with one run of a list: read its plan and its log, compare it, go back to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.content import Content

from console.domain.hints import hints_named
from console.domain.run import RunKind, RunStatus
from console.ui.gate import styled
from console.ui.hints_view import remedy_place
from console.ui.screen import ConsoleScreen

if TYPE_CHECKING:
    from console.domain.run import RunRecord
    from console.domain.run_comparison import RunComparison

NEEDS_RUN = ("plan_text", "log", "compare", "environment")


class RunDeedsScreen(ConsoleScreen):
    """The keys of a run. Subclasses say which run they act on."""

    @property
    def highlighted(self) -> RunRecord | None:
        """The run that the keys act on."""
        raise NotImplementedError

    @property
    def every_run(self) -> tuple[RunRecord, ...]:
        """What there is to compare with."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what fits the highlighted run is offered."""
        record = self.highlighted
        if action in NEEDS_RUN and record is None:
            return False
        if action in ("roll_back", "keep_variables"):
            return record is not None and _stood(record)
        if action == "remedy":
            return record is not None and bool(remedy_place(hints_named(record.hints)))
        return super().check_action(action, parameters)

    def action_plan_text(self) -> None:
        """What the plan said it would do."""
        if (record := self.highlighted) is not None:
            self._read(f"Plan of {record.id}", lambda: self.app.services.histories.plan_text(record.id))

    def action_log(self) -> None:
        """The raw log of the stage that the run was about."""
        from console.ui.run_view.raw_log import read_end

        record = self.highlighted
        stage = record.main_stage if record is not None else None
        if record is None or stage is None:
            self.app.tell("This run has no log: it ended before the engine was started.")
            return
        name = stage.name
        self._read(f"Log of {record.id}, {name}", lambda: read_end(self.app.services.runs.log(record.id, name)))

    def _read(self, title: str, read: Callable[[], str]) -> None:
        from screens.modals.raw_text import RawTextScreen

        def show(text: str) -> None:
            self.app.push_screen(RawTextScreen(title, text))

        self.work("read", read, show)

    def action_compare(self) -> None:
        """Choose another run and show both side by side."""
        from screens.modals.pick import PickScreen

        record = self.highlighted
        others = [each for each in self.every_run if record is not None and each.id != record.id]
        if record is None or not others:
            self.app.tell("There is no other run to compare it with.")
            return
        words = {f"{each.id}  {each.deed} {each.status}": each.id for each in _nearest(record, others)}

        def chosen(text: str | None) -> None:
            if text is not None:
                # The older one stands on the left.
                left, right = sorted((record.id, words[text]), key=self._order)
                self._show_comparison(left, right)

        self.app.push_screen(PickScreen(f"Compare {record.id} with", list(words)), chosen)

    def _order(self, run_id: str) -> float:
        return next(each.created_at.timestamp() for each in self.every_run if each.id == run_id)

    def _show_comparison(self, left: str, right: str) -> None:
        from console.domain.run_comparison import comparison_text
        from screens.modals.raw_text import RawTextScreen

        def show(compared: RunComparison) -> None:
            self.app.push_screen(RawTextScreen(f"{left} beside {right}", comparison_text(compared)))

        self.work("compare", lambda: self.app.services.histories.compare(left, right), show)

    def action_roll_back(self) -> None:
        """Plan what the run applied against today's state, on a preview of its own."""
        from console.services.planning import PlanRequest
        from screens.modals.secrets import SecretsScreen

        record = self.highlighted
        if record is None:
            return
        known = {name: text for name, text in self.app.drafts.secrets(record.name).items() if name in record.sensitive}
        missing = [name for name in record.sensitive if name not in known]

        def plan(secrets: dict[str, str] | None) -> None:
            if secrets is not None:
                why = f"Roll back to run {record.id}"
                self.app.open_plan(
                    PlanRequest(record.name, secrets=known | secrets, why=why, rollback_to=record.number)
                )

        if missing:
            self.app.push_screen(SecretsScreen(missing), plan)
        else:
            plan({})

    def action_keep_variables(self) -> None:
        """Save the run's variables into the overlay, after a question that names them."""
        record = self.highlighted
        if record is not None:
            services = self.app.services
            self.work(
                "differing",
                lambda: services.earlier_runs.differing(record.id),
                lambda found: self._ask_to_keep(record, tuple(found)),
            )

    def _ask_to_keep(self, record: RunRecord, names: tuple[str, ...]) -> None:
        from screens.modals.confirm import ConfirmScreen

        if not names:
            self.app.tell(f"The variables of {record.environment} are those of run #{record.number} already.")
            return

        def answered(yes: bool | None) -> None:
            if yes:
                services = self.app.services
                self.work(
                    "keep",
                    lambda: services.earlier_runs.keep(record.id),
                    lambda kept: self.app.tell(f"Saved: {', '.join(kept)}."),
                )

        self.app.push_screen(ConfirmScreen("Save variables", _question(record, names), yes="Save"), answered)

    def action_remedy(self) -> None:
        """To the screen that helps."""
        if (record := self.highlighted) is not None:
            self.app.open_place(remedy_place(hints_named(record.hints)), record.name)


def _question(record: RunRecord, names: tuple[str, ...]) -> Content:
    return styled(
        "The overlay of [b]$name[/] takes over from run #$number: $names.\n\nNothing in AWS changes: the next plan is "
        "made with them. The variables screen shows each, and takes it back.",
        name=record.environment, number=record.number, names=", ".join(names),
    )  # fmt: skip


def _stood(record: RunRecord) -> bool:
    """What the run froze was applied as a whole, so one can go back to it."""
    whole = not (record.partial or record.refresh_only)
    return record.status is RunStatus.DONE and record.kind is RunKind.APPLY and whole


def _nearest(record: RunRecord, others: list[RunRecord]) -> list[RunRecord]:
    """Runs of the same environment first."""
    return sorted(others, key=lambda each: each.environment != record.environment)
