"""Following logs: nothing is lost and nothing comes twice, live or not, and what fails is told and tried again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from console.domain.logs import LogGroup, LogLine
from console.errors import AwsError, InputError
from console.services import logs_seen, logs_tail
from console.services.logs_seen import NewLines, SeenLines
from console.services.logs_tail import Tail, TailMode
from tests.fakes.logs import API, DATABASE, NOW_MS, FakeLogs, line
from tests.fakes.waiting import wait_until

GROUPS = (LogGroup(API, "us-east-1"), LogGroup(DATABASE, "us-east-1"))
SINCE = NOW_MS - 3_600_000


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeLogs]:
    monkeypatch.setattr(logs_tail, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(logs_tail, "POLL_SECONDS_A_GROUP", 0.0)
    made = FakeLogs(kept=[line(9, "first"), line(8, "second", group=DATABASE)])
    yield made
    made.updates.put(None)


def tail_of(fake: FakeLogs, *, pattern: str = "", live: bool = True) -> Tail:
    return Tail(fake, GROUPS, pattern, SINCE, live=live).start()


def collect(tail: Tail, count: int) -> list[str]:
    """The messages of the lines that come, until there are so many."""
    found: list[str] = []

    def enough() -> bool:
        found.extend(each.message for each in tail.take())
        return len(found) >= count

    try:
        wait_until(enough, f"{count} lines; there are {found}", seconds=10)
    finally:
        tail.stop()
    return found


def test_what_was_logged_comes_first_and_then_what_comes_live(fake: FakeLogs):
    tail = tail_of(fake)
    wait_until(lambda: tail.state.mode is TailMode.LIVE, "it is live")
    fake.log(line(0, "third"))
    assert collect(tail, 3) == ["first", "second", "third"]
    assert tail.state.heard_at is not None


def test_a_line_that_was_read_and_is_sent_live_as_well_comes_once(fake: FakeLogs):
    fake.updates.put(logs_tail_update(fake.kept[1], line(0, "third")))
    assert collect(tail_of(fake), 3) == ["first", "second", "third"]


def logs_tail_update(*lines: LogLine):
    from console.domain.logs import LiveUpdate

    return LiveUpdate(lines, sampled=False)


def test_where_live_tail_is_refused_it_polls_and_says_why(fake: FakeLogs):
    fake.live_error = AwsError("These credentials may not do logs:StartLiveTail on it: have that action allowed.")
    tail = tail_of(fake)
    wait_until(lambda: tail.state.mode is TailMode.POLLING, "it polls")
    assert "logs:StartLiveTail" in tail.state.reason
    fake.kept.append(line(0, "third"))
    assert collect(tail, 3) == ["first", "second", "third"]


def test_a_live_tail_that_was_refused_is_taken_up_again_by_itself(fake: FakeLogs, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(logs_tail, "LIVE_AGAIN_SECONDS", 0.05)
    fake.live_error = AwsError("AWS asks to wait (too many logs:StartLiveTail calls): try again in a minute.")
    tail = tail_of(fake)
    wait_until(lambda: tail.state.mode is TailMode.POLLING, "it polls")
    assert "asks to wait" in tail.state.reason
    fake.live_error = None
    wait_until(lambda: tail.state.mode is TailMode.LIVE, "it is live again")
    assert tail.state.reason == ""
    fake.log(line(0, "third"))
    assert collect(tail, 3) == ["first", "second", "third"]


def test_a_live_tail_that_left_lines_out_is_not_taken_up_again(fake: FakeLogs, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(logs_tail, "LIVE_AGAIN_SECONDS", 0.0)
    tail = tail_of(fake)
    wait_until(lambda: tail.state.mode is TailMode.LIVE, "it is live")
    fake.updates.put(logs_tail_update(line(0, "burst"))._replace(sampled=True))
    wait_until(lambda: len([each for each in fake.asked if each[0] == "page"]) > 12, "it reads again and again")
    tail.stop()
    assert len([each for each in fake.asked if each[0] == "live"]) == 1


def test_a_live_tail_that_leaves_lines_out_is_given_up_for_reading_all(fake: FakeLogs):
    tail = tail_of(fake)
    wait_until(lambda: tail.state.mode is TailMode.LIVE, "it is live")
    everything = [line(0, f"burst {number}") for number in range(700)]
    fake.kept += everything
    fake.updates.put(logs_tail_update(*everything[::7])._replace(sampled=True))
    found = collect(tail, 702)
    assert sorted(found) == sorted(each.message for each in fake.kept)
    assert "leaves lines out" in tail.state.reason


def test_a_live_tail_that_aws_ends_is_opened_again_without_loss(fake: FakeLogs):
    tail = tail_of(fake)
    wait_until(lambda: tail.state.mode is TailMode.LIVE, "it is live")
    fake.kept.append(line(0, "meanwhile"))
    fake.updates.put(None)
    assert collect(tail, 3) == ["first", "second", "meanwhile"]
    assert len([each for each in fake.asked if each[0] == "live"]) >= 2


@pytest.mark.parametrize("live", [True, False])
def test_expired_credentials_are_told_and_it_goes_on_by_itself_once_they_are_refreshed(fake: FakeLogs, live: bool):
    tail = tail_of(fake, live=live)
    wait_until(lambda: tail.state.heard_at is not None, "it reads")
    fake.error = AwsError("The AWS credentials have expired: refresh them and try again.")
    fake.updates.put(fake.error)
    wait_until(lambda: tail.state.mode is TailMode.WAITING, "it waits")
    assert "have expired" in tail.state.problem
    fake.kept.append(line(0, "third"))
    fake.error = None
    assert collect(tail, 3) == ["first", "second", "third"]
    assert fake.refreshed >= 1
    assert tail.state.problem == ""


def test_throttling_makes_it_wait_longer_each_time(fake: FakeLogs, monkeypatch: pytest.MonkeyPatch):
    fake.error = AwsError("AWS asks to wait (too many logs:FilterLogEvents calls): try again in a minute.")
    waited: list[float] = []
    monkeypatch.setattr(Tail, "_pause", lambda self, seconds: waited.append(seconds) or self._stopped.wait(0.01))
    tail = tail_of(fake, live=False)
    wait_until(lambda: len(waited) > 12, "it tries again and again")
    tail.stop()
    assert waited[:4] == [0.02, 0.04, 0.08, 0.16]
    assert max(waited) <= logs_tail.LONGEST_WAIT_SECONDS


def test_a_pattern_that_aws_does_not_understand_ends_it(fake: FakeLogs):
    refused = InputError("AWS does not understand the filter pattern '{': it does not end.")
    fake.error = refused  # type: ignore[assignment]
    tail = tail_of(fake, pattern="{")
    wait_until(lambda: tail.stopped, "it ends")
    assert tail.refused is refused
    assert tail.state.problem == refused.message


def test_pages_are_read_to_the_last_one(fake: FakeLogs):
    fake.page_size = 2
    fake.kept = [line(50 - number, str(number)) for number in range(7)]
    assert collect(tail_of(fake, live=False), 7) == [str(number) for number in range(7)]


def test_a_line_that_comes_late_is_read_and_equal_lines_stay_as_many_as_they_are(fake: FakeLogs):
    fake.kept = [line(5, "same"), line(5, "same"), line(2, "newest")]
    tail = tail_of(fake, live=False)
    found: list[str] = []
    wait_until(lambda: found.extend(each.message for each in tail.take()) or len(found) == 3, "three lines")
    fake.kept.append(line(4, "late"))
    fake.kept.append(line(5, "same"))
    assert sorted(found + collect(tail, 2)) == ["late", "newest", "same", "same", "same"]


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        ([LogGroup(f"/{number}", "us-east-1") for number in range(11)], "10 groups at most, and these are 11"),
        ([LogGroup("/a", "us-east-1"), LogGroup("/b", "eu-west-1")], "groups of one region"),
    ],
)
def test_groups_that_live_tail_does_not_take_together_are_polled(fake: FakeLogs, groups: list[LogGroup], words: str):
    tail = Tail(fake, groups, "", SINCE).start()
    wait_until(lambda: tail.state.mode is TailMode.POLLING, "it polls")
    tail.stop()
    assert words in tail.state.reason
    assert not [each for each in fake.asked if each[0] == "live"]


def test_a_group_that_is_not_there_yet_is_left_out_and_the_others_are_read(fake: FakeLogs):
    fake.missing = {DATABASE}
    fake.live_error = AwsError("AWS does not know the log group.")
    tail = tail_of(fake)
    assert collect(tail, 1) == ["first"]


def test_lines_that_nobody_takes_are_bounded_and_the_loss_is_counted(fake: FakeLogs, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(logs_tail, "WAITING_LINES", 5)
    fake.kept = [line(50 - number, str(number)) for number in range(8)]
    tail = tail_of(fake, live=False)
    wait_until(lambda: tail.state.lost == 3, "the loss is told")
    assert len(collect(tail, 5)) == 5


def seconds_of(seen: SeenLines, new: NewLines, seconds: int, rate: int) -> None:
    for second in range(seconds):
        new([LogLine(second * 1000, API, "s", str(number)) for number in range(rate)])


def test_what_is_remembered_of_lines_is_bounded(monkeypatch: pytest.MonkeyPatch):
    quiet, loud = SeenLines(), SeenLines()
    seconds_of(quiet, quiet.following(), 600, 10)
    assert quiet._remembered == sum(len(each) for each in quiet._seconds.values()) <= 300
    monkeypatch.setattr(logs_seen, "MOST_REMEMBERED", 500)
    seconds_of(loud, loud.following(), 60, 100)
    assert loud._remembered <= 500
    assert loud.since_ms == (60 - 5) * 1000, "what was forgotten is not read again, or it would come twice"


def test_what_was_forgotten_because_it_was_too_much_is_not_read_again(fake: FakeLogs, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(logs_seen, "MOST_REMEMBERED", 50)
    fake.kept = [line(8 - number / 50, str(number)) for number in range(300)]
    tail = tail_of(fake, live=False)
    found: list[str] = []
    wait_until(lambda: found.extend(each.message for each in tail.take()) or len(found) >= 300, "all lines")
    fake.kept.append(line(0, "newest"))
    assert found + collect(tail, 1) == [*map(str, range(300)), "newest"]
