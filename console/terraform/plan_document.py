"""The JSON document of `terraform show -json PLANFILE`, refused with one sentence where it is something else."""

from __future__ import annotations

import codecs
import json
from collections.abc import Mapping
from typing import Any

from console.errors import StreamError

_HOW = "make it with `terraform show -json PLANFILE`"


def plan_document(data: bytes) -> dict[str, Any]:
    """Parse the bytes and see that they are a plan's JSON of format 1.x.

    Raises StreamError for a saved plan itself, UTF-16, text that is not JSON or ends half way, a state, another
    document, or another major version of the format.
    """
    if data.startswith(b"PK\x03\x04"):
        raise StreamError(f"This is a saved plan itself, not its JSON: {_HOW}.")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data[:4]:
        raise StreamError("The plan's JSON is in UTF-16 (a PowerShell redirection does that): save it as UTF-8.")
    if not data.strip():
        raise StreamError(f"The plan's JSON is empty: {_HOW}.")
    try:
        document = json.loads(data.removeprefix(codecs.BOM_UTF8).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise StreamError(f"The plan's JSON is not UTF-8 at byte {error.start}: {_HOW}.") from error
    except json.JSONDecodeError as error:
        ended = error.pos >= len(error.doc.rstrip()) or not data.rstrip().endswith(b"}")
        if data.lstrip()[:1] == b"{" and ended:
            raise StreamError(f"The plan's JSON ends half way, after {len(data)} bytes: {_HOW} again.") from error
        raise StreamError(
            f"The plan is not JSON (line {error.lineno}, column {error.colno}: {error.msg}): {_HOW}."
        ) from error
    except (RecursionError, ValueError) as error:
        raise StreamError(f"The plan's JSON cannot be read ({error}): {_HOW}.") from error
    check_plan_document(document)
    return document  # type: ignore[no-any-return]


def check_plan_document(document: object) -> None:
    """See that a parsed document is a plan of format 1.x; raises StreamError as `plan_document` does."""
    if not isinstance(document, Mapping):
        raise StreamError(f"The plan's JSON holds no object: {_HOW}.")
    if "lineage" in document or ("version" in document and "serial" in document):
        raise StreamError(f"This is a state file, not a plan: {_HOW}.")
    version = document.get("format_version")
    if not isinstance(version, str):
        raise StreamError(f"This JSON is no plan of Terraform (it has no format_version): {_HOW}.")
    if version.partition(".")[0] != "1":
        raise StreamError(
            f"The plan's JSON has format {version}, this console reads format 1: "
            "use an engine that it supports, or a newer console."
        )
    if "planned_values" not in document and "resource_changes" not in document:
        raise StreamError(f"This is the JSON of a state, not of a plan: {_HOW}.")
