"""Following a file that another process writes."""

import pytest

from console.errors import StreamError
from console.terraform import tail as tail_module
from console.terraform.tail import Tail


def test_a_file_that_does_not_exist_yet_gives_nothing_and_then_its_bytes(tmp_path):
    tail = Tail(tmp_path / "stream.jsonl")
    assert tail.read_new() == b""
    (tmp_path / "stream.jsonl").write_bytes(b"one\n")
    assert tail.read_new() == b"one\n"
    assert tail.read_new() == b""
    tail.close()


def test_only_what_is_new_is_given_even_within_a_line(tmp_path):
    path = tmp_path / "stream.jsonl"
    tail = Tail(path)
    with path.open("ab", buffering=0) as writer:
        writer.write(b'{"half":')
        assert tail.read_new() == b'{"half":'
        writer.write(b' 1}\n{"next"')
        assert tail.read_new() == b' 1}\n{"next"'
    assert tail.offset == path.stat().st_size
    tail.close()


def test_reading_begins_at_the_offset(tmp_path):
    path = tmp_path / "stream.jsonl"
    path.write_bytes(b"old\nnew\n")
    tail = Tail(path, offset=4)
    assert tail.read_new() == b"new\n"
    tail.close()


def test_one_read_takes_a_bounded_part(tmp_path, monkeypatch):
    monkeypatch.setattr(tail_module, "CHUNK", 10)
    path = tmp_path / "stream.jsonl"
    path.write_bytes(b"0123456789abc")
    tail = Tail(path)
    assert [tail.read_new(), tail.read_new(), tail.read_new()] == [b"0123456789", b"abc", b""]
    tail.close()


def test_closing_and_reading_again_goes_on_where_it_was(tmp_path):
    path = tmp_path / "stream.jsonl"
    path.write_bytes(b"one")
    tail = Tail(path)
    assert tail.read_new() == b"one"
    tail.close()
    with path.open("ab") as writer:
        writer.write(b"two")
    assert tail.read_new() == b"two"
    tail.close()


def test_a_file_that_became_shorter_is_reported(tmp_path):
    path = tmp_path / "stream.jsonl"
    path.write_bytes(b"0123456789")
    tail = Tail(path)
    tail.read_new()
    path.write_bytes(b"0")
    with pytest.raises(StreamError, match="became shorter"):
        tail.read_new()
    tail.close()


def test_a_file_that_cannot_be_read_is_reported_with_its_name(tmp_path):
    with pytest.raises(StreamError, match=r"cannot be read"):
        Tail(tmp_path).read_new()
