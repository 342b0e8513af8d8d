"""Print the test files in which a run of pytest failed, on one line, if they are so few that chance may have done it.

Its argument is the run's cache folder (`-o cache_dir`). The exit code is 1 where more than `MOST` tests failed, or none
is on record.
"""

import json
import sys
from pathlib import Path

MOST = 3
"""More failures than this are no accident, and are not tried again."""


def few_failures(cache: Path) -> list[str]:
    """The files of the failed tests, sorted; empty where none or more than `MOST` failed."""
    record = cache / "v" / "cache" / "lastfailed"
    failed = list(json.loads(record.read_text(encoding="utf-8"))) if record.exists() else []
    return sorted({name.partition("::")[0] for name in failed}) if len(failed) <= MOST else []


if __name__ == "__main__":
    files = few_failures(Path(sys.argv[1]))
    print(*files)
    sys.exit(not files)
