"""Images in the sandbox's ECR: pushed without a container engine, since nothing runs for real."""

from __future__ import annotations

import hashlib
import json

from console.errors import InputError, SandboxError
from console.sandbox.control import Sandbox
from console.sandbox.files import REGION

_MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json"
_IMAGE_BYTES = 61_000_000


def push_image(sandbox: Sandbox, image: str, region: str = REGION) -> str | None:
    """Put an image `repository:tag` into the sandbox's registry; returns its digest, None where it was there already.

    Raises InputError for what is no such name, SandboxError where there is no such repository or no sandbox.
    """
    repository, colon, tag = image.rpartition(":")
    if not (colon and repository and tag) or "/" in tag:
        raise InputError(f"{image!r} is not an image: write repository:tag, for example replaydash-dev-api:v1.1.0.")
    # By the tag alone: what is pushed to the repositories of two environments under one tag is one image.
    layer = hashlib.sha256(tag.encode()).hexdigest()
    manifest = {
        "schemaVersion": 2,
        "mediaType": _MANIFEST_TYPE,
        "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 7000, "digest": layer},
        "layers": [{"mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip", "size": _IMAGE_BYTES,
                    "digest": f"sha256:{layer}"}],
    }  # fmt: skip
    text = json.dumps(manifest)
    body = {
        "repositoryName": repository,
        "imageTag": tag,
        "imageManifest": text,
        "imageManifestMediaType": _MANIFEST_TYPE,
    }
    headers = {
        "X-Amz-Target": "AmazonEC2ContainerRegistry_V20150921.PutImage",
        "Content-Type": "application/x-amz-json-1.1",
    }
    code, answer = sandbox.ask("ecr", "POST", "/", region, json.dumps(body), headers)
    if b"ImageAlreadyExists" in answer:
        return None
    if code != 200:
        raise SandboxError(f"The sandbox did not take {image} (is there a repository of that name?).",
                           detail=answer.decode(errors="replace"))  # fmt: skip
    return str(json.loads(answer)["image"]["imageId"]["imageDigest"])
