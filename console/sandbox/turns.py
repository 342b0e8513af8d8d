"""WSGI middleware: each request takes its turn at the resources, and says whether it may have changed them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from console.sandbox.request import Environ, buffer_body, form_fields, reads_only
from console.sandbox.world import World


class Turns:
    """Lets one request after the other through."""

    def __init__(self, application: Any, world: World) -> None:
        self._application = application
        self._world = world

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        buffer_body(environ)  # before the turn is taken, so that a slow client keeps nobody else waiting
        changing = not reads_only(environ, form_fields(environ))
        with self._world.turn:
            answer: Iterable[bytes] = self._application(environ, start_response)
        if changing:
            self._world.mark_changed()
        return answer
