"""Looking at one thing after the other: each look is evidence, and what could not be looked at is unknown, not fine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
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
    check: str = ""
    """What was looked at, where one look is at several things."""


Look = Callable[[StageContext], Seen | Iterable[Seen]]
"""Raises ConsoleError where it cannot be made: that is then unknown, with the error's sentence."""


def passed(text: str, check: str = "") -> Seen:
    return Seen(Finding.PASSED, text, check=check)


def noted(text: str, check: str = "") -> Seen:
    return Seen(Finding.NOTED, text, check=check)


def unknown(text: str, check: str = "") -> Seen:
    return Seen(Finding.UNKNOWN, text, check=check)


def failed(text: str, check: str = "") -> Seen:
    return Seen(Finding.FAILED, text, check=check)


def look_at(context: StageContext, looks: Mapping[str, Look]) -> list[Evidence]:
    """Make the looks in their order, telling each at once; raises RunStoppedError where the stage is cancelled."""
    told: list[Evidence] = []
    for check, look in looks.items():
        stop_if_cancelled(context)
        context.wait_for(f"the check of {check}")
        for each in _seen(look, context):
            told.append(context.tell(each.check or check, each.finding, each.text, acknowledge=each.acknowledge))
    return told


def checked(context: StageContext, looks: Mapping[str, Look]) -> StageStatus:
    """The verdict of the looks; see `look_at`."""
    return verdict(look_at(context, looks))


def stop_if_cancelled(context: StageContext) -> None:
    """What has not begun does not begin: raises RunStoppedError."""
    if context.cancelled.is_set():
        raise RunStoppedError(f"The rollout of {context.name} was stopped before this; it can be taken up again.")


def _seen(look: Look, context: StageContext) -> Iterator[Seen]:
    """What it sees, as it sees it."""
    try:
        found = look(context)
        if isinstance(found, Seen):
            yield found
        else:
            yield from found
    except RunStoppedError:
        raise
    except ConsoleError as error:
        yield unknown(error.message)
