"""Each test of the contract runs on the store of one machine and on that of a team."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from console.sandbox.control import Sandbox
from tests.store.places import OwnPlace, Place, SharedPlace


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox for the tables and buckets of these tests."""
    sandbox = Sandbox(tmp_path_factory.mktemp("team-home"))
    sandbox.start()
    yield sandbox
    sandbox.stop()


@pytest.fixture(scope="session")
def endpoint(sandbox: Sandbox) -> str:
    return sandbox.environment()["AWS_ENDPOINT_URL"]


@pytest.fixture
def shared(endpoint: str) -> SharedPlace:
    place = SharedPlace(endpoint)
    place.make()
    return place


@pytest.fixture
def own(tmp_path: Path) -> OwnPlace:
    return OwnPlace(tmp_path / "store" / "aws.sqlite")


@pytest.fixture(params=["own", "shared"])
def place(request: pytest.FixtureRequest) -> Place:
    found: Place = request.getfixturevalue(request.param)
    return found
