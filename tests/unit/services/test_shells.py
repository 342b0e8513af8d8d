"""A shell in a running task: the exact command, and what stands in its way."""

from dataclasses import replace

import pytest

from console.errors import InputError, RefusedError
from console.services.shells import Shell, Shells
from tests.fakes.ecs import NAME, FakeEcs, ecs, service, task


def command(fake: FakeEcs, present: tuple[str, ...] = (), **which: str) -> Shell:
    shells = Shells(ecs(fake).targets, fake, sandbox=False, which=lambda each: each if each in present else None)
    return shells.command(NAME, "/bin/sh", **which)


def running(**changes: object) -> FakeEcs:
    return FakeEcs(now=service(takes_shells=True), **changes)  # type: ignore[arg-type]


def test_the_command_names_everything():
    assert " ".join(command(running()).argv) == (
        "aws ecs execute-command --region us-east-1 --cluster replaydash-dev-cluster --task " + "a" * 32 + " "
        "--container api --interactive --command /bin/sh"
    )


def test_what_this_machine_lacks_is_named():
    assert command(running(), ("aws",)).missing == ("session-manager-plugin",)
    assert command(running(), ("aws", "session-manager-plugin")).missing == ()


def test_a_task_is_chosen_by_the_beginning_of_its_id():
    assert command(running(), task="bbbb").task.id == "b" * 32


@pytest.mark.parametrize("which", [{"task": "zzz"}, {"task": ""}, {"container": "sidecar"}])
def test_a_task_or_container_that_there_is_not_is_named(which: dict[str, str]):
    with pytest.raises(InputError):
        command(running(), **which)


def test_without_ecs_exec_it_says_how_to_get_it():
    with pytest.raises(RefusedError, match="ECS Exec is off"):
        command(FakeEcs())


def test_without_a_running_task_there_is_nothing_to_open():
    waiting = (replace(task("a" * 32), status="PENDING"),)
    with pytest.raises(RefusedError, match="No task of"):
        command(running(running=waiting))
