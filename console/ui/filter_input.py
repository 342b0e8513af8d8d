"""The field of a filter: keys that come at once after its Enter are for the list that it leads to."""

from __future__ import annotations

from textual import events
from textual.widgets import Input


class FilterInput(Input):
    """Enter leads to the list; keys that come before the focus has moved there follow, once the list is filtered.

    A slash among them would lead back here: it and what follows are dropped, and not taken for what they do in a list.
    """

    def __init__(self, placeholder: str = "/ to filter") -> None:
        super().__init__(placeholder=placeholder, id="filter", classes="filter", compact=True)
        self._left = self._drops = False
        self._following: list[events.Key] = []
        """Keys on their way behind what the filter tells its screen."""

    def on_focus(self) -> None:
        self._stay()

    def _stay(self) -> None:
        self._left = self._drops = False

    async def _on_key(self, event: events.Key) -> None:
        if event in self._following:
            # It goes up to the app, behind what was typed and the Enter, and is taken for what it does there.
            self._following.remove(event)
            event.prevent_default()
            self.call_after_refresh(self._stay_where_nothing_is_found)
        elif self._left:
            event.stop().prevent_default()
            self._follow(event)
        elif event.key == "enter":
            event.stop().prevent_default()
            self._left = True
            await self.action_submit()
            self.call_after_refresh(self._stay_where_nothing_is_found)
        else:
            await super()._on_key(event)

    def _follow(self, event: events.Key) -> None:
        """Behind what is in this field's queue: what the filter is, and that it is left."""
        self._drops = self._drops or event.character == "/"
        if not self._drops:
            again = events.Key(event.key, event.character)
            again._set_forwarded()
            self._following.append(again)
            self.post_message(again)

    def _stay_where_nothing_is_found(self) -> None:
        """There is no list to go to: what is typed goes on being the filter."""
        if self.has_focus and not self._following:
            self._stay()
