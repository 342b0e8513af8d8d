"""Setting a rollout going in this console, with the values that are kept nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.errors import RunNotFoundError
from console.ui.host import Host
from screens.modals.secrets import SecretsScreen

if TYPE_CHECKING:
    from console.domain.rollout import RolloutRecord
    from console.ui.screen import ConsoleScreen


def known_secrets(app: Host, record: RolloutRecord) -> dict[str, str]:
    """What was typed in this console for variables that are kept nowhere, of all the rollout's environments."""
    given: dict[str, str] = {}
    for part in record.environments:
        given |= app.drafts.secrets(part.name)
    return given


def drive(screen: ConsoleScreen, record: RolloutRecord) -> None:
    """Drive it in a thread of the app's, once what its plan wants to be given again was given."""
    app, known = screen.app, known_secrets(screen.app, record)
    run_id = record.current.run if record.current is not None else None

    def missing() -> list[str]:
        if run_id is None:
            return []
        try:
            run = app.services.runs.get(run_id)
        except RunNotFoundError:
            # It lies on another machine: the rollout itself says so, and goes on there.
            return []
        return [name for name in run.ephemeral if not known.get(name)]

    def given(values: dict[str, str] | None) -> None:
        if values is not None:
            app.rollouts.drive(record.id, known | values)

    def go(names: list[str]) -> None:
        if names:
            app.push_screen(SecretsScreen(names), given)
        else:
            app.rollouts.drive(record.id, known)

    screen.work("drive", missing, go)
