"""The store that a team shares: a DynamoDB table for records, leases and the audit log, an S3 bucket for documents.

Every write is conditional, so that of two machines one wins and the other is told. The table's key is `kind` and `key`.
Leases do not trust the clocks of the machines: what time it is, AWS's own answers say (their Date header).
"""

from __future__ import annotations

import random
import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from pydantic import ValidationError

from console.aws.ecs import Clients
from console.aws.refusals import NotThereError, asking
from console.domain.audit import GENESIS, AuditEntry
from console.domain.team_place import TeamPlace
from console.errors import AwsError, ChangedMeanwhileError, LockedError, StoreError
from console.ports import StoredRecord

DOCUMENTS = "documents/"
"""Where in the bucket the documents are: the state of what makes the store is in it, too."""
GRACE_SECONDS = 2.0
"""AWS's Date header counts whole seconds: a lease holds so much longer than it says."""
APPEND_SECONDS = 20.0
"""How long an entry is tried to be appended while others append theirs."""

_AUDIT, _LEASE = "audit", "lease"


class DynamoLooks:
    """Everything that is read of the store; nothing here changes anything."""

    shared = True

    def __init__(self, clients: Clients, place: TeamPlace) -> None:
        self._clients = clients
        self._place = place

    @property
    def place(self) -> str:
        """Where the store is, in words."""
        return f"the table {self._place.table} in {self._place.region}"

    def read(self, kind: str, key: str) -> StoredRecord | None:
        item = self._item(f"record#{kind}", key)
        return None if item is None else _record(item)

    def list(self, kind: str, prefix: str = "") -> tuple[StoredRecord, ...]:
        found = self._query(f"record#{kind}", "begins_with(#key, :from)" if prefix else "", prefix)
        return tuple(_record(item) for item in found)

    def kept(self, key: str) -> bytes | None:
        from botocore.exceptions import ClientError

        with self._asking("s3", self._place.bucket):
            try:
                answer = self._s3.get_object(Bucket=self._place.bucket, Key=f"{DOCUMENTS}{key}")
                return bytes(answer["Body"].read())
            except ClientError as error:
                if error.response.get("Error", {}).get("Code") == "NoSuchKey":
                    return None
                raise

    def entries(self, after: int = 0, most: int | None = None) -> tuple[AuditEntry, ...]:
        pages = {} if most is None else {"MaxItems": most}
        return tuple(map(_entry, self._query(_AUDIT, "#key > :from", _place_of(after), PaginationConfig=pages)))

    def newest(self, count: int, before: int | None = None) -> tuple[AuditEntry, ...]:
        condition, place = ("", "") if before is None else ("#key < :from", _place_of(before))
        pages = {"MaxItems": count, "PageSize": min(count, 1000)}
        found = self._query(_AUDIT, condition, place, ScanIndexForward=False, PaginationConfig=pages)
        return tuple(map(_entry, found))

    def _item(self, kind: str, key: str) -> dict[str, Any] | None:
        return self._answer(kind, key).get("Item")

    def _answer(self, kind: str, key: str) -> dict[str, Any]:
        with self._asking("dynamodb", self._place.table):
            answer: dict[str, Any] = self._dynamodb.get_item(
                TableName=self._place.table, Key=_key(kind, key), ConsistentRead=True
            )
        return answer

    def _query(self, kind: str, condition: str, value: str, **options: Any) -> tuple[dict[str, Any], ...]:
        expression, values = "#kind = :kind", {":kind": {"S": kind}}
        if condition:
            expression, values = f"{expression} AND {condition}", values | {":from": {"S": value}}
        with self._asking("dynamodb", self._place.table):
            pages = self._dynamodb.get_paginator("query").paginate(
                TableName=self._place.table,
                ConsistentRead=True,
                KeyConditionExpression=expression,
                ExpressionAttributeNames=_names(expression),
                ExpressionAttributeValues=values,
                **options,
            )
            return tuple(item for page in pages for item in page["Items"])

    @contextmanager
    def _asking(self, prefix: str, what: str) -> Iterator[None]:
        """Refusals as StoreError, as of any other store."""
        try:
            with asking(prefix, f"the team's store ({what})"):
                yield
        except AwsError as error:
            missing = isinstance(error, NotThereError) or "NoSuchBucket" in error.detail
            way = " `infra-console bootstrap --team-store` makes the store." if missing else ""
            raise StoreError(f"{error.message}{way}", detail=error.detail) from None

    @property
    def _dynamodb(self) -> Any:
        return self._clients.of("dynamodb", self._place.region)

    @property
    def _s3(self) -> Any:
        return self._clients.of("s3", self._place.region)


class DynamoStore(DynamoLooks):
    """The store with what changes it."""

    def write(self, kind: str, key: str, body: str, expected: int) -> int:
        mark = uuid.uuid4().hex
        item = {**_key(f"record#{kind}", key), **_texts(body=body, mark=mark), "version": {"N": str(expected + 1)}}
        condition = "attribute_not_exists(#kind)" if expected == 0 else "#version = :expected"
        given = {":expected": {"N": str(expected)}} if expected else {}
        if not self._put(item, condition, given):
            raise ChangedMeanwhileError(
                f"The {kind} {key} was changed by somebody else meanwhile: nothing was written; look at it again."
            )
        return expected + 1

    def keep(self, key: str, content: bytes) -> None:
        with self._asking("s3", self._place.bucket):
            self._s3.put_object(Bucket=self._place.bucket, Key=f"{DOCUMENTS}{key}", Body=content)

    def hold(self, key: str, holder: str, seconds: float) -> None:
        answer = self._answer(_LEASE, key)
        now, item = _date(answer), answer.get("Item")
        if item is not None and item["holder"]["S"] != holder and float(item["until"]["N"]) + GRACE_SECONDS > now:
            raise LockedError(_held(key, item["holder"]["S"]))
        lease = {**_key(_LEASE, key), **_texts(holder=holder, mark=uuid.uuid4().hex)}
        lease["until"] = {"N": f"{now + seconds:.3f}"}
        condition = "attribute_not_exists(#kind)" if item is None else "#mark = :mark"
        if not self._put(lease, condition, {} if item is None else {":mark": item["mark"]}):
            taken = self._item(_LEASE, key)
            raise LockedError(_held(key, taken["holder"]["S"] if taken else "somebody else"))

    def let_go(self, key: str, holder: str) -> None:
        self._unless_refused(
            lambda: self._dynamodb.delete_item(
                TableName=self._place.table,
                Key=_key(_LEASE, key),
                ConditionExpression="#holder = :holder",
                ExpressionAttributeNames={"#holder": "holder"},
                ExpressionAttributeValues={":holder": {"S": holder}},
            )
        )

    def append(self, entry: AuditEntry) -> AuditEntry:
        """Put at the number after the last; where another machine was faster, after that one."""
        deadline = time.monotonic() + APPEND_SECONDS
        while True:
            last = self._query(_AUDIT, "", "", ScanIndexForward=False, PaginationConfig={"MaxItems": 1, "PageSize": 1})
            number, previous = (_number(last[0]), _entry(last[0]).hash) if last else (0, GENESIS)
            sealed = entry.sealed(number + 1, previous)
            item = {
                **_key(_AUDIT, _place_of(sealed.number)),
                **_texts(entry=sealed.model_dump_json(), mark=uuid.uuid4().hex),
            }
            if self._put(item, "attribute_not_exists(#kind)", {}):
                return sealed
            if time.monotonic() > deadline:
                raise StoreError(
                    f"The audit log in {self.place} takes no entry, since others write without a pause: try again."
                )
            time.sleep(random.uniform(0.01, 0.1))  # noqa: S311 - only so that two do not meet again

    def _put(self, item: dict[str, Any], condition: str, values: dict[str, Any]) -> bool:
        """Whether it was written: also where the answer to it was lost and botocore asked a second time."""
        given = {"ExpressionAttributeValues": values} if values else {}

        def put() -> None:
            self._dynamodb.put_item(
                TableName=self._place.table,
                Item=item,
                ConditionExpression=condition,
                ExpressionAttributeNames=_names(condition),
                **given,
            )

        if self._unless_refused(put):
            return True
        written = self._item(item["kind"]["S"], item["key"]["S"])
        return written is not None and written.get("mark") == item["mark"]

    def _unless_refused(self, call: Callable[[], object]) -> bool:
        """Whether the condition held."""
        from botocore.exceptions import ClientError

        with self._asking("dynamodb", self._place.table):
            try:
                call()
            except ClientError as error:
                if error.response.get("Error", {}).get("Code") != "ConditionalCheckFailedException":
                    raise
                return False
        return True


def _key(kind: str, key: str) -> dict[str, Any]:
    return _texts(kind=kind, key=key)


def _texts(**texts: str) -> dict[str, Any]:
    return {name: {"S": text} for name, text in texts.items()}


def _names(expression: str) -> dict[str, str]:
    """Every `#name` of an expression: some names are words of DynamoDB's own."""
    return {f"#{name}": name for name in re.findall(r"#(\w+)", expression)}


def _place_of(number: int) -> str:
    """Numbers as texts that sort as numbers do."""
    return f"{number:012d}"


def _number(item: dict[str, Any]) -> int:
    return int(item["key"]["S"])


def _record(item: dict[str, Any]) -> StoredRecord:
    return StoredRecord(item["key"]["S"], item["body"]["S"], int(item["version"]["N"]))


def _entry(item: dict[str, Any]) -> AuditEntry:
    try:
        return AuditEntry.model_validate_json(item["entry"]["S"])
    except (ValidationError, KeyError) as error:
        raise StoreError(
            f"Entry {_number(item)} of the audit log cannot be read: it was changed after it was written.",
            detail=str(error),
        ) from None


def _held(key: str, holder: str) -> str:
    return f"{key} is held by {holder}: wait for it, or have it let go there."


def _date(answer: dict[str, Any]) -> float:
    """When AWS answered, in seconds since 1970."""
    found: datetime = parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
    return found.timestamp()
