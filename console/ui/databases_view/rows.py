"""The tables of the databases screen: their columns and rows, and the highlighted row in full."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from rich.text import Text
from textual.content import Content

from console.domain.databases import Database, Snapshot
from console.services.databases_snapshots import DatabaseView
from console.ui.facts import Fact
from console.ui.format import age, when
from console.ui.gate import cell, styled
from console.ui.row_table import Column

Row = tuple[str, tuple[Text, ...]]

DATABASES = (
    Column("DATABASE", 16, grows=True),
    Column("STATE", 10),
)
SNAPSHOTS = (
    Column("SNAPSHOT", 20, grows=True),
    Column("MADE", 9),
    Column("AGE", 6, right=True),
    Column("GB", 7, right=True),
    Column("STATE", 12),
)
_ENCRYPTED = {True: "yes", False: "! NO", None: "not known"}
_STATES = {"available": "success", "active": "success", "creating": "primary", "failed": "error", "gone": "error"}


class Painter:
    """Draws rows in the theme's colours; words come first, colours only underline them."""

    def __init__(self, colours: dict[str, str], now: datetime) -> None:
        self._colours = colours
        self._now = now

    def _state(self, word: str) -> Text:
        return cell(word.lower() or "-", self._colours.get(_STATES.get(word.lower(), ""), ""))

    def databases(self, views: tuple[DatabaseView, ...]) -> list[Row]:
        return [
            (
                key_of(view.database),
                (
                    cell(view.database.address.name, "bold"),
                    self._state(view.database.status),
                ),
            )
            for view in views
        ]

    def snapshots(self, snapshots: tuple[Snapshot, ...]) -> list[Row]:
        return [
            (
                each.id,
                (
                    cell(each.name),
                    cell("automatic" if each.automatic else "on demand"),
                    cell(age(each.created_at, self._now).removesuffix(" ago"), right=True),
                    cell(gb_words(each.gb), right=True),
                    self._progress(each),
                ),
            )
            for each in snapshots
        ]

    def _progress(self, snapshot: Snapshot) -> Text:
        if snapshot.percent is None or snapshot.available:
            return self._state(snapshot.status)
        return cell(f"{snapshot.status.lower()} {snapshot.percent} %", self._colours["primary"])


def key_of(database: Database) -> str:
    """The key of a database's row."""
    return f"{database.address.kind}/{database.address.name}"


def gb_words(gb: Decimal | None) -> str:
    """`20`, `0.004`, `< 0.001`; `?` where it is not known."""
    if gb is None:
        return "?"
    if 0 < gb < Decimal("0.001"):
        return "< 0.001"
    text = f"{gb:,.3f}"
    return text.rstrip("0").rstrip(".")


def database_facts(view: DatabaseView) -> list[Fact]:
    """The highlighted database."""
    database = view.database
    if database.status == "gone":
        return [("", styled("[$text-error]It is in the state and not in AWS any more: plan the environment.[/]"))]
    window = database.window
    facts: list[Fact] = [
        ("Engine", f"{_engine(database)}, {database.size or 'size not known'}"),
        ("Storage", f"{gb_words(database.storage_gb)} GB" if database.storage_gb is not None else "not known"),
        ("Restore", f"{when(window.earliest)} to\n{when(window.latest)}" if window else "snapshots only"),
        ("Encrypted", _ENCRYPTED[database.encrypted]),
        ("Protected", "against deletion" if database.protected else "no"),
    ]
    if database.retention_days is not None:
        facts.insert(3, ("Backups", f"{database.retention_days} d kept"))
    if view.replica_of:
        facts.append(("Replica of", view.replica_of))
    if database.members:
        facts.append(("Instances", ", ".join(database.members)))
    if database.endpoint:
        facts.append(("Endpoint", database.endpoint))
    return facts


def _engine(database: Database) -> str:
    kind, engine = str(database.address.kind), database.engine
    return engine if engine.startswith(kind) else f"{kind} {engine}"


def snapshot_detail(snapshot: Snapshot) -> Content:
    """A snapshot in full."""
    made = "made automatically" if snapshot.automatic else "made on demand"
    encrypted = {True: "encrypted", False: "NOT encrypted", None: "encryption not known"}[snapshot.encrypted]
    return styled(
        "[b]$name[/]\n$made $at; $encrypted; $gb GB\n[$foreground-muted]$id[/]",
        name=snapshot.name,
        made=made,
        at=when(snapshot.created_at),
        encrypted=encrypted,
        gb=gb_words(snapshot.gb),
        id=snapshot.id if snapshot.id != snapshot.name else "",
    )
