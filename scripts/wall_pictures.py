"""The pictures of the wall: in a terminal, and served to a browser (`scripts/ensure-browser` finds or installs one)."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

from console.app import ConsoleApp
from console.bootstrap import build
from console.settings import read_settings
from tests.e2e.browser import Page, chromium
from tests.fakes.pilot import seen

SEEN = ("READ-ONLY", "Response time", "running", "as of")
"""What a picture of the wall has on it."""


def in_a_terminal(home: Path, picture: Path) -> None:
    """The wall of a home in which something stands, as SVG."""
    picture.write_text(asyncio.run(_drawn(home)), encoding="utf-8")


async def _drawn(home: Path) -> str:
    app = ConsoleApp(build(read_settings({"home": home, "sandbox": True, "read_only": True})), wall=())
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await seen(pilot, *SEEN)
        await pilot.pause(1)
        return app.export_screenshot(title="infra-console")


def in_a_browser(home: Path, picture: Path) -> None:
    """The same, served to Chromium, as PNG."""
    command = [sys.executable, "-m", "console", "monitor", "--sandbox", "--home", str(home), "--serve", "--port", "0"]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, chromium(Path(folder)) as devtools:
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            address = next(line for line in server.stdout or () if "http" in line).split("is on ")[1].split(" ")[0]
            picture.write_bytes(asyncio.run(_shown(devtools, address)))
        finally:
            server.terminate()
            server.wait()


async def _shown(devtools: str, address: str) -> bytes:
    async with Page(devtools) as page:
        await page.open(address)
        await page.wait_for(*SEEN, seconds=120)
        await page.settle()
        return await page.picture()
