"""What the ECS screen changes: each shown and checked in a question first, then begun and watched."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from console.domain.ecs import short_name
from console.errors import ConsoleError, RunStoppedError
from console.ui.ecs_view.facts import (
    deploy_content,
    outcome_content,
    revision_line,
    rollback_content,
    task_content,
)
from console.ui.format import age
from console.ui.gate import clean, content, styled
from screens.modals.confirm import ConfirmScreen
from screens.modals.pick import PickScreen
from screens.modals.raw_text import RawTextScreen

if TYPE_CHECKING:
    from console.domain.ecs import Task
    from console.domain.ecs_images import Image
    from console.services.deployments import DeployPlan
    from console.services.ecs import Ecs
    from console.services.following_deployments import Outcome, Progress, Watched
    from console.services.one_off import TaskEnd, TaskPlan
    from console.services.rollback import EarlierRevision, RollbackPlan
    from console.services.shells import Shell
    from screens.ecs import EcsScreen

_MARGIN = 6
"""Cells beside a line above the panes: its padding and its mark."""
ONCE_MORE = "the same once more: new tasks of the revision that runs"


class EcsChanges:
    """The ways from a key to a change, each through a question that may be left with Escape."""

    def __init__(self, screen: EcsScreen) -> None:
        self._screen = screen
        self._app = screen.app
        self.task_log: tuple[str, ...] = ()
        """What the one-off task wrote that ended last."""
        self._task_named = ""

    @property
    def _ecs(self) -> Ecs:
        """Only in threads: the first use builds the clients."""
        return self._app.services.ecs

    def _ask(self, title: str, question: Content, yes: str, go_on: Callable[[], None]) -> None:
        def answered(agreed: bool | None) -> None:
            if agreed:
                go_on()

        self._app.push_screen(ConfirmScreen(title, question, yes=yes), answered)

    @property
    def _where(self) -> str:
        context = self._app.context
        return " in the SANDBOX" if context is not None and context.sandbox else ""

    # --- Deploy ---

    def deploy(self) -> None:
        target, service = self._screen.target, self._screen.service
        self._screen.work("look", lambda: self._ecs.deployments.images(target, service), self._choose_image)

    def _choose_image(self, images: tuple[Image, ...]) -> None:
        lines = {
            _image_line(image, self._app.now()): (image.tags[0] if image.tags else image.digest) for image in images
        }

        def chosen(line: str | None) -> None:
            if line is not None:
                self._plan_deployment(lines.get(line))

        self._app.push_screen(PickScreen("Deploy which image?", [*lines, ONCE_MORE]), chosen)

    def _plan_deployment(self, image: str | None) -> None:
        target, service = self._screen.target, self._screen.service

        def ask(plan: DeployPlan) -> None:
            despite = bool(plan.hindrances)
            self._ask(
                f"Deploy to {plan.service.address.name}{self._where}?",
                deploy_content(plan),
                "Deploy all the same" if despite else "Deploy",
                lambda: self._begin(lambda: self._ecs.deployments.start(plan, despite_checks=despite)),
            )

        self._screen.work("look", lambda: self._ecs.deployments.plan(target, image, service), ask)

    # --- Roll back ---

    def roll_back(self) -> None:
        target, view = self._screen.target, self._screen.view
        if view is not None and view.service.deploying:
            self._plan_rollback(None)
            return
        service = self._screen.service
        self._screen.work("look", lambda: self._ecs.rollback.revisions(target, service), self._choose_revision)

    def _choose_revision(self, revisions: tuple[EarlierRevision, ...]) -> None:
        if not revisions:
            self._plan_rollback(None)  # which says why there is nothing to go back to
            return
        lines = {revision_line(each): each.name for each in revisions}

        def chosen(line: str | None) -> None:
            if line is not None:
                self._plan_rollback(lines[line])

        self._app.push_screen(PickScreen("Go back to which revision?", list(lines)), chosen)

    def _plan_rollback(self, to: str | None) -> None:
        target, service = self._screen.target, self._screen.service

        def ask(plan: RollbackPlan) -> None:
            despite = bool(plan.hindrances)
            self._ask(
                f"Roll {plan.service.address.name} back{self._where}?",
                rollback_content(plan),
                "Roll back all the same" if despite else "Roll back",
                lambda: self._begin(lambda: self._ecs.rollback.start(plan, despite_checks=despite)),
            )

        self._screen.work("look", lambda: self._ecs.rollback.plan(target, to, service), ask)

    # --- A deployment that was begun ---

    def _begin(self, start: Callable[[], Watched]) -> None:
        def watch() -> Outcome:
            watched = start()
            return self._ecs.following.follow(watched, self._report, cancel=self._screen.leaving)

        self._screen.tell(content("The deployment is begun…"))
        self._screen.work("verdict", watch, self._verdict, self._not_judged)

    def _report(self, progress: Progress) -> None:
        """From the following thread."""
        service, deployment = progress.service, progress.deployment
        status = deployment.status if deployment is not None else "waiting for ECS to show it"
        words = styled(
            "[b $text-primary]$status[/]  $name  $running running, $pending pending of $desired",
            status=status,
            name=short_name(service.task_definition),
            running=service.running,
            pending=service.pending,
            desired=service.desired,
        )
        if not self._screen.leaving.is_set():
            self._app.call_from_thread(self._screen.tell, words)

    def _verdict(self, outcome: Outcome) -> None:
        self._screen.tell(outcome_content(outcome))
        self._screen.action_refresh()
        if self._app.screen is self._screen:
            return
        name = outcome.service.address.name
        if outcome.good:
            self._app.tell(f"The deployment of {name}: {outcome.verdict}.")
        else:
            self._app.fail(ConsoleError(f"The deployment of {name}: {outcome.verdict}."))

    def _not_judged(self, error: ConsoleError) -> None:
        if isinstance(error, RunStoppedError):
            return
        self._screen.tell(None)
        self._app.fail(error)

    # --- One-off tasks ---

    def run_task(self) -> None:
        target, service = self._screen.target, self._screen.service

        def ask(plan: TaskPlan) -> None:
            self._ask(f"Run {plan.definition.name}{self._where}?", task_content(plan), "Run", lambda: self._run(plan))

        self._screen.work("look", lambda: self._ecs.one_off.plan(target, service=service), ask)

    def _run(self, plan: TaskPlan) -> None:
        def run() -> TaskEnd:
            task_id = self._ecs.one_off.start(plan)
            return self._ecs.one_off.follow(plan, task_id, self._report_task, cancel=self._screen.leaving)

        self._screen.tell(styled("$name is begun…", name=plan.definition.name))
        self._screen.work("task", run, self._task_ended, self._not_judged)

    def _report_task(self, task: Task) -> None:
        words = styled("[b $text-primary]$s[/]  $d", s=task.status, d=short_name(task.task_definition))
        if not self._screen.leaving.is_set():
            self._app.call_from_thread(self._screen.tell, words)

    def _task_ended(self, end: TaskEnd) -> None:
        name = short_name(end.task.task_definition)
        if end.exit_code == 0:
            first = styled("[b $text-success]Succeeded[/]: $name, exit code 0.", name=name)
        else:
            code = "it never ran" if end.exit_code is None else f"exit code {end.exit_code}"
            said = f"{end.cause.words} {end.cause.hint}" if end.cause else ""
            first = styled("[b $text-error]FAILED[/]: $name, $code. $said", name=name, code=code, said=said)
        self.task_log, self._task_named = end.log, name
        room = self._app.size.width - _MARGIN
        lines = [styled("[$foreground-muted]| $line[/]", line=clean(line, limit=room)) for line in end.log[-3:]]
        if end.log:
            lines.append(styled("[$foreground-muted]l shows all of its log[/]"))
        self._screen.tell(Content("\n").join([first, *lines]))
        self._screen.refresh_bindings()

    def show_task_log(self) -> None:
        """The whole of it, to read, wrap and copy."""
        self._app.push_screen(RawTextScreen(f"Log of {self._task_named}", "\n".join(self.task_log), wrap=True))

    # --- A shell ---

    def shell(self, task: str | None) -> None:
        """Open one where the AWS CLI and its plugin are; else put the command into the clipboard."""
        target, service = self._screen.target, self._screen.service

        def opened(found: Shell) -> None:
            if not found.sandbox and not found.missing:
                with self._app.suspend():
                    subprocess.run(found.argv, check=False)
                return
            self._app.copy_to_clipboard(clean(shlex.join(found.argv)))
            lacks = f"This machine lacks {' and '.join(found.missing)}. " if found.missing else ""
            why = "Nothing runs in the sandbox's tasks. " if found.sandbox else lacks
            self._app.tell(f"{why}Copied the command that opens a shell in task {found.task.id[:8]}.")

        self._screen.work(
            "look", lambda: self._ecs.shells.command(target, "/bin/sh", service=service, task=task), opened
        )


def _image_line(image: Image, now: datetime) -> str:
    """Tags, when it was pushed, how large, and what its scan found."""
    named = ", ".join(image.tags) or image.digest[:19]
    pushed = f"pushed {age(image.pushed_at, now)}" if image.pushed_at else "pushed when is not known"
    return f"{named}  {pushed}, {image.size}, {image.found}, {image.digest[:15]}"
