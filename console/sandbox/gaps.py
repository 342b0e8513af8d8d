"""The answer to what is not simulated: at once, with the action's name, in the protocol of the request.

Bare moto answers such a request with an HTML page and status 500 or 404, which SDKs retry for minutes or cannot read.
"""

from __future__ import annotations

import json
import sys
import threading
import traceback
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from moto.core.request import Request
from moto.core.routing import get_service_router
from werkzeug.exceptions import HTTPException

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

_REST_XML_SERVICES = frozenset({"s3", "route53", "cloudfront"})
_NAMES_OF_SIGNING_NAMES = {"monitoring": "cloudwatch", "elasticloadbalancing": "elbv2", "email": "ses"}


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
    """WSGI middleware that turns "not implemented", "no such route" and a failed handler into one AWS error."""

    def __init__(self, application: Application, log: GapLog) -> None:
        self._application = application
        self._log = log

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        form = _buffered_form(environ)
        answer = _Answer()
        try:
            answer.body = b"".join(self._application(environ, answer.start))
        except NotImplementedError:
            return self._refuse(environ, form, start_response, "is not simulated")
        except Exception as error:  # noqa: BLE001 - whatever fails in moto, a status 500 is retried for minutes
            traceback.print_exc(file=sys.stderr)
            reason = f"is not simulated for this request ({type(error).__name__}: {error})"
            return self._refuse(environ, form, start_response, reason)
        if answer.is_missing_route(environ):
            return self._refuse(environ, form, start_response, "is not simulated")
        start_response(answer.status, answer.headers)
        return [answer.body]

    def _refuse(self, environ: Environ, form: dict[str, list[str]], start: StartResponse, reason: str) -> list[bytes]:
        service = signing_name(environ)
        action = f"{_NAMES_OF_SIGNING_NAMES.get(service, service)}:{action_name(environ, form)}"
        message = f"sandbox: {action} {reason}"
        self._log.record(action, message)
        content_type, body = error_body(environ, service, form, message)
        headers = [("Content-Type", content_type), ("x-amzn-errortype", "UnsupportedOperation")]
        start("400 Bad Request", [*headers, ("Content-Length", str(len(body)))])
        return [body]


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

    def is_missing_route(self, environ: Environ) -> bool:
        """moto answers an unknown route with an empty 404, Flask with a page; S3's empty 404 is a missing object."""
        if not self.status.startswith("404") or signing_name(environ) == "s3":
            return False
        return not self.body or self.body.lstrip().lower().startswith(b"<!doctype html")


def signing_name(environ: Environ) -> str:
    """The service in the request's credential scope; unsigned requests are taken for S3, as moto does."""
    authorization = environ.get("HTTP_AUTHORIZATION", "")
    scope = authorization.partition("Credential=")[2].partition(",")[0].split("/")
    return scope[-2].lower() if len(scope) >= 5 else "s3"


def action_name(environ: Environ, form: dict[str, list[str]]) -> str:
    """The action that the request asks for, or method and path where the service has no model to tell."""
    if "Action" in form:
        return form["Action"][0]
    if target := environ.get("HTTP_X_AMZ_TARGET"):
        return str(target).rpartition(".")[2]
    try:
        service = signing_name(environ)
        operation, _ = get_service_router(_NAMES_OF_SIGNING_NAMES.get(service, service)).match(Request(environ.copy()))
    except (HTTPException, NotImplementedError, KeyError, OSError):
        return f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
    return str(operation.name)


def error_body(environ: Environ, service: str, form: dict[str, list[str]], message: str) -> tuple[str, bytes]:
    """Content type and body of the error in the protocol in which the request came."""
    code, text = "UnsupportedOperation", escape(message)
    if "HTTP_X_AMZ_TARGET" in environ:
        return environ.get("CONTENT_TYPE") or "application/x-amz-json-1.1", _json_error(code, message)
    if "Action" in form and service == "ec2":
        return "text/xml", (
            f"<Response><Errors><Error><Code>{code}</Code><Message>{text}</Message></Error></Errors>"
            "<RequestID>sandbox</RequestID></Response>"
        ).encode()
    if service == "s3":
        return "application/xml", f"<Error><Code>{code}</Code><Message>{text}</Message></Error>".encode()
    if "Action" in form or service in _REST_XML_SERVICES:
        return "text/xml", (
            f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{text}</Message></Error>"
            "<RequestId>sandbox</RequestId></ErrorResponse>"
        ).encode()
    return "application/json", _json_error(code, message)


def _json_error(code: str, message: str) -> bytes:
    return json.dumps({"__type": code, "message": message}).encode()


def _buffered_form(environ: Environ) -> dict[str, list[str]]:
    """The form fields of a query request (none for other protocols), its body put back for the application."""
    if not environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        return {}
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = BytesIO(body)
    return parse_qs(body.decode("utf-8", errors="replace"))
