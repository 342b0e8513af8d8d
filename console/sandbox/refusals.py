"""WSGI middleware for three faults: AWS that answers a share of the calls only, expired credentials, a lost network.

Throttled are calls that look and that do not come from Terraform, which says so in its user agent: the console and the
AWS CLI meet it, and an apply is not made to fail by it. Credentials expire and connections are closed for every SDK,
Terraform included.
"""

from __future__ import annotations

import itertools
import socket
from collections.abc import Iterable
from typing import Any

from console.sandbox.errors_on_the_wire import refuse
from console.sandbox.faults import FaultSwitches
from console.sandbox.request import Environ, Form, buffer_body, form_fields, reads_only, service_name, speaks_cbor

THROTTLE, EXPIRED, LOST = "throttle", "expired-credentials", "lost-network"
_REFUSED, _OF = 3, 4
"""Of so many calls so many are throttled: most are answered after a few attempts, and some are not."""

_ENGINES = ("Terraform/", "OpenTofu/", "terraform-provider-")
_CODES = {
    THROTTLE: {"json": "ThrottlingException", "ec2": "RequestLimitExceeded", "s3": "SlowDown", "query": "Throttling"},
    EXPIRED: {"json": "ExpiredTokenException", "ec2": "RequestExpired", "s3": "ExpiredToken", "query": "ExpiredToken"},
}
_MESSAGES = {THROTTLE: "Rate exceeded", EXPIRED: "The security token included in the request is expired"}


class Refusals:
    """Refuses what the switches say, and lets the rest through."""

    def __init__(self, application: Any, switches: FaultSwitches) -> None:
        self._application = application
        self._switches = switches
        self._calls = itertools.count()

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        faults = self._switches.on & {THROTTLE, EXPIRED, LOST}
        # The console prepares its sandbox (state buckets, images) without an SDK, and so without a user agent.
        if faults and environ.get("HTTP_USER_AGENT"):
            if LOST in faults:
                _close(environ)
            buffer_body(environ)
            form = form_fields(environ)
            fault = EXPIRED if EXPIRED in faults else THROTTLE if self._throttles(environ, form) else None
            if fault is not None:
                code = _CODES[fault][_protocol(environ, form)]
                status = "503 Slow Down" if code == "SlowDown" else "400 Bad Request"
                return refuse(environ, form, start_response, code, _MESSAGES[fault], status)
        answer: Iterable[bytes] = self._application(environ, start_response)
        return answer

    def _throttles(self, environ: Environ, form: Form) -> bool:
        agent = environ["HTTP_USER_AGENT"]
        if any(engine in agent for engine in _ENGINES) or not reads_only(environ, form):
            return False
        return next(self._calls) % _OF < _REFUSED


def _close(environ: Environ) -> None:
    """Close the connection without an answer; the server takes the error for a client that has gone."""
    environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError


def _protocol(environ: Environ, form: Form) -> str:
    """Which spelling of an error code fits the request."""
    service = service_name(environ)
    if service in ("ec2", "s3"):
        return service
    return "query" if "Action" in form and not speaks_cbor(environ) else "json"
