"""Hooks tell people what a rollout does. One that fails never fails the rollout: its sentence is written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from console.domain.rollout_events import RolloutEvent
from console.domain.rollout_file import Hook
from console.errors import ConsoleError
from console.services.rollouts.unforeseen import unforeseen

EVERY = "all"


class Channel(Protocol):
    """A way to tell people. Raises ConsoleError with one sentence that holds no address with a secret in it."""

    def __call__(self, hook: Hook, event: RolloutEvent) -> None: ...


class Hooks:
    """Tells every hook of the system's rollout file that asks for this event, one after the other.

    Each has a time limit of its own, so that a hook which hangs keeps a rollout waiting for half a minute at most.
    """

    def __init__(
        self,
        hooks_of: Callable[[str], Sequence[Hook]],
        channels: Mapping[str, Channel],
        write: Callable[[RolloutEvent, str], None] = lambda event, text: None,
    ) -> None:
        """`hooks_of` gives a system's hooks; `write` writes down what came of a hook, in a sentence."""
        self._hooks_of = hooks_of
        self._channels = channels
        self._write = write

    def notify(self, event: RolloutEvent) -> tuple[str, ...]:
        """Tell them; the sentences of those that could not be told. Raises nothing of a hook's own."""
        try:
            hooks = self._hooks_of(event.rollout.partition("@")[0])
        except ConsoleError as error:
            return (self._failed(event, f"Nobody was told: {error.message}"),)
        asked = [hook for hook in hooks if EVERY in hook.events or event.what in hook.events]
        return tuple(sentence for hook in asked if (sentence := self._tell(hook, event)) is not None)

    def _tell(self, hook: Hook, event: RolloutEvent) -> str | None:
        try:
            self._channels[hook.kind](hook, event)
        except ConsoleError as error:
            return self._failed(event, error.message)
        # What it says may hold the address, which is often a secret.
        except Exception as error:  # noqa: BLE001
            return self._failed(event, f"{unforeseen(error, f'The {hook.kind} hook')}; who was told is not known.")
        return None

    def _failed(self, event: RolloutEvent, sentence: str) -> str:
        self._write(event, sentence)
        return sentence
