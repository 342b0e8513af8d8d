"""Rollouts of a system: the stages of each environment as a path with their evidence, and the ways on and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, DataTable, Static

from console.ui.facts import Facts
from console.ui.format import duration, plural
from console.ui.gate import content, entitle, styled
from console.ui.rollout_view import rows
from console.ui.rollout_view.path import RolloutPath
from console.ui.rollout_view.ways import Way, applied, waits_for_approval, way_back, way_on
from console.ui.rollout_view.words import open_part
from console.ui.row_table import RowTable
from console.ui.screen import ConsoleScreen
from console.ui.top_line import TopLine
from screens.rollout_keys import ROLLOUT_HELP, ROLLOUT_KEYS

if TYPE_CHECKING:
    from console.domain.environment import EnvironmentName
    from console.domain.rollout import EnvironmentRollout, RolloutRecord
    from console.errors import ConsoleError
    from console.services.rollouts.records import Survey
    from console.ui.messages import RolloutMoved
    from screens.rollout_deeds import RolloutDeeds

LOOK_SECONDS = 1.0
"""While a rollout is under way."""
REST_LOOKS = 10
"""Else so many of these seconds lie between two looks."""
NO_ROLLOUTS = (
    "No rollouts of {system} yet.\n\nA rollout takes one change through {system}'s environments: checked, planned, "
    "guarded, approved, applied, verified and watched in each before it reaches the next, with the way back at every "
    "stage.\n\nPress n to begin one: what it will do is shown first."
)


class RolloutScreen(ConsoleScreen):
    """Looks at the records every second; a rollout that is driven here goes on when the screen is left."""

    CSS_PATH = "rollout.tcss"
    AUTO_FOCUS = ""
    HELP = ROLLOUT_HELP
    BINDINGS = ROLLOUT_KEYS

    def __init__(self, name: EnvironmentName) -> None:
        super().__init__(name)
        self.system = name.system
        self._records: tuple[RolloutRecord, ...] = ()
        self._looking = False
        self._seen_at: float | None = None
        self._rest = 0
        self._failed_once = False
        """The last look failed, which is said above the panes."""
        self._drawn: object = None
        """What the screen shows now: drawn again where anything of it is new."""
        self._followed: str | None = None
        """The environment that the path was moved to by itself last."""
        self._wanted: str | None = None
        """A rollout that is to be shown once it was read."""
        self._problems = ""
        """Why records of this system cannot be read."""
        self._deeds: RolloutDeeds | None = None

    def compose_body(self) -> ComposeResult:
        with Vertical(id="rollouts-pane", classes="pane choose"):
            yield Static("Reading the rollouts…", id="empty", classes="empty")
            yield RowTable(rows.ROLLOUTS, id="rollouts")
            yield RowTable(rows.ENVIRONMENTS, id="environments")
            with VerticalScroll(id="facts-scroll", can_focus=False):
                yield Facts(label_width=9)
        with Vertical(id="path-pane", classes="pane know"):
            yield RolloutPath(id="path")
            with Vertical(id="ways"):
                for way in ("on", "back"):
                    with Horizontal(classes="way"):
                        yield Button("", id=way, compact=True, variant="primary" if way == "on" else "default")
                        yield Static(id=f"{way}-words")

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield Static(id="banner")

    def on_mount(self) -> None:
        super().on_mount()
        entitle(self.query_one("#rollouts-pane"), f"Rollouts of {self.system}")
        self.query_one("#rollouts-pane").add_class("-empty")
        for hidden in ("#rollouts", "#environments", "#path-pane", "#banner"):
            self.query_one(hidden).display = False
        self.move_child(self.query_one("#banner"), after=self.query_one(TopLine))
        self.app.rollout_news.subscribe(self, self._hear)
        self.set_interval(LOOK_SECONDS, self._look_again)
        self.action_refresh()

    def on_screen_resume(self) -> None:
        self.action_refresh()

    # --- Looking ---

    def action_refresh(self) -> None:
        if self._looking:
            return
        self._looking, self._rest = True, 0
        self.work("rollouts", lambda: self.app.services.rollouts.survey(self.system), self._take, self._failed)

    def _look_again(self) -> None:
        if self.app.screen is not self and not self.app.screen.is_modal:
            return
        self._rest += 1
        if self._rest >= REST_LOOKS or any(not record.status.ended for record in self._records):
            self.action_refresh()

    def _hear(self, moved: RolloutMoved) -> None:
        if moved.session.ended and moved.session.error is not None:
            self.app.fail(moved.session.error)
        if moved.session.ended and self._deeds is not None:
            self._deeds.back.ended(moved.session)
        self.action_refresh()

    def _take(self, survey: Survey) -> None:
        records = survey.records
        self._looking, self._records, self._seen_at = False, records, self.app.now().timestamp()
        problems = " ".join(each.problem for each in survey.unreadable)
        if self._failed_once or problems != self._problems:
            self._failed_once, self._problems = False, problems
            self.tell(styled("[$text-error]$e[/]", e=problems) if problems else None)
        goes_on = any(not record.status.ended for record in records)
        drives = tuple(self.app.rollouts.drives(record.id) for record in records)
        drawn = (records, drives, self._seen_at if goes_on else None)
        if drawn == self._drawn and self._wanted is None:
            return
        self._drawn = drawn
        listed = self.query_one("#rollouts", RowTable)
        first = not listed.display and bool(records)
        self.query_one("#empty").display = not records
        self.query_one("#rollouts-pane").set_class(not records, "-empty")
        for shown in ("#rollouts", "#environments", "#path-pane"):
            self.query_one(shown).display = bool(records)
        if not records:
            self.query_one("#empty", Static).update(content(NO_ROLLOUTS.format(system=self.system)))
        self.draw_again()
        if first:
            self.query_one(RolloutPath).focus()
        self.refresh_bindings()

    def _failed(self, error: ConsoleError) -> None:
        """What was seen last stays, with its age; where nothing was seen yet the sentence stands alone."""
        self._looking = False
        if self._seen_at is None:
            empty = self.query_one("#empty", Static)
            empty.update(styled("[$text-error]$e[/]\n\nPress r to look again, escape to go back.", e=error.message))
            return
        self._failed_once = True
        old = duration(self.app.now().timestamp() - self._seen_at)
        self.tell(styled("[$text-warning]$old old:[/] $e", old=old, e=error.message))

    # --- What is shown ---

    def draw_again(self) -> None:
        variables = self.app.theme_variables
        colours = {name: variables[f"text-{name}"] for name in ("success", "warning", "error", "primary")}
        paint = rows.Painter(colours, self.app.now())
        self.query_one("#rollouts", RowTable).fill(paint.rollouts(self._records))
        entitle(self.query_one("#rollouts-pane"), f"Rollouts of {self.system}", plural(len(self._records), "rollout"))
        rollouts = self.query_one("#rollouts", RowTable)
        if self._wanted is not None and self._wanted in rollouts.rows:
            with self.prevent(DataTable.RowHighlighted):
                rollouts.move_cursor(row=rollouts.get_row_index(self._wanted), animate=False)
            self._wanted = None
        record = self.record
        if record is None:
            return
        environments = self.query_one("#environments", RowTable)
        environments.fill(paint.environments(record))
        self._follow(record, environments)
        self.query_one(Facts).show(rows.rollout_facts(record, self.app.now()))
        self._show_part(record)

    def _follow(self, record: RolloutRecord, environments: RowTable) -> None:
        """Where the change went on to the next environment, the path goes with it."""
        wanted = f"{record.id} {open_part(record).environment}"
        if wanted != self._followed:
            self._followed = wanted
            with self.prevent(DataTable.RowHighlighted):
                environments.move_cursor(row=environments.get_row_index(open_part(record).environment), animate=False)

    def _show_part(self, record: RolloutRecord) -> None:
        part = self.part
        if part is None:
            return
        self.query_one(TopLine).at(part.name)
        session = self.app.rollouts.of(record.id)
        doing = session.doing if session is not None and not session.ended else ""
        entitle(self.query_one("#path-pane"), f"{record.id}  {part.environment}", doing)
        self.query_one(RolloutPath).show(part, self.app.now())
        ways = {"on": way_on(record, driven_here=self.app.rollouts.drives(record.id)), "back": way_back(record)}
        for name, said in ways.items():
            button = self.query_one(f"#{name}", Button)
            button.display = said.way not in (Way.NOTHING, Way.WATCH) and not self.app.read_only
            button.label = content(said.label)
            self.query_one(f"#{name}-words", Static).update(content(said.words))

    @property
    def record(self) -> RolloutRecord | None:
        """The rollout that the keys act on."""
        key = self.query_one("#rollouts", RowTable).highlighted_key
        return next((record for record in self._records if record.id == key), None)

    @property
    def part(self) -> EnvironmentRollout | None:
        """The environment of it that is shown."""
        record, key = self.record, self.query_one("#environments", RowTable).highlighted_key
        if record is None:
            return None
        return next((part for part in record.environments if part.environment == key), open_part(record))

    @on(DataTable.RowHighlighted, "#rollouts")
    def _chosen(self) -> None:
        self.draw_again()
        self.refresh_bindings()

    @on(DataTable.RowHighlighted, "#environments")
    def _environment_chosen(self) -> None:
        if (record := self.record) is not None:
            self._show_part(record)

    def choose(self, rollout_id: str) -> None:
        """Show this rollout as soon as it is among those that were read."""
        self._wanted = rollout_id
        self.action_refresh()

    def tell(self, words: Content | None) -> None:
        """Say something above the panes, or nothing any more."""
        banner = self.query_one("#banner", Static)
        banner.display = words is not None
        banner.update(words or Content())

    # --- What an operator can do ---

    @property
    def deeds(self) -> RolloutDeeds:
        """What changes something, imported when it is first asked for."""
        if self._deeds is None:
            from screens.rollout_deeds import RolloutDeeds

            self._deeds = RolloutDeeds(self)
        return self._deeds

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what fits where the rollout stands is offered."""
        record = self.record if self.is_mounted else None
        part = self.part if self.is_mounted else None
        if action not in _OFFERED:
            return super().check_action(action, parameters)
        if record is None or part is None:
            return False
        on_ways = way_on(record, driven_here=self.app.rollouts.drives(record.id)).way
        fits = {
            "approve": waits_for_approval(record) is not None,
            "go_on": on_ways in (Way.PROMOTE, Way.RESUME),
            "pause": not record.status.ended and record.status.value != "paused",
            "abort": not record.status.ended,
            "roll_back": any(applied(each) for each in record.environments),
            "open_run": part.run is not None,
            "plan_text": part.run is not None,
            "report": True,
        }
        return fits[action]

    @on(Button.Pressed, "#on")
    def _on(self) -> None:
        record = self.record
        if record is not None:
            self._go(way_on(record, driven_here=self.app.rollouts.drives(record.id)).way)

    @on(Button.Pressed, "#back")
    def _back(self) -> None:
        record = self.record
        if record is not None:
            self._go(way_back(record).way)

    def _go(self, way: Way) -> None:
        actions = {
            Way.APPROVE: self.action_approve, Way.PROMOTE: self.action_go_on, Way.RESUME: self.action_go_on,
            Way.ABORT: self.action_abort, Way.ROLL_BACK: self.action_roll_back,
        }  # fmt: skip
        if way in actions:
            actions[way]()

    def action_start(self) -> None:
        self.deeds.start()

    def action_approve(self) -> None:
        self.deeds.approve()

    def action_go_on(self) -> None:
        self.deeds.go_on()

    def action_pause(self) -> None:
        self.deeds.pause()

    def action_abort(self) -> None:
        self.deeds.abort()

    def action_roll_back(self) -> None:
        self.deeds.roll_back()

    def action_report(self) -> None:
        self.deeds.report()

    def action_plan_text(self) -> None:
        """What the plan said, also long after it was applied; its values are not in it."""
        part = self.part
        if part is None or part.run is None:
            return
        from screens.modals.raw_text import RawTextScreen

        run_id = part.rollback_run or part.run

        def show(text: str) -> None:
            self.app.push_screen(RawTextScreen(f"Plan of {run_id}", text))

        self.work("plan", lambda: self.app.services.histories.plan_text(run_id), show)

    def action_open_run(self) -> None:
        part = self.part
        if part is not None and part.run is not None:
            self.app.open_run(part.rollback_run or part.run)


_OFFERED = ("approve", "go_on", "pause", "abort", "roll_back", "open_run", "plan_text", "report")
