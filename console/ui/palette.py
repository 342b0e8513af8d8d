"""The command palette: Textual's, which ends the app when keys still arrive while it is being left."""

from __future__ import annotations

from typing import Any

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette
from textual.message import Message
from textual.widgets import Input, OptionList

_OF_KEYS = (Input.Changed, Input.Submitted, OptionList.OptionSelected)


class Palette(CommandPalette):
    """Left once, it hears nothing more: a second Enter runs nothing twice and closes no screen behind it."""

    _left = False

    def dismiss(self, result: Any = None) -> AwaitComplete:
        if self._left:
            return AwaitComplete()
        self._left = True
        return super().dismiss(result)

    async def _dispatch_message(self, message: Message) -> None:
        if not (self._left and isinstance(message, _OF_KEYS)):
            await super()._dispatch_message(message)

    def _watch__list_visible(self) -> None:
        if not self._left:
            super()._watch__list_visible()

    async def _watch__show_busy(self) -> None:
        if not self._left:
            await super()._watch__show_busy()
