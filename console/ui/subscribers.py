"""Who listens to the app's signals, and is forgotten once it is gone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.signal import Signal


def forget_gone(signals: Iterable[Signal[Any]]) -> None:
    """Unsubscribe what is no longer on any screen.

    Textual does so when a signal is next published, which for a theme may be never. Until then the callback holds its
    subscriber, and with it a whole screen of a few megabytes that was left long ago.
    """
    for signal in signals:
        for node in [node for node in signal._subscriptions if not (node.is_running and node.is_attached)]:
            signal.unsubscribe(node)
