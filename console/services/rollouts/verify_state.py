"""Verify: a second look at the state, the outputs, and the alarms after the apply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from console.domain.environment import EnvironmentName
from console.domain.rollout import EnvironmentRollout, Finding, RolloutStage
from console.domain.run import RunRecord, RunStatus
from console.domain.state import StateDocument
from console.errors import InputError
from console.services.monitoring import Monitoring
from console.services.outputs import Output
from console.services.rollouts.checks import Look, Seen, failed, noted, passed, unknown
from console.services.rollouts.stage import StageContext
from console.services.rollouts.waits import Patience

_NAMED = 3


@dataclass(frozen=True, slots=True)
class AppliedLooks:
    """Looks at what the apply left."""

    run: Callable[[EnvironmentRollout], RunRecord | None]
    """The run of the rollout; None where it is another machine's."""
    document: Callable[[EnvironmentName], StateDocument]
    outputs_of: Callable[[EnvironmentName], tuple[Output, ...]]
    monitoring: Monitoring

    def state(self, context: StageContext) -> Seen:
        """The engine's word that it was applied, against the state itself."""
        record = self.run(context.part)
        if record is None:
            return unknown(f"Run {context.part.run} is another machine's: it is verified from there.")
        if record.status not in (RunStatus.DONE, RunStatus.NO_CHANGES):
            return failed(f"Run {record.id} is {record.status}: what it left is not what was planned.")
        resources = [each for each in self.document(context.name).resources if each.managed]
        tainted = [each.address for each in resources if each.tainted]
        if tainted:
            return failed(f"Not whole in the state, and replaced by the next plan: {', '.join(tainted[:_NAMED])}.")
        held, wanted = sum(1 for each in resources if each.deposed is None), record.resources_after
        if wanted is not None and held != wanted:
            return failed(f"The state holds {held} resources, the plan was to leave {wanted}: look at the drift.")
        left = len(resources) - held
        return passed(f"It holds {held} resources" + (f", and {left} left behind by replacements." if left else "."))

    def outputs(self, context: StageContext) -> Seen:
        try:
            outputs = self.outputs_of(context.name)
        except InputError as error:
            return noted(error.message)
        empty = [each.name for each in outputs if each.value is None and not each.sensitive]
        if empty:
            return noted(f"{len(outputs)} are there; without a value: {', '.join(empty[:_NAMED])}.")
        return passed(f"{len(outputs)} are known.")

    def alarms(self, patience: Patience) -> Look:
        """Targets that only start are unhealthy for a while: an alarm has some minutes to end, unless much is bad."""

        def look(context: StageContext) -> Seen:
            evidence = context.part.stage(RolloutStage.VERIFY).evidence
            bad_already = any(each.finding is Finding.FAILED for each in evidence)
            try:
                going_off = patience.wait(
                    context, lambda: self._since(context), lambda new: bad_already or not new, "alarms to end"
                )
                alarms = self.monitoring.alarms(context.name).alarms
            except InputError as error:
                return noted(error.message)
            if going_off:
                return failed(f"In alarm since the apply: {', '.join(going_off[:_NAMED])}.")
            older = [alarm.name for alarm in alarms if alarm.state == "ALARM"]
            if older:
                return noted(f"In alarm since before the apply: {', '.join(older[:_NAMED])}.")
            return passed(f"None of {len(alarms)} is in alarm.") if alarms else noted("This environment has no alarms.")

        return look

    def _since(self, context: StageContext) -> list[str]:
        """The alarms that went off since the apply, and still do."""
        began = applied_at(context)
        alarms = self.monitoring.alarms(context.name).alarms
        return [each.name for each in alarms if each.state == "ALARM" and (each.since is None or each.since >= began)]


def applied_at(context: StageContext) -> datetime:
    """When the apply began; now, where there was nothing to apply."""
    return context.part.stage(RolloutStage.APPLY).started_at or context.now()
