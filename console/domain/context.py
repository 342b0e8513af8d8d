"""Where one is and what may happen: the line on top of every screen and in every summary."""

from __future__ import annotations

from dataclasses import dataclass

REFUSAL = (
    "READ-ONLY: this console only looks, and nothing was done; "
    "to change something, open `infra-console` without read-only."
)
"""Right for --read-only, for its variable and key of the config file, and for a monitor, which has no such flag."""


@dataclass(frozen=True, slots=True)
class Context:
    """The console's surroundings; what is not known yet is None and shown as unknown."""

    sandbox: bool
    engine: str | None = None
    """Name and version, `terraform 1.11.4`."""
    account: str | None = None
    region: str | None = None
    note: str = ""
    """Why something above is unknown."""
    read_only: bool = False

    @property
    def mode(self) -> str:
        """The words on top: SANDBOX, READ-ONLY, both, or empty."""
        words = [word for word, on in (("SANDBOX", self.sandbox), ("READ-ONLY", self.read_only)) if on]
        return " ".join(words)
