"""The keys of the logs screen, and the words of its help."""

from __future__ import annotations

from textual.binding import Binding, BindingType

LOGS_HELP = """
What the environment logs, all chosen groups in the order of time: **LIVE** as AWS sends it, or **POLLING**, asked for
every few seconds, where live tail is refused, not possible, or leaves lines out. 100,000 lines are kept to scroll back.

- **/** filters what is here as you type: every word has to occur, `-word` must not, `"two words"` stand together.
  **h** shows all lines again and only marks the words; **n** and **N** go from one to the next (or to errors).
- **p** is a CloudWatch filter pattern instead, matched by AWS: `?ERROR ?WARN`, `{ $.status >= 500 }`.
- Going up or **space** pauses, **f** or **end** follows again. **t** goes to a time: `10:30`, `-2h`, an ISO date.
- **Enter** shows a line in full, JSON unfolded. **i** asks an Insights query. **s** saves what is shown to a file.
"""
LOGS_KEYS: list[BindingType] = [
    Binding("slash", "filter", "Filter", id="logs.filter", key_display="/", priority=True,
            tooltip="Filter by words"),
    Binding("g", "groups", "Groups", id="logs.groups", tooltip="Which log groups are shown"),
    Binding("l", "level", "Level", id="logs.level", tooltip="Only INFO and graver, WARN, ERROR, or all lines"),
    Binding("space", "pause", "Pause", id="logs.pause", tooltip="Stay here, or follow again"),
    Binding("f", "follow", "Follow", id="logs.follow", show=False, tooltip="To the end, and on with what comes"),
    Binding("t", "time", "Time", id="logs.time", tooltip="Go to another time"),
    Binding("p", "pattern", "Pattern", id="logs.pattern", show=False,
            tooltip="A CloudWatch filter pattern, matched by AWS"),
    Binding("i", "insights", "Query", id="logs.insights", tooltip="Ask an Insights query over these groups"),
    Binding("s", "save", "Save", id="logs.save", show=False, tooltip="Save the lines that are shown to a file"),
    Binding("h", "hide", "Mark only", id="logs.hide", show=False,
            tooltip="Show all lines and mark the words, or hide the lines without them"),
    Binding("n", "match(1)", "Next match", id="logs.next", show=False, tooltip="The next marked word, or error"),
    Binding("N", "match(-1)", "Match before", id="logs.previous", show=False, tooltip="The one before"),
    Binding("r", "refresh", "Refresh", id="logs.refresh", show=False,
            tooltip="Read again from the last minutes on, live where that works"),
    Binding("escape", "back", "Back", id="logs.back", key_display="esc", show=False,
            tooltip="Close the line, clear the filter, or back"),
]  # fmt: skip
PATTERNS = 'ERROR -timeout    ?ERROR ?WARN    "two words"    { $.status >= 500 && $.path = "/api*" }'
"""Examples of CloudWatch filter patterns."""
