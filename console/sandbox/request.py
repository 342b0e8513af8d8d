"""What a request asks for: its service, its action, and whether it can change anything."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs

from moto.core.request import Request
from moto.core.routing import get_service_router
from werkzeug.exceptions import HTTPException

Environ = dict[str, Any]
Form = dict[str, list[str]]

_MODEL_OF_SIGNING_NAME = {"elasticloadbalancing": "elbv2", "email": "ses", "monitoring": "cloudwatch"}
_READING = re.compile(r"^(BatchGet|Describe|Get|Head|List|Lookup|Query|Scan|Search)")


_CBOR_PATH = re.compile(r"^/service/[^/]+/operation/(?P<action>\w+)$")
"""The path of a request in the protocol that SDKs speak with CloudWatch, Smithy RPC v2 CBOR."""


def buffer_body(environ: Environ) -> None:
    """Read the body to its end, so that it can be looked at and still be read by the application."""
    if environ.get("wsgi.input_terminated"):
        body = environ["wsgi.input"].read()
    else:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = BytesIO(body)


def service_name(environ: Environ) -> str:
    """The service in the request's credential scope; unsigned requests are taken for S3, as moto does."""
    authorization = environ.get("HTTP_AUTHORIZATION", "")
    scope = authorization.partition("Credential=")[2].partition(",")[0].split("/")
    name = scope[-2].lower() if len(scope) >= 5 else "s3"
    return _MODEL_OF_SIGNING_NAME.get(name, name)


def form_fields(environ: Environ) -> Form:
    """The fields of a query request whose body is buffered; none for the other protocols."""
    if not environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        return {}
    return parse_qs(environ["wsgi.input"].getvalue().decode("utf-8", errors="replace"))


def speaks_cbor(environ: Environ) -> bool:
    """Whether the request, and so its answer, is in Smithy RPC v2 CBOR."""
    return environ.get("HTTP_SMITHY_PROTOCOL") == "rpc-v2-cbor"


def action_name(environ: Environ, form: Form) -> str:
    """The action that the request asks for, or method and path where the service has no model to tell."""
    if "Action" in form:
        return form["Action"][0]
    if target := environ.get("HTTP_X_AMZ_TARGET"):
        return str(target).rpartition(".")[2]
    if match := _CBOR_PATH.match(environ.get("PATH_INFO", "")):
        return match.group("action")
    try:
        operation, _ = get_service_router(service_name(environ)).match(Request(environ.copy()))
    except (HTTPException, NotImplementedError, KeyError, OSError):
        return f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
    return str(operation.name)


def reads_only(environ: Environ, form: Form) -> bool:
    """Whether the request cannot change anything, told by its method or by the name of its action."""
    if environ["REQUEST_METHOD"] in ("GET", "HEAD", "OPTIONS"):
        return True
    if "Action" not in form and "HTTP_X_AMZ_TARGET" not in environ and not speaks_cbor(environ):
        return False
    return bool(_READING.match(action_name(environ, form)))
