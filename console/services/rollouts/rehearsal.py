"""Rehearsal: the same configuration and values applied on a sandbox of its own, which is thrown away afterwards."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from console.domain.progress import ResourceState
from console.domain.rollout import Finding, StageStatus, verdict
from console.domain.run import RunRecord, RunStatus
from console.errors import ConsoleError, InputError, RunStoppedError, SandboxError
from console.services.approval_guards import OVER_BUDGET, UNKNOWN_COST, Approval
from console.services.following import RunUpdate
from console.services.planning import PlanRequest
from console.services.reviewing import Reviewed
from console.services.rollouts.checks import Seen, failed, noted, passed, unknown
from console.services.rollouts.rehearsal_places import Place, RehearsalPlaces, Script
from console.services.rollouts.stage import StageContext
from console.services.run_store import whoami


class Rehearsal:
    """One at a time for a console home, since each runs an engine and a simulated AWS of its own."""

    def __init__(self, places: RehearsalPlaces, script: Callable[[str, str | None], Script]) -> None:
        """`script` gives what a run froze, by its id and its plan's hash where that is known.

        It raises InputError where that is not here.
        """
        self._places = places
        self._script = script

    def __call__(self, context: StageContext) -> StageStatus:
        if not context.part.gates.rehearsal:
            context.tell("rehearsal", Finding.NOTED, "The gates ask for no rehearsal.")
            return StageStatus.SKIPPED
        told = []
        try:
            for seen in self._seen(context):
                told.append(context.tell(seen.check, seen.finding, seen.text))
        except RunStoppedError:
            raise
        except (InputError, SandboxError) as error:
            # Nothing is known of the change itself: what it was to be tried on, or with, is not there.
            told.append(context.tell("rehearsal", Finding.UNKNOWN, error.message))
        except ConsoleError as error:
            told.append(context.tell("rehearsal", Finding.FAILED, error.message))
        return verdict(told)

    def _seen(self, context: StageContext) -> Iterator[Seen]:
        if context.part.run is None:
            raise InputError("There is no plan to rehearse: plan again.")
        script = self._script(context.part.run, context.part.plan_sha256)
        before = self._script(context.part.before, None) if context.part.before else None
        context.wait_for("another rehearsal to end")
        with self._places.taken(context) as place:
            if before is None:
                there = context.part.before_elsewhere
                stood = f"What stands, run {there}, is not on this machine" if there else "Nothing was applied yet"
                yield noted(f"{stood}: the whole environment is rehearsed.", "before")
            else:
                yield from self._what_stands(context, place, before)
            yield from self._change(context, place, script)

    def _what_stands(self, context: StageContext, place: Place, before: Script) -> Iterator[Seen]:
        """What the last run applied, so that the change is rehearsed upon it and not from nothing."""
        began = time.monotonic()
        applied = _applied(context, place, before, "what stands")
        if applied.status is not RunStatus.DONE:
            yield unknown(f"What stands ({before.run}) cannot be applied on a sandbox: {applied.error}.", "before")
            raise InputError("The change was not rehearsed, since there was nothing to rehearse it upon.")
        seconds = time.monotonic() - began
        yield noted(f"What stands ({before.run}) was applied first: {applied.applied} in {seconds:.0f} s.", "before")

    def _change(self, context: StageContext, place: Place, script: Script) -> Iterator[Seen]:
        began = time.monotonic()
        applied = _applied(context, place, script, "the change")
        seconds = time.monotonic() - began
        if applied.status not in (RunStatus.DONE, RunStatus.NO_CHANGES):
            yield failed(
                f"The apply on the sandbox is {applied.status} after {seconds:.0f} s: {applied.error}", "apply"
            )
            return
        counts = applied.applied if applied.status is RunStatus.DONE else applied.planned
        yield passed(f"Applied on a sandbox of its own: {counts} in {seconds:.0f} s.", "apply")
        again = _planned(context, place, script, "a second plan")
        if again.record.status is RunStatus.NO_CHANGES:
            yield passed("A second plan is empty: the configuration holds what it promises.", "second plan")
        else:
            first = again.plan.changes[0].address if again.plan.changes else "an output"
            yield failed(f"A second plan would change again ({again.record.planned}), first {first}.", "second plan")


def _planned(context: StageContext, place: Place, script: Script, what: str) -> Reviewed:
    request = PlanRequest(context.name, secrets=script.placeholders, why=f"rehearsal of {context.rollout.id}")
    return place.runs(script).plan(request, _told(context, what), context.cancelled)


def _applied(context: StageContext, place: Place, script: Script, what: str) -> RunRecord:
    """Plan and apply; nobody is asked, since nothing of it stays."""
    reviewed = _planned(context, place, script, what)
    if reviewed.record.status is RunStatus.NO_CHANGES:
        return reviewed.record
    approval = Approval(
        by=whoami(),
        typed_name=str(context.name),
        acknowledged=(OVER_BUDGET, UNKNOWN_COST),
        destroys=tuple(reviewed.record.data_lost),
    )
    ephemeral = {name: script.placeholders[name] for name in reviewed.record.ephemeral}
    record = place.runs(script).apply(reviewed.record.id, approval, _told(context, what), ephemeral, context.cancelled)
    if record.status is RunStatus.STOPPED:
        raise RunStoppedError(f"The rehearsal of {context.name} was stopped; its sandbox is thrown away.")
    return record


def _told(context: StageContext, what: str) -> Callable[[RunUpdate], None]:
    def update(news: RunUpdate) -> None:
        done, total = news.progress.count(ResourceState.DONE), news.progress.total
        counted = f": {done} of {total}" if total else ""
        context.wait_for(f"the rehearsal of {what}, {news.stage.value}{counted}")

    return update
