"""A real browser: Chromium without a window, driven over its DevTools protocol, and what its page shows as text.

The page draws its terminal on a canvas, where there is no text to read: what the server sends it is fed to an emulator
as well, which then knows what the canvas shows.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import aiohttp
import pyte

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--enable-unsafe-swiftshader",
    "--hide-scrollbars", "--remote-debugging-port=0",
)  # fmt: skip
KEYS = {"enter": ("Enter", "\r", 13), "escape": ("Escape", "", 27), "down": ("ArrowDown", "", 40),
        "up": ("ArrowUp", "", 38), "right": ("ArrowRight", "", 39), "left": ("ArrowLeft", "", 37),
        "tab": ("Tab", "", 9), "space": (" ", " ", 32)}  # fmt: skip
"""Name -> its key, text and code."""


@contextmanager
def chromium(folder: Path) -> Iterator[str]:
    """The address of the DevTools of a browser with a profile of its own."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert path is not None, "There is no Chromium: scripts/ensure-browser installs one."
    profile = folder / "profile"
    command = [path, *FLAGS, f"--user-data-dir={profile}", "--window-size=1280,800", "about:blank"]
    environment = {**os.environ, "HOME": str(folder)}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        port = profile / "DevToolsActivePort"
        deadline = time.monotonic() + 60
        while not (port.exists() and port.read_text().count("\n")):
            assert process.poll() is None, "Chromium ended while it began."
            assert time.monotonic() < deadline, "Chromium did not begin within 60 s."
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port.read_text().splitlines()[0]}"
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Page:
    """One tab. `async with Page(devtools) as page`."""

    def __init__(self, devtools: str, *, columns: int = 200, rows: int = 60) -> None:
        self._devtools = devtools
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._number = 0
        self._drawn = 0
        self.requested: list[str] = []
        """Every address that the page asked for."""
        self.said: list[str] = []
        """What the page wrote to its console, refusals of its policy among them."""

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession()
        async with self._http.put(f"{self._devtools}/json/new?about:blank") as answer:
            target = await answer.json()
        self._socket = await self._http.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0)
        self._reading = asyncio.create_task(self._read())
        for domain in ("Page", "Network", "Runtime", "Log"):
            await self.send(f"{domain}.enable")
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._reading.cancel()
        await self._socket.close()
        await self._http.close()

    async def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command of the protocol; returns its result."""
        self._number += 1
        answer = self._answers[self._number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": self._number, "method": method, "params": parameters})
        return await asyncio.wait_for(answer, 30)

    async def _read(self) -> None:
        async for message in self._socket:
            told = json.loads(message.data)
            if "id" in told:
                waiting = self._answers.pop(told["id"])
                if not waiting.done():
                    waiting.set_result(told.get("result", {}))
            else:
                self._hear(told["method"], told["params"])

    def _hear(self, method: str, told: dict[str, Any]) -> None:
        if method == "Network.requestWillBeSent":
            self.requested.append(told["request"]["url"])
        elif method == "Network.webSocketCreated":
            self.requested.append(told["url"])
            self._screen.reset()
        elif method == "Network.webSocketFrameReceived" and told["response"]["opcode"] == 2:
            self._drawn += 1
            self._stream.feed(base64.b64decode(told["response"]["payloadData"]))
        elif method == "Runtime.consoleAPICalled":
            self.said.append(" ".join(str(each.get("value", "")) for each in told["args"]))
        elif method == "Log.entryAdded":
            self.said.append(told["entry"]["text"])

    # --- What a person does and sees ---

    async def open(self, address: str) -> None:
        await self.send("Page.navigate", url=address)

    async def press(self, *keys: str) -> None:
        """Press keys by name, or type plain text."""
        for key in keys:
            name, text, code = KEYS.get(key, (key, key, ord(key[0].upper())))
            pressed = {"key": name, "text": text, "windowsVirtualKeyCode": code}
            await self.send("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", **pressed)
            await self.send("Input.dispatchKeyEvent", type="keyUp", key=name, windowsVirtualKeyCode=code)

    async def evaluate(self, expression: str) -> Any:
        """The value of JavaScript in the page."""
        found = await self.send("Runtime.evaluate", expression=expression, returnByValue=True)
        return found.get("result", {}).get("value")

    async def picture(self) -> bytes:
        """The page as PNG."""
        return base64.b64decode((await self.send("Page.captureScreenshot", format="png"))["data"])

    @property
    def text(self) -> str:
        """What the terminal of the page shows, line by line."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    async def wait_for(self, *wanted: str, seconds: float = 40) -> str:
        """Until every text wanted is shown; fails with what is shown."""
        return await self.wait_until(lambda text: all(part in text for part in wanted), f"{wanted}", seconds)

    async def wait_until(self, condition: Callable[[str], bool], what: str, seconds: float = 40) -> str:
        deadline = time.monotonic() + seconds
        while not condition(self.text):
            assert time.monotonic() < deadline, (
                f"{what} did not appear within {seconds:.0f} s:\n{self.text}\n{self.said}"
            )
            await asyncio.sleep(0.1)
        return self.text

    async def settle(self, seconds: float = 10) -> None:
        """Until half a second goes by without anything drawn, or the time is over."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            drawn = self._drawn
            await asyncio.sleep(0.5)
            if drawn == self._drawn:
                return

    def elsewhere(self, address: str) -> list[str]:
        """What was asked for that is not of this server."""
        own = urlsplit(address).netloc
        return [each for each in self.requested if urlsplit(each).scheme in ("http", "https", "ws", "wss")
                and urlsplit(each).netloc != own]  # fmt: skip
