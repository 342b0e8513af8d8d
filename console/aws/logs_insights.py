"""CloudWatch Logs Insights through boto3. A query reads only, but AWS charges for what it scans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from console.aws.ecs import Clients
from console.aws.refusals import asking
from console.domain.logs import LogGroup
from console.domain.logs_queries import QueryAnswer, SavedQuery
from console.errors import InputError

_POINTER = "@ptr"


class LogsInsights:
    """Starts queries, asks for what they have found, and stops them."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def start(self, groups: Sequence[LogGroup], text: str, begin: int, end: int) -> str:
        """The query's id. Times are seconds since the epoch.

        Raises InputError with AWS's reason where it does not understand the query, AwsError where it refuses.
        """
        from botocore.exceptions import ClientError

        names = [group.name for group in groups]
        with asking("logs", f"a query over {', '.join(names)}"):
            try:
                answer = self._logs(groups[0].region).start_query(
                    logGroupNames=names, startTime=begin, endTime=end, queryString=text
                )
            except ClientError as error:
                said = error.response.get("Error", {})
                if said.get("Code") != "MalformedQueryException":
                    raise
                raise InputError(f"AWS does not understand the query: {said.get('Message', 'no reason')}.") from None
        return str(answer["queryId"])

    def answer(self, region: str, query: str) -> QueryAnswer:
        """What it has found so far."""
        with asking("logs", "the results of a query"):
            answer = self._logs(region).get_query_results(queryId=query)
            found = [
                {cell["field"]: cell.get("value", "") for cell in row if cell["field"] != _POINTER}
                for row in answer.get("results", ())
            ]
        columns = tuple(dict.fromkeys(name for row in found for name in row))
        statistics = answer.get("statistics") or {}
        return QueryAnswer(
            answer["status"],
            columns,
            tuple(tuple(row.get(name, "") for name in columns) for row in found),
            _whole(statistics.get("recordsScanned")),
            _whole(statistics.get("bytesScanned")),
            _whole(statistics.get("recordsMatched")),
        )

    def stop(self, region: str, query: str) -> None:
        """End a query that nobody waits for any more."""
        with asking("logs", "a query"):
            self._logs(region).stop_query(queryId=query)

    def saved(self, region: str) -> tuple[SavedQuery, ...]:
        """The queries that are kept in the account, by name."""
        found: list[SavedQuery] = []
        token: dict[str, str] = {}
        with asking("logs", "the saved queries"):
            while True:
                page = self._logs(region).describe_query_definitions(**token)
                found += [
                    SavedQuery(each["name"], each["queryString"], tuple(each.get("logGroupNames") or ()))
                    for each in page["queryDefinitions"]
                ]
                if not page.get("nextToken"):
                    return tuple(sorted(found, key=lambda query: query.name))
                token = {"nextToken": page["nextToken"]}

    def _logs(self, region: str) -> Any:
        return self._clients.of("logs", region)


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)
