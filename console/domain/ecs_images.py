"""Container images: references, and what a registry knows of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from console.errors import InputError

_ECR = re.compile(r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ImageReference:
    """`registry/repository:tag` or `registry/repository@digest`, taken apart."""

    repository: str
    """With its registry: what stands before tag and digest."""
    tag: str = ""
    digest: str = ""

    @classmethod
    def parse(cls, text: str) -> ImageReference:
        """Any reference that a task definition may hold; without tag and digest it is the tag `latest`."""
        name, _, digest = text.partition("@")
        head, slash, last = name.rpartition("/")
        last, _, tag = last.partition(":")
        return cls(f"{head}{slash}{last}", "" if digest else tag or "latest", digest)

    def with_version(self, text: str) -> ImageReference:
        """The same repository with another tag or digest, or another reference altogether; raises InputError."""
        if _DIGEST.fullmatch(text):
            return ImageReference(self.repository, digest=text)
        if "/" in text and not any(character.isspace() for character in text):
            return ImageReference.parse(text)
        if _TAG.fullmatch(text):
            return ImageReference(self.repository, tag=text)
        raise InputError(
            f"{text[:60]!r} is no image: give a tag such as v1.2.0, a digest sha256:..., or a whole reference."
        )

    @property
    def ecr(self) -> tuple[str, str, str] | None:
        """Account, region and repository name where it is an image of ECR."""
        registry, _, name = self.repository.partition("/")
        match = _ECR.fullmatch(registry)
        return (match["account"], match["region"], name) if match and name else None

    @property
    def version(self) -> str:
        """Its tag, or the beginning of its digest."""
        return self.tag or self.digest[:19]

    @property
    def short(self) -> str:
        """Without the registry: `replaydash-dev-api:v1.2.0`."""
        return f"{self.repository.rpartition('/')[2]}:{self.version}"

    def __str__(self) -> str:
        return f"{self.repository}@{self.digest}" if self.digest else f"{self.repository}:{self.tag}"


@dataclass(frozen=True, slots=True)
class Image:
    """An image of ECR."""

    digest: str
    tags: tuple[str, ...] = ()
    pushed_at: datetime | None = None
    size_bytes: int | None = None
    findings: dict[str, int] | None = field(default=None, hash=False)
    """Findings of the last scan by severity; None where it was not scanned."""
    index: bool = False
    """It lists an image for each of several platforms, which have digests of their own."""

    @property
    def size(self) -> str:
        """`61 MB`, compressed as in the registry; `-` where it is not known."""
        if self.size_bytes is None:
            return "-"
        megabytes = self.size_bytes / 1_000_000
        return f"{megabytes:.0f} MB" if megabytes >= 1 else "< 1 MB"

    @property
    def found(self) -> str:
        """What the last scan found; that there was none is not that it found nothing."""
        if self.findings is None:
            return "not scanned"
        return ", ".join(f"{count} {severity.lower()}" for severity, count in self.findings.items()) or "no findings"


def change_of(before: ImageReference, after: ImageReference) -> str:
    """`replaydash-dev-api: v1 -> v2`, or both in full where they are of different repositories."""
    if before.repository == after.repository:
        return f"{before.repository.rpartition('/')[2]}: {before.version} -> {after.version}"
    return f"{before} -> {after}"
