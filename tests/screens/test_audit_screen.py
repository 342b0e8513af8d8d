"""The audit log on the screen: what was done by whom, whether the log is whole, further back, and as a file."""

from __future__ import annotations

import csv
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from console.app import ConsoleApp
from console.domain.audit import AuditEntry
from console.domain.environment import EnvironmentName
from console.errors import StoreError
from console.services.audit import Audit, AuditPage, Verification
from console.store.sqlite import SqliteStore
from console.ui.commands import every_entry
from console.ui.row_table import RowTable
from screens.audit import AuditScreen
from screens.logs_prompts import AskText
from screens.variables import VariablesScreen
from tests.fakes.console import FakeConsole
from tests.fakes.overview import NOW
from tests.fakes.pilot import opened, screen_text, seen, shown, told, until
from tests.store.places import OwnPlace

DEV, STAGING = EnvironmentName("replaydash", "dev"), EnvironmentName("replaydash", "staging")


@pytest.fixture
def own(tmp_path: Path) -> OwnPlace:
    return OwnPlace(tmp_path / "store" / "aws.sqlite")


@pytest.fixture
def log(own: OwnPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Audit:
    """Four acts, the last of which has not ended."""
    monkeypatch.setenv("LOGNAME", "ada")
    audit = Audit(SqliteStore(own.path), tmp_path / "seen.json", lambda: NOW - timedelta(hours=3))
    begun = audit.before("apply", "replaydash/staging#14", "+3 ~2 ±1 -0", plan_sha256="3f" * 32, approved_by="bob@lab")
    audit.after(begun, "done", "+3 ~2 ±1 -0")
    audit.after(audit.before("ecs scale", "replaydash/dev", "desired 4"), "failed", "=cmd(): AWS refused it.")
    audit.before("apply", "replaydash/staging#15", "+0 ~1 ±0 -0")
    return audit


@asynccontextmanager
async def audit_screen(
    console: FakeConsole, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[ConsoleApp, Pilot[Any]]]:
    async with opened(console, size) as (app, pilot):
        await pilot.press("L")
        await until(pilot, lambda: isinstance(app.screen, AuditScreen))
        yield app, pilot


def rows(app: ConsoleApp) -> list[str]:
    return [str(key.value) for key in app.screen.query_one(RowTable).rows]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_the_newest_entry_stands_on_top_with_who_what_and_how_it_ended(log: Audit, size: tuple[int, int]) -> None:
    async with audit_screen(FakeConsole(audit=log), size) as (app, pilot):
        text = await seen(pilot, "ada@", "ecs scale", "replaydash/dev", "failed", "begins", "5 entries", "Entry 5")
        assert rows(app) == ["5", "4", "3", "2", "1"]
        assert text.index("begins") < text.index("failed")


async def test_an_entry_is_shown_whole_with_its_hashes(log: Audit) -> None:
    first = log.entries()[0]
    async with audit_screen(FakeConsole(audit=log)) as (app, pilot):
        await seen(pilot, "Entry 5")
        await pilot.press(*["down"] * 4, "enter")
        await seen(pilot, "Entry 1", "+3 ~2 ±1 -0", "3f" * 32, "bob@lab", first.hash, first.previous, "it begins")
        assert app.screen.query_one("#details").has_focus, "enter leads to the entry, where the arrows scroll"
        await pilot.press("escape")
        assert app.screen.query_one(RowTable).has_focus


async def test_a_log_that_holds_is_said_to_hold_with_how_many_entries_were_looked_through(log: Audit) -> None:
    async with audit_screen(FakeConsole(audit=log)) as (_, pilot):
        await seen(pilot, "The chain holds: all 5 entries")


async def test_a_tampered_log_is_named_with_the_entry_at_which_it_breaks(log: Audit, own: OwnPlace) -> None:
    third = log.entries()[2]
    own.put_entry(3, third.model_copy(update={"by": "mallory@lab"}).model_dump_json())
    async with audit_screen(FakeConsole(audit=log)) as (app, pilot):
        await seen(pilot, "BROKEN at entry 3", "mallory@lab")
        own.put_entry(3, third.model_dump_json())
        await pilot.press("r")
        await seen(pilot, "The chain holds")
        assert "mallory" not in screen_text(app)


async def test_the_whole_log_is_looked_through_beside_the_screen(log: Audit) -> None:
    """The list is there, and the keys work, while it lasts."""
    goes_on = threading.Event()

    class Slow(Audit):
        def verify(self) -> Verification:
            assert goes_on.wait(60)
            return super().verify()

    log.__class__ = Slow
    async with audit_screen(FakeConsole(audit=log)) as (_, pilot):
        await seen(pilot, "Looking through the whole log", "Entry 5")
        await pilot.press("down")
        await seen(pilot, "Entry 4")
        goes_on.set()
        await seen(pilot, "The chain holds")


async def test_the_log_of_one_environment_is_a_key_away_from_all(log: Audit) -> None:
    async with opened(FakeConsole(audit=log)) as (app, pilot):
        app.open_variables(STAGING)
        await until(pilot, lambda: isinstance(app.screen, VariablesScreen) and app.screen.focused is not None)
        await pilot.press("L")
        await seen(pilot, "5 entries")
        await pilot.press("e")
        await seen(pilot, "Audit log of replaydash/staging", "3 entries")
        assert rows(app) == ["5", "2", "1"]
        await pilot.press("L")
        assert len(app.screen_stack) == 3, "it is open already"
        await pilot.press("e")
        await seen(pilot, "5 entries")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, VariablesScreen))


async def test_the_palette_opens_the_log_of_all_and_of_each_environment(log: Audit) -> None:
    async with opened(FakeConsole(audit=log)) as (app, pilot):
        entries = {entry.title: entry for entry in every_entry(app, app.screen)}
        assert "Audit log  (L)" in entries
        entries["Audit log of replaydash/dev"].run()
        await seen(pilot, "Audit log of replaydash/dev", "2 entries")
        assert rows(app) == ["4", "3"]


async def test_entries_are_filtered_by_letters_and_words(log: Audit) -> None:
    async with audit_screen(FakeConsole(audit=log)) as (app, pilot):
        await seen(pilot, "5 entries")
        await pilot.press("slash", *"failed")
        await seen(pilot, "1 of 5")
        assert rows(app) == ["4"]
        await pilot.press("enter")
        assert app.screen.query_one(RowTable).has_focus
        await pilot.press("slash", *"xyz")
        await seen(pilot, "Nothing among entries 1 to 5 matches xyz")
        await pilot.press("escape")
        await seen(pilot, "5 entries")
        assert app.screen.query_one("#filter", Input).value == ""


async def test_older_entries_are_a_key_away_and_newer_ones_again(log: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.services.audit.PAGE", 2)
    async with audit_screen(FakeConsole(audit=log)) as (app, pilot):
        await seen(pilot, "2 entries among 4 to 5")
        assert not app.screen.check_action("newer", ())
        await pilot.press("o")
        await seen(pilot, "2 entries among 2 to 3")
        await pilot.press("o")
        await seen(pilot, "1 entry among 1 to 1")
        assert not app.screen.check_action("older", ())
        await pilot.press("n", "n")
        await seen(pilot, "2 entries among 4 to 5")
        await pilot.press("e")
        await seen(pilot, "Audit log of replaydash/dev")


async def test_an_environment_without_entries_says_how_far_was_looked(log: Audit) -> None:
    async with opened(FakeConsole(audit=log)) as (app, pilot):
        app.open_audit(EnvironmentName("muejam", "production"), only=True)
        await seen(pilot, "Nothing of muejam/production among entries 1 to 5", "e shows the entries of all")


async def test_an_empty_log_says_what_would_be_in_it() -> None:
    async with audit_screen(FakeConsole()) as (app, pilot):
        await seen(pilot, "No entries yet", "It begins with the first apply", "The log has no entry yet")
        assert not app.screen.check_action("older", ())


async def test_a_log_that_cannot_be_read_says_so_and_is_read_again_on_r(log: Audit, own: OwnPlace) -> None:
    content = own.path.read_bytes()
    own.path.write_bytes(b"damaged" * 1000)
    for side in own.path.parent.glob("*-*"):
        side.unlink()
    async with audit_screen(FakeConsole(audit=log)) as (_, pilot):
        await seen(pilot, "Whether the chain holds is not known", "it is damaged", "Press r to try again")
        own.path.write_bytes(content)
        await pilot.press("r")
        await seen(pilot, "Entry", "ada@")


async def test_the_log_is_exported_as_the_command_does_with_formulas_made_text(log: Audit, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    async with audit_screen(FakeConsole(audit=log)) as (app, pilot):
        await seen(pilot, "5 entries")
        await pilot.press("e")
        await seen(pilot, "Audit log of replaydash/dev", "2 entries")
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, AskText))
        await seen(pilot, "Every entry of replaydash/dev", "audit-replaydash-dev-")
        app.screen.query_one(Input).value = str(path)
        await pilot.press("enter")
        await told(pilot, "2 in", "log.csv")
    assert path.stat().st_mode & 0o777 == 0o600
    with path.open(newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert [(line["number"], line["outcome"]) for line in lines] == [("3", ""), ("4", "failed")]
    assert lines[1]["text"] == "'=cmd(): AWS refused it."


async def test_read_only_the_log_is_read_and_not_exported(log: Audit) -> None:
    async with audit_screen(FakeConsole(audit=log, read_only=True)) as (app, pilot):
        await seen(pilot, "5 entries", "The chain holds")
        assert "Export" not in screen_text(app)
        await pilot.press("x")
        await seen(pilot, "READ-ONLY: this console only looks")
        assert isinstance(app.screen, AuditScreen)


async def test_text_that_others_wrote_acts_neither_as_markup_nor_on_the_terminal(log: Audit) -> None:
    log.note("[red]apply[/]", "replaydash/dev", "\x1b[2J[b]gone[/b]")
    async with audit_screen(FakeConsole(audit=log)) as (app, pilot):
        await seen(pilot, "[b]gone[/b]", "[red]apply[/]")
        assert "\x1b" not in screen_text(app)


async def test_keys_that_are_asked_about_before_the_table_is_there_are_not_offered() -> None:
    screen = AuditScreen(DEV)
    assert screen.highlighted is None
    assert not screen.check_action("older", ())


async def test_a_page_that_comes_late_does_not_take_the_place_of_the_one_asked_for_since(log: Audit) -> None:
    """The first page waits until the environment's own has been asked for."""
    asked: list[str] = []
    goes_on = threading.Event()

    class Slow(Audit):
        def page(self, before: int | None = None, subject: str = "") -> AuditPage:
            asked.append(subject)
            if not subject:
                assert goes_on.wait(60)
            return super().page(before, subject)

    log.__class__ = Slow
    async with audit_screen(FakeConsole(audit=log)) as (app, pilot):
        await until(pilot, lambda: asked == [""])
        await pilot.press("e")
        await seen(pilot, "Audit log of replaydash/dev", "2 entries")
        goes_on.set()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert rows(app) == ["4", "3"]


async def test_a_log_that_fails_later_leaves_no_old_list_under_a_new_title(log: Audit) -> None:
    class Away(Audit):
        def page(self, before: int | None = None, subject: str = "") -> AuditPage:
            raise StoreError("The store cannot be reached.")

    async with audit_screen(FakeConsole(audit=log)) as (app, pilot):
        await seen(pilot, "5 entries")
        log.__class__ = Away
        await pilot.press("e")
        await seen(pilot, "The store cannot be reached.", "Press r to try again")
        assert not app.screen.query_one(RowTable).display
        assert shown(app, "#chain").startswith("The chain holds")


async def test_what_is_read_for_the_list_does_not_grow_with_the_log(
    log: Audit, own: OwnPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.services.audit.PAGE", 2)
    read: list[int] = []

    class Counting(SqliteStore):
        def newest(self, count: int, before: int | None = None) -> tuple[AuditEntry, ...]:
            found = super().newest(count, before)
            read.append(len(found))
            return found

    counted = Audit(Counting(own.path), tmp_path / "seen.json")
    async with audit_screen(FakeConsole(audit=counted)) as (_, pilot):
        await seen(pilot, "2 entries among 4 to 5", "The chain holds: all 5 entries")
        await pilot.press("o")
        await seen(pilot, "2 entries among 2 to 3")
    assert read == [2, 2]


async def test_a_key_pressed_twice_while_a_page_is_read_goes_one_page_back(
    log: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.services.audit.PAGE", 2)
    goes_on = threading.Event()

    class Slow(Audit):
        def page(self, before: int | None = None, subject: str = "") -> AuditPage:
            if before is not None:
                assert goes_on.wait(60)
            return super().page(before, subject)

    log.__class__ = Slow
    async with audit_screen(FakeConsole(audit=log)) as (_, pilot):
        await seen(pilot, "2 entries among 4 to 5")
        await pilot.press("o", "o")
        goes_on.set()
        await seen(pilot, "2 entries among 2 to 3")
        await pilot.press("n")
        await seen(pilot, "2 entries among 4 to 5")
