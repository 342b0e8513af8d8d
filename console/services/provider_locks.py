"""The lock file of an environment's providers: kept in the home, brought to each run, changed only by an upgrade."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from console.terraform.workspace import LOCK_FILE

_PROVIDER = re.compile(r'^provider "(?P<source>[^"]+)" \{\s*version\s*=\s*"(?P<version>[^"]+)"', re.MULTILINE)
_REGISTRY = "registry.terraform.io/"


class ProviderLock:
    """The lock file that one environment keeps, and the one in the root of a run."""

    def __init__(self, home: Path, environment: str, root: Path) -> None:
        self._kept = _kept(home, environment)
        self._used = root / LOCK_FILE

    def bring(self) -> bool:
        """Lay the kept file down in the run's root; whether there is one."""
        if not self._kept.exists():
            return False
        shutil.copyfile(self._kept, self._used)
        return True

    def keep(self) -> None:
        """What the run used is what later runs use."""
        if self._used.exists():
            self._kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self._used, self._kept)

    def changes(self) -> list[str]:
        """How the run's file differs from the kept one: `hashicorp/aws 5.99.0 -> 5.100.0`, one provider each."""
        before, after = _versions(self._kept), _versions(self._used)
        return [
            f"{source} {before.get(source, 'not used')} -> {after.get(source, 'not used')}"
            for source in sorted({*before, *after})
            if before.get(source) != after.get(source)
        ]


def locked_versions(home: Path, environment: str) -> dict[str, str]:
    """Provider -> version that an environment is held to, `hashicorp/aws` -> `5.100.0`; empty before its first plan."""
    return _versions(_kept(home, environment))


def _kept(home: Path, environment: str) -> Path:
    return home / "locks" / environment / "terraform.lock.hcl"


def _versions(lock: Path) -> dict[str, str]:
    text = lock.read_text(encoding="utf-8") if lock.exists() else ""
    return {m["source"].removeprefix(_REGISTRY): m["version"] for m in _PROVIDER.finditer(text)}
