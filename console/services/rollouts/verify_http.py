"""Verify: requests that the environment has to answer well."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from console.domain.environment import EnvironmentName
from console.domain.rollout_file import HttpCheck
from console.errors import ConsoleError
from console.services.outputs import Output
from console.services.rollouts.checks import Seen, failed, noted, passed, unknown
from console.services.rollouts.stage import StageContext
from console.services.rollouts.waits import Clock, Patience

_PLACEHOLDER = re.compile(r"\$\{(output|value)\.([A-Za-z0-9_-]+)\}")
_ASKED_SECONDS = 10.0
"""One request waits so long at most."""

Asking = Callable[[str], int]
"""The status of the answer to a GET of the address; raises ConsoleError with one sentence where none comes."""


def status_of(url: str) -> int:
    """A GET that follows no redirect: a check may want to see one."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection = kind(parts.hostname or "", parts.port, timeout=_ASKED_SECONDS)
        try:
            connection.request("GET", path, headers={"User-Agent": "infra-console", "Connection": "close"})
            return connection.getresponse().status
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        said = str(error) or type(error).__name__
        raise ConsoleError(f"{parts.hostname} did not answer: {said.rstrip('.')}.") from None


@dataclass(frozen=True, slots=True)
class HttpLooks:
    """Asks the addresses of the gates, again and again for as long as each may take."""

    outputs: Callable[[EnvironmentName], tuple[Output, ...]]
    values: Callable[[EnvironmentName], Mapping[str, Any]]
    sandbox: bool
    ask: Asking = status_of
    clock: Clock = time.monotonic

    def look(self, context: StageContext) -> Iterator[Seen]:
        for check in context.part.gates.http:
            name = f"HTTP {_path(check.url)}"
            if self.sandbox and not check.sandbox:
                yield noted("Not asked: behind the sandbox no application answers.", name)
                continue
            url, missing = self._filled(context, check.url)
            if missing:
                yield unknown(f"{missing} is not known, so that there is nothing to ask.", name)
            elif not _is_address(url):
                yield failed(f"{url} is no address: write http://... or https://... in rollout.yaml.", name)
            else:
                yield self._answer(context, check, url, name)

    def _answer(self, context: StageContext, check: HttpCheck, url: str, name: str) -> Seen:
        patience = Patience(check.within_seconds, clock=self.clock)

        def ask() -> int | str:
            try:
                return self.ask(url)
            except ConsoleError as error:
                return error.message

        answer = patience.wait(context, ask, lambda found: found == check.status, f"{url} to answer {check.status}")
        if answer == check.status:
            return passed(f"{url} answers {answer}.", name)
        within = f"{check.within_seconds} s"
        if isinstance(answer, int):
            return failed(f"{url} answers {answer} instead of {check.status}, for {within}.", name)
        return failed(f"{answer} It was asked for {within}.", name)

    def _filled(self, context: StageContext, url: str) -> tuple[str, str]:
        """The address with outputs and values filled in, and the first that is not known; secrets never are."""
        outputs = {each.name: each.value for each in self.outputs(context.name)} if "${output." in url else {}
        known = {"output": outputs, "value": {**self.values(context.name), **context.rollout.values}}
        missing = ""

        def word(match: re.Match[str]) -> str:
            nonlocal missing
            value = known[match[1]].get(match[2])
            if value is None:
                missing = missing or f"The {match[1]} {match[2]}"
            return str(value)

        return _PLACEHOLDER.sub(word, url), missing


def _path(url: str) -> str:
    """`/health` of `${output.url}/health` and of `https://${output.name}/health`: a short name for the check."""
    plain = _PLACEHOLDER.sub("x", url)
    try:
        return urlsplit(plain if "://" in plain else f"http://{plain}").path or "/"
    except ValueError:
        return "/"


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
