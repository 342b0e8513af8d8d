"""The guard rules of a system: those that the console brings, with the system's own over them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from console.domain.guard_rules import Rule, RuleFile
from console.services.presets import GUARDS, read_model

BROUGHT = Path(__file__).with_name("guards.yaml")


def rules_of(presets: Path, system: str) -> tuple[Rule, ...]:
    """A system's rule replaces the one of the same name. Raises PresetError naming file, key and reason."""
    own_file = presets / system / GUARDS
    own = read_model(own_file, RuleFile).rules if own_file.exists() else ()
    replaced = {rule.name for rule in own}
    return (*(rule for rule in _brought() if rule.name not in replaced), *own)


@lru_cache(maxsize=1)
def _brought() -> tuple[Rule, ...]:
    return read_model(BROUGHT, RuleFile).rules
