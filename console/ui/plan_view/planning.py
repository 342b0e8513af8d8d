"""A plan while it is made, and the plan that failed: stages with their times, the log, diagnostics."""

from __future__ import annotations

from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from console.domain.hints import hints_for
from console.domain.run import RunKind, RunRecord, StageName
from console.errors import ConsoleError
from console.ui.format import duration, plural
from console.ui.gate import content, styled
from console.ui.hints_view import hints_content
from console.ui.run_session import RunSession
from console.ui.run_view.diagnostics import diagnostics_content
from console.ui.run_view.log import RunLog

_DOING = {
    StageName.INIT: "fetching providers, preparing the backend",
    StageName.PLAN: "reading what is there, comparing it with the configuration",
}


def stage_lines(record: RunRecord | None, elapsed: float, refreshed: int, now: datetime) -> Content:
    """`init  done  2.1 s` / `plan  running  3.4 s  80 resources read`, one line a stage."""
    lines = []
    for name in (StageName.INIT, StageName.PLAN):
        stage = record.stage(name) if record else None
        if stage is None:
            lines.append(styled("[$foreground-muted]$name   waiting[/]", name=f"{name.value:<5}"))
        elif stage.ended_at is None:
            # The stage's own start is wall-clock time, which may jump: the session's elapsed time bounds it.
            seconds = min(max((now - stage.started_at).total_seconds(), 0.0), elapsed)
            read = f"   {plural(refreshed, 'resource')} read" if refreshed else ""
            lines.append(
                styled("[b]$name[/]   [$text-primary]running[/]   $time$read\n        [$foreground-muted]$doing[/]",
                       name=f"{name.value:<5}", time=duration(seconds), read=read, doing=_DOING[name])
            )  # fmt: skip
        else:
            word, style = ("done", "$text-success") if stage.exit_code in (0, 2) else ("failed", "$text-error")
            lines.append(
                styled(f"$name   [{style}]$word[/]   $time",
                       name=f"{name.value:<5}", word=f"{word:<7}", time=duration(stage.seconds))
            )  # fmt: skip
    return Content("\n").join(lines)


class PlanningPane(Vertical):
    """What is shown until there is a plan to review."""

    DEFAULT_CSS = """
    PlanningPane { padding: 0 1; }
    PlanningPane #stages { height: auto; padding: 1 1; }
    PlanningPane #reason { height: auto; padding: 0 1 1 1; }
    PlanningPane #said { height: 1fr; }
    PlanningPane #said Static { padding: 0 1; }
    PlanningPane RunLog { height: 1fr; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)

    def compose(self) -> ComposeResult:
        yield Static(id="stages")
        yield Static(id="reason")
        with VerticalScroll(id="said", classes="pane"):
            yield Static()
        log = RunLog(wrap=True)
        log.add_class("pane")
        log.border_title = "Log"
        yield log

    def on_mount(self) -> None:
        self.query_one("#said").display = False

    def forget(self) -> None:
        """Another plan begins."""
        log = self.query_one(RunLog)
        log.forget()
        log.display = True
        self.query_one("#said").display = False
        self.query_one("#reason", Static).update(Content())

    def follow(self, session: RunSession, now: datetime) -> None:
        """Show how far the plan is."""
        verb = "DESTROY plan" if session.kind is RunKind.DESTROY else "plan"
        word = "Stopping the" if session.stopping else "Making the"
        head = styled(
            "[b]$word $verb of $name[/]   $time",
            word=word, verb=verb, name=session.name, time=duration(session.elapsed),
        )  # fmt: skip
        refreshed = session.progress.refreshed if session.progress else 0
        stages = stage_lines(session.record, session.elapsed, refreshed, now)
        self.query_one("#stages", Static).update(Content("\n\n").join([head, stages]))
        self.query_one(RunLog).catch_up(session)

    def fail(self, session: RunSession, error: ConsoleError, now: datetime) -> None:
        """Say why there is no plan, with the source lines of what Terraform found."""
        self.follow(session, now)
        stages = stage_lines(session.record, session.elapsed, 0, now)
        head = styled("[b $text-error]There is no plan of $name.[/] Nothing was changed.", name=session.name)
        self.query_one("#stages", Static).update(Content("\n\n").join([head, stages]))
        keys = "[$foreground-muted]r plans again, l shows the raw text, Escape goes back to the variables[/]"
        hints = hints_content(hints_for(f"{error.message}\n{error.detail}"), session.name)
        self.query_one("#reason", Static).update(Content("\n").join([content(error.message), *hints, styled(keys)]))
        diagnostics = session.progress.diagnostics if session.progress else []
        said = self.query_one("#said")
        said.display = bool(diagnostics)
        # What it says is in the log too: the raw text is one key away.
        self.query_one(RunLog).display = not diagnostics
        said.border_title = "What Terraform said"
        said.query_one(Static).update(diagnostics_content(diagnostics))
