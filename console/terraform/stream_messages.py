"""Each type of message in the machine-readable stream, as the event it stands for.

Types and their fields: Terraform 1.11, "Machine-Readable UI". A builder raises KeyError, TypeError, AttributeError,
ValueError or OverflowError where a message does not have the shape of its type.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from console.domain.events import (
    ChangeSummary,
    Diagnostic,
    DiagnosticSeen,
    DriftSeen,
    Event,
    HookAction,
    LockEvent,
    LogLine,
    OutputsSeen,
    PlannedChange,
    RefreshCompleted,
    RefreshStarted,
    ResourceCompleted,
    ResourceErrored,
    ResourceProgress,
    ResourceStarted,
    Severity,
    SourceRange,
    VersionSeen,
)
from console.domain.plan import Action
from console.errors import StreamError
from console.terraform.action_reasons import reason_in_words

Message = dict[str, Any]
Builder = Callable[[Message, str, str], Event]
"""Takes the message, its timestamp and its text."""

_PLANNED_ACTIONS = {
    "create": Action.CREATE,
    "update": Action.CHANGE,
    "replace": Action.REPLACE,
    "delete": Action.DESTROY,
    "read": Action.READ,
    "remove": Action.FORGET,
    "forget": Action.FORGET,
    "move": Action.MOVE,
    "import": Action.IMPORT,
    "noop": Action.NONE,
}
_HOOK_ACTIONS = {action.value: action for action in HookAction}


def _text(value: object) -> str:
    """A string field; anything else makes the message one that is not understood."""
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} where a string belongs")
    return value


def _seconds(hook: Message) -> float:
    seconds = float(hook["elapsed_seconds"])
    if not 0 <= seconds < math.inf:
        raise ValueError("elapsed_seconds is no duration")
    return seconds


def _version(message: Message, at: str, text: str) -> Event:
    engine, ui = str(message.get("terraform") or message.get("tofu") or ""), str(message.get("ui") or "")
    if ui.partition(".")[0] != "1":
        raise StreamError(
            f"The engine's JSON output has version {ui or 'unknown'}, this console reads version 1: "
            "use an engine that it supports, or a newer console."
        )
    return VersionSeen(at, text, engine, ui)


def _log(message: Message, at: str, text: str) -> Event:
    return LogLine(at, text, str(message.get("@level") or "info"))


def _planned_change(message: Message, at: str, text: str) -> Event:
    change = message["change"]
    reason = change.get("reason")
    return PlannedChange(
        at,
        text,
        _text(change["resource"]["addr"]),
        _PLANNED_ACTIONS[change["action"]],
        reason_in_words(reason) if reason else "",
    )


def _drift(message: Message, at: str, text: str) -> Event:
    change = message["change"]
    return DriftSeen(at, text, _text(change["resource"]["addr"]), _PLANNED_ACTIONS[change["action"]])


def _change_summary(message: Message, at: str, text: str) -> Event:
    changes = message["changes"]
    return ChangeSummary(
        at,
        text,
        _text(changes["operation"]),
        int(changes["add"]),
        int(changes["change"]),
        int(changes["remove"]),
        int(changes.get("import") or 0),
    )


def _started(message: Message, at: str, text: str) -> Event:
    hook = message["hook"]
    action = _HOOK_ACTIONS.get(hook["action"], HookAction.OTHER)
    return ResourceStarted(at, text, _text(hook["resource"]["addr"]), action, str(hook.get("id_value") or ""))


def _progress(message: Message, at: str, text: str) -> Event:
    hook = message["hook"]
    action = _HOOK_ACTIONS.get(hook["action"], HookAction.OTHER)
    return ResourceProgress(at, text, _text(hook["resource"]["addr"]), action, _seconds(hook))


def _completed(message: Message, at: str, text: str) -> Event:
    hook = message["hook"]
    return ResourceCompleted(
        at,
        text,
        _text(hook["resource"]["addr"]),
        _HOOK_ACTIONS.get(hook["action"], HookAction.OTHER),
        _seconds(hook),
        str(hook.get("id_value") or ""),
    )


def _errored(message: Message, at: str, text: str) -> Event:
    hook = message["hook"]
    action = _HOOK_ACTIONS.get(hook["action"], HookAction.OTHER)
    return ResourceErrored(at, text, _text(hook["resource"]["addr"]), action, _seconds(hook))


def _refresh_started(message: Message, at: str, text: str) -> Event:
    return RefreshStarted(at, text, _text(message["hook"]["resource"]["addr"]))


def _refresh_completed(message: Message, at: str, text: str) -> Event:
    return RefreshCompleted(at, text, _text(message["hook"]["resource"]["addr"]))


def _lock_acquired(_: Message, at: str, text: str) -> Event:
    return LockEvent(at, text, True)


def _lock_released(_: Message, at: str, text: str) -> Event:
    return LockEvent(at, text, False)


def _outputs(message: Message, at: str, text: str) -> Event:
    outputs = {}
    for name, output in message["outputs"].items():
        if "action" in output:
            # A plan's message: what happens to each output, without its value.
            return LogLine(at, text, "info")
        sensitive = bool(output.get("sensitive"))
        outputs[name] = (None if sensitive else output.get("value"), sensitive)
    return OutputsSeen(at, text, outputs)


def _source(diagnostic: Message) -> SourceRange | None:
    place, snippet = diagnostic.get("range"), diagnostic.get("snippet") or {}
    if not place:
        return None
    return SourceRange(
        _text(place["filename"]),
        int(place["start"]["line"]),
        str(snippet.get("code") or ""),
        str(snippet.get("context") or ""),
        tuple((_text(value["traversal"]), _text(value["statement"])) for value in snippet.get("values") or ()),
    )


def _diagnostic(message: Message, at: str, text: str) -> Event:
    body = message["diagnostic"]
    found = Diagnostic(
        Severity.WARNING if body["severity"] == "warning" else Severity.ERROR,
        _text(body["summary"]),
        str(body.get("detail") or ""),
        str(body.get("address") or ""),
        _source(body),
    )
    return DiagnosticSeen(at, text, found)


BUILDERS: dict[str, Builder] = {
    "version": _version,
    "log": _log,
    "init_output": _log,
    "provision_start": _log,
    "provision_progress": _log,
    "provision_complete": _log,
    "provision_errored": _log,
    "ephemeral_op_start": _log,
    "ephemeral_op_progress": _log,
    "ephemeral_op_complete": _log,
    "ephemeral_op_errored": _log,
    "diagnostic": _diagnostic,
    "resource_drift": _drift,
    "planned_change": _planned_change,
    "change_summary": _change_summary,
    "outputs": _outputs,
    "apply_start": _started,
    "apply_progress": _progress,
    "apply_complete": _completed,
    "apply_errored": _errored,
    "refresh_start": _refresh_started,
    "refresh_complete": _refresh_completed,
    "state_lock_acquire": _lock_acquired,
    "state_lock_release": _lock_released,
}
