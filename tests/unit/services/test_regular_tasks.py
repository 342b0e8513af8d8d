"""The regular tasks of the documents: listed with what is due, ticked off by whom, kept apart from the sandbox's."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from console.domain.environment import EnvironmentName
from console.domain.tasks import Every, RegularTask, TaskDone, TaskStanding
from console.errors import ConsoleError, InputError, PresetError
from console.services.run_store import whoami
from console.services.tasks import RegularTasks
from tests.fakes.tiny import DEV, REPOSITORY, Tiny

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
TASKS = """
tasks:
  - name: look
    title: Look at it
    every: week
    text: Everything is green.
    commands: ["infra-console metrics ${system}/${environment} --region ${region} '${HOME}'"]
  - {name: restore, title: Restore it, every: quarter, text: It works.}
"""


def write(tiny: Tiny, text: str = TASKS) -> RegularTasks:
    (tiny.presets / "tiny" / "tasks.yaml").write_text(text)
    return tiny.console().tasks


def standing(days_ago: float | None) -> TaskStanding:
    task = RegularTask(name="look", title="Look", every=Every.WEEK, text="x")
    last = None if days_ago is None else TaskDone(NOW - timedelta(days=days_ago), "a@b")
    return TaskStanding(task, (), last, 0 if last is None else 1)


@pytest.mark.parametrize(
    ("days_ago", "words", "overdue"),
    [
        (None, "due, never done", True),
        (0, "due in 7 d", False),
        (6.9, "due today", False),
        (7, "due today", True),
        (9, "overdue by 2 d", True),
    ],
)
def test_how_a_task_stands_is_said_in_words(days_ago: float | None, words: str, overdue: bool) -> None:
    assert (standing(days_ago).words(NOW), standing(days_ago).overdue(NOW)) == (words, overdue)


def test_a_task_that_was_ticked_off_says_when_and_by_whom(tiny: Tiny) -> None:
    tasks = write(tiny)
    assert [each.last for each in tasks.of(DEV)] == [None, None]
    done = tasks.tick(DEV, "look", "all green")
    assert done.last is not None
    assert (done.last.by, done.last.note, done.times) == (whoami(), "all green", 1)
    tasks.tick(DEV, "look")
    look, restore = tiny.console().tasks.of(DEV)
    assert (look.times, restore.last) == (2, None)
    (kept,) = (tiny.home / "tasks" / "aws" / "tiny").iterdir()
    assert kept.stat().st_mode & 0o077 == 0


def test_the_commands_of_a_task_are_of_the_environment_at_hand(tiny: Tiny) -> None:
    (command,) = write(tiny).of(DEV)[0].commands
    assert command == "infra-console metrics tiny/dev --region us-east-1 '${HOME}'"


def test_the_sandbox_has_a_list_of_its_own(tiny: Tiny) -> None:
    write(tiny).tick(DEV, "look")
    sandbox = RegularTasks(tiny.presets, tiny.home, tiny.console().environments.preset, sandbox=True)
    assert [each.last for each in sandbox.of(DEV)] == [None, None]


def test_a_task_that_does_not_exist_is_refused_with_those_there_are(tiny: Tiny) -> None:
    with pytest.raises(InputError, match=r"tiny/dev has no task 'lok'; its tasks are: look, restore\."):
        write(tiny).tick(DEV, "lok")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TASKS.replace("week", "decade"), r"tasks.yaml: tasks\[0\]\.every is 'decade'"),
        (TASKS.replace("restore,", "look,"), "two tasks are called look"),
        (TASKS.replace("name: look", "name: Look at"), r"tasks\[0\]\.name is 'Look at'"),
        ("tasks: []\n", "tasks"),
    ],
)
def test_a_list_of_tasks_that_is_wrong_is_refused_by_its_file_and_key(tiny: Tiny, text: str, words: str) -> None:
    with pytest.raises(PresetError, match=words):
        write(tiny, text).of(DEV)


def test_a_line_that_is_no_task_is_named_and_not_forgotten(tiny: Tiny) -> None:
    tasks = write(tiny)
    tasks.tick(DEV, "look")
    path = tiny.home / "tasks" / "aws" / "tiny" / "dev.jsonl"
    path.write_text(path.read_text() + "{}\n")
    with pytest.raises(ConsoleError, match=r"dev\.jsonl line 2 is not a task that was done"):
        tasks.of(DEV)


def test_a_system_without_tasks_has_none(tiny: Tiny) -> None:
    assert tiny.console().tasks.of(DEV) == ()


@pytest.mark.parametrize("system", ["mtk", "muejam", "replaydash", "twitter"])
def test_the_tasks_of_every_shipped_system_can_be_read(system: str, tmp_path: Path, tiny: Tiny) -> None:
    name = EnvironmentName(system, "staging")
    shipped = RegularTasks(
        REPOSITORY / "presets", tmp_path, lambda _: tiny.console().environments.preset(DEV), sandbox=False
    )
    tasks = shipped.of(name)
    assert {each.task.every for each in tasks} == set(Every)
    assert all(each.overdue(NOW) for each in tasks)
