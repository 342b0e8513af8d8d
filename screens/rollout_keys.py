"""The keys of the rollout screen, and its help."""

from __future__ import annotations

from textual.binding import Binding, BindingType

ROLLOUT_HELP = """
A rollout takes **one change** (the same configuration, the same values, the same image) through the environments of a
system. In each: *preflight*, *plan*, *guards*, *rehearsal*, *review and approval*, *apply*, *verify*, *bake*.

- The path shows each stage with its evidence; the current one is open, **Enter** opens and closes any. `✓` passed,
  `!` waits for a person, `*` is under way, `x` failed, `?` could not be seen, which is not success.
- **Tab** goes between the rollouts, the environments and the path; **2** and **4** show metrics and ECS of the
  environment, **l** its run, **v** what its plan said it would do.
- What is driven here goes on when you leave the screen. When you leave the console it pauses, and any console resumes
  it with **g**; an apply under way goes on without one.
- **a** shows the whole diff, its cost and what the guards found before it asks. Where a second person is wanted, one's
  own approval is refused.
- Every question has its focus on Cancel and says what will happen and how to get back.
"""

ROLLOUT_KEYS: list[BindingType] = [
    Binding("n", "start", "New", id="rollout.start", tooltip="Begin a rollout; what it will do is shown first"),
    Binding("a", "approve", "Approve", id="rollout.approve",
            tooltip="The whole plan, its cost and what the guards found; then it asks"),
    Binding("g", "go_on", "Go on", id="rollout.go_on",
            tooltip="Resume it, go on with what waits, or drive it in this console"),
    Binding("p", "pause", "Pause", id="rollout.pause",
            tooltip="Nothing new begins; an apply under way is not interrupted"),
    Binding("x", "abort", "Abort", id="rollout.abort", tooltip="End it; what is in flight is finished first"),
    Binding("b", "roll_back", "Roll back", id="rollout.roll_back", tooltip="Back to what ran before, shown first"),
    Binding("w", "report", "Report", id="rollout.report", tooltip="Write the report: HTML, Markdown or JSON"),
    Binding("v", "plan_text", "Plan", id="rollout.plan", show=False,
            tooltip="What the plan of this environment said it would do"),
    Binding("l", "open_run", "Run", id="rollout.run", show=False, tooltip="The run of this environment, with its log"),
    Binding("r", "refresh", "Refresh", id="rollout.refresh", show=False, tooltip="Look again now"),
    Binding("escape", "back", "Back", id="rollout.back", key_display="esc", tooltip="To where you came from"),
]  # fmt: skip
