"""Faults 68 and 97: an audit log that was tampered with, that cannot be written, and one that a spreadsheet opens."""

from __future__ import annotations

import csv
import io
import json

import pytest

from console.domain.run import RunStatus
from console.errors import StoreError
from console.services.approval_guards import Approval
from tests.fakes.cloud import AccountServer
from tests.fakes.tiny import DEV, Tiny, apply, plan
from tests.store.places import OwnPlace, entry


def own(tiny: Tiny) -> OwnPlace:
    return OwnPlace(tiny.home / "store" / "aws.sqlite")


def test_what_is_applied_and_destroyed_stands_in_the_log_with_its_end(tiny: Tiny) -> None:
    console = tiny.console()
    record = apply(console, plan(console))
    told = [(each.action, each.subject, each.outcome) for each in console.audit.entries()]
    assert told == [("apply", record.id, ""), ("apply", record.id, "done")]
    begun, ended = console.audit.entries()
    assert begun.details["plan_sha256"] == record.plan_sha256
    assert (ended.text, ended.details) == ("+3 ~0 ±0 -0", {"began": "1"})
    assert console.audit.verify().problem == ""


def test_a_failed_apply_is_told_as_that(tiny: Tiny) -> None:
    console = tiny.console()
    tiny.preset("dev", values={"does": "fail"})
    record = apply(console, plan(console))
    assert record.status is RunStatus.FAILED
    assert [(each.outcome, each.text) for each in console.audit.entries()][1:] == [("failed", record.error)]


@pytest.mark.parametrize("how", ["tampered", "damaged"])
def test_fault_97_nothing_is_applied_discarded_or_changed_that_the_log_cannot_record(tiny: Tiny, how: str) -> None:
    console = tiny.console()
    apply(console, plan(console))
    before = tiny.state_file().read_bytes()
    reviewed = plan(console, label="other")
    if how == "tampered":
        changed = own(tiny).open().entries()[0].model_copy(update={"by": "mallory@lab"})
        own(tiny).put_entry(1, changed.model_dump_json())
    else:
        own(tiny).path.write_bytes(b"damaged" * 1000)
    with pytest.raises(StoreError, match=r"apply of tiny/dev#2 was not begun, since the audit log cannot record it"):
        console.runs.apply(reviewed.record.id, Approval("ada@desk"), lambda _: None)
    with pytest.raises(StoreError, match="discard of tiny/dev#2 was not begun"):
        console.runs.discard(reviewed.record.id)
    change = console.states.changes.taint(DEV, "terraform_data.last")
    with pytest.raises(StoreError, match="state of tiny/dev was not begun"):
        console.states.changes.carry_out(change)
    assert tiny.state_file().read_bytes() == before
    assert console.runs.get(reviewed.record.id).status is RunStatus.PLANNED


def test_fault_97_the_command_says_the_entrys_number_and_exits_1(tiny: Tiny) -> None:
    for number in range(1, 6):
        own(tiny).open().append(entry(f"act {number}"))
    whole = tiny.run("audit", "--verify")
    assert (whole.returncode, whole.stdout) == (0, f"The audit log in {own(tiny).path} is whole: 5 entries.\n")
    changed = own(tiny).open().entries()[2].model_copy(update={"by": "mallory@lab"})
    own(tiny).put_entry(3, changed.model_dump_json())
    broken = tiny.run("audit", "--verify")
    assert broken.returncode == 1
    assert broken.stdout.startswith("BROKEN at entry 3: The audit log in ")
    document = json.loads(tiny.run("audit", "--verify", "--json").stdout)
    assert (document["whole"], document["broken"], document["entries"]) == (False, 3, 5)


def test_fault_97_a_command_that_changes_something_is_refused_before_it_does(
    tiny: Tiny, account: AccountServer
) -> None:
    assert tiny.run("apply", "tiny/dev", "--approve", "tiny/dev").returncode == 0
    own(tiny).put_entry(1, None)
    refused = tiny.run("apply", "tiny/dev", "--set", "label=other", "--approve", "tiny/dev")
    assert refused.returncode == 1
    assert "was not begun, since the audit log cannot record it (nothing was changed" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert '"other"' not in tiny.state_file().read_text()


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_fault_68_no_cell_of_the_csv_is_run_by_a_spreadsheet(tiny: Tiny, beginning: str) -> None:
    evil = f"{beginning}cmd|' /C calc'!A0"
    store = own(tiny).open()
    store.append(entry("apply").model_copy(update={"text": evil, "subject": evil, "by": evil}))
    printed = tiny.run("audit", "--csv")
    header, row = csv.reader(io.StringIO(printed.stdout, newline=""))
    cells = dict(zip(header, row, strict=True))
    # The pipe of the test makes one line end of every kind.
    assert cells["text"] == cells["subject"] == cells["by"] == f"'{evil}".replace("\r", "\n")
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in row)
    assert (cells["number"], cells["action"]) == ("1", "apply")


def test_the_log_is_listed_by_environment_and_since(tiny: Tiny) -> None:
    store = own(tiny).open()
    for subject in ("tiny/dev", "tiny/dev#4", "tiny/develop", "tiny@1"):
        store.append(entry("apply").model_copy(update={"subject": subject}))

    def subjects(*options: str) -> list[str]:
        return [each["subject"] for each in json.loads(tiny.run("audit", "--json", *options).stdout)["entries"]]

    assert subjects() == ["tiny/dev", "tiny/dev#4", "tiny/develop", "tiny@1"]
    assert subjects("tiny/dev") == ["tiny/dev", "tiny/dev#4"]
    assert subjects("tiny") == ["tiny/dev", "tiny/dev#4", "tiny/develop", "tiny@1"]
    assert subjects("--since", "1h") == subjects()
    text = tiny.run("audit", "tiny/dev").stdout
    assert [line.split()[0] for line in text.splitlines()] == ["ENTRY", "1", "2"]
    assert (
        tiny.run("audit", "tiny/prod").stdout
        == "The audit log has no such entry yet: it begins with the first apply.\n"
    )
    assert "--csv lists the log" in tiny.run("audit", "--csv", "--verify").stderr


def test_hostile_text_in_the_log_does_not_act_on_the_terminal(tiny: Tiny) -> None:
    own(tiny).open().append(entry("apply").model_copy(update={"text": "\x1b[2Jgone\nROW"}))
    printed = tiny.run("audit").stdout
    assert "\x1b" not in printed
    assert len(printed.splitlines()) == 2
