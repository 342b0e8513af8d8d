"""CloudWatch Logs: saved queries."""

from __future__ import annotations

import json
import time
from typing import Any

from moto.logs.responses import LogsResponse
from moto.moto_api._internal import mock_random

from console.sandbox.patching import adds_to, attached


def _definitions(self: LogsResponse) -> dict[str, dict[str, Any]]:
    return attached(self.logs_backend, "query_definitions", dict[str, dict[str, Any]])


@adds_to(LogsResponse)
def put_query_definition(self: LogsResponse) -> str:
    """Create or change a saved query."""
    definition_id = self._get_param("queryDefinitionId") or str(mock_random.uuid4())
    _definitions(self)[definition_id] = {
        "queryDefinitionId": definition_id,
        "name": self._get_param("name"),
        "queryString": self._get_param("queryString"),
        "logGroupNames": self._get_param("logGroupNames") or [],
        "lastModified": int(time.time() * 1000),
    }
    return json.dumps({"queryDefinitionId": definition_id})


@adds_to(LogsResponse)
def describe_query_definitions(self: LogsResponse) -> str:
    """The saved queries whose names begin as asked."""
    prefix = self._get_param("queryDefinitionNamePrefix") or ""
    found = [definition for definition in _definitions(self).values() if definition["name"].startswith(prefix)]
    return json.dumps({"queryDefinitions": found})


@adds_to(LogsResponse)
def delete_query_definition(self: LogsResponse) -> str:
    """Delete a saved query."""
    return json.dumps({"success": _definitions(self).pop(self._get_param("queryDefinitionId"), None) is not None})
