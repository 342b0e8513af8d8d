"""Asking the guard rules of a plan: three answers, since a value may be known only after the apply."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from console.domain.configured import Reference
from console.domain.guard_rules import Condition, Rule
from console.domain.plan import Plan, ResourceChange
from console.services.applied_resources import AppliedResource
from console.terraform.value_masks import marks_anything, part

_STEP = re.compile(r"[^.\[\]]+|\[\*\]")


@dataclass(frozen=True, slots=True)
class _Value:
    """A value, and the mask of what in it is known only after the apply."""

    value: Any
    unknown: Any = False


@dataclass(frozen=True, slots=True)
class Met:
    """A rule and the resources that meet it, or of which that is known only after the apply."""

    rule: Rule
    addresses: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def rules_met(rules: tuple[Rule, ...], plan: Plan) -> Iterator[Met]:
    """Every rule that the plan meets, or may meet, in the order of the rules."""
    for rule in rules:
        found: dict[bool | None, list[str]] = {True: [], None: []}
        for change in plan.changes:
            if change.type in rule.types and change.action.value in rule.actions:
                configured = plan.planned_values.get(change.address, {}).get("configured")
                answer = _newly(rule, change, configured)
                if answer is not False:
                    found[answer].append(change.address)
        if found[True] or found[None]:
            yield Met(rule, tuple(found[True]), tuple(found[None]))


def rules_met_by(rules: tuple[Rule, ...], resources: Iterable[AppliedResource]) -> Iterator[Met]:
    """Every rule that something which stands meets, whether it is new or not."""
    standing = tuple(resources)
    for rule in rules:
        found = [
            one.address
            for one in standing
            if one.type in rule.types and any(_met(rule, each) for each in _elements(rule, _Value(one.values)))
        ]
        if found:
            yield Met(rule, tuple(found))


def _newly(rule: Rule, change: ResourceChange, configured: Mapping[str, Reference] | None) -> bool | None:
    """Whether something of the change meets the rule that did not meet it before."""
    if change.after is None and not marks_anything(change.after_unknown):
        # It goes: there is no value that a condition could be asked of but those of before.
        return _worst(_met(rule, _Value(each)) for each in _elements(rule, _Value(change.before)))
    after = _Value(change.after, _set_by_the_configuration(change.after_unknown, configured))
    before = []
    if all(_same_at(path, _Value(change.before), after) for path in rule.new_with):
        before = [each.value for each in _elements(rule, _Value(change.before)) if _met(rule, each) is True]
    return _worst(
        _met(rule, each)
        for each in _elements(rule, after)
        if not (before if not rule.each else not marks_anything(each.unknown) and each.value in before)
    )


def _same_at(path: str, before: _Value, after: _Value) -> bool:
    old, new = (list(_walk(value, _STEP.findall(path))) for value in (before, after))
    return not any(marks_anything(each.unknown) for each in new) and [e.value for e in old] == [e.value for e in new]


def _set_by_the_configuration(unknown: Any, configured: Mapping[str, Reference] | None) -> Any:
    """The mask without what the configuration leaves to the provider: that becomes AWS's default, not our choice.

    A plan does not say that a `dynamic` block is configured. What is known of such a block in part was written by
    somebody, since what a provider fills in is unknown as a whole.
    """
    if configured is None or not isinstance(unknown, dict):
        return unknown
    return {
        name: mask
        for name, mask in unknown.items()
        if mask is not True or (name in configured and not configured[name].constant)
    }


def _elements(rule: Rule, whole: _Value) -> list[_Value]:
    if whole.value is None and not marks_anything(whole.unknown):
        return []
    return list(_walk(whole, _STEP.findall(rule.each)))


def _met(rule: Rule, element: _Value) -> bool | None:
    if element.unknown is True and rule.when:
        return None
    answers = [_holds(condition, element) for condition in rule.when]
    if False in answers:
        return False
    return None if None in answers else True


def _holds(condition: Condition, element: _Value) -> bool | None:
    values = list(_walk(element, _STEP.findall(condition.path)))
    known = [each.value for each in values if each.unknown is not True]
    if condition.absent:
        there = [value for value in known if value not in (None, "", [], {})]
        return False if there else None if len(known) < len(values) else True
    fits = any(_fits(condition, value) for value in known)
    if condition.none_matches is not None and fits:
        return False
    if condition.none_matches is not None:
        return None if len(known) < len(values) else True
    if fits:
        return True
    return None if len(known) < len(values) else False


def _fits(condition: Condition, value: Any) -> bool:
    if condition.one_of:
        return any(_same(value, each) for each in condition.one_of)
    if condition.none_of:
        return value is not None and not any(_same(value, each) for each in condition.none_of)
    if value is None:
        return False
    text = value if isinstance(value, str) else json.dumps(value)
    return re.fullmatch(condition.matches or condition.none_matches or "", text, re.DOTALL) is not None


def _same(value: Any, wanted: Any) -> bool:
    """1 is not true, whatever Python says."""
    return isinstance(value, bool) == isinstance(wanted, bool) and bool(value == wanted)


def _walk(at: _Value, steps: list[str]) -> Iterator[_Value]:
    """The values at the end of the path; where it leads through what is unknown, one unknown value."""
    if at.unknown is True:
        yield _Value(None, True)
    elif not steps:
        yield at
    elif steps[0] == "[*]":
        value = _parsed(at)
        if not isinstance(value.value, list):
            if value.value is not None:
                yield from _walk(value, steps[1:])
            return
        masks = value.unknown if isinstance(value.unknown, list) else []
        for index in range(max(len(value.value), len(masks))):
            each = value.value[index] if index < len(value.value) else None
            yield from _walk(_Value(each, part(value.unknown, index)), steps[1:])
    else:
        value = _parsed(at)
        inside = value.value if isinstance(value.value, dict) else {}
        if steps[0] in inside or marks_anything(part(value.unknown, steps[0])):
            yield from _walk(_Value(inside.get(steps[0]), part(value.unknown, steps[0])), steps[1:])


def _parsed(at: _Value) -> _Value:
    """What a text that holds JSON holds."""
    if not isinstance(at.value, str) or at.value.lstrip()[:1] not in ("{", "["):
        return at
    try:
        return _Value(json.loads(at.value))
    except (ValueError, RecursionError):
        return at


def _worst(answers: Iterator[bool | None]) -> bool | None:
    found = set(answers)
    return True if True in found else None if None in found else False
