"""CloudWatch Logs through boto3: groups, lines page by page, and live tail. Nothing here changes anything."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

from console.aws.ecs import Clients
from console.aws.refusals import NotThereError, asking
from console.domain.logs import LinePage, LiveUpdate, LogGroup, LogLine
from console.errors import AwsError, InputError

MOST_LIVE_GROUPS = 10
"""Groups of one live tail, as StartLiveTail takes them."""
_STREAM_ENDS = ("SessionTimeoutException",)


class LogsLooks:
    """Everything that is read of CloudWatch Logs."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def refresh(self) -> None:
        """Make new clients, so that credentials which were refreshed meanwhile are read."""
        self._clients.forget()

    def group(self, group: LogGroup) -> LogGroup:
        """The group with what AWS knows of it; `exists` is False where it knows none. Raises AwsError."""
        with asking("logs", f"the log group {group.name}"):
            answer = self._logs(group.region).describe_log_groups(logGroupNamePrefix=group.name, limit=50)
            found = next((each for each in answer["logGroups"] if each["logGroupName"] == group.name), None)
        if found is None:
            return LogGroup(group.name, group.region, group.of, exists=False)
        return LogGroup(
            group.name,
            group.region,
            group.of,
            arn=found.get("logGroupArn") or str(found["arn"]).removesuffix(":*"),
            stored_bytes=found.get("storedBytes"),
            retention_days=found.get("retentionInDays"),
            exists=True,
        )

    def page(
        self, group: LogGroup, pattern: str, begin_ms: int, end_ms: int | None, token: str | None, limit: int
    ) -> LinePage:
        """A page of the lines from `begin_ms` on that fit the pattern; it may be empty and have a next one."""
        asked: dict[str, Any] = {"logGroupName": group.name, "startTime": max(0, begin_ms), "limit": limit}
        if end_ms is not None:
            asked["endTime"] = end_ms
        if pattern:
            asked["filterPattern"] = pattern
        if token:
            asked["nextToken"] = token
        with asking("logs", f"the lines of {group.name}"), _understood(pattern):
            answer = self._logs(group.region).filter_log_events(**asked)
            lines = [
                LogLine(each["timestamp"], group.name, each["logStreamName"], each["message"].rstrip("\n"),
                        each.get("ingestionTime", 0))
                for each in answer["events"]
            ]  # fmt: skip
        return LinePage(lines, answer.get("nextToken"))

    def live(self, groups: Sequence[LogGroup], pattern: str) -> Iterator[LiveUpdate]:
        """What comes, about once a second (also when nothing comes); the first update, empty, says that it began.

        Ends when AWS ends the session (after three hours). Raises AwsError, with the first update or later.
        """
        asked: dict[str, Any] = {"logGroupIdentifiers": [_identifier(group) for group in groups]}
        if pattern:
            asked["logEventFilterPattern"] = pattern
        what = f"the live tail of {', '.join(group.name for group in groups)}"
        stream: Any = None
        try:
            with asking("logs", what):
                stream = self._logs(groups[0].region).start_live_tail(**asked)["responseStream"]
            events = iter(stream)
            while (event := _next(events, what)) is not None:
                if "sessionStart" in event:
                    yield LiveUpdate((), sampled=False)
                elif "sessionUpdate" in event:
                    yield _update(event["sessionUpdate"])
                else:
                    return
        finally:
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def _logs(self, region: str) -> Any:
        return self._clients.of("logs", region)


@contextlib.contextmanager
def _understood(pattern: str) -> Iterator[None]:
    """A pattern that AWS does not understand is the operator's to correct, and nothing to try again."""
    from botocore.exceptions import ClientError

    try:
        yield
    except ClientError as error:
        said = error.response.get("Error", {})
        if not pattern or said.get("Code") != "InvalidParameterException":
            raise
        reason = str(said.get("Message", "no reason")).rstrip(".")
        raise InputError(f"AWS does not understand the filter pattern {pattern[:60]!r}: {reason}.") from None


def _identifier(group: LogGroup) -> str:
    if not group.arn:
        raise NotThereError(f"AWS does not know the log group {group.name}: nothing was logged to it yet.")
    return group.arn


def _next(events: Iterator[Any], what: str) -> Any | None:
    """The next event of a live tail; None at its end, also where AWS ends it because of its age."""
    from botocore.exceptions import EventStreamError
    from urllib3.exceptions import HTTPError

    with asking("logs", what):
        try:
            return next(events, None)
        except EventStreamError as error:
            if error.response.get("Error", {}).get("Code") in _STREAM_ENDS:
                return None
            raise
        except (HTTPError, OSError) as error:
            raise AwsError(f"The connection of {what} broke: it is opened again.", detail=str(error)) from None


def _update(update: Any) -> LiveUpdate:
    lines = tuple(
        LogLine(
            each["timestamp"],
            # "111122223333:/ecs/api": the account, which every line shares, says nothing.
            each["logGroupIdentifier"].partition(":")[2] or each["logGroupIdentifier"],
            each["logStreamName"],
            each["message"].rstrip("\n"),
            each.get("ingestionTime", 0),
        )
        for each in update.get("sessionResults", ())
    )
    return LiveUpdate(lines, sampled=bool(update.get("sessionMetadata", {}).get("sampled")))
