"""`infra-console sandbox load`: turned, shown, and refused where it is no load."""

import json
import time
from pathlib import Path

import pytest

from console.bootstrap import build
from console.cli.parser import build_parser
from console.cli.sandbox import sandbox
from console.errors import InputError
from console.sandbox.dial import LoadDial
from console.settings import read_settings
from tests.fakes.cloud import FakeCloud


def run(home: Path, *words: str) -> int:
    console = build(read_settings({"home": home}), cloud=FakeCloud(sandbox=True))
    return sandbox(console, build_parser().parse_args(["sandbox", *words]))


def test_the_load_is_turned_and_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "load") == 0
    assert run(tmp_path, "load", "300") == 0
    assert run(tmp_path, "status") == 0
    assert run(tmp_path, "status", "--json") == 0
    shown = capsys.readouterr().out
    assert "The load is 100 % of an ordinary day." in shown
    assert shown.count("The load is 300 % of an ordinary day.") == 2
    assert json.loads(shown[shown.index("{") :])["load_percent"] == 300


def test_a_load_may_have_begun_some_minutes_ago(tmp_path: Path) -> None:
    run(tmp_path, "load", "50")
    run(tmp_path, "load", "400", "--minutes-ago", "10")
    ((since, percent),) = LoadDial(tmp_path).history()
    assert percent == 400
    assert 590 < time.time() - since < 620, "and what was turned later is forgotten"


@pytest.mark.parametrize("words", [["1001"], ["-5"], ["much"], ["100", "--minutes-ago", "-1"], ["--off"]])
def test_what_is_no_load_is_refused(tmp_path: Path, words: list[str]) -> None:
    with pytest.raises(InputError):
        run(tmp_path, "load", *words)
    assert LoadDial(tmp_path).percent == 100


def test_a_damaged_dial_stands_at_an_ordinary_day(tmp_path: Path) -> None:
    dial = LoadDial(tmp_path)
    dial.turn(300)
    (tmp_path / "sandbox" / "load.json").write_text("[[1]]")
    assert dial.percent == 100
