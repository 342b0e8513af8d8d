"""The regular tasks of an environment: what is due, what to look at, and who did it last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import DataTable, Static

from console.ui.facts import Facts
from console.ui.format import plural
from console.ui.gate import entitle, styled
from console.ui.row_table import RowTable
from console.ui.screen import ConsoleScreen
from console.ui.tasks_view import COLUMNS, task_facts, task_row

if TYPE_CHECKING:
    from console.domain.environment import EnvironmentName
    from console.domain.tasks import TaskStanding
    from console.errors import ConsoleError

NO_TASKS = (
    "No regular tasks.\n\nA file tasks.yaml beside the presets of this system would list what is to be done every week,"
    " month or quarter, as those of the shipped systems do. It would be here, with when it was last done and by whom."
)


class TasksScreen(ConsoleScreen):
    """The tasks on the left, the highlighted one on the right."""

    CSS_PATH = "tasks.tcss"
    AUTO_FOCUS = ""
    HELP = """
What this system's document asks to do regularly, and how it stands: *due, never done*, *overdue by 3 d*, *due in 5 d*.

- **d** writes down that the highlighted task was done: now, and by you. It asks first; nothing is done by that itself.
- **y** copies its commands. AWS and the sandbox have lists of their own.
"""
    BINDINGS = [
        Binding("d", "done", "Done…", id="tasks.done", tooltip="Write down that it was done, now and by you"),
        Binding("y", "copy", "Copy commands", id="tasks.copy", tooltip="The commands of this task, to the clipboard"),
        Binding("r", "refresh", "Refresh", id="tasks.refresh", tooltip="Read the tasks again"),
        Binding("escape", "back", "Back", id="tasks.back", tooltip="To where you came from"),
    ]

    def __init__(self, name: EnvironmentName) -> None:
        super().__init__(name)
        self._target = name
        self._tasks: tuple[TaskStanding, ...] = ()

    def compose_body(self) -> ComposeResult:
        with Vertical(id="list", classes="pane choose"):
            yield RowTable(COLUMNS)
            yield Static("Reading the tasks…", id="empty", classes="empty")
        with VerticalScroll(id="details", classes="pane know"):
            yield Facts(label_width=10)

    def on_mount(self) -> None:
        entitle(self.query_one("#list"), f"Regular tasks of {self._target}")
        self._table.display = False
        self.action_refresh()

    @property
    def _table(self) -> RowTable:
        return self.query_one(RowTable)

    def action_refresh(self) -> None:
        self.work("tasks", lambda: self.app.services.tasks.of(self._target), self._take, self._failed)

    def _failed(self, error: ConsoleError) -> None:
        self._tasks = ()
        self._table.display = False
        empty = self.query_one("#empty", Static)
        empty.display = True
        empty.update(styled("[$text-error]$e[/]\n\nPress r to try again.", e=error.message))
        self.query_one(Facts).show(())

    def _take(self, tasks: tuple[TaskStanding, ...]) -> None:
        self._tasks = tasks
        self.draw_again()
        if tasks and self.focused is None:
            self._table.focus()

    def draw_again(self) -> None:
        now, variables = self.app.now(), self.app.theme_variables
        self._table.fill([(each.task.name, task_row(each, now, variables)) for each in self._tasks])
        self._table.display = bool(self._tasks)
        empty = self.query_one("#empty", Static)
        empty.display = not self._tasks
        empty.update(styled(NO_TASKS))
        due = sum(1 for each in self._tasks if each.overdue(now))
        entitle(
            self.query_one("#list"),
            f"Regular tasks of {self._target}",
            f"{due} due of {plural(len(self._tasks), 'task')}",
        )
        self._show_details()

    @property
    def highlighted(self) -> TaskStanding | None:
        """The task that the keys act on; None also before the table is there, when keys are asked about already."""
        key = next((table.highlighted_key for table in self.query(RowTable)), None)
        return next((each for each in self._tasks if each.task.name == key), None)

    @on(DataTable.RowHighlighted)
    def _show_details(self) -> None:
        standing = self.highlighted
        entitle(self.query_one("#details"), standing.task.title if standing else "")
        self.query_one(Facts).show(task_facts(standing, self.app.now()) if standing else ())
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only with a task there is something to do."""
        if action in ("done", "copy") and self.highlighted is None:
            return False
        return super().check_action(action, parameters)

    @on(DataTable.RowSelected)
    async def _chosen(self) -> None:
        await self.run_action("done")

    def action_done(self) -> None:
        """Ask, and write it down."""
        from screens.modals.confirm import ConfirmScreen

        standing = self.highlighted
        if standing is None:
            return
        question = styled(
            "Write down that [b]$title[/] was done for $name, now and by you?\n\nNothing is done by this: it is due "
            "again in a $every.",
            title=standing.task.title, name=self._target, every=standing.task.every.value,
        )  # fmt: skip

        def answered(yes: bool | None) -> None:
            if yes:
                name, services = standing.task.name, self.app.services
                self.work("tick", lambda: services.tasks.tick(self._target, name), lambda _: self.action_refresh())

        self.app.push_screen(ConfirmScreen("Task done", question, yes="It was done"), answered)

    def action_copy(self) -> None:
        """The commands, one a line."""
        if (standing := self.highlighted) is not None:
            self.app.copy_to_clipboard("\n".join(standing.commands))
            self.app.tell(f"Copied: {plural(len(standing.commands), 'command')}.")
