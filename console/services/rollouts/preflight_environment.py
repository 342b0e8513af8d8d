"""Preflight: the calendar, quotas, alarms and the budget of the environment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from console.domain.environment import EnvironmentName
from console.domain.freezes import frozen_words
from console.domain.money import usd
from console.domain.rollout import Finding
from console.domain.run import RunKind, RunRecord, RunStatus, StageName
from console.errors import ConsoleError, InputError
from console.ports import QuotaReader
from console.services.monitoring import Monitoring
from console.services.rollouts.checks import Seen, failed, noted, passed
from console.services.rollouts.stage import StageContext
from console.services.run_store import RunStore

ALARMS = "alarms"
"""The word by which an approval goes on although an alarm goes off."""
_NEAR_PERCENT = 80


@dataclass(frozen=True, slots=True)
class EnvironmentLooks:
    """Looks at what stands, and at the calendar."""

    store: RunStore
    monitoring: Monitoring
    quota_reader: QuotaReader

    def freeze(self, context: StageContext) -> Seen:
        windows = context.part.gates.freeze
        try:
            shut = frozen_words(windows, context.now())
        except InputError as error:
            return failed(error.message)
        if shut:
            return failed(shut)
        return passed("No freeze window is shut." if windows else "This environment has no freeze windows.")

    def quotas(self, context: StageContext) -> Iterator[Seen]:
        if self.store.sandbox:
            yield noted("The sandbox has no quotas; on AWS they are asked for.")
            return
        first = self._applied(context.name) is None
        for quota in self.quota_reader.quotas(context.preset.region):
            if quota.limit is None or quota.used is None:
                yield noted(f"{quota.name}: not asked ({quota.said}).")
            elif quota.used >= quota.limit and first:
                yield failed(
                    f"{quota.name}: all {quota.limit:g} are used, and this environment is not there yet: have the "
                    "quota raised (Service Quotas) or remove what is not needed."
                )
            elif quota.used * 100 >= quota.limit * _NEAR_PERCENT:
                yield noted(f"{quota.name}: {quota.used:g} of {quota.limit:g} are used.")
            else:
                yield passed(f"{quota.name}: {quota.used:g} of {quota.limit:g} are used.")

    def alarms(self, context: StageContext) -> Seen:
        if self._applied(context.name) is None:
            return noted("Nothing was applied yet: there is no alarm to look at.")
        alarms = self.monitoring.alarms(context.name).alarms
        if not alarms:
            return noted("This environment has no alarms.")
        going_off = [alarm.name for alarm in alarms if alarm.state == "ALARM"]
        if going_off:
            more = f" and {len(going_off) - 1} more" if len(going_off) > 1 else ""
            # What is rolled out may be what mends it: a person may say so.
            text = f"{going_off[0]}{more} is in alarm: see to it before anything is changed here."
            return Seen(Finding.FAILED, text, ALARMS)
        silent = sum(1 for alarm in alarms if alarm.state == "INSUFFICIENT_DATA")
        return passed(f"None of {len(alarms)} is in alarm" + (f"; {silent} have not enough data." if silent else "."))

    def budget(self, context: StageContext) -> Seen:
        budget = context.preset.budget_usd
        if budget is None:
            return noted("The preset has no budget.")
        applied = self._applied(context.name)
        cost = applied.cost if applied is not None else None
        if applied is None:
            return noted(f"{usd(budget)} USD a month; nothing was applied yet, the plan will be priced.")
        if cost is None or cost.after is None:
            return noted(f"{usd(budget)} USD a month; what stands costs an unknown amount.")
        least = "" if cost.complete else "at least "
        said = f"What stands costs {least}{usd(cost.after)} of {usd(budget)} USD a month."
        if cost.after > budget:
            return noted(f"{said} It is over its budget: a plan that makes it dearer wants that acknowledged.")
        return passed(said) if cost.complete else noted(said)

    def _applied(self, name: EnvironmentName) -> RunRecord | None:
        """The newest apply, where something stands after it; raises ConsoleError where a record cannot be read."""
        record = next((one for one in self.store.records(name) if one.stage(StageName.APPLY) is not None), None)
        if record is None or (record.kind is RunKind.DESTROY and record.status is RunStatus.DONE):
            return None
        if record.status is RunStatus.APPLYING:
            raise ConsoleError(f"Run {record.id} is being applied: wait for its end.")
        return record
