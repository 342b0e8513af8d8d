"""`infra-console tasks`: what is due, what to look at, and writing down that it was done."""

import json

from console.services.run_store import whoami
from tests.fakes.tiny import Tiny
from tests.unit.services.test_regular_tasks import TASKS


def test_tasks_are_listed_ticked_off_and_shown(tiny: Tiny) -> None:
    assert tiny.run("tasks", "tiny/dev").stdout == "The system of tiny/dev has no tasks.yaml.\n"
    (tiny.presets / "tiny" / "tasks.yaml").write_text(TASKS)
    listed = tiny.run("tasks", "tiny/dev").stdout.splitlines()
    assert [line.split()[0] for line in listed] == ["TASK", "look", "restore"]
    assert all("due, never done" in line for line in listed[1:])
    done = tiny.run("tasks", "tiny/dev", "--done", "look", "--note", "all green")
    assert f"by {whoami()} (all green)" in done.stdout, done.stderr
    shown = tiny.run("tasks", "tiny/dev", "--show", "look").stdout
    assert "Look at it: Everything is green." in shown
    assert "  infra-console metrics tiny/dev --region us-east-1 '${HOME}'" in shown
    due = tiny.run("tasks", "tiny/dev", "--due").stdout
    assert ("restore" in due, "look" in due) == (True, False)
    document = json.loads(tiny.run("tasks", "tiny/dev", "--json").stdout)
    assert [(each["name"], each["due"], each["times"]) for each in document["tasks"]] == [
        ("look", False, 1),
        ("restore", True, 0),
    ]
    assert document["tasks"][0]["last"]["by"] == whoami()


def test_what_does_not_fit_is_refused(tiny: Tiny) -> None:
    (tiny.presets / "tiny" / "tasks.yaml").write_text(TASKS)
    for options, words in (
        (("--note", "x"), "--note belongs to --done"),
        (("--done", "lok"), "tiny/dev has no task 'lok'; its tasks are: look, restore."),
        (("--show", "lok"), "tiny/dev has no task 'lok'; its tasks are: look, restore."),
    ):
        refused = tiny.run("tasks", "tiny/dev", *options)
        assert (refused.returncode, words in refused.stderr) == (1, True), refused.stderr
