"""The wall in a real terminal and in a real browser, over a sandbox that fails, ends and comes back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from console.sandbox.control import Sandbox
from console.sandbox.faults import FaultSwitches
from console.sandbox.files import SandboxFiles, ServerState
from tests.e2e.browser import Page, chromium
from tests.e2e.recording_proxy import RecordingProxy
from tests.e2e.terminal import Terminal
from tests.fakes.standing import stand

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("wall")]

PLACES = "2345067891"
"""The number keys of the places, the environments last."""
LETTERS = "abcdefghijklmnoprstuvwxyz+-[],.<>/"
"""Every key with which a screen does something, except the one that leaves."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Four environments stand in it."""
    folder = tmp_path_factory.mktemp("wall")
    sandbox = Sandbox(folder)
    sandbox.start()
    stand(folder, sandbox)
    yield folder
    sandbox.stop()


def environment(**changes: str) -> dict[str, str]:
    foreign = ("AWS_", "TF_", "INFRA_CONSOLE_", "COLUMNS", "LINES")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
    return kept | {"LANG": "C.UTF-8"} | changes


def monitor(home: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "console", "monitor", "--sandbox", "--home", str(home), *arguments]


@contextmanager
def on_the_wall(home: Path) -> Iterator[Terminal]:
    """Held still, with its first answers; each environment has its turn once a minute."""
    with Terminal(monitor(home), environment(), columns=160, rows=50) as terminal:
        terminal.wait_for("4 environments", "READ-ONLY", "> replaydash/dev", "8 ok", "CPU  ", seconds=150)
        terminal.press(" ")
        terminal.wait_for("paused")
        yield terminal


def test_expired_credentials_are_told_with_the_age_and_recover_by_themselves(home: Path) -> None:
    switches = FaultSwitches(home)
    with on_the_wall(home) as terminal:
        switches.switch("expired-credentials", on=True)
        try:
            text = terminal.wait_for("ago: The AWS credentials have expired", seconds=60)
            assert "CPU  " in text, "what was seen stays"
        finally:
            switches.switch("expired-credentials", on=False)
        terminal.wait_until(lambda text: "expired" not in text, "the answers that came back", seconds=90)


def test_a_sandbox_that_ends_and_begins_again_under_the_wall_is_told_and_seen_again(home: Path) -> None:
    sandbox = Sandbox(home)
    with on_the_wall(home) as terminal:
        sandbox.stop()
        try:
            terminal.wait_for("! as of", "ago: ", seconds=90)
        finally:
            sandbox.start()
        text = terminal.wait_until(lambda text: "ago: " not in text, "the answers that came back", seconds=120)
        assert "8 ok" in text


@contextmanager
def through_a_proxy(home: Path) -> Iterator[RecordingProxy]:
    """The sandbox of the home, with every request to it written down."""
    files = SandboxFiles.of_home(home)
    state = ServerState.read(files.state)
    assert state is not None
    with RecordingProxy(f"http://127.0.0.1:{state.port}") as proxy:
        replace(state, port=proxy.port).write(files.state)
        try:
            yield proxy
        finally:
            state.write(files.state)


@contextmanager
def served(home: Path, *arguments: str) -> Iterator[str]:
    """The address on which it is served."""
    command = monitor(home, "--serve", "--port", "0", *arguments)
    process = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = next((line for line in process.stdout if "http" in line), "")
        assert "http://127.0.0.1:" in line
        yield line.split("is on ")[1].split(" ")[0]
    finally:
        process.terminate()
        assert process.wait(30) == 0


async def test_in_a_browser_every_key_of_every_place_changes_nothing(home: Path, tmp_path: Path) -> None:
    with through_a_proxy(home) as proxy, served(home) as address, chromium(tmp_path) as devtools:
        async with Page(devtools) as page:
            await page.open(address)
            await page.wait_for("4 environments", "READ-ONLY", "> replaydash/dev", "8 ok", seconds=60)
            await page.press("n")
            await page.wait_for("> replaydash/production")
            assert len(await page.picture()) > 10_000
            assert await page.evaluate("document.fonts.check('16px \"Roboto Mono\"')")
            for place in PLACES:
                await page.press(place)
                await page.settle()
                await page.press(*LETTERS, "enter", "down", "enter", "escape", "escape", "escape", "escape")
                await page.settle()
            await page.wait_for("READ-ONLY")
            assert page.elsewhere(address) == []
            assert not [said for said in page.said if "Refused" in said or "Error" in said]
        assert proxy.changing() == []
        assert {"cloudwatch:DescribeAlarms", "ecs:DescribeServices"} <= proxy.operations()


async def test_a_page_of_another_site_gets_no_console(home: Path, tmp_path: Path) -> None:
    with served(home) as address, chromium(tmp_path) as devtools:
        async with Page(devtools) as page:
            # Another name and port of this machine is another site.
            await page.open(f"{devtools}/json/version")
            opened = f"new Promise(done => {{ const s = new WebSocket('{address.replace('http', 'ws')}ws');" \
                " s.onopen = () => done('open'); s.onerror = () => done('refused'); })"  # fmt: skip
            found = await page.send("Runtime.evaluate", expression=opened, awaitPromise=True, returnByValue=True)
            assert found["result"]["value"] == "refused"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--host", "0.0.0.0"], "give a token"),
        (["--host", "0.0.0.0", "--behind-proxy"], "--public-url"),
        (["--token-file", "/nonexistent"], "cannot be read"),
    ],
)
def test_serving_to_others_is_refused_with_one_sentence(home: Path, arguments: list[str], says: str) -> None:
    answer = subprocess.run(
        monitor(home, "--serve", "--port", "0", *arguments), env=environment(), capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert answer.returncode == 1
    assert says in answer.stderr
    assert "Traceback" not in answer.stderr
