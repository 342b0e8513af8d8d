"""Guards over a reviewed plan: what it would destroy, open, widen or cost, before anybody approves it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from console.domain.guard_rules import Rule
from console.domain.rollout import Finding, StageStatus, verdict_before_approval
from console.services.rollouts import guards_of_plan as of_plan
from console.services.rollouts.checks import Seen, look_at, passed
from console.services.rollouts.guards_of_cost import cost
from console.services.rollouts.rule_matching import Met, rules_met
from console.services.rollouts.stage import StageContext

RULES = "rules"
"""The check by whose name the rules tell."""
_NAMED = 3
"""Resources that one sentence names."""


class Guards:
    """The built-in guards, the rules that are data, and the policies of the system."""

    def __init__(
        self, rules: Callable[[str], tuple[Rule, ...]], policies: Callable[[StageContext], Iterator[Seen]]
    ) -> None:
        """`rules` gives those that hold for a system; both raise PresetError where a file is wrong."""
        self._rules = rules
        self._policies = policies

    def __call__(self, context: StageContext) -> StageStatus:
        return verdict_before_approval(
            look_at(
                context,
                {
                    "whole plan": of_plan.whole,
                    "partial plan": of_plan.partial,
                    "data": of_plan.data,
                    "destruction": of_plan.destruction,
                    "blast radius": of_plan.blast_radius,
                    "drift": of_plan.drift,
                    "lock file": of_plan.lock_file,
                    "cost": cost,
                    RULES: self._by_rules,
                    "policies": self._policies,
                },
            )
        )

    def _by_rules(self, context: StageContext) -> Iterator[Seen]:
        rules = self._rules(context.name.system)
        met = list(rules_met(rules, context.reviewed().plan))
        for each in met:
            yield from _told(each)
        yield from _not_known(met)
        if not any(each.rule.finding is Finding.FAILED for each in met):
            yield passed(f"None of {len(rules)} rules speaks against it.")


def _told(met: Met) -> Iterator[Seen]:
    if met.addresses:
        yield Seen(met.rule.finding, f"{listed(met.addresses)} {met.rule.says}.", met.rule.acknowledge)


def _not_known(met: Iterable[Met]) -> Iterator[Seen]:
    """One sentence for the rules of one word that wait for the same values."""
    waiting: dict[tuple[Finding, str, tuple[str, ...]], list[str]] = {}
    for each in met:
        if each.unknown:
            finding = Finding.UNKNOWN if each.rule.finding is Finding.FAILED else Finding.NOTED
            waiting.setdefault((finding, each.rule.acknowledge, each.unknown), []).append(each.rule.says)
    for (finding, word, addresses), says in waiting.items():
        more = "" if len(says) == 1 else f", or meets {len(says) - 1} more of the rules of {word!r},"
        yield Seen(finding, f"Whether {listed(addresses)} {says[0]}{more} is known only after the apply.", word)


def listed(addresses: tuple[str, ...]) -> str:
    """The first few by name, and how many more there are."""
    more = len(addresses) - _NAMED
    return ", ".join(addresses[:_NAMED]) + (f" (and {more} more)" if more > 0 else "")
