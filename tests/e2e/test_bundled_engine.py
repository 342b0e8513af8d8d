"""The engine of a machine without terraform: the wheel, through the same run engine."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from console.domain.run import RunKind, RunStatus
from tests.fakes.tiny import ADDRESSES, REPOSITORY, Background, Tiny, apply, plan

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("bundled engine")]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of requirements/engine.txt in a folder of its own, as `make run` would install it."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    requirements = REPOSITORY / "requirements" / "engine.txt"
    answer = subprocess.run(
        [*pip, "--require-hashes", "--target", str(folder), "-r", str(requirements)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if answer.returncode != 0 and "No matching distribution" in answer.stderr:
        pytest.skip("there is no wheel for this machine")
    assert answer.returncode == 0, answer.stderr
    return folder


@pytest.fixture
def engine(tiny: Tiny, wheel: Path) -> str:
    """`infra-console-engine`, with the wheel where its interpreter finds it."""
    body = f'PYTHONPATH="{wheel}:{REPOSITORY}" exec "{sys.executable}" -m console.terraform.bundled_engine "$@"'
    return str(tiny.engine(body, name="infra-console-engine"))


def test_the_wheel_plans_applies_and_destroys(tiny: Tiny, engine: str) -> None:
    console = tiny.console(engine=engine)
    reviewed = plan(console, secrets={"password": "s3cret-of-the-run"})
    assert reviewed.record.identity is not None
    assert reviewed.record.identity.engine.startswith("terraform 1.")
    seen: list[str] = []
    record = apply(console, reviewed, on_update=lambda update: seen.extend(event.text for event in update.events))
    assert (record.status, record.error) == (RunStatus.DONE, None)
    assert tiny.in_state() == dict.fromkeys(ADDRESSES, "ok")
    assert any("terraform_data.last: Creation complete" in text for text in seen)
    assert plan(console, secrets={"password": "s3cret-of-the-run"}).plan.empty
    outputs = {output.name: output.value for output in console.outputs.read(record.name)}
    assert outputs == {"label": "one", "hidden": None}
    assert apply(console, plan(console, kind=RunKind.DESTROY)).status is RunStatus.DONE


def test_the_wheel_stops_gracefully(tiny: Tiny, engine: str) -> None:
    console = tiny.console(engine=engine)
    reviewed = plan(console, does="wait")
    cancel = threading.Event()
    running = Background(lambda: apply(console, reviewed, cancel=cancel))
    tiny.begun()
    cancel.set()
    record = running.result()
    assert record.status is RunStatus.STOPPED
    assert tiny.in_state() == {"terraform_data.first": "ok", "terraform_data.slow": "tainted"}
    assert plan(console).record.status is RunStatus.PLANNED, "the state's lock was released"


def test_the_wheel_says_what_is_wrong_with_a_configuration(tiny: Tiny, engine: str) -> None:
    tiny.write('resource "terraform_data" "broken" {\n  input = var.nothing\n}\n', "broken.tf")
    tiny.extra |= {"INFRA_CONSOLE_ENGINE": engine, "INFRA_CONSOLE_SANDBOX": "true"}
    answer = tiny.run("plan", "tiny/dev", "--json")
    tiny.run("sandbox", "stop")
    assert answer.returncode == 1
    message = json.loads(answer.stdout)["error"]["message"]
    assert message == "The plan failed (broken.tf line 2): Reference to undeclared input variable."
