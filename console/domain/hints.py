"""The documents' troubleshooting as data: what a diagnostic says -> what it means here and where the remedy is."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace

from console.domain.environment import EnvironmentName
from console.domain.events import Diagnostic, Severity


@dataclass(frozen=True, slots=True)
class Hint:
    """What to do about a diagnostic."""

    name: str
    words: str
    command: str = ""
    """The command that helps, `{environment}` filled in; empty where there is none."""
    place: str = ""
    """The screen that helps: a key of `console.ui.places.PLACES`; empty where there is none."""

    def command_for(self, environment: EnvironmentName | str) -> str:
        """The command for this environment."""
        return self.command.replace("{environment}", str(environment))


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    hint: Hint


def _rule(pattern: str, hint: Hint) -> _Rule:
    return _Rule(re.compile(pattern, re.IGNORECASE), hint)


_RULES = (
    _rule(
        r"state is locked|acquiring the state lock|lock info:",
        Hint(
            "state locked",
            "Somebody else works on this state, or a run that was killed left its lock. The state screen shows the "
            "holder; a lock that nobody holds any more is released there, by its ID.",
            "infra-console state lock {environment}",
            "state",
        ),
    ),
    _rule(
        r"BucketAlreadyExists|requested bucket name is not available|name .*(?:is|already) (?:taken|in use)|"
        r"scheduled for deletion",
        Hint(
            "name taken",
            "The name is taken, by another account or by something that is still being deleted. A secret in its "
            "recovery window can be restored and imported; otherwise choose another name in the variables.",
            "infra-console render {environment}",
        ),
    ),
    _rule(
        r"already ?exists|AlreadyOwnedByYou|EntityAlreadyExists|DuplicateRecord|InvalidGroup\.Duplicate|"
        r"ResourceInUseException: Table already|DBInstanceAlreadyExists",
        Hint(
            "already exists",
            "It stands in AWS and is not in this state. If it belongs to this environment, import it under the address "
            "named above and plan again; if not, choose another name for yours.",
            "infra-console state import {environment} ADDRESS ID",
            "state",
        ),
    ),
    _rule(
        r"ExpiredToken|RequestExpired|token (?:included in the request )?(?:is|has) expired|SSO session.*expired|"
        r"credentials (?:are|have) expired|InvalidGrantException",
        Hint(
            "credentials expired",
            "The AWS credentials have expired. Sign in again (for example with `aws sso login`) and repeat: a plan "
            "begins anew, an apply goes on with what is left.",
            "infra-console doctor",
        ),
    ),
    _rule(
        r"InvalidClientTokenId|SignatureDoesNotMatch|no valid credential|NoCredentialProviders|AuthFailure",
        Hint(
            "no credentials",
            "AWS does not know these credentials. `infra-console doctor` says who you are to AWS and where that comes "
            "from.",
            "infra-console doctor",
        ),
    ),
    _rule(
        r"AccessDenied|not authorized to perform|UnauthorizedOperation|AuthorizationError|Access Denied",
        Hint(
            "access denied",
            "IAM refused an action, which the message names after \"perform\". `infra-console doctor` says who you "
            "are to AWS; give that user or role the action, or use other credentials.",
            "infra-console doctor",
        ),
    ),
    _rule(
        r"LimitExceeded|QuotaExceeded|ServiceQuota|exceeded your|quota|TooMany(?:Buckets|Queues)|VcpuLimit|"
        r"AddressLimitExceeded|maximum number of",
        Hint(
            "quota",
            "The account has reached a quota of this service in this region. Ask for more in Service Quotas, or remove "
            "what is no longer used, then plan again: what is done stays.",
        ),
    ),
    _rule(
        r"cannot be read as an image|CannotPullContainer|tasks? failed to start|steady state|service .*unstable|"
        r"waiting for ECS Service",
        Hint(
            "tasks do not start",
            "The service does not become stable because its tasks stop. Each stopped task has its reason in words: the "
            "image is missing, a secret cannot be read, the health check fails, memory is short.",
            "infra-console ecs status {environment}",
            "ecs",
        ),
    ),
    _rule(
        r"ACM Certificate.*(?:pending|validation)|PENDING_VALIDATION|waiting for .*certificate",
        Hint(
            "certificate pending",
            "The certificate waits for its validation records in DNS. Enter the name servers or the CNAME records that "
            "the next steps list, then apply again: it goes on where it waited.",
            "infra-console output {environment} --next-steps",
        ),
    ),
    _rule(
        r"CIDR.*(?:conflict|overlap)|InvalidVpc\.Range|InvalidSubnet\.Conflict|overlaps with",
        Hint(
            "address range taken",
            "The address range overlaps another one. Each environment needs a range of its own: change it in the "
            "variables, or look at what the IPAM pool has allocated.",
            "infra-console render {environment}",
        ),
    ),
    _rule(
        r"stream.*(?:must be|not) enabled|StreamViewType|global table",
        Hint(
            "streams off",
            "A DynamoDB global table needs streams with new and old images on every replica: turn them on in the "
            "variables and apply that first.",
        ),
    ),
    _rule(
        r"module not (?:found|installed)|Module source has changed|Failed to query available provider|"
        r"Provider dependency changes|locked provider .* does not match|other providers than its lock file",
        Hint(
            "providers or modules",
            "Providers or modules are not those that the lock file has. An upgrade shows how the lock file changes "
            "before anything is applied.",
            "infra-console plan {environment} --upgrade",
        ),
    ),
    _rule(
        r"Saved plan is stale|plan is stale|state has changed since",
        Hint(
            "stale plan",
            "Somebody changed the state after this plan was made. Plan again; the drift view shows what is different "
            "from what was applied.",
            "infra-console state drift {environment}",
            "state",
        ),
    ),
    _rule(
        r"Instance cannot be destroyed|prevent_destroy|deletion protection|DeletionProtection|"
        r"cannot be deleted while|InvalidParameterCombination: Cannot delete protected",
        Hint(
            "protected",
            "It is protected from deletion, which is what the protection is for. To delete it all the same, turn its "
            "protection off with an apply of its own first.",
        ),
    ),
    _rule(
        r"Throttling|Rate exceeded|TooManyRequests|SlowDown|RequestLimitExceeded",
        Hint(
            "throttled",
            "AWS answers fewer calls than were made. Wait a minute and plan again: what is done stays.",
        ),
    ),
    _rule(
        r"connection refused|no such host|i/o timeout|connection reset|TLS handshake timeout|dial tcp",
        Hint(
            "not reached",
            "The service could not be reached. `infra-console doctor` says what answers from here.",
            "infra-console doctor",
        ),
    ),
    _rule(
        r"no space left on device|disk quota",
        Hint("disk full", "The disk is full. Make room, then look at the state before planning again."),
    ),
    _rule(
        r"lineage|state went back in time|state is empty, but|Unsupported state file|state snapshot was created",
        Hint(
            "state not its own",
            "The state is not the one that earlier runs left. The state screen lists its backups and versions, and "
            "restores one with lineage and serial checked.",
            "infra-console state backups {environment}",
            "state",
        ),
    ),
)  # fmt: skip
"""The first that fits counts: what is particular stands before what is general."""

UNEXPECTED_CHANGES = Hint(
    "unexpected changes",
    "The plan changes what nobody changed here: something was changed outside of Terraform. The drift view shows it by "
    "resource and attribute, and both ways out.",
    "infra-console state drift {environment}",
    "state",
)
"""Not a diagnostic: what a plan that finds drift deserves."""


_REFUSED = re.compile(r"perform: (?P<action>[\w-]+:\w+)")
_UNDER = re.compile(r"^\s*with (?P<address>[\w.\[\]\"-]+)", re.MULTILINE)
_CALLED = re.compile(r"creating [^(\n]*\((?P<id>[^()\n]+)\)")


def hint_for(text: str) -> Hint | None:
    """What helps with this diagnostic, None where nothing is known of it; with the names that the text has."""
    found = next((rule.hint for rule in _RULES if rule.pattern.search(text)), None)
    return _with_names(found, text) if found is not None else None


def _with_names(hint: Hint, text: str) -> Hint:
    """The hint with the action that was refused, or the address and the id of what is to be imported."""
    words, command = hint.words, hint.command
    if refused := _REFUSED.search(text):
        named = f"IAM refused {refused['action']}."
        words = words.replace('IAM refused an action, which the message names after "perform".', named)
    if under := _UNDER.search(text):
        command = command.replace("ADDRESS", shlex.quote(under["address"]))
    if called := _CALLED.search(text):
        command = command.replace(" ID", f" {shlex.quote(called['id'])}")
    return replace(hint, words=words, command=command)


def hints_for(*texts: str) -> tuple[Hint, ...]:
    """What helps with any of these, each hint once, in the order of the texts."""
    found: dict[str, Hint] = {}
    for hint in (hint_for(text) for text in texts if text):
        if hint is not None:
            found.setdefault(hint.name, hint)
    return tuple(found.values())


def hints_named(names: Sequence[str], text: str = "") -> tuple[Hint, ...]:
    """The hints of these names, as a record keeps them; what this console does not know is left out.

    `text` is what was said, for the names in it.
    """
    return tuple(_with_names(rule.hint, text) for name in names for rule in _RULES if rule.hint.name == name)


def hints_of_failure(message: str, diagnostics: Sequence[Diagnostic]) -> list[str]:
    """Names of what helps with a failure: its sentence first, then every error that was said."""
    errors = (each for each in diagnostics if each.severity is Severity.ERROR)
    return [hint.name for hint in hints_for(message, *(f"{each.summary}\n{each.detail}" for each in errors))]
