"""`infra-console state`: exit codes, one JSON document, nothing done without a yes, and hostile text harmless."""

from __future__ import annotations

import argparse
import json
from typing import Any

import pytest

from console.bootstrap import Console
from console.cli.parser import build_parser
from console.cli.state import state
from console.errors import InputError, ProtectedError, RefusedError
from tests.fakes.tiny import ADDRESSES, DEV, Tiny, apply, plan

FIRST, SLOW, LAST = ADDRESSES
SECRET = "correct-horse-battery"


class Command:
    """Runs `state ACTION tiny/dev ...` in this process."""

    def __init__(self, console: Console, capsys: pytest.CaptureFixture[str]) -> None:
        self.console = console
        self._capsys = capsys

    def __call__(self, action: str, *arguments: str) -> tuple[int, str]:
        self._capsys.readouterr()
        return state(self.console, self._options(action, *arguments)), self._capsys.readouterr().out

    def document(self, action: str, *arguments: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self(action, *arguments, "--json")[1])
        return found

    @staticmethod
    def _options(action: str, *arguments: str) -> argparse.Namespace:
        return build_parser().parse_args(["state", action, "tiny/dev", *arguments])


@pytest.fixture
def command(tiny: Tiny, capsys: pytest.CaptureFixture[str]) -> Command:
    tiny.write('resource "terraform_data" "keeper" {\n  input = "pass is ${var.password}"\n}\n', "keeper.tf")
    console = tiny.console()
    apply(console, plan(console, secrets={"password": SECRET}))
    return Command(console, capsys)


def test_resources_are_listed_filtered_and_shown_with_what_is_secret_masked(command: Command) -> None:
    assert [one["address"] for one in command.document("list")["resources"]] == sorted(
        [*ADDRESSES, "terraform_data.keeper"]
    )
    code, said = command("list", "last")
    assert (code, FIRST in said, LAST in said) == (0, False, True)
    for arguments in (("show", "terraform_data.keeper"), ("show", "terraform_data.keeper", "--json")):
        code, said = command(*arguments)
        assert (code, SECRET in said) == (0, False)
    assert "(sensitive)" in command("show", "terraform_data.keeper")[1]


def test_nothing_is_done_where_nobody_agreed(command: Command) -> None:
    for arguments in (
        ("mv", FIRST, "terraform_data.other"),
        ("rm", FIRST),
        ("taint", FIRST),
        ("restore", command.document("backups")["backups"][0]["id"]),
    ):
        with pytest.raises(InputError, match="Nothing was done: add --yes"):
            command(*arguments, "--json")
    assert FIRST in command("list")[1]


def test_a_move_says_what_follows_and_what_it_left_behind(command: Command) -> None:
    code, said = command("mv", FIRST, "terraform_data.other", "--yes")
    assert code == 0
    assert f"{FIRST} -> terraform_data.other" in said
    assert "then: The configuration has no terraform_data.other: the next plan destroys what stands there." in said
    assert f"back: `infra-console state mv tiny/dev terraform_data.other {FIRST}`" in said
    assert "Done: the state has serial" in said
    back = command.document("mv", "terraform_data.other", FIRST, "--yes")
    assert (back["done"], back["moves"]) == (True, [{"from": "terraform_data.other", "to": FIRST}])


def test_a_backup_is_listed_compared_and_restored(command: Command) -> None:
    removed = command.document("rm", LAST, "--yes")
    kept = command.document("backups")["backups"]
    assert [one["why"] for one in kept] == [f"before: Remove {LAST} from the state", "after: run #1, done"]
    code, said = command("diff", removed["backup"])
    assert (code, f"- {LAST}" in said) == (2, True)
    assert command.document("restore", removed["backup"], "--yes")["added"] == [LAST]
    code, said = command("diff", removed["backup"])
    assert (code, "They hold the same resources" in said) == (0, True)


def test_a_difference_of_a_secret_is_masked(command: Command, tiny: Tiny) -> None:
    before = command.document("backups")["backups"][0]["id"]
    apply(command.console, plan(command.console, secrets={"password": "staple-of-another"}))
    for arguments in (("diff", before), ("diff", before, "--json")):
        code, said = command(*arguments)
        assert (code, SECRET in said, "staple-of-another" in said) == (2, False, False)
        assert "terraform_data.keeper" in said


def test_taint_and_untaint_are_told(command: Command) -> None:
    command.document("taint", LAST, "--yes")
    assert f"{LAST}  (tainted: the next plan replaces it)" in command("list")[1]
    command.document("untaint", LAST, "--yes")
    assert "tainted" not in command("list")[1]


def test_versions_and_locks_of_a_local_state_say_what_there_is_instead(command: Command) -> None:
    with pytest.raises(RefusedError, match="only an S3 bucket has versions"):
        command("versions")
    assert command("lock")[1] == "The state of tiny/dev is not locked.\n"
    assert command.document("lock")["locked"] is False
    with pytest.raises(InputError, match="is not locked"):
        command("unlock", "--id", "x")


def test_an_import_without_a_configuration_prints_the_proposal_and_exits_with_1(command: Command) -> None:
    code, said = command("import", "terraform_data.found", "an-id")
    assert code == 1
    assert "Nothing was imported: the configuration has no terraform_data.found." in said
    assert 'resource "terraform_data" "found"' in said
    assert command.document("import", "terraform_data.found", "an-id")["imported"] is False


def test_what_the_configuration_has_is_imported_by_its_plan_on_approval(command: Command) -> None:
    known_as = command.document("show", FIRST)["attributes"]["id"]
    command.document("rm", FIRST, "--yes")
    with pytest.raises(InputError, match="Nothing was applied: approve the plan"):
        command("import", FIRST, known_as, "--json")
    code, said = command("import", FIRST, known_as, "--approve", "tiny/dev", "--acknowledge-unknown-cost")
    assert (code, f"IMPORT of {FIRST} as {known_as}" in said) == (0, True)
    assert command.document("show", FIRST)["attributes"]["id"] == known_as


def test_a_protected_environment_wants_its_name(command: Command, tiny: Tiny) -> None:
    tiny.preset("dev", protection="confirm")
    with pytest.raises(InputError, match="add --approve ENV"):
        command("rm", LAST, "--yes", "--json")
    with pytest.raises(ProtectedError, match="type its name"):
        command("rm", LAST, "--approve", "tiny/prod")
    assert command("rm", LAST, "--approve", "tiny/dev")[0] == 0


def test_without_drift_the_exit_code_is_0(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINY_PASSWORD", SECRET)
    code, said = command("drift", "--secret", "password=env:TINY_PASSWORD")
    assert (code, "nothing was changed outside" in said) == (0, True)


def test_no_state_waits_where_every_apply_could_write_it(command: Command) -> None:
    assert command("errored")[1] == "No apply of tiny/dev left a state that could not be written.\n"
    assert command.document("errored")["waiting"] is False
    with pytest.raises(InputError, match="choose one"):
        command("errored", "--push", "--give-up", str(DEV))
