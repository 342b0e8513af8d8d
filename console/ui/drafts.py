"""What an operator has entered for an environment and not lost by going back: kept by the app, for this session."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from console.domain.environment import EnvironmentName


@dataclass(slots=True)
class Draft:
    """Edits of one environment's variables. `values` is the whole overlay as edited, `saved` as it is on disk."""

    values: dict[str, Any] = field(default_factory=dict)
    saved: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    """Sensitive values, given for this session only; never written."""
    problems: dict[str, str] = field(default_factory=dict)
    """Variables whose value cannot be used, with the sentence that says why."""
    texts: dict[str, str] = field(default_factory=dict)
    """Texts as typed that are no value of their variable."""

    @property
    def unsaved(self) -> bool:
        return self.values != self.saved

    def read(self, overlay: dict[str, Any]) -> None:
        """Take the overlay as it is on disk; edits that are not saved stay."""
        if not self.unsaved:
            self.values = dict(overlay)
        self.saved = dict(overlay)

    def reset(self, name: str) -> None:
        """Forget what was entered for a variable."""
        for entered in (self.values, self.secrets, self.problems, self.texts):
            entered.pop(name, None)


class Drafts:
    """The drafts by environment; asking for one that is not there makes it."""

    def __init__(self) -> None:
        self._drafts: dict[EnvironmentName, Draft] = {}

    def of(self, name: EnvironmentName) -> Draft:
        return self._drafts.setdefault(name, Draft())

    def secrets(self, name: EnvironmentName) -> dict[str, str]:
        """The sensitive values given in this session, for `PlanRequest.secrets` and `apply(secrets=)`."""
        return dict(self.of(name).secrets)

    @property
    def unsaved(self) -> tuple[EnvironmentName, ...]:
        return tuple(name for name, draft in self._drafts.items() if draft.unsaved)
