"""Clouds that answer who is calling and nothing else: one in this process, one over a loopback port."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from console.domain.environment import Preset
from console.errors import ConsoleError
from console.ports import Caller

ACCOUNT = "111122223333"


@dataclass
class FakeCloud:
    """AWS as an account: `error` is raised instead of an answer; `asked` counts the questions."""

    account: str = ACCOUNT
    sandbox: bool = False
    error: ConsoleError | None = None
    asked: int = 0
    findings: list[str] = field(default_factory=list)
    variables: Mapping[str, str] | None = None

    def ready(self, preset: Preset) -> list[str]:
        return list(self.findings)

    def ended(self, what: str) -> str | None:
        return None

    def engine_variables(self) -> Mapping[str, str] | None:
        return self.variables

    def caller(self, region: str) -> Caller:
        self.asked += 1
        if self.error is not None:
            raise self.error
        return Caller(self.account, f"arn:aws:iam::{self.account}:user/tester")


class AccountServer:
    """STS on a free loopback port: `status` and `body` of its answers may be changed."""

    def __init__(self) -> None:
        self.status = 200
        self.body = identity_of(ACCOUNT)
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                data = server.body.encode()
                self.send_response(server.status)
                self.send_header("Content-Type", "text/xml")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_arguments: Any) -> None:
                return

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def environment(self) -> dict[str, str]:
        """The variables with which a process asks this server and nobody else."""
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self._http.server_port}",
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": "127.0.0.1",
        }

    def refuse(self, code: str, message: str) -> None:
        """From now on answer with this error."""
        self.status = 403
        self.body = (
            '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>'
            f"<Code>{code}</Code><Message>{message}</Message></Error><RequestId>r</RequestId></ErrorResponse>"
        )

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


def identity_of(account: str) -> str:
    """STS's answer for a user of the account."""
    return (
        '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
        f"<Arn>arn:aws:iam::{account}:user/tester</Arn><UserId>AIDA</UserId><Account>{account}</Account>"
        "</GetCallerIdentityResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>"
        "</GetCallerIdentityResponse>"
    )
