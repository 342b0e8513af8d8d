"""The file in the console home: nobody else's, never half written, and never overwritten where it is not understood."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from console.errors import StoreError
from console.store.sqlite import SqliteLooks, SqliteStore
from tests.store.places import OwnPlace, entry

WITHOUT_ROOM = """
import resource, sys
from pathlib import Path
from console.errors import StoreError
from console.store.sqlite import SqliteStore
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try: SqliteStore(Path(sys.argv[1])).keep("review", b"x" * 1_000_000)
except StoreError as error: print(error)
"""


def test_the_file_is_its_owners_alone(own: OwnPlace) -> None:
    own.open().append(entry("apply"))
    assert own.path.stat().st_mode & 0o777 == 0o600
    assert own.path.parent.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in own.path.parent.iterdir()] == [own.path.name]


@pytest.mark.parametrize("statement", ["UPDATE audit SET entry = ''", "DELETE FROM audit"])
def test_the_audit_log_refuses_to_be_changed(own: OwnPlace, statement: str) -> None:
    own.open().append(entry("apply"))
    refused = pytest.raises(sqlite3.IntegrityError, match="the audit log is append-only")
    with closing(sqlite3.connect(own.path)) as connection, refused:
        connection.execute(statement)
    assert [each.action for each in own.open().entries()] == ["apply"]


@pytest.mark.parametrize("content", [b"", b"not a database, but long enough to look at" * 100])
def test_a_damaged_file_gives_a_sentence_and_is_left_as_it_is(own: OwnPlace, content: bytes) -> None:
    own.path.parent.mkdir()
    own.path.write_bytes(content)
    store = own.open()
    for call in (store.entries, lambda: store.append(entry("apply")), lambda: store.write("run", "a", "b", 0)):
        with pytest.raises(StoreError, match=r"^The store \S+aws\.sqlite .*move (it|the file) away to begin a new"):
            call()
    assert own.path.read_bytes() == content


def test_a_store_of_a_later_console_is_not_touched(own: OwnPlace) -> None:
    own.open().append(entry("apply"))
    with closing(sqlite3.connect(own.path)) as connection:
        connection.execute("PRAGMA user_version = 9")
    with pytest.raises(StoreError, match="has format 9, and this console knows 1"):
        own.open().append(entry("apply"))


def test_a_folder_that_cannot_be_written_gives_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match=r"home/store/aws\.sqlite cannot be (made|reached): Not a directory\."):
        SqliteStore(tmp_path / "home" / "store" / "aws.sqlite").append(entry("apply"))


def test_a_full_disk_gives_a_sentence_and_loses_nothing(own: OwnPlace) -> None:
    own.open().append(entry("apply"))
    said = subprocess.run(
        [sys.executable, "-c", WITHOUT_ROOM, str(own.path)], capture_output=True, text=True, check=True
    )
    assert f"The store {own.path} cannot be written: " in said.stdout
    assert own.open().kept("review") is None
    assert [each.action for each in own.open().entries()] == ["apply"]


def test_looking_makes_no_file_and_changes_none(own: OwnPlace) -> None:
    looks = SqliteLooks(own.path)
    assert (looks.entries(), looks.list("run"), looks.read("run", "a"), looks.kept("a")) == ((), (), None, None)
    assert not own.path.parent.exists()
    own.open().append(entry("apply"))
    before = own.path.read_bytes()
    assert [each.action for each in looks.entries()] == ["apply"]
    assert own.path.read_bytes() == before
