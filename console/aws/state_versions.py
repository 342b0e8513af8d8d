"""The object that keeps a state in S3: its versions, its lock file, and the entry in a lock table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from console.aws.ecs import Clients
from console.aws.refusals import asking
from console.domain.environment import Backend
from console.domain.state import StateVersion
from console.domain.state_lock import StateLock, read_lock
from console.errors import InputError, RefusedError

LOCK_SUFFIX = ".tflock"
"""What Terraform calls the lock file beside the state."""
_HEAD_BYTES = 4096
"""Serial and lineage stand at a state's beginning: the rest of a version is not fetched for a list."""
_SERIAL = re.compile(rb'"serial"\s*:\s*(\d+)')
_LINEAGE = re.compile(rb'"lineage"\s*:\s*"([^"\\]+)"')
_MISSING = frozenset({"NoSuchKey", "NoSuchBucket", "NoSuchVersion", "404", "ResourceNotFoundException"})


class StateObjectLooks:
    """Everything that is read of it; nothing here changes anything."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def versions(self, backend: Backend, limit: int) -> tuple[StateVersion, ...]:
        """The newest versions first; one without versions has the current one only. Raises AwsError."""
        s3, found = self._s3(backend), []
        with asking("s3", f"the versions of {backend.describe()}"):
            for page in s3.get_paginator("list_object_versions").paginate(Bucket=backend.bucket, Prefix=backend.key):
                for kind, deleted in (("Versions", False), ("DeleteMarkers", True)):
                    found += [(one, deleted) for one in page.get(kind) or () if one["Key"] == backend.key]
        newest = sorted(found, key=lambda pair: (pair[0]["LastModified"], pair[0]["IsLatest"]), reverse=True)
        return tuple(self._version(backend, one, deleted) for one, deleted in newest[:limit])

    def current(self, backend: Backend) -> bytes:
        """The state as it is now, secrets in clear: memory only. Raises AwsError."""
        with asking("s3", f"the state {backend.describe()}"):
            return bytes(self._get(backend)["Body"].read())

    def content(self, backend: Backend, version: str) -> bytes:
        """One version whole, secrets in clear: memory only. Raises InputError where there is none of that id."""
        with asking("s3", f"version {version} of {backend.describe()}"):
            answer = _or_none(lambda: self._get(backend, VersionId=version))
            if answer is not None:
                return bytes(answer["Body"].read())
        raise InputError(f"{backend.describe()} has no version {version!r}: `infra-console state versions` lists them.")

    def lock(self, backend: Backend) -> StateLock | None:
        """Who holds the state's lock, in the lock file or in the lock table; None where nobody does."""
        with asking("s3", f"the lock file of {backend.describe()}"):
            answer = _or_none(
                lambda: self._s3(backend).get_object(Bucket=backend.bucket, Key=f"{backend.key}{LOCK_SUFFIX}")
            )
            held = None if answer is None else bytes(answer["Body"].read())
        if held is not None:
            return StateLock(read_lock(held), f"lock file s3://{backend.bucket}/{backend.key}{LOCK_SUFFIX}")
        held = self._table_entry(backend, backend.dynamodb_table) if backend.dynamodb_table else None
        return None if held is None else StateLock(read_lock(held), f"lock table {backend.dynamodb_table}")

    def _table_entry(self, backend: Backend, table: str) -> bytes | None:
        dynamodb = self._clients.of("dynamodb", str(backend.region))
        with asking("dynamodb", f"the lock table {table}"):
            answer = _or_none(
                lambda: dynamodb.get_item(
                    TableName=table, Key={"LockID": {"S": f"{backend.bucket}/{backend.key}"}}, ConsistentRead=True
                )
            )
        info = ((answer or {}).get("Item") or {}).get("Info", {}).get("S")
        return None if info is None else str(info).encode()

    def _version(self, backend: Backend, one: Mapping[str, Any], deleted: bool) -> StateVersion:
        head = b""
        if not deleted and one.get("Size"):
            with asking("s3", f"version {one['VersionId']} of {backend.describe()}"):
                answer = _or_none(
                    lambda: self._get(backend, VersionId=one["VersionId"], Range=f"bytes=0-{_HEAD_BYTES - 1}")
                )
                head = b"" if answer is None else bytes(answer["Body"].read())
        serial, lineage = _SERIAL.search(head), _LINEAGE.search(head)
        return StateVersion(
            id=str(one["VersionId"]),
            at=one["LastModified"],
            size=int(one.get("Size") or 0),
            current=bool(one["IsLatest"]),
            deleted=deleted,
            serial=int(serial.group(1)) if serial else None,
            lineage=lineage.group(1).decode(errors="replace") if lineage else None,
        )

    def _get(self, backend: Backend, **which: str) -> Any:
        return self._s3(backend).get_object(Bucket=backend.bucket, Key=backend.key, **which)

    def _s3(self, backend: Backend) -> Any:
        return self._clients.of("s3", str(backend.region))


class StateObjectChanges:
    """The one call that changes something. A console that may only look is built without it."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def delete_current(self, backend: Backend) -> None:
        """Put a delete mark over the current version, and take its digest out of the lock table.

        Raises RefusedError where the bucket keeps no versions: the state would be gone.
        """
        s3 = self._clients.of("s3", str(backend.region))
        with asking("s3", f"the bucket {backend.bucket}"):
            if s3.get_bucket_versioning(Bucket=backend.bucket).get("Status") != "Enabled":
                raise RefusedError(
                    f"The bucket {backend.bucket} keeps no versions, so that what cannot be read would be lost: save "
                    f"{backend.describe()} elsewhere and delete it by hand first."
                )
            s3.delete_object(Bucket=backend.bucket, Key=backend.key)
        if backend.dynamodb_table:
            with asking("dynamodb", f"the lock table {backend.dynamodb_table}"):
                self._clients.of("dynamodb", str(backend.region)).delete_item(
                    TableName=backend.dynamodb_table, Key={"LockID": {"S": f"{backend.bucket}/{backend.key}-md5"}}
                )


def _or_none(call: Any) -> Any:
    """The call's answer, None where what it asks for is not there."""
    from botocore.exceptions import ClientError

    try:
        return call()
    except ClientError as error:
        if str(error.response.get("Error", {}).get("Code", "")) in _MISSING:
            return None
        raise
