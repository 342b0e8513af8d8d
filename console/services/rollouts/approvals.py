"""Whose consent a plan wants in a rollout, and whose counts: bound to the plan, not one's own, not expired."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.domain.environment import Preset, Protection
from console.domain.rollout import ApprovalGiven, EnvironmentRollout, RolloutRecord, RolloutStage, to_acknowledge
from console.domain.run import RunRecord
from console.services.approval_guards import OVER_BUDGET, UNKNOWN_COST, Approval, unknown_cost

_BORN_SECONDS = 5.0
_MADE_UP = re.compile(r"(?P<role>arn:[^:]+:sts::\d*:assumed-role/[^/]+)/[A-Za-z-]*\d{9,}")
"""A session whose name an SDK made up of the time (`botocore-session-1700000000`): another one each time."""


@dataclass(frozen=True, slots=True)
class ApprovalRequest:
    """What somebody says who approves. Who that is, and with whose credentials, the console finds out itself."""

    why: str = ""
    typed_name: str = ""
    acknowledged: tuple[str, ...] = ()
    destroys: tuple[str, ...] = ()
    """Addresses, as typed, of what holds data and may be destroyed or replaced."""
    plan_sha256: str = ""
    """The plan that was shown: no other one that was made meanwhile is approved. Empty: the one that waits."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the plan of one environment wants of people."""

    people: int
    typed_name: bool
    acknowledgements: tuple[str, ...]
    """Words that every approval has to carry."""
    destroys: tuple[str, ...]
    """Addresses that every approval has to carry."""
    second_person: bool

    def lacking(self, environment: str, given: ApprovalRequest | ApprovalGiven) -> str:
        """What this consent lacks, as a sentence; empty where it says everything."""
        if self.typed_name and given.typed_name != environment:
            return f"{environment} is protected: type its name, {environment}, to approve."
        for word in self.acknowledgements:
            if word not in given.acknowledged:
                return f"{environment}: {word!r} has to be acknowledged to approve (--acknowledge '{word}')."
        for address in self.destroys:
            if address not in given.destroys:
                return (
                    f"The plan of {environment} destroys or replaces {address}, which holds data or an address: type "
                    f"its address to approve (--destroys '{address}')."
                )
        return ""


def wanted_of(part: EnvironmentRollout, preset: Preset, run: RunRecord) -> Wanted:
    """What the gates, the environment's protection, the plan's cost and the guards' findings ask for.

    Where something has to be acknowledged or the environment is protected, at least one person approves.
    """
    looked_at = (RolloutStage.PREFLIGHT, RolloutStage.GUARDS)
    words = list(to_acknowledge(each for stage in looked_at for each in part.stage(stage).evidence))
    if run.cost is not None and preset.budget_usd is not None and run.cost.goes_over(preset.budget_usd):
        words.append(OVER_BUDGET)
    if unknown_cost(None if run.cost is None else run.cost.newly_unknown):
        words.append(UNKNOWN_COST)
    asked = bool(words or run.data_lost or preset.protection is Protection.PROTECTED)
    return Wanted(
        people=max(part.gates.approvals, int(asked)),
        typed_name=preset.protection is not Protection.OPEN,
        acknowledgements=tuple(dict.fromkeys(words)),
        destroys=tuple(run.data_lost),
        second_person=part.gates.second_person,
    )


def own_plan(rollout: RolloutRecord, part: EnvironmentRollout, by: str, arn: str) -> str:
    """Why this person may not approve where a second one is wanted, as a sentence; empty where they may."""
    if not part.gates.second_person:
        return ""
    deeds = (
        ("started the rollout", rollout.started_by, rollout.started_arn),
        ("made the plan", part.planned_by, part.planned_arn),
    )
    wants = f"{part.environment} wants a second person's approval, and"
    for did, who, their_arn in deeds:
        if by == who:
            return f"{wants} {by} {did}: somebody else has to approve."
        if _same_credentials(rollout, arn, their_arn):
            how = " (`role_session_name` in each one's profile)" if _MADE_UP.fullmatch(arn) else ""
            return (
                f"{wants} the AWS credentials of {by} are those of who {did}, {arn}: somebody with their own has to "
                f"approve{how}."
            )
    return ""


def _same_credentials(rollout: RolloutRecord, one: str, other: str) -> bool:
    """Whether AWS tells the two apart. On the sandbox everybody has the same credentials, which say nothing."""
    return not rollout.sandbox and bool(one) and _person(one) == _person(other)


def _person(arn: str) -> str:
    """Who an ARN stands for: sessions of a role that have no name of a person are all the same one."""
    made_up = _MADE_UP.fullmatch(arn)
    return made_up["role"] if made_up else arn


@dataclass(frozen=True, slots=True)
class Standing:
    """How the approvals of one plan stand."""

    counted: tuple[ApprovalGiven, ...]
    missing: int
    disregarded: tuple[str, ...]
    """Why others do not count, a sentence each."""


def standing(
    rollout: RolloutRecord,
    part: EnvironmentRollout,
    wanted: Wanted,
    given: Iterable[ApprovalGiven],
    now: datetime,
) -> Standing:
    """Which of the approvals count: one for each person, for this very plan, in time, complete."""
    counted: list[ApprovalGiven] = []
    disregarded = []
    for each in given:
        why = _disregarded(rollout, part, wanted, each, now)
        if not why and any(_same_person(rollout, each, other) for other in counted):
            why = f"The approval of {each.by} counts once."
        if why:
            disregarded.append(why)
        else:
            counted.append(each)
    return Standing(tuple(counted), max(wanted.people - len(counted), 0), tuple(disregarded))


def _disregarded(
    rollout: RolloutRecord, part: EnvironmentRollout, wanted: Wanted, each: ApprovalGiven, now: datetime
) -> str:
    if each.plan_sha256 != part.plan_sha256:
        return f"The approval of {each.by} was for another plan."
    if now >= each.expires_at:
        return f"The approval of {each.by} has expired."
    # A clock that was set back makes an approval look unborn; how old it is cannot be told then.
    if now < each.at - timedelta(seconds=_BORN_SECONDS):
        return f"The approval of {each.by} is dated in the future: the clock was set back."
    return own_plan(rollout, part, each.by, each.arn) or wanted.lacking(part.environment, each)


def _same_person(rollout: RolloutRecord, one: ApprovalGiven, other: ApprovalGiven) -> bool:
    return one.by == other.by or _same_credentials(rollout, one.arn, other.arn)


def consent_of(rollout: RolloutRecord, part: EnvironmentRollout, counted: Iterable[ApprovalGiven]) -> Approval:
    """The approvals as the consent that an apply asks for; where nobody had to approve, the gates' own."""
    people = list(counted)
    acknowledged = dict.fromkeys(word for each in people for word in each.acknowledged)
    destroys = dict.fromkeys(address for each in people for address in each.destroys)
    by = ", ".join(each.by for each in people) or f"{rollout.started_by} (the gates ask for no approval)"
    return Approval(by=by, typed_name=part.environment, acknowledged=tuple(acknowledged), destroys=tuple(destroys))
