"""`infra-console sandbox fault` and what it refuses, without a sandbox that runs."""

import json
from pathlib import Path

import pytest

from console.bootstrap import build
from console.cli.parser import build_parser
from console.cli.sandbox import sandbox
from console.errors import InputError
from console.sandbox.faults import FAULTS, FaultSwitches
from console.sandbox.images import push_image
from console.settings import read_settings
from tests.fakes.cloud import FakeCloud


def ask(home: Path, *arguments: str) -> int:
    console = build(read_settings({"home": home}), cloud=FakeCloud(sandbox=True))
    return sandbox(console, build_parser().parse_args(["sandbox", *arguments]))


def test_a_fault_holds_until_it_is_switched_off(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert ask(tmp_path, "fault", "crash-on-start") == 0
    assert FaultSwitches(tmp_path).on == {"crash-on-start"}
    assert "ON   crash-on-start" in capsys.readouterr().out
    assert ask(tmp_path, "fault", "crash-on-start", "--off", "--json") == 0
    assert FaultSwitches(tmp_path).on == frozenset()
    assert json.loads(capsys.readouterr().out)["faults"] == dict.fromkeys(FAULTS, False)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("fault", "gravity"), "There is no fault 'gravity'; there are: crash-on-start"),
        (("fault", "slow-database", "--minutes-ago", "-1"), "cannot begin in the future"),
        (("start", "now"), "`sandbox start` takes nothing more"),
        (("push",), "Say which image"),
    ],
)
def test_what_there_is_not_is_refused(tmp_path: Path, arguments: tuple[str, ...], words: str):
    with pytest.raises(InputError, match=words):
        ask(tmp_path, *arguments)


@pytest.mark.parametrize("image", ["api", ":v1", "api:", "registry.example:5000/api"])
def test_what_is_no_image_is_not_pushed(tmp_path: Path, image: str):
    console = build(read_settings({"home": tmp_path}), cloud=FakeCloud(sandbox=True))
    with pytest.raises(InputError, match="is not an image"):
        push_image(console.sandbox, image)


@pytest.mark.parametrize("text", ["", "{", '{"a": 1}', '["gravity"]'])
def test_a_file_of_faults_that_cannot_be_read_switches_nothing_on(tmp_path: Path, text: str):
    (tmp_path / "sandbox").mkdir()
    (tmp_path / "sandbox" / "faults.json").write_text(text)
    assert FaultSwitches(tmp_path).on == frozenset()
