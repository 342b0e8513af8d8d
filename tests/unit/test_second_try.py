"""The test command itself: a few failures are tried once more and told; real and many ones fail it."""

import subprocess
import sys
from pathlib import Path

import pytest

RUN_TESTS = Path(__file__).parents[2] / "scripts" / "run-tests"
FAILS_THE_FIRST_TIME = """
from pathlib import Path
import pytest

@pytest.mark.parametrize("number", range({tests}))
def test_fails_the_first_time(number):
    seen = Path(__file__).with_name(f"seen-{{number}}")
    already = seen.exists()
    seen.touch()
    assert already
"""


def run(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    test = folder / "test_sample.py"
    test.write_text(text)
    (folder / "pytest.ini").write_text("[pytest]\n")
    command = [str(RUN_TESTS), sys.executable, "-q", str(test)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def test_a_failure_of_chance_is_told_and_does_not_fail_the_run(tmp_path: Path) -> None:
    ended = run(tmp_path, FAILS_THE_FIRST_TIME.format(tests=2))
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "FLAKY" in ended.stdout
    assert "test_sample.py" in ended.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    "text", [FAILS_THE_FIRST_TIME.format(tests=4), "def test_never() -> None:\n    assert False\n"]
)
def test_many_failures_and_one_that_stays_fail_the_run(tmp_path: Path, text: str) -> None:
    ended = run(tmp_path, text)
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "FLAKY" not in ended.stdout


def test_a_run_that_passes_is_not_repeated(tmp_path: Path) -> None:
    ended = run(tmp_path, "def test_passes() -> None:\n    assert True\n")
    assert ended.returncode == 0
    assert "Once more" not in ended.stdout
