"""A loopback proxy before an AWS endpoint that writes down every request with its operation.

with RecordingProxy(sandbox_endpoint) as proxy:
    ...  # AWS_ENDPOINT_URL=proxy.endpoint, or a sandbox whose address is the proxy's
    assert not proxy.changing()
"""

from __future__ import annotations

import http.client
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from console.aws.read_only import allowed, allowed_services
from console.sandbox.control import HEALTH_PATH
from console.sandbox.files import SandboxFiles, ServerState

_SCOPE = re.compile(r"Credential=([^/]+)/\d{8}/([^/]+)/([^/]+)/aws4_request")
_RPC = re.compile(r"/service/[^/]+/operation/(\w+)$")
_CHUNK = 65536


@dataclass(frozen=True, slots=True)
class Recorded:
    """One request as it came; `service` is what it was signed for, as boto3 calls it."""

    method: str
    path: str
    service: str
    operation: str
    access_key: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def looks(self) -> bool:
        """Whether it is on the list of what a read-only console may send, or asks the sandbox how it is."""
        return allowed(self.service, self.operation) or (self.method, self.path) == ("GET", HEALTH_PATH)

    def __str__(self) -> str:
        return f"{self.service}:{self.operation} ({self.method} {self.path[:80]})"


class RecordingProxy:
    """Forwards to `upstream` (http://127.0.0.1:PORT), bodies as they come, streams as they flow."""

    def __init__(self, upstream: str) -> None:
        self.requests: list[Recorded] = []
        proxy, port = self, urlsplit(upstream).port

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def forward(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                proxy.requests.append(recorded(self.command, self.path, dict(self.headers.items()), body))
                connection = http.client.HTTPConnection("127.0.0.1", port or 80, timeout=60)
                try:
                    connection.request(self.command, self.path, body, dict(self.headers.items()))
                    self.answer(connection.getresponse())
                except OSError:
                    # Whoever asked sees what he would see of an endpoint that has gone.
                    self.close_connection = True
                finally:
                    connection.close()

            def answer(self, response: http.client.HTTPResponse) -> None:
                self.send_response_only(response.status, response.reason)
                for name, value in response.getheaders():
                    if name.lower() not in ("connection", "transfer-encoding", "keep-alive"):
                        self.send_header(name, value)
                if response.getheader("Content-Length") is None:
                    self.close_connection = True
                    self.send_header("Connection", "close")
                self.end_headers()
                while self.command != "HEAD" and (data := response.read1(_CHUNK)):
                    self.wfile.write(data)
                    self.wfile.flush()

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = forward

            def log_message(self, *_: Any) -> None:
                return

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def port(self) -> int:
        return self._http.server_port

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def changing(self) -> list[str]:
        """What was sent that is not on the list, in words."""
        return [str(request) for request in list(self.requests) if not request.looks]

    def operations(self) -> set[str]:
        """`ecs:DescribeServices`, each once."""
        return {f"{request.service}:{request.operation}" for request in list(self.requests)}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


@contextmanager
def recorded_sandbox(home: Path) -> Iterator[RecordingProxy]:
    """The running sandbox of a console home, reached through a recorder: whoever begins to use it now, comes by it."""
    files = SandboxFiles.of_home(home)
    own = ServerState.read(files.state)
    assert own is not None, "the sandbox runs"
    with RecordingProxy(f"http://127.0.0.1:{own.port}") as proxy:
        replace(own, port=proxy.port).write(files.state)
        try:
            yield proxy
        finally:
            own.write(files.state)


def recorded(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Recorded:
    """The request with its service and operation, by the protocol that it speaks."""
    found = {name.lower(): value for name, value in headers.items()}
    scope = _SCOPE.search(found.get("authorization", ""))
    access_key, _, signed_for = scope.groups() if scope else ("", "", "unsigned")
    service = _services().get(signed_for, signed_for)
    operation = _operation(method, path, found, body)
    return Recorded(method, path, service, operation, access_key, found, body)


def _operation(method: str, path: str, headers: Mapping[str, str], body: bytes) -> str:
    if target := headers.get("x-amz-target"):
        return target.rpartition(".")[2]
    if rpc := _RPC.search(urlsplit(path).path):
        return rpc.group(1)
    if action := parse_qs(body.decode(errors="replace")).get("Action"):
        return action[0]
    return _of_s3(method, path)


def _of_s3(method: str, path: str) -> str:
    """S3 names no operation: two requests are known as looking, everything else stays what it is."""
    parts = urlsplit(path)
    query = parse_qs(parts.query, keep_blank_values=True)
    key = parts.path.lstrip("/").partition("/")[2]
    if method == "GET" and key and not query.keys() - {"versionId", "x-id"}:
        return "GetObject"
    if method == "GET" and not key and "versions" in query:
        return "ListObjectVersions"
    return f"{method} {'object' if key else 'bucket'} {','.join(sorted(query))}".strip()


@lru_cache(maxsize=1)
def _services() -> dict[str, str]:
    """What requests are signed for (`monitoring`) -> the service in boto3 (`cloudwatch`)."""
    import botocore.session

    session = botocore.session.get_session()
    models = {service: session.get_service_model(service) for service in allowed_services()}
    return {model.signing_name: service for service, model in models.items()}
