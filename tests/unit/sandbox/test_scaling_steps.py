"""How much a scaling policy changes a capacity, as EC2 and Application Auto Scaling document it."""

import pytest

from console.sandbox.scaling.steps import Step, adjusted, stepped, tracked, within

OUT = [Step(0, 10, 1), Step(10, None, 3)]
IN = [Step(None, -10, -3), Step(-10, 0, -1)]
CHANGES = [
    (4, 2, "ChangeInCapacity", 0, 6),
    (1, -3, "ChangeInCapacity", 0, 0),
    (4, 7, "ExactCapacity", 0, 7),
    (10, 25, "PercentChangeInCapacity", 0, 12),
    (2, 10, "PercentChangeInCapacity", 0, 3),
    (2, -10, "PercentChangeInCapacity", 0, 1),
    (10, 10, "PercentChangeInCapacity", 2, 12),
    (10, 0, "PercentChangeInCapacity", 2, 10),
]
TARGETS = [(2, 90.0, 60.0, 3), (2, 60.0, 60.0, 2), (4, 15.0, 60.0, 1), (3, 99.0, 70.0, 5)]


@pytest.mark.parametrize(("distance", "adjustment"), [(0, 1), (9.9, 1), (10, 3), (500, 3), (-1, None)])
def test_the_step_out_has_its_lower_bound(distance: float, adjustment: int | None) -> None:
    assert stepped(OUT, distance) == adjustment


@pytest.mark.parametrize(("distance", "adjustment"), [(0, -1), (-9.9, -1), (-10, -3), (-50, -3), (1, None)])
def test_the_step_in_has_its_upper_bound(distance: float, adjustment: int | None) -> None:
    assert stepped(IN, distance) == adjustment


@pytest.mark.parametrize(("current", "adjustment", "kind", "least", "expected"), CHANGES)
def test_adjustments(current: int, adjustment: int, kind: str, least: int, expected: int) -> None:
    assert adjusted(current, adjustment, kind, least) == expected


@pytest.mark.parametrize(("current", "value", "target", "expected"), TARGETS)
def test_a_target_is_met_by_the_next_whole_capacity(current: int, value: float, target: float, expected: int) -> None:
    assert tracked(current, value, target) == expected


def test_bounds_hold() -> None:
    assert [within(wanted, 2, 4) for wanted in (1, 3, 9)] == [2, 3, 4]
