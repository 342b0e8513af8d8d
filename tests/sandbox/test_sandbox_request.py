"""What a request asks for is told in every protocol: looking must not have the resources saved each time."""

from io import BytesIO

import pytest

from console.sandbox.request import action_name, form_fields, reads_only

SIGNED = "AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/{}/aws4_request, SignedHeaders=host, Signature=0"
FORM = "application/x-www-form-urlencoded; charset=utf-8"
REQUESTS = [
    ("monitoring", {"HTTP_SMITHY_PROTOCOL": "rpc-v2-cbor"}, "/service/Granite/operation/GetMetricData", "", True),
    ("monitoring", {"HTTP_SMITHY_PROTOCOL": "rpc-v2-cbor"}, "/service/Granite/operation/PutMetricData", "", False),
    ("ecs", {"HTTP_X_AMZ_TARGET": "AmazonEC2ContainerServiceV20141113.DescribeServices"}, "/", "", True),
    ("ecs", {"HTTP_X_AMZ_TARGET": "AmazonEC2ContainerServiceV20141113.UpdateService"}, "/", "", False),
    ("rds", {"CONTENT_TYPE": FORM}, "/", "Action=DescribeDBInstances", True),
    ("rds", {"CONTENT_TYPE": FORM}, "/", "Action=DeleteDBInstance", False),
]


@pytest.mark.parametrize(("service", "headers", "path", "body", "looks"), REQUESTS)
def test_what_only_looks_is_told_from_what_changes(
    service: str, headers: dict[str, str], path: str, body: str, looks: bool
) -> None:
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "HTTP_AUTHORIZATION": SIGNED.format(service),
        "wsgi.input": BytesIO(body.encode()),
        **headers,
    }
    form = form_fields(environ)
    assert reads_only(environ, form) is looks
    assert action_name(environ, form) in f"{path}{body}{headers.get('HTTP_X_AMZ_TARGET')}"
