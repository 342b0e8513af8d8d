"""The exception tree of infra-console.

Every error that can reach an operator is a `ConsoleError` whose message is one clear sentence: what is wrong,
where, and what to do about it. The command line prints the sentence and exits with `exit_code`; a screen shows it
beside the thing it belongs to. `detail` holds raw text (Terraform's own words, an AWS answer) that is one key away.
"""

from __future__ import annotations


class ConsoleError(Exception):
    """The root: one sentence for the operator, an exit code for the shell, and the raw text behind it."""

    exit_code = 1

    def __init__(self, message: str, *, detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail


class InputError(ConsoleError):
    """The operator gave something that cannot be used: a name, a value, an option."""


class PresetError(InputError):
    """A preset or overlay file is wrong; the message names file, key and reason."""


class SettingsError(InputError):
    """A setting (flag, INFRA_CONSOLE_* variable or config file) is wrong; the message names where it came from."""


class ConfigurationError(ConsoleError):
    """A Terraform configuration cannot be read; the message names file and line."""


class EngineError(ConsoleError):
    """No usable Terraform or OpenTofu, or one that is too old; the message says what was found and how to get one."""


class TerraformError(ConsoleError):
    """Terraform ran and failed; the message is its first error, `detail` everything it said."""


class BackendMissingError(TerraformError):
    """The bucket that keeps the state does not exist; the message says how to make it."""


class StateError(ConsoleError):
    """The state cannot be used as it is: cut off, of another format, of another lineage, or behind what runs left."""


class StreamError(ConsoleError):
    """Terraform's machine-readable output or a plan file has a version or shape that this console does not know."""


class PlanRefusedError(ConsoleError):
    """A plan may not be applied: stale, edited, of another environment, account or engine, or too old."""


class ProtectedError(ConsoleError):
    """The environment's protection forbids this; the message says how to lift it."""


class LockedError(ConsoleError):
    """Somebody else holds the state or the environment; the message names the holder."""


class RunStoppedError(ConsoleError):
    """The run was stopped on request before it finished."""

    exit_code = 130


class RunNotFoundError(InputError):
    """There is no run of that name in this console home."""


class AwsError(ConsoleError):
    """AWS refused or could not be reached: credentials, account, permission, network."""


class ChangedMeanwhileError(ConsoleError):
    """What was looked at is not what is there any more: nothing was done."""


class RefusedError(ConsoleError):
    """What was asked for cannot be done as things stand; the message says what stands in its way."""


class ReadOnlyError(ConsoleError):
    """A read-only console was asked for something that changes things; nothing was done."""


class SandboxError(ConsoleError):
    """The embedded simulated AWS did not start, answer or keep its state."""


class PriceBookError(ConsoleError):
    """A price book is missing, tampered with, or of a schema that this console does not know."""


class StoreError(ConsoleError):
    """The store of runs, approvals, rollouts and the audit log cannot be reached, read or written."""


class TerminalError(ConsoleError):
    """The terminal cannot show the console (no tty, TERM=dumb, a character set that is not UTF-8)."""

    exit_code = 2
