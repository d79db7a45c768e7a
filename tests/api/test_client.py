from __future__ import annotations

import logging
import ssl
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import trustme

from tui.api.client import Client
from tui.api.policy import Policy
from tui.domain.errors import (
    BadConfig,
    BadResponse,
    BadResponseReason,
    Cancelled,
    ConfigFault,
    Forbidden,
    Gone,
    NotFound,
    Offline,
    OfflineReason,
    RateLimited,
    Refused,
    ServerFailed,
    Unauthorized,
)

from .asking import NOW, QUICK, TOKEN, Pauses, client
from .rawserver import Answer, Drip, Hang, RawServer, Request, Reset, Send, answer, reply, sent, zipped

SEARCHED = "hemmelig"
AUTHORITY = trustme.CA()
"""Vouches for this machine; nobody trusts it until told to."""


def test_asks_for_json_with_gzip_and_says_who_asks() -> None:
    with RawServer([answer({"a": 1}, headers={"ETag": 'W/"x"', "Date": "Sun, 22 Nov 2026 07:00:00 GMT"})]) as server:
        with client(server.url) as asking:
            found = asking.get("organizations", "a/b ..%", params={"page": "1"})
        assert found.data == {"a": 1}
        assert found.etag == 'W/"x"'
        assert found.server_time == datetime(2026, 11, 22, 7, tzinfo=UTC)
        assert found.url == f"{server.url}/organizations/a%2Fb%20..%25"
        (request,) = server.requests
    assert request.path == "/organizations/a%2Fb%20..%25?page=1"
    assert request.headers["accept"] == "application/json"
    assert request.headers["accept-encoding"] == "gzip"
    assert request.headers["user-agent"].startswith("samspill/")
    assert request.headers["authorization"] == f"Bearer {TOKEN}"


def test_keeps_the_path_of_the_configured_address_and_dot_segments_apart() -> None:
    with RawServer([answer([])]) as server, client(server.url + "/api/v3/") as asking:
        asking.get()
        asking.get("organizations", "..")
        assert [one.path for one in server.requests] == ["/api/v3/", "/api/v3/organizations/%2E%2E"]


def test_sends_the_token_in_a_header_of_choice() -> None:
    with RawServer([answer([])]) as server, client(server.url, auth="X-API-Key") as asking:
        asking.get("services")
        assert server.requests[0].headers["x-api-key"] == TOKEN
        assert "authorization" not in server.requests[0].headers


def test_a_known_etag_saves_the_body() -> None:
    with RawServer([sent(reply(b"", 304, length=None))]) as server, client(server.url) as asking:
        found = asking.get("organizations", etag='W/"1"')
        assert found.unchanged
        assert found.data is None
        assert server.requests[0].headers["if-none-match"] == 'W/"1"'


def test_an_unasked_304_is_no_answer() -> None:
    with (
        RawServer([sent(reply(b"", 304, length=None))]) as server,
        client(server.url) as asking,
        pytest.raises(ServerFailed),
    ):
        asking.get("organizations")


def test_reads_gzip() -> None:
    body = zipped(b'{"a": 2}')
    with RawServer([sent(reply(body, headers={"Content-Encoding": "gzip"}))]) as server, client(server.url) as asking:
        assert asking.get("x").data == {"a": 2}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, Unauthorized),
        (403, Forbidden),
        (404, NotFound),
        (410, Gone),
        (418, ServerFailed),
        (204, BadResponse),
        (511, BadResponse),
        (407, Offline),
    ],
)
def test_refusals_are_final(status: int, expected: type[Exception]) -> None:
    pauses = Pauses()
    with RawServer([sent(reply(b"<h1>no</h1>", status, content_type="text/html"))]) as server:
        with client(server.url, pauses=pauses) as asking, pytest.raises(expected):
            asking.get("organizations")
        assert len(server.requests) == 1
    assert pauses.seconds == []


@pytest.mark.parametrize(("status", "requests"), [(500, 2), (502, 4), (503, 4), (504, 4)])
def test_server_trouble_is_tried_again_but_not_for_ever(status: int, requests: int) -> None:
    pauses = Pauses()
    with RawServer([answer({}, status)]) as server, client(server.url, pauses=pauses) as asking:
        with pytest.raises(ServerFailed) as caught:
            asking.get("organizations")
        assert len(server.requests) == requests
    assert caught.value.status == status
    assert pauses.seconds == [0.5, 1.0, 2.0][: requests - 1]


def test_a_server_that_recovers_is_forgiven_and_the_wait_is_told() -> None:
    told: list[tuple[datetime, int]] = []
    with RawServer([answer({}, 503), answer({}, 503), answer({"ok": True})]) as server, client(server.url) as asking:
        asking.on_wait = lambda until, attempt: told.append((until, attempt))
        assert asking.get("x").data == {"ok": True}
    assert told == [(NOW + timedelta(seconds=0.5), 2), (NOW + timedelta(seconds=1), 3)]


@pytest.mark.parametrize("asked", ["7", "Sun, 22 Nov 2026 08:00:07 GMT"])
def test_a_short_retry_after_is_kept(asked: str) -> None:
    pauses = Pauses()
    with (
        RawServer([answer({}, 429, {"Retry-After": asked}), answer([1])]) as server,
        client(server.url, pauses=pauses) as asking,
    ):
        assert asking.get("x").data == [1]
    assert pauses.seconds == [7.0]


def test_a_retry_after_date_is_read_by_the_clock_of_the_server() -> None:
    pauses = Pauses()
    headers = {"Retry-After": "Sun, 22 Nov 2026 09:30:05 GMT", "Date": "Sun, 22 Nov 2026 09:30:00 GMT"}
    with RawServer([answer({}, 429, headers), answer([])]) as server, client(server.url, pauses=pauses) as asking:
        asking.get("x")
    assert pauses.seconds == [5.0]


def test_a_long_retry_after_stops_and_says_when() -> None:
    with RawServer([sent(reply(b"<p>", 429, {"Retry-After": "900"}, content_type="text/html"))]) as server:
        with client(server.url) as asking, pytest.raises(RateLimited) as caught:
            asking.get("x")
        assert len(server.requests) == 1
    assert caught.value.retry_at == NOW + timedelta(seconds=900)


@pytest.mark.parametrize("asked", ["-5", "soon", "٣", "99999999999999"])
def test_a_senseless_retry_after_is_not_kept(asked: str) -> None:
    pauses = Pauses()
    script = [sent(reply(b"{}", 429, {"Retry-After": asked.encode().decode("latin-1")})), answer([])]
    with RawServer(script) as server, client(server.url, pauses=pauses) as asking:
        asking.get("x")
    assert pauses.seconds == [0.5]


def test_pauses_together_have_a_limit() -> None:
    pauses = Pauses()
    with (
        RawServer([answer({}, 429, {"Retry-After": "40"})]) as server,
        client(server.url, pauses=pauses) as asking,
        pytest.raises(RateLimited),
    ):
        asking.get("x")
    assert pauses.seconds == [40.0]


def test_a_pause_can_be_cancelled() -> None:
    stop = threading.Event()
    with RawServer([answer({}, 503)]) as server, client(server.url, pauses=Pauses(cancel_at=1)) as asking:
        with pytest.raises(Cancelled):
            asking.get("x", cancelled=stop)
        assert len(server.requests) == 1
        with pytest.raises(Cancelled):
            asking.get("x", cancelled=stop)
        assert len(server.requests) == 1


def test_a_real_pause_ends_with_the_cancel() -> None:
    stop = threading.Event()
    with (
        RawServer([answer({}, 429, {"Retry-After": "60"})]) as server,
        Client(server.url, on_wait=lambda _until, _attempt: stop.set()) as asking,
        pytest.raises(Cancelled),
    ):
        asking.get("x", cancelled=stop)


def test_a_silent_server_does_not_hold_up_a_cancel() -> None:
    stop = threading.Event()

    def fall_silent(_: Request) -> Answer:
        stop.set()
        return Answer((Hang(),))

    with (
        RawServer(fall_silent) as server,
        client(server.url, policy=Policy(read=60.0, deadline=60.0)) as asking,
        pytest.raises(Cancelled),
    ):
        asking.get("x", cancelled=stop)


@pytest.mark.parametrize("slow", ["head", "body"])
def test_a_dripping_server_meets_the_deadline(slow: str) -> None:
    whole = reply(b"[" + b" " * 200 + b"]")
    head = whole.index(b"\r\n\r\n") + 4
    steps = (Drip(whole, 0.05),) if slow == "head" else (Send(whole[:head]), Drip(whole[head:], 0.05))
    pauses = Pauses()
    with RawServer([Answer(steps)]) as server:
        with (
            client(server.url, pauses=pauses, policy=Policy(read=2.0, deadline=0.3)) as asking,
            pytest.raises(Offline) as caught,
        ):
            asking.get("x")
        assert len(server.requests) == 2
    assert caught.value.reason is OfflineReason.TIMEOUT


def test_a_silent_server_times_out() -> None:
    with RawServer([Answer((Hang(),))]) as server:
        with client(server.url, policy=Policy(read=0.1, attempts=2)) as asking, pytest.raises(Offline) as caught:
            asking.get("x")
        assert len(server.requests) == 2
    assert caught.value.reason is OfflineReason.TIMEOUT


def test_nobody_there() -> None:
    with RawServer([]) as server:
        url = server.url
    pauses = Pauses()
    with client(url, pauses=pauses) as asking, pytest.raises(Offline) as caught:
        asking.get("organizations", params={"q": "secret"})
    assert caught.value.reason is OfflineReason.REFUSED
    assert caught.value.url == f"{url}/organizations"
    assert pauses.seconds == [0.125, 0.25, 0.5]


def test_a_name_nobody_knows() -> None:
    with client("https://samspill.invalid") as asking, pytest.raises(Offline) as caught:
        asking.get("x")
    assert caught.value.reason is OfflineReason.NAME


BROKEN = {
    "reset before the answer": Answer((Reset(),)),
    "closed before the answer": Answer(()),
    "cut in the head": sent(reply(b"[]")[:20]),
    "short body": sent(reply(b'{"a":', length=500)),
    "cut chunk": sent(reply(b"ff\r\n[1,", headers={"Transfer-Encoding": "chunked"}, length=None)),
    "not http": sent(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "huge head": sent(reply(b"[]", headers={"X-Long": "x" * 200_000})),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_connection_is_tried_again(how: str) -> None:
    with RawServer([BROKEN[how], answer({"whole": True})]) as server, client(server.url) as asking:
        assert asking.get("x").data == {"whole": True}
        assert len(server.requests) == 2


def test_a_connection_that_stays_broken() -> None:
    with RawServer([BROKEN["short body"]]) as server, client(server.url) as asking, pytest.raises(Offline) as caught:
        asking.get("x")
    assert caught.value.reason is OfflineReason.BROKEN


GZIPPED = zipped(b'{"a": "' + bytes(range(97, 123)) * 50 + b'"}')
GZIP = {"Content-Encoding": "gzip"}
UNUSABLE = {
    "html": (sent(reply(b"<!doctype html>", content_type="text/html; charset=utf-8")), BadResponseReason.HTML, 1),
    "html that says json": (sent(reply(b"  <html>")), BadResponseReason.HTML, 1),
    "html without a type": (sent(reply(b"<html>", content_type=None)), BadResponseReason.HTML, 1),
    "a picture": (sent(reply(b"{}", content_type="image/png")), BadResponseReason.NOT_JSON, 1),
    "cut gzip": (sent(reply(GZIPPED[:40], headers=GZIP)), BadResponseReason.TRUNCATED, 4),
    "no gzip trailer": (sent(reply(GZIPPED[:-8], headers=GZIP)), BadResponseReason.TRUNCATED, 4),
    "wrong gzip checksum": (sent(reply(GZIPPED[:-8] + bytes(8), headers=GZIP)), BadResponseReason.TRUNCATED, 4),
    "more after the gzip": (sent(reply(GZIPPED + GZIPPED, headers=GZIP)), BadResponseReason.ENCODING, 1),
    "gzip in gzip": (sent(reply(zipped(GZIPPED), headers=GZIP)), BadResponseReason.NOT_JSON, 1),
    "two layers": (sent(reply(GZIPPED, headers={"Content-Encoding": "gzip, gzip"})), BadResponseReason.ENCODING, 1),
    "brotli": (sent(reply(b"{}", headers={"Content-Encoding": "br"})), BadResponseReason.ENCODING, 1),
    "cut without a length": (sent(reply(b'{"a": [1, 2', length=None)), BadResponseReason.TRUNCATED, 4),
    "nothing": (sent(reply(b"")), BadResponseReason.SHAPE, 1),
    "NaN": (sent(reply(b'{"a": NaN}')), BadResponseReason.NOT_JSON, 1),
    "infinite": (sent(reply(b"[1e999]")), BadResponseReason.NOT_JSON, 1),
    "thousands of digits": (sent(reply(b"1" * 5000)), BadResponseReason.NOT_JSON, 1),
    "byte order mark": (sent(reply(b"\xef\xbb\xbf{}")), BadResponseReason.NOT_JSON, 1),
    "utf-16": (sent(reply("{}".encode("utf-16"))), BadResponseReason.NOT_JSON, 1),
    "latin-1": (sent(reply('"Mosjøen"'.encode("latin-1"))), BadResponseReason.NOT_JSON, 1),
    "lone surrogate": (sent(reply(b'["\\ud800"]')), BadResponseReason.NOT_JSON, 1),
    "deep": (sent(reply(b"[" * 100_000)), BadResponseReason.NOT_JSON, 1),
}


@pytest.mark.parametrize("how", UNUSABLE)
def test_what_cannot_be_used(how: str) -> None:
    script, reason, requests = UNUSABLE[how]
    with RawServer([script]) as server, client(server.url) as asking:
        with pytest.raises(BadResponse) as caught:
            asking.get("x")
        assert len(server.requests) == requests
    assert caught.value.reason is reason


@pytest.mark.parametrize(
    "data",
    [
        reply(zipped(b" " * 2_000_000), headers=GZIP),
        reply(b" " * 30_000),
        reply(b" " * 30_000, length=None),
        reply(b"[", length=10**12),
    ],
    ids=["bomb", "long", "long without a length", "claims to be long"],
)
def test_too_much(data: bytes) -> None:
    policy = Policy(wire_cap=20_000, decoded_cap=1_000_000)
    with RawServer([sent(data)]) as server, client(server.url, policy=policy) as asking:
        with pytest.raises(BadResponse) as caught:
            asking.get("x")
        assert len(server.requests) == 1
    assert caught.value.reason is BadResponseReason.TOO_LARGE


def test_one_redirect_at_home_is_followed() -> None:
    def script(request: Request) -> Answer:
        if request.path == "/new/?page=1":
            return answer({"moved": True})
        return answer({}, 301, {"Location": "/new/?page=1"})

    with RawServer(script) as server, client(server.url) as asking:
        assert asking.get("old", params={"page": "1"}).data == {"moved": True}


def test_a_redirect_elsewhere_is_refused_and_the_token_stays() -> None:
    with RawServer([answer({})]) as other:
        for location in (f"{other.url}/x?next=1", other.url.replace("127.0.0.1", "localhost") + "/", "//127.0.0.2/x"):
            for auth in ("bearer", "X-API-Key"):
                script = [answer({}, 302, {"Location": location})]
                with (
                    RawServer(script) as server,
                    client(server.url, auth=auth) as asking,
                    pytest.raises(BadResponse) as caught,
                ):
                    asking.get("x")
                assert caught.value.reason is BadResponseReason.FOREIGN_LINK
                assert "next" not in str(caught.value.detail)
        assert other.requests == []


@pytest.mark.parametrize(
    "location", ["", "file:///etc/passwd", "http://a b/", "http://[::1", "https:\\\\evil", "/ok\x07", "javascript:1"]
)
def test_a_redirect_to_nowhere(location: str) -> None:
    with (
        RawServer([answer({}, 302, {"Location": location})]) as server,
        client(server.url) as asking,
        pytest.raises((BadResponse, Offline)) as caught,
    ):
        asking.get("x")
    assert not isinstance(caught.value, BadResponse) or caught.value.reason is BadResponseReason.REDIRECT


def test_a_redirect_loop_stops_at_once() -> None:
    with RawServer([answer({}, 307, {"Location": "/x"})]) as server, client(server.url) as asking:
        with pytest.raises(BadResponse) as caught:
            asking.get("x")
        assert len(server.requests) == 2
    assert caught.value.reason is BadResponseReason.REDIRECT


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("http://example.no", ConfigFault.UNSAFE),
        ("https://user:pw@example.no", ConfigFault.UNSAFE),
        ("https://example.no/?key=pw", ConfigFault.WRONG_VALUE),
        ("https://example.no/#pw", ConfigFault.WRONG_VALUE),
        ("ftp://example.no", ConfigFault.WRONG_VALUE),
        ("example.no", ConfigFault.WRONG_VALUE),
        ("https://example.no:99999", ConfigFault.WRONG_VALUE),
        ("https://exa mple.no\\@evil", ConfigFault.WRONG_VALUE),
        ("", ConfigFault.WRONG_VALUE),
    ],
)
def test_addresses_that_will_not_do(url: str, fault: ConfigFault) -> None:
    with pytest.raises(BadConfig) as caught:
        Client(url, token=TOKEN)
    assert caught.value.fault is fault
    assert caught.value.key == "url"
    assert "pw" not in repr(caught.value)


@pytest.mark.parametrize("url", ["http://localhost:1", "http://127.8.0.1", "http://[::1]:8080/x", "https://tromsø.no"])
def test_addresses_that_will(url: str) -> None:
    with client(url) as asking:
        assert TOKEN not in repr(asking)


@pytest.mark.parametrize(
    ("token", "auth"), [("a\r\nX: y", "bearer"), ("", "bearer"), ("å", "bearer"), ("a", "Host"), ("a", "X:")]
)
def test_tokens_that_would_break_the_request(token: str, auth: str) -> None:
    with pytest.raises(BadConfig) as caught:
        Client("https://example.no", token=token, auth=auth)
    assert caught.value.fault is ConfigFault.WRONG_VALUE


@pytest.mark.parametrize(
    "script",
    [answer({}, 401), answer({}, 500), sent(b"nonsense"), sent(reply(b"<p>")), answer({}, 302, {"Location": "//x"})],
)
def test_no_secret_in_errors(script: Answer, caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.DEBUG),
        RawServer([script]) as server,
        client(server.url) as asking,
        pytest.raises((Refused, Offline)) as caught,
    ):
        asking.get("x", params={"search": SEARCHED})
    shown = (
        "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value)) + repr(caught.value) + caplog.text
    )
    assert TOKEN not in shown
    assert SEARCHED not in shown
    assert caught.value.__context__ is None


def test_a_certificate_nobody_vouches_for_is_not_tried_twice() -> None:
    pauses = Pauses()
    with (
        _tls_server() as port,
        client(f"https://localhost:{port}", pauses=pauses) as asking,
        pytest.raises(Offline) as caught,
    ):
        asking.get("x")
    assert caught.value.reason is OfflineReason.CERTIFICATE
    assert "issuer" in str(caught.value.detail)
    assert pauses.seconds == []


@contextmanager
def _tls_server() -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert("localhost").configure_cert(context)
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        server.handle_error = lambda request, client_address: None  # type: ignore[method-assign]
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join(10)


def test_certificates_that_are_not_there_leave_the_usual_ones(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    with _tls_server() as port, client(f"https://localhost:{port}") as asking, pytest.raises(Offline) as caught:
        asking.get("x")
    assert caught.value.reason is OfflineReason.CERTIFICATE


def test_a_certificate_the_environment_vouches_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    AUTHORITY.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    with _tls_server() as port, client(f"https://localhost:{port}") as asking, pytest.raises(ServerFailed) as caught:
        asking.get("x")
    # the handler knows no method: it was reached, which is all that is asked here
    assert caught.value.status == 501


def test_a_proxy_is_not_asked_for_what_runs_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with RawServer([answer([3])]) as server, client(server.url) as asking:
        assert asking.get("x").data == [3]


@pytest.mark.parametrize("proxy", ["nonsense://x", "http://127.0.0.1:9"])
def test_a_proxy_that_does_not_work_is_named(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(Offline) as caught, client("https://samspill.invalid", policy=QUICK) as asking:
        asking.get("x")
    assert caught.value.reason in {OfflineReason.PROXY, OfflineReason.REFUSED}
