"""The loopback HTTP server in front of moto."""

from __future__ import annotations

import logging
from typing import Any

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import BaseWSGIServer, make_server

LOOPBACK = "127.0.0.1"
ANY_PORT = 0


class QuietRequestHandler(MotoRequestHandler):
    """Answers each request in one piece, and without a log line: a plan makes hundreds.

    Where the body follows the headers in a packet of its own, the AWS provider's HTTP client closes one connection in
    some thousand between the two (seen in packet captures under load), and its SDK sends the request again: a second
    CreateTargetGroup or DeleteTargetGroup then fails.
    """

    wbufsize = 1 << 20

    def handle_expect_100(self) -> bool:
        """Tell the client to send its body, at once."""
        going_on: bool = super().handle_expect_100()
        self.wfile.flush()
        del self.headers["Expect"]  # or werkzeug says it a second time
        return going_on

    def log_request(self, code: Any = "-", size: Any = "-") -> None:
        """Say nothing: gaps and failures are logged where they are noticed."""


def open_server(application: Any, preferred_port: int) -> BaseWSGIServer:
    """A server bound to the preferred port, or to any free one where that is taken."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    try:
        return _bound(application, preferred_port)
    except (OSError, SystemExit):  # werkzeug exits on a port that is taken
        return _bound(application, ANY_PORT)


def _bound(application: Any, port: int) -> BaseWSGIServer:
    return make_server(LOOPBACK, port, application, threaded=True, request_handler=QuietRequestHandler)
