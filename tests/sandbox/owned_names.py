"""Which test file made what in the sandbox that all of them share: two files that make the same would meet each other.

Whether they do depends on which tests one worker gets. So each name is noted for the whole run, over all workers, and
the second file to use it fails with a sentence wherever it runs.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

_MAKING = ("Create", "Register", "Put")
_ALIKE = {
    "MetricAlarm": "alarm", "CompositeAlarm": "alarm", "DBInstanceReadReplica": "dbinstance", "TaskDefinition": "",
}  # fmt: skip
"""Operations whose thing is called otherwise in their parameters."""

_INSIDE = ("Service", "LogStream", "Backup", "ScalingPolicy")
"""What stands inside of something else, whose name tells it apart."""


def made_by(service: str, operation: str, parameters: dict[str, Any]) -> str | None:
    """`dynamodb table orders` for a call that makes a table of that name; None for other calls."""
    verb = next((verb for verb in _MAKING if operation.startswith(verb)), None)
    noun = operation.removeprefix(verb or "")
    if verb is None or noun in _INSIDE:
        return None
    kind = _ALIKE.get(noun, noun.lower())
    own = {"name", "family", kind, *(f"{kind}{end}" for end in ("name", "identifier", "id"))}
    name = next((value for key, value in parameters.items() if key.lower() in own and isinstance(value, str)), None)
    return f"{service} {kind or noun.lower()} {name}" if name else None


class OwnedNames:
    """The names of one run, a file each in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(exist_ok=True)

    def note(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        """What botocore calls before each request; fails where another test file made a thing of that name."""
        made = made_by(model.service_model.service_name, model.name, params)
        if made is not None:
            self.own(made, _test_file())

    def own(self, made: str, file: str) -> None:
        """Note that the file makes it; raises AssertionError where another one does."""
        path = self._folder / made.replace("/", "%")
        try:
            with path.open("x", encoding="utf-8") as new:
                new.write(file)
        except FileExistsError:
            owner = path.read_text("utf-8")
            # A worker may have made the file and not have written it yet.
            assert owner in ("", file), f"{file} makes the {made}, which {owner} makes too: give it a name of its own."


def _test_file() -> str:
    return os.environ.get("PYTEST_CURRENT_TEST", "").partition("::")[0].rpartition("/")[2]
