"""An AWS service of the JSON 1.1 protocol on a loopback port, for the real boto3 to ask."""

from __future__ import annotations

import json
import threading
from abc import ABC, abstractmethod
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class JsonServer(ABC):
    """`refusals` are answered first, one a request; `always` replaces every answer."""

    def __init__(self) -> None:
        self.refusals: list[tuple[int, str]] = []
        self.always: tuple[int, str] | None = None
        self.requests: list[dict[str, Any]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.requests.append(asked | {"target": self.headers.get("X-Amz-Target")})
                status, body = server.next_answer(asked)
                data = body.encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/x-amz-json-1.1")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_arguments: Any) -> None:
                return

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @abstractmethod
    def answer(self, asked: dict[str, Any]) -> tuple[int, str]:
        """Status and body for one request."""

    def next_answer(self, asked: dict[str, Any]) -> tuple[int, str]:
        if self.always is not None:
            return self.always
        return self.refusals.pop(0) if self.refusals else self.answer(asked)

    @property
    def environment(self) -> dict[str, str]:
        """The variables with which boto3 asks this server, and nobody else for anything."""
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self._http.server_port}",
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": "127.0.0.1",
        }

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


def refusal(code: str, message: str = "refused", status: int = 400) -> tuple[int, str]:
    """An error as the protocol has it."""
    return status, json.dumps({"__type": f"com.amazonaws#{code}", "message": message})
