"""The server of the read-only console: a page and its parts, all from here, and one connection a browser."""

from __future__ import annotations

import asyncio
import html
import json
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from importlib.resources import files
from pathlib import Path

import textual_serve
from aiohttp import WSMsgType, web
from textual_serve.download_manager import DownloadManager
from textual_serve.server import Server

from console.serve.access import Access
from console.serve.session import Session, cells

MOST_SESSIONS = 4
"""Consoles at once: each is a process of about 150 MB."""
MOST_BYTES = 64 * 1024
"""What a browser may send at once: a paste, not a file."""
HEARTBEAT_SECONDS = 15.0
COOKIE = "infra_console_wall"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""What the page may load and reach: this server alone. xterm writes its own style elements."""
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Server": "infra-console",
}
_OPEN = ("/enter", "/assets/page.css", "/assets/page.js")
"""What may be asked for before the token was shown."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class WallServer:
    """Serves one command. `argv` is started once a browser, without a shell."""

    def __init__(self, access: Access, argv: Sequence[str], *, most: int = MOST_SESSIONS) -> None:
        self._access = access
        self._argv = tuple(argv)
        self._most = most
        self._sessions: set[Session] = set()
        self._library = Server("", public_url=access.url)
        self._downloads: DownloadManager = self._library.download_manager

    def application(self) -> web.Application:
        """Its routes; the library's own pages, which load a font from elsewhere, are not among them."""
        made = web.Application(middlewares=[self._guard], client_max_size=MOST_BYTES)
        made.add_routes(
            [
                web.get("/", self._index),
                web.get("/enter", self._ask_for_token),
                web.post("/enter", self._enter),
                web.get("/ws", self._connect),
                web.get("/download/{key}", self._library.handle_download),
                web.static("/static", Path(textual_serve.__file__).parent / "static"),
                web.static("/assets", Path(str(files("console.serve") / "assets"))),
            ]
        )
        made.on_response_prepare.append(_add_headers)
        made.on_shutdown.append(self._end_all)
        return made

    def run(self, listening: socket.socket, ready: Callable[[], None]) -> None:
        """Serve until it is interrupted. Raises SSLError where the certificate cannot be used."""
        wish = self._access.wish
        logging.getLogger("textual-serve").setLevel(logging.CRITICAL)
        web.run_app(
            self.application(),
            sock=listening,
            ssl_context=tls_of(wish.certificate, wish.key) if wish.certificate and wish.key else None,
            access_log=None,
            print=lambda *_: ready(),
        )

    # --- Who may ---

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not self._access.host_is_ours(request.host):
            raise web.HTTPMisdirectedRequest(text="This is not the address of this server.")
        if request.path not in _OPEN and not self._access.knows(request.cookies.get(COOKIE)):
            if request.path == "/" and request.method == "GET":
                raise web.HTTPSeeOther("/enter")
            raise web.HTTPUnauthorized(text="Show the token first.")
        return await handler(request)

    async def _ask_for_token(self, _: web.Request) -> web.Response:
        return _page("enter.html", note="")

    async def _enter(self, request: web.Request) -> web.Response:
        """A browser shows the token once; a cookie remembers it."""
        if not self._access.origin_is_ours(request.headers.get("Origin"), request.host):
            raise web.HTTPForbidden(text="This form was sent from another site.")
        try:
            given = (await request.post()).get("token", "")
        except ValueError:
            # No form that a browser sends; also bytes that are no text.
            raise web.HTTPBadRequest(text="That is no form.") from None
        if not self._access.wants_token or not self._access.token_is_right(str(given)):
            return _page("enter.html", note="That is not the token.", status=403)
        entered = web.HTTPSeeOther("/")
        entered.set_cookie(
            COOKIE, self._access.new_cookie(), httponly=True, samesite="Strict", secure=self._access.secure_cookie
        )
        raise entered

    # --- What is served ---

    async def _index(self, request: web.Request) -> web.Response:
        scheme = "wss" if self._access.secure_cookie else "ws"
        return _page("page.html", socket=f"{scheme}://{request.host}/ws")

    async def _connect(self, request: web.Request) -> web.WebSocketResponse:
        """One browser: its console begins with the connection and ends with it."""
        if not self._access.origin_is_ours(request.headers.get("Origin"), request.host):
            raise web.HTTPForbidden(text="This connection was opened by another site.")
        if len(self._sessions) >= self._most:
            raise web.HTTPServiceUnavailable(text=f"{self._most} browsers look already: close one of them.")
        browser = web.WebSocketResponse(heartbeat=HEARTBEAT_SECONDS, max_msg_size=MOST_BYTES)
        session = Session(self._argv, browser, self._downloads)
        # Counted before it is waited for anything: of two that come at once only one may be the last.
        self._sessions.add(session)
        try:
            await browser.prepare(request)
            await session.start(_size(request, "width", 80), _size(request, "height", 24))
            await _listen(browser, session)
        finally:
            await asyncio.shield(self._end(session))
        return browser

    async def _end(self, session: Session) -> None:
        try:
            await session.stop()
        finally:
            self._sessions.discard(session)

    async def _end_all(self, _: web.Application) -> None:
        await asyncio.gather(*(self._end(session) for session in tuple(self._sessions)))


async def _listen(browser: web.WebSocketResponse, session: Session) -> None:
    async for message in browser:
        if message.type is not WSMsgType.TEXT:
            continue
        try:
            envelope = json.loads(message.data)
        except (ValueError, RecursionError):
            return
        match envelope:
            case ["ping", str(sent)]:
                await browser.send_json(["pong", sent])
            case _ if not await session.hear(envelope):
                return


async def _add_headers(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)


def _page(name: str, *, status: int = 200, **values: str) -> web.Response:
    text = (files("console.serve") / "assets" / name).read_text(encoding="utf-8")
    for key, value in values.items():
        text = text.replace(f"{{{{{key}}}}}", html.escape(value))
    return web.Response(text=text, content_type="text/html", status=status)


def _size(request: web.Request, name: str, otherwise: int) -> int:
    given = request.query.get(name, "")
    return cells(int(given)) if given.isdecimal() and len(given) < 6 else otherwise


def listen(host: str, port: int) -> socket.socket:
    """A port of that address, a free one for 0. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host.strip("[]"), port), family=family)


def tls_of(certificate: Path, key: Path) -> ssl.SSLContext:
    """TLS 1.2 or newer with this certificate. Raises SSLError or OSError where it cannot be used."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    return context
