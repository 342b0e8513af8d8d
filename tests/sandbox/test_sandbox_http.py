"""How the sandbox answers on the wire."""

import socket
from urllib.parse import urlsplit

from conftest import Cloud

QUESTION = (
    b"POST / HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n"
    b"Authorization: AWS4-HMAC-SHA256 Credential=sandbox/20260101/us-east-1/ec2/aws4_request, Signature=0\r\n\r\n%s"
)
BODY = b"Action=DescribeVpcs&Version=2016-11-15"


def first_piece(cloud: Cloud) -> bytes:
    """What one look at the connection gives as soon as there is anything."""
    address = urlsplit(cloud.endpoint)
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        connection.sendall(QUESTION % (str(address.netloc).encode(), len(BODY), BODY))
        return connection.recv(1 << 20)


def test_headers_and_body_arrive_in_one_piece(sandbox: Cloud) -> None:
    for _ in range(50):
        assert first_piece(sandbox).rstrip().endswith(b"</DescribeVpcsResponse>")


def test_a_body_is_asked_for_at_once_where_the_client_waits_to_be_asked(sandbox: Cloud) -> None:
    address = urlsplit(sandbox.endpoint)
    question = QUESTION % (str(address.netloc).encode(), len(BODY), b"")
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        connection.sendall(question.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"))
        assert connection.recv(1 << 20) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(BODY)
        assert connection.recv(1 << 20).startswith(b"HTTP/1.1 200")
