"""Certificates, proxies, addresses, and networks that want something first; numbers are those of the fault list."""

from __future__ import annotations

import socket
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme

from tui.api.client import Client
from tui.api.policy import Policy, retry_after
from tui.domain.errors import BadResponse, BadResponseReason, Cancelled, Offline, OfflineReason

from .asking import NOW, QUICK, TOKEN, Pauses, client
from .rawserver import Answer, Drip, RawServer, Request, Send, answer, reply, sent
from .tls import Proxy, tls_server

ELSEWHERE = "samspill.test"
"""A name that only a proxy can reach."""


@pytest.fixture(autouse=True)
def nothing_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def believed(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


def refused(port: int, host: str = "localhost") -> Offline:
    pauses = Pauses()
    with client(f"https://{host}:{port}", pauses=pauses) as asking, pytest.raises(Offline) as caught:
        asking.get("x")
    assert pauses.seconds == []
    assert caught.value.reason is OfflineReason.CERTIFICATE
    return caught.value


@pytest.mark.usefixtures("believed")
def test_64_a_certificate_the_environment_vouches_for(authority: trustme.CA) -> None:
    for host in ("localhost", "127.0.0.1"):
        with tls_server(authority.issue_cert(host)) as server, client(f"https://{host}:{server.port}") as asking:
            assert asking.get("x").data == [3]
            assert f"Authorization: Bearer {TOKEN}".encode() in server.heads[0]


def test_64_an_authority_nobody_knows(authority: trustme.CA) -> None:
    with tls_server(authority.issue_cert("localhost")) as server:
        error = refused(server.port)
        assert server.heads == []
    assert "issuer" in str(error.detail) or "self" in str(error.detail)


@pytest.mark.usefixtures("believed")
def test_64_a_certificate_that_has_expired(authority: trustme.CA) -> None:
    with tls_server(authority.issue_cert("localhost", not_after=datetime(2020, 1, 1, tzinfo=UTC))) as server:
        assert "expired" in str(refused(server.port).detail)
        assert server.heads == []


@pytest.mark.usefixtures("believed")
def test_64_a_certificate_of_another_host(authority: trustme.CA) -> None:
    with tls_server(authority.issue_cert("example.no")) as server:
        detail = str(refused(server.port).detail)
        assert server.heads == []
    assert "mismatch" in detail.lower()
    assert "localhost" in detail


@pytest.mark.usefixtures("believed")
def test_65_a_proxy_from_the_environment(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> None:
    with tls_server(authority.issue_cert(ELSEWHERE)) as server, Proxy(server.port) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://user:pw@{proxy.url}")
        with client(f"https://{ELSEWHERE}") as asking:
            assert asking.get("x").data == [3]
        assert proxy.asked == [f"{ELSEWHERE}:443"]
        # the proxy gets what is its own, and the token only goes through the tunnel
        assert b"Proxy-Authorization: Basic" in proxy.heads[0]
        assert TOKEN.encode() not in proxy.heads[0]
        assert b"Proxy-Authorization" not in server.heads[0]


@pytest.mark.parametrize("status", ["407 Proxy Authentication Required", "403 Forbidden", "502 Bad Gateway"])
def test_65_a_proxy_that_wants_something(status: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses = Pauses()
    with Proxy(0, status=status) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://user:pw@{proxy.url}")
        with client(f"https://{ELSEWHERE}", pauses=pauses) as asking, pytest.raises(Offline) as caught:
            asking.get("x")
        assert len(proxy.asked) == 1
    assert caught.value.reason is OfflineReason.PROXY
    assert caught.value.detail == status[:3]
    assert "pw" not in repr(vars(caught.value))


def test_65_a_407_in_the_open() -> None:
    with RawServer([answer({}, 407)]) as server, client(server.url) as asking, pytest.raises(Offline) as caught:
        asking.get("x")
    assert caught.value.reason is OfflineReason.PROXY


@pytest.mark.parametrize("spared", [ELSEWHERE, f".{ELSEWHERE.partition('.')[2]}", "*"])
def test_65_hosts_that_no_proxy_is_for(spared: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Proxy(0) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy.url}")
        monkeypatch.setenv("NO_PROXY", spared)
        with client(f"https://{ELSEWHERE}") as asking, pytest.raises(Offline) as caught:
            asking.get("x")
        assert proxy.asked == []
    assert caught.value.reason is OfflineReason.NAME


def test_65_a_proxy_that_says_nothing_meets_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    with Proxy(0, status="") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy.url}")
        policy = Policy(read=60.0, deadline=0.2)
        with client(f"https://{ELSEWHERE}", policy=policy) as asking, pytest.raises(Offline) as caught:
            asking.get("x")
    assert caught.value.reason is OfflineReason.TIMEOUT


def test_66_ipv6() -> None:
    if not socket.has_ipv6:
        return
    with RawServer([answer([6])], host="::1") as server, client(server.url) as asking:
        assert server.url.startswith("http://[::1]:")
        assert asking.get("x").data == [6]
        assert server.requests[0].headers["host"].startswith("[::1]:")


def test_66_a_name_with_an_address_nobody_answers_at(monkeypatch: pytest.MonkeyPatch) -> None:
    with RawServer([answer([4])]) as server:
        port = int(server.url.rpartition(":")[2])
        both = [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", port, 0, 0)),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)),
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
        with client(f"http://localhost:{port}") as asking:
            assert asking.get("x").data == [4]


def test_42_slow_headers_meet_the_deadline_and_the_cancel() -> None:
    slow = Answer((Send(b"HTTP/1.1 200 OK\r\n"), Drip(b"X-Slow: y\r\n" * 100, 0.02)))
    with RawServer([slow]) as server:
        policy = Policy(read=60.0, deadline=0.2)
        with client(server.url, policy=policy) as asking, pytest.raises(Offline) as caught:
            asking.get("x")
        assert caught.value.reason is OfflineReason.TIMEOUT
        stop = threading.Event()

        def cancelling(_: Request) -> Answer:
            stop.set()
            return slow

        server.script = cancelling
        with client(server.url, policy=Policy(read=60.0, deadline=60.0)) as asking, pytest.raises(Cancelled):
            asking.get("x", cancelled=stop)


@pytest.mark.parametrize("headers", [{"X-Long": "x" * 200_000}, {f"X-{number}": "x" * 1000 for number in range(200)}])
def test_50_a_head_that_is_too_large(headers: dict[str, str]) -> None:
    with (
        RawServer([sent(reply(b"[]", headers=headers))]) as server,
        client(server.url) as asking,
        pytest.raises(Offline) as caught,
    ):
        asking.get("x")
    assert caught.value.reason is OfflineReason.BROKEN


PORTAL = reply(b"<html><form action=login>", content_type="text/html")


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (sent(PORTAL), BadResponseReason.HTML),
        (sent(reply(b"<html>", 511, content_type="text/html")), BadResponseReason.HTML),
        (answer({}, 302, {"Location": "https://login.example.no/?from=x"}), BadResponseReason.FOREIGN_LINK),
        (answer({}, 302, {"Location": "/login"}), BadResponseReason.HTML),
    ],
)
def test_60_61_a_network_that_wants_a_login_first(script: Answer, reason: BadResponseReason) -> None:
    def answered(request: Request) -> Answer:
        return sent(PORTAL) if request.path == "/login" else script

    pauses = Pauses()
    with (
        RawServer(answered) as server,
        client(server.url, pauses=pauses) as asking,
        pytest.raises(BadResponse) as caught,
    ):
        asking.get("x")
    assert caught.value.reason is reason
    assert pauses.seconds == []


def test_62_a_header_of_ones_own_never_leaves_the_origin() -> None:
    with RawServer([answer({})]) as other:
        port = other.url.rpartition(":")[2]
        for location in (
            f"http://127.0.0.1:{port}/",
            f"http://localhost:{port}/",
            f"//[::1]:{port}/",
            f"http://x@127.0.0.1:{port}/",
        ):
            script = [answer({}, 307, {"Location": location})]
            with RawServer(script) as server, Client(server.url, token=TOKEN, auth="X-API-Key") as asking:
                with pytest.raises(BadResponse):
                    asking.get("x")
                assert server.requests[0].headers["x-api-key"] == TOKEN
                assert "authorization" not in server.requests[0].headers
        assert other.requests == []


def test_62_a_header_of_ones_own_goes_along_at_home() -> None:
    def script(request: Request) -> Answer:
        return answer([1]) if request.path == "/new" else answer({}, 308, {"Location": "/new"})

    with RawServer(script) as server, Client(server.url, token=TOKEN, auth="X-API-Key") as asking:
        assert asking.get("x").data == [1]
        assert [one.headers["x-api-key"] for one in server.requests] == [TOKEN, TOKEN]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("0", 0.0),
        ("7", 7.0),
        (" 7 ", 7.0),
        ("Sun, 22 Nov 2026 08:00:07 GMT", 7.0),
        ("Sunday, 22-Nov-26 08:00:07 GMT", 7.0),
        ("Sun Nov 22 08:00:07 2026", 7.0),
        ("Sun, 22 Nov 2026 07:00:00 GMT", 0.0),
        ("-7", None),
        ("+7", None),
        ("7.5", None),
        ("٧", None),
        ("7 seconds", None),
        ("1e3", None),
        ("", None),
        ("99999999999999999999", None),
        ("Sun, 99 Nov 2026 08:00:07 GMT", None),
        (None, None),
    ],
)
def test_53_retry_after_in_every_form(said: str | None, seconds: float | None) -> None:
    assert retry_after(said, NOW) == seconds


def test_40_41_what_is_tried_is_bounded() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        pauses = Pauses()
        policy = Policy(connect=QUICK.connect, read=0.05, deadline=5.0)
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with client(url, pauses=pauses, policy=policy) as asking, pytest.raises(Offline) as caught:
            asking.get("x")
    assert caught.value.reason is OfflineReason.TIMEOUT
    assert len(pauses.seconds) == policy.attempts - 1
    assert sum(pauses.seconds) <= policy.longest_wait
