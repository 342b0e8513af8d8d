"""Who may open the served wall, from where: decided before a port is opened, and asked with each request."""

from __future__ import annotations

import hmac
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from console.errors import InputError, RefusedError

TOKEN_VARIABLE = "INFRA_CONSOLE_SERVE_TOKEN"  # noqa: S105 - the name of the variable
LEAST_TOKEN = 32
_LEAST_DIFFERENT = 10
"""Signs that a token of that length has at least when it is random."""
_HOW = "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
MOST_COOKIES = 64
"""Browsers that are remembered; the oldest has to show the token again."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for. `public_url` is how browsers reach it where that is not `host:port`."""

    host: str
    port: int
    token: str = field(default="", repr=False)
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False
    public_url: str = ""


def read_token(file: Path | None, environment: Mapping[str, str]) -> str:
    """The token from a file that only its owner can read, else from the variable; empty for none.

    Never from an argument: those are in the process list. Raises InputError.
    """
    if file is None:
        return environment.get(TOKEN_VARIABLE, "").strip()
    try:
        mode = file.stat().st_mode
        found = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The token cannot be read from {file}: {type(error).__name__}.") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise InputError(f"{file} can be read by others than its owner: `chmod 600 {file}`, and make a new token.")
    if not found:
        raise InputError(f"There is no token in {file}: `{_HOW} > {file}` makes one.")
    return found


class Access:
    """Raises InputError or RefusedError where what was asked for would let anybody in, or be heard by others."""

    def __init__(self, wish: Wish) -> None:
        self.wish = wish
        self.loopback = is_loopback(wish.host)
        self.tls = wish.certificate is not None
        self._check_token()
        self._check_reach()
        own = f"{'https' if self.tls else 'http'}://{_in_url(wish.host)}:{wish.port}"
        self.url = (wish.public_url or own).rstrip("/")
        self._cookies: dict[str, None] = {}

    def _check_token(self) -> None:
        token = self.wish.token
        if token and (len(token) < LEAST_TOKEN or len(set(token)) < _LEAST_DIFFERENT):
            raise InputError(f"The token is too easy to guess: it needs {LEAST_TOKEN} random characters (`{_HOW}`).")

    def _check_reach(self) -> None:
        wish = self.wish
        if (wish.certificate is None) != (wish.key is None):
            raise InputError("TLS needs both a certificate and its key: give --tls-cert and --tls-key.")
        if wish.public_url and not wish.token:
            raise RefusedError(
                f"Who can reach {wish.public_url} could look at everything: give a token in {TOKEN_VARIABLE} or with "
                "--token-file."
            )
        if wish.public_url and urlsplit(wish.public_url).scheme != "https":
            raise RefusedError("The token would be sent in the clear: --public-url has to begin with https://.")
        if wish.behind_proxy and not wish.public_url:
            raise InputError("Behind a proxy the address that browsers use is needed: give --public-url https://...")
        if self.loopback:
            return
        if not wish.token:
            raise RefusedError(
                f"Serving on {wish.host} lets others look at everything: give a token in {TOKEN_VARIABLE} or with "
                "--token-file, or serve on 127.0.0.1."
            )
        if not self.tls and not wish.behind_proxy:
            raise RefusedError(
                f"Serving on {wish.host} without TLS lets others read along: give --tls-cert and --tls-key, or "
                "--behind-proxy where a proxy in front speaks TLS."
            )
        if not wish.public_url and _anywhere(wish.host):
            raise InputError(f"{wish.host} is every address of this machine: say with --public-url which browsers use.")

    # --- Requests ---

    @property
    def wants_token(self) -> bool:
        return bool(self.wish.token)

    @property
    def secure_cookie(self) -> bool:
        return self.url.startswith("https://")

    def host_is_ours(self, host: str) -> bool:
        """Whether a request is for an address that this server has: a name that somebody else made point here is not.

        Without this a page of any site could read along by having its name resolve to 127.0.0.1 (DNS rebinding).
        """
        wanted = urlsplit(self.url)
        try:
            given = urlsplit(f"{wanted.scheme}://{host}")
            same_port = _port(given.scheme, given.port) == _port(wanted.scheme, wanted.port)
        except ValueError:
            return False
        if self.loopback and not self.wish.public_url:
            return same_port and bool(given.hostname) and is_loopback(str(given.hostname))
        return same_port and given.hostname == wanted.hostname

    def origin_is_ours(self, origin: str | None, host: str) -> bool:
        """Whether the page that opens a connection came from here; who does not say where from is refused."""
        if not origin or not self.host_is_ours(host):
            return False
        return origin.lower() == f"{urlsplit(self.url).scheme}://{host.lower()}"

    def token_is_right(self, token: str) -> bool:
        """Compared in a time that does not tell how much of it is right."""
        return hmac.compare_digest(token.encode(), self.wish.token.encode())

    def new_cookie(self) -> str:
        """Remember a browser that has shown the token."""
        made = secrets.token_urlsafe(32)
        self._cookies[made] = None
        while len(self._cookies) > MOST_COOKIES:
            del self._cookies[next(iter(self._cookies))]
        return made

    def knows(self, cookie: str | None) -> bool:
        """Whether a browser may come in."""
        if not self.wants_token:
            return True
        given = (cookie or "").encode()
        # All are compared, so that the time does not tell which one is nearly right.
        return sum(hmac.compare_digest(given, known.encode()) for known in self._cookies) > 0


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach it."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def without_token(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment for what is started: the token stays here."""
    return {name: value for name, value in environment.items() if name != TOKEN_VARIABLE}


def _anywhere(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return False


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _port(scheme: str, port: int | None) -> int:
    return port or (443 if scheme == "https" else 80)
