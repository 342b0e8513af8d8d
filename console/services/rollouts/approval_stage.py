"""The gate at which people look at the plan: it opens when enough of them have approved this very one."""

from __future__ import annotations

import shlex
from collections.abc import Callable

from console.domain.rollout import EnvironmentRollout, Finding, RolloutRecord, StageStatus
from console.domain.run import RunRecord
from console.services.approval_guards import data_refused
from console.services.rollouts.approvals import Standing, Wanted, standing, wanted_of
from console.services.rollouts.driving import Driving
from console.services.rollouts.records import Records
from console.services.rollouts.stage import StageContext


class ApprovalStage:
    """Counts approvals; it never gives one."""

    def __init__(
        self,
        records: Records,
        run: Callable[[str], RunRecord],
        command: Callable[[RolloutRecord, str, str], str],
    ) -> None:
        """`command` is how an action of an environment is typed: `infra-console rollout approve ...`."""
        self._records = records
        self._run = run
        self._command = command

    def __call__(self, driving: Driving, context: StageContext) -> StageStatus:
        part = context.part
        run = self._run(part.run or "")
        if refused := data_refused(run, context.preset):
            context.tell("data", Finding.FAILED, refused)
            return StageStatus.FAILED
        wanted = wanted_of(part, context.preset, run)
        given = self._records.approvals(driving.record.id, part.environment)
        stands = standing(driving.record, part, wanted, given, context.now())
        if stands.missing:
            context.wait_for(self._asks(driving.record, part, wanted, stands))
            return StageStatus.HELD
        for each in stands.counted:
            text = f"{each.by} approved the plan {each.plan_sha256[:12]}" + (f": {each.why}" if each.why else ".")
            context.tell("approval", Finding.PASSED, text)
        if not stands.counted:
            context.tell("approval", Finding.NOTED, "The gates ask for no approval.")
        return StageStatus.PASSED

    def _asks(self, rollout: RolloutRecord, part: EnvironmentRollout, wanted: Wanted, stands: Standing) -> str:
        people = "1 approval" if stands.missing == 1 else f"{stands.missing} approvals"
        who = ""
        if wanted.second_person:
            own = " and ".join(dict.fromkeys(each for each in (rollout.started_by, part.planned_by) if each))
            who = f" by somebody else than {own}"
        words = f" that acknowledges {', '.join(wanted.acknowledgements)}" if wanted.acknowledgements else ""
        others = f" {' '.join(stands.disregarded)}" if stands.disregarded else ""
        consents = [f"--acknowledge {shlex.quote(word)}" for word in wanted.acknowledgements]
        consents += [f"--destroys {shlex.quote(address)}" for address in wanted.destroys]
        command = self._command(rollout, "approve", " ".join((part.environment, *consents)))
        return f"{part.environment} waits for {people}{who}{words}: `{command}`.{others}"
