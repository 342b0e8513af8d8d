"""`infra-console logs ENV`: what was logged, what is being logged, and queries over it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from console.bootstrap import Console
from console.cli.printing import print_json, printable, say, table
from console.domain.environment import EnvironmentName
from console.domain.logs import LogGroup, LogLine, level_of
from console.domain.logs_times import moment
from console.errors import InputError
from console.services.logs_tail import Tail, TailMode, TailState

_WAIT_SECONDS = 0.5


def logs(services: Console, options: argparse.Namespace) -> int:
    """Exit 0 when what was asked for was read, 1 when not, 130 when following was interrupted."""
    name = EnvironmentName.parse(options.environment)
    _fitting(options)
    groups = services.logs.groups.choose(name, options.groups)
    if options.list_groups:
        return _list(services, name, groups, options)
    now = datetime.now().astimezone()
    begin = moment(options.since, now)
    end = moment(options.until, now) if options.until else None
    if end is not None and end <= begin:
        raise InputError(f"--until {options.until} is not after --since {options.since}.")
    if services.cloud.sandbox:
        print("SANDBOX: these lines are of the simulated AWS.", file=sys.stderr)
    if options.query is not None:
        return _query(services, name, groups, (begin, end or now), options)
    if options.follow:
        tail = services.logs.tail(groups, options.filter, _ms(begin)).start()
        return _follow(tail, several=len(groups) > 1, as_json=options.json)
    return _read(services, name, groups, (begin, end), options)


def _fitting(options: argparse.Namespace) -> None:
    if options.follow and (options.until or options.query is not None):
        raise InputError("--follow goes on with what comes: leave --until and --query out.")
    if options.query is not None and options.filter:
        raise InputError("A query filters by itself: leave --filter out, or write `| filter ...` in the query.")
    if options.limit < 1:
        raise InputError("--limit takes a number of lines, 1 or more.")


def _ms(moment_: datetime) -> int:
    return int(moment_.timestamp() * 1000)


def _list(services: Console, name: EnvironmentName, groups: Sequence[LogGroup], options: argparse.Namespace) -> int:
    found = services.logs.described(groups)
    if options.json:
        print_json({"environment": str(name), "groups": [_group_document(group) for group in found]})
        return 0
    rows = [
        (
            group.name,
            group.of or "-",
            "not there yet" if group.exists is False else _size(group.stored_bytes),
            "-" if group.exists is not True else f"{group.retention_days} d" if group.retention_days else "for ever",
            group.region,
        )
        for group in found
    ]
    say(table(("GROUP", "OF", "STORED", "KEPT", "REGION"), rows, right=(2,)))
    return 0


def _read(
    services: Console,
    name: EnvironmentName,
    groups: Sequence[LogGroup],
    between: tuple[datetime, datetime | None],
    options: argparse.Namespace,
) -> int:
    begin, end = _ms(between[0]), None if between[1] is None else _ms(between[1])
    lines, more = services.logs.read(groups, options.filter, begin, end, options.limit)
    if options.json:
        print_json(
            {
                "environment": str(name),
                "sandbox": services.cloud.sandbox,
                "groups": [group.name for group in groups],
                "more": more,
                "lines": [_line_document(line) for line in lines],
            }
        )
        return 0
    for line in lines:
        say(_line_text(line, several=len(groups) > 1))
    if not lines:
        say("No line was logged in this time that fits.", quiet=True)
    if more:
        say(f"There are more lines: these are the first {options.limit}; --limit gives more.", quiet=True)
    return 0


def _follow(tail: Tail, *, several: bool, as_json: bool) -> int:
    told = ""
    try:
        while not tail.stopped:
            if tail.wait(_WAIT_SECONDS):
                for line in sorted(tail.take(), key=lambda each: each.at_ms):
                    print(json.dumps(_line_document(line)) if as_json else _line_text(line, several=several))
                sys.stdout.flush()
            words = _state_words(tail.state)
            if words and words != told:
                told = words
                print(words, file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        return 130
    finally:
        tail.stop()
    if tail.refused is not None:
        raise tail.refused
    return 0


def _state_words(state: TailState) -> str:
    lost = f" {state.lost} lines came too fast and were left out." if state.lost else ""
    if state.mode is TailMode.WAITING:
        return f"Waiting: {printable(state.problem)} Trying again."
    if state.mode is TailMode.LIVE:
        return f"Following live.{lost}"
    if state.mode is TailMode.POLLING:
        return f"Following by asking every few seconds: {printable(state.reason).rstrip('.')}.{lost}"
    return ""


def _query(
    services: Console,
    name: EnvironmentName,
    groups: Sequence[LogGroup],
    between: tuple[datetime, datetime],
    options: argparse.Namespace,
) -> int:
    begin, end = (int(each.timestamp()) for each in between)
    answer = services.logs.insights.ask(groups, options.query, begin, end)
    done = answer.status == "Complete"
    if options.json:
        print_json(
            {
                "environment": str(name),
                "sandbox": services.cloud.sandbox,
                "groups": [group.name for group in groups],
                "status": answer.status,
                "rows": [dict(zip(answer.columns, row, strict=True)) for row in answer.rows],
                "scanned_records": answer.scanned_records,
                "scanned_bytes": answer.scanned_bytes,
                "matched_records": answer.matched_records,
            }
        )
        return 0 if done else 1
    if answer.rows:
        say(table([printable(column) for column in answer.columns], answer.rows))
    scanned = "an unknown number of" if answer.scanned_records is None else f"{answer.scanned_records:,}"
    say(f"{len(answer.rows)} rows; {scanned} lines ({_size(answer.scanned_bytes)}) were scanned.", quiet=True)
    if not done:
        say(f"The query did not end well: {answer.status}.", quiet=True)
    return 0 if done else 1


def _line_text(line: LogLine, *, several: bool) -> str:
    at = f"{line.at.astimezone():%Y-%m-%d %H:%M:%S}.{line.at_ms % 1000:03d}"
    where = f"{printable(line.group)}  {printable(line.stream)}" if several else printable(line.stream)
    return f"{at}  {where}  {printable(line.message)}"


def _line_document(line: LogLine) -> dict[str, Any]:
    return {
        "at": line.at.isoformat(timespec="milliseconds"),
        "group": line.group,
        "stream": line.stream,
        "level": level_of(line.message).word or None,
        "message": line.message,
    }


def _group_document(group: LogGroup) -> dict[str, Any]:
    return {
        "name": group.name,
        "of": group.of or None,
        "region": group.region,
        "exists": group.exists,
        "stored_bytes": group.stored_bytes,
        "retention_days": group.retention_days,
    }


def _size(count: int | None) -> str:
    if count is None:
        return "-"
    amount = float(count)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:,.1f} GB"
