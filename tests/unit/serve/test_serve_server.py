"""The server of the wall: pages from here alone, one console a browser, refused without token or from elsewhere."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import ssl
import sys
import time
from collections.abc import Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from console.serve.access import TOKEN_VARIABLE, Access, Wish
from console.serve.server import COOKIE, WallServer, tls_of

TOKEN = "q7Jd0m2VYx-KfL9_bT4cWnR8sHgE1aZuP5o"
ECHO = """
import json, os, sys
def packet(kind, data):
    sys.stdout.buffer.write(kind + len(data).to_bytes(4, "big") + data)
    sys.stdout.buffer.flush()
print("__GANGLION__", flush=True)
packet(b"D", json.dumps([os.getpid(), dict(os.environ)]).encode())
while head := sys.stdin.buffer.read(5):
    data = sys.stdin.buffer.read(int.from_bytes(head[1:], "big"))
    if head[:1] == b"M" and json.loads(data)["type"] == "quit":
        break
    packet(b"D", head[:1] + data)
"""
"""A console in the packets of Textual's web driver: says its process and environment, then all that it hears."""
STUBBORN = 'import time; print("__GANGLION__", flush=True); time.sleep(600)'


@asynccontextmanager
async def served(token: str = "", program: str = ECHO, most: int = 2, tls: tuple[Path, Path] | None = None):
    """The address, and a browser without cookies."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    access = Access(Wish("127.0.0.1", listening.getsockname()[1], token, *(tls or ())))
    server = WallServer(access, [sys.executable, "-c", program], most=most)
    runner = web.AppRunner(server.application(), access_log=None)
    await runner.setup()
    await web.SockSite(runner, listening, ssl_context=tls_of(*tls) if tls else None).start()
    # Loopback addresses have cookies only when the jar is told so.
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        try:
            yield access.url, browser, server
        finally:
            await runner.cleanup()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def until(holds: Callable[[], bool], seconds: float = 10) -> bool:
    """Wait for the condition, at most so long; whether it holds."""
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:  # noqa: ASYNC110 - a process that ends has no event
        await asyncio.sleep(0.02)
    return holds()


async def gone(pid: int) -> bool:
    return await until(lambda: not alive(pid))


async def test_the_page_and_all_its_parts_come_from_here():
    async with served() as (url, browser, _):
        async with browser.get(url) as answer:
            text = await answer.text()
            policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert f'data-session-websocket-url="ws://{url.removeprefix("http://")}/ws"' in text
        parts = re.findall(r'(?:href|src)="([^"]+)"', text)
        assert all(part.startswith(("/", "data:")) for part in parts)
        async with browser.get(f"{url}/assets/page.css") as answer:
            parts += re.findall(r'url\("([^"]+)"\)', await answer.text())
        for part in parts:
            if part.startswith("/"):
                async with browser.get(f"{url}{part}") as answer:
                    assert answer.status == 200, part


async def test_folders_are_not_listed_and_nothing_beside_them_is_served():
    async with served() as (url, browser, _):
        for path in ("/static/", "/static", "/assets/", "/static/js/", "/static/..%2ftemplates%2fapp_index.html"):
            async with browser.get(f"{url}{path}") as answer:
                assert answer.status in (403, 404), path


async def test_a_request_for_another_host_is_refused():
    async with served() as (url, browser, _):
        for path in ("/", "/ws", "/static/js/textual.js"):
            async with browser.get(f"{url}{path}", headers={"Host": "evil.example"}) as answer:
                assert answer.status == 421


@pytest.mark.parametrize("origin", [None, "http://evil.example", "null"])
async def test_a_connection_from_another_site_is_refused(origin: str | None):
    async with served() as (url, browser, server):
        with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
            await browser.ws_connect(f"{url}/ws", headers={"Origin": origin} if origin else {})
        assert caught.value.status == 403
        assert not server._sessions


async def test_a_browser_gets_a_console_of_its_own_that_ends_with_it():
    async with served() as (url, browser, server):
        async with browser.ws_connect(f"{url}/ws?width=100&height=30", headers={"Origin": url}) as socket_:
            pid, environment = json.loads((await socket_.receive()).data)
            assert environment["COLUMNS"] == "100"
            assert environment["INFRA_CONSOLE_READ_ONLY"] == "true"
            await socket_.send_json(["stdin", "n"])
            assert (await socket_.receive()).data == b"Dn"
            await socket_.send_json(["resize", {"width": 9999, "height": 0}])
            size = json.loads((await socket_.receive()).data[1:])
            assert (size["width"], size["height"]) == (500, 1)
            await socket_.send_json(["ping", "17"])
            assert await socket_.receive_json() == ["pong", "17"]
        assert await gone(pid)
        assert await until(lambda: not server._sessions)


async def test_what_no_browser_sends_ends_the_session(caplog: pytest.LogCaptureFixture):
    async with served() as (url, browser, _):
        nested, half = "[" * 60_000, '["stdin", "\\ud800"]'
        for sent in (
            "no json",
            '["stdin", 7]',
            '{"a": 1}',
            '["resize", {"width": "x"}]',
            '["run", "sh"]',
            nested,
            half,
        ):
            async with browser.ws_connect(f"{url}/ws", headers={"Origin": url}) as socket_:
                pid, _environment = json.loads((await socket_.receive()).data)
                await socket_.send_str(sent)
                ended = await socket_.receive()
                assert ended.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)
            assert await gone(pid)
            assert [each.getMessage() for each in caplog.records if each.levelname == "ERROR"] == [], sent[:20]


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/x-no"])
async def test_a_form_that_no_browser_sends_is_refused_and_no_error(kind: str):
    async with served(TOKEN) as (url, browser, _):
        sent = {"Origin": url, "Content-Type": kind}
        async with browser.post(f"{url}/enter", data=b"token=\xff\xfe&a[=%zz", headers=sent) as answer:
            assert answer.status in (400, 403)


async def test_there_are_only_so_many_sessions_at_once_and_one_that_ended_makes_room():
    async with served(most=1) as (url, browser, server):
        async with browser.ws_connect(f"{url}/ws", headers={"Origin": url}) as first:
            await first.receive()
            with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
                await browser.ws_connect(f"{url}/ws", headers={"Origin": url})
            assert caught.value.status == 503
        assert await until(lambda: not server._sessions)
        async with browser.ws_connect(f"{url}/ws", headers={"Origin": url}) as again:
            assert (await again.receive()).type is aiohttp.WSMsgType.BINARY


async def test_a_console_that_does_not_leave_is_ended(monkeypatch):
    monkeypatch.setattr("console.serve.session.LEAVING_SECONDS", 0.2)
    async with served(program=STUBBORN) as (url, browser, server):
        async with browser.ws_connect(f"{url}/ws", headers={"Origin": url}):
            (session,) = server._sessions
            assert await until(lambda: session._process is not None)
            pid = session._process.pid
        assert await gone(pid)


async def test_a_console_that_dies_ends_the_session_of_its_browser():
    async with served(program='print("__GANGLION__", flush=True)') as (url, browser, server):
        async with browser.ws_connect(f"{url}/ws", headers={"Origin": url}) as socket_:
            assert (await socket_.receive(timeout=10)).type is aiohttp.WSMsgType.CLOSE
        assert await until(lambda: not server._sessions)


async def test_the_server_ends_its_sessions_with_itself():
    async with served() as (url, browser, _):
        socket_ = await browser.ws_connect(f"{url}/ws", headers={"Origin": url})
        pid, _environment = json.loads((await socket_.receive()).data)
    assert await gone(pid)


async def test_without_the_token_nothing_is_served_but_the_question():
    async with served(TOKEN) as (url, browser, server):
        async with browser.get(url, allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, "/enter")
        async with browser.get(f"{url}/enter") as answer:
            assert "Token" in await answer.text()
        for path in ("/static/js/textual.js", "/download/any", "/assets/page.html"):
            async with browser.get(f"{url}{path}") as answer:
                assert answer.status == 401, path
        with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
            await browser.ws_connect(f"{url}/ws", headers={"Origin": url})
        assert caught.value.status == 401
        assert not server._sessions


async def test_the_token_lets_a_browser_in_and_a_cookie_remembers_it(monkeypatch):
    monkeypatch.setenv(TOKEN_VARIABLE, TOKEN)
    async with served(TOKEN) as (url, browser, _):
        wrong = {"token": TOKEN[:-1]}
        async with browser.post(f"{url}/enter", data=wrong, headers={"Origin": url}) as answer:
            assert answer.status == 403
        elsewhere = {"Origin": "http://evil.example"}
        async with browser.post(f"{url}/enter", data={"token": TOKEN}, headers=elsewhere) as answer:
            assert answer.status == 403
        right = {"token": TOKEN}
        async with browser.post(f"{url}/enter", data=right, headers={"Origin": url}, allow_redirects=False) as answer:
            assert answer.status == 303
            cookie = answer.cookies[COOKIE]
            assert cookie["httponly"]
            assert cookie["samesite"] == "Strict"
        async with browser.get(url) as answer:
            assert "terminal" in await answer.text()
        async with browser.ws_connect(f"{url}/ws", headers={"Origin": url}) as socket_:
            _, environment = json.loads((await socket_.receive()).data)
            assert TOKEN not in str(environment)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "wall")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / "cert.pem", folder / "key.pem"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return chain, secret


async def test_with_tls_the_cookie_and_the_connection_are_kept_to_it(tmp_path: Path):
    chain, secret = certificate(tmp_path)
    async with served(TOKEN, tls=(chain, secret)) as (url, browser, _):
        assert url.startswith("https://")
        trusting = ssl.create_default_context(cafile=str(chain))
        own = {"Origin": url}
        async with browser.post(
            f"{url}/enter", data={"token": TOKEN}, headers=own, ssl=trusting, allow_redirects=False
        ) as answer:
            assert answer.cookies[COOKIE]["secure"]
        async with browser.get(url, ssl=trusting) as answer:
            assert "wss://127.0.0.1" in await answer.text()
        async with browser.ws_connect(f"{url}/ws", headers=own, ssl=trusting) as socket_:
            assert (await socket_.receive()).type is aiohttp.WSMsgType.BINARY
        with pytest.raises(aiohttp.ClientError):
            await browser.get(url.replace("https", "http"))
