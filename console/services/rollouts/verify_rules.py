"""Verify: what the guards could not tell before the apply, asked of what was applied."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from console.domain.environment import EnvironmentName
from console.domain.guard_rules import Rule
from console.domain.rollout import Finding, RolloutStage
from console.services.applied_resources import AppliedResource
from console.services.rollouts.checks import Seen, noted, passed
from console.services.rollouts.guards import RULES, listed
from console.services.rollouts.rule_matching import rules_met_by
from console.services.rollouts.stage import StageContext


@dataclass(frozen=True, slots=True)
class RuleLooks:
    """Decides nothing: the approval acknowledged that nobody knew. It says what it was that was acknowledged."""

    rules: Callable[[str], tuple[Rule, ...]]
    resources: Callable[[EnvironmentName], tuple[AppliedResource, ...]]

    def look(self, context: StageContext) -> Iterator[Seen]:
        guards = context.part.stage(RolloutStage.GUARDS).evidence
        open_ = {each.acknowledge for each in guards if each.check == RULES and each.finding is Finding.UNKNOWN}
        if not open_:
            return
        rules = (rule for rule in self.rules(context.name.system) if rule.acknowledge in open_)
        # Of what stands nobody can see that it lost something: only what could be made so can be told.
        asked = tuple(rule for rule in rules if "create" in rule.actions)
        if not asked:
            return
        met = list(rules_met_by(asked, self.resources(context.name)))
        for each in met:
            yield noted(f"{listed(each.addresses)} {each.rule.says}: now it is known.")
        if not met:
            yield passed(f"What the guards could not tell is known now: nothing meets the {len(asked)} rules.")
