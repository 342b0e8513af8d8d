"""What this machine has and lacks for the console to work, each with where it was found and how to get it."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from console import __version__
from console.errors import ConsoleError
from console.ports import Cloud, TeamStoreReader
from console.sandbox.control import Sandbox
from console.services.audit import Audit
from console.services.presets import Presets
from console.settings import ReadSettings
from console.terraform.engine import Engine


@dataclass(frozen=True, slots=True)
class Check:
    """One finding: `ok` None means that it is fine to lack it."""

    name: str
    ok: bool | None
    found: str
    remedy: str = ""
    source: str = ""


class Doctor:
    """Looks at everything the console depends on."""

    def __init__(
        self,
        read: ReadSettings,
        find_engine: Callable[[], Engine],
        cloud: Cloud,
        sandbox: Sandbox,
        presets: Callable[[], Presets],
        region: str,
        store: Callable[[], TeamStoreReader],
        audit: Callable[[], Audit],
    ) -> None:
        self._read = read
        self._find_engine = find_engine
        self._cloud = cloud
        self._sandbox = sandbox
        self._presets = presets
        self._region = region
        self._store = store
        self._audit = audit

    def checks(self) -> tuple[Check, ...]:
        """Every finding, in the order in which a run needs them."""
        return (
            Check("console", True, f"infra-console {__version__} on Python {sys.version.split()[0]}"),
            self._home(),
            self._config(),
            self._environments(),
            self._engine(),
            self._mirror(),
            self._identity(),
            self._sandbox_state(),
            self._records(),
            self._terminal(),
        )

    def _source(self, key: str) -> str:
        return self._read.sources.get(key, "default")

    def _home(self) -> Check:
        home = self._read.settings.home
        existing = next(path for path in (home, *home.parents) if path.exists())
        ok = existing.is_dir() and os.access(existing, os.W_OK)
        remedy = "" if ok else f"Make {existing} writable or set INFRA_CONSOLE_HOME to a folder that is."
        return Check("home", ok, str(home), remedy, self._source("home"))

    def _config(self) -> Check:
        path = self._read.config_file
        found = str(path) if path.exists() else f"none ({path} would be read)"
        given = ", ".join(f"{key} from {origin}" for key, origin in self._read.sources.items() if origin != "default")
        return Check("settings", None if not path.exists() else True, found, "", given or "all by default")

    def _environments(self) -> Check:
        try:
            presets = self._presets()
        except ConsoleError as error:
            return Check("presets", False, str(self._read.settings.presets), error.message, self._source("presets"))
        found = f"{len(presets.readable)} environments in {self._read.settings.presets}"
        if presets.broken:
            found += f", {len(presets.broken)} that cannot be read"
        remedy = " ".join(error.message for error in presets.broken.values())
        ok = bool(presets.readable) and not presets.broken
        return Check("presets", ok, found, remedy, self._source("presets"))

    def _engine(self) -> Check:
        try:
            engine = self._find_engine()
        except ConsoleError as error:
            return Check("engine", False, "none", error.message, self._source("engine"))
        return Check("engine", True, f"{engine} at {engine.path}", "", self._source("engine"))

    def _mirror(self) -> Check:
        mirror = self._read.settings.provider_mirror
        source = self._source("provider_mirror")
        if mirror is None:
            return Check("provider mirror", None, "none: the engine downloads providers from the registry", "", source)
        folder = mirror / "registry.terraform.io" / "hashicorp" / "aws"
        versions = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
        if not versions:
            remedy = "Name a folder that holds registry.terraform.io/hashicorp/aws, or unset the setting."
            return Check("provider mirror", False, f"{mirror} holds no hashicorp/aws", remedy, source)
        return Check("provider mirror", True, f"{mirror} with hashicorp/aws {', '.join(versions)}", "", source)

    def _identity(self) -> Check:
        if self._cloud.sandbox and not self._sandbox.healthy():
            return Check("AWS identity", None, "the sandbox's, once it is started", "", "sandbox")
        region = self._region
        with suppress(ConsoleError):
            region = next((preset.region for preset in self._presets().readable.values()), region)
        try:
            caller = self._cloud.caller(region)
        except ConsoleError as error:
            return Check("AWS identity", False, "unknown", error.message)
        source = "sandbox" if self._cloud.sandbox else "AWS"
        return Check("AWS identity", True, f"{caller.account} as {caller.arn}, region {region}", "", source)

    def _sandbox_state(self) -> Check:
        status = self._sandbox.status()
        if not status.running:
            return Check("sandbox", None, "not running", "`infra-console sandbox start` starts it.", status.note)
        return Check("sandbox", True, f"running at {status.endpoint}, account {status.account}", "", status.note)

    def _records(self) -> Check:
        """Where rollouts, approvals and the audit log are kept, whether that answers, and whether the log is whole."""
        source = self._source("team_store")
        if self._read.settings.team_store and self._cloud.sandbox and not self._sandbox.healthy():
            return Check("store", None, "the team's, once the sandbox is started", "", source)
        try:
            store = self._store()
            if store.shared:
                store.kept("doctor")
            found = self._audit().verify()
        except ConsoleError as error:
            return Check("store", False, self._read.settings.team_store or "console home", error.message, source)
        shared = "shared by a team" if store.shared else "of this console home"
        words = f"{store.place}, {shared}, {found.entries} entries in the audit log"
        return Check("store", not found.problem, words, found.problem, source)

    @staticmethod
    def _terminal() -> Check:
        encoding = locale.getpreferredencoding(False)
        if not sys.stdout.isatty():
            return Check("terminal", None, "standard output is not a terminal: only headless commands work here")
        ok = encoding.lower().replace("-", "") == "utf8" and os.environ.get("TERM", "dumb") != "dumb"
        remedy = "" if ok else "Use a UTF-8 locale (LANG=C.UTF-8) and a TERM such as xterm-256color."
        return Check("terminal", ok, f"{os.environ.get('TERM', 'no TERM')}, {encoding}", remedy)
