"""From a reviewed plan to its approval: asked once more, with the values that are kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from console.ui.host import Host

if TYPE_CHECKING:
    from console.services.approval_guards import Approval
    from console.ui.ports import Reviewed


def ask_approval(app: Host, reviewed: Reviewed, approve: Callable[[Approval, dict[str, str]], None]) -> None:
    """Ask for the approval and for the secrets it needs; `approve` gets both, or is not called."""
    from console.services.run_store import whoami
    from screens.modals.approve import ApproveScreen
    from screens.modals.secrets import SecretsScreen

    known = app.drafts.secrets(reviewed.record.name)
    missing = [name for name in reviewed.record.ephemeral if not known.get(name)]

    def approved(approval: Approval | None) -> None:
        if approval is None:
            return
        if not missing:
            approve(approval, known)
            return

        def given(values: dict[str, str] | None) -> None:
            if values is not None:
                approve(approval, known | values)

        app.push_screen(SecretsScreen(missing), given)

    app.push_screen(ApproveScreen(reviewed, app.context, whoami()), approved)
