"""A run of the app's: news are gathered, nothing of the log is lost that fits, and it always comes to an end."""

from __future__ import annotations

import threading

import pytest

from console.domain.environment import EnvironmentName
from console.domain.events import HookAction, LogLine, PlannedChange, ResourceCompleted, ResourceStarted
from console.domain.plan import Action
from console.domain.progress import Progress, ResourceState
from console.domain.run import RunKind, StageName
from console.errors import TerraformError
from console.ui.messages import ReviewReady, RunEnded, RunUpdated
from console.ui.run_session import LOG_LINES, RunSession
from tests.fakes.overview import record
from tests.fakes.runs import FakeReviewed, FakeRunUpdate, empty_plan

DEV = EnvironmentName("replaydash", "dev")
AT = "2026-05-04T10:04:00Z"


@pytest.fixture
def posted():
    return []


def session_of(posted, phase="apply"):
    return RunSession(DEV, RunKind.APPLY, phase, posted.append)


def update(progress=None, events=()):
    return FakeRunUpdate(record("replaydash/dev", 15), StageName.APPLY, progress or Progress(), tuple(events))


def test_a_flood_of_news_is_one_message_until_it_was_seen(posted):
    session = session_of(posted)
    for _ in range(100):
        session.take(update())
    assert len(posted) == 1
    session.seen()
    session.take(update())
    assert [type(message) for message in posted] == [RunUpdated, RunUpdated]


def test_every_log_line_comes_once_and_cleaned(posted):
    session = session_of(posted)
    session.take(update(events=[LogLine(AT, "one\x1b[31m", "info"), LogLine(AT, "two\nthree", "info")]))
    lines, seen = session.lines_since(0)
    assert lines == ["10:04:00 one", "10:04:00 two", "10:04:00 three"]
    session.take(update(events=[LogLine(AT, "four", "info")]))
    assert session.lines_since(seen) == (["10:04:00 four"], 4)


def test_a_reader_takes_the_lines_in_slices_and_misses_none(posted):
    session = session_of(posted)
    session.take(update(events=[LogLine(AT, str(n), "info") for n in range(LOG_LINES + 7)]))
    first, seen = session.lines_since(0, 3)
    assert (first, seen) == (["10:04:00 7", "10:04:00 8", "10:04:00 9"], 10), (
        "what is no longer in memory is passed over"
    )
    second, seen = session.lines_since(seen, 3)
    assert (second[0], seen) == ("10:04:00 10", 13)
    assert session.lines_since(LOG_LINES + 7, 3) == ([], LOG_LINES + 7)


def test_memory_for_log_lines_is_bounded(posted):
    session = session_of(posted)
    session.take(update(events=[LogLine(AT, str(n), "info") for n in range(LOG_LINES + 500)]))
    lines, seen = session.lines_since(0)
    assert len(lines) == LOG_LINES
    assert (lines[-1], seen) == (f"10:04:00 {LOG_LINES + 499}", LOG_LINES + 500)


def test_what_a_reader_holds_does_not_change_under_it(posted):
    session, progress = session_of(posted), Progress()
    progress.fold([PlannedChange(AT, "", "a.b", Action.CREATE)])
    session.take(update(progress))
    held = session.progress
    progress.fold([ResourceStarted(AT, "", "a.b", HookAction.CREATE), PlannedChange(AT, "", "c.d", Action.CREATE)])
    assert held.total == 1
    assert held.resources["a.b"].state is ResourceState.WAITING


def test_a_list_says_how_far_it_is(posted):
    session, progress = session_of(posted), Progress()
    assert session.note() == "applying"
    progress.fold([PlannedChange(AT, "", f"a.b{n}", Action.CREATE) for n in range(3)])
    done = [ResourceCompleted(AT, "", "a.b1", HookAction.CREATE)]
    progress.fold(done)
    session.take(update(progress, done))
    assert session.note() == "applying 1/3"
    session.stopping = True
    assert session.note() == "stopping 1/3"
    assert session_of(posted, "plan").note() == "planning"


def test_a_plan_ends_with_its_review(posted):
    session = session_of(posted, "plan")
    reviewed = FakeReviewed(record("replaydash/dev", 16), empty_plan())
    session.run_plan(lambda: reviewed)
    assert session.ended
    assert session.run_id == "replaydash/dev#16"
    assert isinstance(posted[-1], ReviewReady)
    assert posted[-1].reviewed is reviewed


def test_an_apply_that_fails_ends_with_its_error(posted):
    session, failed = session_of(posted), TerraformError("creating ELB: limit reached.")

    def fail():
        raise failed

    session.run_apply(fail)
    assert isinstance(posted[-1], RunEnded)
    assert (posted[-1].record, posted[-1].error) == (None, failed)
    assert session.ended


def test_fault_95_an_unexpected_exception_in_the_runs_thread_ends_the_run_with_a_sentence(posted):
    session = session_of(posted)

    def fall():
        raise KeyError("oops")

    thread = threading.Thread(target=lambda: session.run_apply(fall))
    thread.start()
    thread.join(10)
    assert session.ended
    assert "KeyError" in session.error.message
    assert "Traceback" in session.error.detail
