"""S3: intelligent tiering, bucket policies with conditions, and a refusal of the sub-resources that moto mistakes.

On bare moto `DELETE /bucket?metrics` deletes the bucket.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response

from console.sandbox.patching import attached, wraps

_NOT_SIMULATED = frozenset({"abac", "analytics", "metadataConfiguration", "metadataTable", "metrics"})
_XML_DECLARATION = re.compile(rb"^\s*<\?xml[^>]*\?>")
_NO_CONFIGURATION = (
    b"<Error><Code>NoSuchConfiguration</Code><Message>The specified configuration does not exist.</Message></Error>"
)


@wraps(S3Response, "_bucket_response")
def _with_subresources(original: Callable[..., Any], self: S3Response, request: Any, full_url: str) -> Any:
    query = self._get_querystring(request, full_url)
    if _NOT_SIMULATED & query.keys():
        raise NotImplementedError
    if "intelligent-tiering" not in query:
        return original(self, request, full_url)
    bucket = self.backend.get_bucket(self.parse_bucket_name_from_url(request, full_url))
    configurations = attached(bucket, "intelligent_tiering", dict[str, bytes])
    return _intelligent_tiering(configurations, request.method, query.get("id", [""])[0], self.body)


def _intelligent_tiering(configurations: dict[str, bytes], method: str, name: str, body: bytes) -> Any:
    if method == "PUT":
        configurations[name] = _XML_DECLARATION.sub(b"", body)
        return 200, {}, b""
    if method == "DELETE":
        configurations.pop(name, None)
        return 204, {}, b""
    if not name:
        tag = b"ListBucketIntelligentTieringConfigurationsOutput"
        entries = b"".join(configurations.values())
        return 200, {}, b"<%s><IsTruncated>false</IsTruncated>%s</%s>" % (tag, entries, tag)
    if name not in configurations:
        return 404, {}, _NO_CONFIGURATION
    return 200, {}, configurations[name]


@wraps(FakeBucket, "get_permission")
def _without_conditional_denials(
    _original: Callable[..., Any], self: FakeBucket, action: str, resource: str
) -> PermissionResult:
    """Moto evaluates no condition: a denial of what does not come over TLS would lock everybody out of the bucket."""
    if self.policy is None:
        return PermissionResult.NEUTRAL
    policy = json.loads(self.policy)
    statements = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
    kept = [s for s in statements if not (s.get("Effect") == "Deny" and s.get("Condition"))]
    if not kept:
        return PermissionResult.NEUTRAL
    return IAMPolicy(json.dumps(policy | {"Statement": kept})).is_action_permitted(action, resource)
