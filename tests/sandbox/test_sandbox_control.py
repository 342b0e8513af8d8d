"""Starting, sharing, stopping and asking about the sandbox."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from conftest import DEADLINE_SECONDS, Cloud, wait_until

from console.errors import SandboxError
from console.sandbox.control import Sandbox


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox of the test's own, stopped at its end."""
    sandbox = Sandbox(tmp_path)
    yield sandbox
    sandbox.stop()


def python(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *arguments], stdout=subprocess.PIPE, text=True
    )


def test_a_home_without_a_sandbox_has_a_status(tmp_path: Path) -> None:
    status = Sandbox(tmp_path).status()
    assert (status.running, status.endpoint, status.resources_kept) == (False, None, "fresh")
    assert list(tmp_path.iterdir()) == [], "asking must not create anything"


def test_a_started_sandbox_answers_as_aws(sandbox: Cloud, sandbox_home: Path) -> None:
    status = Sandbox(sandbox_home).status()
    assert (status.running, status.account, status.region) == (True, "123456789012", "us-east-1")
    assert sandbox.client("sts").get_caller_identity()["Account"] == status.account


def test_starting_a_running_sandbox_gives_the_same_one(sandbox: Cloud, sandbox_home: Path) -> None:
    assert Sandbox(sandbox_home).start().endpoint == sandbox.endpoint


def test_two_processes_that_start_at_once_share_one_sandbox(own: Sandbox, tmp_path: Path) -> None:
    code = """
        import sys; from pathlib import Path; from console.sandbox.control import Sandbox
        print(Sandbox(Path(sys.argv[1])).start().pid)
    """
    starters = [python(code, str(tmp_path)) for _ in range(3)]
    pids = {starter.communicate(timeout=DEADLINE_SECONDS)[0].strip() for starter in starters}
    assert pids == {str(own.status().pid)}


def test_the_sandbox_outlives_the_process_that_started_it(own: Sandbox, tmp_path: Path) -> None:
    code = """
        import os, signal, sys; from pathlib import Path; from console.sandbox.control import Sandbox
        Sandbox(Path(sys.argv[1])).start()
        os.killpg(os.getpgid(0), signal.SIGKILL)
    """
    starter = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code), str(tmp_path)], start_new_session=True)
    assert starter.wait(timeout=DEADLINE_SECONDS) == -signal.SIGKILL
    assert own.healthy()


def test_stopping_ends_the_process_and_may_be_repeated(own: Sandbox) -> None:
    pid = own.start().pid
    assert pid is not None
    assert not own.stop().running
    wait_until(
        lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE,
        "the process has ended",
    )
    assert not own.stop().running


def test_a_sandbox_that_does_not_answer_is_replaced(own: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.sandbox.control._UNRESPONSIVE_SECONDS", 0.5)
    monkeypatch.setattr("console.sandbox.control._STOP_SECONDS", 0.5)
    frozen = own.start().pid
    assert frozen is not None
    os.kill(frozen, signal.SIGSTOP)
    assert not own.healthy(timeout_seconds=0.2)
    assert own.start().pid != frozen
    assert own.healthy()


def test_a_sandbox_whose_starter_died_early_is_replaced(own: Sandbox, tmp_path: Path) -> None:
    code = "from console.sandbox.server import main; import sys; main(['--home', sys.argv[1]])"
    orphan = python(code, str(tmp_path))
    wait_until(lambda: own.status().note == "The sandbox is starting.", "the orphan is starting")
    assert own.start().pid != orphan.pid
    assert orphan.wait(timeout=DEADLINE_SECONDS) == 0
    assert own.healthy()


def test_a_sandbox_of_another_version_can_be_stopped(own: Sandbox, tmp_path: Path) -> None:
    own.start()
    state = tmp_path / "sandbox" / "server.json"
    state.write_text(json.dumps(json.loads(state.read_text()) | {"unknown": 1}))
    assert own.status().running
    assert not own.stop().running


def test_a_dead_sandbox_is_noticed_at_once(own: Sandbox) -> None:
    pid = own.start().pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not own.status().running, "its end is noticed")
    assert not own.healthy()
    assert "ended unexpectedly" in own.status().note


def test_a_sandbox_that_cannot_start_says_why(own: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "sandbox").mkdir()
    (tmp_path / "sandbox" / "gaps.jsonl").mkdir()  # the server cannot write its log of gaps
    with pytest.raises(SandboxError, match="ended while it was starting") as failed:
        own.start()
    assert "IsADirectoryError" in failed.value.detail


def test_the_environment_leads_terraform_and_boto3_to_the_sandbox_alone(sandbox: Cloud, sandbox_home: Path) -> None:
    variables = Sandbox(sandbox_home).environment()
    assert variables["AWS_ENDPOINT_URL"] == sandbox.endpoint
    assert variables["AWS_EC2_METADATA_DISABLED"] == "true"
    assert variables["AWS_CONFIG_FILE"] == variables["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull
    assert not variables["AWS_ACCESS_KEY_ID"].startswith("AKIA"), "it must not look like a real key"


def test_there_is_no_environment_without_a_running_sandbox(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="not running"):
        Sandbox(tmp_path).environment()


@pytest.mark.usefixtures("sandbox")
def test_only_the_loopback_address_is_served(sandbox_home: Path) -> None:
    process = psutil.Process(Sandbox(sandbox_home).status().pid)
    listening = [c.laddr for c in process.net_connections() if c.status == psutil.CONN_LISTEN]
    assert [address.ip for address in listening] == ["127.0.0.1"]


@pytest.mark.usefixtures("sandbox")
def test_a_web_page_is_not_let_in(sandbox_home: Path) -> None:
    port = Sandbox(sandbox_home).status().port
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(b"GET / HTTP/1.0\r\nHost: x\r\nOrigin: https://example.com\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.")
    assert b"access-control-allow-origin" not in answer.lower()


def test_every_file_is_readable_by_its_owner_only(own: Sandbox, tmp_path: Path) -> None:
    own.start()
    own.ensure_bucket("private", "us-east-1")
    own.stop()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "sandbox").iterdir()}
    assert {"server.log", "resources.snapshot"} <= modes.keys()
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "sandbox").stat().st_mode) == 0o700


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
def test_the_state_bucket_is_created_once_and_versioned(region: str, sandbox: Cloud, sandbox_home: Path) -> None:
    bucket = f"states-{region}"
    assert Sandbox(sandbox_home).ensure_bucket(bucket, region) is True
    assert Sandbox(sandbox_home).ensure_bucket(bucket, region) is False
    s3 = sandbox.client("s3")
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    assert (s3.get_bucket_location(Bucket=bucket)["LocationConstraint"] or "us-east-1") == region


def test_the_lock_table_is_created_once_a_region_with_the_key_that_locks_need(
    sandbox: Cloud, sandbox_home: Path
) -> None:
    own = Sandbox(sandbox_home)
    created = [own.ensure_table("state-locks", region, "LockID") for region in ("us-east-1", "eu-west-1", "us-east-1")]
    assert created == [True, True, False]
    table = sandbox.client("dynamodb").describe_table(TableName="state-locks")["Table"]
    assert table["KeySchema"] == [{"AttributeName": "LockID", "KeyType": "HASH"}]


def test_a_lock_table_needs_a_running_sandbox(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="infra-console sandbox start"):
        Sandbox(tmp_path).ensure_table("locks", "us-east-1", "LockID")


def test_a_bucket_needs_a_running_sandbox(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="infra-console sandbox start"):
        Sandbox(tmp_path).ensure_bucket("states", "us-east-1")


def test_asking_for_the_status_imports_neither_moto_nor_boto3(tmp_path: Path) -> None:
    code = """
        import json, sys; from pathlib import Path; from console.sandbox.control import Sandbox
        Sandbox(Path(sys.argv[1])).status()
        print(json.dumps([name for name in ("moto", "boto3", "botocore", "psutil", "flask") if name in sys.modules]))
    """
    output, _ = python(code, str(tmp_path)).communicate(timeout=DEADLINE_SECONDS)
    assert json.loads(output) == []
