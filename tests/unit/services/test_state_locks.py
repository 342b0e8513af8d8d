"""Fault 20: a lock is released by its ID only, and not while its holder may be at work."""

from __future__ import annotations

import getpass
import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from console.domain.events import LockHolder
from console.domain.state_lock import StateLock
from console.errors import InputError, RefusedError
from console.services.state_locks import StateLocks
from tests.fakes.states import NAME, FakeAccess, an_hour_ago
from tests.fakes.waiting import wait_until

HERE = f"{getpass.getuser()}@{socket.gethostname()}"


def lock(who: str = "ada@desk", created: datetime | None = None, *, since: bool = True) -> StateLock:
    at = (created or an_hour_ago()) if since else None
    return StateLock(LockHolder("9b1c", "p", "apply", who, "1.11.4", at), "lock file")


@pytest.fixture
def access(tmp_path: Path) -> FakeAccess:
    return FakeAccess(tmp_path)


@pytest.fixture
def locks(access: FakeAccess) -> StateLocks:
    return StateLocks(access, access.objects)


def test_only_its_own_id_releases_a_lock(access: FakeAccess, locks: StateLocks) -> None:
    access.objects.held = lock()
    for typed in ("", "9b1d", "yes"):
        with pytest.raises(InputError, match="type its ID exactly: 9b1c"):
            locks.release(NAME, typed)
    assert access.done == []
    assert locks.release(NAME, "9b1c").holder.who == "ada@desk"
    assert access.done == [["force_unlock", "9b1c"]]


@pytest.mark.parametrize(
    ("held", "words"),
    [
        (lock(created=datetime.now(UTC) + timedelta(minutes=1)), "under 5 minutes it may be in use"),
        (lock(since=False), "does not say since when"),
    ],
)
def test_a_lock_that_may_be_in_use_is_not_released(
    access: FakeAccess, locks: StateLocks, held: StateLock, words: str
) -> None:
    access.objects.held = held
    assert words in locks.view(NAME).against[0]
    with pytest.raises(RefusedError, match=words):
        locks.release(NAME, "9b1c")
    assert access.done == []


def test_a_console_that_works_on_the_environment_keeps_its_lock(access: FakeAccess, locks: StateLocks) -> None:
    access.objects.held = lock()
    with access.store.locked(NAME), pytest.raises(RefusedError, match="works on the environment with this console"):
        locks.release(NAME, "9b1c")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process called terraform in a root that was initialised for the state."""
    root = tmp_path / "somewhere"
    (root / ".terraform").mkdir(parents=True)
    config = {"bucket": "replaydash-terraform-state", "key": "dev.tfstate"}
    (root / ".terraform" / "terraform.tfstate").write_text(json.dumps({"backend": {"type": "s3", "config": config}}))
    program = tmp_path / "terraform"
    shutil.copy(shutil.which("sleep") or "/bin/sleep", program)
    process = subprocess.Popen([program, "60"], cwd=root)
    wait_until(lambda: psutil.Process(process.pid).name() == "terraform", "it runs under its name")
    yield process
    process.kill()
    process.wait(timeout=10)


def test_a_live_engine_of_this_machine_keeps_its_lock_until_it_is_gone(
    access: FakeAccess, engine: subprocess.Popen[bytes]
) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    locks = StateLocks(access, access.objects, now=lambda: later)
    access.objects.held = lock(HERE, datetime.now(UTC))
    with pytest.raises(RefusedError, match=f"may be process {engine.pid} of this machine"):
        locks.release(NAME, "9b1c")
    assert locks.view(NAME).notes == ()

    access.objects.held = lock(HERE, an_hour_ago())
    assert locks.view(NAME).against == (), "an engine that was started after the lock was taken is not its holder"

    access.objects.held = lock(HERE, datetime.now(UTC))
    engine.kill()
    engine.wait(timeout=10)
    locks.release(NAME, "9b1c")
    assert access.done == [["force_unlock", "9b1c"]]


def test_of_a_holder_on_another_machine_it_says_that_it_cannot_see_it(access: FakeAccess, locks: StateLocks) -> None:
    access.objects.held = lock("ada@another-host")
    assert "cannot be seen from this machine" in locks.view(NAME).notes[0]
