"""An AWS error in the protocol in which the request came."""

from __future__ import annotations

import json
from typing import Any
from xml.sax.saxutils import escape

from console.sandbox.request import Environ, Form, service_name, speaks_cbor

_REST_XML_SERVICES = frozenset({"cloudfront", "route53"})


def refuse(
    environ: Environ, form: Form, start_response: Any, code: str, message: str, status: str = "400 Bad Request"
) -> list[bytes]:
    """Answer the request with the error."""
    content_type, body = _error_body(environ, form, code, message)
    headers = [("Content-Type", content_type), ("x-amzn-errortype", code), ("Content-Length", str(len(body)))]
    if speaks_cbor(environ):
        headers.append(("smithy-protocol", "rpc-v2-cbor"))
    start_response(status, headers)
    return [body]


def _error_body(environ: Environ, form: Form, code: str, message: str) -> tuple[str, bytes]:
    text = escape(message)
    service = service_name(environ)
    if speaks_cbor(environ):
        return "application/cbor", _cbor({"__type": code, "message": message})
    if "HTTP_X_AMZ_TARGET" in environ:
        return environ.get("CONTENT_TYPE") or "application/x-amz-json-1.1", _json_error(code, message)
    if "Action" in form and service == "ec2":
        return "text/xml", (
            f"<Response><Errors><Error><Code>{code}</Code><Message>{text}</Message></Error></Errors>"
            "<RequestID>sandbox</RequestID></Response>"
        ).encode()
    if service == "s3":
        return "application/xml", f"<Error><Code>{code}</Code><Message>{text}</Message></Error>".encode()
    if "Action" in form or service in _REST_XML_SERVICES:
        return "text/xml", (
            f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{text}</Message></Error>"
            "<RequestId>sandbox</RequestId></ErrorResponse>"
        ).encode()
    return "application/json", _json_error(code, message)


def _json_error(code: str, message: str) -> bytes:
    return json.dumps({"__type": code, "message": message}).encode()


def _cbor(pairs: dict[str, str]) -> bytes:
    """A map of fewer than 24 texts (RFC 8949: major type 5, texts with a length of two bytes)."""
    texts = (text.encode() for pair in pairs.items() for text in pair)
    return bytes([0xA0 + len(pairs)]) + b"".join(b"\x79" + len(text).to_bytes(2, "big") + text for text in texts)
