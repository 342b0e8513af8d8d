"""Rego policies over a reviewed plan: a folder of the system, evaluated without anything secret of the plan."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from console.domain.plan import Plan, ResourceChange
from console.domain.rollout import Finding
from console.domain.rollout_file import RolloutFile
from console.errors import ConsoleError, PresetError
from console.services.reviewing import Reviewed
from console.services.rollouts import rego
from console.services.rollouts.checks import Seen, noted, passed
from console.services.rollouts.stage import StageContext
from console.terraform.redaction import Redactor
from console.terraform.value_masks import masked, secret_values

DENIED = "policy"
_SECONDS = 60.0
_PLACE = re.compile(r"(?P<said>[^\n]+)\n-- (?P<file>[^\n]+):(?P<line>\d+):\d+")
_FILE = re.compile(r"\(file (?P<file>[^\n]+)\)")
_PACKAGE_OF = re.compile(r"^[ \t]*package[ \t]+(?P<name>\S+)", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*(?:default[ \t]+)?(?P<name>deny|warn)[ \t]*(?:contains\b|if\b|:?=|[\[{])", re.MULTILINE)
_SAID = re.compile(r"\(errormsg \d+:(?P<said>[^\n)]*)\)")


class Policies:
    """`policies` of a rollout file names the folder, beside that file."""

    def __init__(self, folder_of: Callable[[str], Path | None]) -> None:
        """`folder_of` gives a system's folder of policies, None where it has none; raises PresetError."""
        self._folder_of = folder_of

    def __call__(self, context: StageContext) -> Iterator[Seen]:
        folder = self._folder_of(context.name.system)
        if folder is None:
            yield noted("This system has no policies.")
            return
        modules = read_modules(folder)
        said = evaluate(modules, policy_input(context))
        warned, denied = _texts(said.get("warn"), "warn"), _texts(said.get("deny"), "deny")
        for text in warned:
            yield noted(text)
        for text in denied:
            yield Seen(Finding.FAILED, text, DENIED)
        if not denied:
            yield passed(f"None of {len(modules)} policy files denies it.")


def folder_of(presets: Path, system: str, file: RolloutFile) -> Path | None:
    """The folder that a rollout file names, beside it; raises PresetError for one that lies elsewhere."""
    if file.policies is None:
        return None
    home = (presets / system).resolve()
    folder = (home / file.policies).resolve()
    if not folder.is_relative_to(home) or not folder.is_dir():
        raise PresetError(f"policies names {file.policies!r}, which is no folder in {home}: make it one.")
    return folder


def read_modules(folder: Path) -> dict[str, str]:
    """File -> text of every policy; raises PresetError where there are none, one cannot be read, or is never asked."""
    files = sorted(path for path in folder.rglob("*.rego") if not path.name.endswith("_test.rego"))
    if not files:
        raise PresetError(f"{folder} holds no policy (*.rego): add one, or take `policies` out of rollout.yaml.")
    try:
        modules = {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in files}
    except (OSError, UnicodeDecodeError) as error:
        raise PresetError(f"A policy in {folder} cannot be read: {error}.") from None
    _refuse_what_is_never_asked(folder, modules)
    return modules


def _refuse_what_is_never_asked(folder: Path, modules: Mapping[str, str]) -> None:
    """A policy whose package or rule is misspelt denies nothing, ever: that is no policy that was passed."""
    asked = False
    for file, text in modules.items():
        package, rule = _PACKAGE_OF.search(text), _RULE.search(text)
        if rule is None:
            continue
        if package is not None and package["name"] != rego.PACKAGE:
            raise PresetError(
                f"{folder / file}: {rule['name']} is in the package {package['name']}, of which nothing is asked: put "
                f"it into the package {rego.PACKAGE}."
            )
        asked = True
    if not asked:
        raise PresetError(f"The policies in {folder} have neither deny nor warn, so nothing is asked of them: add one.")


def policy_input(context: StageContext) -> dict[str, Any]:
    """What policies get: the plan as `terraform show -json` has it, its secrets masked, and what it is a plan of."""
    reviewed = context.reviewed()
    return {
        "environment": str(context.name),
        "sandbox": context.rollout.sandbox,
        "protection": context.preset.protection.value,
        "region": context.preset.region,
        "cost": _cost(reviewed),
        "resource_changes": [_change(each) for each in reviewed.plan.changes],
        "resource_drift": [_change(each) for each in reviewed.plan.drift],
        "variables": _variables(reviewed.plan),
    }


def evaluate(modules: Mapping[str, str], document: Mapping[str, Any]) -> dict[str, Any]:
    """What the package `infra_console` of the policies says of the input.

    Raises PresetError naming file, line and reason where a policy is wrong: the plan is then not let through.
    """
    try:
        answer = subprocess.run(
            [sys.executable, "-I", "-c", "import sys; sys.path.insert(0, sys.argv[1]); "
             "from console.services.rollouts.rego import main; sys.exit(main())", str(Path(__file__).parents[3])],
            input=json.dumps({"modules": dict(modules), "input": document}, default=str).encode(),
            env={},
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            start_new_session=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise PresetError(f"The policies took longer than {_SECONDS:.0f} s: the plan is not let through.") from None
    words = answer.stderr.decode(errors="replace")
    if answer.returncode == rego.NOT_INSTALLED:
        raise ConsoleError(
            "Policies need regopy, which this Python does not have (`pip install 'infra-console[policies]'`): "
            "the plan is not let through.",
            detail=words,
        )
    if answer.returncode != 0:
        raise PresetError(_refusal(words), detail=words)
    said = json.loads(answer.stdout)
    if not isinstance(said, dict):
        raise PresetError(f"The package {rego.PACKAGE} of the policies is no package of rules: define deny or warn.")
    return said


def _refusal(words: str) -> str:
    place, file, said = _PLACE.search(words), _FILE.search(words), _SAID.search(words)
    what = place["said"] if place else said["said"] if said else "it cannot be evaluated"
    where = f"{place['file']} line {place['line']}" if place else file["file"] if file else "the policies"
    return f"{where}: {what.strip()}; correct it. Until then no plan is let through."


def _texts(rule: Any, name: str) -> list[str]:
    """The messages of a set (`deny contains message`), or of the older form `deny[message]`."""
    found = list(rule) if isinstance(rule, list | dict) else [] if rule in (None, False) else [rule]
    if any(not isinstance(each, str) for each in found):
        raise PresetError(f"{name} of the policies holds something that is no text: let it contain messages.")
    return sorted(found)


def _change(change: ResourceChange) -> dict[str, Any]:
    """One entry of `resource_changes`, masked; what is unknown is left out of `after` and stands in `after_unknown`."""
    secrets = [*secret_values(change.before, change.before_sensitive)]
    secrets += secret_values(change.after, change.after_sensitive)
    redactor = Redactor.of_values(secrets)
    return {
        "address": change.address,
        "module_address": change.module,
        "type": change.type,
        "name": change.name,
        "mode": change.mode,
        "change": {
            "actions": _actions(change),
            "before": redactor.redact_value(masked(change.before, change.before_sensitive)),
            "after": redactor.redact_value(masked(change.after, change.after_sensitive)),
            "after_unknown": change.after_unknown,
        },
    }


def _actions(change: ResourceChange) -> list[str]:
    """As Terraform spells them."""
    if change.action.value == "replace":
        return ["create", "delete"] if change.create_before_destroy else ["delete", "create"]
    spelled = {"change": "update", "destroy": "delete", "move": "no-op", "import": "no-op", "no change": "no-op"}
    return [spelled.get(change.action.value, change.action.value)]


def _variables(plan: Plan) -> dict[str, Any]:
    return {name: {"value": value} for name, value in plan.variables.items()}


def _cost(reviewed: Reviewed) -> dict[str, Any] | None:
    """USD a month; None where it is not known."""
    if reviewed.cost is None:
        return None
    before, after = reviewed.cost.before.monthly.expected, reviewed.cost.after.monthly.expected
    return {"before": float(before), "after": float(after), "complete": reviewed.cost.after.complete}
