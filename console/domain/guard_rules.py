"""Guard rules as reviewed data: which planned values an operator has to be told of before they are applied."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from console.domain.environment import Strict
from console.domain.rollout import Finding


class Condition(Strict):
    """What must hold of a value. Where a path leads to several values, one that holds is enough."""

    path: str = Field(min_length=1)
    """`cidr_ipv4`, `ingress[*].cidr_blocks[*]`; texts that hold JSON are gone into."""
    one_of: tuple[Any, ...] = ()
    none_of: tuple[Any, ...] = ()
    matches: str | None = None
    """A regular expression that the whole text has to match."""
    none_matches: str | None = None
    """A regular expression that the whole text may not match; it holds as well where there is nothing at the path."""
    absent: bool = False
    """There is nothing at the path, or something empty."""

    @model_validator(mode="after")
    def _one_kind(self) -> Condition:
        patterns = {"matches": self.matches, "none_matches": self.none_matches}
        given = [bool(self.one_of), bool(self.none_of), self.absent, *(text is not None for text in patterns.values())]
        if sum(given) != 1:
            raise ValueError("a condition needs one of one_of, none_of, matches, none_matches, absent")
        for key, text in patterns.items():
            try:
                re.compile(text or "")
            except re.error as error:
                raise ValueError(f"{key} is no regular expression ({error})") from None
        return self


class Rule(Strict):
    """Met by a planned change of these types in which every condition holds, and did not hold before."""

    name: str = Field(pattern=r"^[a-z][a-z0-9 -]{1,50}$")
    types: tuple[str, ...] = Field(min_length=1)
    actions: tuple[Literal["create", "change", "replace", "destroy", "forget", "import"], ...] = (
        "create",
        "change",
        "replace",
    )
    each: str = ""
    """Path to the elements that the conditions are asked of, one by one; empty: of the resource itself."""
    new_with: tuple[str, ...] = ()
    """Paths of the resource: where one of them changes, what was met before is met anew (ports, whose policy it is)."""
    when: tuple[Condition, ...] = ()
    finding: Literal[Finding.FAILED, Finding.NOTED] = Finding.FAILED
    acknowledge: str = ""
    """The word by which an approval overrules it; empty: nothing does."""
    says: str = Field(min_length=1)
    """The rest of a sentence that begins with the resource: `lets anybody on the internet in`."""


class RuleFile(Strict):
    """guards.yaml: the rules that the console brings, or those that a system adds."""

    patterns: dict[str, str] = {}
    """Regular expressions by name; `matches` and `none_matches` of the same file name one as `"@name"`."""
    rules: tuple[Rule, ...]

    @model_validator(mode="before")
    @classmethod
    def _written_out(cls, data: Any) -> Any:
        """The file with its named patterns where they are meant; what has another shape is refused afterwards."""
        patterns = data.get("patterns") if isinstance(data, dict) else None
        return {**data, "rules": _with(patterns, data.get("rules"))} if isinstance(patterns, dict) else data

    @model_validator(mode="after")
    def _named_once(self) -> RuleFile:
        names = [rule.name for rule in self.rules]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"the rule {twice!r} stands there twice")
        return self


def _with(patterns: Mapping[str, Any], data: Any) -> Any:
    """The data with every `"@name"` of a condition replaced by the pattern of that name."""
    if isinstance(data, list):
        return [_with(patterns, each) for each in data]
    if not isinstance(data, dict):
        return data
    written = {key: _with(patterns, each) for key, each in data.items()}
    for key in ("matches", "none_matches"):
        text = written.get(key)
        if isinstance(text, str) and text.startswith("@"):
            if text[1:] not in patterns:
                raise ValueError(f"{key} names the pattern {text[1:]!r}, which patterns does not have")
            written[key] = patterns[text[1:]]
    return written
