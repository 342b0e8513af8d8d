"""Whose turn it is on the wall."""

from __future__ import annotations

from console.domain.environment import EnvironmentName
from console.ui.wall_view.turns import Turns

A, B, C = (EnvironmentName("system", name) for name in ("aa", "bb", "cc"))


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def turns() -> tuple[Turns, Clock]:
    clock = Clock()
    made = Turns(clock, 15)
    made.over((A, B, C), A)
    return made, clock


def test_it_turns_after_its_seconds_and_round_the_end():
    made, clock = turns()
    assert not made.due()
    clock.now = 15
    assert made.due()
    made.step(1)
    assert made.shown == B
    assert not made.due()
    made.step(1)
    made.step(1)
    assert made.shown == A
    made.step(-1)
    assert made.shown == C


def test_held_it_does_not_turn_and_one_alone_does_not_either():
    made, clock = turns()
    made.paused = True
    clock.now = 60
    assert not made.due()
    made.paused = False
    made.over((A,), A)
    assert not made.due()
    assert not made.step(1)


def test_an_alarm_that_goes_off_is_shown_at_once_and_only_once():
    made, _ = turns()
    firing = {B: frozenset({"cpu"})}
    assert made.alarmed(firing)
    assert made.shown == B
    made.step(1)
    assert not made.alarmed(firing)
    assert made.shown == C
    assert made.alarmed({B: frozenset({"cpu", "5xx"})})
    assert made.shown == B


def test_held_it_stays_where_it_is_when_an_alarm_goes_off():
    made, _ = turns()
    made.paused = True
    assert not made.alarmed({B: frozenset({"cpu"})})
    assert made.shown == A


def test_an_environment_that_is_gone_gives_way_to_another():
    made, _ = turns()
    made.go(C)
    made.over((A, B), B)
    assert made.shown == B
    made.over((), None)
    assert made.shown is None
