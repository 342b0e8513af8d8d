"""Why Terraform does something to a resource, in words.

The codes are those of `action_reason` in `terraform show -json` and of `reason` in the stream's planned changes
(Terraform 1.11, internals/json-format). The stream drops the `replace_because_` prefix; both spellings are here.
"""

from __future__ import annotations

_WORDS = {
    "replace_because_tainted": "its last creation failed half way (tainted)",
    "replace_because_cannot_update": "the change cannot be made in place",
    "replace_by_request": "its replacement was asked for",
    "replace_by_triggers": "something that it depends on changes (replace_triggered_by)",
    "delete_because_no_resource_config": "it is no longer in the configuration",
    "delete_because_no_module": "its module is no longer in the configuration",
    "delete_because_wrong_repetition": "the configuration uses another kind of count or for_each",
    "delete_because_count_index": "count is now smaller",
    "delete_because_each_key": "its key is no longer in for_each",
    "delete_because_no_move_target": "it was moved to a place that is not in the configuration",
    "read_because_config_unknown": "its arguments are known only after apply",
    "read_because_dependency_pending": "it depends on a change of this plan",
    "read_because_check_nested": "a check reads it on every run",
    "tainted": "its last creation failed half way (tainted)",
    "cannot_update": "the change cannot be made in place",
    "requested": "its replacement was asked for",
    "replace_triggered_by": "something that it depends on changes (replace_triggered_by)",
}


def reason_in_words(code: str) -> str:
    """The reason as a clause; a code that is not known is shown with its underscores as blanks."""
    return _WORDS.get(code) or code.replace("_", " ")
