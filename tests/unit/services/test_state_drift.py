"""Drift by resource and attribute: what was changed outside, and nothing that a provider writes its own way."""

from __future__ import annotations

from typing import Any

from console.domain.plan import Action, Plan, ResourceChange, Special
from console.services.state_drift import drift_of, other_changes
from tests.fakes.runs import empty_plan


def change(
    address: str, action: Action, before: dict[str, Any] | None, after: dict[str, Any] | None, **more: Any
) -> ResourceChange:
    type_, _, name = address.partition(".")
    return ResourceChange(address, "", type_, name, None, "managed", action, False, before=before, after=after, **more)


RECORDED = {"retention_in_days": 7, "tags": None, "name": "api", "password": "old-secret-1"}
FOUND = {"retention_in_days": 30, "tags": {}, "name": "api", "password": "new-secret-2"}


def plan(*, refresh_only: bool = False) -> Plan:
    """A log group that somebody changed, a bucket that somebody deleted, and a change of the configuration."""
    mask = {"password": True}
    drift = (
        change("aws_log.a", Action.CHANGE, RECORDED, FOUND, before_sensitive=mask, after_sensitive=mask),
        change("aws_bucket.b", Action.DESTROY, {"id": "b"}, None),
    )
    brings_back = (
        change("aws_log.a", Action.CHANGE, FOUND, FOUND | {"retention_in_days": 7}),
        change("aws_bucket.b", Action.CREATE, None, {"id": "b"}),
        change("aws_vpc.c", Action.CHANGE, {"x": 1}, {"x": 2}),
        change("data.aws_ami.d", Action.READ, None, {"x": 2}),
    )
    return empty_plan(drift=drift, changes=() if refresh_only else brings_back, refresh_only=refresh_only)


def test_drift_is_what_the_plan_brings_back_attribute_by_attribute() -> None:
    gone, changed = drift_of(plan())
    assert (gone.address, gone.gone, gone.attributes) == ("aws_bucket.b", True, ())
    assert [(one.path, one.before, one.after) for one in changed.attributes] == [("retention_in_days", 7, 30)]


def test_accepting_takes_over_everything_that_was_found_with_secrets_masked() -> None:
    _, changed = drift_of(plan(refresh_only=True))
    assert [(one.path, one.before, one.after) for one in changed.attributes] == [
        ("retention_in_days", 7, 30),
        ("password", Special.SENSITIVE, Special.SENSITIVE),
    ]


def test_other_changes_of_the_plan_are_counted_apart() -> None:
    assert other_changes(plan()) == 1
    assert drift_of(empty_plan()) == ()
