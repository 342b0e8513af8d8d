"""For every test: property tests that try the same examples on every machine, however slow it is."""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from hypothesis import settings

from console.aws import session
from console.cli import printing
from tests.fakes.cloud import AccountServer
from tests.fakes.tiny import Tiny

settings.register_profile("deterministic", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("deterministic")

for ignored in (signal.SIGINT, signal.SIGHUP):
    # Who starts the tests in the background, or by nohup, has these ignored here; the programs under test are asked to
    # end by them. A handler, other than being ignored, is not inherited by what is started.
    if signal.getsignal(ignored) is signal.SIG_IGN:
        signal.signal(ignored, lambda *_: None)


@pytest.fixture(autouse=True)
def looking_ends_with_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process is read-only for good once it is: a worker of tests is many."""
    monkeypatch.setattr(session, "_MODE", session._Mode())
    monkeypatch.setattr(printing, "_MODE", printing._Mode())


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tiny]:
    """A system of its own; whatever still runs in its folder afterwards is ended."""
    if shutil.which("terraform") is None:
        pytest.skip("needs terraform on PATH")
    for variable in ("INFRA_CONSOLE_ENGINE", "INFRA_CONSOLE_PROVIDER_MIRROR", "TF_CLI_CONFIG_FILE"):
        monkeypatch.delenv(variable, raising=False)
    (tmp_path / "config.toml").touch()
    monkeypatch.setenv("INFRA_CONSOLE_CONFIG", str(tmp_path / "config.toml"))
    system = Tiny(tmp_path)
    yield system
    system.let_on()
    for process in psutil.process_iter():
        try:
            if any(str(tmp_path) in word for word in process.cmdline()) or process.cwd().startswith(str(tmp_path)):
                process.kill()
        except psutil.Error:
            continue


@pytest.fixture
def account(tiny: Tiny) -> Iterator[AccountServer]:
    """An AWS account for the commands that `tiny` starts."""
    server = AccountServer()
    tiny.extra |= server.environment
    yield server
    server.close()
