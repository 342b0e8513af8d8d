"""Who may look in a browser: refused with one sentence before a port is opened, and asked with each request."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.errors import ConsoleError, InputError, RefusedError
from console.serve.access import TOKEN_VARIABLE, Access, Wish, is_loopback, read_token, without_token

TOKEN = "q7Jd0m2VYx-KfL9_bT4cWnR8sHgE1aZuP5o"
CERTIFICATE, KEY = Path("cert.pem"), Path("key.pem")


def wish(host: str = "127.0.0.1", **changes) -> Wish:
    return Wish(host, changes.pop("port", 8383), **changes)


def refused(kind: type[ConsoleError], asked: Wish) -> str:
    with pytest.raises(kind) as caught:
        Access(asked)
    message = caught.value.message
    assert message.endswith((".", ")."))
    return message


def test_this_machine_alone_needs_no_token():
    for host in ("127.0.0.1", "127.8.8.8", "::1", "localhost"):
        access = Access(wish(host))
        assert not access.wants_token
        assert access.knows(None)


def test_another_address_wants_a_token_and_tls():
    for host in ("0.0.0.0", "192.0.2.7", "::", "wall.example.org"):
        assert "token" in refused(RefusedError, wish(host))
        assert "without TLS" in refused(RefusedError, wish(host, token=TOKEN))
    Access(wish("192.0.2.7", token=TOKEN, certificate=CERTIFICATE, key=KEY))


def test_a_proxy_in_front_is_said_and_its_address_known():
    assert "--public-url" in refused(InputError, wish("192.0.2.7", token=TOKEN, behind_proxy=True))
    clear = wish("192.0.2.7", token=TOKEN, behind_proxy=True, public_url="http://wall.example.org")
    assert "https" in refused(RefusedError, clear)
    behind = Access(wish("192.0.2.7", token=TOKEN, behind_proxy=True, public_url="https://wall.example.org"))
    assert behind.secure_cookie
    assert behind.host_is_ours("wall.example.org")
    assert not behind.host_is_ours("192.0.2.7:8383")


def test_a_proxy_in_front_of_loopback_wants_a_token_too():
    assert "token" in refused(RefusedError, wish(public_url="https://wall.example.org"))


def test_every_address_of_a_machine_needs_the_name_that_browsers_use():
    assert "--public-url" in refused(InputError, wish("0.0.0.0", token=TOKEN, certificate=CERTIFICATE, key=KEY))


def test_a_certificate_without_its_key_is_refused():
    assert "--tls-key" in refused(InputError, wish(certificate=CERTIFICATE))


@pytest.mark.parametrize("token", ["short", "a" * 40, TOKEN[:31]])
def test_a_token_that_can_be_guessed_is_refused(token: str):
    message = refused(InputError, wish(token=token))
    assert token not in message


def test_a_token_is_read_from_a_file_of_its_owner_or_from_the_variable(tmp_path: Path):
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    file.chmod(0o600)
    assert read_token(file, {}) == TOKEN
    assert read_token(None, {TOKEN_VARIABLE: TOKEN}) == TOKEN
    assert read_token(None, {}) == ""
    file.chmod(0o640)
    with pytest.raises(InputError, match="chmod 600"):
        read_token(file, {})
    with pytest.raises(InputError, match="cannot be read"):
        read_token(tmp_path / "none", {})
    (tmp_path / "empty").touch(mode=0o600)
    with pytest.raises(InputError, match="no token"):
        read_token(tmp_path / "empty", {})


def test_what_is_started_does_not_get_the_token():
    assert without_token({TOKEN_VARIABLE: TOKEN, "HOME": "/h"}) == {"HOME": "/h"}


def test_the_token_is_in_no_text_of_the_wish():
    assert TOKEN not in repr(wish(token=TOKEN))


@pytest.mark.parametrize("host", ["evil.example:8383", "127.0.0.1:8384", "127.0.0.1", "", "127.0.0.1:port", "[::1"])
def test_a_name_that_somebody_else_made_point_here_is_refused(host: str):
    assert not Access(wish()).host_is_ours(host)


def test_names_of_this_machine_are_accepted():
    for host in ("127.0.0.1:8383", "localhost:8383", "[::1]:8383"):
        assert Access(wish()).host_is_ours(host)
    assert Access(wish(port=80)).host_is_ours("localhost")


def test_only_a_page_from_here_may_open_a_connection():
    access = Access(wish())
    assert access.origin_is_ours("http://localhost:8383", "localhost:8383")
    for origin in (None, "", "null", "http://evil.example", "https://localhost:8383", "http://127.0.0.1:8383"):
        assert not access.origin_is_ours(origin, "localhost:8383")


def test_a_browser_that_showed_the_token_is_known_and_another_is_not():
    access = Access(wish(token=TOKEN))
    assert access.token_is_right(TOKEN)
    assert not access.token_is_right(TOKEN[:-1])
    assert not access.token_is_right("ü")
    cookie = access.new_cookie()
    assert TOKEN not in cookie
    assert access.knows(cookie)
    for other in (None, "", cookie[:-1], TOKEN):
        assert not access.knows(other)


def test_the_oldest_browser_is_forgotten_first():
    access = Access(wish(token=TOKEN))
    cookies = [access.new_cookie() for _ in range(70)]
    assert not access.knows(cookies[0])
    assert access.knows(cookies[-1])


def test_what_is_loopback_and_what_is_not():
    assert [is_loopback(host) for host in ("LOCALHOST", "[::1]", "0.0.0.0", "localhost.evil.example")] == [
        True, True, False, False
    ]  # fmt: skip
