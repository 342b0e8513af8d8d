"""The ways in which a hook is told: a command of this machine, and a webhook. The body is the event as JSON."""

from __future__ import annotations

import http.client
import ipaddress
import json
import os
import signal
import subprocess
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from console.domain.rollout_events import RolloutEvent
from console.domain.rollout_file import Hook
from console.errors import ConsoleError, InputError

COMMAND_SECONDS = 30.0
WEBHOOK_SECONDS = 5.0
"""Of one try."""
PAUSES_SECONDS = (0.5, 2.0)
"""Before the second and the third try of a webhook."""
PASSED_ON = ("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR")
"""What a command gets of the console's environment: credentials and tokens live in the rest of it."""


def body(event: RolloutEvent) -> bytes:
    """The event as one JSON document, with its headline as `text`, which chat services show."""
    return json.dumps({"text": event.headline, **event.model_dump(mode="json")}).encode()


class CommandChannel:
    """Runs a command without a shell: the event on its standard input, its output thrown away."""

    def __init__(self, seconds: float = COMMAND_SECONDS) -> None:
        self._seconds = seconds

    def __call__(self, hook: Hook, event: RolloutEvent) -> None:
        """Raises ConsoleError where it cannot be started, ends with another code than 0, or takes too long."""
        name = hook.command[0]
        environment = {key: os.environ[key] for key in PASSED_ON if key in os.environ}
        try:
            process = subprocess.Popen(
                hook.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,
            )
        except OSError as error:
            raise ConsoleError(f"The hook {name} cannot be started ({error.strerror}): nobody was told.") from None
        try:
            process.communicate(body(event), timeout=self._seconds)
        except subprocess.TimeoutExpired:
            # Its children with it: one that keeps the pipe open would keep the rollout waiting.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise ConsoleError(
                f"The hook {name} took longer than {self._seconds:g} s and was ended: who was told is not known."
            ) from None
        if process.returncode:
            raise ConsoleError(f"The hook {name} ended with code {process.returncode}: who was told is not known.")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """A redirect could lead the event to where nobody agreed to."""


class WebhookChannel:
    """POSTs the event. Busy and unreachable ones are tried three times; a refusal is final.

    Sentences name the host alone: the path of a webhook is often its secret.
    """

    def __init__(self, seconds: float = WEBHOOK_SECONDS, pauses: tuple[float, ...] = PAUSES_SECONDS) -> None:
        self._seconds, self._pauses = seconds, pauses

    def __call__(self, hook: Hook, event: RolloutEvent) -> None:
        """Raises InputError for an address that may not be used, ConsoleError where nobody could be told."""
        host, loopback = _checked(hook.url)
        handlers: list[urllib.request.BaseHandler] = [_NoRedirects()]
        if loopback:
            handlers.append(urllib.request.ProxyHandler({}))
        opener = urllib.request.build_opener(*handlers)
        pause = threading.Event()
        said = ""
        for seconds in (0.0, *self._pauses):
            pause.wait(seconds)
            said, final = self._post(opener, hook.url, event)
            if not said:
                return
            if final:
                break
        raise ConsoleError(f"The webhook of {host} was not told: {said}.")

    def _post(self, opener: urllib.request.OpenerDirector, url: str, event: RolloutEvent) -> tuple[str, bool]:
        """What went wrong, empty for nothing; and whether trying again is of no use."""
        request = urllib.request.Request(  # noqa: S310 - the scheme was checked
            url, body(event), {"Content-Type": "application/json", "User-Agent": "infra-console"}, method="POST"
        )
        try:
            with opener.open(request, timeout=self._seconds):
                return "", True
        except urllib.error.HTTPError as error:
            with error:
                return f"it answered {error.code}", error.code < 500 and error.code != 429
        except urllib.error.URLError as error:
            reason = error.reason
            return (reason.strerror or str(reason)) if isinstance(reason, OSError) else str(reason), False
        except (OSError, http.client.HTTPException) as error:
            return (getattr(error, "strerror", "") or str(error) or type(error).__name__), False


def _checked(url: str) -> tuple[str, bool]:
    """The host, and whether it is this machine; raises InputError for what may not be used."""
    try:
        parts = urllib.parse.urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        parts, host = urllib.parse.urlsplit(""), ""
    loopback = _is_loopback(host)
    if not host or parts.scheme not in ("http", "https") or (parts.scheme == "http" and not loopback):
        raise InputError(
            f"The webhook of {host or 'no host'} was not told: its url has to begin with https:// "
            "(http:// is for this machine alone)."
        )
    return host, loopback


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Publisher(Protocol):
    """Publishes to a topic of SNS. Raises ConsoleError."""

    def publish(self, topic_arn: str, subject: str, message: str) -> None: ...


class TopicChannel:
    """Publishes the event to a topic of SNS."""

    def __init__(self, publisher: Callable[[], Publisher]) -> None:
        """`publisher` is asked for when there is something to publish."""
        self._publisher = publisher

    def __call__(self, hook: Hook, event: RolloutEvent) -> None:
        """Raises ConsoleError."""
        self._publisher().publish(hook.topic_arn, event.headline, body(event).decode())
