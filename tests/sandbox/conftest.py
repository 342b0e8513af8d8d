"""The sandbox and bare moto side by side, so that each test shows what the sandbox adds."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError
from owned_names import OwnedNames

from console.sandbox.control import Sandbox

DEADLINE_SECONDS = 30.0
BARE_MOTO = """
import threading
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
threading.Event().wait()
"""
"""A server of moto as it is, on a port that it chooses itself: one that was free a moment ago may be another's by now.
"""


@dataclass(frozen=True)
class Cloud:
    """Something that answers AWS requests at an endpoint."""

    endpoint: str
    names: OwnedNames | None = None
    """Who made what of it; None for one that a test has for itself."""

    def client(self, service: str) -> Any:
        config = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=20)
        client = boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id="sandbox",
            aws_secret_access_key="sandbox",
            config=config,
        )
        if self.names is not None:
            client.meta.events.register("provide-client-params", self.names.note)
        return client


Probe = Callable[[Cloud], Any]


def wait_until(condition: Callable[[], Any], what: str) -> Any:
    """The condition's first true value; fails after the deadline."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not (value := condition()):
        assert time.monotonic() < deadline, f"not in {DEADLINE_SECONDS:.0f} s: {what}"
        time.sleep(0.05)
    return value


def outcome(probe: Probe, cloud: Cloud) -> Any:
    """What the probe returns, or the error that it meets."""
    try:
        return probe(cloud)
    except ClientError as error:
        return f"{error.response['Error']['Code']}: {error.response['Error']['Message']}"
    except (BotoCoreError, ResponseParserError, KeyError, IndexError) as error:
        return f"{type(error).__name__}: {error}"


@pytest.fixture(scope="session")
def sandbox_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("console-home")


@pytest.fixture(scope="session")
def owned_names(tmp_path_factory: pytest.TempPathFactory) -> OwnedNames:
    """Of all workers of this run."""
    own = tmp_path_factory.getbasetemp()
    return OwnedNames((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "names")


@pytest.fixture(scope="session")
def sandbox(sandbox_home: Path, owned_names: OwnedNames) -> Iterator[Cloud]:
    running = Sandbox(sandbox_home)
    endpoint = running.start().endpoint
    assert endpoint is not None
    yield Cloud(endpoint, owned_names)
    running.stop()


@pytest.fixture(scope="session")
def bare_moto(owned_names: OwnedNames) -> Iterator[Cloud]:
    settings = {"MOTO_ACM_VALIDATION_WAIT": "0", "MOTO_IAM_LOAD_MANAGED_POLICIES": "true"}
    process = subprocess.Popen(
        [sys.executable, "-c", BARE_MOTO],
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        assert port, "bare moto ended"
        yield Cloud(f"http://127.0.0.1:{port}", owned_names)
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def only_in_sandbox(sandbox: Cloud, bare_moto: Cloud) -> Callable[[Probe, Any], None]:
    """Checks that the sandbox gives what is expected and that bare moto does not."""

    def check(probe: Probe, expected: Any) -> None:
        assert outcome(probe, sandbox) == expected
        assert outcome(probe, bare_moto) != expected, "bare moto does this by now: the patch can go"

    return check


@pytest.fixture
def fargate(sandbox: Cloud, request: pytest.FixtureRequest) -> Any:
    """A cluster on Fargate of the test's own."""
    from fargate import Fargate

    return Fargate(sandbox, request.node.name.removeprefix("test_").partition("[")[0][:60].replace("_", "-"))


@pytest.fixture
def switches(sandbox_home: Path) -> Iterator[Any]:
    """The fault switches of the sandbox; all are off again afterwards."""
    from console.sandbox.faults import FAULTS, FaultSwitches

    found = FaultSwitches(sandbox_home)
    yield found
    for name in FAULTS:
        found.switch(name, on=False)
