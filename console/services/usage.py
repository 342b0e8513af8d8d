"""Usage assumptions that an operator changes: kept in the console home, the preset untouched, priced at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from console.domain.cost import Amount, CostOfPlan
from console.domain.cost_figures import CostFigures
from console.domain.cost_savings import Saving
from console.domain.environment import EnvironmentName, Preset, UsageRange
from console.domain.plan import Plan
from console.domain.run import RunRecord, RunStatus
from console.domain.usage import AssumedUsage, UsageChoice, UsageSource
from console.errors import InputError, PresetError
from console.pricing.assumptions import ASSUMPTIONS
from console.services.costs import Costs, PlanCosts
from console.services.data_files import write_data_file
from console.services.presets import read_model
from console.services.reviewing import Reviewed
from console.services.run_store import RunStore
from console.services.savings import savings_of_plan


class UsageAssumptions:
    """What is assumed of each environment, in `home/overlays/<system>/<environment>.usage.yaml`."""

    def __init__(self, home: Path, costs: Costs, store: RunStore) -> None:
        self._folder = home / "overlays"
        self._costs = costs
        self._store = store

    def path(self, name: EnvironmentName) -> Path:
        """Where the operator's assumptions of an environment are kept."""
        return self._folder / name.system / f"{name.environment}.usage.yaml"

    def choice(self, name: EnvironmentName) -> UsageChoice:
        """What the operator assumes; empty where that is nothing. Raises PresetError for a file that is wrong."""
        path = self.path(name)
        return read_model(path, UsageChoice) if path.exists() else UsageChoice()

    def keep(self, name: EnvironmentName, choice: UsageChoice) -> None:
        """Replace what is assumed in one step; an empty choice removes the file. Raises PresetError."""
        path = self.path(name)
        if not choice.empty:
            content = choice.model_dump(exclude_defaults=True)
            write_data_file(path, content, comment=f"The usage that this console assumes of {name}.")
            return
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise PresetError(f"{path} cannot be removed: {error.strerror}.") from error

    def of_plan(self, preset: Preset, plan: Plan) -> CostOfPlan:
        """The cost of a plan on what the operator assumes; raises as `Costs.of_plan`, and PresetError."""
        choice = self.choice(preset.name)
        try:
            return self.repricing(preset, plan).at(choice)
        except InputError as error:
            if choice.empty:
                raise
            raise InputError(f"{self.path(preset.name)}: {error.message}") from error

    def repricing(self, preset: Preset, plan: Plan) -> Repricing:
        """The plan, to be priced at one choice after another. Raises PriceBookError."""
        return Repricing(preset, self._costs.plan_costs(plan, preset.region, preset.budget_usd))

    def priced(self, reviewed: Reviewed) -> Repricing:
        """The plan under review, as `repricing`."""
        return self.repricing(reviewed.preset, reviewed.plan)

    def savings(self, reviewed: Reviewed, choice: UsageChoice) -> tuple[Saving, ...]:
        """What the plan suggests, on what is assumed; raises InputError and PriceBookError."""
        preset = reviewed.preset.model_copy(update={"usage": choice.over(reviewed.preset)})
        return savings_of_plan(self._costs, preset, reviewed.plan)

    def note(self, run_id: str, cost: CostOfPlan) -> RunRecord:
        """Write the cost, and what it stands on, into the record of a run whose plan is not applied yet.

        Raises LockedError while it is being applied, InputError where it was.
        """
        folder = self._store.folder(run_id)
        with self._store.locked(EnvironmentName.parse(run_id.partition("#")[0])):
            record = folder.read()
            if record is None or record.status not in (RunStatus.PLANNED, RunStatus.NO_CHANGES):
                raise InputError(f"The cost of run {run_id} is not written down again: it has no plan to be applied.")
            noted = record.model_copy(update={"cost": CostFigures.of(cost)})
            folder.write(noted)
            return noted


class Repricing:
    """One plan's cost under the assumptions that an operator tries; not for two threads at once."""

    def __init__(self, preset: Preset, costs: PlanCosts) -> None:
        self._preset = preset
        self._costs = costs

    def at(self, choice: UsageChoice) -> CostOfPlan:
        """The cost at this choice; raises InputError for usage that means nothing and for an unknown profile."""
        cost = self._costs.at(choice.over(self._preset))
        profile, edited = choice.profile, tuple(sorted(choice.usage))
        return replace(
            cost,
            before=replace(cost.before, usage_profile=profile, usage_edited=edited),
            after=replace(cost.after, usage_profile=profile, usage_edited=edited),
        )

    def assumed(self, choice: UsageChoice, cost: CostOfPlan) -> tuple[AssumedUsage, ...]:
        """What the cost stands on, and what the operator set besides, in the order of the catalogue."""
        sides = (cost.after, cost.before)
        used = {key for side in sides for key in (*side.assumptions, *side.not_assumed)} | choice.usage.keys()
        profile = self._preset.usage_profiles.get(choice.profile)
        layers = (self._preset.usage, profile.usage if profile else {}, choice.usage)
        return tuple(_assumed(key, *layers) for key in ASSUMPTIONS if key in used)


def _assumed(
    key: str, preset: Mapping[str, UsageRange], profile: Mapping[str, UsageRange], own: Mapping[str, UsageRange]
) -> AssumedUsage:
    row = ASSUMPTIONS[key]
    found = [(row.default, UsageSource.DEFAULT if row.default is not None else UsageSource.RESOURCE)]
    sources = (UsageSource.PRESET, UsageSource.PROFILE, UsageSource.EDITED)
    for layer, source in zip((preset, profile, own), sources, strict=True):
        if key in layer:
            span = layer[key]
            found.append((Amount(span.low, span.expected, span.high), source))
    amount, source = found[-1]
    otherwise = found[-2][0] if source is UsageSource.EDITED else None
    return AssumedUsage(key, row.unit, row.meaning, row.scope.value, amount, source, otherwise)
