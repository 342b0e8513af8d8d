"""The two stores that a team may have, as something that other processes can open, and a hand that tampers."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from console.aws.ecs import Clients
from console.aws.team_store import DynamoStore
from console.domain.audit import AuditEntry
from console.domain.team_place import TeamPlace
from console.ports import TeamStore
from console.store.sqlite import SqliteStore

REGION = "us-east-1"


def entry(action: str, by: str = "ada@desk") -> AuditEntry:
    return AuditEntry(at=datetime.now(UTC), by=by, action=action, subject="replaydash/dev")


@dataclass(frozen=True)
class OwnPlace:
    """A file."""

    path: Path

    def open(self) -> TeamStore:
        return SqliteStore(self.path)

    def put_entry(self, number: int, text: str | None) -> None:
        """Replace an entry by hand, or take it out."""
        with closing(sqlite3.connect(self.path)) as connection, connection:
            for trigger in ("audit_is_not_changed", "audit_is_not_shortened"):
                connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")
            if text is None:
                connection.execute("DELETE FROM audit WHERE number = ?", (number,))
            else:
                connection.execute("UPDATE audit SET entry = ? WHERE number = ?", (text, number))


@dataclass(frozen=True)
class SharedPlace:
    """A table and a bucket."""

    endpoint: str
    name: str = field(default_factory=lambda: f"team-{uuid.uuid4().hex[:12]}")

    @property
    def variables(self) -> dict[str, str]:
        keys = {"AWS_ACCESS_KEY_ID": "sandbox", "AWS_SECRET_ACCESS_KEY": "sandbox"}
        return keys | {"AWS_ENDPOINT_URL": self.endpoint}

    @property
    def place(self) -> TeamPlace:
        return TeamPlace(self.name, self.name, REGION)

    @property
    def clients(self) -> Clients:
        return Clients(lambda: self.variables)

    def open(self) -> TeamStore:
        return DynamoStore(self.clients, self.place)

    def make(self) -> None:
        self.dynamodb.create_table(
            TableName=self.name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("kind", "key")],
            KeySchema=[{"AttributeName": "kind", "KeyType": "HASH"}, {"AttributeName": "key", "KeyType": "RANGE"}],
        )
        self.clients.of("s3", REGION).create_bucket(Bucket=self.name)

    def put_entry(self, number: int, text: str | None) -> None:
        """Replace an entry by hand, or take it out."""
        key = {"kind": {"S": "audit"}, "key": {"S": f"{number:012d}"}}
        if text is None:
            self.dynamodb.delete_item(TableName=self.name, Key=key)
        else:
            self.dynamodb.put_item(TableName=self.name, Item=key | {"entry": {"S": text}})

    @property
    def dynamodb(self) -> Any:
        return self.clients.of("dynamodb", REGION)


Place = OwnPlace | SharedPlace


def append_many(place: Place, by: str, count: int) -> None:
    """What one of several processes does."""
    store = place.open()
    for number in range(count):
        store.append(entry(f"act {number}", by))


def write_all(place: Place, by: str, count: int) -> list[int]:
    """Which of the records this process was the first to write."""
    from console.errors import ChangedMeanwhileError

    store, won = place.open(), []
    for number in range(count):
        try:
            store.write("rollout", f"r{number}", by, 0)
        except ChangedMeanwhileError:
            continue
        won.append(number)
    return won
