"""The pictures of the wall: in a terminal, and served to a browser (`scripts/ensure-browser` finds or installs one)."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from console.app import ConsoleApp
from console.bootstrap import build
from console.settings import read_settings
from tests.e2e.browser import Page, chromium
from tests.fakes.pilot import screen_text

SEEN = ("READ-ONLY", "Response time", "running", "as of")
"""What a picture of the wall has on it."""


async def in_a_terminal(home: Path, picture: Path) -> None:
    """The wall of a home in which something stands, as SVG."""
    app = ConsoleApp(build(read_settings({"home": home, "sandbox": True, "read_only": True})), wall=())
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        for _ in range(600):
            if all(word in screen_text(app) for word in SEEN):
                break
            await pilot.pause(0.1)
        await pilot.pause(1)
        picture.write_text(app.export_screenshot(title="infra-console"), encoding="utf-8")


async def in_a_browser(home: Path, picture: Path) -> None:
    """The same, served to Chromium, as PNG."""
    command = [sys.executable, "-m", "console", "monitor", "--sandbox", "--home", str(home), "--serve", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        address = next(line for line in server.stdout or () if "http" in line).split("is on ")[1].split(" ")[0]
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, chromium(Path(folder)) as devtools:
            async with Page(devtools) as page:
                await page.open(address)
                await page.wait_for(*SEEN, seconds=120)
                await page.settle()
                picture.write_bytes(await page.picture())
    finally:
        server.terminate()
        server.wait()
