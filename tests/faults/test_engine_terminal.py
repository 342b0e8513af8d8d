"""Fault 93: terminals that cannot show the console."""

import os
import subprocess

import pexpect
import pytest

from tests.fakes.tiny import Tiny

HEADLESS = "use the commands instead (`infra-console --help`)"


def opened(tiny: Tiny, **changes: str) -> tuple[int | None, str]:
    """Exit code and words of the console opened in a terminal of 80 by 24 with these variables."""
    environment = {"TERM": "xterm-256color", "LANG": "C.UTF-8"} | tiny.environment | changes
    command, *arguments = tiny.command()
    child = pexpect.spawn(command, arguments, env=environment, cwd=str(tiny.root), timeout=30, encoding="utf-8")
    said = child.read()
    child.close()
    return child.exitstatus, said


def test_fault_93_a_pipe_is_refused_with_what_to_use_instead(tiny: Tiny) -> None:
    answer = tiny.run()
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr == (
        f"infra-console: The console needs a terminal, and this is none (a pipe or a file): {HEADLESS}.\n"
    )


def test_fault_93_a_terminal_whose_output_goes_to_a_file_is_refused(tiny: Tiny) -> None:
    leader, follower = os.openpty()
    answer = tiny.start("console", stdin=follower, stdout=subprocess.PIPE)
    _, err = answer.communicate(timeout=30)
    os.close(leader)
    os.close(follower)
    assert (answer.returncode, "needs a terminal" in err) == (2, True)


@pytest.mark.parametrize("term", ["dumb", ""])
def test_fault_93_a_dumb_terminal_is_refused(tiny: Tiny, term: str) -> None:
    code, said = opened(tiny, TERM=term)
    assert code == 2
    assert said.strip() == f"infra-console: The terminal (TERM={term!r}) cannot show screens: {HEADLESS}."


def test_fault_93_a_locale_that_is_not_utf_8_is_refused(tiny: Tiny) -> None:
    code, said = opened(tiny, LC_ALL="POSIX", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert code == 2
    assert "The console needs a UTF-8 locale, this is " in said
    assert "set LANG=C.UTF-8" in said


def test_fault_93_commands_work_in_a_locale_that_is_not_utf_8(tiny: Tiny) -> None:
    tiny.extra |= {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TERM": "dumb"}
    tiny.preset("dev", description="Ein Dienst für Zürich ±")
    for arguments in (("environments",), ("environments", "--json"), ("render", "tiny/dev"), ("doctor",)):
        answer = tiny.run(*arguments)
        assert "Traceback" not in answer.stderr
        assert "unexpected" not in answer.stdout + answer.stderr, arguments
