"""Looking at one thing after the other: each look is evidence, and what could not be looked at is unknown, not fine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from console.domain.rollout import Evidence, Finding, StageStatus, verdict
from console.errors import ConsoleError, RunStoppedError
from console.services.rollouts.stage import StageContext


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look came to: one sentence, and the word by which an approval may overrule it."""

    finding: Finding
    text: str
    acknowledge: str = ""


Look = Callable[[StageContext], Seen | Iterable[Seen]]
"""Raises ConsoleError where it cannot be made: that is then unknown, with the error's sentence."""


def passed(text: str) -> Seen:
    return Seen(Finding.PASSED, text)


def noted(text: str) -> Seen:
    return Seen(Finding.NOTED, text)


def unknown(text: str) -> Seen:
    return Seen(Finding.UNKNOWN, text)


def failed(text: str) -> Seen:
    return Seen(Finding.FAILED, text)


def look_at(context: StageContext, looks: Mapping[str, Look]) -> list[Evidence]:
    """Make the looks in their order, telling each at once; raises RunStoppedError where the stage is cancelled."""
    told: list[Evidence] = []
    for check, look in looks.items():
        stop_if_cancelled(context)
        context.wait_for(f"the check of {check}")
        told += [context.tell(check, each.finding, each.text, acknowledge=each.acknowledge)
                 for each in _seen(look, context)]  # fmt: skip
    return told


def checked(context: StageContext, looks: Mapping[str, Look]) -> StageStatus:
    """The verdict of the looks; see `look_at`."""
    return verdict(look_at(context, looks))


def stop_if_cancelled(context: StageContext) -> None:
    """What has not begun does not begin: raises RunStoppedError."""
    if context.cancelled.is_set():
        raise RunStoppedError(f"The rollout of {context.name} was stopped before this; it can be taken up again.")


def _seen(look: Look, context: StageContext) -> tuple[Seen, ...]:
    try:
        found = look(context)
        return (found,) if isinstance(found, Seen) else tuple(found)
    except RunStoppedError:
        raise
    except ConsoleError as error:
        return (unknown(error.message),)
