"""The command palette: every action of the screen one is on, every environment's doors, themes and the rest."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.app import SystemCommand

from console.ui.places import PLACES

if TYPE_CHECKING:
    from textual.command import Provider
    from textual.screen import Screen

    from console.ui.host import Host


class Entry(NamedTuple):
    title: str
    help: str
    run: Callable[[], Any]


def console_commands() -> type[Provider]:
    """The provider's class, made when the palette is opened for the first time."""
    from textual.command import DiscoveryHit, Hit, Hits, Provider

    class ConsoleCommands(Provider):
        """Actions of the screen, then the environments, then themes, keys and screenshot."""

        @property
        def entries(self) -> Iterator[Entry]:
            return every_entry(self.app, self.screen)  # type: ignore[arg-type]

        async def discover(self) -> AsyncIterator[DiscoveryHit]:
            for entry in self.entries:
                yield DiscoveryHit(entry.title, entry.run, help=entry.help)

        async def search(self, query: str) -> Hits:
            matcher = self.matcher(query)
            for entry in self.entries:
                score = matcher.match(entry.title)
                if score > 0:
                    yield Hit(score, matcher.highlight(entry.title), entry.run, help=entry.help)

    return ConsoleCommands


def every_entry(app: Host, screen: Screen[Any]) -> Iterator[Entry]:
    """Everything that the palette offers on this screen."""
    offered = set()
    for active in screen.active_bindings.values():
        binding = active.binding
        if not binding.id or not binding.description or not active.enabled or binding.action in offered:
            continue
        offered.add(binding.action)
        run = partial(_run_action, app, active.node, binding.action)
        key = app.get_key_display(binding)
        yield Entry(f"{binding.description}  ({key})", binding.tooltip, run)
    yield Entry("Wall", "All environments at a glance, one after the other in full", app.open_wall)
    for name in app.summaries:
        yield Entry(f"Open {name}", "Its variables", partial(app.open_variables, name))
        if not app.read_only:
            yield Entry(f"Plan {name}", "What would change, and what it costs", partial(app.open_preview, name))
        yield Entry(f"Outputs of {name}", "Outputs and next steps", partial(app.open_outputs, name))
        for key, place in PLACES.items():
            yield Entry(f"{place.title} of {name}", place.tooltip, partial(app.open_place, key, name))
        yield Entry(f"Runs of {name}", "Every run of this environment", partial(app.open_runs, name))
        audit = partial(app.open_audit, name, only=True)
        yield Entry(f"Audit log of {name}", "Who changed what of it, when, and how that ended", audit)
    for command in system_commands(app, screen):
        yield Entry(command.title, command.help, command.callback)


def _run_action(app: Host, node: Any, action: str) -> None:
    app.call_later(app.run_action, action, node)


def system_commands(app: Host, screen: Screen[Any]) -> Iterator[SystemCommand]:
    """What Textual itself can do here."""
    yield SystemCommand("Theme", "Change the colours", app.action_change_theme)
    if screen.maximized is not None:
        yield SystemCommand("Minimize", "Show all panes again", screen.action_minimize)
    elif screen.focused is not None and screen.focused.allow_maximize:
        yield SystemCommand("Maximize", "Give the focused pane the whole screen", screen.action_maximize)
    yield SystemCommand("Save a picture", "Save the screen as an SVG file", app.deliver_screenshot)
