"""The answer to what is not simulated: at once, with the action's name, in the protocol of the request.

Bare moto answers such a request with an HTML page and status 500 or 404, which SDKs retry for minutes or cannot read.
"""

from __future__ import annotations

import json
import sys
import threading
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from console.sandbox.errors_on_the_wire import refuse
from console.sandbox.request import Environ, Form, action_name, form_fields, service_name

_CODE = "UnsupportedOperation"


class GapLog:
    """Remembers each action that is not simulated once, in a file that the console reads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: set[str] = set()
        self._lock = threading.Lock()
        path.write_bytes(b"")

    def record(self, action: str, message: str) -> None:
        """Add the action to the file unless it is there."""
        with self._lock:
            if action in self._seen:
                return
            self._seen.add(action)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"action": action, "message": message}) + "\n")


class GapHandler:
    """WSGI middleware that turns "not implemented", "no such route" and a failed handler into one AWS error.

    The body of the request must be buffered.
    """

    def __init__(self, application: Any, log: GapLog) -> None:
        self._application = application
        self._log = log

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        form = form_fields(environ)
        answer = _Answer()
        try:
            answer.body += b"".join(self._application(environ, answer.start))
        except NotImplementedError:
            return self._refuse(environ, form, start_response, "is not simulated")
        except Exception as error:  # noqa: BLE001 - whatever fails in moto, a status 500 is retried for minutes
            traceback.print_exc(file=sys.stderr)
            reason = f"is not simulated for this request ({type(error).__name__}: {error})"
            return self._refuse(environ, form, start_response, reason)
        if answer.is_missing_route() and service_name(environ) != "s3":
            return self._refuse(environ, form, start_response, "is not simulated")
        start_response(answer.status, answer.headers)
        return [answer.body]

    def _refuse(self, environ: Environ, form: Form, start_response: Any, reason: str) -> list[bytes]:
        action = f"{service_name(environ)}:{action_name(environ, form)}"
        message = f"sandbox: {action} {reason}"
        self._log.record(action, message)
        return refuse(environ, form, start_response, _CODE, message)


class _Answer:
    """What the application answered, held back until it is known to be an answer."""

    def __init__(self) -> None:
        self.status = ""
        self.headers: list[tuple[str, str]] = []
        self.body = b""

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Callable[[bytes], None]:
        self.status, self.headers = status, headers
        return self._write

    def _write(self, data: bytes) -> None:
        self.body += data

    def is_missing_route(self) -> bool:
        """moto answers an unknown route with an empty 404, Flask with a page (S3's empty 404 is a missing object)."""
        if not self.status.startswith("404"):
            return False
        return not self.body or self.body.lstrip().lower().startswith(b"<!doctype html")
